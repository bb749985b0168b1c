// Random values that meet a JSON Schema, the edges of what it allows before all: empty, least, greatest, absent, one key more.

import type { JsonSchema } from "../../src/infer.ts";
import { copyJson, isJsonMap, type Json, type JsonMap } from "../../src/json.ts";
import { compileSchema } from "../../src/schema.ts";
import { Random } from "./random.ts";
import { formats, keyNames, patterns } from "./random-schemas.ts";

/** How many different values of a schema are kept, and how many attempts are made to find them. */
const most = 20;
const attempts = 60;

const known = new WeakMap<JsonSchema, readonly Json[]>();

/** Values that meet a schema, as ajv sees it; none when none was found. They depend on nothing but the schema. */
export function valuesOf(schema: JsonSchema): readonly Json[] {
  let values = known.get(schema);
  if (values === undefined) {
    values = findValues(schema, new Random(...Buffer.from(JSON.stringify(schema))));
    known.set(schema, values);
  }
  return values;
}

function findValues(schema: JsonSchema, random: Random): readonly Json[] {
  const check = compileSchema(schema);
  const found = new Map<string, Json>();
  const maker = new ValueMaker(random, schema);
  for (let attempt = 0; attempt < attempts && found.size < most; attempt++) {
    maker.leaning = attempt < 3 ? "least" : attempt < 6 ? "most" : "any";
    const value = maker.make(schema, 0);
    if (value !== undefined && check(value).length === 0) found.set(JSON.stringify(value), copyJson(value));
  }
  return [...found.values()];
}

const texts = [
  "",
  "a",
  "abc",
  "hello world",
  "5",
  "true",
  "null",
  "é😀",
  "{",
  "name",
  "low",
  "2026-01-31",
  " x ",
  "items",
];
const numbers = [0, 1, -1, 2, 3, 10, 0.5, -2.5, 1e15, 2 ** 53, 1e21];

/** Any value that JSON knows. */
export function anyValue(random: Random, depth = 0): Json {
  return random.weighted<Json>([
    [3, () => random.pick(texts)],
    [2, () => random.pick(numbers)],
    [1.5, () => random.chance(0.5)],
    [1, () => null],
    [depth > 2 ? 0 : 1.5, () => Array.from({ length: random.below(4) }, () => anyValue(random, depth + 1))],
    [
      depth > 2 ? 0 : 2,
      () => Object.fromEntries(random.some(keyNames, 0.25).map((key) => [key, anyValue(random, depth + 1)])),
    ],
  ]);
}

class ValueMaker {
  leaning: "least" | "most" | "any" = "any";
  readonly #random: Random;
  readonly #root: JsonSchema;

  constructor(random: Random, root: JsonSchema) {
    this.#random = random;
    this.#root = root;
  }

  /** A value that looks as if it met the schema; undefined where there is none. */
  make(schema: JsonSchema | boolean, depth: number): Json | undefined {
    const random = this.#random;
    if (schema === false || depth > 8) return undefined;
    if (schema === true) return anyValue(random, depth);
    const { $ref, anyOf, oneOf, allOf, const: only, enum: allowed, ...rest } = schema;
    if (typeof $ref === "string") return this.make(this.#referred($ref), depth + 1);
    if (only !== undefined) return only as Json;
    if (allowed !== undefined) return this.#pick(allowed) as Json;
    const branches = anyOf ?? oneOf;
    if (branches !== undefined) return this.make(merged(rest, random.pick(branches)), depth);
    if (allOf !== undefined) return this.make(allOf.reduce<JsonSchema>(merged, rest), depth);
    const type = this.#typeOf(rest);
    switch (type) {
      case "string":
        return this.#text(rest);
      case "integer":
      case "number":
        return this.#number(rest, type);
      case "boolean":
        return this.leaning === "any" ? random.chance(0.5) : this.leaning === "most";
      case "null":
        return null;
      case "array":
        return this.#list(rest, depth);
      case "object":
        return this.#map(rest, depth);
      default:
        return anyValue(random, depth);
    }
  }

  #referred(reference: string): JsonSchema | boolean {
    const parts = reference.split("/").slice(1);
    return parts.reduce<unknown>((at, part) => (isJsonMap(at) ? at[part] : undefined), this.#root) as JsonSchema;
  }

  /** The type of a value to make; undefined for one of any type, also where keywords speak of one and exclude no other. */
  #typeOf(schema: JsonSchema): string | undefined {
    const { type } = schema;
    if (typeof type === "string") return type;
    if (type !== undefined) return this.#random.pick(type);
    if (this.#random.chance(0.3)) return undefined;
    if (schema.properties !== undefined || schema.required !== undefined) return "object";
    if (schema.items !== undefined) return "array";
    return schema.minimum === undefined ? undefined : "number";
  }

  #pick<T>(list: readonly T[]): T {
    if (this.leaning === "least") return list[0] as T;
    return this.leaning === "most" ? (list.at(-1) as T) : this.#random.pick(list);
  }

  #text({ format, pattern, minLength, maxLength }: JsonSchema): string {
    const given =
      typeof format === "string" ? formats[format] : typeof pattern === "string" ? patterns[pattern] : undefined;
    if (given !== undefined) return this.#pick(given);
    const least = typeof minLength === "number" ? minLength : 0;
    const greatest = typeof maxLength === "number" ? maxLength : 1_000;
    if (this.leaning === "least") return "x".repeat(least);
    if (this.leaning === "most") return "y".repeat(Math.min(greatest, least + 12));
    return [...this.#random.pick(texts).padEnd(least, "z")].slice(0, greatest).join("");
  }

  #number(schema: JsonSchema, type: "integer" | "number"): number {
    const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
    const step = type === "integer" ? 1 : 0.5;
    const low = [asNumber(minimum), asNumber(exclusiveMinimum, step)].filter((one) => one !== undefined);
    const high = [asNumber(maximum), asNumber(exclusiveMaximum, -step)].filter((one) => one !== undefined);
    const edges = [...low, ...high, ...low.map((one) => one + step), ...high.map((one) => one - step)];
    if (this.leaning === "least" && low[0] !== undefined) return low[0];
    if (this.leaning === "most" && high[0] !== undefined) return high[0];
    const number = edges.length > 0 && this.#random.chance(0.6) ? this.#random.pick(edges) : this.#random.pick(numbers);
    const whole = type === "integer" ? Math.round(number) : number;
    return typeof multipleOf === "number" ? Math.round(whole / multipleOf) * multipleOf : whole;
  }

  #list({ items, minItems, maxItems, additionalItems, contains }: JsonSchema, depth: number): Json | undefined {
    const least = typeof minItems === "number" ? minItems : 0;
    const greatest = typeof maxItems === "number" ? maxItems : least + 3;
    const fixed = isList(items) ? items : [];
    const length =
      this.leaning === "least" ? least : this.leaning === "most" ? greatest : this.#random.between(least, greatest);
    const list: Json[] = [];
    for (let index = 0; index < length; index++) {
      const rest = isList(items) ? (additionalItems as JsonSchema | boolean | undefined) : items;
      const item = this.make(fixed[index] ?? rest ?? true, depth + 1);
      if (item === undefined) break;
      list.push(item);
    }
    if (isJsonMap(contains)) list.push(this.make(contains, depth + 1) ?? null);
    return list;
  }

  #map(schema: JsonSchema, depth: number): Json | undefined {
    const { properties = {}, required = [], additionalProperties = true, patternProperties = {} } = schema;
    const map: Record<string, Json> = {};
    const share = this.leaning === "least" ? 0 : this.leaning === "most" ? 1 : 0.5;
    for (const [name, inner] of Object.entries(properties)) {
      const isRequired = required.includes(name);
      if (!isRequired && !this.#random.chance(share)) continue;
      const value = this.make(inner, depth + 1);
      if (value !== undefined) map[name] = value;
      else if (isRequired) return undefined;
    }
    const rest = isJsonMap(additionalProperties) ? (additionalProperties as JsonSchema) : additionalProperties;
    const extra = this.leaning === "least" ? 0 : this.leaning === "most" ? 1 : this.#random.below(3);
    const others = keyNames.filter((name) => !Object.hasOwn(properties, name));
    const named = required.filter((name) => !Object.hasOwn(properties, name));
    for (const name of [
      ...named,
      ...(rest === false ? [] : Array.from({ length: extra }, () => this.#random.pick(others))),
    ]) {
      const ofPattern = Object.entries(patternProperties as JsonMap).find(([pattern]) =>
        new RegExp(pattern, "u").test(name),
      );
      const value = this.make((ofPattern?.[1] as JsonSchema | undefined) ?? rest, depth + 1);
      if (value !== undefined) map[name] = value;
    }
    return map;
  }
}

/** Both schemas in one, as far as that can be said by putting their keywords together. */
function merged(schema: JsonSchema, other: JsonSchema | boolean): JsonSchema {
  if (typeof other === "boolean") return schema;
  return {
    ...schema,
    ...other,
    ...(schema.properties === undefined ? {} : { properties: { ...schema.properties, ...other.properties } }),
    ...(schema.required === undefined ? {} : { required: [...schema.required, ...(other.required ?? [])] }),
  };
}

function asNumber(value: unknown, shift = 0): number | undefined {
  return typeof value === "number" ? value + shift : undefined;
}

function isList(value: unknown): value is readonly (JsonSchema | boolean)[] {
  return Array.isArray(value);
}
