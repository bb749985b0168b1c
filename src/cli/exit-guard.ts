// A block or its module that ends the process, and a module whose `await` never ends, leave a command half done. Without this
// the process would end as if all had gone well.

import { modulesBeingLoaded } from "../blocks/being-loaded.ts";

/** Watches for the end of the process while a command is at work. */
export class ExitGuard {
  #isIdle = false;
  #exitCode = 0;
  readonly #tell: (message: string) => void;
  readonly #onIdle = () => {
    this.#isIdle = true;
  };
  readonly #onExit = () => {
    const modules = [...modulesBeingLoaded];
    const whose = modules.length === 0 ? "a block" : `a module of blocks (${modules.join(", ")})`;
    const did = this.#isIdle ? "waits for what never comes, so nothing ran" : "ended the process";
    this.#tell(`error: ${whose} ${did}`);
    process.exitCode = this.#exitCode;
  };

  /** @param tell shows a line. */
  constructor(tell: (message: string) => void) {
    this.#tell = tell;
  }

  /** Does some work, and ends the process with a code should that work not come to its end. */
  async during<T>(exitCode: number, work: () => Promise<T>): Promise<T> {
    this.#exitCode = exitCode;
    process.on("beforeExit", this.#onIdle);
    process.on("exit", this.#onExit);
    try {
      return await work();
    } finally {
      this.release();
    }
  }

  /** Lets the process end. */
  release(): void {
    process.off("beforeExit", this.#onIdle);
    process.off("exit", this.#onExit);
  }
}
