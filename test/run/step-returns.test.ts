// What a step's own `returns` asks of its result, beside what the block's asks.

import { expect, test } from "vitest";
import { type Block, Conduit, ConduitStatus, PipelineError } from "../../src/index.ts";

/** A block that returns what it is given, and promises a list. */
const lists: Block = {
  name: "LIST",
  parameters: { type: "object", properties: { value: {} } },
  returns: { type: "array" },
  run: ({ value }) => value,
};

async function run(value: unknown, returns: unknown) {
  const job = Conduit.fromObject(
    { steps: [{ id: "s", action: "LIST", parameters: { value }, returns }] },
    { blocks: [lists] },
  );
  await job.run();
  return job.steps[0];
}

test.each([
  [[1, 2], { type: "array", items: { type: "integer" } }],
  [[], {}],
  [["x"], null],
])("%j meets %j", async (value, returns) => {
  expect((await run(value, returns))?.status).toBe(ConduitStatus.DONE);
});

test.each([
  [
    [1, "2"],
    { type: "array", items: { type: "integer" } },
    "`returns` of step `s` is not met: `1` of the result must be an integer, found text",
  ],
  [[], { minItems: 1 }, "`returns` of step `s` is not met: the result must not be empty"],
  ["x", { type: "string" }, "the result of block `LIST` must be a list, found text"],
])("%j does not meet %j", async (value, returns, message) => {
  const step = await run(value, returns);
  expect(step?.status).toBe(ConduitStatus.INVALID_RETURN);
  expect(step?.error).toEqual({ name: "Error", message, code: "invalid_return" });
  expect(step?.result).toBe(null);
});

test("a step whose condition is false has no result to check", async () => {
  const steps = [{ action: "LIST", if: false, parameters: { value: [] }, returns: { type: "string" } }];
  const job = Conduit.fromObject({ steps }, { blocks: [lists] });
  expect((await job.run()).success).toBe(true);
});

test.each([
  [{ type: "list" }, "returns-schema"],
  [{ type: "array", items: { pattern: "(" } }, "returns-schema"],
  [false, "wrong-type"],
])("%j is no schema", (returns, code) => {
  const steps = [{ action: "LIST", returns }];
  const codes = (make: () => unknown) => {
    try {
      make();
    } catch (error) {
      if (error instanceof PipelineError) return error.problems.map((problem) => problem.code);
    }
    return [];
  };
  expect(codes(() => Conduit.fromObject({ steps }))).toEqual([code]);
  expect(codes(() => Conduit.fromObject({}).createStep(steps[0]))).toEqual([code]);
});
