// Rule: a file without steps and outputs does nothing.

import pipelineSchema from "../../schemas/pipeline.schema.json" with { type: "json" };
import type { Diagnostic } from "../diagnostic.ts";
import { isJsonMap, ownValue } from "../json.ts";
import { placeOf, type RuleInput } from "./rule.ts";

/** Yields one warning where there is nothing to do. */
export function* noSteps({ pipeline }: RuleInput): Generator<Diagnostic> {
  const root = pipeline.document.value;
  if (!isJsonMap(root)) return;
  const keys = Object.keys(root);
  // A key that is not known may be what was meant to be `steps`.
  if (keys.some((key) => !key.startsWith("x-") && !Object.hasOwn(pipelineSchema.properties, key))) return;
  const steps = ownValue(root, "steps") ?? [];
  if (!Array.isArray(steps) || steps.length > 0 || (ownValue(root, "outputs") ?? null) !== null) return;
  const [first] = keys;
  const place = keys.includes("steps") ? "steps" : first;
  yield {
    code: "no-steps",
    severity: "warning",
    message: "the pipeline has no steps, so it does nothing",
    help: "write a list of steps: `steps: [{ action: … }]`",
    ...(place === undefined ? placeOf(pipeline, []) : placeOf(pipeline, [place], "key")),
  };
}
