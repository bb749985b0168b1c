// One attempt of a step, whatever its kind: bounded by its `timeout`, its result held against its `returns`.

import { ConduitStatus } from "../status.ts";
import { type RunningStep, subjectOf } from "./attempt.ts";
import { StepError } from "./failure.ts";
import { runAction } from "./run-action.ts";
import { runGroup } from "./run-group.ts";
import { runParallel } from "./run-parallel.ts";
import { runPipeline } from "./run-pipeline.ts";
import { checkedEnd, failedEnd, type StepEnd } from "./step-end.ts";
import { TimeLimit } from "./time-limit.ts";

/** Never rejects. */
export function runAttempt(running: RunningStep): Promise<StepEnd> {
  const { timeout, checkReturns, loop } = running.step.planned;
  // The result of a loop is looked at when all of its turns have ended.
  const isChecked = checkReturns !== null && loop === null;
  return timeout === null && !isChecked ? work(running) : bounded(running, timeout, isChecked);
}

/** THE table of kinds. */
function work(running: RunningStep): Promise<StepEnd> {
  const { work: planned } = running.step.planned;
  switch (planned.kind) {
    case "action":
      return runAction(planned, running);
    case "steps":
      return runGroup(running);
    case "parallel":
      return runParallel(planned, running);
    case "pipeline":
      return runPipeline(planned, running);
  }
}

async function bounded(running: RunningStep, timeout: number | null, isChecked: boolean): Promise<StepEnd> {
  const subject = subjectOf(running);
  const limit = timeout === null ? null : new TimeLimit(timeout, running.stops, running.frame.job.run.clock);
  const end = await work(limit === null ? running : { ...running, stops: limit.stops });
  if (limit?.close() === true) {
    const message = `the attempt took longer than its timeout of ${(timeout ?? 0) / 1000} s`;
    const error = new StepError(message, ConduitStatus.TIMEOUT, "timeout");
    return failedEnd(error, subject, ["timeout"], end.parameters);
  }
  return isChecked ? checkedEnd(end, subject) : end;
}
