// Rule: a file without steps and outputs does nothing, nor does a group without members.

import pipelineSchema from "../../schemas/pipeline.schema.json" with { type: "json" };
import type { Diagnostic } from "../diagnostic.ts";
import { valueAt } from "../document.ts";
import { isJsonMap, ownValue } from "../json.ts";
import { membersOf, type Pipeline } from "../pipeline.ts";
import { placeOf, type RuleInput } from "./rule.ts";
import { kindsOf } from "./step-kinds.ts";

/** Yields a warning where there is nothing to do, and for every empty group. */
export function* noSteps({ pipeline, steps }: RuleInput): Generator<Diagnostic> {
  yield* emptyFile(pipeline);
  for (const { step } of steps) {
    const { work, path } = step;
    const written = valueAt(pipeline.document, path);
    // What is no list is an error, and so is a group that is something else as well.
    if (work.kind !== "steps" && work.kind !== "parallel") continue;
    const isGroup = isJsonMap(written) && Array.isArray(ownValue(written, work.kind)) && kindsOf(written).length === 1;
    if (!isGroup || membersOf(step).length > 0) continue;
    yield {
      code: "no-steps",
      severity: "warning",
      message: "the group has no steps, so it does nothing",
      help: `write a list of steps: \`${work.kind}: [{ action: … }]\``,
      ...placeOf(pipeline, [...path, work.kind], "key"),
    };
  }
}

function* emptyFile(pipeline: Pipeline): Generator<Diagnostic> {
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
