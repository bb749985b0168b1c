// The contract of everything that tells people or programs about a run while it goes.

import type { RunEvent } from "../event.ts";

/** Turns a run's events into text; what it writes to is handed to its constructor. */
export interface Reporter {
  /** Takes the next event; never throws for what an event holds. */
  onEvent(event: RunEvent): void;
  /** Leaves the output in order, also in the middle of a run; may be called more than once. */
  close(): void;
}
