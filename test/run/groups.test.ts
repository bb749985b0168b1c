// Groups: members in order or at the same time, what they give, what they may read, and what a failure among them does.

import { describe, expect, test } from "vitest";
import { ConduitStatus } from "../../src/status.ts";
import { block, briefly, fails, flowOf, give, runFlow, runSteps, statusesOf, yes } from "./flow.ts";
import { puppets } from "./puppet.ts";

/** A block that gives its parameter as it is. */
const echo = block("ECHO", (parameters) => (parameters as { value: unknown }).value);
const echoes = (value: unknown) => ({ action: "ECHO", parameters: { value } });
const blocks = [echo];
const fail = block("FAIL", (parameters) => {
  throw new RangeError((parameters as { message: string }).message);
});

describe("a group in order", () => {
  test("gives its last member's result, and that is read by its id like any other", async () => {
    const { job, outcome } = await runFlow(
      {
        steps: [
          {
            id: "g",
            steps: [
              { id: "a", ...echoes(1) },
              { id: "b", ...echoes(["{: a :}", 2]) },
            ],
          },
          { id: "after", ...echoes(["{: g :}", "{: a :}", "{: g.0 :}"]) },
        ],
        outputs: { all: "{: after :}", b: "{: b :}", missing: '{: g.9 ?? "no" :}' },
      },
      { blocks },
    );
    expect(outcome.outputs).toEqual({ all: [[1, 2], 1, 1], b: [1, 2], missing: "no" });
    expect(statusesOf(job)).toBe("g DONE [a DONE, b DONE], after DONE");
  });

  test.each([
    ["nothing in it", [], null],
    ["a last member whose condition is false", [yes, { ...yes, if: false }], null],
    ["a last member that may fail and does", [yes, { ...fails, allow_failure: true }], null],
    ["a last member that is a group", [yes, { steps: [echoes(1), echoes(2)] }], 2],
  ])("with %s", async (_, steps, result) => {
    const { job, outcome } = await runSteps([{ id: "g", steps }], { blocks });
    expect([outcome.status, job.getStep("g")?.result]).toEqual([ConduitStatus.DONE, result]);
  });

  test("that fails skips the rest but what is forced, and has the first failure's status, error and place", async () => {
    const { job, outcome, events } = await runFlow(
      `steps:
  - id: g
    steps:
      - { id: a, action: LOGIC.TRUE }
      - { id: b, action: FAIL, parameters: { message: first } }
      - { id: c, action: LOGIC.TRUE }
      - { id: d, action: FAIL, parameters: { message: second }, forced: true }
      - { id: e, steps: [{ id: inner, action: LOGIC.TRUE }] }
  - { id: after, action: LOGIC.TRUE }
`,
      { blocks: [fail] },
    );
    expect(statusesOf(job)).toBe(
      "g INVALID_ARGUMENT [a DONE, b INVALID_ARGUMENT, c SKIPPED, d INVALID_ARGUMENT, e SKIPPED [inner SKIPPED]], after SKIPPED",
    );
    expect(outcome).toMatchObject({ status: ConduitStatus.INVALID_ARGUMENT, error: { message: "first" } });
    expect(outcome.failedStep).toBe(job.steps[0]);
    expect(job.steps[0]?.returnValue).toBe(job.getStep("b")?.returnValue);
    const finished = events.filter(({ type }) => type === "step_finished");
    const [b, g] = ["b", "g"].map((id) => finished.find((event) => "id" in event && event.id === id));
    expect(g).toMatchObject({ error: { message: "first" }, stack: null, parameters: null });
    expect(g).toHaveProperty("place", (b as { place: unknown }).place);
    expect(b).toHaveProperty("place", { file: "main.yaml", line: 5, column: 26 });
    // Members of a skipped group are skipped without a word.
    expect(events.map(briefly).filter((text) => text.includes("inner"))).toEqual([]);
    expect(events.map(briefly).filter((text) => /g\/e|after/.test(text))).toEqual([
      "step_finished g/e SKIPPED",
      "step_finished after SKIPPED",
    ]);
  });

  test("that may fail lets the job go on, and its members keep their ends", async () => {
    const { job, outcome, events } = await runSteps([
      {
        id: "g",
        allow_failure: true,
        steps: [
          { id: "a", ...fails },
          { id: "b", ...yes },
        ],
      },
      { id: "after", ...give("{: g ?? 1 :} {: a ?? 2 :} {% steps.g.status.name %} {% job.failed %}") },
    ]);
    expect(statusesOf(job)).toBe("g ASSERTION_ERROR [a ASSERTION_ERROR, b SKIPPED], after DONE");
    expect(job.getStep("after")?.result).toBe("1 2 ASSERTION_ERROR false");
    expect(outcome.success).toBe(true);
    expect(events.at(-1)).toMatchObject({ counts: { ASSERTION_ERROR: 2, SKIPPED: 1, DONE: 1 }, allowed_failures: 2 });
  });

  test("whose condition is false runs nothing, and nothing of it is told", async () => {
    const { job, events } = await runSteps([{ id: "g", if: false, steps: [{ id: "a", ...yes, forced: true }] }]);
    expect(statusesOf(job)).toBe("g IF_CONDITION_FAILED [a SKIPPED]");
    expect(events.map(briefly)).toEqual([
      "run_started",
      "step_started g",
      "step_finished g IF_CONDITION_FAILED",
      "run_finished DONE",
    ]);
  });
});

test("a group tells of no action and no block", async () => {
  const read = "{% steps.g.action %} {% steps.g.block.name %} {% steps.g.block.category %} {% steps.g.position %}";
  const { job } = await runSteps([
    { id: "g", steps: [yes] },
    { id: "r", ...give(read) },
  ]);
  expect(job.getStep("r")?.result).toBe("null null null 1");
});

describe("what has failed is seen", () => {
  const flags = "{% job.failed %} {% job.success %}";

  test("by what is forced in the list that failed and in lists inside of it, and by nobody outside before", async () => {
    const { job } = await runSteps([
      {
        id: "outer",
        steps: [
          { id: "inner", allow_failure: true, steps: [fails, { id: "in", forced: true, ...give(flags) }] },
          { id: "between", ...give(flags) },
          fails,
          { id: "deep", forced: true, steps: [{ id: "deepest", ...give(flags) }] },
        ],
      },
      { id: "last", forced: true, ...give(flags) },
    ]);
    const seen = ["in", "between", "deepest", "last"].map((id) => job.getStep(id)?.result);
    expect(seen).toEqual(["true false", "false null", "true false", "true false"]);
  });

  test("in a parallel group by its forced members alone", async () => {
    const slow = puppets("SLOW");
    const { job } = flowOf(
      {
        steps: [
          {
            parallel: [
              { id: "wait", action: "SLOW" },
              { id: "tries", retry: { attempts: 2 }, action: "SLOW", parameters: { failed: "{% job.failed %}" } },
              { id: "group", steps: [{ action: "SLOW" }, { id: "in", action: "ECHO", parameters: { value: flags } }] },
              { id: "forced", forced: true, steps: [{ action: "SLOW" }, { id: "see", ...give(flags) }] },
            ],
          },
        ],
      },
      { blocks: [slow.block, echo] },
    );
    const running = job.run();
    const [wait, first, group, forced] = [await slow.next(), await slow.next(), await slow.next(), await slow.next()];
    wait.reject(new Error("no"));
    first.reject(new Error("again"));
    const second = await slow.next();
    expect([first.parameters, second.parameters]).toEqual([{ failed: false }, { failed: false }]);
    for (const call of [second, group, forced]) call.resolve(1);
    await running;
    expect([job.getStep("in")?.result, job.getStep("see")?.result]).toEqual(["false null", "true false"]);
  });
});

describe("a parallel group", () => {
  test("gives a map of its members' results in the order of the file, with null for what was not done", async () => {
    const slow = puppets("SLOW");
    const { job, events } = flowOf(
      {
        steps: [
          {
            id: "p",
            parallel: [
              { id: "z", action: "SLOW" },
              { id: "no", if: false, ...yes },
              { id: "may", allow_failure: true, ...fails },
              { id: "__proto__", ...echoes("own") },
              { id: "a", action: "SLOW" },
            ],
          },
        ],
      },
      { blocks: [slow.block, echo] },
    );
    const running = job.run();
    const [z, a] = [await slow.next(), await slow.next()];
    a.resolve("a");
    z.resolve("z");
    expect((await running).success).toBe(true);
    expect(JSON.stringify(job.getStep("p")?.result)).toBe('{"z":"z","no":null,"may":null,"__proto__":"own","a":"a"}');
    expect(statusesOf(job)).toBe(
      "p DONE [z DONE, no IF_CONDITION_FAILED, may ASSERTION_ERROR, __proto__ DONE, a DONE]",
    );
    expect(events.map(briefly).filter((text) => /[/](z|a)/.test(text))).toEqual([
      "step_started p/z",
      "step_started p/a",
      "step_finished p/a DONE",
      "step_finished p/z DONE",
    ]);
  });

  test("of nothing is done and gives an empty map", async () => {
    const { job } = await runSteps([{ id: "p", parallel: [] }]);
    expect([statusesOf(job), job.steps[0]?.result]).toEqual(["p DONE []", {}]);
  });

  test("runs so many at once, each as soon as there is room", async () => {
    const slow = puppets("SLOW");
    const member = { action: "SLOW" };
    const { job, events } = flowOf(
      { steps: [{ id: "p", concurrency: 2, parallel: [member, member, member, member] }] },
      { blocks: [slow.block] },
    );
    const running = job.run();
    const started = () => events.filter(({ type }) => type === "step_started").length - 1;
    const open = [await slow.next(), await slow.next()];
    for (let count = 2; open.length > 0; count = Math.min(count + 1, 4)) {
      expect(started()).toBe(count);
      open.shift()?.resolve(1);
      if (count < 4) open.push(await slow.next());
    }
    expect((await running).success).toBe(true);
  });

  test("lets running members end after a failure during a fan-out, starts no more but forced ones, and has that failure", async () => {
    const slow = puppets("SLOW");
    const { job, events } = flowOf(
      {
        steps: [
          {
            id: "p",
            concurrency: 2,
            parallel: [
              { id: "a", action: "SLOW" },
              { id: "b", action: "SLOW" },
              { id: "c", action: "SLOW" },
              { id: "d", forced: true, action: "SLOW" },
              { id: "e", steps: [{ id: "f", ...yes }] },
            ],
          },
          { id: "after", ...yes },
        ],
      },
      { blocks: [slow.block] },
    );
    const running = job.run();
    const [a, b] = [await slow.next(), await slow.next()];
    b.reject(new RangeError("first"));
    const d = await slow.next();
    a.reject(new Error("second"));
    d.resolve("cleaned");
    const outcome = await running;
    expect(statusesOf(job)).toBe(
      "p INVALID_ARGUMENT [a UNHANDLED_EXCEPTION, b INVALID_ARGUMENT, c SKIPPED, d DONE, e SKIPPED [f SKIPPED]], after SKIPPED",
    );
    expect(outcome.error?.message).toBe("first");
    const told = events.map(briefly);
    expect(told.indexOf("step_finished p INVALID_ARGUMENT")).toBeGreaterThan(told.indexOf("step_finished p/d DONE"));
  });

  test("keeps its members from reading each other: to each the others have not run", async () => {
    const reads = (id: string) => give(`{% steps.${id}.status.name %} {: ${id} ?? "nothing" :}`);
    const { job } = await runSteps([
      { id: "before", ...yes },
      {
        id: "p",
        concurrency: 1,
        parallel: [
          { id: "one", ...give(1) },
          { id: "two", ...reads("one") },
          {
            id: "three",
            steps: [
              { id: "inner", ...give(3) },
              { id: "own", ...reads("inner") },
            ],
          },
          { id: "four", ...reads("inner") },
          { id: "five", ...reads("before") },
        ],
      },
      { id: "after", ...give("{: one :} {: inner :} {: p.two :}") },
    ]);
    const seen = ["two", "own", "four", "five", "after"].map((id) => job.getStep(id)?.result);
    expect(seen).toEqual(["NONE nothing", "DONE 3", "NONE nothing", "DONE true", "1 3 NONE nothing"]);
  });

  test("can be in a parallel group, and in a group in order", async () => {
    const { job } = await runSteps(
      [
        {
          id: "p",
          parallel: [
            { id: "q", parallel: [{ id: "x", ...echoes(1) }] },
            { id: "s", steps: [echoes(2)] },
          ],
        },
      ],
      { blocks },
    );
    expect(job.steps[0]?.result).toEqual({ q: { x: 1 }, s: 2 });
    expect(job.getStep("x")?.result).toBe(1);
  });
});

test("what reads a step that comes later in another group finds that it has not run", async () => {
  const { job } = await runSteps([
    { id: "first", ...give('{% steps.later.status.name %} {: later ?? "nothing" :}') },
    { steps: [{ id: "later", ...yes }] },
  ]);
  expect(job.getStep("first")?.result).toBe("NONE nothing");
});

test("members without an id of their own are read by the positions that lead to them", async () => {
  const { job } = await runSteps([{ steps: [yes, { parallel: [{ id: "x", ...yes }, give("deep")] }] }]);
  expect([...job.stepIds()]).toEqual(["1", "1.1", "1.2", "x", "1.2.2"]);
  expect(job.getStep("1.2.2")?.result).toBe("deep");
});

test("onStepUpdate is told of members as of all other steps, and waited for", async () => {
  const told: string[] = [];
  const onStepUpdate = async (_: unknown, { id }: { readonly id: string }) => {
    told.push(`begin ${id}`);
    await Promise.resolve();
    told.push(`end ${id}`);
  };
  await runSteps(
    [
      {
        id: "g",
        steps: [
          { id: "a", ...yes },
          { id: "b", ...yes },
        ],
      },
    ],
    { onStepUpdate },
  );
  expect(told).toEqual(["begin a", "end a", "begin b", "end b", "begin g", "end g"]);
});

test("an error from outside ends all calls that are waited for, since nobody knows whose it is", async () => {
  const slow = puppets("SLOW");
  const { job } = flowOf({ steps: [{ parallel: [{ action: "SLOW" }, { action: "SLOW" }] }] }, { blocks: [slow.block] });
  const running = job.run();
  await slow.next();
  await slow.next();
  expect(job.failRunningStep(new Error("from a timer"))).toBe(true);
  await running;
  expect(statusesOf(job)).toBe("1 UNHANDLED_EXCEPTION [1.1 UNHANDLED_EXCEPTION, 1.2 UNHANDLED_EXCEPTION]");
});
