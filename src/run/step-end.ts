// How a step, a turn or an attempt ended, with what reports show of it.

import { type Refusal, refusalMessage } from "../admission.ts";
import type { Path } from "../document.ts";
import type { Place } from "../event.ts";
import type { Json, JsonMap } from "../json.ts";
import type { Plan, PlannedStep } from "../plan.ts";
import { describeFault } from "../schema-fault.ts";
import { ConduitStatus } from "../status.ts";
import { describeThrown, isThrown } from "../thrown.ts";
import { cancelled, describeError, placeOfFailure, StepError, statusOf } from "./failure.ts";
import type { StepOutcome } from "./step.ts";

/** An outcome with what reports show of it. */
export interface StepEnd extends StepOutcome {
  /** Where in its file a failure comes from. */
  readonly place: Place | null;
  /** What the block was given; null when none was called. */
  readonly parameters: JsonMap | null;
  /** The stack of what a block threw. */
  readonly stack: string | null;
}

const blank = { returnValue: null, error: null, place: null, parameters: null, stack: null };

export const skippedEnd: StepEnd = { ...blank, status: ConduitStatus.SKIPPED };
export const conditionFalseEnd: StepEnd = { ...blank, status: ConduitStatus.IF_CONDITION_FAILED };

/** The end of a list of steps that was stopped between two of them. */
export function cancelledEnd(signal: AbortSignal): StepEnd {
  const thrown = cancelled(signal);
  return { ...blank, status: thrown.status, returnValue: thrown, error: describeError(thrown) };
}

export function doneEnd(returnValue: Json, parameters: JsonMap | null = null): StepEnd {
  return { status: ConduitStatus.DONE, returnValue, error: null, place: null, parameters, stack: null };
}

/** The step that something is about: where it stands, and in which plan. */
export interface Subject {
  readonly planned: PlannedStep;
  readonly plan: Plan;
}

/**
 * The end of a step, turn or attempt in which something was thrown.
 * @param at what of the step was being worked on.
 */
export function failedEnd(thrown: unknown, { planned, plan }: Subject, at: Path, parameters?: JsonMap | null): StepEnd {
  const { path, within, part } = placeOfFailure(thrown, [...planned.path, ...at]);
  return {
    status: statusOf(thrown),
    returnValue: thrown,
    error: describeError(thrown),
    place: plan.locate(path, within, part),
    parameters: parameters ?? null,
    stack: isThrown(thrown, StepError) ? null : describeThrown(thrown).stack,
  };
}

/** The end of a step that must not run. */
export function refusedEnd(refusal: Refusal, subject: Subject): StepEnd {
  const at = refusal.status === ConduitStatus.DUPLICATE_STEP_IDS ? "id" : subject.planned.work.kind;
  return failedEnd(errorOf(refusal, refusalMessage(refusal)), subject, [at]);
}

/** The end of a turn or attempt that a limit does not allow. */
export function limitEnd(refusal: Refusal, subject: Subject, at: "for_each" | "retry"): StepEnd {
  const error = errorOf(refusal, `${refusalMessage(refusal)}; further turns and attempts count as well`);
  return failedEnd(error, subject, [at]);
}

function errorOf({ status }: Refusal, message: string): StepError {
  return new StepError(message, status, (ConduitStatus[status] ?? "").toLowerCase());
}

/** The end of a group whose members have failed: the first failure's, which has a place of its own. */
export function endOfFailure({ status, returnValue, error, place }: StepEnd, { planned, plan }: Subject): StepEnd {
  const ownPlace = () => plan.locate([...planned.path, planned.work.kind]);
  return { status, returnValue, error, place: place ?? ownPlace(), parameters: null, stack: null };
}

/** An end held against the `returns` of its step. */
export function checkedEnd(end: StepEnd, subject: Subject): StepEnd {
  const { checkReturns, id } = subject.planned;
  if (checkReturns === null || end.status !== ConduitStatus.DONE) return end;
  const [fault] = checkReturns(end.returnValue);
  if (fault === undefined) return end;
  const { message } = describeFault(fault, "the result");
  const words = `\`returns\` of step \`${id}\` is not met: ${message}`;
  const error = new StepError(words, ConduitStatus.INVALID_RETURN, "invalid_return", { path: [], part: "key" });
  return failedEnd(error, subject, ["returns"], end.parameters);
}
