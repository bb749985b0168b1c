// What the thread of a block and the one that calls it say to each other: plain data that can be cloned.

import type { Json, JsonMap } from "../json.ts";
import type { SentError } from "./sent-error.ts";

/** What a thread is started with. */
export interface WorkerCall {
  /** The address of the block's module. */
  readonly module: string;
  readonly action: string;
  readonly parameters: JsonMap;
  readonly projectFolder: string;
  /** The developer values that can be cloned. */
  readonly globals: { readonly [name: string]: unknown };
  /** The names of those that cannot. */
  readonly missingGlobals: readonly string[];
  /** In the order in which they were created. */
  readonly variables: readonly (readonly [name: string, value: Json])[];
}

/** Said to the thread: the signal was aborted. There is nothing else to say to it. */
export const abortMessage = "abort";

/** Said by the thread, in the order in which the block did it. The last four end the call. */
export type WorkerMessage =
  | { readonly type: "logged"; readonly message: string }
  | { readonly type: "set"; readonly name: string; readonly value: Json }
  | { readonly type: "deleted"; readonly name: string }
  | { readonly type: "replaced"; readonly parameter: string; readonly value: Json }
  | { readonly type: "returned"; readonly value: Json }
  /** What it returned is no JSON. */
  | { readonly type: "unfit"; readonly error: SentError }
  | { readonly type: "threw"; readonly error: SentError }
  /** All who listen to the signal have been told that it was aborted. */
  | { readonly type: "aborted" };
