// What a run tells while it goes: the union of events. They are plain JSON data, so that reporters need no engine and a
// recorded run can be shown again.

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
  /** How many steps there are. */
  readonly steps: number;
}

export interface StepStarted {
  readonly type: "step_started";
  readonly id: string;
  readonly position: number;
  readonly action: string;
  readonly description: string | null;
}

export interface StepLogged {
  readonly type: "step_logged";
  readonly id: string;
  readonly message: string;
}

export interface StepFinished {
  readonly type: "step_finished";
  readonly id: string;
  readonly position: number;
  readonly action: string;
  readonly status: ConduitStatus;
  /** Whether it failed and that does not fail the job. */
  readonly allowed: boolean;
  readonly duration_ms: number;
  readonly error: ErrorDescription | null;
  /** The thrown error's stack; null when there is none. */
  readonly stack: string | null;
  /** Where in the file the failure comes from; null without a failure or a file. */
  readonly place: Place | null;
  /** The parameters as the block received them; null when it was not called. */
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
  /** How many steps ended in each status, by its name. */
  readonly counts: { readonly [status: string]: number };
  /** How many of them failed and did not fail the job. */
  readonly allowed_failures: number;
}

export type RunEvent = RunStarted | StepStarted | StepLogged | StepFinished | RunFinished;
