// The rules, run over one pipeline. What has the wrong shape is already left out of it, so the rest can be checked all the same.

import { Admission, type JobLimits, jobLimits, type LimitSettings } from "../admission.ts";
import { type Diagnostic, gravest } from "../diagnostic.ts";
import type { JsonMap } from "../json.ts";
import { nestedSteps, type Pipeline, type Step } from "../pipeline.ts";
import type { BlockProblem, RegisteredBlock, Registry } from "../registry.ts";
import type { ConduitStatus } from "../status.ts";
import { blockParameters } from "./block-parameters.ts";
import { blockProblems } from "./block-problems.ts";
import { conditions } from "./conditions.ts";
import { findWarnings } from "./find-warnings.ts";
import { limitsOfLoops } from "./limits-of-loops.ts";
import { malformedTags } from "./malformed-tags.ts";
import { blockOfPipeline } from "./pipeline-block.ts";
import { deepestFiles } from "./reached-pipelines.ts";
import { references } from "./references.ts";
import { refusedSteps } from "./refused-steps.ts";
import type { AdmittedStep, Rule, RuleInput, Slots, TypeFindings } from "./rule.ts";
import { sharedVariables } from "./shared-variables.ts";
import { checkTypes } from "./type-check.ts";
import { unknownType } from "./types/type.ts";

/** What a pipeline is checked against. */
export interface CheckSettings extends LimitSettings {
  readonly registry: Registry;
  readonly blockProblems?: readonly BlockProblem[] | undefined;
  /** Variables that the caller gives beside the pipeline's own. */
  readonly variables?: JsonMap | undefined;
}

const rules: readonly Rule[] = [
  blockProblems,
  refusedSteps,
  conditions,
  blockParameters,
  malformedTags,
  references,
  limitsOfLoops,
  sharedVariables,
];

/** What the rules say of a pipeline. */
export interface Checked {
  /** Up to a number of them, the gravest, in the order of the rules. */
  readonly diagnostics: readonly Diagnostic[];
  readonly slots: Slots;
}

/** What the rules say of one file. */
export interface CheckedFile extends Checked {
  /** The first step with a mistake that has a status; undefined for none. */
  readonly first: { readonly step: number; readonly status: ConduitStatus } | undefined;
}

/**
 * Runs the rules over one file.
 * @param known what is known already of the types of pipelines, all of them checked with the same blocks.
 */
export function checkPipeline(pipeline: Pipeline, settings: CheckSettings, known = new KnownTypes()): CheckedFile {
  const input = new Input(pipeline, settings, known);
  const types = input.typesOf(pipeline);
  const found = [...allOf(input, types)];
  const diagnostics = gravest([...found, ...findWarnings(input, found)]);
  return { diagnostics, first: firstOf(found), slots: types.slots };
}

function firstOf(found: readonly Diagnostic[]): CheckedFile["first"] {
  let first: CheckedFile["first"];
  for (const { severity, status, step = 0 } of found) {
    if (severity !== "error" || status === undefined) continue;
    if (first === undefined || step < first.step) first = { step, status };
  }
  return first;
}

/** The types of pipelines, each found once. */
export class KnownTypes {
  readonly #known = new Map<Pipeline, TypeFindings>();
  #depth = 0;

  of(pipeline: Pipeline, find: () => TypeFindings): TypeFindings {
    const known = this.#known.get(pipeline);
    if (known !== undefined) return known;
    // Of pipelines that run themselves, or each other too deeply, nothing is known, which is told elsewhere.
    if (this.#depth > deepestFiles) return nothing;
    this.#known.set(pipeline, nothing);
    this.#depth++;
    const types = find();
    this.#depth--;
    this.#known.set(pipeline, types);
    return types;
  }
}

/** What the rules look at, and the types of all pipelines that are run on the way. */
class Input implements RuleInput {
  readonly pipeline: Pipeline;
  readonly registry: Registry;
  readonly limits: JobLimits;
  readonly loopLimit: number | null;
  readonly steps: readonly AdmittedStep[];
  readonly variables: JsonMap;
  readonly blockProblems: readonly BlockProblem[];
  readonly #types: KnownTypes;

  constructor(pipeline: Pipeline, settings: CheckSettings, types: KnownTypes) {
    this.pipeline = pipeline;
    this.registry = settings.registry;
    this.limits = jobLimits(pipeline, settings);
    this.loopLimit = settings.loopLimit ?? null;
    this.variables = { ...pipeline.variables, ...settings.variables };
    this.blockProblems = settings.blockProblems ?? [];
    this.#types = types;
    const admission = new Admission(settings.registry, this.limits);
    this.steps = [...nestedSteps(pipeline.steps)].map((nested) => {
      const { block, refusals } = admission.admit(nested.step);
      return { ...nested, block: block ?? pipelineBlock(nested.step), refusals };
    });
  }

  typesOf(pipeline: Pipeline): TypeFindings {
    const { registry } = this;
    return this.#types.of(pipeline, () =>
      checkTypes(pipeline === this.pipeline ? this : new Input(pipeline, { registry }, this.#types)),
    );
  }
}

const nothing: TypeFindings = {
  diagnostics: [],
  slots: { typed: 0, proved: 0 },
  outputs: unknownType,
  turns: new Map(),
};

function pipelineBlock({ work }: Step): RegisteredBlock | null {
  if (work.kind !== "pipeline" || work.file === null) return null;
  const target = work.target();
  return target.kind === "pipeline" ? blockOfPipeline(work.file, target.pipeline) : null;
}

function* allOf(input: RuleInput, types: TypeFindings): Generator<Diagnostic> {
  for (const rule of rules) {
    yield* rule(input);
    // What a step reads comes before what its block takes.
    if (rule === conditions) yield* types.diagnostics;
  }
}
