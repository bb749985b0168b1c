// The attempts of a step, or of one turn of it: tried again after the failures that its `retry` names, with a wait before each
// further attempt.

import { longestDuration } from "../duration.ts";
import type { Retry } from "../pipeline.ts";
import { eventOf, type RunningStep, subjectOf } from "./attempt.ts";
import { cancelled } from "./failure.ts";
import { runAttempt } from "./run-attempt.ts";
import { failedEnd, limitEnd, type StepEnd } from "./step-end.ts";
import { takeAgain } from "./take-again.ts";

/** Never rejects. */
export function runAttempts(running: RunningStep): Promise<StepEnd> {
  const { retry } = running.step.planned;
  return retry === null ? runAttempt(running) : tryAgain(running, retry);
}

async function tryAgain(first: RunningStep, retry: Retry): Promise<StepEnd> {
  const { step, frame, turn, stops } = first;
  const { tell, clock } = frame.job.run;
  const { attempts } = retry;
  let running = first;
  for (let attempt = 1; ; attempt++) {
    const end = await runAttempt(running);
    const { status, error } = end;
    if (attempt >= attempts || !retry.on.has(status) || stops.signal.aborted) return end;
    const delay = waitAfter(attempt, retry, clock.random);
    tell?.({
      type: "attempt_failed",
      ...eventOf(step, frame),
      turn,
      attempt,
      attempts,
      status,
      error,
      delay_ms: delay,
    });
    await (delay > 0 ? clock.sleep(delay, stops.signal) : clock.breathe(clock.now()));
    if (stops.signal.aborted) return failedEnd(cancelled(stops.signal), subjectOf(first), ["retry"]);
    const refusals = takeAgain(step.planned, frame.job.uses);
    const refusal = refusals?.get(step.planned);
    if (refusal !== undefined) return limitEnd(refusal, subjectOf(first), "retry");
    if (refusals !== null) running = { ...first, frame: frame.inner({ refusals }) };
  }
}

/** The wait after an attempt, in milliseconds. */
function waitAfter(attempt: number, { delay, backoff, maxDelay, jitter }: Retry, random: () => number): number {
  const longest = Math.min(maxDelay ?? longestDuration, longestDuration);
  const wait = delay === 0 ? 0 : Math.min(delay * backoff ** (attempt - 1), longest);
  return jitter === 0 ? wait : wait * (1 - jitter * random());
}
