// JSON Schema (draft-07) -> type. The type admits every value that the schema admits; what a schema says beyond types becomes a
// condition of its alternatives.

import type { JsonSchema } from "../../infer.ts";
import { isJsonMap, type Json } from "../../json.ts";
import { schemaAt } from "../../schema-reference.ts";
import { meet } from "./meet.ts";
import {
  already,
  anyType,
  constType,
  type Kind,
  type LazyType,
  lazily,
  never,
  type Property,
  type Type,
  union,
  unionOf,
} from "./type.ts";

type Schema = JsonSchema | boolean;

const known = new WeakMap<object, Type>();
const deepest = 40;

/** The type of the values that meet a schema. */
export function typeOfSchema(schema: Schema): Type {
  if (typeof schema === "boolean") return schema ? anyType : never;
  let type = known.get(schema);
  if (type === undefined) {
    type = read(schema, { root: schema, depth: 0, followed: [] });
    known.set(schema, type);
  }
  return type;
}

interface Place {
  /** The schema that references start at. */
  readonly root: JsonSchema;
  /** How many schemas were entered without entering a value. */
  readonly depth: number;
  /** What references led to since then. */
  readonly followed: readonly Schema[];
}

/** Keywords that say nothing about values, and those that are read below. */
const understood: ReadonlySet<string> = new Set([
  ...[
    "$schema",
    "$id",
    "$comment",
    "title",
    "description",
    "default",
    "examples",
    "readOnly",
    "writeOnly",
    "definitions",
  ],
  ...["type", "nullable", "const", "enum", "anyOf", "allOf", "oneOf", "$ref"],
  ...["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"],
  ...["minLength", "maxLength", "pattern", "format"],
  ...["items", "additionalItems", "minItems", "maxItems", "uniqueItems"],
  ...["properties", "required", "additionalProperties", "minProperties", "maxProperties"],
]);

const numberFormats: ReadonlySet<unknown> = new Set(["int32", "int64", "float", "double"]);

function read(schema: Schema, place: Place): Type {
  if (typeof schema === "boolean") return schema ? anyType : never;
  const deeper = { ...place, depth: place.depth + 1 };
  if (deeper.depth > deepest) return withCondition(anyType, conditionOf(schema, Object.keys(schema), place.root));
  if (isNothing(schema)) return never;
  let type = readOwn(schema, place.root);
  if (schema.$ref !== undefined) type = meet(type, readReference(schema, deeper));
  for (const part of schema.allOf ?? []) type = meet(type, read(part, deeper));
  if (schema.anyOf !== undefined) {
    const { anyOf } = schema;
    type = meet(
      type,
      joined(
        anyOf.map((part) => read(part, deeper)),
        () => conditionOf({ anyOf }, ["anyOf"], place.root),
      ),
    );
  }
  if (schema.oneOf !== undefined) type = meet(type, readOneOf(schema.oneOf, deeper));
  const others = Object.keys(schema).filter((key) => !understood.has(key));
  return others.length === 0 ? type : withCondition(type, conditionOf(schema, others, place.root));
}

/** Whether a schema says in so many words that nothing meets it. */
function isNothing({ not }: JsonSchema): boolean {
  return not === true || (isJsonMap(not) && Object.keys(not).length === 0);
}

/** A value of one of several types; where that admits more, what it must meet besides. */
function joined(types: readonly Type[], condition: () => JsonSchema): Type {
  const { type, isExact } = unionOf(types);
  return isExact ? type : withCondition(type, condition());
}

/** A schema of the keywords that types do not know, which can stand by itself. */
function conditionOf(schema: JsonSchema, keys: readonly string[], root: JsonSchema): JsonSchema {
  const condition: Record<string, unknown> = {};
  for (const key of keys) if (key !== "definitions") condition[key] = schema[key];
  // What `patternProperties` does not cover depends on the properties beside it.
  if (keys.includes("patternProperties")) {
    for (const key of ["properties", "additionalProperties"]) if (key in schema) condition[key] = schema[key];
  }
  // Below an id of its own, the definitions are others than the root's.
  if (root.definitions === undefined || hasInnerIds(root)) return condition;
  return { ...condition, definitions: root.definitions };
}

function withCondition(type: Type, condition: JsonSchema): Type {
  return type.map((kind) => ({ ...kind, conditions: [...(kind.conditions ?? []), condition] }));
}

/** Whether a schema inside has an id of its own, from which references would start. */
function hasInnerIds(root: JsonSchema): boolean {
  const own = Object.hasOwn(root, "$id") ? 1 : 0;
  return JSON.stringify(root).split('"$id"').length - 1 > own;
}

function readReference({ $ref }: JsonSchema, place: Place): Type {
  const target = typeof $ref !== "string" || hasInnerIds(place.root) ? undefined : schemaAt($ref, place.root);
  // One that leads back to itself says nothing.
  if (target === undefined || place.followed.includes(target)) return withCondition(anyType, { $ref });
  return read(target, { ...place, followed: [...place.followed, target] });
}

/** Alternatives of which exactly one may hold: where two of them can hold at once, that is a condition. */
function readOneOf(schemas: readonly Schema[], place: Place): Type {
  const types = schemas.map((part) => read(part, place));
  const isApart = types.every((type, index) => types.slice(index + 1).every((other) => meet(type, other).length === 0));
  const condition = () => conditionOf({ oneOf: schemas }, ["oneOf"], place.root);
  return isApart ? joined(types, condition) : withCondition(union(...types), condition());
}

function readOwn(schema: JsonSchema, root: JsonSchema): Type {
  const nulls = schema.nullable === true ? ["null" as const] : [];
  const names = schema.type === undefined ? undefined : [schema.type, nulls].flat(2);
  const kinds = anyType.flatMap((kind): Kind[] => {
    if (names === undefined) return limited(kind, schema, root);
    if (kind.kind === "number" && !names.includes("number")) {
      return names.includes("integer") ? limited({ ...kind, isInteger: true }, schema, root) : [];
    }
    return names.includes(schemaNames[kind.kind]) ? limited(kind, schema, root) : [];
  });
  let type: Type = kinds;
  if (Object.hasOwn(schema, "const")) type = meet(type, constType(schema.const as Json));
  if (Array.isArray(schema.enum)) {
    const values: readonly unknown[] = schema.enum;
    type = meet(
      type,
      joined(
        values.map((value) => constType(value as Json)),
        () => ({ enum: values }),
      ),
    );
  }
  return type;
}

const schemaNames = {
  null: "null",
  boolean: "boolean",
  number: "number",
  text: "string",
  list: "array",
  map: "object",
  unknown: "null",
} as const;

/** An alternative with the limits that a schema has for its kind; none when no value keeps them. */
function limited(kind: Kind, schema: JsonSchema, root: JsonSchema): Kind[] {
  switch (kind.kind) {
    case "number":
      return meet([kind], [limitedNumber(kind.isInteger, schema)]) as Kind[];
    case "text":
      return meet([kind], [limitedText(schema)]) as Kind[];
    case "list":
      return [limitedList(schema, root)];
    case "map":
      return [limitedMap(schema, root)];
    default:
      return [kind];
  }
}

const numberAt = (schema: JsonSchema, key: string): number | undefined => {
  const value = schema[key];
  return typeof value === "number" ? value : undefined;
};

function limitedNumber(isInteger: boolean, schema: JsonSchema): Kind {
  const [low, high] = [numberAt(schema, "minimum"), numberAt(schema, "maximum")];
  const [above, below] = [numberAt(schema, "exclusiveMinimum"), numberAt(schema, "exclusiveMaximum")];
  const isLowExcluded = above !== undefined && (low === undefined || above >= low);
  const isHighExcluded = below !== undefined && (high === undefined || below <= high);
  const minimum = isLowExcluded ? above : low;
  const maximum = isHighExcluded ? below : high;
  return {
    kind: "number",
    isInteger,
    ...(minimum === undefined ? {} : { minimum }),
    ...(maximum === undefined ? {} : { maximum }),
    ...(isLowExcluded ? { isMinimumExcluded: true } : {}),
    ...(isHighExcluded ? { isMaximumExcluded: true } : {}),
    ...(numberAt(schema, "multipleOf") === undefined ? {} : { multipleOf: numberAt(schema, "multipleOf") }),
    ...(numberFormats.has(schema.format) ? { conditions: [{ format: schema.format }] } : {}),
  };
}

function limitedText(schema: JsonSchema): Kind {
  const maxLength = numberAt(schema, "maxLength");
  const hasFormat = typeof schema.format === "string" && !numberFormats.has(schema.format);
  return {
    kind: "text",
    minLength: numberAt(schema, "minLength") ?? 0,
    ...(maxLength === undefined ? {} : { maxLength }),
    ...(typeof schema.pattern === "string" ? { patterns: [schema.pattern] } : {}),
    ...(hasFormat ? { formats: [schema.format as string] } : {}),
  };
}

const inside = new WeakMap<object, WeakMap<object, Type> | null>();

/** The types of schemas whose references start at this root; null where there are no references. */
function typesInside(root: JsonSchema): WeakMap<object, Type> | null {
  let own = inside.get(root);
  if (own === undefined) {
    own = JSON.stringify(root).includes('"$ref"') ? new WeakMap() : null;
    inside.set(root, own);
  }
  return own;
}

/** A schema inside a value, read when it is asked for. */
function inner(schema: unknown, root: JsonSchema): LazyType {
  if (schema === undefined || schema === true) return already(anyType);
  if (schema === false || typeof schema !== "object" || schema === null) return already(never);
  const written = schema as JsonSchema;
  return lazily(() => {
    const own = typesInside(root);
    if (own === null) return typeOfSchema(written);
    let type = own.get(written);
    if (type === undefined) {
      type = read(written, { root, depth: 0, followed: [] });
      own.set(written, type);
    }
    return type;
  });
}

function limitedList(schema: JsonSchema, root: JsonSchema): Kind {
  const { items } = schema;
  const isTuple = Array.isArray(items);
  const prefix = isTuple ? items.map((item: unknown) => inner(item, root)) : [];
  const maxItems = numberAt(schema, "maxItems");
  return {
    kind: "list",
    prefix,
    rest: inner(isTuple ? schema.additionalItems : items, root),
    minItems: numberAt(schema, "minItems") ?? 0,
    ...(maxItems === undefined ? {} : { maxItems }),
    ...(schema.uniqueItems === true ? { isUnique: true } : {}),
  };
}

function limitedMap(schema: JsonSchema, root: JsonSchema): Kind {
  const properties = new Map<string, Property>();
  const patterns = isJsonMap(schema.patternProperties) ? Object.values(schema.patternProperties) : [];
  const open = inner(schema.additionalProperties, root);
  const rest =
    patterns.length === 0 ? open : lazily(() => union(open(), ...patterns.map((part) => inner(part, root)())));
  const required = new Set(schema.required ?? []);
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    properties.set(name, { type: inner(property, root), isRequired: required.has(name) });
  }
  for (const name of required) if (!properties.has(name)) properties.set(name, { type: rest, isRequired: true });
  const [low, high] = [numberAt(schema, "minProperties"), numberAt(schema, "maxProperties")];
  return {
    kind: "map",
    properties,
    rest,
    ...(low === undefined ? {} : { minProperties: low }),
    ...(high === undefined ? {} : { maxProperties: high }),
  };
}
