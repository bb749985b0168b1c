// One call of a block: what it is given besides its parameters, and the wait for its result or for the run's end.

import type { BlockContext, VariableView } from "../block.ts";
import type { Json, JsonMap } from "../json.ts";
import type { RegisteredBlock } from "../registry.ts";
import { cancelled } from "./failure.ts";
import type { Stops } from "./stops.ts";
import type { Variables } from "./variables.ts";

/** What every call of one run shares. */
export interface CallEnvironment {
  readonly globals: { readonly [name: string]: unknown };
  readonly projectFolder: string;
  readonly variables: Variables;
  readonly variableView: VariableView;
  /** How to end each call that is being waited for, should an error come from outside its promise. */
  readonly waiting: Set<(error: unknown) => void>;
}

/** What is special to one call. */
export interface Call {
  readonly registered: RegisteredBlock;
  readonly parameters: JsonMap;
  /** Parameter names with the variable that each of them named as a whole. */
  readonly wholeVariables: ReadonlyMap<string, string>;
  /** What can stop it. */
  readonly stops: Stops;
  readonly log: (message: string) => void;
}

/**
 * Calls a block and waits for its result, but no longer than until the signal is aborted.
 * @throws whatever the block throws, and a StepError of CANCELLED when it was aborted.
 */
export async function callBlock(call: Call, environment: CallEnvironment): Promise<unknown> {
  const { signal } = call.stops;
  if (signal.aborted) throw cancelled(signal);
  const context = new Context(call, environment);
  try {
    const returned: unknown = call.registered.block.run(call.parameters, context);
    return isThenable(returned) ? await wait(returned, call.stops, environment.waiting) : returned;
  } catch (error) {
    context.stop(error);
    throw error;
  } finally {
    context.end();
  }
}

/** Waits for a promise, for the signal, or for an error from elsewhere, whichever comes first. */
function wait(promise: PromiseLike<unknown>, stops: Stops, waiting: Set<(error: unknown) => void>): Promise<unknown> {
  return new Promise((fulfil, reject) => {
    const stop = () => fail(cancelled(stops.signal));
    const settle = (conclude: (value: unknown) => void) => (value: unknown) => {
      stops.unwatch(stop);
      waiting.delete(fail);
      conclude(value);
    };
    const fail = settle(reject);
    stops.watch(stop);
    waiting.add(fail);
    try {
      promise.then(settle(fulfil), fail);
    } catch (error) {
      fail(error);
    }
  });
}

export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}

/** What a block can do while its step runs. Once that has ended, a block that goes on can change and say nothing more. */
class Context implements BlockContext {
  readonly #call: Call;
  readonly #environment: CallEnvironment;
  #controller: AbortController | null = null;
  readonly #stop = () => this.stop(this.#call.stops.signal.reason);
  #hasEnded = false;

  constructor(call: Call, environment: CallEnvironment) {
    this.#call = call;
    this.#environment = environment;
  }

  /** A signal of the call's own, as an error from elsewhere ends one call alone. Made when it is asked for: that is rare. */
  get signal(): AbortSignal {
    if (this.#controller === null) {
      this.#controller = new AbortController();
      const { stops } = this.#call;
      if (stops.signal.aborted) this.#stop();
      else if (!this.#hasEnded) stops.watch(this.#stop);
    }
    return this.#controller.signal;
  }

  get globals(): { readonly [name: string]: unknown } {
    return this.#environment.globals;
  }

  get projectFolder(): string {
    return this.#environment.projectFolder;
  }

  get variables(): VariableView {
    return this.#environment.variableView;
  }

  /** Tells a block that goes on although its call has failed. */
  stop(reason: unknown): void {
    this.#controller?.abort(reason);
  }

  end(): void {
    this.#hasEnded = true;
    if (this.#controller !== null) this.#call.stops.unwatch(this.#stop);
  }

  log(message: string): void {
    if (!this.#hasEnded) this.#call.log(String(message));
  }

  setVariable(name: string, value: unknown): void {
    this.#assertWrites(name);
    this.#environment.variables.set(name, value);
  }

  deleteVariable(name: string): boolean {
    this.#assertWrites(name);
    return this.#environment.variables.delete(name);
  }

  replace(parameter: string, value: unknown): void {
    this.#assertRunning();
    const { action, block } = this.#call.registered;
    if (!block.changes?.includes(parameter)) {
      throw new Error(`block \`${action}\` changes \`${parameter}\` without declaring it in \`changes\``);
    }
    const variable = this.#call.wholeVariables.get(parameter);
    if (variable !== undefined) this.#environment.variables.set(variable, value);
  }

  #assertRunning(): void {
    if (this.#hasEnded) throw new Error("the step has ended and can change no variable");
  }

  #assertWrites(name: string): void {
    this.#assertRunning();
    const { action, block } = this.#call.registered;
    const declared = block.writesVariables;
    const isDeclared =
      declared === true ||
      (isList(declared)
        ? declared.includes(name)
        : declared !== undefined && this.#parameter(declared.parameter) === name);
    if (!isDeclared) {
      throw new Error(
        `block \`${action}\` writes the variable \`${name}\` without declaring it in \`writesVariables\``,
      );
    }
  }

  #parameter(name: string): Json | undefined {
    return this.#call.parameters[name];
  }
}

function isList(value: unknown): value is readonly string[] {
  return Array.isArray(value);
}
