// The time and the chance of a run.

import { longestDuration } from "../duration.ts";

/** Time and chance, which tests make themselves. */
export interface TimeOptions {
  /** A clock in milliseconds, for durations. */
  readonly now?: (() => number) | undefined;
  /** Waits; ends at once when the signal is aborted. */
  readonly sleep?: ((milliseconds: number, signal: AbortSignal) => Promise<void>) | undefined;
  /** Calls back once the time is over; what it returns takes that back. */
  readonly startTimer?: ((milliseconds: number, ring: () => void) => () => void) | undefined;
  /** A number from 0 up to but not including 1. */
  readonly random?: (() => number) | undefined;
}

/** How long steps that never wait may keep signals and timers from being heard, in milliseconds. */
const longestBreath = 20;

/** The time of one run. */
export class Clock {
  readonly now: () => number;
  readonly startTimer: (milliseconds: number, ring: () => void) => () => void;
  readonly random: () => number;
  readonly #sleep: NonNullable<TimeOptions["sleep"]>;
  #lastBreath: number;

  constructor({ now, sleep, startTimer, random }: TimeOptions) {
    this.now = now ?? (() => performance.now());
    this.startTimer = startTimer ?? startRealTimer;
    this.#sleep = sleep ?? ((milliseconds, signal) => this.#wait(milliseconds, signal));
    this.random = random ?? Math.random;
    this.#lastBreath = this.now();
  }

  /** Lets timers and signals be heard, when that is long ago. Steps that never wait would keep them from it until the end. */
  breathe(now: number): Promise<void> | null {
    if (now - this.#lastBreath < longestBreath) return null;
    return new Promise((resolve) => {
      const end = () => {
        this.#lastBreath = this.now();
        resolve();
      };
      // Signals are read between two of them: the first may come in a turn of the event loop that has read already.
      setImmediate(() => setImmediate(end));
    });
  }

  /** Waits, but no longer than until the signal is aborted. */
  async sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
    try {
      await this.#sleep(milliseconds, signal);
    } catch (error) {
      // Timers such as node's own reject when they are aborted.
      if (!signal.aborted) throw error;
    }
  }

  #wait(milliseconds: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        signal.removeEventListener("abort", end);
        stop();
        resolve();
      };
      const stop = this.startTimer(milliseconds, end);
      if (signal.aborted) end();
      else signal.addEventListener("abort", end, { once: true });
    });
  }
}

function startRealTimer(milliseconds: number, ring: () => void): () => void {
  const timer = setTimeout(ring, Math.min(milliseconds, longestDuration));
  return () => clearTimeout(timer);
}
