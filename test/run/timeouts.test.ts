// Timeouts: what an attempt that takes too long ends in, whatever its block does. No test waits: time is the tests' own.

import { describe, expect, test } from "vitest";
import { ConduitStatus } from "../../src/status.ts";
import { block, briefly, type FlowOptions, fails, flowOf, give, runSteps, statusesOf, yes } from "./flow.ts";
import { ManualTime, puppets } from "./puppet.ts";

/** A job of some steps with a block `SLOW`, whose calls and time the test has in hand. */
function begin(steps: object[], options: FlowOptions = {}) {
  const time = new ManualTime();
  const slow = puppets("SLOW");
  const { now, startTimer } = time;
  const flow = flowOf({ steps }, { now, startTimer, ...options, blocks: [slow.block, ...(options.blocks ?? [])] });
  return { ...flow, time, slow, running: flow.job.run() };
}

const slow = (more: object = {}) => ({ id: "s", action: "SLOW", timeout: "5s", ...more });

describe("a step that takes longer than its timeout", () => {
  test.each<
    [string, (signal: AbortSignal, resolve: (value: unknown) => void, reject: (error: unknown) => void) => void]
  >([
    ["obeys its signal", (signal, _, reject) => signal.addEventListener("abort", () => reject(signal.reason))],
    ["obeys by giving a result", (signal, resolve) => signal.addEventListener("abort", () => resolve("late"))],
    ["ignores its signal", () => undefined],
  ])("ends in TIMEOUT when its block %s", async (_, listen) => {
    const { job, time, slow: calls, running } = begin([slow(), { id: "after", ...yes }]);
    const call = await calls.next();
    listen(call.context.signal, call.resolve, call.reject);
    time.advance(4_999);
    expect(call.context.signal.aborted).toBe(false);
    time.advance(1);
    expect(call.context.signal.aborted).toBe(true);
    expect(call.context.signal.reason).toMatchObject({ name: "TimeoutError" });
    const outcome = await running;
    expect(statusesOf(job)).toBe("s TIMEOUT, after SKIPPED");
    expect(outcome).toMatchObject({
      status: ConduitStatus.TIMEOUT,
      error: { name: "Error", message: "the attempt took longer than its timeout of 5 s", code: "timeout" },
    });
  });

  test("is told with its place, and what its block was given", async () => {
    const time = new ManualTime();
    const calls = puppets("SLOW");
    const text = "steps:\n  - action: SLOW\n    parameters: { a: 1 }\n    timeout: 1s\n";
    const { job, events } = flowOf(text, { startTimer: time.startTimer, blocks: [calls.block] });
    const running = job.run();
    await calls.next();
    time.advance(1_000);
    await running;
    expect(events.find(({ type }) => type === "step_finished")).toMatchObject({
      place: { file: "main.yaml", line: 4, column: 14 },
      parameters: { a: 1 },
    });
  });

  test("may fail where that is allowed", async () => {
    const { job, time, slow: calls, running } = begin([slow({ allow_failure: true }), { id: "after", ...yes }]);
    await calls.next();
    time.advance(5_000);
    expect((await running).success).toBe(true);
    expect(statusesOf(job)).toBe("s TIMEOUT, after DONE");
  });
});

describe("a step that ends in time", () => {
  test("leaves no timer and no listener", async () => {
    const stop = new AbortController();
    const { job, time, slow: calls, running } = begin([slow()], { signal: stop.signal });
    const call = await calls.next();
    call.resolve("done");
    expect((await running).success).toBe(true);
    expect([job.steps[0]?.result, time.running]).toEqual(["done", 0]);
    stop.abort();
    expect(call.context.signal.aborted).toBe(false);
  });

  test("is no timeout when its block fails", async () => {
    const { job, slow: calls, time, running } = begin([slow()]);
    (await calls.next()).reject(new RangeError("own"));
    await running;
    expect([statusesOf(job), time.running]).toEqual(["s INVALID_ARGUMENT", 0]);
  });
});

describe("a timeout that fires while the block resolves", () => {
  test("comes first when it rings before the result was taken", async () => {
    const { job, time, slow: calls, running } = begin([slow()]);
    const call = await calls.next();
    call.resolve("too late by a moment");
    time.advance(5_000);
    await running;
    expect(statusesOf(job)).toBe("s TIMEOUT");
  });

  test("comes too late when the step has ended", async () => {
    const { job, time, slow: calls, running, events } = begin([slow(), { id: "next", action: "SLOW" }]);
    (await calls.next()).resolve("in time");
    const next = await calls.next();
    time.advance(5_000);
    next.resolve(1);
    await running;
    expect(statusesOf(job)).toBe("s DONE, next DONE");
    expect(events.map(briefly).filter((text) => text.startsWith("step_finished s"))).toEqual(["step_finished s DONE"]);
  });

  test("at every tick between the two ends the step once", async () => {
    for (let ticks = 0; ticks < 12; ticks++) {
      const { job, time, slow: calls, running, events } = begin([slow(), { id: "next", ...yes }]);
      (await calls.next()).resolve("a result");
      for (let tick = 0; tick < ticks; tick++) await Promise.resolve();
      time.advance(5_000);
      await running;
      expect(["s DONE, next DONE", "s TIMEOUT, next SKIPPED"]).toContain(statusesOf(job));
      expect(events.filter((event) => event.type === "step_finished" && event.id === "s")).toHaveLength(1);
      expect(time.running).toBe(0);
    }
  });
});

test("a block that lets nobody else run has taken too long when the clock says so", async () => {
  const time = new ManualTime();
  const blocks = [block("BUSY", (parameters) => time.advance((parameters as { ms: number }).ms))];
  // Its timer never rings: it is stopped before anybody can hear it.
  const options = { blocks, now: time.now, startTimer: () => () => undefined };
  const steps = [{ id: "s", timeout: "1s", action: "BUSY", parameters: { ms: 1_001 } }];
  expect(statusesOf((await runSteps(steps, options)).job)).toBe("s TIMEOUT");
  const inTime = [{ id: "s", timeout: "1s", action: "BUSY", parameters: { ms: 1_000 } }];
  expect(statusesOf((await runSteps(inTime, options)).job)).toBe("s DONE");
});

describe("a group that takes longer than its timeout", () => {
  test("cancels what runs, skips the rest, still runs what is forced without a bound, and ends in TIMEOUT", async () => {
    const {
      job,
      time,
      slow: calls,
      running,
      events,
    } = begin([
      {
        id: "g",
        timeout: "5s",
        steps: [
          { id: "a", ...yes },
          { id: "b", action: "SLOW" },
          { id: "c", ...yes },
          { id: "d", forced: true, action: "SLOW" },
        ],
      },
      { id: "after", ...yes },
    ]);
    const b = await calls.next();
    time.advance(5_000);
    expect(b.context.signal.aborted).toBe(true);
    const d = await calls.next();
    time.advance(100_000);
    expect(d.context.signal.aborted).toBe(false);
    d.resolve(1);
    const outcome = await running;
    expect(statusesOf(job)).toBe("g TIMEOUT [a DONE, b CANCELLED, c SKIPPED, d DONE], after SKIPPED");
    expect(outcome.status).toBe(ConduitStatus.TIMEOUT);
    expect(job.getStep("b")?.error?.message).toBe("the time of a step around it was over");
    expect(events.map(briefly).slice(-3)).toEqual([
      "step_finished g TIMEOUT",
      "step_finished after SKIPPED",
      "run_finished TIMEOUT",
    ]);
  });

  test("does so to the members of a parallel group, and of what is in them", async () => {
    const {
      job,
      time,
      slow: calls,
      running,
    } = begin([
      {
        id: "p",
        timeout: "5s",
        concurrency: 2,
        parallel: [
          { id: "a", action: "SLOW" },
          {
            id: "g",
            steps: [
              { id: "b", action: "SLOW" },
              { id: "c", forced: true, ...yes },
            ],
          },
          { id: "d", ...yes },
          { id: "e", forced: true, ...give("{% job.failed %}") },
        ],
      },
    ]);
    await calls.next();
    await calls.next();
    time.advance(5_000);
    await running;
    expect(statusesOf(job)).toBe("p TIMEOUT [a CANCELLED, g CANCELLED [b CANCELLED, c DONE], d SKIPPED, e DONE]");
    expect(job.getStep("e")?.result).toBe("true");
  });

  test("does so to the steps of a called pipeline", async () => {
    const files = {
      "sub.yaml": {
        steps: [
          { id: "x", action: "SLOW" },
          { id: "y", ...yes },
          { id: "z", forced: true, ...yes },
        ],
      },
    };
    const { job, time, slow: calls, running } = begin([{ id: "c", timeout: "5s", pipeline: "sub.yaml" }], { files });
    await calls.next();
    time.advance(5_000);
    await running;
    expect(statusesOf(job)).toBe("c TIMEOUT [x CANCELLED, y SKIPPED, z DONE]");
  });

  test("does not forgive the cancelled member that may fail, but the group may", async () => {
    const {
      job,
      time,
      slow: calls,
      running,
    } = begin([
      { id: "g", timeout: "5s", allow_failure: true, steps: [{ id: "a", allow_failure: true, action: "SLOW" }] },
      { id: "after", ...yes },
    ]);
    await calls.next();
    time.advance(5_000);
    expect((await running).success).toBe(true);
    expect(statusesOf(job)).toBe("g TIMEOUT [a CANCELLED], after DONE");
  });

  test("ends in TIMEOUT also where a member has failed before, and its forced members are what took so long", async () => {
    const steps = [fails, { id: "clean", forced: true, action: "SLOW" }, { id: "last", forced: true, ...yes }];
    const { job, time, slow: calls, running } = begin([{ id: "g", timeout: "5s", steps }]);
    await calls.next();
    time.advance(5_000);
    await running;
    expect(statusesOf(job)).toBe("g TIMEOUT [1.1 ASSERTION_ERROR, clean CANCELLED, last DONE]");
  });
});

describe("a timeout bounds one attempt, and so one turn", () => {
  test("each attempt has the whole time", async () => {
    const { job, time, slow: calls, running, events } = begin([slow({ retry: { attempts: 3 } })]);
    await calls.next();
    time.advance(5_000);
    await calls.next();
    time.advance(4_999);
    time.advance(1);
    (await calls.next()).resolve("third");
    await running;
    expect(job.steps[0]?.result).toBe("third");
    expect(events.map(briefly).filter((text) => text.startsWith("attempt"))).toEqual([
      "attempt_failed s TIMEOUT",
      "attempt_failed s TIMEOUT",
    ]);
  });

  test("each turn has the whole time, also when they run at once", async () => {
    const { job, time, slow: calls, running } = begin([slow({ for_each: { in: [1, 2, 3], concurrency: 2 } })]);
    const [first, second] = [await calls.next(), await calls.next()];
    time.advance(4_000);
    first.resolve("one");
    const third = await calls.next();
    time.advance(1_000);
    expect([second.context.signal.aborted, third.context.signal.aborted]).toEqual([true, false]);
    third.resolve("three");
    await running;
    expect(statusesOf(job)).toBe("s TIMEOUT");
  });

  test("the shorter one counts where one is inside of the other", async () => {
    const {
      job,
      time,
      slow: calls,
      running,
    } = begin([
      {
        id: "g",
        timeout: "2s",
        steps: [slow({ allow_failure: true }), { id: "t", action: "SLOW", timeout: "1s", forced: true }],
      },
    ]);
    await calls.next();
    time.advance(2_000);
    await calls.next();
    time.advance(1_000);
    await running;
    expect(statusesOf(job)).toBe("g TIMEOUT [s CANCELLED, t TIMEOUT]");
    expect(time.running).toBe(0);
  });
});

test("a timeout does not count the wait for its turn, nor what comes before an attempt", async () => {
  const { job, time, slow: calls, running } = begin([{ id: "first", action: "SLOW" }, slow()]);
  const first = await calls.next();
  time.advance(60_000);
  first.resolve(1);
  (await calls.next()).resolve(2);
  await running;
  expect(statusesOf(job)).toBe("first DONE, s DONE");
});

test("time passes by itself when nobody says otherwise", async () => {
  const endless = block("SLOW", () => new Promise(() => undefined));
  const { job } = await runSteps([slow({ timeout: "1ms" })], { blocks: [endless] });
  expect(statusesOf(job)).toBe("s TIMEOUT");
});

test("the time of a group is over when a member has kept the thread busy for longer", async () => {
  const busy = block("BUSY", () => {
    const end = performance.now() + 60;
    while (performance.now() < end);
  });
  const group = {
    id: "g",
    timeout: "20ms",
    steps: [
      { id: "a", action: "BUSY" },
      { id: "b", ...yes },
    ],
  };
  const { job } = flowOf({ steps: [group] }, { blocks: [busy] });
  await job.run();
  expect(statusesOf(job)).toBe("g TIMEOUT [a DONE, b SKIPPED]");
});
