// Rule: every parameter and every local value is read by something.

import type { Diagnostic } from "../diagnostic.ts";
import type { Path } from "../document.ts";
import { readsOf } from "./reads.ts";
import { placeOf, type RuleInput } from "./rule.ts";
import { whyUnreadable } from "./unreadable-ids.ts";

/** Yields every parameter and local value that nothing reads. */
export function* unusedParameters(input: RuleInput): Generator<Diagnostic> {
  const { parameters, localValues } = input.pipeline;
  const reads = readsOf(input);
  for (const { name, path } of parameters) {
    if (!reads.has("parameter", name)) yield unused("unused-parameter", "parameter", name, path, input);
  }
  const declared = new Set(parameters.map(({ name }) => name));
  for (const name of Object.keys(localValues)) {
    if (reads.has("parameter", name) || declared.has(name)) continue;
    yield unused("unused-local-value", "local value", name, ["local_values", name], input);
  }
}

function unused(
  code: "unused-parameter" | "unused-local-value",
  noun: string,
  name: string,
  path: Path,
  { pipeline }: RuleInput,
): Diagnostic {
  const why = whyUnreadable(name);
  return {
    code,
    severity: "warning",
    message: `nothing reads the ${noun} \`${name}\``,
    help:
      why === undefined
        ? `read it with \`{< ${name} >}\`, or take it out`
        : `rename it, and read it: no tag can read a name that ${why}`,
    ...placeOf(pipeline, path, "key"),
  };
}
