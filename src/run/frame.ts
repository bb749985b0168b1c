// Where a step runs: a list of steps, a turn of a loop, or the place of one member of a parallel group. It says what can be read
// there, what can stop what runs there, and whether something has failed.

import type { Refusal } from "../admission.ts";
import type { Enclosing } from "../event.ts";
import type { PlannedStep } from "../plan.ts";
import type { Each } from "./each.ts";
import type { Job } from "./job.ts";
import { JobScope } from "./job-scope.ts";
import type { Scope } from "./scope.ts";
import type { ConduitStep } from "./step.ts";
import { cancelledEnd, type StepEnd } from "./step-end.ts";
import type { StepIds } from "./step-ids.ts";
import type { Stops } from "./stops.ts";

/** The first failure in a list of steps that was not allowed. */
export interface Failure {
  /** Null when the list was cancelled between two steps. */
  readonly step: ConduitStep | null;
  readonly end: StepEnd;
}

/** Steps that a further turn or attempt put beyond a limit. */
export type Refusals = ReadonlyMap<PlannedStep, Refusal>;

/** What makes a frame. */
interface FrameParts {
  readonly job: Job;
  /** Whose failures readers here know of; null for a pipeline's own steps. */
  readonly outer: Frame | null;
  readonly ids: StepIds;
  readonly each: Each | null;
  readonly stops: Stops;
  readonly within: readonly Enclosing[];
  readonly refusals: Refusals | null;
}

export class Frame implements FrameParts {
  readonly job: Job;
  readonly outer: Frame | null;
  readonly ids: StepIds;
  readonly each: Each | null;
  readonly stops: Stops;
  readonly within: readonly Enclosing[];
  readonly refusals: Refusals | null;
  readonly scope: Scope;
  #failure: Failure | null = null;

  constructor(parts: FrameParts) {
    this.job = parts.job;
    this.outer = parts.outer;
    this.ids = parts.ids;
    this.each = parts.each;
    this.stops = parts.stops;
    this.within = parts.within;
    this.refusals = parts.refusals;
    this.scope = new JobScope(this);
  }

  /** A frame inside of this one, or with another `outer` beside it. */
  inner(changes: Partial<FrameParts>): Frame {
    const { job, ids, each, stops, within, refusals } = this;
    return new Frame({ job, outer: this, ids, each, stops, within, refusals, ...changes });
  }

  /** The first failure in this very list. */
  get failure(): Failure | null {
    return this.#failure;
  }

  /** Whether this list or one around it has failed. */
  get hasFailed(): boolean {
    return this.#failure !== null || (this.outer?.hasFailed ?? false);
  }

  /** Takes a failure down; only the first one counts. */
  fail(step: ConduitStep | null, end: StepEnd): void {
    this.#failure ??= { step, end };
  }

  /** What can stop the next step of this list; null when it is to be skipped. */
  admit(isForced: boolean): Stops | null {
    if (this.stops.signal.aborted) this.fail(null, cancelledEnd(this.stops.signal));
    if (isForced) return this.stops.forced.open;
    return this.#failure === null ? this.stops : null;
  }
}
