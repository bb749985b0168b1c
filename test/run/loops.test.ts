// Loops: one step done for each item of a list, whatever its kind.

import { describe, expect, test } from "vitest";
import { ConduitStatus } from "../../src/status.ts";
import { block, briefly, flowOf, give, runFlow, runSteps, statusesOf, yes } from "./flow.ts";
import { puppets } from "./puppet.ts";

const echo = block("ECHO", (parameters) => (parameters as { value: unknown }).value);
const echoes = (value: unknown) => ({ action: "ECHO", parameters: { value } });
const fail = block("FAIL", (parameters) => {
  throw new RangeError(`no ${JSON.stringify((parameters as { value: unknown }).value)}`);
});
const blocks = [echo, fail];

describe("results", () => {
  test.each([
    [
      "an action",
      echoes(["{% each.item %}", "{% each.index %}"]),
      [
        ["a", 0],
        ["b", 1],
      ],
    ],
    ["a group", { steps: [{ id: "x", ...echoes("{% each.item %}") }, echoes("{: x :}!")] }, ["a!", "b!"]],
    ["a parallel group", { parallel: [{ id: "x", ...echoes("{% each.item %}") }] }, [{ x: "a" }, { x: "b" }]],
    ["a pipeline", { pipeline: "sub.yaml", parameters: { p: "{= each.item =}" } }, [{ o: "a" }, { o: "b" }]],
  ])("of %s come in the order of the list", async (_, step, results) => {
    const files = { "sub.yaml": { parameters: { p: {} }, steps: [], outputs: { o: "{< p >}" } } };
    const { job, outcome } = await runSteps([{ id: "l", for_each: { in: ["a", "b"] }, ...step }], { blocks, files });
    expect(outcome.success).toBe(true);
    expect(job.getStep("l")?.result).toEqual(results);
  });

  test("come in that order whichever turn ends first", async () => {
    const slow = puppets("SLOW");
    const { job, events } = flowOf(
      { steps: [{ id: "l", for_each: { in: [1, 2, 3], concurrency: 2 }, action: "SLOW" }] },
      { blocks: [slow.block] },
    );
    const running = job.run();
    const [first, second] = [await slow.next(), await slow.next()];
    second.resolve("second");
    const third = await slow.next();
    third.resolve("third");
    first.resolve("first");
    await running;
    expect(job.steps[0]?.result).toEqual(["first", "second", "third"]);
    expect(events.map(briefly)).toEqual([
      "run_started",
      "step_started l",
      "loop_started l",
      "turn_started l[0]",
      "turn_started l[1]",
      "turn_finished l[1] DONE",
      "turn_started l[2]",
      "turn_finished l[2] DONE",
      "turn_finished l[0] DONE",
      "step_finished l DONE",
      "run_finished DONE",
    ]);
    expect(events[2]).toMatchObject({ turns: 3, concurrency: 2 });
  });
});

describe("a loop of zero turns", () => {
  test.each([
    ["an action", echoes(1)],
    ["a group", { steps: [{ id: "in", ...yes }] }],
    ["a parallel group", { parallel: [{ id: "in", ...yes }] }],
  ])("over %s is done and gives an empty list", async (_, step) => {
    const { job, events } = await runSteps([{ id: "l", for_each: { in: [] }, ...step }], { blocks });
    expect(job.steps[0]?.result).toEqual([]);
    expect(statusesOf(job)).toMatch(/^l DONE( \[in SKIPPED\])?$/);
    expect(events.map(briefly).slice(1, -1)).toEqual(["step_started l", "loop_started l", "step_finished l DONE"]);
  });
});

test.each([1, 1_000])("a loop of 100,000 turns, %i at once", async (concurrency) => {
  const list = Array.from({ length: 100_000 }, (_, index) => index);
  let open = 0;
  let most = 0;
  const wait = block("WAIT", async (parameters) => {
    most = Math.max(most, ++open);
    await Promise.resolve();
    open--;
    return (parameters as { value: number }).value * 2;
  });
  const loop = {
    id: "l",
    for_each: { in: "{< list >}", concurrency },
    steps: [{ action: "WAIT", parameters: { value: "{% each.item %}" } }],
  };
  const { job, outcome } = await runFlow({ local_values: { list }, steps: [loop] }, { blocks: [wait] });
  expect(outcome.success).toBe(true);
  expect(job.steps[0]?.result).toEqual(list.map((item) => item * 2));
  expect([most, open]).toEqual([concurrency, 0]);
});

test.each<[unknown, string]>([
  ["text", "text"],
  [{ a: 1 }, "map"],
  ["{< none >}", "null"],
])("%j is no list", async (list, found) => {
  const { job, outcome, events } = await runFlow({
    local_values: { none: null },
    steps: [{ id: "l", for_each: { in: list }, steps: [{ id: "in", ...yes }] }],
  });
  expect(outcome.status).toBe(ConduitStatus.INVALID_TYPE);
  expect(outcome.error?.message).toBe(`a loop needs a list, found ${found}`);
  expect(statusesOf(job)).toBe("l INVALID_TYPE [in SKIPPED]");
  expect(events.map(briefly)).not.toContain("loop_started l");
});

test("a list is resolved once, after the conditions and where the loop stands", async () => {
  const { job, outcome } = await runFlow(
    {
      variables: { v: [1, 2] },
      steps: [
        { id: "no", if: false, for_each: { in: "{# nothing #}" }, ...yes },
        {
          id: "l",
          for_each: { in: "{# v #}" },
          steps: [{ action: "LISTS.APPEND", parameters: { list: "{# v #}", item: 9 } }, echoes("{# v #}")],
        },
      ],
    },
    { blocks },
  );
  expect(outcome.error).toBeNull();
  expect(job.getStep("no")?.status).toBe(ConduitStatus.IF_CONDITION_FAILED);
  expect(job.getStep("l")?.result).toEqual([
    [1, 2, 9],
    [1, 2, 9, 9],
  ]);
});

test("conditions know no turn of their own loop, but those of loops around", async () => {
  const inner = { for_each: { in: ["x", "y"] }, if: "{= each.item == 2 =}", ...echoes("{% each.item %}") };
  const { job } = await runSteps([{ id: "l", for_each: { in: [1, 2] }, steps: [inner] }], { blocks });
  expect(job.steps[0]?.result).toEqual([null, ["x", "y"]]);
  const { outcome } = await runSteps([{ for_each: { in: [1] }, if: "{= each.item == 1 =}", ...yes }]);
  expect(outcome.status).toBe(ConduitStatus.UNHANDLED_EXCEPTION);
  expect(outcome.error?.code).toBe("unresolved_reference");
});

describe("`each`", () => {
  test("is the innermost loop's, and those around are read by their names", async () => {
    const read =
      "{% each.item %} {% each.index %} {% each.row.item.name %} {% each.row.index %} {= each.cell.item + each.row.index =}";
    const cells = { id: "cells", for_each: { in: "{% each.item.cells %}", as: "cell" }, ...give(read) };
    const rows = [
      { name: "a", cells: [10, 20] },
      { name: "b", cells: [30] },
    ];
    const { job } = await runSteps([{ id: "rows", for_each: { in: rows, as: "row" }, steps: [cells] }]);
    expect(job.steps[0]?.result).toEqual([["10 0 a 0 10", "20 1 a 0 20"], ["30 0 b 1 31"]]);
  });

  test("is nothing outside of loops, and no other pipeline's", async () => {
    for (const value of ["{% each.item %}", "{= each.item =}", "{% each.item ?? 1 %}"]) {
      const files = { "sub.yaml": { steps: [give(value)] } };
      const { outcome } = await runSteps([{ for_each: { in: [1] }, pipeline: "sub.yaml" }], { files });
      const isMissing = !value.includes("??");
      expect(outcome.error?.code).toBe(isMissing ? "unresolved_reference" : undefined);
    }
    const { outcome } = await runSteps([give("{% each.item %}")]);
    expect(outcome.error?.message).toBe(
      "`{% each.item %}` finds nothing: `each` is there in a loop only; give the step, or a group around it, a `for_each`",
    );
  });

  test("has no other names", async () => {
    const { outcome } = await runSteps([{ for_each: { in: [1], as: "row" }, ...give("{% each.rows.item %}") }]);
    expect(outcome.error?.message).toBe(
      "`{% each.rows.item %}` finds nothing: there is no key `rows`; did you mean `row`?",
    );
  });
});

describe("a turn that fails", () => {
  test("ends the loop with its status and error", async () => {
    const ids = { id: "l", for_each: { in: [1, 0, 2] } };
    const divide = { action: "ECHO", parameters: { value: "{= 10 / each.item =}" } };
    const { job, outcome, events } = await runSteps(
      [
        { ...ids, ...divide },
        { id: "after", ...yes },
      ],
      { blocks },
    );
    expect(statusesOf(job)).toBe("l INVALID_ARGUMENT, after SKIPPED");
    expect(outcome.error?.message).toMatch(/no finite number|not finite|Infinity/);
    expect(events.map(briefly).filter((text) => text.startsWith("turn"))).toEqual([
      "turn_started l[0]",
      "turn_finished l[0] DONE",
      "turn_started l[1]",
      "turn_finished l[1] INVALID_ARGUMENT",
    ]);
  });

  test("lets those end that run at the same time; the first in time counts", async () => {
    const slow = puppets("SLOW");
    const { job } = flowOf(
      { steps: [{ id: "l", for_each: { in: [1, 2, 3, 4], concurrency: 3 }, steps: [{ id: "s", action: "SLOW" }] }] },
      { blocks: [slow.block] },
    );
    const running = job.run();
    const [first, second, third] = [await slow.next(), await slow.next(), await slow.next()];
    third.reject(new Error("first in time"));
    first.reject(new RangeError("later"));
    second.resolve(1);
    const outcome = await running;
    expect(outcome).toMatchObject({ status: ConduitStatus.UNHANDLED_EXCEPTION, error: { message: "first in time" } });
    expect(statusesOf(job)).toBe("l UNHANDLED_EXCEPTION [s UNHANDLED_EXCEPTION]");
  });

  test("is allowed with its step", async () => {
    const { job, outcome } = await runSteps(
      [
        {
          id: "l",
          for_each: { in: [1, 2] },
          allow_failure: true,
          action: "FAIL",
          parameters: { value: "{% each.item %}" },
        },
        { id: "r", ...give('{: l ?? "null" :}') },
      ],
      { blocks },
    );
    expect([outcome.success, job.getStep("r")?.result]).toEqual([true, "null"]);
    expect(job.steps[0]?.error?.message).toBe("no 1");
  });
});

describe("steps in a loop", () => {
  test("are read in their own turn, fresh in each, and not from outside", async () => {
    const { job, outcome } = await runSteps([
      {
        id: "l",
        for_each: { in: [true, false], concurrency: 2 },
        steps: [
          { id: "a", if: "{= each.item =}", ...give("{% each.index %}") },
          { id: "b", ...give('{: a ?? "none" :} {% steps.a.status.name %}') },
        ],
      },
      { id: "after", ...give("{: a :}") },
    ]);
    expect(job.getStep("l")?.result).toEqual(["0 DONE", "none IF_CONDITION_FAILED"]);
    expect(outcome.error?.message).toMatch(/there is no step `a`/);
    expect(job.getStep("a")).toBeUndefined();
    expect(statusesOf(job.getStep("l")?.steps ?? [])).toBe("a IF_CONDITION_FAILED, b DONE");
  });

  test("read what is around the loop", async () => {
    const inner = { steps: [{ parallel: [{ id: "r", ...echoes("{: before :} {% each.item %}") }] }] };
    const { job } = await runSteps(
      [
        { id: "before", ...yes },
        { id: "l", for_each: { in: [1] }, ...inner },
      ],
      { blocks },
    );
    expect(job.getStep("l")?.result).toEqual([{ r: "true 1" }]);
  });

  test("are those of the last turn for whoever looks at the job, also when an earlier one ends later", async () => {
    const slow = puppets("SLOW");
    const { job } = flowOf(
      {
        steps: [
          { for_each: { in: [1, 2], concurrency: 2 }, retry: { attempts: 2 }, steps: [{ id: "s", action: "SLOW" }] },
        ],
      },
      { blocks: [slow.block] },
    );
    const running = job.run();
    const [first, second] = [await slow.next(), await slow.next()];
    first.reject(new Error("again"));
    const again = await slow.next();
    second.resolve("last turn");
    again.resolve("first turn");
    await running;
    expect(job.steps[0]?.steps[0]?.result).toBe("last turn");
    expect(job.steps[0]?.result).toEqual(["first turn", "last turn"]);
  });
});

test.each([
  [{ for_each: { in: [1, 2, 3] }, ...yes }, 2, "a loop may have 2 turns, this list has 3 items"],
  [{ for_each: { in: [1] }, steps: [yes] }, 0, "a loop may have 0 turns, this list has 1 items"],
])(
  "a list longer than the caller's limit ends the step before its first turn: %j",
  async (step, loopLimit, message) => {
    const { outcome, events } = await runSteps([{ id: "l", ...step }], { loopLimit });
    expect(outcome).toMatchObject({ status: ConduitStatus.STEP_LIMIT_EXCEED, error: { message } });
    expect(events.map(briefly)).toEqual([
      "run_started",
      "step_started l",
      "step_finished l STEP_LIMIT_EXCEED",
      "run_finished STEP_LIMIT_EXCEED",
    ]);
    const called = await runSteps([{ pipeline: "sub.yaml" }], { loopLimit, files: { "sub.yaml": { steps: [step] } } });
    expect(called.outcome.status).toBe(ConduitStatus.STEP_LIMIT_EXCEED);
  },
);

test("a list as long as the limit is none too long", async () => {
  const { outcome } = await runSteps([{ for_each: { in: [1, 2] }, ...yes }], { loopLimit: 2 });
  expect(outcome.success).toBe(true);
});
