// A context for blocks under test: variables in memory, and every promise a block makes about them enforced.

import type { AnyBlock, BlockContext } from "../../src/block.ts";
import { copyJson, type Json } from "../../src/json.ts";

/** What a test gives and looks at afterwards. */
interface FakeContext extends BlockContext {
  readonly store: Map<string, Json>;
  readonly logged: string[];
}

/** The variables and files around a call; `references` says which variable a parameter was as a whole. */
export interface Surroundings {
  readonly variables?: { readonly [name: string]: unknown };
  readonly references?: { readonly [parameter: string]: string };
  readonly projectFolder?: string;
  readonly signal?: AbortSignal;
}

/** A context for one call of a block. */
export function fakeContext(block: AnyBlock, parameters: { readonly [name: string]: unknown }, around: Surroundings) {
  const store = new Map(Object.entries(around.variables ?? {}).map(([name, value]) => [name, copyJson(value)]));
  const logged: string[] = [];
  const assertWrites = (name: string) => {
    const writes: unknown = block.writesVariables;
    const named = typeof writes === "object" && writes !== null && "parameter" in writes ? writes.parameter : undefined;
    if (typeof named !== "string" || parameters[named] !== name) throw new Error(`writes ${name} undeclared`);
  };
  const assertReads = (name: string) => {
    const reads: unknown = block.readsVariables;
    const named = typeof reads === "object" && reads !== null && "parameter" in reads ? reads.parameter : undefined;
    const isDeclared = reads === true || (typeof named === "string" && parameters[named] === name);
    if (!isDeclared) throw new Error(`reads ${name} undeclared`);
  };
  const context: FakeContext = {
    store,
    logged,
    signal: around.signal ?? new AbortController().signal,
    globals: {},
    projectFolder: around.projectFolder ?? "/nowhere",
    log: (message) => void logged.push(message),
    variables: {
      get: (name) => {
        assertReads(name);
        return store.get(name);
      },
      has: (name) => {
        assertReads(name);
        return store.has(name);
      },
      // Which ones there are is also told in messages.
      names: () => [...store.keys()],
    },
    setVariable: (name, value) => {
      assertWrites(name);
      store.set(name, copyJson(value));
    },
    deleteVariable: (name) => {
      assertWrites(name);
      return store.delete(name);
    },
    replace: (parameter, value) => {
      if (!block.changes?.includes(parameter)) throw new Error(`changes ${parameter} undeclared`);
      const name = around.references?.[parameter];
      if (name !== undefined) store.set(name, copyJson(value));
    },
  };
  return context;
}
