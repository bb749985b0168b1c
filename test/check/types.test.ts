// The algebra of types, judged by ajv: what it says of two schemas holds for the values that meet them.

import { describe, expect, test } from "vitest";
import { Random } from "../../scripts/soundness/random.ts";
import { narrower, randomSchema, wider } from "../../scripts/soundness/random-schemas.ts";
import { anyValue, valuesOf } from "../../scripts/soundness/random-values.ts";
import { accepts } from "../../src/check/types/accepts.ts";
import { describeType } from "../../src/check/types/describe-type.ts";
import { explainDoubt } from "../../src/check/types/explain-fit.ts";
import { fits } from "../../src/check/types/fits.ts";
import { isEmpty, meet } from "../../src/check/types/meet.ts";
import { typeOfSchema } from "../../src/check/types/read-schema.ts";
import { constType, onlyValue, union } from "../../src/check/types/type.ts";
import { member } from "../../src/check/types/walk.ts";
import { schemaOfType } from "../../src/check/types/write-schema.ts";
import type { JsonSchema } from "../../src/infer.ts";
import { isJsonMap, type Json } from "../../src/json.ts";
import { compileSchema, findSchemaFault } from "../../src/schema.ts";

const cases = 300;

/** A schema that can be compiled. */
function someSchema(random: Random): JsonSchema {
  for (;;) {
    const schema = randomSchema(random, 3);
    if (findSchemaFault(schema) === undefined) return schema;
  }
}

/** Two schemas that have something to do with each other more often than not. */
function somePair(random: Random): [JsonSchema, JsonSchema] {
  const one = someSchema(random);
  const other = random.chance(0.3)
    ? someSchema(random)
    : random.chance(0.5)
      ? wider(one, random)
      : narrower(one, random, valuesOf(one));
  const second = other === undefined || findSchemaFault(other) !== undefined ? one : other;
  return random.chance(0.5) ? [one, second] : [second, one];
}

const meets = (schema: JsonSchema, value: Json): boolean => compileSchema(schema)(value).length === 0;
const isEmptyValue = (value: Json): boolean =>
  (Array.isArray(value) && value.length === 0) || (isJsonMap(value) && Object.keys(value).length === 0);

/** Says whether an empty list or map stands anywhere in a value. */
function holdsEmpty(value: Json): boolean {
  if (typeof value !== "object" || value === null) return false;
  return isEmptyValue(value) || Object.values(value).some((one: Json) => holdsEmpty(one));
}

test("what fits says of two schemas holds for their values", () => {
  const random = new Random(20_261_123);
  const counts = { yes: 0, no: 0, maybe: 0 };
  for (let index = 0; index < cases; index++) {
    const [out, target] = somePair(random);
    const fit = fits(typeOfSchema(out), typeOfSchema(target));
    counts[fit]++;
    for (const value of valuesOf(out)) {
      const words = JSON.stringify({ fit, out, target, value });
      if (fit === "yes") expect(meets(target, value), words).toBe(true);
      if (fit === "no" && !holdsEmpty(value)) expect(meets(target, value), words).toBe(false);
    }
    if (fit === "maybe") expect(explainDoubt(typeOfSchema(out), typeOfSchema(target)).words).toMatch(/^may /);
    expect(describeType(typeOfSchema(out))).not.toBe("");
  }
  for (const count of Object.values(counts)) expect(count).toBeGreaterThan(cases / 20);
});

test("a type admits every value that its schema admits, and so does the schema it is written as", () => {
  const random = new Random(1);
  for (let index = 0; index < cases; index++) {
    const schema = someSchema(random);
    const type = typeOfSchema(schema);
    const written = schemaOfType(type);
    for (const value of valuesOf(schema)) {
      const words = JSON.stringify({ schema, written, value });
      expect(fits(constType(value), type), words).not.toBe("no");
      expect(meets(written, value), words).toBe(true);
    }
  }
});

test("a value that is of no type is refused by its schema", () => {
  const random = new Random(2);
  let refused = 0;
  for (let index = 0; index < cases; index++) {
    const schema = someSchema(random);
    const value = anyValue(random);
    if (fits(constType(value), typeOfSchema(schema)) !== "no") continue;
    refused++;
    expect(meets(schema, value), JSON.stringify({ schema, value })).toBe(false);
  }
  expect(refused).toBeGreaterThan(cases / 10);
});

test("the meeting and the union of two types hold what both and what either hold", () => {
  const random = new Random(3);
  for (let index = 0; index < cases; index++) {
    const [one, other] = somePair(random);
    const [left, right] = [typeOfSchema(one), typeOfSchema(other)];
    const [both, either] = [meet(left, right), union(left, right)];
    for (const value of [...valuesOf(one), ...valuesOf(other)]) {
      const words = JSON.stringify({ one, other, value });
      const own = constType(value);
      expect(fits(own, either), words).not.toBe("no");
      if (meets(one, value) && meets(other, value)) {
        expect(isEmpty(both), words).toBe(false);
        expect(fits(own, both), words).not.toBe("no");
      }
    }
  }
});

test("what a key leads to is of the type that was found for it", () => {
  const random = new Random(4);
  const keys = ["name", "count", "items", "a", "0", "1", "constructor", "toString"];
  for (let index = 0; index < cases; index++) {
    const schema = someSchema(random);
    const name = random.pick(keys);
    const found = member(typeOfSchema(schema), { kind: "key", name });
    for (const value of valuesOf(schema)) {
      const there = valueAt(value, name);
      const words = JSON.stringify({ schema, name, value });
      if (there === undefined) expect(found.misses.length, words).toBeGreaterThan(0);
      else expect(fits(constType(there), found.type), words).not.toBe("no");
    }
  }
});

function valueAt(value: Json, name: string): Json | undefined {
  if (typeof value === "string") return /^\d+$/.test(name) ? [...value][Number(name)] : undefined;
  if (Array.isArray(value)) return /^\d+$/.test(name) ? (value as Json[])[Number(name)] : undefined;
  return isJsonMap(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

describe("one value", () => {
  const values: readonly Json[] = [null, true, 0, 1.5, "", "a", [], [1, "a", null], {}, { a: { b: [] } }];

  test.each(values.map((value) => [value]))("%j is the only one of its type", (value) => {
    expect(onlyValue(constType(value))).toEqual({ value });
  });
});

test("schemas that hold themselves have a type", () => {
  const tree: JsonSchema = {
    type: "object",
    required: ["children"],
    additionalProperties: false,
    properties: { children: { type: "array", items: { $ref: "#" } } },
  };
  const type = typeOfSchema(tree);
  expect(fits(type, type)).toBe("yes");
  expect(fits(constType({ children: [{ children: [] }] }), type)).toBe("yes");
  expect(fits(constType({ children: [{ childs: [] }] }), type)).not.toBe("yes");
  const endless: JsonSchema = { anyOf: [{ $ref: "#" }, { type: "null" }] };
  expect(accepts(typeOfSchema(endless), null)).toBe(true);
});

test("integers too large to be counted are judged by their range", () => {
  const huge = typeOfSchema({ type: "integer", minimum: 1e21, maximum: 1e21 });
  expect(fits(huge, typeOfSchema({ type: "number", minimum: 0 }))).toBe("yes");
  expect(fits(huge, typeOfSchema({ type: "integer", maximum: 5 }))).toBe("no");
});
