// The rules, run over one pipeline. What has the wrong shape is already left out of it, so the rest can be checked all the same.

import { Admission, jobLimits, type LimitSettings } from "../admission.ts";
import { type Diagnostic, mostDiagnostics } from "../diagnostic.ts";
import type { JsonMap } from "../json.ts";
import type { Pipeline } from "../pipeline.ts";
import type { BlockProblem, Registry } from "../registry.ts";
import { blockParameters } from "./block-parameters.ts";
import { blockProblems } from "./block-problems.ts";
import { conditions } from "./conditions.ts";
import { findWarnings } from "./find-warnings.ts";
import { malformedTags } from "./malformed-tags.ts";
import { references } from "./references.ts";
import { refusedSteps } from "./refused-steps.ts";
import type { Rule, RuleInput } from "./rule.ts";
import { checkTypes, type TypeFindings } from "./type-check.ts";
import type { Slots } from "./type-reports.ts";

/** What a pipeline is checked against. */
export interface CheckSettings extends LimitSettings {
  readonly registry: Registry;
  readonly blockProblems?: readonly BlockProblem[] | undefined;
  /** Variables that the caller gives beside the pipeline's own. */
  readonly variables?: JsonMap | undefined;
}

const rules: readonly Rule[] = [blockProblems, refusedSteps, conditions, blockParameters, malformedTags, references];

/** What the rules say of a pipeline. */
export interface Checked {
  /** Up to a number of them, in the order of the rules. */
  readonly diagnostics: readonly Diagnostic[];
  readonly slots: Slots;
}

/** Runs the rules. */
export function checkPipeline(pipeline: Pipeline, settings: CheckSettings): Checked {
  const admission = new Admission(settings.registry, jobLimits(pipeline, settings));
  const input = {
    pipeline,
    registry: settings.registry,
    steps: pipeline.steps.map((step) => ({ step, ...admission.admit(step) })),
    variables: { ...pipeline.variables, ...settings.variables },
    blockProblems: settings.blockProblems ?? [],
  };
  const diagnostics: Diagnostic[] = [];
  const types = checkTypes(input);
  for (const diagnostic of allOf(input, types)) if (diagnostics.push(diagnostic) >= mostDiagnostics) break;
  for (const warning of findWarnings(input, diagnostics)) {
    if (diagnostics.length >= mostDiagnostics || diagnostics.push(warning) >= mostDiagnostics) break;
  }
  return { diagnostics, slots: types.slots };
}

function* allOf(input: RuleInput, types: TypeFindings): Generator<Diagnostic> {
  for (const rule of rules) {
    yield* rule(input);
    // What a step reads comes before what its block takes.
    if (rule === conditions) yield* types.diagnostics;
  }
}
