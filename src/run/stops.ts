// What can stop a step: the signal that does, and those that stop what still runs after that one, to clean up. Forced steps are not
// stopped by the run's first signal, whether they run when it comes or begin afterwards.

/** A signal, and what is left once it has been aborted. */
export class Stops {
  readonly signal: AbortSignal;
  readonly next: Stops | null;
  readonly #forced: (() => Stops) | null;
  /** One listener for all that wait: a signal looks through its listeners whenever it is given another one. */
  readonly #waiting = new Set<() => void>();
  readonly #stop = () => {
    for (const stop of [...this.#waiting]) stop();
  };

  /** @param forced what stops forced steps in place of these; null for the same. */
  constructor(signal: AbortSignal, next: Stops | null, forced: (() => Stops) | null = null) {
    this.signal = signal;
    this.next = next;
    this.#forced = forced;
  }

  /** What can stop a forced step: time limits around it, and of the run's signals the last. */
  get forced(): Stops {
    return this.#forced?.() ?? this;
  }

  /** The first signal that has not been aborted; null when nothing may run any more. */
  get open(): Stops | null {
    return this.signal.aborted ? (this.next?.open ?? null) : this;
  }

  /** Calls back when the signal is aborted, until that is taken back. */
  watch(stop: () => void): void {
    if (this.#waiting.size === 0) this.signal.addEventListener("abort", this.#stop, { once: true });
    this.#waiting.add(stop);
  }

  unwatch(stop: () => void): void {
    this.#waiting.delete(stop);
    if (this.#waiting.size === 0) this.signal.removeEventListener("abort", this.#stop);
  }
}

/**
 * The stops of a run: the first signal ends what runs, the last one what is forced as well.
 * @throws {TypeError} when one is given that is no signal.
 */
export function stopsOf(signal: AbortSignal | undefined, killSignal: AbortSignal | undefined): Stops {
  for (const [name, given] of Object.entries({ signal, killSignal })) {
    if (given !== undefined && !(given instanceof AbortSignal))
      throw new TypeError(`\`${name}\` must be an AbortSignal`);
  }
  const last = new Stops(killSignal ?? new AbortController().signal, null);
  if (signal === undefined) return last;
  const first = killSignal === undefined ? signal : AbortSignal.any([signal, killSignal]);
  return new Stops(first, last, () => last);
}
