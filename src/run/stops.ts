// What can stop a step: the signal that does, and those that stop what still runs after that one, to clean up.

/** A signal, and what is left once it has been aborted. */
export class Stops {
  readonly signal: AbortSignal;
  readonly next: Stops | null;
  /** One listener for all that wait: a signal looks through its listeners whenever it is given another one. */
  readonly #waiting = new Set<() => void>();
  readonly #stop = () => {
    for (const stop of [...this.#waiting]) stop();
  };

  constructor(signal: AbortSignal, next: Stops | null) {
    this.signal = signal;
    this.next = next;
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

/** The stops of a run: the first signal ends what runs, the second one what cleans up as well. */
export function stopsOf(signal: AbortSignal | undefined, killSignal: AbortSignal | undefined): Stops {
  const last = new Stops(killSignal ?? new AbortController().signal, null);
  return signal === undefined ? last : new Stops(signal, last);
}
