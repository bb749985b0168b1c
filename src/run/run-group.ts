// What a group does: its members, one after another, in a list of their own.

import { type RunningStep, subjectOf, withinMembers } from "./attempt.ts";
import { doneEnd, endOfFailure, type StepEnd } from "./step-end.ts";

/** One attempt of a group. Never rejects. */
export async function runGroup(running: RunningStep): Promise<StepEnd> {
  const { step, frame, stops, turn, takeStep } = running;
  const members = step.renewMembers(turn);
  const list = frame.inner({ stops, within: withinMembers(running) });
  for (const member of members) list.ids.add(member);
  for (const member of members) await takeStep(member, list);
  if (list.failure !== null) return endOfFailure(list.failure.end, subjectOf(running));
  return doneEnd(members.at(-1)?.result ?? null);
}
