// Checked pipeline + blocks + inputs -> plan. Pure: what a step is refused for is decided here, once, in the order of steps.

import { Admission, jobLimits, type LimitSettings } from "../admission.ts";
import type { Document, Path } from "../document.ts";
import type { Place } from "../event.ts";
import { freezeJson, type JsonMap } from "../json.ts";
import type { CheckedPipeline, Step } from "../pipeline.ts";
import type { Plan, PlannedStep } from "../plan.ts";
import type { Registry } from "../registry.ts";
import { compileSchema } from "../schema.ts";
import type { Span } from "../source.ts";

/** What a plan is made with besides the pipeline. */
export interface PlanSettings extends LimitSettings {
  readonly registry: Registry;
  /** Values of the declared parameters. */
  readonly inputs: JsonMap;
  /** Variables that begin with another value than the pipeline gives them. */
  readonly variables?: JsonMap | undefined;
}

/** Plans the steps of one job one by one, in their order: each takes its id and its use of the limits. */
export class StepPlanner {
  readonly #admission: Admission;

  constructor(pipeline: CheckedPipeline, settings: PlanSettings) {
    this.#admission = new Admission(settings.registry, jobLimits(pipeline, settings));
  }

  /** Plans the next step. */
  plan(step: Step): PlannedStep {
    const { block, refusals } = this.#admission.admit(step);
    return {
      id: step.id ?? String(step.position),
      position: step.position,
      action: block?.action ?? (step.action ?? "").toUpperCase(),
      block,
      refusal: refusals[0] ?? null,
      parameters: step.parameters,
      writtenParameters: step.writtenParameters,
      conditions: step.conditions,
      isForced: step.isForced,
      allowsFailure: step.allowsFailure,
      checkReturns: step.returns === null ? null : compileSchema(step.returns),
      description: step.description,
      path: step.path,
    };
  }

  /** Gives back what a step took that will not run. */
  withdraw(step: PlannedStep): void {
    this.#admission.withdraw(step);
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
