// What a block in a thread of its own is given beside its parameters. What it does is told to the other thread, which alone can
// do it; what it reads is as it was when the call began.

import type { BlockContext, VariableView } from "../block.ts";
import { copyJson, type Json } from "../json.ts";
import type { WorkerCall, WorkerMessage } from "./worker-messages.ts";

/** The context of one call. */
export class WorkerContext implements BlockContext {
  readonly signal: AbortSignal;
  readonly globals: { readonly [name: string]: unknown };
  readonly projectFolder: string;
  readonly variables: VariableView;
  readonly #variables: Map<string, Json>;
  readonly #tell: (message: WorkerMessage) => void;

  constructor(call: WorkerCall, signal: AbortSignal, tell: (message: WorkerMessage) => void) {
    this.signal = signal;
    this.globals = globalsOf(call);
    this.projectFolder = call.projectFolder;
    this.#tell = tell;
    const variables = new Map(call.variables);
    this.#variables = variables;
    this.variables = {
      // Frozen when it is read: most blocks read few of them.
      get: (name) => (variables.has(name) ? this.#keep(name, variables.get(name)) : undefined),
      has: (name) => variables.has(name),
      names: () => [...variables.keys()],
    };
  }

  log(message: string): void {
    this.#tell({ type: "logged", message: String(message) });
  }

  setVariable(name: string, value: unknown): void {
    this.#tell({ type: "set", name, value: this.#keep(name, value) });
  }

  deleteVariable(name: string): boolean {
    this.#tell({ type: "deleted", name });
    return this.#variables.delete(name);
  }

  replace(parameter: string, value: unknown): void {
    this.#tell({ type: "replaced", parameter, value: copyJson(value) });
  }

  #keep(name: string, value: unknown): Json {
    const kept = copyJson(value);
    this.#variables.set(name, kept);
    return kept;
  }
}

/** A value that could not be cloned is missed only by a block that reads it. */
function globalsOf({ globals, missingGlobals }: WorkerCall): { readonly [name: string]: unknown } {
  const all = { ...globals };
  for (const name of missingGlobals) {
    const get = () => {
      throw new Error(`the global value \`${name}\` cannot be cloned, so a block in a worker thread cannot have it`);
    };
    Object.defineProperty(all, name, { get, enumerable: true });
  }
  return all;
}
