// How one case is judged: what counts as a witness, and for which mistakes none is needed.

import { expect, test } from "vitest";
import { makePool } from "../../scripts/soundness/experiment.ts";
import { type Check, judge } from "../../scripts/soundness/judge.ts";
import type { JsonMap } from "../../src/json.ts";

const pool = makePool(1, 0);

async function judged(pipeline: JsonMap, check?: Check, files: Record<string, JsonMap> = {}) {
  const { verdict, findings, witnessed, excused } = await judge({ pipeline, files, settings: {} }, pool, {
    check,
    runs: 5,
    search: 200,
    seed: 1,
  });
  return { verdict, findings: findings.map(({ kind, code }) => `${kind} ${code}`), witnessed, excused };
}

const none = { findings: [], witnessed: 0, excused: {} };
const wrong = { action: "TEXT.UPPERCASE", parameters: { text: 5 } };
const right = { action: "TEXT.UPPERCASE", parameters: { text: "a" } };

test.each<[string, JsonMap, object]>([
  ["a good pipeline runs", { steps: [right] }, { ...none, verdict: "proved" }],
  ["a mistake is seen to happen", { steps: [wrong] }, { ...none, verdict: "wrong", witnessed: 1 }],
  ["a mistake of shape needs no witness", { steps: [{ acton: "A" }] }, { ...none, verdict: null }],
  [
    "of two mistakes at one step the first counts",
    {
      steps: [
        { id: "a", ...right },
        { id: "a", action: "NO.SUCH" },
      ],
    },
    { ...none, verdict: "wrong", witnessed: 1, excused: { "masked by a mistake": 1 } },
  ],
  [
    "one behind another is not reached",
    { steps: [wrong, wrong] },
    { ...none, verdict: "wrong", witnessed: 1, excused: { "behind a mistake": 1 } },
  ],
  [
    "one behind a name that is wrong is not reached",
    { steps: [{ ...right, parameters: { text: "{< none >}" } }, wrong] },
    { ...none, verdict: "wrong", excused: { "behind a mistake": 1 } },
  ],
  [
    "one behind an allowed failure is",
    { steps: [{ ...wrong, allow_failure: true }, wrong] },
    { ...none, verdict: "wrong", witnessed: 2 },
  ],
  [
    "one behind a condition never true is right without the condition",
    { steps: [{ ...wrong, if: false }] },
    { ...none, verdict: "wrong", excused: { "behind a condition never true": 1 } },
  ],
  [
    "one behind a block that always fails is not reached",
    { steps: [{ action: "JSON.PARSE", parameters: { text: "{" } }, wrong] },
    { ...none, verdict: "wrong", excused: { "behind a failing block": 1 } },
  ],
])("%s", async (_, pipeline, expected) => {
  expect(await judged(pipeline)).toEqual(expected);
});

test("a check that throws is found out", async () => {
  const check: Check = () => {
    throw new Error("oops");
  };
  expect(await judged({ steps: [right] }, check)).toMatchObject({ findings: ["violation defect"] });
});

test("what ends as it must not although nothing was said is a violation", async () => {
  const silent: Check = () => ({ diagnostics: [], slots: { typed: 0, proved: 0 } });
  expect(await judged({ steps: [wrong] }, silent)).toMatchObject({ findings: ["violation INVALID_TYPE"] });
  const outputs = { steps: [], outputs: { o: "{< none >}" } };
  expect(await judged(outputs, silent)).toMatchObject({ findings: ["violation unresolved_reference"] });
});
