// The rules, run over one pipeline. What has the wrong shape is already left out of it, so the rest can be checked all the same.

import { Admission, jobLimits, type LimitSettings } from "../admission.ts";
import { type Diagnostic, mostDiagnostics } from "../diagnostic.ts";
import type { JsonMap } from "../json.ts";
import type { Pipeline } from "../pipeline.ts";
import type { BlockProblem, Registry } from "../registry.ts";
import { blockParameters } from "./block-parameters.ts";
import { blockProblems } from "./block-problems.ts";
import { conditions } from "./conditions.ts";
import { malformedTags } from "./malformed-tags.ts";
import { references } from "./references.ts";
import { refusedSteps } from "./refused-steps.ts";
import type { Rule } from "./rule.ts";

/** What a pipeline is checked against. */
export interface CheckSettings extends LimitSettings {
  readonly registry: Registry;
  readonly blockProblems?: readonly BlockProblem[] | undefined;
  /** Variables that the caller gives beside the pipeline's own. */
  readonly variables?: JsonMap | undefined;
}

const rules: readonly Rule[] = [blockProblems, refusedSteps, conditions, blockParameters, malformedTags, references];

/** The mistakes the rules find, up to a number of them, in the order of the rules. */
export function checkPipeline(pipeline: Pipeline, settings: CheckSettings): Diagnostic[] {
  const admission = new Admission(settings.registry, jobLimits(pipeline, settings));
  const input = {
    pipeline,
    registry: settings.registry,
    steps: pipeline.steps.map((step) => ({ step, ...admission.admit(step) })),
    variables: { ...pipeline.variables, ...settings.variables },
    blockProblems: settings.blockProblems ?? [],
  };
  const found: Diagnostic[] = [];
  for (const rule of rules) {
    for (const diagnostic of rule(input)) {
      if (found.push(diagnostic) >= mostDiagnostics) return found;
    }
  }
  return found;
}
