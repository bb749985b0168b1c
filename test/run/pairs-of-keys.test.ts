// Every key of a step with every other one, on every kind of step: which of the two comes first, and that both hold.

import { describe, expect, test } from "vitest";
import { ConduitStatus } from "../../src/status.ts";
import { block, fails, flowOf } from "./flow.ts";
import { ManualTime } from "./puppet.ts";

/** The kinds, each doing the same work, and what the work's result is as theirs. */
const kinds: Readonly<Record<string, { readonly step: object; readonly wrap: (result: unknown) => unknown }>> = {
  action: { step: { action: "WORK" }, wrap: (result) => result },
  steps: { step: { steps: [{ id: "w", action: "WORK" }] }, wrap: (result) => result },
  parallel: { step: { parallel: [{ id: "w", action: "WORK" }] }, wrap: (w) => ({ w }) },
  pipeline: { step: { pipeline: "work.yaml" }, wrap: (w) => ({ w }) },
};
const files = { "work.yaml": { steps: [{ id: "w", action: "WORK" }], outputs: { w: "{: w :}" } } };

/** What one call of the work does: gives a number, fails, or never ends. */
type Act = number | "fail" | "hang";

interface Case {
  readonly keys: object | ((wrap: (result: unknown) => unknown) => object);
  /** What the calls do, in their order. */
  readonly acts: readonly Act[];
  /** Whether a step before it has failed. */
  readonly afterFailure?: boolean;
  readonly status: keyof typeof ConduitStatus;
  /** Null for a step that is not done. */
  readonly result?: (wrap: (result: unknown) => unknown) => unknown;
  readonly calls: number;
  /** How many timers were started. */
  readonly timers?: number;
  readonly attemptsFailed?: number;
}

const twice = { for_each: { in: ["a", "b"] } };
const again = { retry: { attempts: 2 } };
const may = { allow_failure: true };
const second = { timeout: "1s" };
/** Was true when the step began; the work makes it false. */
const asked = { if: "{# go #}" };
const never = { returns: { const: "never" } };
const forced = { forced: true };

const pairs: Readonly<Record<string, Case>> = {
  "if, for_each: asked once, before the loop": {
    keys: { ...asked, ...twice },
    acts: [1, 2],
    status: "DONE",
    result: (wrap) => [wrap(1), wrap(2)],
    calls: 2,
  },
  "if, retry: not asked again": {
    keys: { ...asked, ...again },
    acts: ["fail", 2],
    status: "DONE",
    result: (wrap) => wrap(2),
    calls: 2,
    attemptsFailed: 1,
  },
  "if, timeout: asked before the time begins": {
    keys: { if: false, ...second },
    acts: [],
    status: "IF_CONDITION_FAILED",
    calls: 0,
    timers: 0,
  },
  "if, allow_failure: a condition that is no boolean may fail": {
    keys: { if: "{# text #}", ...may },
    acts: [],
    status: "INVALID_TYPE",
    calls: 0,
  },
  "if, returns: what is not done has no result to be held against it": {
    keys: { if: false, ...never },
    acts: [],
    status: "IF_CONDITION_FAILED",
    calls: 0,
  },
  "if, forced: what is forced is asked too": {
    keys: { if: false, ...forced },
    acts: [],
    afterFailure: true,
    status: "IF_CONDITION_FAILED",
    calls: 0,
  },
  "for_each, retry: each turn has its attempts": {
    keys: { ...twice, ...again },
    acts: ["fail", 2, "fail", 4],
    status: "DONE",
    result: (wrap) => [wrap(2), wrap(4)],
    calls: 4,
    attemptsFailed: 2,
  },
  "for_each, timeout: each turn has the whole time": {
    keys: { ...twice, ...second },
    acts: [1, "hang"],
    status: "TIMEOUT",
    calls: 2,
    timers: 2,
  },
  "for_each, allow_failure: the loop's failure is allowed, a turn's still ends it": {
    keys: { for_each: { in: [1, 2, 3] }, ...may },
    acts: [1, "fail"],
    status: "UNHANDLED_EXCEPTION",
    calls: 2,
  },
  "for_each, returns: the whole list is held against it": {
    keys: { ...twice, returns: { type: "array", minItems: 2 } },
    acts: [1, 2],
    status: "DONE",
    result: (wrap) => [wrap(1), wrap(2)],
    calls: 2,
  },
  "for_each, forced: all turns run": {
    keys: { ...twice, ...forced },
    acts: [1, 2],
    afterFailure: true,
    status: "DONE",
    result: (wrap) => [wrap(1), wrap(2)],
    calls: 2,
  },
  "retry, timeout: each attempt has the whole time": {
    keys: { ...again, ...second },
    acts: ["hang", 2],
    status: "DONE",
    result: (wrap) => wrap(2),
    calls: 2,
    timers: 2,
    attemptsFailed: 1,
  },
  "retry, allow_failure: only the last attempt's failure is allowed": {
    keys: { ...again, ...may },
    acts: ["fail", "fail"],
    status: "UNHANDLED_EXCEPTION",
    calls: 2,
    attemptsFailed: 1,
  },
  "retry, returns: a result that does not meet it may be tried again": {
    keys: (wrap) => ({ retry: { attempts: 3, on: ["INVALID_RETURN"] }, returns: { const: wrap(2) } }),
    acts: [1, 2],
    status: "DONE",
    result: (wrap) => wrap(2),
    calls: 2,
    attemptsFailed: 1,
  },
  "retry, forced: what is forced is tried again": {
    keys: { ...again, ...forced },
    acts: ["fail", 2],
    afterFailure: true,
    status: "DONE",
    result: (wrap) => wrap(2),
    calls: 2,
    attemptsFailed: 1,
  },
  "timeout, allow_failure: it may take too long": {
    keys: { ...second, ...may },
    acts: ["hang"],
    status: "TIMEOUT",
    calls: 1,
    timers: 1,
  },
  "timeout, returns: what took too long has no result to be held against it": {
    keys: { ...second, ...never },
    acts: ["hang"],
    status: "TIMEOUT",
    calls: 1,
    timers: 1,
  },
  "timeout, forced: what is forced is bounded too": {
    keys: { ...second, ...forced },
    acts: ["hang"],
    afterFailure: true,
    status: "TIMEOUT",
    calls: 1,
    timers: 1,
  },
  "allow_failure, returns: a result may fail to meet it": {
    keys: { ...may, ...never },
    acts: [1],
    status: "INVALID_RETURN",
    calls: 1,
  },
  "allow_failure, forced: what is forced may fail": {
    keys: { ...may, ...forced },
    acts: ["fail"],
    afterFailure: true,
    status: "UNHANDLED_EXCEPTION",
    calls: 1,
  },
  "returns, forced: what is forced is held against it": {
    keys: { ...never, ...forced },
    acts: [1],
    afterFailure: true,
    status: "INVALID_RETURN",
    calls: 1,
  },
};

const keyNames = ["if", "for_each", "retry", "timeout", "allow_failure", "returns", "forced"];

test("the table has every pair of keys once", () => {
  const all = keyNames.flatMap((one, index) => keyNames.slice(index + 1).map((other) => `${one}, ${other}`));
  expect(Object.keys(pairs).map((name) => name.split(":")[0])).toEqual(all);
});

describe.each(Object.entries(kinds))("on `%s`", (_, { step, wrap }) => {
  test.each(Object.entries(pairs))("%s", async (_name, expected) => {
    const { acts, afterFailure = false, status, result, calls, timers, attemptsFailed = 0 } = expected;
    const time = new ManualTime();
    const left = [...acts];
    let called = 0;
    let started = 0;
    const work = block(
      "WORK",
      (_parameters, context) => {
        called++;
        if (context.variables.has("go")) context.setVariable("go", false);
        const act = left.shift() ?? "fail";
        if (act === "fail") throw new Error("failed");
        if (act !== "hang") return act;
        queueMicrotask(() => time.advance(1_000));
        return new Promise(() => undefined);
      },
      { writesVariables: true },
    );
    const startTimer = (...given: Parameters<typeof time.startTimer>) => {
      started++;
      return time.startTimer(...given);
    };
    const keys = typeof expected.keys === "function" ? expected.keys(wrap) : expected.keys;
    const tested = { id: "s", ...step, ...keys };
    const { job, events } = flowOf(
      { variables: { go: true, text: "yes" }, steps: afterFailure ? [fails, tested] : [tested] },
      { blocks: [work], files, now: time.now, startTimer },
    );
    const outcome = await job.run();
    const ended = job.getStep("s");
    expect(ConduitStatus[ended?.status ?? -1]).toBe(status);
    expect(ended?.result).toEqual(result?.(wrap) ?? null);
    expect(called).toBe(calls);
    if (timers !== undefined) expect(started).toBe(timers);
    expect(events.filter((event) => event.type === "attempt_failed" && event.id === "s")).toHaveLength(attemptsFailed);
    const isFailure = !["DONE", "IF_CONDITION_FAILED"].includes(status);
    const isAllowed = isFailure && "allow_failure" in keys;
    expect(ended?.isFailureAllowed).toBe(isAllowed);
    expect(outcome.failedStep?.id).toBe(afterFailure ? "1" : isFailure && !isAllowed ? "s" : undefined);
    expect(time.running).toBe(0);
  });
});

/** The keys together, in the order of the language: `if` once, the loop, the attempts, the time of each, `allow_failure`. */
test.each(Object.entries(kinds))("all keys at once on `%s`", async (_, { step }) => {
  const time = new ManualTime();
  const acts: Act[] = ["fail", "hang", 1, 2];
  const work = block("WORK", () => {
    const act = acts.shift();
    if (act === "fail") throw new Error("failed");
    if (act !== "hang") return act;
    queueMicrotask(() => time.advance(1_000));
    return new Promise(() => undefined);
  });
  const keys = { if: true, ...twice, retry: { attempts: 3, delay: "1m" }, ...second, ...may, ...forced };
  const returns = { type: "array", minItems: 3 };
  const { job, events } = flowOf(
    { steps: [fails, { id: "s", ...step, ...keys, returns }] },
    { blocks: [work], files, now: time.now, startTimer: time.startTimer, sleep: () => Promise.resolve() },
  );
  const outcome = await job.run();
  const ended = job.getStep("s");
  expect([ConduitStatus[ended?.status ?? -1], ended?.isFailureAllowed]).toEqual(["INVALID_RETURN", true]);
  expect(outcome.failedStep?.id).toBe("1");
  const own = events.filter((event) => "id" in event && event.id === "s");
  expect(own.map(({ type }) => type)).toEqual([
    "step_started",
    "loop_started",
    "turn_started",
    "attempt_failed",
    "attempt_failed",
    "turn_finished",
    "turn_started",
    "turn_finished",
    "step_finished",
  ]);
  expect(acts).toEqual([]);
});
