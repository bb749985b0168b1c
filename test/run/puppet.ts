// Blocks whose test decides when they end, and time that passes when a test says so: no test waits.

import type { Block, BlockContext } from "../../src/index.ts";

/** One call of a puppet, held open until the test ends it. */
export interface PuppetCall {
  readonly parameters: unknown;
  readonly context: BlockContext;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** A block and its first call, which is there once the block was called. */
export function puppet(name: string): { readonly block: Block; readonly started: Promise<PuppetCall> } {
  const { block, next } = puppets(name);
  return { block, started: next() };
}

/** A block whose calls are handed out in the order in which they begin. */
export function puppets(name: string): { readonly block: Block; readonly next: () => Promise<PuppetCall> } {
  const calls = new Queue<PuppetCall>();
  const block: Block = {
    name,
    parameters: { type: "object", additionalProperties: true },
    run: (parameters, context) =>
      new Promise((resolve, reject) => {
        calls.put({ parameters, context, resolve, reject });
      }),
  };
  return { block, next: () => calls.take() };
}

interface Timer {
  readonly at: number;
  readonly milliseconds: number;
  readonly ring: () => void;
}

/** A clock that stands still until it is told to go on. */
export class ManualTime {
  #now = 0;
  readonly #timers = new Set<Timer>();
  readonly #started = new Queue<number>();

  /** For the options of a run. */
  readonly now = (): number => this.#now;
  readonly startTimer = (milliseconds: number, ring: () => void): (() => void) => {
    const timer = { at: this.#now + milliseconds, milliseconds, ring };
    this.#timers.add(timer);
    this.#started.put(milliseconds);
    return () => this.#timers.delete(timer);
  };

  /** The length of the next timer that is started, or was and has not been asked for. */
  nextTimer(): Promise<number> {
    return this.#started.take();
  }

  /** How many timers have neither rung nor been stopped. */
  get running(): number {
    return this.#timers.size;
  }

  /** Lets time pass, and the timers ring that are due, in their order. */
  advance(milliseconds: number): void {
    const end = this.#now + milliseconds;
    for (;;) {
      const [first] = [...this.#timers].toSorted((one, other) => one.at - other.at);
      if (first === undefined || first.at > end) break;
      this.#timers.delete(first);
      this.#now = Math.max(this.#now, first.at);
      first.ring();
    }
    this.#now = end;
  }
}

/** Things that come, for those who wait for them. */
class Queue<T> {
  readonly #things: T[] = [];
  readonly #waiting: ((thing: T) => void)[] = [];

  put(thing: T): void {
    const first = this.#waiting.shift();
    if (first === undefined) this.#things.push(thing);
    else first(thing);
  }

  take(): Promise<T> {
    return new Promise((resolve) => {
      if (this.#things.length > 0) resolve(this.#things.shift() as T);
      else this.#waiting.push(resolve);
    });
  }
}
