// Retries: what is tried again, how often, after what wait, and what puts an end to it. No test waits: time is the tests' own.

import { describe, expect, test } from "vitest";
import { AssertionError, InvalidArgumentError } from "../../src/block.ts";
import { ConduitStatus } from "../../src/status.ts";
import { block, briefly, type FlowOptions, fails, flowOf, give, runFlow, runSteps, statusesOf, yes } from "./flow.ts";
import { ManualTime, puppets } from "./puppet.ts";

/** A block that fails so many times before it gives the number of its call. */
function failing(times: number, thrown: () => unknown = () => new Error("not yet")) {
  let calls = 0;
  return block("TRY", () => {
    calls++;
    if (calls <= times) throw thrown();
    return calls;
  });
}

const tries = (retry: object, more: object = {}) => ({ id: "t", action: "TRY", retry, ...more });

/** Runs with all waits over at once; what they were. */
async function waits(steps: object[], options: FlowOptions) {
  const waited: number[] = [];
  const sleep = (milliseconds: number) => {
    waited.push(milliseconds);
    return Promise.resolve();
  };
  return { ...(await runSteps(steps, { sleep, ...options })), waited };
}

describe("attempts", () => {
  test.each([
    [0, 3, "DONE", 1],
    [2, 3, "DONE", 3],
    [3, 3, "UNHANDLED_EXCEPTION", null],
    [1, 1, "UNHANDLED_EXCEPTION", null],
  ])("after %i failures, %i attempts: %s", async (failures, attempts, status, result) => {
    const { job, events } = await runSteps([tries({ attempts })], { blocks: [failing(failures)] });
    expect([ConduitStatus[job.steps[0]?.status ?? 0], job.steps[0]?.result]).toEqual([status, result]);
    const failed = events.filter(({ type }) => type === "attempt_failed");
    expect(failed).toHaveLength(Math.min(failures, attempts - 1));
    for (const [index, event] of failed.entries()) {
      expect(event).toMatchObject({ attempt: index + 1, attempts, turn: null, error: { message: "not yet" } });
    }
  });

  test("read their tags anew, and variables are not rolled back", async () => {
    const append = { action: "LISTS.APPEND", parameters: { list: "{# seen #}", item: 1 } };
    const check = { action: "LOGIC.ASSERT", parameters: { value: "{= size(job.variables.seen) >= 3 =}" } };
    const { outcome } = await runFlow({
      variables: { seen: [] },
      steps: [{ id: "g", retry: { attempts: 5, on: ["ASSERTION_ERROR"] }, steps: [append, check] }],
      outputs: { seen: "{# seen #}" },
    });
    expect(outcome.outputs).toEqual({ seen: [1, 1, 1] });
  });

  test("of a group begin with members that have not run", async () => {
    const { job, events } = await runSteps(
      [
        {
          id: "g",
          retry: { attempts: 2 },
          steps: [
            { id: "first", ...give("{% steps.second.status.name %} {: third ?? 0 :}") },
            { id: "second", action: "TRY" },
            { id: "third", ...yes },
          ],
        },
        { id: "after", ...give("{: first :}, {: second :}") },
      ],
      { blocks: [failing(1)] },
    );
    expect(job.getStep("after")?.result).toBe("NONE 0, 2");
    expect(statusesOf(job)).toBe("g DONE [first DONE, second DONE, third DONE], after DONE");
    expect(events.map(briefly).filter((text) => text.includes("second") || text.startsWith("attempt"))).toEqual([
      "step_started g/second",
      "step_finished g/second UNHANDLED_EXCEPTION",
      "attempt_failed g UNHANDLED_EXCEPTION",
      "step_started g/second",
      "step_finished g/second DONE",
    ]);
    expect(events.at(-1)).toMatchObject({ counts: { DONE: 5 } });
  });

  test("of a parallel group begin with members that have not run", async () => {
    const parallel = [
      { id: "a", action: "TRY" },
      { id: "b", ...give("{% steps.a.status.name %}") },
    ];
    const { job } = await runSteps([{ retry: { attempts: 2 }, concurrency: 1, parallel }], { blocks: [failing(1)] });
    expect(job.steps[0]?.result).toEqual({ a: 2, b: "NONE" });
  });

  test("run again what is forced, when it is its sibling that failed and when it is itself", async () => {
    const cleaned: unknown[] = [];
    const clean = block("CLEAN", (parameters) => {
      cleaned.push(parameters);
      if (cleaned.length === 2) throw new Error("cannot clean");
    });
    const { job, events } = await runSteps(
      [
        {
          id: "g",
          retry: { attempts: 3 },
          steps: [
            { id: "work", action: "TRY" },
            { id: "clean", forced: true, action: "CLEAN", parameters: { failed: "{% job.failed %}" } },
          ],
        },
      ],
      { blocks: [failing(1), clean] },
    );
    // A failure of the work, then one of the cleaning alone, then none.
    expect(cleaned).toEqual([{ failed: true }, { failed: false }, { failed: false }]);
    expect(statusesOf(job)).toBe("g DONE [work DONE, clean DONE]");
    const messages = events.flatMap((event) => (event.type === "attempt_failed" ? [event.error?.message] : []));
    expect(messages).toEqual(["not yet", "cannot clean"]);
  });

  test("of each turn are its own", async () => {
    const { job, events } = await runSteps([tries({ attempts: 2 }, { for_each: { in: [1, 2] } })], {
      blocks: [failing(1)],
    });
    expect(job.steps[0]?.result).toEqual([2, 3]);
    expect(events.map(briefly).filter((text) => text.includes("attempt"))).toEqual([
      "attempt_failed t[0] UNHANDLED_EXCEPTION",
    ]);
  });

  test("are not made for a list that is none, a condition that is no boolean, nor for a refused step", async () => {
    for (const step of [{ for_each: { in: "{# none #}" }, ...yes }, { if: "{# none #}", ...yes }, { action: "NOPE" }]) {
      const { outcome, events } = await runSteps([{ ...step, retry: { attempts: 5 } }]);
      expect(outcome.success).toBe(false);
      expect(events.map(({ type }) => type)).not.toContain("attempt_failed");
    }
  });
});

describe("statuses after which it is tried again", () => {
  const invalid = () => new InvalidArgumentError("no");
  test.each([
    ["UNHANDLED_EXCEPTION by itself", undefined, () => new Error("no"), 2],
    ["no INVALID_ARGUMENT by itself", undefined, invalid, 1],
    ["what is named", ["INVALID_ARGUMENT", "INVALID_RETURN"], invalid, 2],
    ["not what is not named", ["INVALID_ARGUMENT"], () => new AssertionError("no"), 1],
  ])("%s", async (_, on, thrown, attempts) => {
    const { events } = await runSteps([tries(on === undefined ? { attempts: 2 } : { attempts: 2, on })], {
      blocks: [failing(9, thrown)],
    });
    expect(events.filter(({ type }) => type === "attempt_failed")).toHaveLength(attempts - 1);
  });

  test("a result that does not meet `returns` may be one of them", async () => {
    const { job } = await runSteps(
      [tries({ attempts: 3, on: ["INVALID_RETURN"] }, { returns: { type: "integer", minimum: 2 } })],
      { blocks: [failing(0)] },
    );
    expect(job.steps[0]?.result).toBe(2);
  });

  test("a whole list that does not meet `returns` is not made again", async () => {
    const returns = { type: "array", items: { minimum: 2 } };
    const { outcome, events } = await runSteps(
      [tries({ attempts: 3, on: ["INVALID_RETURN"] }, { returns, for_each: { in: [1] } })],
      { blocks: [failing(0)] },
    );
    expect(outcome.status).toBe(ConduitStatus.INVALID_RETURN);
    expect(events.map(({ type }) => type)).not.toContain("attempt_failed");
  });
});

describe("waits", () => {
  const delay = "1s";
  test.each([
    ["none", {}, []],
    ["the same each time", { delay }, [1_000, 1_000, 1_000, 1_000]],
    ["longer each time", { delay, backoff: 2 }, [1_000, 2_000, 4_000, 8_000]],
    ["none longer than the longest", { delay, backoff: 3, max_delay: "5s" }, [1_000, 3_000, 5_000, 5_000]],
    ["the first one too", { delay, max_delay: "200ms" }, [200, 200, 200, 200]],
    ["a part of them left to chance", { delay, backoff: 2, jitter: 0.5 }, [750, 1_500, 3_000, 6_000]],
    [
      "never longer than a timer takes",
      { delay: "10d", backoff: 1_000 },
      [864_000_000, 2 ** 31 - 1, 2 ** 31 - 1, 2 ** 31 - 1],
    ],
  ])("%s", async (_, retry, expected) => {
    const { waited, events } = await waits([tries({ attempts: 5, ...retry })], {
      blocks: [failing(9)],
      random: () => 0.5,
    });
    expect(waited).toEqual(expected);
    const told = events.flatMap((event) => (event.type === "attempt_failed" ? [event.delay_ms] : []));
    expect(told).toEqual(expected.length === 0 ? [0, 0, 0, 0] : expected);
  });

  test("are real ones when nobody says otherwise", async () => {
    const { job } = await runSteps([tries({ attempts: 2, delay: "1ms" })], { blocks: [failing(1)] });
    expect(job.steps[0]?.result).toBe(2);
  });

  test("end at once at an abort during a backoff", async () => {
    const time = new ManualTime();
    const stop = new AbortController();
    const { job, events } = flowOf(
      {
        steps: [
          tries({ attempts: 3, delay: "1h" }, { allow_failure: true }),
          { id: "clean", forced: true, ...yes },
          yes,
        ],
      },
      { blocks: [failing(9)], signal: stop.signal, startTimer: time.startTimer },
    );
    const running = job.run();
    expect(await time.nextTimer()).toBe(3_600_000);
    stop.abort();
    const outcome = await running;
    expect(outcome.status).toBe(ConduitStatus.CANCELLED);
    expect(statusesOf(job)).toBe("t CANCELLED, clean DONE, 3 SKIPPED");
    expect(time.running).toBe(0);
    expect(events.map(briefly).filter((text) => text.includes(" t"))).toEqual([
      "step_started t",
      "attempt_failed t UNHANDLED_EXCEPTION",
      "step_finished t CANCELLED",
    ]);
  });

  test("end at once when the time of a group around them is over", async () => {
    const time = new ManualTime();
    const { job } = flowOf(
      { steps: [{ id: "g", timeout: "5s", steps: [tries({ attempts: 3, delay: "1h" }), { id: "last", ...yes }] }] },
      { blocks: [failing(9)], startTimer: time.startTimer },
    );
    const running = job.run();
    expect([await time.nextTimer(), await time.nextTimer()]).toEqual([5_000, 3_600_000]);
    time.advance(5_000);
    await running;
    expect(statusesOf(job)).toBe("g TIMEOUT [t CANCELLED, last SKIPPED]");
    expect(time.running).toBe(0);
  });

  test("may be slept by a timer that rejects when it is aborted", async () => {
    const stop = new AbortController();
    const sleep = (_: number, signal: AbortSignal) =>
      new Promise<void>((_resolve, reject) => {
        signal.addEventListener("abort", () => reject(new Error("aborted")));
        stop.abort();
      });
    const { outcome } = await runSteps([tries({ attempts: 2, delay: "1s" })], {
      blocks: [failing(9)],
      signal: stop.signal,
      sleep,
    });
    expect(outcome.status).toBe(ConduitStatus.CANCELLED);
  });
});

test("what failed as the run was cancelled is not tried again, and keeps its failure", async () => {
  const stop = new AbortController();
  const aborting = block("TRY", () => {
    stop.abort();
    throw new Error("own failure");
  });
  const { job, events } = await runSteps([tries({ attempts: 3 })], { blocks: [aborting], signal: stop.signal });
  expect(job.steps[0]?.error?.message).toBe("own failure");
  expect(events.map(({ type }) => type)).not.toContain("attempt_failed");
});

test("a block can wait while another attempt of its own still goes on", async () => {
  const slow = puppets("TRY");
  const time = new ManualTime();
  const { job } = flowOf(
    { steps: [tries({ attempts: 2 }, { timeout: "1s" })] },
    { blocks: [{ ...slow.block, writesVariables: true }], startTimer: time.startTimer },
  );
  const running = job.run();
  const first = await slow.next();
  time.advance(1_000);
  const second = await slow.next();
  first.resolve("too late");
  expect(() => first.context.setVariable("v", 1)).toThrow("the step has ended");
  second.context.setVariable("v", 2);
  second.resolve("in time");
  await running;
  expect([job.steps[0]?.result, job.variables]).toEqual(["in time", { v: 2 }]);
});

test("a member that fails for good fails its group, which is tried again", async () => {
  const { job } = await runSteps([
    { id: "g", retry: { attempts: 2, on: ["ASSERTION_ERROR"] }, steps: [{ ...fails, retry: { attempts: 2 } }] },
  ]);
  expect(statusesOf(job)).toBe("g ASSERTION_ERROR [1.1 ASSERTION_ERROR]");
});
