// A block whose test decides when it ends: no test waits for time to pass.

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
  let announce: (call: PuppetCall) => void = () => undefined;
  const started = new Promise<PuppetCall>((resolve) => {
    announce = resolve;
  });
  const block: Block = {
    name,
    parameters: { type: "object", additionalProperties: true },
    run: (parameters, context) =>
      new Promise((resolve, reject) => {
        announce({ parameters, context, resolve, reject });
      }),
  };
  return { block, started };
}
