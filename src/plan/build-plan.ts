// Checked pipeline + blocks + inputs -> plan. Pure: what a step is refused for is decided here, once, in the order of steps. A
// pipeline that a step calls is planned where it is called: its steps count for the caller's limits too.

import { Admission, type JobLimits, jobLimits, type LimitSettings, type Refusal, type Uses } from "../admission.ts";
import type { Document, Path } from "../document.ts";
import type { Place } from "../event.ts";
import { freezeJson, type JsonMap } from "../json.ts";
import { type CheckedPipeline, type PipelineWork, type Step, subPipelineOf } from "../pipeline.ts";
import { type Plan, type PlannedCall, type PlannedStep, type PlannedWork, plannedMembers } from "../plan.ts";
import type { RegisteredBlock, Registry } from "../registry.ts";
import { compileSchema } from "../schema.ts";
import type { Span } from "../source.ts";
import { bindCall } from "./bind-call.ts";
import type { GivenInputs } from "./bind-inputs.ts";

/** What a plan is made with besides the pipeline. */
export interface PlanSettings extends LimitSettings {
  readonly registry: Registry;
  /** Values of the declared parameters. */
  readonly inputs: JsonMap;
  /** Variables that begin with another value than the pipeline gives them. */
  readonly variables?: JsonMap | undefined;
  /** The environment for parameters of called pipelines that name a variable of it; empty when left out. */
  readonly environment?: GivenInputs["environment"];
}

/** Plans the steps of one job one by one, in their order: each takes its id and its use of the limits. */
export class StepPlanner {
  readonly #settings: PlanSettings;
  readonly #limits: JobLimits;
  readonly #admission: Admission;

  /** @param caller what the job that runs this one has taken of its limits. */
  constructor(pipeline: CheckedPipeline, settings: PlanSettings, caller: Uses | null = null) {
    this.#settings = settings;
    this.#limits = jobLimits(pipeline, settings);
    this.#admission = new Admission(settings.registry, this.#limits, caller);
  }

  /** What its steps have taken of the limits. */
  get uses(): Uses {
    return this.#admission.uses;
  }

  /** Plans the next step, and the steps that it holds. */
  plan(step: Step): PlannedStep {
    const { block, refusals } = this.#admission.admit(step);
    const refusal = refusals[0] ?? null;
    return {
      id: step.id ?? step.number,
      position: step.position,
      number: step.number,
      work: this.#planWork(step, block, refusal),
      refusal,
      parameters: step.parameters,
      writtenParameters: step.writtenParameters,
      conditions: step.conditions,
      isForced: step.isForced,
      allowsFailure: step.allowsFailure,
      loop: step.loop,
      retry: step.retry,
      timeout: step.timeout,
      isIdempotent: step.isIdempotent,
      checkReturns: step.returns === null ? null : compileSchema(step.returns),
      description: step.description,
      path: step.path,
    };
  }

  /** Counts on where a job made of the plan has got to. */
  follow(job: Uses): void {
    this.#admission.uses = job;
  }

  /** Forgets a step that will not run: its id is free again, and the limits have its uses to give, those of the steps in it included. */
  withdraw(step: PlannedStep): void {
    this.#freeIds(step);
    this.#giveBack(step);
  }

  #freeIds(step: PlannedStep): void {
    this.#admission.freeId(step);
    // A called pipeline has ids of its own.
    if (step.work.kind !== "pipeline") for (const member of plannedMembers(step)) this.#freeIds(member);
  }

  #giveBack(step: PlannedStep): void {
    this.uses.giveBack(step.work.kind === "action" ? step.work.block : null);
    for (const member of plannedMembers(step)) this.#giveBack(member);
  }

  #planWork({ work }: Step, block: RegisteredBlock | null, refusal: Refusal | null): PlannedWork {
    switch (work.kind) {
      case "action":
        return { kind: "action", action: block?.action ?? (work.action ?? "").toUpperCase(), block };
      case "steps":
        return { kind: "steps", steps: work.steps.map((step) => this.plan(step)) };
      case "parallel": {
        const concurrency = work.concurrency ?? Number.POSITIVE_INFINITY;
        return { kind: "parallel", steps: work.steps.map((step) => this.plan(step)), concurrency };
      }
      case "pipeline": {
        // What a refused step would call is not looked at: a limit of steps bounds the work of planning, too.
        return { kind: "pipeline", file: work.file ?? "", plan: refusal === null ? this.#planCall(work) : null };
      }
    }
  }

  #planCall(work: PipelineWork): PlannedCall {
    const pipeline = subPipelineOf(work);
    const { registry, loopLimit, environment } = this.#settings;
    const settings = { registry, loopLimit, environment, inputs: {}, grantedTags: this.#limits.tags };
    const plan = buildPlan(pipeline, settings, new StepPlanner(pipeline, settings, this.uses));
    return { ...plan, bind: (given) => bindCall(pipeline, given, environment) };
  }
}

/** Makes the plan of a checked pipeline. */
export function buildPlan(
  pipeline: CheckedPipeline,
  settings: PlanSettings,
  planner: StepPlanner = new StepPlanner(pipeline, settings),
): Plan {
  const plan: Omit<Plan, symbol> = {
    id: pipeline.id,
    name: pipeline.name,
    steps: pipeline.steps.map((step) => planner.plan(step)),
    parameters: freezeJson({ ...pipeline.localValues, ...settings.inputs }),
    secretParameters: new Set(pipeline.parameters.filter(({ isSecret }) => isSecret).map(({ name }) => name)),
    variables: freezeJson({ ...pipeline.variables, ...settings.variables }),
    outputs: pipeline.outputs,
    uses: planner.uses,
    loopLimit: settings.loopLimit ?? null,
    locate: (path, within, part) => placeIn(pipeline.document, path, within, part),
  };
  return plan as Plan;
}

function placeIn(document: Document, path: Path, within?: Span, part?: "key" | "value"): Place | null {
  const { source } = document;
  if (source === undefined) return null;
  const span =
    within === undefined ? document.locate(path, part) : document.locateText(path, within.start, within.end, part);
  if (span === undefined) return null;
  return { file: source.name, ...source.positionOf(span.start) };
}
