// Does the experiment find what it looks for? Checks with a bug planted in them: each must be caught, by a proved case that
// ends as it must not, or by a mistake that no run shows.

import { describe, expect, test } from "vitest";
import { type Results, runExperiment } from "../../scripts/soundness/experiment.ts";
import type { Check, Finding } from "../../scripts/soundness/judge.ts";
import { checkPipeline } from "../../src/check/check-pipeline.ts";
import type { Diagnostic, DiagnosticCode } from "../../src/diagnostic.ts";
import type { Pipeline, Step } from "../../src/pipeline.ts";
import { Registry } from "../../src/registry.ts";
import { ConduitStatus } from "../../src/status.ts";

/** Looks for the first case that fails because of the bug: without it the same case must not. */
async function find(kind: Finding["kind"], check: Check, shown = 0): Promise<Results> {
  const settings = { cases: 12_000, seed: 11, expressions: false };
  const results = await runExperiment({ ...settings, check, until: kind, shown });
  const unplanted = await runExperiment({ ...settings, only: results.cases - 1, shown: 0 });
  expect([unplanted.violations, unplanted.unreproduced]).toEqual([0, 0]);
  return results;
}

/** The project's check, but for what is done to its diagnostics. */
const changing =
  (change: (found: readonly Diagnostic[], pipeline: Pipeline) => readonly Diagnostic[]): Check =>
  (pipeline, settings) => {
    const { diagnostics, slots } = checkPipeline(pipeline, settings);
    return { diagnostics: change(diagnostics, pipeline), slots };
  };

/** The project's check, but for what it sees of each step. */
const seeing =
  (change: Partial<Step>): Check =>
  (pipeline, settings) =>
    checkPipeline({ ...pipeline, steps: pipeline.steps.map((step) => ({ ...step, ...change })) }, settings);

describe("a rule that says nothing is caught", () => {
  test.each<DiagnosticCode>([
    "block-not-found",
    "duplicate-step-id",
    "forbidden-block",
    "block-limit",
    "step-limit",
    "condition-not-boolean",
    "block-parameter-missing",
    "block-parameter-unknown",
    "block-parameter-invalid",
    "unknown-step",
    "unknown-variable",
    "unknown-parameter",
  ])("%s", async (code) => {
    const found = await find(
      "violation",
      changing((diagnostics) => diagnostics.filter((one) => one.code !== code)),
    );
    expect(found.violations).toBe(1);
  });

  test("all that is unproved", async () => {
    const found = await find(
      "violation",
      changing((diagnostics) => diagnostics.filter(({ severity }) => severity !== "unproved")),
    );
    expect(found.violations).toBe(1);
  });
});

describe("a check that forgets something is caught", () => {
  test.each<[string, Check]>([
    ["that a condition may be false", seeing({ conditions: null })],
    ["that a failure may be allowed", seeing({ allowsFailure: false })],
    ["that a forced step runs after a failure", seeing({ isForced: false })],
    [
      "that a parameter may be left out",
      (pipeline, settings) => {
        const parameters = pipeline.parameters.map((one) => ({ ...one, isOptional: false }));
        return checkPipeline({ ...pipeline, parameters }, settings);
      },
    ],
    [
      "that blocks write variables",
      (pipeline, settings) => {
        const blocks = settings.registry
          .all()
          .map(({ block }) => ({ ...block, writesVariables: undefined, changes: undefined }));
        return checkPipeline(pipeline, { ...settings, registry: new Registry(blocks) });
      },
    ],
    [
      "that the caller gives variables",
      (pipeline, settings) => checkPipeline(pipeline, { ...settings, variables: {} }),
    ],
    ["that the caller sets a limit", (pipeline, settings) => checkPipeline(pipeline, { ...settings, stepLimit: null })],
    [
      "what a parameter's schema leaves open",
      (pipeline, settings) => {
        const parameters = pipeline.parameters.map((one) => ({
          ...one,
          schema: { ...one.schema, required: Object.keys(one.schema.properties ?? {}) },
        }));
        return checkPipeline({ ...pipeline, parameters }, settings);
      },
    ],
  ])("%s", async (_, check) => {
    const found = await find("violation", check);
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
      1,
    );
    expect(found.unreproduced).toBeGreaterThan(0);
    expect(found.reproductions[0]?.finding.words).toContain("a mistake that is none");
  });

  test("of every step that has a fallback", async () => {
    const found = await find(
      "unreproduced",
      changing((diagnostics, { steps }) => {
        const withFallback = steps.filter((step) => JSON.stringify(step.writtenParameters).includes("??"));
        return [...diagnostics, ...withFallback.map(({ position }) => claim(position, ConduitStatus.INVALID_TYPE))];
      }),
    );
    expect(found.unreproduced).toBeGreaterThan(0);
  });
});

test("what is found is made small", async () => {
  const { reproductions } = await find(
    "violation",
    changing((diagnostics) => diagnostics.filter(({ code }) => code !== "block-not-found")),
    1,
  );
  const [only] = reproductions;
  expect(only?.finding.code).toBe("BLOCK_NOT_FOUND");
  expect(only?.found.pipeline.steps).toHaveLength(1);
  expect(Object.keys(only?.found.pipeline ?? {})).toEqual(["steps"]);
});
