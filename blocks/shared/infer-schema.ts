// What can be told of a result from the schemas of the parameters. Every function here takes any schema, also none,
// and says `{}` (anything) where it cannot tell.

import type { JsonSchema, SchemaTypeName } from "../../src/infer.ts";
import { isJsonMap, ownValue } from "../../src/json.ts";

type Schema = JsonSchema | undefined;

const mostAlternatives = 20;

const noValue = JSON.stringify({ not: {} });

/** One of these schemas, nothing when there are none; anything when one of them is not known. */
export function eitherOf(...schemas: readonly Schema[]): JsonSchema {
  const alternatives: JsonSchema[] = [];
  const seen = new Set<string>();
  for (const schema of schemas) {
    if (schema === undefined || Object.keys(schema).length === 0) return {};
    const text = JSON.stringify(schema);
    if (!seen.has(text) && text !== noValue) alternatives.push(schema);
    seen.add(text);
  }
  if (alternatives.length === 0) return { not: {} };
  if (alternatives.length > mostAlternatives) return {};
  return alternatives.length === 1 ? (alternatives[0] ?? {}) : { anyOf: alternatives };
}

/** Whether every value that meets the schema is of the type. */
export function isAlways(type: SchemaTypeName, schema: Schema): boolean {
  if (schema === undefined) return false;
  if (Object.hasOwn(schema, "const")) return isOfType(type, schema.const);
  if (Array.isArray(schema.enum)) return schema.enum.every((value) => isOfType(type, value));
  const alternatives = alternativesOf(schema);
  if (alternatives !== undefined) return alternatives.every((alternative) => isAlways(type, alternative));
  const types = [schema.type ?? []].flat();
  return types.length > 0 && types.every((name) => name === type || (type === "number" && name === "integer"));
}

/** The schema of the items of a list that meets the schema. */
export function itemsOf(schema: Schema): JsonSchema {
  if (schema === undefined) return {};
  if (Array.isArray(schema.const)) {
    return schema.const.length > mostAlternatives ? {} : eitherOf(...schema.const.map((item) => ({ const: item })));
  }
  const alternatives = alternativesOf(schema);
  if (alternatives !== undefined) return eitherOf(...alternatives.map(itemsOf));
  if (schema.items === false) return { not: {} };
  if (Array.isArray(schema.items)) return itemsOfTuple(schema.items, schema.additionalItems);
  return isAlways("array", schema) && isJsonMap(schema.items) ? schema.items : {};
}

/** The schema of the items of a list that has one for each of the first ones. */
function itemsOfTuple(items: readonly unknown[], others: unknown): JsonSchema {
  const schemas = others === false ? items : [...items, others];
  return eitherOf(...schemas.map((one) => (isJsonMap(one) ? (one as JsonSchema) : {})));
}

/** The schema of a list that has the items of these lists. */
export function listOf(...lists: readonly Schema[]): JsonSchema {
  const known = lists.filter((list) => !(Array.isArray(list?.const) && list.const.length === 0));
  return known.length === 0 ? { const: [] } : { type: "array", items: eitherOf(...known.map(itemsOf)) };
}

/** The schema of a list that may have lost items of this one, or has them in another order. */
export function someOf(list: Schema): JsonSchema {
  return { type: "array", items: itemsOf(list) };
}

/** The schema of a list that has the items of this one, and one more. */
export function withItem(list: Schema, item: Schema): JsonSchema {
  return { ...listOf(list, { type: "array", items: item ?? {} }), minItems: leastItems(list) + 1 };
}

/** How many items a list that meets the schema has at least. */
function leastItems(list: Schema): number {
  if (Array.isArray(list?.const)) return list.const.length;
  const alternatives = list === undefined ? undefined : alternativesOf(list);
  if (alternatives !== undefined) return Math.min(...alternatives.map(leastItems));
  return typeof list?.minItems === "number" ? list.minItems : 0;
}

/** The schema of the value of a key of a map that meets the schema, or else of the default, where one is given. */
export function valueOfKey(map: Schema, key: Schema, byDefault: Schema): JsonSchema {
  const name = key?.const;
  if (map === undefined || typeof name !== "string") return {};
  if (isJsonMap(map.const)) return Object.hasOwn(map.const, name) ? { const: map.const[name] } : (byDefault ?? {});
  if (map.type !== "object" || map.patternProperties !== undefined) return {};
  const found = ownValue(map.properties ?? {}, name) ?? map.additionalProperties;
  if (found === false) return byDefault ?? {};
  if (!isJsonMap(found)) return {};
  const isAlwaysThere = Array.isArray(map.required) && map.required.includes(name);
  return isAlwaysThere || byDefault === undefined ? found : eitherOf(found, byDefault);
}

/** The schema of the values of a map that meets the schema; undefined when it has none. */
export function valuesOf(map: Schema): JsonSchema | undefined {
  const [values, isEmpty] = everyValueOf(map);
  return isEmpty ? undefined : values;
}

/** The schema of two maps made one, where the second one counts. */
export function mergeOf(first: Schema, second: Schema): JsonSchema {
  const [one, other] = [closedMap(first), closedMap(second)];
  if (one === undefined || other === undefined) return { type: "object" };
  const properties: Record<string, JsonSchema> = { ...one.properties };
  for (const [key, schema] of Object.entries(other.properties)) {
    const before = ownValue(one.properties, key);
    properties[key] = before === undefined || other.required.includes(key) ? schema : eitherOf(before, schema);
  }
  const required = [...new Set([...one.required, ...other.required])];
  return { type: "object", properties, required, additionalProperties: false };
}

/** The schema of a map in which a key has been set. */
export function withKey(map: Schema, key: Schema, value: Schema): JsonSchema {
  const isKnown = typeof key?.const === "string" && closedMap(map) !== undefined;
  if (isKnown) return mergeOf(map, mapOf({ [String(key.const)]: value }));
  const [values, isEmpty] = everyValueOf(map);
  return { type: "object", additionalProperties: isEmpty ? (value ?? {}) : eitherOf(values, value) };
}

/** The schema of a map from which a key has been taken; of null, all of them. */
export function withoutKey(map: Schema, key: Schema): JsonSchema {
  if (key?.const === null) return { const: {} };
  const closed = closedMap(map);
  if (typeof key?.const === "string" && closed !== undefined) {
    const { [key.const]: _, ...properties } = closed.properties;
    const required = closed.required.filter((name) => name !== key.const);
    return { type: "object", properties, required, additionalProperties: false };
  }
  const [values, isEmpty] = everyValueOf(map);
  return isEmpty ? { const: {} } : { type: "object", additionalProperties: values };
}

/** The schema of every value that a map may hold, and whether it surely holds none. */
function everyValueOf(map: Schema): [JsonSchema, boolean] {
  const closed = closedMap(map);
  if (closed !== undefined)
    return [eitherOf(...Object.values(closed.properties)), Object.keys(closed.properties).length === 0];
  const { type, properties = {}, additionalProperties, patternProperties } = map ?? {};
  if (type !== "object" || patternProperties !== undefined || !isJsonMap(additionalProperties)) return [{}, false];
  return [
    eitherOf(additionalProperties, ...Object.values(properties).map((one) => (isJsonMap(one) ? one : {}))),
    false,
  ];
}

/** What a map can hold, where its schema says all of it; `__proto__` is a key that ajv overlooks. */
function closedMap(
  map: Schema,
): { readonly properties: { readonly [key: string]: JsonSchema }; readonly required: readonly string[] } | undefined {
  if (map === undefined) return undefined;
  const schema = isJsonMap(map.const)
    ? mapOf(Object.fromEntries(Object.entries(map.const).map(([key, value]) => [key, { const: value }])))
    : map;
  const { type, properties = {}, required = [], additionalProperties, patternProperties } = schema;
  if (type !== "object" || additionalProperties !== false || patternProperties !== undefined) return undefined;
  if (Object.keys(properties).length > mostAlternatives) return undefined;
  const entries = Object.entries(properties).map(([key, value]) => [key, isJsonMap(value) ? value : {}] as const);
  return { properties: Object.fromEntries(entries), required };
}

/** The schema of a list whose items have taken the place of the lists that hold them. */
export function flatListOf(lists: Schema): JsonSchema {
  if (Array.isArray(lists?.const)) return { const: lists.const.flat() };
  const items = itemsOf(lists);
  return isAlways("array", items) ? { type: "array", items: itemsOf(items) } : { type: "array" };
}

/** The schema of a map made of pairs of a key and a value, where it is sure that they are pairs. */
export function mapOfPairs(pairs: Schema): JsonSchema {
  const pair = itemsOf(pairs);
  if (!isAlways("array", pair)) return { type: "object" };
  return { type: "object", additionalProperties: secondItemOf(pair) };
}

/** The schema of the second item of a list. */
function secondItemOf(list: JsonSchema): JsonSchema {
  if (Array.isArray(list.const)) return { const: list.const[1] };
  const alternatives = alternativesOf(list);
  if (alternatives !== undefined) return eitherOf(...alternatives.map(secondItemOf));
  const second: unknown = Array.isArray(list.items) ? list.items[1] : list.items;
  return isJsonMap(second) ? (second as JsonSchema) : {};
}

/** A closed map with these values, all of them there. */
export function mapOf(values: { readonly [key: string]: Schema }): JsonSchema {
  // ajv overlooks a property of the name `__proto__`, so a map that has it stays open.
  const keys = Object.keys(values).filter((key) => key !== "__proto__");
  return {
    type: "object",
    properties: Object.fromEntries(keys.map((key) => [key, values[key] ?? {}])),
    required: keys,
    additionalProperties: Object.hasOwn(values, "__proto__"),
  };
}

function alternativesOf(schema: JsonSchema): readonly JsonSchema[] | undefined {
  const alternatives = schema.anyOf ?? schema.oneOf;
  if (!Array.isArray(alternatives)) return undefined;
  return alternatives.map((alternative) => (isJsonMap(alternative) ? (alternative as JsonSchema) : {}));
}

function isOfType(type: SchemaTypeName, value: unknown): boolean {
  switch (type) {
    case "string":
    case "boolean":
    case "number":
      return typeof value === type;
    case "integer":
      return Number.isInteger(value);
    case "null":
      return value === null;
    case "array":
      return Array.isArray(value);
    case "object":
      return isJsonMap(value);
  }
}
