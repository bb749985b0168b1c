// What of the context a tag names, an expression's names included, as references that the rules about tags understand.

import type { Expression } from "../../expression.ts";
import { contextNames } from "../../expression-functions.ts";
import { contextReference, type PathPart, type Reference, type Tag } from "../../template.ts";

/** The references of a tag without those of the tags inside it. An expression has any number of them. */
export function referencesOf(tag: Tag): readonly Reference[] {
  return tag.kind === "reference" ? [tag.reference] : [...referencesIn(tag.expression)];
}

/** The parts of an expression in the order in which they are written. */
export function partsOf(node: Expression): readonly Expression[] {
  switch (node.kind) {
    case "literal":
    case "name":
      return [];
    case "member":
    case "has":
      return [node.of];
    case "index":
      return [node.of, node.index];
    case "call":
      return node.receiver === null ? node.parameters : [node.receiver, ...node.parameters];
    case "unary":
      return [node.operand];
    case "binary":
      return [node.left, node.right];
    case "conditional":
      return [node.condition, node.yes, node.no];
    case "list":
      return node.items;
    case "map":
      return node.entries.flatMap(({ key, value }) => [key, value]);
    case "macro":
      return node.condition === null ? [node.of, node.body] : [node.of, node.condition, node.body];
  }
}

/** The path that an expression is, as far as its keys are written out; undefined when it is none. */
export function pathOfExpression(node: Expression): readonly PathPart[] | undefined {
  if (node.kind === "name") return [{ kind: "key", name: node.name, span: node.span }];
  if (node.kind !== "member" && node.kind !== "index") return undefined;
  const path = pathOfExpression(node.of);
  if (path === undefined) return undefined;
  if (node.kind === "member") return [...path, { kind: "key", name: node.name, span: node.nameSpan }];
  const key = writtenKey(node.index);
  return key === undefined ? undefined : [...path, { kind: "key", name: key, span: node.index.span }];
}

/** An expression as people would write it, as far as it is a path. */
export function pathText(node: Expression): string | undefined {
  const path = pathOfExpression(node);
  if (path === undefined) return undefined;
  return path.map((part, index) => asStep("name" in part ? part.name : "", index)).join("");
}

function asStep(name: string, index: number): string {
  if (index === 0) return name;
  if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return `.${name}`;
  return /^\d+$/.test(name) ? `[${name}]` : `[${JSON.stringify(name)}]`;
}

/** The key that an index in brackets is when it is written out. */
function writtenKey(index: Expression): string | undefined {
  if (index.kind !== "literal" || (typeof index.value !== "string" && !index.isWhole)) return undefined;
  return String(index.value);
}

/** The reference that a path is; undefined when it begins in a loop's own variable. */
export function referenceOf(path: readonly PathPart[]): Reference | undefined {
  const [root] = path;
  return root?.kind === "key" && (contextNames as readonly string[]).includes(root.name)
    ? contextReference(path)
    : undefined;
}

function* referencesIn(node: Expression): Generator<Reference> {
  const path = pathOfExpression(node);
  const reference = path === undefined ? undefined : referenceOf(path);
  if (reference !== undefined) yield reference;
  if (path === undefined) for (const part of partsOf(node)) yield* referencesIn(part);
}
