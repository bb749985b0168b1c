// The paths of the context that an expression reads, as far as its text says. Macros' own variables are none.

import type { Expression } from "../expression.ts";

/** Names from `job` or `steps` on; null for a part that is itself computed. */
export type ReadPath = readonly (string | null)[];

/** Every path that an expression reads, each as long as it is written. */
export function* pathsRead(expression: Expression, own: readonly string[] = []): Generator<ReadPath> {
  const path: (string | null)[] = [];
  let at = expression;
  for (; at.kind === "member" || at.kind === "index" || at.kind === "has"; at = at.of) {
    if (at.kind !== "index") path.push(at.name);
    else {
      path.push(at.index.kind === "literal" ? String(at.index.value) : null);
      yield* pathsRead(at.index, own);
    }
  }
  if (at.kind === "name") {
    if (!own.includes(at.name)) yield [...path, at.name].toReversed();
  } else for (const [part, names] of partsOf(at, own)) yield* pathsRead(part, names);
}

/** The expressions inside of one, with the variables of macros that stand there. */
function partsOf(expression: Expression, own: readonly string[]): [Expression, readonly string[]][] {
  const parts = (...list: readonly (Expression | null)[]): [Expression, readonly string[]][] =>
    list.flatMap((part) => (part === null ? [] : [[part, own]]));
  switch (expression.kind) {
    case "call":
      return parts(expression.receiver, ...expression.parameters);
    case "unary":
      return parts(expression.operand);
    case "binary":
      return parts(expression.left, expression.right);
    case "conditional":
      return parts(expression.condition, expression.yes, expression.no);
    case "list":
      return parts(...expression.items);
    case "map":
      return parts(...expression.entries.flatMap(({ key, value }) => [key, value]));
    case "macro": {
      const names = [...own, expression.variable];
      const inner = [expression.condition, expression.body].filter((part) => part !== null);
      return [...parts(expression.of), ...inner.map((part): [Expression, readonly string[]] => [part, names])];
    }
    default:
      return [];
  }
}
