// Random JSON Schemas of the shapes that people write, and changes of a schema that surely widen or narrow it.

import type { JsonSchema } from "../../src/infer.ts";
import type { Json } from "../../src/json.ts";
import type { Random } from "./random.ts";

/** Keys that maps have; few, so that what one thing writes another may read. */
export const keyNames = [
  "name",
  "id",
  "count",
  "items",
  "kind",
  "data",
  "a",
  "b",
  "0",
  "1:2",
  "hasOwnProperty",
  "_own",
] as const;

export const formats: Readonly<Record<string, readonly string[]>> = {
  date: ["2026-01-31", "1999-12-01"],
  email: ["a@example.org"],
  uri: ["https://example.org/x?y=1"],
};

export const patterns: Readonly<Record<string, readonly string[]>> = {
  "^[a-z]+$": ["a", "abc", "kind"],
  "^[0-9]{1,4}$": ["0", "12", "9999"],
  "^v[0-9]+": ["v1", "v22 beta"],
};

/** A schema with up to that many levels below it. */
export function randomSchema(random: Random, depth: number): JsonSchema {
  if (depth <= 0) return randomScalar(random);
  return random.weighted<JsonSchema>([
    [5, () => randomScalar(random)],
    [2, () => randomList(random, depth)],
    [1, () => randomTuple(random, depth)],
    [4, () => randomMap(random, depth)],
    [2, () => randomUnion(random, depth)],
    [0.5, () => randomRarity(random, depth)],
  ]);
}

function randomScalar(random: Random): JsonSchema {
  return random.weighted<JsonSchema>([
    [4, () => randomText(random)],
    [2, () => ({ type: "integer", ...randomRange(random) })],
    [2, () => ({ type: "number", ...randomRange(random) })],
    [2, () => ({ type: "boolean" })],
    [0.3, () => ({ type: "null" })],
    [0.3, () => ({})],
    [0.5, () => ({ const: random.pick<Json>(["x", 1, true, null, 0, "", [], { a: 1 }]) })],
    [0.7, () => ({ enum: random.pick<readonly Json[]>([[1, 2, 3], ["a", 1, null], [true], [0, 0.5], ["a", ["a"]]]) })],
  ]);
}

function randomText(random: Random): JsonSchema {
  return random.weighted<JsonSchema>([
    [4, () => ({ type: "string" })],
    [1, () => ({ type: "string", minLength: random.between(1, 3) })],
    [1, () => ({ type: "string", maxLength: random.between(0, 5) })],
    [1, () => ({ type: "string", pattern: random.pick(Object.keys(patterns)) })],
    [0.7, () => ({ type: "string", format: random.pick(Object.keys(formats)) })],
    [
      2,
      () => ({ enum: random.pick([["a", "b"], ["a", "b", "c"], ["name", "id"], ["a", "b", "name", "count"], [""]]) }),
    ],
    [1, () => ({ type: "string", enum: random.pick([["low", "high"], ["a"]]) })],
  ]);
}

function randomRange(random: Random): JsonSchema {
  const low = random.pick([-5, 0, 1, 2]);
  return random.weighted<JsonSchema>([
    [3, () => ({})],
    [2, () => ({ minimum: low })],
    [1, () => ({ maximum: low + 3 })],
    [2, () => ({ minimum: low, maximum: low + random.between(0, 10) })],
    [0.5, () => ({ exclusiveMinimum: low })],
    [0.5, () => ({ exclusiveMaximum: low })],
    [0.4, () => ({ multipleOf: random.pick([1, 2, 0.5]) })],
  ]);
}

function randomList(random: Random, depth: number): JsonSchema {
  const minItems = random.chance(0.35) ? { minItems: random.between(1, 2) } : {};
  return {
    type: "array",
    ...(random.chance(0.9) ? { items: randomSchema(random, depth - 1) } : {}),
    ...minItems,
    ...(random.chance(0.2) ? { maxItems: random.between(2, 4) } : {}),
    ...(random.chance(0.07) ? { uniqueItems: true } : {}),
  };
}

function randomTuple(random: Random, depth: number): JsonSchema {
  const items = Array.from({ length: random.between(1, 3) }, () => randomSchema(random, depth - 1));
  return {
    type: "array",
    items,
    ...(random.chance(0.7) ? { minItems: random.between(1, items.length) } : {}),
    ...(random.chance(0.6) ? { additionalItems: random.chance(0.7) ? false : randomSchema(random, 0) } : {}),
    ...(random.chance(0.3) ? { maxItems: items.length } : {}),
  };
}

function randomMap(random: Random, depth: number): JsonSchema {
  const names = random.some(keyNames, 0.25);
  const properties = Object.fromEntries(names.map((name) => [name, randomSchema(random, depth - 1)]));
  return {
    type: "object",
    ...(names.length === 0 && random.chance(0.5) ? {} : { properties }),
    ...(random.chance(0.85) ? { required: random.some(names, 0.7) } : {}),
    ...random.weighted<JsonSchema>([
      [0.3, () => ({ required: random.some(keyNames, 0.2) })],
      [4, () => ({ additionalProperties: false })],
      [2, () => ({})],
      [0.5, () => ({ additionalProperties: true })],
      [1, () => ({ additionalProperties: randomSchema(random, depth - 1) })],
    ]),
    ...(random.chance(0.05) ? { minProperties: 1 } : {}),
    ...(random.chance(0.05) ? { patternProperties: { "^[ab]$": randomScalar(random) } } : {}),
    ...(random.chance(0.04) ? { propertyNames: { maxLength: 5 } } : {}),
  };
}

function randomUnion(random: Random, depth: number): JsonSchema {
  return random.weighted<JsonSchema>([
    [3, () => ({ anyOf: [randomSchema(random, depth - 1), { type: "null" }] })],
    [2, () => ({ anyOf: [randomSchema(random, depth - 1), randomSchema(random, depth - 1)] })],
    [1, () => ({ oneOf: [{ type: "string" }, { type: "number" }] })],
    [0.5, () => ({ oneOf: [randomMap(random, depth), randomScalar(random)] })],
    [
      2,
      () => ({
        type: random.pick([
          ["string", "null"],
          ["integer", "string"],
          ["boolean", "array"],
          ["object", "null"],
        ]),
      }),
    ],
  ]);
}

/** What is legal and seldom written; a checker that does not know it must not claim to. */
function randomRarity(random: Random, depth: number): JsonSchema {
  return random.weighted<JsonSchema>([
    [1, () => ({ allOf: [randomSchema(random, depth - 1), randomSchema(random, 0)] })],
    [1, () => ({ allOf: [{ type: "object", required: ["a"] }, randomMap(random, depth)] })],
    [1, () => ({ type: "string", not: { const: "" } })],
    [1, () => ({ not: { type: "null" } })],
    [
      1,
      () => {
        const properties = { a: randomScalar(random), b: randomScalar(random) };
        return {
          type: "object",
          properties,
          additionalProperties: false,
          anyOf: [{ required: ["a"] }, { required: ["b"] }],
        };
      },
    ],
    [1, () => ({ properties: { a: randomScalar(random) }, required: ["a"] })],
    [1, () => ({ minimum: 1 })],
    [1, () => ({ items: { type: "integer" } })],
    [0.7, () => ({ ...randomMap(random, depth), dependencies: { a: ["b"] } })],
    [
      0.7,
      () => ({
        if: { type: "string" },
        // biome-ignore lint/suspicious/noThenProperty: it is a keyword of JSON Schema
        then: { minLength: 2 },
        else: { type: random.pick(["integer", "null"] as const) },
      }),
    ],
    [
      0.7,
      () => ({
        type: "object",
        properties: { a: { $ref: "#/definitions/it" }, b: { $ref: "#/definitions/it" } },
        required: ["a"],
        definitions: { it: randomScalar(random) },
        additionalProperties: false,
      }),
    ],
    [0.5, () => ({ type: "array", contains: { type: "integer" } })],
  ]);
}

/** A schema that every value of the given one meets, one step wider; undefined when the step taken leads nowhere. */
export function wider(schema: JsonSchema, random: Random): JsonSchema | undefined {
  return random.weighted<JsonSchema | undefined>([
    [2, () => ({ anyOf: [schema, { type: random.pick(["null", "string", "object", "array"] as const) }] })],
    [5, () => withoutOne(schema, random)],
    [3, () => loosenBound(schema, random)],
    [1, () => loosenRequired(schema, random)],
    [
      1,
      () => (schema.type === "integer" && schema.multipleOf === undefined ? { ...schema, type: "number" } : undefined),
    ],
    [2, () => deeper(schema, random, wider)],
  ]);
}

/** A schema whose values all meet the given one, one step narrower; undefined when the step taken leads nowhere. */
export function narrower(schema: JsonSchema, random: Random, values: readonly Json[]): JsonSchema | undefined {
  return random.weighted<JsonSchema | undefined>([
    [1, () => fixedTo(random.some(values, 0.3))],
    [1, () => fixedTo(values.slice(0, 1))],
    [2, () => requireMore(schema, random)],
    [1, () => (schema.type === "array" && schema.minItems === undefined ? { ...schema, minItems: 1 } : undefined)],
    [1, () => (schema.type === "string" && schema.minLength === undefined ? { ...schema, minLength: 1 } : undefined)],
    [1, () => (schema.type === "number" ? { ...schema, type: "integer" } : undefined)],
    [1, () => (schema.type === "object" ? { ...schema, additionalProperties: false } : undefined)],
    [2, () => dropBranch(schema, random)],
    [2, () => deeper(schema, random, (inner) => narrower(inner, random, []))],
  ]);
}

function fixedTo(values: readonly Json[]): JsonSchema | undefined {
  if (values.length === 0) return undefined;
  return values.length === 1 ? { const: values[0] } : { enum: values };
}

/** Keywords without which a schema admits the same and more. */
const droppable: ReadonlySet<string> = new Set([
  "minimum",
  "maximum",
  "exclusiveMinimum",
  "exclusiveMaximum",
  "multipleOf",
  "minLength",
  "maxLength",
  "pattern",
  "format",
  "minItems",
  "maxItems",
  "uniqueItems",
  "contains",
  "additionalItems",
  "required",
  "minProperties",
  "additionalProperties",
  "propertyNames",
  "dependencies",
  "enum",
  "const",
  "not",
  "type",
]);

function withoutOne(schema: JsonSchema, random: Random): JsonSchema | undefined {
  const keywords = Object.keys(schema).filter((keyword) => droppable.has(keyword));
  if (keywords.length === 0) return undefined;
  const dropped = random.pick(keywords);
  return Object.fromEntries(Object.entries(schema).filter(([keyword]) => keyword !== dropped));
}

/** A bound that admits one more, or its own value. */
function loosenBound(schema: JsonSchema, random: Random): JsonSchema | undefined {
  const bounds = Object.entries(schema).filter(([keyword]) => looser[keyword] !== undefined);
  if (bounds.length === 0) return undefined;
  const [keyword, bound] = random.pick(bounds);
  const [instead, shift] = looser[keyword] ?? [keyword, 0];
  const rest = Object.fromEntries(Object.entries(schema).filter(([name]) => name !== keyword));
  return { ...rest, [instead]: Number(bound) + shift };
}

const looser: Readonly<Record<string, readonly [keyword: string, shift: number]>> = {
  exclusiveMinimum: ["minimum", 0],
  exclusiveMaximum: ["maximum", 0],
  minimum: ["minimum", -1],
  maximum: ["maximum", 1],
  maxLength: ["maxLength", 1],
  maxItems: ["maxItems", 1],
};

function loosenRequired(schema: JsonSchema, random: Random): JsonSchema | undefined {
  const { required } = schema;
  if (!Array.isArray(required) || required.length === 0) return undefined;
  const dropped: unknown = random.pick(required);
  return { ...schema, required: required.filter((name: unknown) => name !== dropped) as string[] };
}

function requireMore(schema: JsonSchema, random: Random): JsonSchema | undefined {
  const optional = Object.keys(schema.properties ?? {}).filter((name) => schema.required?.includes(name) !== true);
  return optional.length === 0
    ? undefined
    : { ...schema, required: [...(schema.required ?? []), random.pick(optional)] };
}

function dropBranch(schema: JsonSchema, random: Random): JsonSchema | undefined {
  const { anyOf, type } = schema;
  if (anyOf !== undefined && anyOf.length > 1) return { ...schema, anyOf: [random.pick(anyOf)] };
  return typeof type === "object" ? { ...schema, type: random.pick(type) } : undefined;
}

type Change = (schema: JsonSchema, random: Random) => JsonSchema | undefined;

/** Changes one of the schemas inside; what is inside of lists and maps counts in the same direction as the whole. */
function deeper(schema: JsonSchema, random: Random, change: Change): JsonSchema | undefined {
  const { properties, items } = schema;
  // A property that `patternProperties` or `$ref` speak of too is left alone: only plain ones surely follow.
  if (schema.definitions !== undefined) return undefined;
  if (properties !== undefined && Object.keys(properties).length > 0) {
    const name = random.pick(Object.keys(properties));
    const changed = changeInner(properties[name], random, change);
    return changed === undefined ? undefined : { ...schema, properties: { ...properties, [name]: changed } };
  }
  if (typeof items !== "object" || Array.isArray(items)) return undefined;
  const changed = changeInner(items as JsonSchema, random, change);
  return changed === undefined ? undefined : { ...schema, items: changed };
}

function changeInner(inner: JsonSchema | boolean | undefined, random: Random, change: Change): JsonSchema | undefined {
  return typeof inner === "object" ? change(inner, random) : undefined;
}
