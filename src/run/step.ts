// A step as users of the library see it: what it is, how it stands, and what came of it.

import type { ErrorDescription } from "../event.ts";
import type { Json, JsonMap } from "../json.ts";
import type { WorkKind } from "../pipeline.ts";
import { type PlannedStep, plannedMembers } from "../plan.ts";
import { ConduitStatus } from "../status.ts";

/** How a step ended. */
export interface StepOutcome {
  readonly status: ConduitStatus;
  /** The result, or the very error that was thrown; null for a step that did neither. */
  readonly returnValue: unknown;
  readonly error: ErrorDescription | null;
}

/** One step of a job. */
export class ConduitStep {
  readonly #planned: PlannedStep;
  #outcome: StepOutcome;
  #hasEnded = false;
  #isFailureAllowed = false;
  #members: readonly ConduitStep[];
  /** The turn that the members are of. */
  #turn = -1;

  constructor(planned: PlannedStep) {
    this.#planned = planned;
    this.#outcome = { status: planned.refusal?.status ?? ConduitStatus.NONE, returnValue: null, error: null };
    this.#members = newMembers(planned);
  }

  /** The id given to it, else the positions that lead to it. */
  get id(): string {
    return this.#planned.id;
  }

  /** Its place in its list of steps, from 1. */
  get position(): number {
    return this.#planned.position;
  }

  /** What it does: call a block, run other steps or another pipeline. */
  get kind(): WorkKind {
    return this.#planned.work.kind;
  }

  /** The action in upper case; null for a step that calls no block. */
  get action(): string | null {
    const { work } = this.#planned;
    return work.kind === "action" ? work.action : null;
  }

  /** The parameters as written, tags unresolved. */
  get parameters(): JsonMap {
    return this.#planned.writtenParameters;
  }

  /** Whether it runs although an earlier step failed. */
  get forced(): boolean {
    return this.#planned.isForced;
  }

  /** Whether its failure does not fail the job. */
  get allowsFailure(): boolean {
    return this.#planned.allowsFailure;
  }

  get description(): string | null {
    return this.#planned.description;
  }

  /** The members of a group, or the steps of a called pipeline, as they are in the last turn and attempt. */
  get steps(): readonly ConduitStep[] {
    return this.#members;
  }

  /** A number of {@link ConduitStatus}; NONE until it ended, unless it is refused already. */
  get status(): ConduitStatus {
    return this.#outcome.status;
  }

  /** The result, or the very error that was thrown; null for a step that did neither. */
  get returnValue(): unknown {
    return this.#outcome.returnValue;
  }

  /** What went wrong, as plain data; null when nothing did. */
  get error(): ErrorDescription | null {
    return this.#outcome.error;
  }

  /** What tags read as the step's result: null until it is DONE. */
  get result(): Json {
    return this.status === ConduitStatus.DONE ? (this.#outcome.returnValue as Json) : null;
  }

  /** Whether it has failed and that does not fail the job. */
  get isFailureAllowed(): boolean {
    return this.#isFailureAllowed;
  }

  /** What the engine runs. */
  get planned(): PlannedStep {
    return this.#planned;
  }

  /** The members for another turn or attempt, which no step before has touched. For the engine alone. */
  renewMembers(turn: number | null): readonly ConduitStep[] {
    const isFirst = this.#turn === -1;
    const members = isFirst ? this.#members : newMembers(this.#planned);
    // Turns may run at the same time, and an earlier one may be tried again after a later one has begun.
    if ((turn ?? 0) >= this.#turn) this.#members = members;
    this.#turn = Math.max(turn ?? 0, this.#turn);
    return members;
  }

  /** Ends the step; members that have not run are skipped. For the engine alone. */
  finish(outcome: StepOutcome, isFailureAllowed = false): void {
    this.#outcome = outcome;
    this.#isFailureAllowed = isFailureAllowed;
    this.#hasEnded = true;
    for (const member of this.#members) if (!member.#hasEnded) member.finish(skippedOutcome);
  }
}

const skippedOutcome: StepOutcome = { status: ConduitStatus.SKIPPED, returnValue: null, error: null };
const noMembers: readonly ConduitStep[] = [];

function newMembers(planned: PlannedStep): readonly ConduitStep[] {
  return planned.work.kind === "action" ? noMembers : plannedMembers(planned).map((member) => new ConduitStep(member));
}
