// The thread of a block that declares `isolation: "worker"`: imports the block's module anew, calls the block once and tells what
// comes of it. A file of its own when built, so it must not import what is slow to load.

import { stderr, stdout } from "node:process";
import type { Writable } from "node:stream";
import { parentPort, workerData } from "node:worker_threads";
import type { AnyBlock } from "../block.ts";
import { copyJson, type Json } from "../json.ts";
import { actionOf } from "../name-pattern.ts";
import { BlockDefinitionError, readBlock } from "../read-block.ts";
import { exportedBlocks } from "./exported-blocks.ts";
import { packThrown } from "./sent-error.ts";
import { WorkerContext } from "./worker-context.ts";
import type { WorkerCall, WorkerMessage } from "./worker-messages.ts";

const call = workerData as WorkerCall;
const stop = new AbortController();

function tell(message: WorkerMessage): void {
  parentPort?.postMessage(message);
}

// Listening also keeps the thread, as a step waits for a block whose promise is never settled.
parentPort?.on("message", () => {
  stop.abort();
  void flush().then(() => tell({ type: "aborted" }));
});

const last = await callBlock();
await flush();
tell(last);

/** Calls the block; the message that ends the call. */
async function callBlock(): Promise<WorkerMessage> {
  let returned: unknown;
  try {
    const block = findBlock(exportedBlocks(await import(call.module)) ?? []);
    returned = await block.run(copyJson(call.parameters), new WorkerContext(call, stop.signal, tell));
  } catch (thrown) {
    return { type: "threw", error: packThrown(thrown) };
  }
  let value: Json;
  try {
    value = copyJson(returned);
  } catch (thrown) {
    return { type: "unfit", error: packThrown(thrown) };
  }
  return { type: "returned", value };
}

/** The first block of the name, as a registry takes it. */
function findBlock(exported: readonly unknown[]): AnyBlock {
  for (const value of exported) {
    const block = readWhole(value);
    if (block !== undefined && block.private !== true && actionOf(block) === call.action) return block;
  }
  throw new Error(`the module has no block \`${call.action}\` when a worker thread imports it`);
}

/** Undefined for what is no block: the other thread has said so. */
function readWhole(value: unknown): AnyBlock | undefined {
  try {
    return readBlock(value);
  } catch (error) {
    if (error instanceof BlockDefinitionError) return undefined;
    throw error;
  }
}

/** Waits until what the block has written is with the other thread: the end of this one would lose it. */
async function flush(): Promise<void> {
  await Promise.all([flushStream(stdout), flushStream(stderr)]);
}

async function flushStream(stream: Writable): Promise<void> {
  if (stream.writableLength === 0) return;
  await new Promise((flushed) => stream.write("", flushed));
}
