// Rule: every variable that the file declares is read by something. One that blocks only change is not.

import type { Diagnostic, RelatedPlace } from "../diagnostic.ts";
import { readsOf } from "./reads.ts";
import { type AdmittedStep, placeOf, type RuleInput } from "./rule.ts";
import { whyUnreadable } from "./unreadable-ids.ts";
import { changedVariables } from "./variables-of-step.ts";

/** Yields every declared variable that nothing reads. */
export function* unusedVariables(input: RuleInput): Generator<Diagnostic> {
  const { pipeline, steps } = input;
  for (const name of Object.keys(pipeline.variables)) {
    if (readsOf(input).has("variable", name)) continue;
    const writer = steps.find((step) => changedVariables(step).includes(name));
    const why = whyUnreadable(name);
    const readIt =
      why === undefined
        ? `read it with \`{# ${name} #}\`, or take it out`
        : `rename it, and read it: no tag can read a name that ${why}`;
    yield {
      code: "unused-variable",
      severity: "warning",
      message:
        writer === undefined
          ? `nothing reads the variable \`${name}\``
          : `the variable \`${name}\` is changed, and nothing reads it`,
      help: writer === undefined ? readIt : `${readIt} with the steps that change it`,
      related: writer === undefined ? [] : firstChange(writer, input),
      ...placeOf(pipeline, ["variables", name], "key"),
    };
  }
}

function firstChange({ step }: AdmittedStep, { pipeline }: RuleInput): RelatedPlace[] {
  const { source, span } = placeOf(pipeline, [...step.path, "action"]);
  return source === undefined || span === undefined ? [] : [{ message: "it is changed here", source, span }];
}
