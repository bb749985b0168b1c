// A step as users of the library see it: what it is, how it stands, and what came of it.

import type { ErrorDescription } from "../event.ts";
import type { Json, JsonMap } from "../json.ts";
import type { PlannedStep } from "../plan.ts";
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

  constructor(planned: PlannedStep) {
    this.#planned = planned;
    this.#outcome = { status: planned.refusal?.status ?? ConduitStatus.NONE, returnValue: null, error: null };
  }

  /** The id given to it, else its position as text. */
  get id(): string {
    return this.#planned.id;
  }

  /** Its place among the job's steps, from 1. */
  get position(): number {
    return this.#planned.position;
  }

  /** The action in upper case. */
  get action(): string {
    return this.#planned.action;
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

  /** What the engine runs. */
  get planned(): PlannedStep {
    return this.#planned;
  }

  /** Ends the step. For the engine alone. */
  finish(outcome: StepOutcome): void {
    this.#outcome = outcome;
  }
}
