// What a step does that calls another pipeline: a job of its own, whose outputs are the step's result.

import { isJsonMap, type JsonMap, ownValue } from "../json.ts";
import type { PlannedCall, PlannedPipeline } from "../plan.ts";
import { type RunningStep, subjectOf, withinMembers } from "./attempt.ts";
import { prepareExpressions } from "./evaluate-expression.ts";
import { InvalidTypeError } from "./failure.ts";
import { Frame } from "./frame.ts";
import { Job } from "./job.ts";
import { resolve } from "./resolve.ts";
import { resolveOutputs } from "./resolve-outputs.ts";
import { endOfFailure, failedEnd, type StepEnd } from "./step-end.ts";
import { StepIds } from "./step-ids.ts";

/** One attempt of a step that calls a pipeline. Never rejects. */
export async function runPipeline({ plan }: PlannedPipeline, running: RunningStep): Promise<StepEnd> {
  const { step, frame, stops, turn, takeStep } = running;
  const subject = subjectOf(running);
  if (plan === null) throw new Error("a step without a pipeline must be refused");
  let parameters: JsonMap;
  try {
    parameters = await bindParameters(plan, running);
  } catch (thrown) {
    return failedEnd(thrown, subject, ["parameters"]);
  }
  const job = new Job(frame.job.run, plan, parameters, frame.job.uses);
  const ids = new StepIds();
  const { refusals } = frame;
  const list = new Frame({ job, outer: null, ids, each: null, stops, within: withinMembers(running), refusals });
  const steps = step.renewMembers(turn);
  for (const inner of steps) ids.add(inner);
  for (const inner of steps) await takeStep(inner, list);
  if (list.failure === null) return await resolveOutputs(list);
  return endOfFailure(list.failure.end, subject);
}

/** Values that must not be shown are told before anything can go wrong with them. */
async function bindParameters(plan: PlannedCall, { step, frame }: RunningStep): Promise<JsonMap> {
  const { parameters: written } = step.planned;
  await prepareExpressions([written]);
  const given = resolve(written, frame.scope);
  if (!isJsonMap(given)) throw new Error("parameters must be a map");
  const { parameters, fault } = plan.bind(given);
  for (const name of plan.secretParameters) {
    const secret = ownValue(parameters, name);
    if (secret !== undefined) frame.job.run.onSecret(secret);
  }
  if (fault === null) return parameters;
  const { message, path, isKey, help } = fault;
  throw new InvalidTypeError(message, { path, part: isKey ? "key" : "value", help });
}
