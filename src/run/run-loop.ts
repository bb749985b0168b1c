// A step done once for each item of a list: its turns, so many at once, and their results in the order of the list.

import { freezeJson, type Json, typeName } from "../json.ts";
import type { Loop } from "../pipeline.ts";
import { ConduitStatus, isFailure } from "../status.ts";
import { eventOf, type RunningStep, subjectOf } from "./attempt.ts";
import { Each } from "./each.ts";
import { prepareExpressions } from "./evaluate-expression.ts";
import { cancelled, InvalidTypeError, StepError } from "./failure.ts";
import type { Frame, Refusals } from "./frame.ts";
import { resolve } from "./resolve.ts";
import { runAttempts } from "./run-attempts.ts";
import { runPool } from "./run-pool.ts";
import { checkedEnd, doneEnd, failedEnd, limitEnd, type StepEnd } from "./step-end.ts";
import { StepIds } from "./step-ids.ts";
import { takeAgain } from "./take-again.ts";

/** All turns of a step. Never rejects. */
export async function runLoop(loop: Loop, running: RunningStep): Promise<StepEnd> {
  const { step, frame, stops } = running;
  const subject = subjectOf(running);
  let items: readonly Json[];
  try {
    items = await itemsOf(loop, frame);
  } catch (thrown) {
    return failedEnd(thrown, subject, ["for_each", "in"]);
  }
  const { concurrency } = loop;
  frame.job.run.tell?.({ type: "loop_started", ...eventOf(step, frame), turns: items.length, concurrency });
  const results: Json[] = items.map(() => null);
  let failure: StepEnd | null = null;
  await runPool(items.length, concurrency, async (turn) => {
    if (stops.signal.aborted) {
      failure = failedEnd(cancelled(stops.signal), subject, ["for_each"]);
      return false;
    }
    const end = await runTurn(turn, items[turn] ?? null, loop, running);
    if (isFailure(end.status)) failure ??= { ...end, parameters: null };
    else results[turn] = end.returnValue as Json;
    return failure === null;
  });
  return failure ?? checkedEnd(doneEnd(freezeJson(results)), subject);
}

async function itemsOf({ list }: Loop, { scope, job }: Frame): Promise<readonly Json[]> {
  await prepareExpressions([list]);
  const items = resolve(list, scope);
  if (!Array.isArray(items)) throw new InvalidTypeError(`a loop needs a list, found ${typeName(items)}`);
  const { loopLimit } = job.plan;
  if (loopLimit === null || items.length <= loopLimit) return items;
  const message = `a loop may have ${loopLimit} turn${loopLimit === 1 ? "" : "s"}, this list has ${items.length} items`;
  throw new StepError(message, ConduitStatus.STEP_LIMIT_EXCEED, "step_limit_exceed");
}

async function runTurn(turn: number, item: Json, loop: Loop, running: RunningStep): Promise<StepEnd> {
  const { step, frame } = running;
  const { tell, clock } = frame.job.run;
  const refusals = turn === 0 ? frame.refusals : takeAgain(step.planned, frame.job.uses);
  const refusal = turn === 0 ? undefined : refusals?.get(step.planned);
  if (refusal !== undefined) return limitEnd(refusal, subjectOf(running), "for_each");
  const began = clock.now();
  tell?.({ type: "turn_started", ...eventOf(step, frame), turn });
  const end = await runAttempts({ ...running, turn, frame: frameOf(turn, item, loop, refusals, running) });
  const ended = clock.now();
  const { status, error } = end;
  tell?.({ type: "turn_finished", ...eventOf(step, frame), turn, status, error, duration_ms: ended - began });
  const breath = clock.breathe(ended);
  if (breath !== null) await breath;
  return end;
}

/** Steps in a turn are read in that turn alone. */
function frameOf(
  turn: number,
  item: Json,
  { as }: Loop,
  refusals: Refusals | null,
  { step, frame }: RunningStep,
): Frame {
  const ids = step.kind === "action" ? frame.ids : new StepIds(frame.ids);
  return frame.inner({ ids, refusals, each: new Each(item, turn, as, frame.each) });
}
