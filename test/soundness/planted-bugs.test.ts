// Does the experiment find what it looks for? Checks with a bug planted in them: each must be caught, by a proved case that
// ends as it must not, or by a mistake that no run shows.

import { describe, expect, test, vi } from "vitest";
import { changer, type PipelineChange } from "../../scripts/soundness/case-files.ts";
import { type Results, runExperiment } from "../../scripts/soundness/experiment.ts";
import type { Check, Finding } from "../../scripts/soundness/judge.ts";
import { checkAll } from "../../src/check/check-all.ts";
import { checkPipeline } from "../../src/check/check-pipeline.ts";
import { VariableFlow } from "../../src/check/variable-flow.ts";
import type { Diagnostic, DiagnosticCode } from "../../src/diagnostic.ts";
import type { Pipeline, Step } from "../../src/pipeline.ts";
import { Registry } from "../../src/registry.ts";
import { ConduitStatus } from "../../src/status.ts";

// Where the cases have become others, the search goes on from where it begins.
vi.setConfig({ testTimeout: 600_000 });

/** Bugs that are planted in parts of the check. */
const planted = vi.hoisted(() => ({ noZeroTurns: false, noLimitsOfLoops: false }));

vi.mock("../../src/check/loop-types.ts", async (load) => {
  const real = await load<typeof import("../../src/check/loop-types.ts")>();
  const turnsOf: typeof real.turnsOf = (type) => {
    const { least, most } = real.turnsOf(type);
    return { least: planted.noZeroTurns ? Math.max(1, least) : least, most };
  };
  return { ...real, turnsOf };
});

vi.mock("../../src/check/limits-of-loops.ts", async (load) => {
  const real = await load<typeof import("../../src/check/limits-of-loops.ts")>();
  const limitsOfLoops: typeof real.limitsOfLoops = function* (input) {
    if (!planted.noLimitsOfLoops) yield* real.limitsOfLoops(input);
  };
  return { ...real, limitsOfLoops };
});

/** The project's check, with a bug planted in one of its parts. */
const withBug =
  (plant: () => void, heal: () => void): Check =>
  (pipeline, settings) => {
    plant();
    try {
      return checkAll(pipeline, settings);
    } finally {
      heal();
    }
  };

/** A seed, and the first case to look at. */
type Start = readonly [seed: number, first: number];

/**
 * Looks for the first case that fails because of the bug: without it the same case must not. Where it begins is near to such a
 * case, so that the tests take no longer than they must; that none is missed does not hang on it.
 */
async function find(kind: Finding["kind"], check: Check, [seed, first]: Start, shown = 0): Promise<Results> {
  const settings = { seed, expressions: false };
  const results = await runExperiment({ ...settings, first, cases: first + 12_000, check, until: kind, shown });
  const unplanted = await runExperiment({ ...settings, cases: 0, only: first + results.cases - 1, shown: 0 });
  expect([unplanted.violations, unplanted.unreproduced]).toEqual([0, 0]);
  return results;
}

/** The project's check, but for what is done to its diagnostics. */
const changing =
  (change: (found: readonly Diagnostic[], pipeline: Pipeline) => readonly Diagnostic[]): Check =>
  (pipeline, settings) => {
    const { diagnostics, slots } = checkAll(pipeline, settings);
    return { diagnostics: change(diagnostics, pipeline), slots };
  };

/** The project's check, but for what it sees of the pipelines. */
const seeing =
  (change: PipelineChange): Check =>
  (pipeline, settings) =>
    checkAll(changer(change)(pipeline), settings);

/** The same of each step that a condition picks. */
const seeingSteps = (change: Partial<Step>, isMeant: (step: Step) => boolean = () => true): Check =>
  seeing({ step: (step) => (isMeant(step) ? change : {}) });

const isGroup = ({ work }: Step): boolean => work.kind === "steps" || work.kind === "parallel";

describe("a rule that says nothing is caught", () => {
  test.each<[DiagnosticCode, Start]>([
    ["block-not-found", [6, 19]],
    ["duplicate-step-id", [6, 33]],
    ["forbidden-block", [4, 657]],
    ["block-limit", [3, 15]],
    ["step-limit", [8, 32]],
    ["condition-not-boolean", [8, 5]],
    ["block-parameter-missing", [1, 33]],
    ["block-parameter-unknown", [4, 36]],
    ["block-parameter-invalid", [1, 2]],
    ["unknown-step", [6, 511]],
    ["unknown-variable", [6, 51]],
    ["unknown-parameter", [4, 50]],
    ["loop-step", [6, 1075]],
    ["parallel-step", [4, 1842]],
    ["loop-not-list", [7, 464]],
    ["no-loop", [11, 856]],
  ])("%s", async (code, start) => {
    const found = await find(
      "violation",
      changing((diagnostics) => diagnostics.filter((one) => one.code !== code)),
      start,
    );
    expect(found.violations).toBe(1);
  });

  test("all that is unproved", async () => {
    const found = await find(
      "violation",
      changing((diagnostics) => diagnostics.filter(({ severity }) => severity !== "unproved")),
      [1, 7],
    );
    expect(found.violations).toBe(1);
  });
});

describe("a check that forgets something is caught", () => {
  test.each<[string, Start, Check]>([
    ["that a condition may be false", [3, 1], seeingSteps({ conditions: null })],
    ["that a failure may be allowed", [7, 3895], seeingSteps({ allowsFailure: false })],
    ["that a forced step runs after a failure", [3, 1622], seeingSteps({ isForced: false })],
    ["that a group's condition may be false", [3, 1], seeingSteps({ conditions: null }, isGroup)],
    ["that a group's failure may be allowed", [4, 2167], seeingSteps({ allowsFailure: false }, isGroup)],
    ["that a forced group runs after a failure", [3, 4638], seeingSteps({ isForced: false }, isGroup)],
    [
      "that a loop may have no turn",
      [11, 11194],
      withBug(
        () => (planted.noZeroTurns = true),
        () => (planted.noZeroTurns = false),
      ),
    ],
    [
      "that turns and attempts count for limits",
      [1, 178],
      withBug(
        () => (planted.noLimitsOfLoops = true),
        () => (planted.noLimitsOfLoops = false),
      ),
    ],
    [
      "what an earlier turn has left in variables",
      [10, 4435],
      withBug(
        () => vi.spyOn(VariableFlow.prototype, "repeated").mockImplementation((walk) => walk()),
        () => vi.restoreAllMocks(),
      ),
    ],
    ["what the pipelines do that steps run", [1, 24], checkPipeline],
    [
      "that a parameter may be left out",
      [4, 378],
      seeing({
        pipeline: ({ parameters }) => ({ parameters: parameters.map((one) => ({ ...one, isOptional: false })) }),
      }),
    ],
    [
      "that blocks write variables",
      [4, 1051],
      (pipeline, settings) => {
        const blocks = settings.registry
          .all()
          .map(({ block }) => ({ ...block, writesVariables: undefined, changes: undefined }));
        return checkAll(pipeline, { ...settings, registry: new Registry(blocks) });
      },
    ],
    [
      "that the caller gives variables",
      [11, 94],
      (pipeline, settings) => checkAll(pipeline, { ...settings, variables: {} }),
    ],
    [
      "that the caller sets a limit",
      [8, 32],
      (pipeline, settings) => checkAll(pipeline, { ...settings, stepLimit: null }),
    ],
    [
      "that the caller bounds loops",
      [1, 3756],
      (pipeline, settings) => checkAll(pipeline, { ...settings, loopLimit: null }),
    ],
    [
      "what a parameter's schema leaves open",
      [1, 24],
      seeing({
        pipeline: ({ parameters }) => ({
          parameters: parameters.map((one) => ({
            ...one,
            schema: { ...one.schema, required: Object.keys(one.schema.properties ?? {}) },
          })),
        }),
      }),
    ],
  ])("%s", async (_, start, check) => {
    const found = await find("violation", check, start);
    expect(found.violations).toBe(1);
  });
});

describe("a rule that says too much is caught", () => {
  const claim = (step: number, status: ConduitStatus): Diagnostic => ({
    code: "block-parameter-invalid",
    severity: "error",
    message: "a mistake that is none",
    step,
    status,
  });

  test("of steps that have no parameters that could be wrong", async () => {
    const found = await find(
      "unreproduced",
      changing((diagnostics, { steps }) =>
        diagnostics.length > 0 || steps.length === 0 ? diagnostics : [claim(1, ConduitStatus.INVALID_TYPE)],
      ),
      [1, 1],
      1,
    );
    expect(found.unreproduced).toBeGreaterThan(0);
    expect(found.reproductions[0]?.finding.words).toContain("a mistake that is none");
  });

  test.each<[string, Start, Check]>([
    [
      "of limits that are just kept",
      [3, 31],
      seeing({ pipeline: ({ stepLimit }) => ({ stepLimit: stepLimit === null ? null : Math.max(0, stepLimit - 1) }) }),
    ],
    [
      "of loops that a caller just allows",
      [1, 60],
      (pipeline, settings) => {
        const loopLimit = settings.loopLimit == null ? null : settings.loopLimit - 1;
        return checkAll(pipeline, { ...settings, loopLimit });
      },
    ],
  ])("%s", async (_, start, check) => {
    const found = await find("unreproduced", check, start);
    expect(found.unreproduced).toBeGreaterThan(0);
  });

  test("of every step that has a fallback", async () => {
    const found = await find(
      "unreproduced",
      changing((diagnostics, { steps }) => {
        const withFallback = steps.filter((step) => JSON.stringify(step.writtenParameters).includes("??"));
        return [...diagnostics, ...withFallback.map(({ order }) => claim(order, ConduitStatus.INVALID_TYPE))];
      }),
      [1, 5],
    );
    expect(found.unreproduced).toBeGreaterThan(0);
  });
});

test("what is found is made small", async () => {
  const { reproductions } = await find(
    "violation",
    changing((diagnostics) => diagnostics.filter(({ code }) => code !== "block-not-found")),
    [6, 19],
    1,
  );
  const [only] = reproductions;
  expect(only?.finding.code).toBe("BLOCK_NOT_FOUND");
  expect(only?.found.pipeline.steps).toHaveLength(1);
  expect(Object.keys(only?.found.pipeline ?? {})).toEqual(["steps"]);
});
