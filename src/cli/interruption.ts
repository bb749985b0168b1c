// What SIGINT and SIGTERM do to a run: the first ends the running step and lets forced steps clean up, the second ends those
// too, the third ends the process.

import { exitCodes } from "./exit-codes.ts";

/** Listens to the signals of the process until it is released. */
export class Interruption {
  readonly #stop = new AbortController();
  readonly #kill = new AbortController();
  readonly #onSignal = (signal: NodeJS.Signals) => this.#take(signal);
  readonly #tell: (message: string) => void;
  readonly #release: () => void;
  #exitCode: number | null = null;

  /**
   * @param tell shows a line.
   * @param release puts the terminal back as it was before the process is ended the hard way.
   */
  constructor(tell: (message: string) => void, release: () => void) {
    this.#tell = tell;
    this.#release = release;
    process.on("SIGINT", this.#onSignal);
    process.on("SIGTERM", this.#onSignal);
  }

  /** Aborted by the first signal. */
  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  /** Aborted by the second signal. */
  get killSignal(): AbortSignal {
    return this.#kill.signal;
  }

  /** The exit code that the first signal means; null when there was none. */
  get exitCode(): number | null {
    return this.#exitCode;
  }

  release(): void {
    process.off("SIGINT", this.#onSignal);
    process.off("SIGTERM", this.#onSignal);
  }

  #take(signal: NodeJS.Signals): void {
    this.#exitCode ??= signal === "SIGTERM" ? exitCodes.terminated : exitCodes.interrupted;
    if (this.#kill.signal.aborted) {
      this.#release();
      process.exit(this.#exitCode);
    }
    if (this.#stop.signal.aborted) {
      this.#kill.abort();
      return;
    }
    this.#tell("interrupted: forced steps still run, once more ends them too");
    this.#stop.abort();
  }
}
