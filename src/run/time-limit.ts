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
  readonly #stop = () => this.#end(this.#around.signal.reason);
  #isOver = false;
  /** The bound of forced members; null until there are any. */
  #forced: { readonly stops: Stops; readonly controller: AbortController; readonly stop: () => void } | null = null;

  constructor(timeout: number, stops: Stops, clock: Clock) {
    this.stops = new Stops(this.#controller.signal, stops, () => this.#stopsOfForced());
    this.#around = stops;
    this.#clock = clock;
    this.#ends = clock.now() + timeout;
    this.#stopTimer = clock.startTimer(timeout, () => this.#ring());
    if (stops.signal.aborted) this.#end(stops.signal.reason);
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
    if (this.#forced !== null) this.#around.forced.unwatch(this.#forced.stop);
    return this.#isOver;
  }

  #ring(): void {
    this.#isOver = !this.#controller.signal.aborted;
    this.#forced?.controller.abort(new TimeOver());
    this.#end(new TimeOver());
  }

  #end(reason: unknown): void {
    this.#around.unwatch(this.#stop);
    this.#controller.abort(reason);
  }

  #stopsOfForced(): Stops {
    const around = this.#around.forced;
    // Once the time is over, or where nothing around makes a difference, there is one bound for all.
    if (this.#isOver) return around;
    if (around === this.#around) return this.stops;
    if (this.#forced !== null) return this.#forced.stops;
    const controller = new AbortController();
    const stop = () => controller.abort(around.signal.reason);
    if (around.signal.aborted) stop();
    else around.watch(stop);
    this.#forced = { stops: new Stops(controller.signal, around), controller, stop };
    return this.#forced.stops;
  }
}
