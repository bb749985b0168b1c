// Cancellation at every point: what runs is ended, what is forced still runs until the last signal, and nothing is left behind.

import { describe, expect, test } from "vitest";
import { ConduitStatus } from "../../src/status.ts";
import { briefly, type FlowOptions, flowOf, give, statusesOf, yes } from "./flow.ts";
import { ManualTime, puppets } from "./puppet.ts";

/** A job with a block `SLOW`, and the two signals that can stop it. */
function begin(steps: object[], options: FlowOptions = {}) {
  const stop = new AbortController();
  const kill = new AbortController();
  const slow = puppets("SLOW");
  const signals = { signal: stop.signal, killSignal: kill.signal };
  const flow = flowOf({ steps }, { ...signals, ...options, blocks: [slow.block] });
  return { ...flow, stop, kill, slow, running: flow.job.run() };
}

const slow = (id: string, more: object = {}) => ({ id, action: "SLOW", ...more });

describe("the first signal", () => {
  test("ends what runs in a group, skips the rest, and runs what is forced on every level", async () => {
    const {
      job,
      stop,
      slow: calls,
      running,
    } = begin([
      {
        id: "g",
        steps: [
          { id: "h", steps: [slow("a"), { id: "b", ...yes }, { id: "c", forced: true, ...give("{% job.failed %}") }] },
          { id: "d", ...yes },
          { id: "e", forced: true, steps: [{ id: "f", ...yes }] },
        ],
      },
      { id: "after", ...yes },
      { id: "last", forced: true, ...yes },
    ]);
    await calls.next();
    stop.abort();
    const outcome = await running;
    expect(statusesOf(job)).toBe(
      "g CANCELLED [h CANCELLED [a CANCELLED, b SKIPPED, c DONE], d SKIPPED, e DONE [f DONE]], after SKIPPED, last DONE",
    );
    expect(job.getStep("c")?.result).toBe("true");
    expect([outcome.status, outcome.failedStep?.id]).toEqual([ConduitStatus.CANCELLED, "g"]);
    expect(outcome.error).toEqual({ name: "Error", message: "the run was cancelled", code: "cancelled" });
  });

  test("lets a forced step go on that runs already, on every level and under a time limit", async () => {
    for (const around of [{}, { timeout: "1h" }]) {
      const cleanup = { id: "g", ...around, steps: [slow("a", { forced: true }), { id: "b", ...yes }] };
      const { job, stop, slow: calls, running } = begin([cleanup, { id: "after", ...yes }]);
      const a = await calls.next();
      stop.abort();
      expect(a.context.signal.aborted).toBe(false);
      a.resolve(1);
      const outcome = await running;
      expect(statusesOf(job)).toBe("g CANCELLED [a DONE, b SKIPPED], after SKIPPED");
      expect(outcome.status).toBe(ConduitStatus.CANCELLED);
    }
  });

  test("lets a forced group go on with all its members, in a called pipeline too", async () => {
    const files = {
      "sub.yaml": {
        steps: [
          { id: "f", forced: true, steps: [slow("x"), { id: "y", ...yes }] },
          { id: "z", ...yes },
        ],
      },
    };
    const { job, stop, slow: calls, running } = begin([{ id: "p", pipeline: "sub.yaml" }], { files });
    const x = await calls.next();
    stop.abort();
    x.resolve(1);
    await running;
    expect(statusesOf(job)).toBe("p CANCELLED [f DONE [x DONE, y DONE], z SKIPPED]");
  });

  test("is followed by the last one, which ends a forced step that runs", async () => {
    for (const around of [{}, { timeout: "1h" }]) {
      const {
        job,
        stop,
        kill,
        slow: calls,
        running,
      } = begin([{ id: "g", ...around, steps: [slow("a", { forced: true })] }]);
      const a = await calls.next();
      stop.abort();
      kill.abort();
      expect(a.context.signal.aborted).toBe(true);
      await running;
      expect(statusesOf(job)).toBe("g CANCELLED [a CANCELLED]");
    }
  });

  test("leaves nothing of a parallel group running", async () => {
    const {
      job,
      stop,
      slow: calls,
      running,
      events,
    } = begin([{ id: "p", concurrency: 2, parallel: [slow("a"), slow("b"), slow("c"), slow("d", { forced: true })] }]);
    const [a, b] = [await calls.next(), await calls.next()];
    stop.abort();
    const d = await calls.next();
    expect([a, b, d].map(({ context }) => context.signal.aborted)).toEqual([true, true, false]);
    d.resolve(1);
    await running;
    expect(statusesOf(job)).toBe("p CANCELLED [a CANCELLED, b CANCELLED, c SKIPPED, d DONE]");
    const count = events.length;
    a.resolve("late");
    a.context.log("late");
    await Promise.resolve();
    expect(events).toHaveLength(count);
  });

  test("ends a loop: its running turns, and no more are started", async () => {
    const {
      job,
      stop,
      slow: calls,
      running,
      events,
    } = begin([slow("l", { for_each: { in: [1, 2, 3], concurrency: 2 }, allow_failure: true })]);
    await calls.next();
    await calls.next();
    stop.abort();
    await running;
    expect(statusesOf(job)).toBe("l CANCELLED");
    expect(events.map(briefly).filter((text) => text.startsWith("turn"))).toEqual([
      "turn_started l[0]",
      "turn_started l[1]",
      "turn_finished l[0] CANCELLED",
      "turn_finished l[1] CANCELLED",
    ]);
  });

  test("ends a loop between two turns, and a group between two members", async () => {
    for (const [step, statuses] of [
      [{ id: "l", for_each: { in: [1, 2] }, ...yes }, "l CANCELLED"],
      [{ id: "l", steps: [yes, yes] }, "l CANCELLED [1.1 DONE, 1.2 SKIPPED]"],
    ] as const) {
      const stop = new AbortController();
      const onEvent = (event: { readonly type: string; readonly within?: unknown }) => {
        const isInner = Array.isArray(event.within) && event.within.length > 0 && event.type === "step_finished";
        if (event.type === "turn_finished" || isInner) stop.abort();
      };
      const { job } = flowOf(
        { steps: [step, { id: "after", forced: true, ...yes }] },
        { signal: stop.signal, onEvent },
      );
      const outcome = await job.run();
      expect(statusesOf(job)).toBe(`${statuses}, after DONE`);
      expect(outcome.failedStep?.id).toBe("l");
    }
  });

  test("ends a called pipeline, whose forced steps still run", async () => {
    const files = {
      "sub.yaml": { steps: [slow("x"), { id: "y", ...yes }, { id: "z", forced: true, ...yes }], outputs: { o: 1 } },
    };
    const {
      job,
      stop,
      slow: calls,
      running,
    } = begin([{ id: "c", pipeline: "sub.yaml", allow_failure: true }], { files });
    await calls.next();
    stop.abort();
    expect((await running).status).toBe(ConduitStatus.CANCELLED);
    expect(statusesOf(job)).toBe("c CANCELLED [x CANCELLED, y SKIPPED, z DONE]");
  });

  test("before the first step skips all but what is forced", async () => {
    const stop = new AbortController();
    stop.abort();
    const steps = [
      { id: "g", steps: [yes] },
      { id: "f", forced: true, steps: [{ id: "m", ...give("{% job.failed %}") }] },
    ];
    const { job } = flowOf({ steps }, { signal: stop.signal });
    const outcome = await job.run();
    expect(statusesOf(job)).toBe("g SKIPPED [1.1 SKIPPED], f DONE [m DONE]");
    expect([outcome.status, outcome.failedStep, job.getStep("m")?.result]).toEqual([
      ConduitStatus.CANCELLED,
      null,
      "true",
    ]);
  });

  test("as a step starts cancels it, unless it is refused anyway", async () => {
    for (const [step, status] of [
      [yes, "CANCELLED"],
      [{ steps: [yes] }, "CANCELLED"],
      [{ for_each: { in: [] }, ...yes }, "CANCELLED"],
      [{ action: "NOPE" }, "BLOCK_NOT_FOUND"],
      [{ if: false, ...yes }, "CANCELLED"],
    ] as const) {
      const stop = new AbortController();
      const onEvent = ({ type }: { readonly type: string }) => type === "step_started" && stop.abort();
      const { job } = flowOf({ steps: [step] }, { signal: stop.signal, onEvent });
      await job.run();
      expect(ConduitStatus[job.steps[0]?.status ?? 0]).toBe(status);
    }
  });

  test("while an expression is loaded, or a condition is asked, keeps a block with a timeout from being called", async () => {
    const stop = new AbortController();
    const time = new ManualTime();
    const calls = puppets("SLOW");
    const step = slow("s", { timeout: "1s", if: "{= true =}", parameters: { v: "{= 1 =}" } });
    const { job } = flowOf(
      { steps: [step] },
      { signal: stop.signal, startTimer: time.startTimer, blocks: [calls.block] },
    );
    const running = job.run();
    stop.abort();
    await running;
    expect([statusesOf(job), time.running]).toEqual(["s CANCELLED", 0]);
  });
});

describe("the last signal", () => {
  test("ends what is forced, too, and nothing more begins", async () => {
    const {
      job,
      stop,
      kill,
      slow: calls,
      running,
    } = begin([
      slow("a"),
      { id: "g", forced: true, steps: [slow("b"), slow("c", { forced: true })] },
      slow("d", { forced: true }),
    ]);
    await calls.next();
    stop.abort();
    const b = await calls.next();
    expect(b.context.signal.aborted).toBe(false);
    kill.abort();
    await running;
    expect(statusesOf(job)).toBe("a CANCELLED, g CANCELLED [b CANCELLED, c SKIPPED], d SKIPPED");
  });

  test("ends what cleans up after a timeout", async () => {
    const time = new ManualTime();
    const steps = [slow("a"), slow("clean", { forced: true }), slow("more", { forced: true })];
    const {
      job,
      stop,
      kill,
      slow: calls,
      running,
    } = begin([{ id: "g", timeout: "1s", steps }], { startTimer: time.startTimer });
    await calls.next();
    time.advance(1_000);
    const clean = await calls.next();
    stop.abort();
    expect(clean.context.signal.aborted).toBe(false);
    clean.resolve(1);
    const more = await calls.next();
    kill.abort();
    expect(more.context.signal.aborted).toBe(true);
    expect((await running).status).toBe(ConduitStatus.TIMEOUT);
    expect(statusesOf(job)).toBe("g TIMEOUT [a CANCELLED, clean DONE, more CANCELLED]");
  });

  test("ends everything when it is the only one", async () => {
    const { job, kill, slow: calls, running } = begin([slow("a"), slow("b", { forced: true })]);
    await calls.next();
    kill.abort();
    await running;
    expect(statusesOf(job)).toBe("a CANCELLED, b SKIPPED");
  });
});

test("a run that is cancelled within a timeout is cancelled, not out of time", async () => {
  const time = new ManualTime();
  const {
    job,
    stop,
    slow: calls,
    running,
  } = begin([{ id: "g", timeout: "1s", steps: [slow("a", { timeout: "2s" })] }], {
    startTimer: time.startTimer,
  });
  await calls.next();
  stop.abort();
  time.advance(5_000);
  await running;
  expect([statusesOf(job), time.running]).toEqual(["g CANCELLED [a CANCELLED]", 0]);
});

test("a time limit still ends what is forced when the run was cancelled before", async () => {
  const time = new ManualTime();
  const steps = [slow("a", { forced: true }), slow("b", { forced: true })];
  const begun = begin([{ id: "g", timeout: "1s", steps }], { startTimer: time.startTimer });
  const a = await begun.slow.next();
  begun.stop.abort();
  expect(a.context.signal.aborted).toBe(false);
  time.advance(1_000);
  const b = await begun.slow.next();
  b.resolve(1);
  await begun.running;
  expect([statusesOf(begun.job), time.running]).toEqual(["g CANCELLED [a CANCELLED, b DONE]", 0]);
});

test("steps that never wait let a signal through", async () => {
  const stop = new AbortController();
  const list = Array.from({ length: 100_000 }, () => 1);
  // Time goes on with each look at the clock; the signal comes with the first turn of the event loop.
  let now = 0;
  setImmediate(() => stop.abort());
  const { job } = flowOf(
    { local_values: { list }, steps: [{ id: "l", for_each: { in: "{< list >}" }, ...yes }] },
    { signal: stop.signal, now: () => now++ },
  );
  await job.run();
  expect(statusesOf(job)).toBe("l CANCELLED");
});

test("nobody listens to a signal any more when the run has ended", async () => {
  const added = new Map<unknown, number>();
  const stop = new AbortController();
  const { signal } = stop;
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  const count = (listener: unknown, by: number) => added.set(listener, (added.get(listener) ?? 0) + by);
  Object.assign(signal, {
    addEventListener: (...given: Parameters<typeof add>) => {
      count(given[1], 1);
      add(...given);
    },
    removeEventListener: (...given: Parameters<typeof remove>) => {
      count(given[1], -1);
      remove(...given);
    },
  });
  const time = new ManualTime();
  const calls = puppets("SLOW");
  const { job } = flowOf(
    {
      steps: [
        { timeout: "1s", concurrency: 2, parallel: [slow("a"), slow("b", { timeout: "2s" }), slow("c")] },
        slow("d"),
      ],
    },
    { signal, startTimer: time.startTimer, blocks: [calls.block] },
  );
  const running = job.run();
  for (let call = 0; call < 4; call++) (await calls.next()).resolve(1);
  expect((await running).success).toBe(true);
  expect([...added.values()].every((left) => left <= 0)).toBe(true);
  expect(added.size).toBeGreaterThan(0);
});

test("what is no signal is refused at once", () => {
  for (const given of [null, 5, {}]) {
    const options = { signal: given as unknown as AbortSignal };
    expect(() => flowOf({ steps: [] }, options)).toThrow("`signal` must be an AbortSignal");
  }
});
