// Keys of a map that tags bring: none may become the same as another one of its map, and none `__proto__`.

import type { Path } from "../document.ts";
import type { Step } from "../pipeline.ts";
import { ConduitStatus } from "../status.ts";
import type { Template, TextTemplate } from "../template.ts";
import type { PlacelessProblem, TypedPlace } from "./type-reports.ts";
import { accepts } from "./types/accepts.ts";
import { meet } from "./types/meet.ts";
import { isUnknown, onlyValue, type Type } from "./types/type.ts";

/** Yields every key that becomes the same as another one, or may. */
export function* collidingKeys(
  template: Template,
  path: Path,
  step: Step | null,
  keyType: (key: TextTemplate) => Type,
): Generator<[PlacelessProblem, TypedPlace]> {
  if (template.kind === "list") {
    for (const [index, item] of template.items.entries()) yield* collidingKeys(item, [...path, index], step, keyType);
  }
  if (template.kind !== "map") return;
  const keys = template.entries.map(({ key }) => (key.kind === "literal" ? key.value : keyType(key)));
  for (const [index, { value, writtenKey }] of template.entries.entries()) {
    const inner = [...path, writtenKey];
    yield* collidingKeys(value, inner, step, keyType);
    const type = keys[index];
    if (type === undefined || typeof type === "string" || isUnknown(type)) continue;
    const collision = collides(type, keys.toSpliced(index, 1));
    if (collision !== "no") yield [collision === "yes" ? mistake : doubt, { path: inner, part: "key", step }];
  }
}

const mistake: PlacelessProblem = {
  code: "keys-collide",
  severity: "error",
  message: "this key becomes the same as another one, or `__proto__`",
  help: "write another key",
  status: ConduitStatus.INVALID_TYPE,
};

const doubt: PlacelessProblem = {
  code: "unproved-keys",
  severity: "unproved",
  message: "this key may become the same as another one, or `__proto__`",
  help: "limit what the tag can bring, for example by `enum` in the schema it comes from",
};

/** Whether a key becomes `__proto__` or another key: surely, surely not, or perhaps. */
function collides(key: Type, others: readonly (string | Type)[]): "yes" | "no" | "maybe" {
  const only = onlyValue(key)?.value;
  let isPossible = accepts(key, "__proto__");
  for (const other of others) {
    if (typeof other === "string") isPossible ||= accepts(key, other);
    else if (isUnknown(other)) continue;
    else isPossible ||= meet(key, other).length > 0;
  }
  if (!isPossible) return "no";
  if (only === "__proto__") return "yes";
  return only !== undefined && others.includes(only as string) ? "yes" : "maybe";
}
