// Steps that call another pipeline: its inputs and outputs, what it shares with its caller, and what of it the caller shows.

import { describe, expect, test } from "vitest";
import type { Block } from "../../src/block.ts";
import { ConduitStatus } from "../../src/status.ts";
import { block, briefly, fails, give, runFlow, runSteps, statusesOf, yes } from "./flow.ts";

const call = (parameters: object = {}, more: object = {}) => ({ id: "c", pipeline: "sub.yaml", parameters, ...more });

/** Runs one call of a pipeline. */
const runCall = (sub: object | string, parameters: object = {}, options: Parameters<typeof runSteps>[1] = {}) =>
  runSteps([call(parameters)], { ...options, files: { "sub.yaml": sub } });

describe("outputs", () => {
  test("are the step's result", async () => {
    const sub = {
      parameters: { p: {} },
      steps: [{ id: "s", ...give("{< p >}") }],
      outputs: { o: "{: s :}!", p: "{< p >}" },
    };
    const { job } = await runCall(sub, { p: "x" });
    expect(job.steps[0]?.result).toEqual({ o: "x!", p: "x" });
    expect(statusesOf(job)).toBe("c DONE [s DONE]");
  });

  test("without any it is null", async () => {
    const { job, outcome } = await runCall({ steps: [yes] });
    expect([outcome.success, job.steps[0]?.result]).toEqual([true, null]);
  });

  test("that cannot be resolved end the step in 101, with the place in their own file", async () => {
    const { job, outcome, events } = await runCall("steps: []\noutputs:\n  o: '{# nothing #}'\n");
    expect(outcome.status).toBe(ConduitStatus.UNHANDLED_EXCEPTION);
    expect(statusesOf(job)).toBe("c UNHANDLED_EXCEPTION []");
    expect(events.find(({ type }) => type === "step_finished")).toMatchObject({
      place: { file: "sub.yaml", line: 3, column: 10 },
    });
  });
});

describe("parameters", () => {
  const parameters = {
    n: { type: "integer" },
    d: { type: "string", default: "x" },
    o: { type: "string", optional: true },
    e: { type: "integer", env: "FROM_ENV" },
  };
  const sub = { parameters, steps: [], outputs: { all: ["{< n >}", "{< d >}", "{< o >}", "{< e >}"] } };

  test("come from the step, then the environment, then the defaults", async () => {
    const environment = { FROM_ENV: "5" };
    const { job } = await runCall(sub, { n: "{= 1 + 1 =}" }, { environment });
    expect(job.steps[0]?.result).toEqual({ all: [2, "x", null, 5] });
    const given = await runCall(sub, { n: 1, d: "d", o: "o", e: 6 }, { environment });
    expect(given.job.steps[0]?.result).toEqual({ all: [1, "d", "o", 6] });
  });

  test.each([
    [{}, "parameter `n` is missing", { line: 3, column: 17 }],
    [{ n: 1.5 }, "parameter `n` must be an integer, found a number", { line: 3, column: 22 }],
    [
      { n: 1, m: 2 },
      "the pipeline has no parameter `m`; its parameters are: `n`, `d`, `o`, `e`",
      { line: 3, column: 25 },
    ],
    [{ n: 1 }, "parameter `e` is missing", { line: 3, column: 17 }],
  ])("that are missing, unknown or wrong are INVALID_TYPE at the step: %j", async (given, message, place) => {
    const written = Object.entries(given).map(([key, value]) => `${key}: ${value}`);
    const text = `steps:\n  - pipeline: sub.yaml\n    parameters: { ${written.join(", ")} }\n`;
    const { outcome, events } = await runFlow(text, { files: { "sub.yaml": sub } });
    expect(outcome).toMatchObject({ status: ConduitStatus.INVALID_TYPE, error: { message, code: "invalid_type" } });
    expect(events.find(({ type }) => type === "step_finished")).toMatchObject({
      place: { file: "main.yaml", ...place },
    });
  });

  test("of a wrong type may come out of a tag, and the step may fail or be tried again", async () => {
    const { events, outcome } = await runSteps(
      [call({ n: "{# v #}" }, { allow_failure: true, retry: { attempts: 2, on: ["INVALID_TYPE"] } })],
      { files: { "sub.yaml": sub }, variables: { v: "text" } },
    );
    expect(outcome.success).toBe(true);
    expect(events.map(briefly).slice(2, 4)).toEqual(["attempt_failed c INVALID_TYPE", "step_finished c INVALID_TYPE"]);
  });

  test("that are secret are told before anything can show them, and no message has their value", async () => {
    const told: unknown[] = [];
    const secret = {
      parameters: { token: { type: "string", secret: true, maxLength: 9 }, key: { secret: true, env: "KEY" } },
      steps: [{ action: "LOG.PRINT", parameters: { message: "{< token >}" } }],
    };
    const options = {
      environment: { KEY: "from env" },
      onSecret: (value: unknown) => told.push(value),
      onEvent: ({ type }: { readonly type: string }) => told.push(type),
    };
    await runCall(secret, { token: "hush" }, options);
    expect(told.slice(0, 5)).toEqual(["run_started", "step_started", "hush", "from env", "step_started"]);
    told.length = 0;
    const { outcome } = await runCall(secret, { token: "much too long" }, options);
    expect(told).toEqual(["run_started", "step_started", "much too long", "from env", "step_finished", "run_finished"]);
    expect(outcome.error?.message).toBe("parameter `token` does not meet its schema");
  });
});

describe("what is its own", () => {
  test("are its name, id and local values, but not the run", async () => {
    const read = "{% job.name %} {% job.id %} {% job.run_id %} {< region >}";
    const sub = { name: "Sub", id: "sub", local_values: { region: "eu" }, steps: [], outputs: { o: read } };
    const { outcome } = await runFlow(
      {
        name: "Main",
        id: "main",
        local_values: { region: "us" },
        steps: [call()],
        outputs: { o: "{: c.o :}", own: read },
      },
      { files: { "sub.yaml": sub } },
    );
    expect(outcome.outputs).toEqual({ o: "Sub sub run eu", own: "Main main run us" });
  });

  test("are its variables, fresh with each call and attempt", async () => {
    const append = { action: "LISTS.APPEND", parameters: { list: "{# v #}", item: 1 } };
    const sub = { variables: { v: [] }, steps: [append], outputs: { v: "{# v #}" } };
    const { outcome } = await runFlow(
      {
        variables: { v: ["caller's"] },
        steps: [call({}, { for_each: { in: [1, 2] } })],
        outputs: { all: ["{: c :}", "{# v #}"] },
      },
      { files: { "sub.yaml": sub } },
    );
    expect(outcome.outputs).toEqual({ all: [[{ v: [1] }, { v: [1] }], ["caller's"]] });
    const retried = { ...sub, steps: [append, { action: "ONCE" }] };
    let calls = 0;
    const once = block("ONCE", () => {
      if (++calls === 1) throw new Error("not yet");
    });
    const { job } = await runSteps([call({}, { retry: { attempts: 2 } })], {
      blocks: [once],
      files: { "sub.yaml": retried },
    });
    expect(job.steps[0]?.result).toEqual({ v: [1] });
  });

  test("are the ids of its steps, which nobody else reads", async () => {
    const sub = {
      steps: [
        { id: "same", ...give("{: same ?? 1 :}") },
        { id: "outer", ...give('{: first ?? "nothing" :}') },
      ],
    };
    const { outcome } = await runSteps([{ id: "first", ...yes }, { id: "same", ...yes }, call()], {
      files: { "sub.yaml": sub },
    });
    expect(outcome.success).toBe(true);
    const other = await runSteps([call(), give("{: inner :}")], {
      files: { "sub.yaml": { steps: [{ id: "inner", ...yes }] } },
    });
    expect(other.outcome.error?.message).toMatch(/there is no step `inner`/);
  });

  test("is what has failed: a failure around it is none of its own", async () => {
    const sub = { steps: [{ id: "s", ...give("{% job.failed %}") }], outputs: { o: "{: s :}" } };
    const { job } = await runSteps([fails, call({}, { forced: true })], { files: { "sub.yaml": sub } });
    expect(job.getStep("c")?.result).toEqual({ o: "false" });
  });
});

describe("a failure in it", () => {
  test("ends the step with its status and error, placed in its own file", async () => {
    const files = {
      "sub.yaml": "steps:\n  - id: deep\n    pipeline: deep.yaml\n  - action: LOGIC.TRUE\n",
      "deep.yaml":
        "steps:\n  - action: LOGIC.TRUE\n  - id: wrong\n    action: TEXT.UPPERCASE\n    parameters: { text: 5 }\n",
    };
    const { job, outcome, events } = await runSteps([call(), yes], { files });
    expect(statusesOf(job)).toBe(
      "c INVALID_TYPE [deep INVALID_TYPE [1 DONE, wrong INVALID_TYPE], 2 SKIPPED], 2 SKIPPED",
    );
    expect([outcome.status, outcome.failedStep?.id]).toEqual([ConduitStatus.INVALID_TYPE, "c"]);
    const finished = events.filter(
      (event) => event.type === "step_finished" && event.status === ConduitStatus.INVALID_TYPE,
    );
    expect(finished.map(briefly)).toEqual([
      "step_finished c/deep/wrong INVALID_TYPE",
      "step_finished c/deep INVALID_TYPE",
      "step_finished c INVALID_TYPE",
    ]);
    for (const event of finished) expect(event).toMatchObject({ place: { file: "deep.yaml", line: 5, column: 25 } });
  });

  test("may be allowed there or here", async () => {
    const there = await runCall({ steps: [{ ...fails, allow_failure: true }] });
    expect([there.outcome.success, statusesOf(there.job)]).toEqual([true, "c DONE [1 ASSERTION_ERROR]"]);
    const here = await runSteps([call({}, { allow_failure: true }), yes], {
      files: { "sub.yaml": { steps: [fails] } },
    });
    expect([here.outcome.success, statusesOf(here.job)]).toEqual([
      true,
      "c ASSERTION_ERROR [1 ASSERTION_ERROR], 2 DONE",
    ]);
  });

  test("still runs what is forced in it", async () => {
    const { job } = await runCall({ steps: [fails, yes, { ...yes, forced: true }] });
    expect(statusesOf(job)).toBe("c ASSERTION_ERROR [1 ASSERTION_ERROR, 2 SKIPPED, 3 DONE]");
  });
});

describe("its tags", () => {
  const net: Block = block("NET", () => 1, { tags: ["network"] });
  const sub = (tags: string[]) => ({ tags, steps: [{ action: "NET" }] });

  test.each([
    [["network"], ["network"], "c DONE [1 DONE]"],
    [["network"], [], "c FORBIDDEN_BLOCK [1 FORBIDDEN_BLOCK]"],
    [[], ["network"], "c FORBIDDEN_BLOCK [1 FORBIDDEN_BLOCK]"],
  ])("are those that it asks for and its caller has: caller %j, it %j", async (own, its, statuses) => {
    const { job } = await runFlow({ tags: own, steps: [call()] }, { blocks: [net], files: { "sub.yaml": sub(its) } });
    expect(statusesOf(job)).toBe(statuses);
  });

  test("are never more than any caller's on the way", async () => {
    const files = {
      "sub.yaml": { tags: [], steps: [call({}, { pipeline: "deep.yaml" })] },
      "deep.yaml": sub(["network"]),
    };
    const { job } = await runFlow({ tags: ["network"], steps: [call()] }, { blocks: [net], files });
    expect(job.steps[0]?.status).toBe(ConduitStatus.FORBIDDEN_BLOCK);
  });

  test("may be given to the caller by who runs it", async () => {
    const { job } = await runFlow(
      { steps: [call()] },
      { blocks: [net], tags: ["network"], files: { "sub.yaml": sub(["network"]) } },
    );
    expect(job.steps[0]?.status).toBe(ConduitStatus.DONE);
  });
});

test("what would be called by a refused step is not looked at, and it has no steps", async () => {
  const { job } = await runFlow({ step_limit: 0, steps: [call()] }, { files: { "sub.yaml": { steps: [yes] } } });
  expect(statusesOf(job)).toBe("c STEP_LIMIT_EXCEED []");
});

test("one file may be called in several places, each time anew", async () => {
  const sub = { parameters: { p: {} }, steps: [{ id: "s", ...give("{< p >}") }], outputs: { o: "{: s :}" } };
  const steps = [call({ p: 1 }, { id: "a" }), { parallel: [call({ p: 2 }, { id: "b" }), call({ p: 3 }, { id: "d" })] }];
  const { job } = await runSteps(steps, { files: { "sub.yaml": sub } });
  expect(["a", "b", "d"].map((id) => job.getStep(id)?.result)).toEqual([{ o: "1" }, { o: "2" }, { o: "3" }]);
});
