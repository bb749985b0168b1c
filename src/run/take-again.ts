// A step that is done once more: what that takes of the limits, for it and for all steps that it holds.

import type { Refusal, Uses } from "../admission.ts";
import { type PlannedStep, plannedMembers } from "../plan.ts";
import type { Refusals } from "./frame.ts";

/** The steps that are beyond a limit now; null when none is. What a step holds takes nothing when the step itself is beyond. */
export function takeAgain(step: PlannedStep, uses: Uses): Refusals | null {
  const refusal = take(step, uses);
  if (refusal !== undefined) return new Map([[step, refusal]]);
  const members = plannedMembers(step);
  return members.length === 0 ? null : takeMembers(members, uses, null);
}

function takeMembers(steps: readonly PlannedStep[], uses: Uses, before: Map<PlannedStep, Refusal> | null) {
  let refused = before;
  for (const step of steps) {
    const refusal = take(step, uses);
    if (refusal !== undefined) refused = (refused ?? new Map<PlannedStep, Refusal>()).set(step, refusal);
    refused = takeMembers(plannedMembers(step), uses, refused);
  }
  return refused;
}

function take({ work }: PlannedStep, uses: Uses): Refusal | undefined {
  return uses.take(work.kind === "action" ? work.block : null)[0];
}
