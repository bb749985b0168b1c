// The parts that the experiment is made of: what they promise each other.

import { describe, expect, test } from "vitest";
import { makePool } from "../../scripts/soundness/experiment.ts";
import { Random } from "../../scripts/soundness/random.ts";
import { shrinkCase } from "../../scripts/soundness/shrink.ts";
import type { JsonMap } from "../../src/json.ts";
import { compileSchema } from "../../src/schema.ts";

describe("chance", () => {
  test("is the same for the same seed, and another for another", () => {
    const draw = (...seeds: number[]) => {
      const random = new Random(...seeds);
      return Array.from({ length: 20 }, () => random.below(1_000));
    };
    expect(draw(1, 2)).toEqual(draw(1, 2));
    expect(draw(1, 2)).not.toEqual(draw(1, 3));
    expect(draw(1, 2)).not.toEqual(draw(2, 1));
  });

  test("is spread over all there is", () => {
    const random = new Random(7);
    const counts = Array.from({ length: 10 }, () => 0);
    for (let draw = 0; draw < 10_000; draw++) {
      const at = random.below(10);
      counts[at] = (counts[at] ?? 0) + 1;
    }
    expect(Math.min(...counts)).toBeGreaterThan(850);
    expect(Math.max(...counts)).toBeLessThan(1_150);
  });
});

describe("types", () => {
  const pools = [1, 2, 3].map((seed) => makePool(seed, 0).types);

  test("have values, and all of them meet their schema", () => {
    for (const types of pools) {
      for (const schema of types.schemas) {
        const values = types.values(schema);
        expect(values.length).toBeGreaterThan(0);
        for (const value of values) expect(compileSchema(schema)(value), JSON.stringify({ schema, value })).toEqual([]);
      }
    }
  });

  test("that are said to fit another one do", () => {
    const pairs = pools.flatMap((types) =>
      types.schemas.flatMap((slot) =>
        types.schemas
          .filter((source) => source !== slot && types.isKnownToFit(source, slot))
          .map((source) => ({ slot, source, values: types.values(source) })),
      ),
    );
    for (const { slot, source, values } of pairs) {
      for (const value of values) {
        expect(compileSchema(slot)(value), JSON.stringify({ source, slot, value })).toEqual([]);
      }
    }
    expect(pairs.length).toBeGreaterThan(50);
  });
});

test("shrinking keeps what makes a case fail and nothing else", async () => {
  const pipeline: JsonMap = {
    name: "Case",
    parameters: { p1: { type: "string" }, p2: { type: "integer" } },
    steps: [
      { action: "A", parameters: { x: 1, y: [1, 2, { z: "{< p1 >}" }] } },
      { action: "B", forced: true },
    ],
    outputs: { o: 1 },
  };
  const { pipeline: small } = await shrinkCase(
    { pipeline, files: {}, settings: { stepLimit: 5 } },
    ({ pipeline: smaller }) => Promise.resolve(JSON.stringify(smaller.steps).includes("p1")),
  );
  expect(small).toEqual({ steps: [{ parameters: { y: [{ z: "{< p1 >}" }] } }] });
});
