// What a parallel group does: its members at the same time. None can read another: to each of them the others have not run yet.

import { freezeJson, setOwn } from "../json.ts";
import type { PlannedParallel } from "../plan.ts";
import { type RunningStep, subjectOf, withinMembers } from "./attempt.ts";
import type { Frame } from "./frame.ts";
import { runPool } from "./run-pool.ts";
import type { ConduitStep } from "./step.ts";
import { doneEnd, endOfFailure, type StepEnd } from "./step-end.ts";
import { StepIds } from "./step-ids.ts";

/** One attempt of a parallel group. Never rejects, and leaves nothing running. */
export async function runParallel({ concurrency }: PlannedParallel, running: RunningStep): Promise<StepEnd> {
  const { step, frame, stops, turn, takeStep } = running;
  // What can be read by the members' ids until all of them have ended.
  for (const member of step.renewMembers(turn)) frame.ids.add(member);
  const members = step.renewMembers(turn);
  const list = frame.inner({ stops, within: withinMembers(running) });
  await runPool(members.length, concurrency, async (index) => {
    const member = members[index] as ConduitStep;
    await takeStep(member, list, placeOf(member, list, frame));
    return true;
  });
  for (const member of members) frame.ids.add(member);
  if (list.failure !== null) return endOfFailure(list.failure.end, subjectOf(running));
  const results = {};
  for (const { id, result } of members) setOwn(results, id, result);
  return doneEnd(freezeJson(results));
}

/** Only what is forced may know that another member has failed: for all others that would be a matter of luck. */
function placeOf(member: ConduitStep, list: Frame, around: Frame): Frame {
  const ids = member.kind === "action" ? list.ids : new StepIds(list.ids);
  return list.inner({ ids, outer: member.forced ? list : around });
}
