// Whatever steps there are, whatever their blocks do and whenever the run is stopped: every step ends once, what is told of them is
// well nested, and nothing goes on when the run has ended.

import fc from "fast-check";
import { expect, test } from "vitest";
import type { RunEvent } from "../../src/event.ts";
import type { ConduitStep } from "../../src/run/step.ts";
import { ConduitStatus, isFailure } from "../../src/status.ts";
import { block, briefly, flowOf } from "./flow.ts";
import { ManualTime } from "./puppet.ts";

const acts = ["give", "throw", "give later", "throw later", "obey", "ignore"] as const;
type Act = (typeof acts)[number];

interface Tree {
  readonly kind: "action" | "steps" | "parallel" | "pipeline";
  readonly act: Act;
  readonly members: readonly Tree[];
  readonly turns: number | null;
  readonly concurrency: number;
  readonly attempts: number | null;
  readonly delay: string;
  readonly timeout: string | null;
  readonly isForced: boolean;
  readonly mayFail: boolean;
  readonly condition: boolean | null;
  readonly returns: object | null;
}

function treeOf(depth: number): fc.Arbitrary<Tree> {
  return fc.record({
    kind: depth === 0 ? fc.constant("action" as const) : fc.constantFrom("action", "steps", "parallel", "pipeline"),
    act: fc.constantFrom(...acts),
    members: depth === 0 ? fc.constant([]) : fc.array(treeOf(depth - 1), { maxLength: 3 }),
    turns: fc.option(fc.nat(3), { freq: 3 }),
    concurrency: fc.integer({ min: 1, max: 3 }),
    attempts: fc.option(fc.integer({ min: 1, max: 3 }), { freq: 3 }),
    delay: fc.constantFrom("0s", "1s", "1h"),
    timeout: fc.option(fc.constantFrom("1s", "10s"), { freq: 3 }),
    isForced: fc.boolean(),
    mayFail: fc.boolean(),
    condition: fc.option(fc.boolean(), { freq: 4 }),
    returns: fc.option(fc.constantFrom({}, { type: "string" }), { freq: 5 }),
  });
}

/** The step of a tree; a pipeline's steps become a file of their own. */
function stepOf(node: Tree, files: Record<string, object>): object {
  const { turns, concurrency, attempts, delay, timeout, condition, returns } = node;
  const loop = { in: Array.from({ length: turns ?? 0 }, (_, index) => index), concurrency };
  const keys = {
    ...(turns === null ? {} : { for_each: loop }),
    ...(attempts === null ? {} : { retry: { attempts, delay } }),
    ...(timeout === null ? {} : { timeout }),
    ...(condition === null ? {} : { if: condition }),
    ...(returns === null ? {} : { returns }),
    forced: node.isForced,
    allow_failure: node.mayFail,
  };
  const members = () => node.members.map((member) => stepOf(member, files));
  switch (node.kind) {
    case "action":
      return { action: "ACT", parameters: { act: node.act }, ...keys };
    case "steps":
      return { steps: members(), ...keys };
    case "parallel":
      return { parallel: members(), concurrency, ...keys };
    case "pipeline": {
      const inner = { steps: members() };
      const file = `${Object.keys(files).length}.yaml`;
      files[file] = inner;
      return { pipeline: file, ...keys };
    }
  }
}

/** Blocks that do what their parameters say, and what is known of their calls. */
function actors() {
  const open = new Set<AbortSignal>();
  let calls = 0;
  const act = block("ACT", (parameters, { signal }) => {
    calls++;
    const { act: what } = parameters as { act: Act };
    if (what === "give") return 1;
    if (what === "throw") throw new Error("thrown");
    open.add(signal);
    const end = <T>(value: T): T => {
      open.delete(signal);
      return value;
    };
    if (what === "give later") return Promise.resolve().then(() => end("later"));
    if (what === "throw later") return Promise.resolve().then(() => Promise.reject(end(new Error("later"))));
    if (what === "ignore") return new Promise(() => undefined);
    return new Promise((_, reject) => {
      signal.addEventListener("abort", () => reject(end(new Error("obeyed"))));
    });
  });
  return { act, open, calls: () => calls };
}

const nextLoop = () => new Promise((resolve) => setImmediate(resolve));

function* allSteps(steps: readonly ConduitStep[]): Generator<ConduitStep> {
  for (const step of steps) {
    yield step;
    yield* allSteps(step.steps);
  }
}

/** Holds what was told against itself: what is inside of something comes while that is open, and ends before it. */
function assertNested(events: readonly RunEvent[]): void {
  const open = new Set<string>();
  for (const event of events) {
    if (event.type === "run_started" || event.type === "run_finished") continue;
    const around = event.within.map(({ id, turn }) => (turn === null ? id : `${id}[${turn}]`));
    const own = [...around, event.id].join("/");
    const parents = around.map((_, index) => around.slice(0, index + 1).join("/"));
    for (const parent of parents) expect(open, `${briefly(event)} in ${parent}`).toContain(parent);
    switch (event.type) {
      case "step_started":
      case "turn_started": {
        const place = event.type === "turn_started" ? `${own}[${event.turn}]` : own;
        expect(open, `${place} is open already`).not.toContain(place);
        open.add(place);
        break;
      }
      case "step_finished":
      case "turn_finished": {
        const place = event.type === "turn_finished" ? `${own}[${event.turn}]` : own;
        const isSkipped = event.type === "step_finished" && event.status === ConduitStatus.SKIPPED;
        expect(open.has(place), `${place} is open`).toBe(!isSkipped);
        open.delete(place);
        const left = [...open].filter((inner) => inner.startsWith(`${place}/`) || inner.startsWith(`${place}[`));
        expect(left, `inside of ${place}`).toEqual([]);
        break;
      }
      default:
        expect(open).toContain(own);
    }
  }
  expect([...open]).toEqual([]);
}

test("any tree of steps", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(treeOf(3), { minLength: 1, maxLength: 4 }),
      fc.option(fc.nat(40), { freq: 2 }),
      fc.nat(12),
      async (trees, stepLimit, stopAfter) => {
        const files: Record<string, object> = {};
        const steps = trees.map((node) => stepOf(node, files));
        const time = new ManualTime();
        const { act, open, calls } = actors();
        const [stop, kill] = [new AbortController(), new AbortController()];
        const signals = { signal: stop.signal, killSignal: kill.signal };
        const { now, startTimer } = time;
        const options = { ...signals, blocks: [act], files, stepLimit, now, startTimer };
        const { job, events } = flowOf({ steps }, options);
        let hasEnded = false;
        const running = job.run().finally(() => {
          hasEnded = true;
        });
        for (let round = 0; !hasEnded; round++) {
          await nextLoop();
          if (hasEnded) break;
          time.advance(1_000);
          if (round === stopAfter) stop.abort();
          if (round === stopAfter + 12) kill.abort();
          expect(round, "the run does not end").toBeLessThan(200);
        }
        const outcome = await running;
        const called = calls();
        const told = events.length;
        time.advance(10 ** 9);
        await nextLoop();
        expect([calls(), events.length, time.running]).toEqual([called, told, 0]);
        for (const signal of open) expect(signal.aborted, "a block goes on that was not told to stop").toBe(true);
        for (const step of allSteps(job.steps)) expect(step.status).not.toBe(ConduitStatus.NONE);
        assertNested(events);
        const failed = job.steps.filter(({ status, isFailureAllowed }) => isFailure(status) && !isFailureAllowed);
        const wasStopped = stop.signal.aborted;
        expect(outcome.success).toBe(failed.length === 0 && !wasStopped);
        const last = events.at(-1);
        if (last?.type !== "run_finished") throw new Error("the run was not told as finished");
        const counted = Object.values(last.counts).reduce((sum, count) => sum + count, 0);
        expect(counted).toBe([...allSteps(job.steps)].length);
        if (stepLimit !== null) expect(called).toBeLessThanOrEqual(stepLimit);
        const failures = [...allSteps(job.steps)].filter(({ status }) => isFailure(status));
        if (outcome.success) expect(last.allowed_failures).toBe(failures.length);
      },
    ),
    { numRuns: 300 },
  );
});
