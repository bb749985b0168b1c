// What the engine runs: every step with its block found, its texts parsed and its admission decided, and the values the run
// starts from. Only src/plan makes one.

import type { Refusal, Uses } from "./admission.ts";
import type { Path } from "./document.ts";
import type { Place } from "./event.ts";
import type { JsonMap } from "./json.ts";
import type { Condition, Loop, Retry } from "./pipeline.ts";
import type { RegisteredBlock } from "./registry.ts";
import type { SchemaCheck } from "./schema.ts";
import type { Span } from "./source.ts";
import type { Template } from "./template.ts";

/** One step, ready to run or refused. */
export interface PlannedStep {
  readonly id: string;
  /** Among the steps of its own list, from 1. */
  readonly position: number;
  /** The positions that lead to it: `3`, in a group `3.2`. */
  readonly number: string;
  readonly work: PlannedWork;
  /** Why it must not run; null when it may. */
  readonly refusal: Refusal | null;
  readonly parameters: Template;
  readonly writtenParameters: JsonMap;
  readonly conditions: readonly Condition[] | null;
  readonly isForced: boolean;
  /** Whether its failure does not fail the job. */
  readonly allowsFailure: boolean;
  readonly loop: Loop | null;
  readonly retry: Retry | null;
  /** How long one attempt may take, in milliseconds; null without a bound. */
  readonly timeout: number | null;
  readonly isIdempotent: boolean;
  /** The check of its own `returns`; null without. */
  readonly checkReturns: SchemaCheck | null;
  readonly description: string | null;
  /** Where it stands in the document. */
  readonly path: Path;
}

/** The steps that a planned step holds: the members of a group, or what a pipeline is made of. */
export function plannedMembers({ work }: PlannedStep): readonly PlannedStep[] {
  if (work.kind === "action") return noSteps;
  return work.kind === "pipeline" ? (work.plan?.steps ?? noSteps) : work.steps;
}

const noSteps: readonly PlannedStep[] = [];

/** What a step does, with all that it takes. */
export type PlannedWork = PlannedAction | PlannedGroup | PlannedParallel | PlannedPipeline;

export interface PlannedAction {
  readonly kind: "action";
  /** In upper case. */
  readonly action: string;
  /** Null where the step is refused for want of it. */
  readonly block: RegisteredBlock | null;
}

interface PlannedGroup {
  readonly kind: "steps";
  readonly steps: readonly PlannedStep[];
}

export interface PlannedParallel {
  readonly kind: "parallel";
  readonly steps: readonly PlannedStep[];
  /** How many may run at once. */
  readonly concurrency: number;
}

export interface PlannedPipeline {
  readonly kind: "pipeline";
  readonly file: string;
  /** What it runs; null where the step is refused. */
  readonly plan: PlannedCall | null;
}

/** Another pipeline as one step runs it. Its `parameters` are bound with each call. */
export interface PlannedCall extends Plan {
  /** Gives its parameters their values. */
  bind(given: JsonMap): BoundCall;
}

/** The parameters of a call of a pipeline. */
export interface BoundCall {
  /** With the local values; complete without a fault. */
  readonly parameters: JsonMap;
  /** The first thing that is wrong with what was given; null when nothing is. */
  readonly fault: CallFault | null;
}

/** Why a pipeline cannot be called with what it was given. */
export interface CallFault {
  readonly message: string;
  readonly help: string | undefined;
  /** Below the parameters of the step that calls it. */
  readonly path: Path;
  /** Whether the path's last key itself is wrong. */
  readonly isKey: boolean;
}

declare const isPlanned: unique symbol;

export interface Plan {
  readonly [isPlanned]: true;
  readonly id: string | null;
  readonly name: string | null;
  readonly steps: readonly PlannedStep[];
  /** Values of the declared parameters and the local values. */
  readonly parameters: JsonMap;
  /** Names of parameters whose values are not to be shown. */
  readonly secretParameters: ReadonlySet<string>;
  /** As they are when the run starts. */
  readonly variables: JsonMap;
  readonly outputs: Template | null;
  /** What its steps have taken of the limits by being there. */
  readonly uses: Uses;
  /** How many turns a loop may have; null without a bound. */
  readonly loopLimit: number | null;
  /** Where a part of the document stands in its file; null without a file. */
  locate(path: Path, within?: Span, part?: "key" | "value"): Place | null;
}
