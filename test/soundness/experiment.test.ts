// The promise of the check, held against runs: random pipelines that are called proved do not end as they must not, and every
// mistake has a run that ends in it. scripts/soundness.mjs does the same with as many cases as wanted.

import { expect, test } from "vitest";
import { isPassed, runExperiment } from "../../scripts/soundness/experiment.ts";
import { renderResults } from "../../scripts/soundness/report.ts";

test.each([[1], [2], [3]])("what is called proved runs, and what is called wrong fails: seed %i", async (seed) => {
  const results = await runExperiment({ cases: 400, seed });
  const { violations, unreproduced, accepted, severalSlots } = results;
  const shown = renderResults(results, seed, 1);
  expect({ violations, unreproduced }, shown).toEqual({ violations: 0, unreproduced: 0 });
  expect(isPassed(results), shown).toBe(true);
  expect(severalSlots / accepted, shown).toBeGreaterThan(0.5);
});

test("the same seed gives the same results, for one worker as for several", async () => {
  const settings = { cases: 60, seed: 5 };
  const first = await runExperiment(settings);
  expect(await runExperiment(settings)).toEqual(first);
  expect(await runExperiment({ ...settings, share: { index: 1, of: 2 } })).toMatchObject({ cases: 0 });
});
