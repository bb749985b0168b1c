// What all steps of one run share: where it tells what happens, its clock, and the values it was given.

import type { RunEvent } from "../event.ts";
import type { Clock } from "./clock.ts";
import type { ConduitStep } from "./step.ts";

/** What a run needs of the world and of who started it. */
export interface Run {
  readonly id: string;
  readonly globals: { readonly [name: string]: unknown };
  readonly projectFolder: string;
  /** How to end each call of a block that is being waited for, should an error come from outside its promise. */
  readonly waiting: Set<(error: unknown) => void>;
  /** Null when nobody listens. */
  readonly tell: ((event: RunEvent) => void) | null;
  /** Called when a step has ended; what it returns is waited for. */
  readonly afterStep: (step: ConduitStep) => Promise<void> | undefined;
  /** Called with a value that must not be shown before anything can show it. */
  readonly onSecret: (value: unknown) => void;
  readonly clock: Clock;
}
