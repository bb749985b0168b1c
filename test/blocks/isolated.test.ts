// Blocks in worker threads of their own: modules on disk, loaded and run as the command does it.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Worker } from "node:worker_threads";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { loadBlocks } from "../../src/blocks/load-blocks.ts";
import { checkShape } from "../../src/check/check-shape.ts";
import { BlockDefinitionError, Conduit, ConduitStatus, Registry, type RunEvent } from "../../src/index.ts";
import { readPipeline } from "../../src/parse/read-pipeline.ts";
import { documentFromValue } from "../../src/parse/value-document.ts";
import { buildPlan } from "../../src/plan/build-plan.ts";
import { Conduit as Engine, type RunOptions, type RunOutcome } from "../../src/run/conduit.ts";
import { buildWorker } from "./built-worker.ts";

const root = mkdtempSync(path.join(tmpdir(), "conduit-isolated-"));
let workerFile: URL;
let folders = 0;

/** The threads that were started, and the end of each. */
let threads: { readonly worker: Worker; readonly ended: Promise<unknown> }[] = [];
const record = (worker: Worker) => {
  threads.push({ worker, ended: new Promise((ended) => worker.once("exit", ended)) });
};

beforeAll(async () => {
  workerFile = await buildWorker(root);
});
afterAll(() => rmSync(root, { recursive: true }));
beforeEach(() => {
  threads = [];
  process.on("worker", record);
});
afterEach(() => {
  process.off("worker", record);
});

/** Loads a module, by default one whose block `X` is isolated and has this `run`. */
async function load(run: string, more = "", module = `export default { ${isolated("X", run)} ${more} };`) {
  const folder = path.join(root, String(++folders));
  mkdirSync(folder);
  writeFileSync(path.join(folder, "own.mjs"), module);
  return await loadBlocks([{ folder }], (file) => path.basename(file), workerFile);
}

const isolated = (name: string, run: string): string =>
  `name: "${name}", isolation: "worker", parameters: { type: "object", additionalProperties: true }, run: ${run},`;

interface Ran {
  readonly job: Engine;
  readonly outcome: RunOutcome;
  readonly logged: readonly string[];
}

/** Runs a pipeline with a registry; one step `X` when nothing else is said. */
async function runWith(
  registry: Registry,
  pipeline: object = { steps: [{ action: "X" }] },
  { onEvent, ...options }: RunOptions = {},
): Promise<Ran> {
  const { checked, diagnostics } = checkShape(readPipeline(documentFromValue(pipeline)));
  if (checked === undefined) throw new Error(JSON.stringify(diagnostics));
  const logged: string[] = [];
  const listen = (event: RunEvent) => {
    if (event.type === "step_logged") logged.push(event.message);
    onEvent?.(event);
  };
  const job = new Engine(buildPlan(checked, { registry, inputs: {} }), { ...options, onEvent: listen });
  return { job, outcome: await job.run(), logged };
}

/** Runs one step of a block with this `run`. */
async function runBlock(run: string, options: RunOptions = {}, parameters: object = {}, more = ""): Promise<Ran> {
  const { registry, problems } = await load(run, more);
  expect(problems).toEqual([]);
  return await runWith(registry, { steps: [{ action: "X", parameters }] }, options);
}

const resultOf = ({ job }: Ran): unknown => job.steps[0]?.returnValue;

describe("a call", () => {
  test("gives its result from a thread that has ended by then", async () => {
    const run = `async ({ n }) => ({ double: n * 2, isMain: (await import("node:worker_threads")).isMainThread })`;
    const { registry } = await load(run);
    let hadEnded: boolean | undefined;
    const onEvent = (event: RunEvent) => {
      // A thread that is no more has no id.
      if (event.type === "step_finished") hadEnded = threads[0]?.worker.threadId === -1;
    };
    const ran = await runWith(registry, { steps: [{ action: "X", parameters: { n: 21 } }] }, { onEvent });
    expect(resultOf(ran)).toEqual({ double: 42, isMain: false });
    expect([threads.length, hadEnded]).toEqual([1, true]);
  });

  test("starts no thread for the module's other blocks", async () => {
    const module = `export default [{ ${isolated("X", "() => 1")} }, { name: "Y", run: () => 2 }];`;
    const { registry } = await load("", "", module);
    const { job } = await runWith(registry, { steps: [{ action: "Y" }] });
    expect([job.steps[0]?.returnValue, threads.length]).toEqual([2, 0]);
  });

  test.each([
    [
      "CommonJS",
      `Object.defineProperty(exports, "__esModule", { value: true }); exports.default = [{ ${isolated("X", "() => 7")} }];`,
      "cjs",
    ],
    ["a list with what is no block", `export default [5, { name: "Z" }, { ${isolated("X", "() => 7")} }];`, "mjs"],
    [
      "a private block of the same name",
      `export default [{ name: "x", private: true, run: () => 8 }, { ${isolated("x", "() => 7")} }];`,
      "mjs",
    ],
  ])("finds its block in %s", async (_, module, extension) => {
    const folder = path.join(root, String(++folders));
    mkdirSync(folder);
    writeFileSync(path.join(folder, `own.${extension}`), module);
    const { registry } = await loadBlocks([{ folder }], undefined, workerFile);
    expect(resultOf(await runWith(registry))).toBe(7);
  });

  test("is made with the block as `this`, whose other keys it can read", async () => {
    expect(resultOf(await runBlock("function () { return this.factor; }", {}, {}, "factor: 3"))).toBe(3);
  });

  test("has frozen parameters, a live signal and the project's folder", async () => {
    const run = `(parameters, { signal, projectFolder }) => {
      const isFrozen = Object.isFrozen(parameters) && Object.isFrozen(parameters.deep.list);
      return { parameters, isFrozen, aborted: signal.aborted, projectFolder };
    }`;
    const parameters = JSON.parse('{ "deep": { "list": [1, null, -0.5, "x"], "__proto__": { "own": true } } }');
    expect(resultOf(await runBlock(run, { projectFolder: "/some/where" }, parameters))).toEqual({
      parameters,
      isFrozen: true,
      aborted: false,
      projectFolder: "/some/where",
    });
  });

  test("takes and gives megabytes", async () => {
    const list = Array.from({ length: 200_000 }, (_, index) => ({ index, text: `item ${index}` }));
    const ran = await runBlock("({ list }) => list.filter(({ index }) => index % 2 === 0)", {}, { list });
    expect(resultOf(ran)).toEqual(list.filter(({ index }) => index % 2 === 0));
  });

  test("logs in order, also what comes long before the result", async () => {
    const run = `(_, context) => { for (let n = 0; n < 5000; n++) context.log(n); return "end"; }`;
    const { logged } = await runBlock(run);
    expect(logged).toEqual(Array.from({ length: 5000 }, (_, n) => String(n)));
  });

  test("several of them go on at once", async () => {
    // Each waits until all three are there, so one after another would never end.
    const run = `async ({ name }, { globals }) => {
      const met = new Int32Array(globals.shared);
      Atomics.add(met, 0, 1);
      Atomics.notify(met, 0);
      for (let now = Atomics.load(met, 0); now < 3; now = Atomics.load(met, 0)) Atomics.wait(met, 0, now);
      return name;
    }`;
    const { registry } = await load(run);
    const shared = new SharedArrayBuffer(4);
    const jobs = ["a", "b", "c"].map((name) =>
      runWith(registry, { steps: [{ action: "X", parameters: { name } }] }, { globalValues: { shared } }),
    );
    expect((await Promise.all(jobs)).map(resultOf)).toEqual(["a", "b", "c"]);
    expect(threads.length).toBe(3);
  });
});

describe("developer values", () => {
  test("are copies", async () => {
    const run = "(_, { globals }) => { globals.rates.eur = 2; return [globals.rates, globals.when.toISOString()]; }";
    const globalValues = { rates: { eur: 1 }, when: new Date(0) };
    const ran = await runBlock(run, { globalValues });
    expect(resultOf(ran)).toEqual([{ eur: 2 }, "1970-01-01T00:00:00.000Z"]);
    expect(globalValues.rates).toEqual({ eur: 1 });
  });

  test("that cannot be cloned are missed only when they are read", async () => {
    const options = { globalValues: { connect: () => 1, rate: 5 } };
    expect(resultOf(await runBlock("(_, { globals }) => globals.rate", options))).toBe(5);
    const { outcome } = await runBlock("(_, { globals }) => globals.connect()", options);
    expect([outcome.status, outcome.error?.message]).toEqual([
      ConduitStatus.UNHANDLED_EXCEPTION,
      "the global value `connect` cannot be cloned, so a block in a worker thread cannot have it",
    ]);
  });
});

describe("variables", () => {
  const variables = { list: [1, { two: 2 }], text: "t", gone: null };
  const runVariables = async (run: string, more = "writesVariables: true"): Promise<Ran> => {
    const { registry } = await load(run, more);
    const parameters = { list: "{# list #}" };
    return await runWith(registry, { variables, steps: [{ action: "X", parameters }] });
  };

  test("are read as they were, frozen", async () => {
    const run = `(_, { variables }) => [
      variables.names(), variables.get("list"), Object.isFrozen(variables.get("list")[1]),
      variables.has("gone"), variables.has("other"), variables.get("other") === undefined,
    ]`;
    expect(resultOf(await runVariables(run))).toEqual([
      ["list", "text", "gone"],
      variables.list,
      true,
      true,
      false,
      true,
    ]);
  });

  test("are written in the job, and the block sees what it wrote", async () => {
    const run = `(_, context) => {
      context.setVariable("made", { when: new Date(0) });
      context.setVariable("text", "changed");
      const answers = [context.deleteVariable("gone"), context.deleteVariable("gone")];
      return [answers, context.variables.names(), context.variables.get("text"), context.variables.get("made")];
    }`;
    const ran = await runVariables(run);
    const made = { when: "1970-01-01T00:00:00.000Z" };
    expect(resultOf(ran)).toEqual([[true, false], ["list", "text", "made"], "changed", made]);
    expect(ran.job.variables).toEqual({ list: variables.list, text: "changed", made });
  });

  test("are changed in place where a parameter is one as a whole", async () => {
    const run = `({ list }, context) => context.replace("list", [...list, 3])`;
    const { job } = await runVariables(run, `changes: ["list"]`);
    expect(job.variables).toEqual({ ...variables, list: [...variables.list, 3] });
  });

  test("keep what was written before a failure", async () => {
    const run = `(_, context) => { context.setVariable("text", "kept"); throw new Error("later"); }`;
    const { job, outcome } = await runVariables(run);
    expect([outcome.error?.message, job.variables.text]).toEqual(["later", "kept"]);
  });

  test.each([
    [
      `(_, context) => { context.setVariable("text", 1); return "went on"; }`,
      "block `X` writes the variable `text` without declaring it in `writesVariables`",
    ],
    [
      `(_, context) => { context.deleteVariable("text"); return "went on"; }`,
      "block `X` writes the variable `text` without declaring it in `writesVariables`",
    ],
    [
      `(_, context) => { context.replace("list", []); for (;;); }`,
      "block `X` changes `list` without declaring it in `changes`",
    ],
  ])("that the block may not write end the call: %s", async (run, message) => {
    const { job, outcome } = await runVariables(run, "");
    expect([outcome.status, outcome.error?.message]).toEqual([ConduitStatus.UNHANDLED_EXCEPTION, message]);
    expect(job.variables).toEqual(variables);
    await Promise.all(threads.map(({ ended }) => ended));
  });

  test("take no value that JSON cannot hold, as the block finds at once", async () => {
    const run = `(_, context) => {
      try { context.setVariable("text", () => 1); } catch (error) { return error.message; }
    }`;
    expect(resultOf(await runVariables(run))).toBe("a function cannot be written as JSON");
    const { outcome } = await runVariables(`(_, context) => context.setVariable("text", NaN)`);
    expect([outcome.status, outcome.error?.message]).toEqual([
      ConduitStatus.INVALID_ARGUMENT,
      "NaN is no finite number",
    ]);
  });
});

describe("what ends a call with a failure ends it as without a thread:", () => {
  const ownError = `class Own extends Error { name = "AssertionError"; } throw new Own("own")`;
  test.each([
    ["an Error", `throw Object.assign(new TypeError("no"), { code: "E_NO" })`],
    ["an InvalidArgumentError", `throw Object.assign(new Error("bad"), { name: "InvalidArgumentError" })`],
    ["a RangeError", `throw new RangeError("far")`],
    ["a stack overflow", "const deep = () => 1 + deep(); return deep()"],
    ["node's AssertionError", `(await import("node:assert")).default.equal(1, 2)`],
    ["an own AssertionError", ownError],
    ["a rejected promise", `return Promise.reject(new SyntaxError("late"))`],
    ["a text", `throw "oops"`],
    ["null", "throw null"],
    ["undefined", "throw undefined"],
    ["a symbol", `throw Symbol("s")`],
    ["a map", "throw { a: 1 }"],
    ["a function", "throw () => 1"],
    ["what cannot be read", `throw new Proxy({}, { get() { throw new Error("trap"); } })`],
    ["a returned function", "return { deep: [() => 1] }"],
    ["a returned symbol", `return Symbol("s")`],
    ["a returned big integer", "return 1n"],
    ["a returned Map", "return { map: new Map() }"],
    ["a returned NaN", "return { deep: NaN }"],
    ["a returned circle", "const circle = {}; circle.self = circle; return circle"],
    ["a result that cannot be copied", `return { toJSON() { throw new RangeError("no copy"); } }`],
    ["a result that is not what `returns` says", "return 5"],
  ])("%s", async (_, body) => {
    const module = `
      const parts = { returns: { type: ["object", "null"] }, run: async () => { ${body}; } };
      export default [{ name: "X", isolation: "worker", ...parts }, { name: "Y", ...parts }];`;
    const { registry, problems } = await load("", "", module);
    expect(problems).toEqual([]);
    const [there, here] = await Promise.all(
      ["X", "Y"].map(async (action) => {
        const finished: RunEvent[] = [];
        const onEvent = (event: RunEvent) => void finished.push(event);
        const ran = await runWith(registry, { steps: [{ action }] }, { onEvent });
        const [event] = finished.filter(({ type }) => type === "step_finished");
        if (event?.type !== "step_finished") throw new Error("the step has not finished");
        const stack = event.stack?.split("\n").find((line) => line.includes("own.mjs"));
        const error = { ...event.error, message: event.error?.message.replace("`Y`", "`X`") };
        return { status: ConduitStatus[event.status], error, place: stack?.replace(/^.*own\.mjs/, ""), ran };
      }),
    );
    expect(there?.status).not.toBe("DONE");
    expect({ ...there, ran: null }).toEqual({ ...here, ran: null });
    expect(threads.length).toBe(1);
  });

  test.each<[string, unknown]>([
    ["undefined", null],
    ["{ when: new Date(0), left: undefined, list: [undefined] }", { when: new Date(0).toISOString(), list: [null] }],
    ["{ toJSON: () => ({ plain: true }) }", { plain: true }],
    ["new (class { a = 1; get b() { return 2; } })()", { a: 1 }],
  ])("but the result %s is one", async (result, expected) => {
    expect(resultOf(await runBlock(`() => (${result})`))).toEqual(expected);
  });
});

describe("a thread that ends without a result", () => {
  test.each([
    ["process.exit", `() => process.exit(0)`, "block `X` ended its worker thread"],
    [
      "a timer's error",
      `() => { setTimeout(() => { throw new Error("from a timer"); }); return new Promise(() => {}); }`,
      "from a timer",
    ],
    [
      "a forgotten promise",
      `() => { Promise.reject(new Error("forgotten")); return new Promise(() => {}); }`,
      "forgotten",
    ],
  ])("fails the step: %s", async (_, run, message) => {
    const { outcome, job } = await runBlock(run);
    expect([outcome.status, outcome.error?.message]).toEqual([ConduitStatus.UNHANDLED_EXCEPTION, message]);
    expect(job.steps[0]?.status).toBe(ConduitStatus.UNHANDLED_EXCEPTION);
  });

  test("keeps what the block said before", async () => {
    const { logged } = await runBlock(`(_, context) => { context.log("last words"); process.exit(1); }`);
    expect(logged).toEqual(["last words"]);
  });

  test("is one whose module has no such block there", async () => {
    const module = `
      import { isMainThread } from "node:worker_threads";
      export default isMainThread ? { ${isolated("X", "() => 1")} } : [];`;
    const { registry } = await load("", "", module);
    const { outcome } = await runWith(registry);
    expect(outcome.error?.message).toBe("the module has no block `X` when a worker thread imports it");
  });
});

describe("an abort", () => {
  /** Aborts once the block says something; how the step ended, when the thread has ended too. */
  async function abortRunning(run: string): Promise<Ran> {
    const stop = new AbortController();
    const onEvent = ({ type }: RunEvent) => type === "step_logged" && stop.abort();
    const ran = await runBlock(run, { signal: stop.signal, onEvent });
    expect(threads.length).toBe(1);
    await threads[0]?.ended;
    return ran;
  }

  test.each([
    ["computes without end", `(_, context) => { context.log("on"); for (;;); }`],
    ["talks without end", `(_, context) => { for (;;) context.log("on and on"); }`],
    ["waits for nothing", `(_, context) => { context.log("on"); return new Promise(() => {}); }`],
    [
      "holds what would keep a process alive",
      `(_, context) => { setInterval(() => {}, 1000); context.log("on"); return new Promise(() => {}); }`,
    ],
    [
      "goes on when it is told to stop",
      `(_, context) => { context.signal.addEventListener("abort", () => { for (;;); }); context.log("on"); return new Promise(() => {}); }`,
    ],
  ])("ends a block that %s", async (_, run) => {
    const { job } = await abortRunning(run);
    expect(job.steps.map(({ status }) => ConduitStatus[status])).toEqual(["CANCELLED"]);
  });

  test("is told to those who listen to the block's signal before the thread ends", async () => {
    const file = path.join(root, "told");
    const run = `(_, context) => {
      context.signal.addEventListener("abort", () => {
        process.getBuiltinModule("node:fs").writeFileSync(${JSON.stringify(file)}, "stopped");
      });
      context.log("on");
      return new Promise(() => {});
    }`;
    await abortRunning(run);
    expect(readFileSync(file, "utf8")).toBe("stopped");
  });

  test("ends with the step's timeout, also when the block never yields", async () => {
    const { registry } = await load("(_, context) => { context.log('on'); for (;;); }");
    const { job } = await runWith(registry, { steps: [{ action: "X", timeout: "200ms" }] });
    expect(job.steps.map(({ status }) => ConduitStatus[status])).toEqual(["TIMEOUT"]);
    await Promise.all(threads.map(({ ended }) => ended));
  });

  test("ends with its step when an error from elsewhere ends that", async () => {
    const { registry } = await load("(_, context) => { context.log('on'); for (;;); }");
    const { checked } = checkShape(readPipeline(documentFromValue({ steps: [{ action: "X" }] })));
    if (checked === undefined) throw new Error("the pipeline has no mistake");
    const onEvent = ({ type }: RunEvent) => type === "step_logged" && job.failRunningStep(new Error("stray"));
    const job = new Engine(buildPlan(checked, { registry, inputs: {} }), { onEvent });
    await job.run();
    expect(job.steps.map(({ status }) => ConduitStatus[status])).toEqual(["UNHANDLED_EXCEPTION"]);
    await Promise.all(threads.map(({ ended }) => ended));
  });
});

describe("isolation is refused", () => {
  const block = { name: "X", isolation: "worker", run: () => 1 } as const;
  const message =
    "block `X` declares `isolation`, which only a block in a module of a blocks folder can: a worker thread has to import it";

  test("for a block that is handed over as an object", () => {
    for (const give of [
      () => Conduit.fromObject({ steps: [] }, { blocks: [block] }),
      () => new Registry([block]),
      () => new Registry().add(block, "/some/file.mjs"),
    ]) {
      expect(give).toThrow(BlockDefinitionError);
      expect(give).toThrow(message);
    }
  });

  test("for a loaded block that is handed over again", async () => {
    const { registry } = await load("() => 1");
    const loaded = registry.get("X")?.block;
    if (loaded === undefined) throw new Error("the block is not there");
    expect(() => Conduit.fromObject({ steps: [] }, { blocks: [loaded] })).toThrow(message);
  });

  test("when it is any other word", async () => {
    const { problems } = await load("", "", `export default { name: "X", isolation: "process", run: () => 1 };`);
    expect(problems.map(({ message: words }) => words)).toEqual([
      "`isolation` of block `X` must be `worker`, found `process`",
    ]);
  });
});
