// Limits count what is executed: neither loops nor retries nor called pipelines slip past them.

import { describe, expect, test } from "vitest";
import { Conduit } from "../../src/run/conduit.ts";
import { ConduitStatus } from "../../src/status.ts";
import { block, briefly, type FlowOptions, give, planOf, runFlow, statusesOf, yes } from "./flow.ts";

/** Runs a pipeline and counts how often its block `COUNT` was called. */
async function counted(payload: object, options: FlowOptions = {}) {
  let calls = 0;
  const count = block("COUNT", () => ++calls, { maxUses: 1_000 });
  const fail = block("FAIL", () => {
    calls++;
    throw new Error("no");
  });
  const flow = await runFlow(payload, { ...options, blocks: [count, fail] });
  return { ...flow, calls };
}

const count = { action: "COUNT" };
const uses = (limit: number) => ({ block_limit_overrides: { COUNT: limit } });
const three = { for_each: { in: [1, 2, 3] } };

describe("each further turn takes one more", () => {
  test.each([
    [3, "DONE", 3],
    [2, "STEP_LIMIT_EXCEED", 2],
    [1, "STEP_LIMIT_EXCEED", 1],
  ])("of a step limit of %i: %s", async (limit, status, calls) => {
    const found = await counted({ step_limit: limit, steps: [{ id: "l", ...three, ...count }] });
    expect([ConduitStatus[found.outcome.status], found.calls]).toEqual([status, calls]);
  });

  test.each([
    [3, "DONE", 3],
    [2, "BLOCK_LIMIT_EXCEED", 2],
  ])("of %i uses of a block: %s", async (limit, status, calls) => {
    const found = await counted({ ...uses(limit), steps: [{ id: "l", ...three, ...count }] });
    expect([ConduitStatus[found.outcome.status], found.calls]).toEqual([status, calls]);
  });

  test("and says so, where the loop stands", async () => {
    const text = "step_limit: 2\nsteps:\n  - id: l\n    action: LOGIC.TRUE\n    for_each: { in: [1, 2, 3] }\n";
    const { outcome, events } = await runFlow(text);
    expect(outcome.error).toEqual({
      name: "Error",
      message: "the pipeline may have 2 steps, this is step 3; further turns and attempts count as well",
      code: "step_limit_exceed",
    });
    expect(events.map(briefly).filter((told) => told.startsWith("turn"))).toEqual([
      "turn_started l[0]",
      "turn_finished l[0] DONE",
      "turn_started l[1]",
      "turn_finished l[1] DONE",
    ]);
    expect(events.at(-2)).toMatchObject({ place: { file: "main.yaml", line: 5, column: 15 } });
  });

  test("also when turns run at once", async () => {
    const loop = { for_each: { in: Array.from({ length: 50 }, () => 1), concurrency: 10 } };
    const { calls, outcome } = await counted({ ...uses(7), steps: [{ ...loop, ...count }] });
    expect([calls, outcome.status]).toEqual([7, ConduitStatus.BLOCK_LIMIT_EXCEED]);
  });

  test("of every member, run or not: the member that is beyond is refused", async () => {
    const members = [
      { id: "no", if: false, ...count },
      { id: "a", ...yes },
      { id: "b", ...count },
    ];
    // Three turns take two uses of the block each, and four steps.
    const enough = await counted({ ...uses(6), step_limit: 12, steps: [{ ...three, steps: members }] });
    expect([enough.outcome.success, enough.calls]).toEqual([true, 3]);
    const blocks = await counted({ ...uses(5), steps: [{ ...three, steps: members }] });
    expect(statusesOf(blocks.job)).toBe("1 BLOCK_LIMIT_EXCEED [no IF_CONDITION_FAILED, a DONE, b BLOCK_LIMIT_EXCEED]");
    expect(blocks.calls).toBe(2);
    const steps = await counted({ step_limit: 11, steps: [{ ...three, steps: members }] });
    expect(statusesOf(steps.job)).toBe("1 STEP_LIMIT_EXCEED [no IF_CONDITION_FAILED, a DONE, b STEP_LIMIT_EXCEED]");
  });

  test("a member beyond a limit may fail where that is allowed, and forced ones still run", async () => {
    const members = [
      { id: "a", allow_failure: true, ...count },
      { id: "b", ...give("{% steps.a.status.name %}") },
    ];
    const { job } = await counted({ ...uses(2), steps: [{ ...three, steps: members }] });
    expect(job.steps[0]?.result).toEqual(["DONE", "DONE", "BLOCK_LIMIT_EXCEED"]);
  });

  test("of members of members", async () => {
    const members = [{ steps: [{ parallel: [count, count] }] }];
    // A turn is five steps: the loop's own, two groups, and two that call the block.
    const enough = await counted({ ...uses(6), step_limit: 15, steps: [{ ...three, steps: members }] });
    expect([enough.outcome.success, enough.calls]).toEqual([true, 6]);
    const few = await counted({ ...uses(5), steps: [{ ...three, steps: members }] });
    expect([few.outcome.status, few.calls]).toEqual([ConduitStatus.BLOCK_LIMIT_EXCEED, 5]);
    const fewSteps = await counted({ step_limit: 14, steps: [{ ...three, steps: members }] });
    expect([fewSteps.outcome.status, fewSteps.calls]).toEqual([ConduitStatus.STEP_LIMIT_EXCEED, 5]);
  });

  test("of loops in loops", async () => {
    const inner = { for_each: { in: [1, 2] }, ...count };
    // The outer loop is 3 steps, and in each turn the inner one is 2.
    const enough = await counted({ ...uses(6), step_limit: 9, steps: [{ ...three, steps: [inner] }] });
    expect([enough.outcome.success, enough.calls]).toEqual([true, 6]);
    const few = await counted({ ...uses(5), steps: [{ ...three, steps: [inner] }] });
    expect([few.outcome.status, few.calls]).toEqual([ConduitStatus.BLOCK_LIMIT_EXCEED, 5]);
    const fewSteps = await counted({ step_limit: 8, steps: [{ ...three, steps: [inner] }] });
    expect([fewSteps.outcome.status, fewSteps.calls]).toEqual([ConduitStatus.STEP_LIMIT_EXCEED, 5]);
  });
});

describe("each further attempt takes one more", () => {
  test.each([
    [3, "UNHANDLED_EXCEPTION", 3],
    [2, "STEP_LIMIT_EXCEED", 2],
  ])("of a step limit of %i: %s", async (limit, status, calls) => {
    const found = await counted({ step_limit: limit, steps: [{ retry: { attempts: 3 }, action: "FAIL" }] });
    expect([ConduitStatus[found.outcome.status], found.calls]).toEqual([status, calls]);
  });

  test("of its members too", async () => {
    const group = { retry: { attempts: 3 }, steps: [count, { action: "FAIL" }] };
    const { job, calls } = await counted({ ...uses(2), steps: [group] });
    expect(statusesOf(job)).toBe("1 BLOCK_LIMIT_EXCEED [1.1 BLOCK_LIMIT_EXCEED, 1.2 SKIPPED]");
    expect(calls).toBe(4);
  });

  test("with those of turns", async () => {
    const step = { ...three, retry: { attempts: 2 }, action: "FAIL", allow_failure: true };
    const { events } = await counted({ step_limit: 2, steps: [step, { ...count, allow_failure: true }] });
    // The second step has taken one before the loop could.
    expect(events.map(briefly)).toContain("step_finished 1 STEP_LIMIT_EXCEED");
  });
});

describe("a called pipeline", () => {
  const sub = { steps: [count, count] };
  const files = { "sub.yaml": sub };
  const call = (more: object = {}) => ({ id: "c", pipeline: "sub.yaml", ...more });

  test("takes of its caller's limits when it is called, run or not", async () => {
    const { job } = await counted({ step_limit: 3, steps: [call({ if: false }), { id: "after", ...yes }] }, { files });
    expect(statusesOf(job)).toBe("c IF_CONDITION_FAILED [1 SKIPPED, 2 SKIPPED], after STEP_LIMIT_EXCEED");
    const enough = await counted({ step_limit: 4, steps: [call(), yes] }, { files });
    expect(enough.outcome.success).toBe(true);
  });

  test("takes of its caller's limits with each call", async () => {
    const enough = await counted({ ...uses(6), step_limit: 9, steps: [call(three)] }, { files });
    expect([enough.outcome.success, enough.calls]).toEqual([true, 6]);
    const few = await counted({ ...uses(5), steps: [call(three)] }, { files });
    expect(statusesOf(few.job)).toBe("c BLOCK_LIMIT_EXCEED [1 DONE, 2 BLOCK_LIMIT_EXCEED]");
    expect(few.calls).toBe(5);
  });

  test("has its own limits for its own steps, anew with each call", async () => {
    const own = { "sub.yaml": { ...sub, ...uses(2), step_limit: 2 } };
    const enough = await counted({ steps: [call(three), call({ id: "d" })] }, { files: own });
    expect([enough.outcome.success, enough.calls]).toEqual([true, 8]);
    const few = await counted({ steps: [call(three)] }, { files: { "sub.yaml": { ...sub, ...uses(1) } } });
    expect(statusesOf(few.job)).toBe("c BLOCK_LIMIT_EXCEED [1 DONE, 2 BLOCK_LIMIT_EXCEED]");
  });

  test("cannot lift what its caller or a block is held to", async () => {
    const lifted = { "sub.yaml": { steps: [{ ...three, ...count }], block_limit_overrides: { "*": null } } };
    const { calls, outcome } = await counted({ ...uses(2), steps: [call()] }, { files: lifted });
    expect([calls, outcome.status]).toEqual([2, ConduitStatus.BLOCK_LIMIT_EXCEED]);
  });

  test("that repeats its own steps takes of both", async () => {
    const looping = (limit: number | null) => ({ "sub.yaml": { step_limit: limit, steps: [{ ...three, ...count }] } });
    for (const [own, callers] of [
      [2, null],
      [null, 3],
    ]) {
      const { calls, job } = await counted({ step_limit: callers, steps: [call()] }, { files: looping(own ?? null) });
      expect([calls, statusesOf(job)]).toEqual([2, "c STEP_LIMIT_EXCEED [1 STEP_LIMIT_EXCEED]"]);
    }
  });

  test("in a called pipeline counts for all that call", async () => {
    const files = {
      "sub.yaml": { steps: [{ pipeline: "deep.yaml" }] },
      "deep.yaml": { steps: [{ ...three, ...count }] },
    };
    for (const [limit, isEnough] of [
      [5, true],
      [4, false],
    ]) {
      const { outcome } = await counted({ step_limit: limit, steps: [call()] }, { files });
      expect(outcome.success).toBe(isEnough);
    }
  });
});

test("two jobs of one plan have limits of their own", async () => {
  const plan = planOf({ block_limit_overrides: { "LOGIC.*": 3 }, steps: [{ ...three, ...yes }] });
  for (let run = 0; run < 2; run++) expect((await new Conduit(plan).run()).success).toBe(true);
});
