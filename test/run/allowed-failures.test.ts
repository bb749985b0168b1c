// Steps that may fail: what they leave behind, what goes on, and what is not forgiven.

import { describe, expect, test } from "vitest";
import { Conduit, type ConduitOptions, ConduitStatus } from "../../src/index.ts";
import { puppet } from "./puppet.ts";

const fails = { action: "LOGIC.ASSERT", parameters: { value: false } };
const allowed = { ...fails, allow_failure: true };
const yes = { action: "LOGIC.TRUE" };

const statuses = (job: Conduit): string[] => job.steps.map(({ status }) => ConduitStatus[status] ?? "");

async function run(steps: object[], more: object = {}, options: ConduitOptions = {}) {
  const job = Conduit.fromObject({ ...more, steps }, options);
  return { job, outcome: await job.run() };
}

describe("an allowed failure", () => {
  test("keeps its status and error, and its readers find null", async () => {
    const read =
      "{: f :} {: f ?? 1 :} {% steps.f.status.name %} {% steps.f.error.name %} {% job.success %} {% job.failed %}";
    const { job, outcome } = await run([{ ...allowed, id: "f" }, yes], { outputs: { read } });
    expect(statuses(job)).toEqual(["ASSERTION_ERROR", "DONE"]);
    expect(job.steps[0]?.error?.name).toBe("AssertionError");
    expect(job.steps[0]?.returnValue).toBeInstanceOf(Error);
    expect(job.steps[0]?.result).toBe(null);
    expect(outcome).toEqual({
      success: true,
      status: ConduitStatus.DONE,
      failedStep: null,
      outputs: { read: "null 1 ASSERTION_ERROR AssertionError null false" },
      error: null,
    });
  });

  test("is told as one, and not to onJobFinish", async () => {
    const told: unknown[] = [];
    const { job } = await run(
      [allowed, yes, { ...yes, allow_failure: true }],
      {},
      {
        onStepUpdate: (running, step) => told.push([step.id, step.allowsFailure, running.success]),
        onJobFinish: (_, failed) => told.push(failed),
        onEvent: (event) => {
          if (event.type === "step_finished") told.push([event.id, event.allowed]);
          if (event.type === "run_finished")
            told.push([event.success, event.status, event.counts, event.allowed_failures]);
        },
      },
    );
    expect(job.success).toBe(true);
    expect(told).toEqual([
      ["1", true],
      ["1", true, null],
      ["2", false],
      ["2", false, null],
      ["3", false],
      ["3", true, null],
      null,
      [true, ConduitStatus.DONE, { ASSERTION_ERROR: 1, DONE: 2 }, 1],
    ]);
  });

  test("does not keep the next failure from being the first", async () => {
    const { job, outcome } = await run([allowed, { ...fails, id: "real" }, yes, { ...allowed, forced: true }]);
    expect(statuses(job)).toEqual(["ASSERTION_ERROR", "ASSERTION_ERROR", "SKIPPED", "ASSERTION_ERROR"]);
    expect(outcome.failedStep?.id).toBe("real");
  });

  test("may be a refusal, a parameter of a wrong type, a condition or a reference to nothing", async () => {
    const text = (value: unknown) => ({ action: "TEXT.UPPERCASE", parameters: { text: value } });
    const steps = [
      { id: "a", action: "NOPE" },
      { id: "a", ...yes },
      { action: "FILE.READ", parameters: { path: "x" } },
      text(1),
      text("{# nothing #}"),
      { ...yes, if: "text" },
      { ...yes, if: false },
      text("limit"),
      yes,
    ].map((step) => ({ ...step, allow_failure: true }));
    const { job, outcome } = await run(steps, { block_limit_overrides: { "TEXT.*": 2 }, step_limit: 8 });
    expect(statuses(job)).toEqual([
      "BLOCK_NOT_FOUND",
      "DUPLICATE_STEP_IDS",
      "FORBIDDEN_BLOCK",
      "INVALID_TYPE",
      "UNHANDLED_EXCEPTION",
      "INVALID_TYPE",
      "IF_CONDITION_FAILED",
      "BLOCK_LIMIT_EXCEED",
      "STEP_LIMIT_EXCEED",
    ]);
    expect(outcome.success).toBe(true);
  });
});

test("a skipped step stays skipped", async () => {
  const { job } = await run([fails, { ...yes, allow_failure: true }]);
  expect(statuses(job)).toEqual(["ASSERTION_ERROR", "SKIPPED"]);
});

test.each([[null], [false]])("allow_failure: %s allows nothing", async (value) => {
  const { outcome } = await run([{ ...fails, allow_failure: value }]);
  expect(outcome.status).toBe(ConduitStatus.ASSERTION_ERROR);
});

test("a cancelled step is not forgiven", async () => {
  const controller = new AbortController();
  const slow = puppet("SLOW");
  const job = Conduit.fromObject(
    { steps: [{ id: "slow", action: "SLOW", allow_failure: true }, yes] },
    { blocks: [slow.block], signal: controller.signal },
  );
  const running = job.run();
  await slow.started;
  controller.abort();
  const outcome = await running;
  expect(statuses(job)).toEqual(["CANCELLED", "SKIPPED"]);
  expect([outcome.status, outcome.failedStep?.id]).toEqual([ConduitStatus.CANCELLED, "slow"]);
});
