// Limits against loops, retries and pipelines that steps run: proved, not known, or surely broken.

import { expect, test } from "vitest";
import type { CheckSettings } from "../../src/check/check-pipeline.ts";
import { checkPipeline } from "../../src/check/check-pipeline.ts";
import { builtInRegistry } from "../../src/library/built-in-blocks.ts";
import { readPipeline } from "../../src/parse/read-pipeline.ts";
import { documentFromValue } from "../../src/parse/value-document.ts";
import type { Pipeline } from "../../src/pipeline.ts";

const print = { action: "LOG.PRINT", parameters: { message: "hello" } };
const bounded = { parameters: { names: { type: "array", minItems: 2, maxItems: 4 } } };
const overNames = { for_each: { in: "{< names >}" } };

function read(file: object, files: { readonly [name: string]: Pipeline } = {}): Pipeline {
  return readPipeline(documentFromValue(file), (name) => {
    const pipeline = files[name];
    return pipeline === undefined ? { kind: "unreadable", message: "", help: "" } : { kind: "pipeline", pipeline };
  });
}

/** The limits that the check speaks of: `code severity step`. */
function said(pipeline: Pipeline, settings: Partial<CheckSettings> = {}): string[] {
  const { diagnostics } = checkPipeline(pipeline, { registry: builtInRegistry, ...settings });
  const codes = new Set(["step-limit", "block-limit", "unproved-limit"]);
  return diagnostics
    .filter(({ code, severity }) => codes.has(code) || severity === "error")
    .map(({ code, severity, step, message }) => `${code} ${severity} ${step ?? "-"}: ${message}`);
}

const stepsOf = (...steps: object[]) => ({ ...bounded, steps });

test.each([
  ["the most turns fit", { step_limit: 4 }, [{ ...print, ...overNames }], []],
  [
    "the most turns do not",
    { step_limit: 3 },
    [{ ...print, ...overNames }],
    ["unproved-limit unproved -: the pipeline may have 3 steps, and turns and attempts may need 4"],
  ],
  [
    "the fewest turns do not",
    { step_limit: 1 },
    [{ ...print, ...overNames }],
    ["step-limit error 1: the pipeline may have 1 step, and the turns need 2"],
  ],
  ["no turn counts as one", { step_limit: 1 }, [{ ...print, for_each: { in: [] } }], []],
  [
    "attempts count for each turn",
    { step_limit: 7 },
    [{ ...print, ...overNames, retry: { attempts: 2 } }],
    ["unproved-limit unproved -: the pipeline may have 7 steps, and turns and attempts may need 8"],
  ],
  [
    "a group counts itself and its members",
    { step_limit: 5 },
    [{ ...overNames, steps: [print, print] }],
    ["step-limit error 3: the pipeline may have 5 steps, and the turns need 6"],
  ],
  [
    "loops multiply",
    { block_limit_overrides: { "LOG.*": 15 } },
    [{ ...overNames, steps: [{ ...print, ...overNames }] }],
    ["unproved-limit unproved -: block `LOG.PRINT` may be used 15 times, and turns and attempts may need 16"],
  ],
  [
    "loops multiply no further",
    { block_limit_overrides: { "LOG.*": 16 } },
    [{ ...overNames, steps: [{ ...print, ...overNames }] }],
    [],
  ],
  [
    "a loop that may not run is not sure to exceed what the one before leaves",
    { step_limit: 5 },
    [
      { ...print, ...overNames, if: "{= size(job.parameters.names) > 2 =}" },
      { ...print, ...overNames, if: "{= size(job.parameters.names) < 3 =}" },
    ],
    ["unproved-limit unproved -: the pipeline may have 5 steps, and turns and attempts may need 6"],
  ],
] as const)("%s", (_, limits, steps, expected) => {
  expect(said(read({ ...stepsOf(...steps), ...limits }))).toEqual(expected);
});

test("a pipeline that a step runs takes of its caller's limits, too", () => {
  const child = read({ steps: [print, print] });
  const twice = [{ pipeline: "child.yaml" }, { pipeline: "child.yaml" }];
  const files = { "child.yaml": child };
  expect(said(read({ step_limit: 6, steps: twice }, files))).toEqual([]);
  expect(said(read({ step_limit: 5, steps: twice }, files))).toEqual([
    "step-limit error 2: the pipeline may have 5 steps, and with what this step runs 6 are needed",
  ]);
  expect(said(read({ ...stepsOf({ pipeline: "child.yaml", ...overNames }), step_limit: 11 }, files))).toEqual([
    "unproved-limit unproved -: the pipeline may have 11 steps, and turns and attempts may need 12",
  ]);
});

test("a caller's own bound on loops", () => {
  const pipeline = read(stepsOf({ ...print, ...overNames }));
  expect(said(pipeline, { loopLimit: 4 })).toEqual([]);
  expect(said(pipeline, { loopLimit: 3 })).toEqual([
    "unproved-limit unproved -: a loop may have 3 turns, and this one may have 4",
  ]);
  expect(said(pipeline, { loopLimit: 1 })).toEqual([
    "step-limit error 1: a loop may have 1 turn, and this one has at least 2",
  ]);
});
