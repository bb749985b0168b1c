// Which of two mistakes is shown when a module of blocks cannot be used and a block is missing.

import { describe, expect, test } from "vitest";
import { type BlockProblem, Registry } from "../../src/registry.ts";
import { Source } from "../../src/source.ts";
import { ConduitStatus } from "../../src/status.ts";
import { checkText } from "./check-text.ts";

function check(actions: readonly string[], problem: Partial<BlockProblem>) {
  const text = JSON.stringify({ steps: actions.map((action) => ({ action })) });
  const problems: BlockProblem[] = [
    { code: "block-module", source: new Source("blocks/own.js", ""), message: "", help: "", action: null, ...problem },
  ];
  const found = checkText(new Source("pipeline.json", text), { blocks: { registry: new Registry(), problems } });
  return found.map(({ code, severity, status, step }) => [code, severity, status, step]);
}

const missing = ConduitStatus.BLOCK_NOT_FOUND;

describe("a module that cannot be loaded", () => {
  test("explains a missing block, and has its status", () => {
    expect(check(["LOGIC.TRUE", "OWN.THING"], {})).toEqual([["block-module", "error", missing, 2]]);
  });

  test("does not explain a misspelt one", () => {
    expect(check(["LOGIC.TRU"], {})).toEqual([
      ["block-module", "warning", undefined, undefined],
      ["block-not-found", "error", missing, 1],
    ]);
  });

  test("is a warning where no block is missing", () => {
    expect(check(["LOGIC.TRUE"], {})).toEqual([["block-module", "warning", undefined, undefined]]);
  });
});

describe("a block that cannot be used", () => {
  test("explains its own absence, whatever the case", () => {
    expect(check(["own.thing"], { action: "OWN.THING" })).toEqual([["block-module", "error", missing, 1]]);
  });

  test("explains its own absence by its category's other name", () => {
    expect(check(["list.thing"], { action: "LISTS.THING" })).toEqual([["block-module", "error", missing, 1]]);
  });

  test("explains no other", () => {
    expect(check(["OTHER.THING"], { action: "OWN.THING" })).toEqual([
      ["block-module", "warning", undefined, undefined],
      ["block-not-found", "error", missing, 1],
    ]);
  });

  test("is an error where the action is used all the same", () => {
    expect(check(["LOGIC.TRUE"], { code: "block-name-taken", action: "LOGIC.TRUE" })).toEqual([
      ["block-name-taken", "error", undefined, undefined],
    ]);
  });
});
