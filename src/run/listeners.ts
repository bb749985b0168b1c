// Those who listen to a run. What they throw is kept until the run has ended: none of them can break it.

import type { RunEvent } from "../event.ts";
import { isThenable } from "./block-call.ts";

export class Listeners {
  readonly #errors: unknown[] = [];

  /** Calls a listener; undefined when there is nothing to wait for. */
  call(listener: () => unknown): Promise<void> | undefined {
    try {
      const told = listener();
      return isThenable(told) ? this.#wait(told) : undefined;
    } catch (error) {
      this.#errors.push(error);
      return undefined;
    }
  }

  /** Tells a listener to events, which is not waited for. */
  tell(listener: (event: RunEvent) => unknown, event: RunEvent): void {
    void this.call(() => listener(event));
  }

  /** @throws what a listener threw; several as an AggregateError. */
  throwErrors(): void {
    if (this.#errors.length === 1) throw this.#errors[0];
    if (this.#errors.length > 1) throw new AggregateError(this.#errors, "several listeners threw");
  }

  async #wait(told: PromiseLike<unknown>): Promise<void> {
    try {
      await told;
    } catch (error) {
      this.#errors.push(error);
    }
  }
}
