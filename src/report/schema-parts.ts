// What schemas are taken apart into and put together of. Knows JSON Schema, and neither blocks nor tags.

import type { JsonSchema } from "../infer.ts";
import { isJsonMap, type Json, type JsonMap } from "../json.ts";

/** A schema that is being written. */
export type Written = { [keyword: string]: Json };

export type Schema = JsonSchema | boolean;

/** The types of some values; undefined when they may be of any. */
export type Types = readonly string[] | undefined;

/** The types that a schema names. */
export function typesOf({ type, nullable }: JsonSchema): Types {
  if (type === undefined) return undefined;
  const types: string[] = [type].flat();
  return nullable === true && !types.includes("null") ? [...types, "null"] : types;
}

/** The types that several schemas name together. */
export function typesOfAny(schemas: readonly Schema[]): Types {
  const types = schemas.map((schema) => (typeof schema === "boolean" ? undefined : typesOf(schema)));
  return types.every((of) => of !== undefined) ? types.flat() : undefined;
}

export const hasValues = (schema: JsonSchema): boolean => schema.enum !== undefined || schema.const !== undefined;

/** The values that a schema lists, without those that its type does not allow: a wrong one is then wrong once. */
export function valuesOf(schema: JsonSchema, types: Types): Written {
  if (!hasValues(schema)) return {};
  const listed: readonly unknown[] = schema.enum ?? [schema.const];
  const isOnly = (value: unknown) =>
    !Object.hasOwn(schema, "const") || JSON.stringify(value) === JSON.stringify(schema.const);
  const isOfTypes = (value: unknown) => types === undefined || types.some((type) => isOfType(value, type));
  const allowed = listed.filter((value) => isOnly(value) && isOfTypes(value)) as Json[];
  if (!allowed.every((value) => typeof value === "string")) return oneOfValues(allowed);
  // With their type editors quote what they offer. Of two faults with the same words they show one.
  const errorMessage = `Allowed: ${allowed.map((value) => JSON.stringify(value)).join(", ")}, or a tag.`;
  return allowed.length === 0 ? { not: {} } : { type: "string", enum: allowed, errorMessage };
}

/** A list of values must not be empty. */
export const oneOfValues = (values: readonly Json[]): Written => (values.length === 0 ? { not: {} } : { enum: values });

function isOfType(value: unknown, type: string): boolean {
  switch (type) {
    case "null":
      return value === null;
    case "integer":
      return Number.isInteger(value);
    case "array":
      return Array.isArray(value);
    case "object":
      return isJsonMap(value);
    default:
      return typeof value === type;
  }
}

/** What holds for the values that meet a condition. */
export const when = (condition: Json, then: Json): Written => ({ if: condition, then });

/** Alternatives without those that stand there twice. */
export function either(schemas: readonly Json[]): Written {
  const flat = schemas.flatMap((schema) =>
    isJsonMap(schema) && Object.keys(schema).join() === "anyOf" ? (schema.anyOf as Json[]) : [schema],
  );
  const distinct = [...new Map(flat.map((schema) => [JSON.stringify(schema), schema])).values()];
  return { anyOf: distinct };
}

/** One schema that says what several say. */
export function together(core: Written, all: readonly Written[]): Written {
  const [first] = all;
  if (first === undefined) return core;
  if (all.length === 1 && !Object.keys(first).some((keyword) => Object.hasOwn(core, keyword)))
    return { ...core, ...first };
  return { ...core, allOf: [...all] };
}

export function pick(schema: JsonSchema, keywords: readonly string[]): Written {
  return Object.fromEntries(
    keywords.flatMap((keyword) => (Object.hasOwn(schema, keyword) ? [[keyword, schema[keyword] as Json]] : [])),
  );
}

export function mapValues(map: { readonly [key: string]: Schema }, change: (value: Schema) => Json): JsonMap {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value)]));
}

export function mapRefs(value: Json, change: ($ref: string) => Json): Json {
  if (Array.isArray(value)) return value.map((item: Json) => mapRefs(item, change));
  if (!isJsonMap(value)) return value;
  if (typeof value.$ref === "string") return change(value.$ref);
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, mapRefs(part, change)]));
}
