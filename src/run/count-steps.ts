// How many steps ended in each status, those in groups and called pipelines included.

import { ConduitStatus, isFailure } from "../status.ts";
import type { ConduitStep } from "./step.ts";

/** What the end of a run tells of its steps. */
export interface StepCounts {
  /** By the name of the status. */
  readonly counts: { readonly [status: string]: number };
  /** How many failed without failing the job: themselves allowed to, or in a group that is. */
  readonly allowed_failures: number;
}

/** Counts steps and their members of the last turn and attempt. */
export function countSteps(steps: readonly ConduitStep[]): StepCounts {
  const counts: Record<string, number> = {};
  let allowedFailures = 0;
  const count = (step: ConduitStep, isAllowedAround: boolean) => {
    const name = ConduitStatus[step.status] ?? "";
    counts[name] = (counts[name] ?? 0) + 1;
    const isAllowed = isAllowedAround || step.isFailureAllowed;
    if (isAllowed && isFailure(step.status)) allowedFailures++;
    for (const member of step.steps) count(member, isAllowed);
  };
  for (const step of steps) count(step, false);
  return { counts, allowed_failures: allowedFailures };
}
