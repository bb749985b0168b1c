// What a run tells while it goes: the union of events. They are plain JSON data, so that reporters need no engine and a
// recorded run can be shown again.

import type { WorkKind } from "./pipeline.ts";
import type { ConduitStatus } from "./status.ts";

/** What went wrong, as data. */
export interface ErrorDescription {
  readonly name: string;
  readonly message: string;
  /** A word for programs, such as `unresolved_reference` or `ENOENT`; null when the error has none. */
  readonly code: string | null;
}

/** Where in a file: line and column from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

interface RunStarted {
  readonly type: "run_started";
  readonly job: { readonly id: string | null; readonly name: string | null; readonly run_id: string };
  /** How many steps there are; members of groups do not count. */
  readonly steps: number;
}

/** A step around another one. */
export interface Enclosing {
  readonly id: string;
  /** The turn of its loop, from 0; null where it has none. */
  readonly turn: number | null;
}

/** What every event of a step says of it. */
interface StepEvent {
  readonly id: string;
  /** In its own list, from 1. */
  readonly position: number;
  readonly kind: WorkKind;
  /** In upper case; null for a step that calls no block. */
  readonly action: string | null;
  /** The groups and sub-pipelines that it is in, the outermost first. */
  readonly within: readonly Enclosing[];
}

export interface StepStarted extends StepEvent {
  readonly type: "step_started";
  readonly description: string | null;
}

/** A step is done once for each item of a list. */
export interface LoopStarted extends StepEvent {
  readonly type: "loop_started";
  readonly turns: number;
  /** How many may run at once. */
  readonly concurrency: number;
}

export interface TurnStarted extends StepEvent {
  readonly type: "turn_started";
  /** From 0. */
  readonly turn: number;
}

export interface TurnFinished extends StepEvent {
  readonly type: "turn_finished";
  readonly turn: number;
  readonly status: ConduitStatus;
  readonly duration_ms: number;
  readonly error: ErrorDescription | null;
}

/** An attempt failed, and there will be another one. */
export interface AttemptFailed extends StepEvent {
  readonly type: "attempt_failed";
  /** Null outside loops. */
  readonly turn: number | null;
  /** From 1. */
  readonly attempt: number;
  /** How many there may be. */
  readonly attempts: number;
  readonly status: ConduitStatus;
  readonly error: ErrorDescription | null;
  /** How long the next attempt waits. */
  readonly delay_ms: number;
}

export interface StepLogged extends StepEvent {
  readonly type: "step_logged";
  /** Null outside loops. */
  readonly turn: number | null;
  readonly message: string;
}

export interface StepFinished extends StepEvent {
  readonly type: "step_finished";
  readonly status: ConduitStatus;
  /** Whether it failed and that does not fail the job. */
  readonly allowed: boolean;
  readonly duration_ms: number;
  readonly error: ErrorDescription | null;
  /** The thrown error's stack; null when there is none. */
  readonly stack: string | null;
  /** Where in the file the failure comes from; null without a failure or a file. */
  readonly place: Place | null;
  /** The parameters as the block received them; null when it was not called, and for groups and loops. */
  readonly parameters: unknown;
}

export interface RunFinished {
  readonly type: "run_finished";
  readonly success: boolean;
  /** The first failure's status, DONE without one. */
  readonly status: ConduitStatus;
  /** The id of the step that failed first and may not; null when none did. */
  readonly failed_step: string | null;
  /** What failed when it was no step: the outputs. */
  readonly error: ErrorDescription | null;
  readonly place: Place | null;
  readonly duration_ms: number;
  /** How many steps ended in each status, by its name; of members of groups, those of the last turn and attempt. */
  readonly counts: { readonly [status: string]: number };
  /** How many of them failed and did not fail the job. */
  readonly allowed_failures: number;
}

export type RunEvent =
  | RunStarted
  | StepStarted
  | LoopStarted
  | TurnStarted
  | AttemptFailed
  | TurnFinished
  | StepLogged
  | StepFinished
  | RunFinished;
