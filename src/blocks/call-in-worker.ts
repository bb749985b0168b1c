// One call of a block in a thread of its own: starts the thread, does in the job what the block asks for, and ends the thread
// when the call has ended, however it ended.

import { Worker } from "node:worker_threads";
import type { BlockContext } from "../block.ts";
import { type JsonMap, setOwn } from "../json.ts";
import { unpackThrown } from "./sent-error.ts";
import { abortMessage, type WorkerCall, type WorkerMessage } from "./worker-messages.ts";

/** A block as a thread finds it. */
export interface IsolatedBlock {
  /** The file that a thread runs. */
  readonly workerFile: URL;
  /** The address of the block's module. */
  readonly module: string;
  readonly action: string;
}

/** How long the thread has, once aborted, to tell those who listen to the block's signal. */
const graceMs = 100;

/**
 * Calls a block. What it returned and JSON cannot hold comes as something that cannot be copied as JSON either.
 * @throws what the block threw, with name, message, code and stack; an Error when the thread ended without a result.
 */
export function callInWorker(block: IsolatedBlock, parameters: JsonMap, context: BlockContext): Promise<unknown> {
  const { workerFile, module, action } = block;
  const { signal, projectFolder } = context;
  signal.throwIfAborted();
  const variables = context.variables.names().map((name) => [name, context.variables.get(name) ?? null] as const);
  const call = { module, action, parameters, projectFolder, variables, ...sortGlobals(context.globals) };
  return new Promise((fulfil, reject) => {
    const worker = new Worker(workerFile, { workerData: call satisfies WorkerCall });
    let hasEnded = false;
    const end = (conclude: () => void) => {
      if (hasEnded) return;
      hasEnded = true;
      signal.removeEventListener("abort", stop);
      void worker.terminate().then(conclude);
    };
    const stop = () => {
      worker.off("message", take);
      worker.unref();
      const endNow = () => end(() => reject(signal.reason));
      setTimeout(endNow, graceMs).unref();
      worker.on("message", ({ type }: WorkerMessage) => type === "aborted" && endNow());
      worker.postMessage(abortMessage);
    };
    const take = (message: WorkerMessage) => {
      if (hasEnded) return;
      try {
        if (message.type === "returned") end(() => fulfil(message.value));
        else if (message.type === "unfit") end(() => fulfil(unfitFor(unpackThrown(message.error))));
        else if (message.type === "threw") end(() => reject(unpackThrown(message.error)));
        else apply(message, context);
      } catch (error) {
        end(() => reject(error));
      }
    };
    worker.on("message", take);
    worker.on("error", (error) => end(() => reject(error)));
    worker.on("exit", () => end(() => reject(new Error(`block \`${action}\` ended its worker thread`))));
    signal.addEventListener("abort", stop, { once: true });
  });
}

/** Developer values that can be cloned, and the names of those that cannot. */
function sortGlobals(globals: BlockContext["globals"]): Pick<WorkerCall, "globals" | "missingGlobals"> {
  const cloned = {};
  const missingGlobals: string[] = [];
  for (const [name, value] of Object.entries(globals)) {
    try {
      setOwn(cloned, name, structuredClone(value));
    } catch {
      missingGlobals.push(name);
    }
  }
  return { globals: cloned, missingGlobals };
}

/** Does what a block has done to its context. */
function apply(message: WorkerMessage, context: BlockContext): void {
  if (message.type === "logged") context.log(message.message);
  else if (message.type === "set") context.setVariable(message.name, message.value);
  else if (message.type === "deleted") context.deleteVariable(message.name);
  else if (message.type === "replaced") context.replace(message.parameter, message.value);
}

/** A result that fails when it is copied as the one did that the block returned. */
function unfitFor(error: unknown): object {
  const toJSON = () => {
    throw error;
  };
  return { toJSON };
}
