// A step's life once its turn has come: skipped, or refused, or its conditions asked, its loop or its attempts run; then what it
// ended in. Whatever goes wrong becomes its end.

import { typeName } from "../json.ts";
import type { Condition } from "../pipeline.ts";
import { ConduitStatus, isFailure } from "../status.ts";
import { eventOf, type RunningStep, subjectOf } from "./attempt.ts";
import { prepareExpressions } from "./evaluate-expression.ts";
import { cancelled, InvalidTypeError } from "./failure.ts";
import type { Frame } from "./frame.ts";
import { resolve } from "./resolve.ts";
import { runAttempts } from "./run-attempts.ts";
import { runLoop } from "./run-loop.ts";
import type { ConduitStep } from "./step.ts";
import { conditionFalseEnd, failedEnd, refusedEnd, type StepEnd, skippedEnd } from "./step-end.ts";

/**
 * Runs a step of a list, or skips it. Never rejects.
 * @param frame where it runs; the list itself, but in parallel groups.
 */
export async function takeStep(step: ConduitStep, list: Frame, frame: Frame = list): Promise<void> {
  const { tell, clock, afterStep } = list.job.run;
  const began = clock.now();
  const stops = list.admit(step.forced);
  let end = skippedEnd;
  if (stops !== null) {
    tell?.({ type: "step_started", ...eventOf(step, frame), description: step.description });
    end = await live({ step, frame, stops, turn: null, takeStep });
  }
  const { status, error, returnValue } = end;
  const hasFailed = isFailure(status);
  const allowed = hasFailed && step.allowsFailure && status !== ConduitStatus.CANCELLED;
  step.finish({ status, error, returnValue }, allowed);
  if (hasFailed && !allowed) list.fail(step, end);
  const ended = clock.now();
  if (tell !== null) {
    const { stack, place, parameters } = end;
    const told = { status, allowed, duration_ms: ended - began, error, stack, place, parameters };
    tell({ type: "step_finished", ...eventOf(step, frame), ...told });
  }
  const waits = afterStep(step);
  if (waits !== undefined) await waits;
  const breath = clock.breathe(ended);
  if (breath !== null) await breath;
}

/** Never rejects. */
function live(running: RunningStep): Promise<StepEnd> {
  const { conditions, refusal, loop } = running.step.planned;
  const found = refusal ?? running.frame.refusals?.get(running.step.planned);
  if (found !== undefined) return Promise.resolve(refusedEnd(found, subjectOf(running)));
  if (running.stops.signal.aborted) {
    return Promise.resolve(failedEnd(cancelled(running.stops.signal), subjectOf(running), [running.step.kind]));
  }
  if (conditions !== null) return liveIf(conditions, running);
  return loop === null ? runAttempts(running) : runLoop(loop, running);
}

async function liveIf(conditions: readonly Condition[], running: RunningStep): Promise<StepEnd> {
  const { loop } = running.step.planned;
  const end = await endBefore(conditions, running);
  return end ?? (await (loop === null ? runAttempts(running) : runLoop(loop, running)));
}

/** The end of a step whose conditions do not let it run; null when they do. All are resolved before any is judged. */
async function endBefore(conditions: readonly Condition[], running: RunningStep): Promise<StepEnd | null> {
  const { step, frame } = running;
  let at = conditions[0]?.path ?? [];
  try {
    await prepareExpressions(conditions.map(({ template }) => template));
    const found = conditions.map(({ template, path }) => {
      at = path;
      return { path, value: resolve(template, frame.scope) };
    });
    for (const { path, value } of found) {
      at = path;
      if (typeof value === "boolean") continue;
      throw new InvalidTypeError(`a condition must be true or false, found ${typeName(value)}`);
    }
    return found.every(({ value }) => value === true) ? null : conditionFalseEnd;
  } catch (thrown) {
    return failedEnd(thrown, subjectOf(running), at.slice(step.planned.path.length));
  }
}
