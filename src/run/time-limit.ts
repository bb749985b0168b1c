// The bound of one attempt: it stops what runs when its time is over, or when what is around it is stopped.

import type { Clock } from "./clock.ts";
import { TimeOver } from "./failure.ts";
import { Stops } from "./stops.ts";

/** To be closed when the attempt has ended. */
export class TimeLimit {
  /** Stops the attempt. What cleans up after its time is over is stopped by what would have stopped the attempt itself. */
  readonly stops: Stops;
  readonly #controller = new AbortController();
  readonly #around: Stops;
  readonly #stopTimer: () => void;
  readonly #ends: number;
  readonly #clock: Clock;
  readonly #stop = () => this.#end(false);
  #isOver = false;

  constructor(timeout: number, stops: Stops, clock: Clock) {
    this.stops = new Stops(this.#controller.signal, stops);
    this.#around = stops;
    this.#clock = clock;
    this.#ends = clock.now() + timeout;
    this.#stopTimer = clock.startTimer(timeout, () => this.#end(true));
    if (stops.signal.aborted) this.#end(false);
    else stops.watch(this.#stop);
  }

  /**
   * Ends the watch.
   * @returns whether the time was over before. A block that kept the timer from ringing is found out by the clock.
   */
  close(): boolean {
    const { signal } = this.#controller;
    if (!signal.aborted && this.#clock.now() > this.#ends) this.#isOver = true;
    this.#stopTimer();
    this.#around.unwatch(this.#stop);
    return this.#isOver;
  }

  #end(isOver: boolean): void {
    this.#isOver = isOver;
    this.#stopTimer();
    this.#around.unwatch(this.#stop);
    this.#controller.abort(isOver ? new TimeOver() : this.#around.signal.reason);
  }
}
