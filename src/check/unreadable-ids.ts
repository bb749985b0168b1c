// Rule: an id is there to be read by, so it should be one that a tag can hold.

import type { Diagnostic } from "../diagnostic.ts";
import { isPrivateKey } from "../template.ts";
import { readsOf } from "./reads.ts";
import { placeOf, type RuleInput } from "./rule.ts";

/** Yields every id that no tag can read. One that a tag tries to read all the same is that tag's mistake. */
export function* unreadableIds(input: RuleInput): Generator<Diagnostic> {
  for (const { step } of input.steps) {
    const { id, hasOwnId, path } = step;
    const why = hasOwnId && id !== null ? whyUnreadable(id) : undefined;
    if (id === null || why === undefined || readsOf(input).has("step", id)) continue;
    yield {
      code: "unreadable-id",
      severity: "warning",
      message: id === "" ? "the id is empty" : `no tag can read the id \`${id}\`: it ${why}`,
      help: "use letters, digits and `_` between them, or leave the id out",
      ...placeOf(input.pipeline, [...path, "id"]),
    };
  }
}

/** Why no tag can read a name, to follow "a name that"; undefined when one can. */
export function whyUnreadable(name: string): string | undefined {
  if (name === "") return "is empty";
  if (name.includes(".")) return "holds a dot, at which a tag's path is split";
  if (/\s/.test(name)) return "holds a blank";
  if (/\{[%:#<=]/.test(name)) return "holds what looks like a tag";
  return isPrivateKey(name) ? "begins or ends with `_`, as private keys do" : undefined;
}
