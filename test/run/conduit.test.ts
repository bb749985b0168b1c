// The engine through the library: what a job does with blocks that succeed, fail, wait and misbehave.

import assert from "node:assert";
import { describe, expect, test } from "vitest";
import {
  AssertionError,
  type Block,
  Conduit,
  type ConduitOptions,
  ConduitStatus,
  defineBlock,
  InvalidArgumentError,
  PipelineError,
} from "../../src/index.ts";
import { puppet } from "./puppet.ts";

const anything = { type: "object", additionalProperties: true } as const;

/** A block without a category that does what a test wants. */
function block(name: string, run: Block["run"], more: Partial<Block> = {}): Block {
  return { name, parameters: anything, run, ...more };
}

async function runSteps(steps: object[], options: ConduitOptions = {}, more: object = {}): Promise<Conduit> {
  const job = Conduit.fromObject({ ...more, steps }, options);
  await job.run();
  return job;
}

const statuses = (job: Conduit): string[] => job.steps.map(({ status }) => ConduitStatus[status] ?? "");

describe("what a block throws becomes its step's status and return value", () => {
  class OwnAssertion extends Error {
    override name = "AssertionError";
  }
  const loose = new Error("loose");
  test.each([
    ["an Error", loose, ConduitStatus.UNHANDLED_EXCEPTION],
    ["a text", "oops", ConduitStatus.UNHANDLED_EXCEPTION],
    ["null", null, ConduitStatus.UNHANDLED_EXCEPTION],
    ["undefined", undefined, ConduitStatus.UNHANDLED_EXCEPTION],
    ["an InvalidArgumentError", new InvalidArgumentError("no"), ConduitStatus.INVALID_ARGUMENT],
    ["anything called InvalidArgumentError", { name: "InvalidArgumentError" }, ConduitStatus.INVALID_ARGUMENT],
    ["a RangeError", new RangeError("too far"), ConduitStatus.INVALID_ARGUMENT],
    ["an AssertionError", new AssertionError("no"), ConduitStatus.ASSERTION_ERROR],
    ["node's AssertionError", new assert.AssertionError({ message: "no" }), ConduitStatus.ASSERTION_ERROR],
    ["another library's AssertionError", new OwnAssertion(), ConduitStatus.ASSERTION_ERROR],
  ])("%s", async (_, thrown, status) => {
    for (const run of [
      () => {
        throw thrown;
      },
      () => Promise.reject(thrown),
    ]) {
      const job = await runSteps([{ action: "X" }, { action: "LOGIC.TRUE" }], { blocks: [block("X", run)] });
      expect(job.steps[0]?.status).toBe(status);
      expect(job.steps[0]?.returnValue).toBe(thrown);
      expect(job.steps[0]?.error).toEqual(
        expect.objectContaining({ name: expect.any(String), message: expect.any(String) }),
      );
      expect(job.steps[1]?.status).toBe(ConduitStatus.SKIPPED);
      expect(job.success).toBe(false);
    }
  });

  test("a stack overflow is no invalid argument", async () => {
    const deep = (): number => 1 + deep();
    const job = await runSteps([{ action: "X" }], { blocks: [block("X", deep)] });
    expect(statuses(job)).toEqual(["UNHANDLED_EXCEPTION"]);
  });

  const revoked = Proxy.revocable({}, {});
  revoked.revoke();
  test.each<[string, unknown]>([
    ["throws at every touch", new Proxy({}, throwingHandler(["get", "getPrototypeOf", "has", "ownKeys"]))],
    ["is a revoked proxy", revoked.proxy],
    ["cannot be made a text", Object.assign(() => 1, { toString: () => Symbol("no") })],
    ["is a symbol", Symbol("s")],
    ["is a map", { a: 1 }],
  ])("what %s is a failure like any other", async (_, hostile) => {
    const job = await runSteps([{ action: "X" }, { action: "LOGIC.TRUE", forced: true }], {
      blocks: [block("X", () => Promise.reject(hostile))],
    });
    expect(statuses(job)).toEqual(["UNHANDLED_EXCEPTION", "DONE"]);
    expect(job.steps[0]?.error?.message).toMatch(/ was thrown$/);
  });

  test("a promise of its own kind that throws when it is asked is one too", async () => {
    const lazy = {
      then: () => {
        throw new Error("not now");
      },
    };
    const job = await runSteps([{ action: "X" }], { blocks: [block("X", () => lazy)] });
    expect(job.steps[0]?.error?.message).toBe("not now");
    expect(job.failRunningStep(new Error("late"))).toBe(false);
  });
});

/** A proxy's handler of which every trap named throws. */
function throwingHandler(traps: readonly string[]): ProxyHandler<object> {
  const trap = () => {
    throw new Error("no");
  };
  return Object.fromEntries(traps.map((name) => [name, trap]));
}

describe("results", () => {
  const cyclic: { self?: unknown } = {};
  cyclic.self = cyclic;
  test.each([
    ["undefined becomes null", undefined, "DONE", null],
    ["what JSON can hold", { a: [1, "x", null, true] }, "DONE", { a: [1, "x", null, true] }],
    ["undefined in a list is null, in a map nothing", { a: [undefined], b: undefined }, "DONE", { a: [null] }],
    ["a date as JSON has it", new Date(0), "DONE", "1970-01-01T00:00:00.000Z"],
    ["a cycle", cyclic, "INVALID_RETURN", undefined],
    ["a function", () => 1, "INVALID_RETURN", undefined],
    ["a big integer", 1n, "INVALID_RETURN", undefined],
    ["a symbol inside", { a: Symbol("x") }, "INVALID_RETURN", undefined],
    ["a Map", new Map(), "INVALID_RETURN", undefined],
    ["an Error", new Error("returned"), "INVALID_RETURN", undefined],
    ["a RegExp", /x/, "INVALID_RETURN", undefined],
    ["NaN", Number.NaN, "INVALID_ARGUMENT", undefined],
    ["Infinity deep inside", { a: [Number.POSITIVE_INFINITY] }, "INVALID_ARGUMENT", undefined],
  ])("%s", async (_, returned, status, result) => {
    const job = await runSteps([{ action: "X" }], { blocks: [block("X", () => returned)] });
    expect(statuses(job)).toEqual([status]);
    if (status === "DONE") expect(job.steps[0]?.returnValue).toEqual(result);
  });

  test("one that does not meet `returns` is INVALID_RETURN", async () => {
    const wrong = block("X", () => "text", { returns: { type: "integer" } });
    const job = await runSteps([{ action: "X" }], { blocks: [wrong] });
    expect(job.steps[0]?.error).toEqual({
      name: "Error",
      message: "the result of block `X` must be an integer, found text",
      code: "invalid_return",
    });
    expect(statuses(job)).toEqual(["INVALID_RETURN"]);
  });

  test("a step's result cannot be changed by the block that made it, nor by one that reads it", async () => {
    const made = { list: [1] };
    const maker = block("MAKE", () => made);
    const vandal = block("VANDAL", ({ value }) => {
      made.list.push(2);
      (value as { list: number[] }).list.push(3);
    });
    const steps = [
      { id: "m", action: "MAKE" },
      { action: "VANDAL", parameters: { value: "{: m :}" } },
    ];
    const job = await runSteps(steps, { blocks: [maker, vandal] });
    expect(statuses(job)).toEqual(["DONE", "UNHANDLED_EXCEPTION"]);
    expect(job.steps[0]?.returnValue).toEqual({ list: [1] });
  });
});

describe("parameters", () => {
  const typed = defineBlock({
    name: "TYPED",
    parameters: {
      type: "object",
      properties: { count: { type: "integer" }, unit: { type: "string", default: "kg" } },
      required: ["count"],
    },
    run: ({ count, unit }) => `${count} ${unit}`,
  });

  test("defaults are filled in", async () => {
    const job = await runSteps([{ action: "typed", parameters: { count: 2 } }], { blocks: [typed] });
    expect(job.steps[0]?.returnValue).toBe("2 kg");
  });

  test.each([
    [{ count: "2" }, "`count` of block `TYPED` must be an integer, found text"],
    [{ cuont: 2 }, "block `TYPED` has no parameter `cuont`; did you mean `count`?"],
    [{}, "block `TYPED` needs the parameter `count`"],
    [null, "block `TYPED` needs the parameter `count`"],
    [{ count: 1, extra: 1 }, "block `TYPED` has no parameter `extra`; its parameters are: `count`, `unit`"],
    [{ "{# a #}": 1, "{# b #}": 2 }, "two keys become `count`"],
    [{ "{# proto #}": 1 }, "a key becomes `__proto__`"],
  ])("%j are INVALID_TYPE", async (parameters, message) => {
    const variables = { a: "count", b: "count", proto: "__proto__" };
    const job = await runSteps([{ action: "TYPED", parameters }], { blocks: [typed] }, { variables });
    expect(statuses(job)).toEqual(["INVALID_TYPE"]);
    expect(job.steps[0]?.error?.message).toBe(message);
  });
});

describe("tags read the job", () => {
  const echo = block("ECHO", (parameters) => parameters);

  async function value(text: string, more: object = {}, steps: object[] = []): Promise<unknown> {
    const job = await runSteps([...steps, { action: "ECHO", parameters: { value: text } }], { blocks: [echo] }, more);
    const last = job.steps.at(-1);
    return last?.status === ConduitStatus.DONE ? (last.returnValue as { value: unknown }).value : last?.error?.message;
  }

  const variables = {
    list: [1, 2, 3, 4],
    text: "a😀c",
    map: { k: { deep: null }, "1:2": "sliced", 0: "zero" },
    none: null,
  };

  test.each([
    ["{# list #}", [1, 2, 3, 4]],
    ["  {# list.1 #} ", 2],
    ["{# text.1 #}", "😀"],
    ["{# text.1: #}", "😀c"],
    ["{# list.-2: #}", [3, 4]],
    ["{# list.::-1 #}", [4, 3, 2, 1]],
    ["{# list.10: #}", []],
    ["{# map.0 #}", "zero"],
    ["{# map.1:2 #}", "sliced"],
    ["a {# list #} {# none #} {# text #} {# map.k #}", 'a [1,2,3,4] null a😀c {"deep":null}'],
    ["{# nope ?? [1] #}", [1]],
    ["{# none ?? 5 #}", 5],
    ["{# map.k.deep ?? 5 #}", 5],
    ["{# map.k.deep.er ?? 5 #}", 5],
    ['{# map.{# key ?? "k" #}.deep #}', null],
    ['{# t{# key ?? "ex" #}t.0 #}', "a"],
    ["\\{# list #}", "{# list #}"],
    ["{% job.name %} {% job.id %} {% job.success %} {% job.failed %}", "N 7 null false"],
    ["{% steps.1.status %}", { name: "DONE", value: 0 }],
    [
      "{% steps.1.block.category %}.{% steps.1.block.name %} {% steps.1.position %} {% steps.1.action %}",
      "TEXT.CREATE 1 TEXT.CREATE",
    ],
    ["{% steps.1.parameters %}", { value: "{# text #}" }],
    ["{% job.variables.text %}", "a😀c"],
    ["{< p.x >}", 1],
    ["{% steps.2.result %}", null],
  ])("%s", async (text, expected) => {
    const more = { name: "N", id: 7, variables, local_values: { p: { x: 1 } } };
    expect(await value(text, more, [{ action: "TEXT.CREATE", parameters: { value: "{# text #}" } }])).toEqual(expected);
  });

  test.each([
    ["{# lits #}", "`{# lits #}` finds nothing: there is no variable `lits`; did you mean `list`?"],
    ["{# list.4 #}", "`{# list.4 #}` finds nothing: index 4 is past the end of a list of 4 items"],
    [
      "{# list.-1 #}",
      "`{# list.-1 #}` finds nothing: a list has no `-1`; use an index from 0, or a slice such as `0:2`",
    ],
    ["{# map.k.deep.er #}", "`{# map.k.deep.er #}` finds nothing: there is null where `er` is looked for"],
    [
      "{# map.constructor #}",
      "`{# map.constructor #}` finds nothing: there is no key `constructor`; there are: `0`, `k`, `1:2`",
    ],
    [
      "{# map.__proto__ #}",
      "`{# map.__proto__ #}` finds nothing: `__proto__` is private, as every key that begins or ends with `_`",
    ],
    ["{: x :}", "`{: x :}` finds nothing: there is no step `x`; there are: `1`"],
    ["{% steps.1.nope %}", "`{% steps.1.nope %}` finds nothing: a step has no `nope`"],
    ["{% job.toString %}", expect.stringContaining("`job` has no `toString`")],
  ])("%s finds nothing", async (text, message) => {
    expect(await value(text, { variables })).toEqual(message);
  });

  test("what a tag brings in is never read for tags", async () => {
    expect(await value("{# evil #} {# evil #}", { variables: { evil: "{# secret #}", secret: "s" } })).toBe(
      "{# secret #} {# secret #}",
    );
  });

  test("malformed tags are plain text", async () => {
    expect(await value("{:a:} {% x #} {= 1 + =}")).toBe("{:a:} {% x #} {= 1 + =}");
  });

  test("a slice whose step is 0 is an invalid argument", async () => {
    const job = await runSteps(
      [{ action: "ECHO", parameters: { v: "{# list.::0 #}" } }],
      { blocks: [echo] },
      { variables },
    );
    expect(statuses(job)).toEqual(["INVALID_ARGUMENT"]);
  });

  test("an unresolved reference has its own code", async () => {
    const job = await runSteps([{ action: "ECHO", parameters: { v: "{# x #}" } }], { blocks: [echo] });
    expect(statuses(job)).toEqual(["UNHANDLED_EXCEPTION"]);
    expect(job.steps[0]?.error?.code).toBe("unresolved_reference");
  });
});

describe("conditions", () => {
  test.each([
    [true, "DONE"],
    [false, "IF_CONDITION_FAILED"],
    ["{# yes #}", "DONE"],
    ["{# no #}", "IF_CONDITION_FAILED"],
    [["{# yes #}", true], "DONE"],
    [["{# yes #}", "{# no #}"], "IF_CONDITION_FAILED"],
    [["{# no #}", "{# nope #}"], "UNHANDLED_EXCEPTION"],
    [["text", "{# nope #}"], "UNHANDLED_EXCEPTION"],
    [[], "DONE"],
    [null, "DONE"],
    ["{# one #}", "INVALID_TYPE"],
    ["true", "INVALID_TYPE"],
    [1, "INVALID_TYPE"],
    ["", "INVALID_TYPE"],
  ])("%j", async (condition, status) => {
    const variables = { yes: true, no: false, one: 1 };
    const job = await runSteps([{ action: "LOGIC.TRUE", if: condition }], {}, { variables });
    expect(statuses(job)).toEqual([status]);
    expect(job.success).toBe(status === "DONE" || status === "IF_CONDITION_FAILED");
  });
});

describe("failure, force and success", () => {
  test("the first failure decides; forced steps run, and neither mend nor replace it", async () => {
    let reported: string | undefined;
    const job = Conduit.fromObject(
      {
        steps: [
          { action: "LOGIC.ASSERT", parameters: { value: false } },
          { action: "LOGIC.TRUE" },
          { action: "LOGIC.TRUE", forced: true, if: "{% job.failed %}" },
          { action: "NOPE", forced: true },
        ],
        outputs: { x: 1 },
      },
      { onJobFinish: (_, step) => (reported = step?.id) },
    );
    expect(job.success).toBe(null);
    const outcome = await job.run();
    expect(statuses(job)).toEqual(["ASSERTION_ERROR", "SKIPPED", "DONE", "BLOCK_NOT_FOUND"]);
    expect(outcome).toMatchObject({ success: false, status: ConduitStatus.ASSERTION_ERROR, outputs: null });
    expect(outcome.failedStep).toBe(job.steps[0]);
    expect(reported).toBe("1");
  });

  test("refusals are there before the run, in their order", () => {
    const needy = block("NEEDY", () => 1, { tags: ["a", "b"], maxUses: 1 });
    const steps = [
      { id: "x", action: "NEEDY" },
      { id: "x", action: "NOPE" },
      { id: "x", action: "NEEDY" },
      { id: "y", action: "NEEDY" },
      { id: "z", action: "LOGIC.TRUE" },
      { action: "LOGIC.TRUE" },
    ];
    const job = Conduit.fromObject({ steps, tags: ["a"], step_limit: 4 }, { blocks: [needy], tags: ["b"] });
    expect(statuses(job)).toEqual([
      "NONE",
      "BLOCK_NOT_FOUND",
      "DUPLICATE_STEP_IDS",
      "BLOCK_LIMIT_EXCEED",
      "STEP_LIMIT_EXCEED",
      "STEP_LIMIT_EXCEED",
    ]);
    expect(statuses(Conduit.fromObject({ steps }, { blocks: [needy] }))[0]).toBe("FORBIDDEN_BLOCK");
  });

  test("a job without steps succeeds; a second run is refused", async () => {
    const job = Conduit.fromObject({ steps: null });
    expect(await job.run()).toEqual({
      success: true,
      status: ConduitStatus.DONE,
      failedStep: null,
      outputs: null,
      error: null,
    });
    await expect(job.run()).rejects.toThrow("a job runs once");
  });

  test("an output that finds nothing fails the job", async () => {
    const job = Conduit.fromObject({ outputs: { x: "{# nope #}" } });
    expect(await job.run()).toMatchObject({ success: false, status: 101, failedStep: null, outputs: null });
    expect(job.success).toBe(false);
  });
});

describe("listeners", () => {
  test("are told of every step with its final status, are awaited, and see the job as it is", async () => {
    const told: string[] = [];
    const job = Conduit.fromObject(
      { steps: [{ action: "LOGIC.TRUE" }, { action: "NOPE" }, { action: "LOGIC.TRUE" }] },
      {
        onStepUpdate: async (told_, step) => {
          await Promise.resolve();
          told.push(`${told_ === job} ${step.id} ${ConduitStatus[step.status]} ${told_.success}`);
        },
        onJobFinish: (_, failed) => told.push(`finish ${failed?.id}`),
      },
    );
    await job.run();
    expect(told).toEqual(["true 1 DONE null", "true 2 BLOCK_NOT_FOUND false", "true 3 SKIPPED false", "finish 2"]);
  });

  test("what they throw reaches the caller after every step has ended", async () => {
    const first = new Error("first");
    const job = Conduit.fromObject(
      { steps: [{ action: "LOGIC.TRUE" }, { action: "LOGIC.TRUE" }] },
      { onStepUpdate: (_, step) => (step.id === "1" ? Promise.reject(first) : undefined) },
    );
    await expect(job.run()).rejects.toBe(first);
    expect(statuses(job)).toEqual(["DONE", "DONE"]);
    const both = Conduit.fromObject({ steps: [], outputs: {} }, { onJobFinish: () => Promise.reject(first) });
    await expect(both.run()).rejects.toBe(first);
    expect(both.success).toBe(true);
  });

  test("an event listener that throws or rejects is no exception", async () => {
    const wrong = new Error("ev");
    for (const onEvent of [
      () => Promise.reject(wrong),
      (event: { type: string }) => {
        if (event.type === "step_finished") throw wrong;
      },
    ]) {
      const job = Conduit.fromObject({ steps: [{ action: "LOGIC.TRUE" }, { action: "LOGIC.TRUE" }] }, { onEvent });
      await expect(job.run()).rejects.toThrow();
      expect(statuses(job)).toEqual(["DONE", "DONE"]);
      expect(job.success).toBe(true);
    }
  });

  test("the original's payload may carry them, and developer values", async () => {
    const told: string[] = [];
    const job = Conduit.fromObject(
      {
        global_values: { db: "payload", both: 1 },
        on_step_update: (_: unknown, step: { id: string }) => told.push(step.id),
        steps: [
          { action: "G" },
          { action: "TEXT.CREATE", parameters: { value: '{% job.global_values ?? "hidden" %}' } },
        ],
      },
      { globalValues: { both: 2 }, blocks: [block("G", (_, { globals }) => [globals.db, globals.both])] },
    );
    await job.run();
    expect(told).toEqual(["1", "2"]);
    expect(job.steps.map(({ returnValue }) => returnValue)).toEqual([["payload", 2], "hidden"]);
  });
});

describe("stopping", () => {
  test("an aborted signal ends the running step, skips the rest and still runs forced steps", async () => {
    const controller = new AbortController();
    const slow = puppet("SLOW");
    const job = Conduit.fromObject(
      { steps: [{ action: "SLOW" }, { action: "LOGIC.TRUE" }, { action: "LOGIC.TRUE", forced: true }] },
      { blocks: [slow.block], signal: controller.signal },
    );
    const running = job.run();
    const call = await slow.started;
    expect(call.context.signal.aborted).toBe(false);
    controller.abort();
    expect(await running).toMatchObject({ success: false, status: ConduitStatus.CANCELLED });
    expect(call.context.signal.aborted).toBe(true);
    expect(statuses(job)).toEqual(["CANCELLED", "SKIPPED", "DONE"]);
  });

  test("a second signal ends a forced step too", async () => {
    const [stop, kill] = [new AbortController(), new AbortController()];
    const hanging = puppet("HANG");
    stop.abort();
    const job = Conduit.fromObject(
      { steps: [{ action: "LOGIC.TRUE" }, { action: "HANG", forced: true }, { action: "LOGIC.TRUE", forced: true }] },
      { blocks: [hanging.block], signal: stop.signal, killSignal: kill.signal },
    );
    const running = job.run();
    await hanging.started;
    kill.abort();
    await running;
    expect(statuses(job)).toEqual(["SKIPPED", "CANCELLED", "SKIPPED"]);
  });

  test("an error from outside the block's promise ends the step that is running", async () => {
    const slow = puppet("SLOW");
    const job = Conduit.fromObject({ steps: [{ action: "SLOW" }] }, { blocks: [slow.block] });
    expect(job.failRunningStep(new Error("too early"))).toBe(false);
    const running = job.run();
    await slow.started;
    expect(job.failRunningStep(new Error("from a timer"))).toBe(true);
    await running;
    expect(job.steps[0]?.error?.message).toBe("from a timer");
  });
});

test("a block whose step has ended can change and say nothing more", async () => {
  const slow = puppet("SLOW");
  const stop = new AbortController();
  const told: string[] = [];
  const job = Conduit.fromObject(
    { variables: { v: 1 }, steps: [{ action: "SLOW" }] },
    {
      blocks: [{ ...slow.block, writesVariables: true }],
      signal: stop.signal,
      onEvent: (event) => told.push(event.type),
    },
  );
  const running = job.run();
  const { context } = await slow.started;
  context.log("still here");
  stop.abort();
  await running;
  context.log("and now?");
  expect(() => context.setVariable("v", 2)).toThrow("the step has ended");
  expect(job.variables).toEqual({ v: 1 });
  expect(told).toEqual(["run_started", "step_started", "step_logged", "step_finished", "run_finished"]);
});

test("reading the context costs no more with more steps", async () => {
  const steps = Array.from({ length: 3_000 }, () => ({
    action: "TEXT.CREATE",
    parameters: { value: '{% job.name ?? "x" %}' },
  }));
  const job = Conduit.fromObject({ steps });
  // Before each step was read anew for each tag, this took most of a minute.
  expect((await job.run()).success).toBe(true);
});

describe("variables", () => {
  test("change only where the block declares it", async () => {
    const writer = (more: Partial<Block>) => block("W", (_, context) => context.setVariable("v", [1]), more);
    for (const [declared, status] of [
      [{ writesVariables: true }, "DONE"],
      [{ writesVariables: ["v"] }, "DONE"],
      [{ writesVariables: ["w"] }, "UNHANDLED_EXCEPTION"],
      [{}, "UNHANDLED_EXCEPTION"],
    ] as const) {
      const job = await runSteps([{ action: "W" }], { blocks: [writer(declared)] });
      expect(statuses(job)).toEqual([status]);
      expect(job.variables).toEqual(status === "DONE" ? { v: [1] } : {});
    }
  });

  test("change in place only where the parameter is the whole variable", async () => {
    const append = (list: unknown) => ({ action: "LISTS.APPEND", parameters: { list, item: 9 } });
    const variables = { l: [1], name: "l", deep: { l: [1] } };
    const job = await runSteps(
      [
        append("{# l #}"),
        append("{# {# name #} #}"),
        append("{% job.variables.l %}"),
        append("{# deep.l #}"),
        { id: "got", action: "VARIABLE.GET", parameters: { name: "l" } },
        append("{: got :}"),
        append([1]),
        append("{< p >}"),
        append("{# unset ?? [] #}"),
        append("{# none ?? [] #}"),
        { action: "LISTS.APPEND", parameters: { "{< key >}": "{# kept ?? [] #}", item: 9 } },
      ],
      {},
      { variables: { ...variables, none: null, kept: [1] }, local_values: { p: [1], key: "list" } },
    );
    expect(job.steps.every(({ status }) => status === ConduitStatus.DONE)).toBe(true);
    expect(job.variables).toEqual({ l: [1, 9, 9, 9], name: "l", deep: { l: [1] }, none: null, kept: [1, 9] });
    expect(job.steps[4]?.returnValue).toEqual([1, 9, 9, 9]);
  });

  test("the payload stays as it was", async () => {
    const payload = {
      variables: { l: [1] },
      steps: [{ action: "LISTS.APPEND", parameters: { list: "{# l #}", item: 2 } }],
    };
    const before = structuredClone(payload);
    await Conduit.fromObject(payload).run();
    expect(payload).toEqual(before);
    expect(Object.isFrozen(payload.variables)).toBe(false);
  });
});

describe("what is no pipeline", () => {
  test.each([
    [null, ["wrong-type"]],
    [new Map(), ["wrong-type"]],
    [new Date(0), ["wrong-type"]],
    [() => 1, ["wrong-type"]],
    ["text", ["wrong-type"]],
    [[], ["wrong-type"]],
    [{ steps: {} }, ["wrong-type"]],
    [{ steps: [{}] }, ["missing-key"]],
    [{ step: [] }, ["unknown-key"]],
    [{ steps: [{ action: 5, forced: "no" }] }, ["wrong-type", "wrong-type"]],
    [{ steps: [{ action: "A", parameters: [1] }] }, ["wrong-type"]],
    [{ step_limit: -1 }, ["wrong-value"]],
    [{ variables: { x: () => 1 } }, ["wrong-type"]],
    [{ parameters: { n: { type: "integer" } } }, ["input-missing"]],
    [{ parameters: { n: {} }, local_values: { n: 1 } }, ["name-declared-twice"]],
  ])("%j throws one error with all its problems", (payload, codes) => {
    try {
      Conduit.fromObject(payload);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(PipelineError);
      expect((error as PipelineError).problems.map(({ code }) => code)).toEqual(codes);
    }
  });

  test.each([
    [{ id: null, name: null, tags: null, variables: null, local_values: null, step_limit: null, outputs: null }],
    [{ version: 1, block_limit_overrides: null, parameters: null, steps: null }],
    [{ steps: [{ id: 7, action: "LOGIC.TRUE", parameters: null, if: null, forced: null }] }],
    [{ steps: [{ id: null, action: "logic.true" }] }],
  ])("%j is one", async (payload) => {
    expect(await Conduit.fromObject(payload).run()).toMatchObject({ success: true });
  });

  test("what cannot even be read throws the same error", () => {
    const hostile = new Proxy({}, throwingHandler(["ownKeys"]));
    expect(() => Conduit.fromObject(hostile)).toThrow(PipelineError);
    expect(() => Conduit.fromObject({}, { parameters: hostile })).toThrow(PipelineError);
  });

  test("parameters are typed, with defaults, environment and optional ones", async () => {
    const parameters = {
      n: { type: "integer" },
      d: { type: "string", default: "x" },
      o: { type: "string", optional: true },
      e: { type: "integer", env: "FROM_ENV" },
    };
    const outputs = { all: ["{< n >}", "{< d >}", "{< o >}", "{< e >}"] };
    const job = Conduit.fromObject({ parameters, outputs }, { parameters: { n: 1 }, environment: { FROM_ENV: "5" } });
    await job.run();
    expect(job.outputs).toEqual({ all: [1, "x", null, 5] });
    expect(() => Conduit.fromObject({ parameters }, { parameters: { n: 1.5, z: 1 } })).toThrow(
      /has no parameter `z`[\s\S]*`n` must be an integer[\s\S]*`e` has no value/,
    );
  });
});
