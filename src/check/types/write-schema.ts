// Type -> JSON Schema, for blocks that tell the type of their result from those of their parameters.

import type { JsonSchema } from "../../infer.ts";
import { isJsonMap } from "../../json.ts";
import { hasReferences } from "../../schema-reference.ts";
import { anyType, isNever, isUnknown, type Kind, type ListKind, type MapKind, onlyValue, type Type } from "./type.ts";

/** Deeper inside a value, and behind so many parts, anything may be: schemas can hold themselves. */
const deepest = 8;
const mostParts = 1_000;

/** How far the writing has come. */
interface Progress {
  readonly depth: number;
  /** Shared by the whole schema. */
  readonly count: { parts: number };
}

/** A schema that every value of a type meets. */
export function schemaOfType(type: Type): JsonSchema {
  return schemaInside(type, { depth: 0, count: { parts: 0 } });
}

function schemaInside(type: Type, progress: Progress): JsonSchema {
  if (progress.depth > deepest || ++progress.count.parts > mostParts) return {};
  const only = onlyValue(type);
  if (only !== undefined) return { const: only.value };
  if (isNever(type)) return { not: {} };
  if (isAnything(type)) return {};
  const schemas = type.map((kind) => schemaOfKind(kind, progress));
  const [first, second] = schemas;
  if (first !== undefined && second === undefined) return first;
  return { anyOf: schemas };
}

/** Whether every value is of the type, as far as can be seen at once. */
function isAnything(type: Type): boolean {
  if (type === anyType || isUnknown(type)) return true;
  return anyType.every((wide) => type.some((kind) => kind.kind === wide.kind && isWide(kind)));
}

function isWide(kind: Kind): boolean {
  if (kind.conditions !== undefined) return false;
  switch (kind.kind) {
    case "boolean":
      return kind.only === undefined;
    case "list":
      return kind.rest() === anyType && kind.prefix.length === 0 && kind.minItems === 0 && kind.maxItems === undefined;
    case "map":
      return kind.rest() === anyType && kind.properties.size === 0 && kind.minProperties === undefined;
    default:
      return anyType.includes(kind) || kind.kind === "null";
  }
}

function schemaOfKind(kind: Kind, progress: Progress): JsonSchema {
  const own = ownSchema(kind, progress);
  // What was said because there were too many alternatives would only grow, from one block to the next; and references lead
  // elsewhere from here.
  const conditions = (kind.conditions ?? []).filter(
    (condition) => !condition.anyOf && !condition.oneOf && !condition.enum && !hasReferences(condition),
  );
  return conditions.length === 0 ? own : { ...own, allOf: [...(own.allOf ?? []), ...conditions] };
}

function ownSchema(kind: Kind, progress: Progress): JsonSchema {
  switch (kind.kind) {
    case "unknown":
      return {};
    case "null":
      return { type: "null" };
    case "boolean":
      return kind.only === undefined ? { type: "boolean" } : { const: kind.only };
    case "number":
      if (kind.only !== undefined) return { enum: kind.only };
      return withoutUndefined({
        type: kind.isInteger ? "integer" : "number",
        [kind.isMinimumExcluded === true ? "exclusiveMinimum" : "minimum"]: kind.minimum,
        [kind.isMaximumExcluded === true ? "exclusiveMaximum" : "maximum"]: kind.maximum,
        multipleOf: kind.multipleOf,
      });
    case "text": {
      if (kind.only !== undefined) return { enum: kind.only };
      const [pattern, ...patterns] = kind.patterns ?? [];
      const [format, ...formats] = kind.formats ?? [];
      const others = [...patterns.map((one) => ({ pattern: one })), ...formats.map((one) => ({ format: one }))];
      return withoutUndefined({
        type: "string",
        minLength: kind.minLength === 0 ? undefined : kind.minLength,
        maxLength: kind.maxLength,
        pattern,
        format,
        allOf: others.length === 0 ? undefined : others,
      });
    }
    case "list":
      return listSchema(kind, progress);
    case "map":
      return mapSchema(kind, progress);
  }
}

function listSchema({ prefix, rest, minItems, maxItems, isUnique }: ListKind, progress: Progress): JsonSchema {
  const further = inner(rest(), progress);
  const isOpen = isJsonMap(further) && Object.keys(further).length === 0;
  const items = prefix.length === 0 ? (isOpen ? undefined : further) : prefix.map((item) => inner(item(), progress));
  return withoutUndefined({
    type: "array",
    items,
    additionalItems: prefix.length === 0 || isOpen ? undefined : further,
    minItems: minItems === 0 ? undefined : minItems,
    maxItems,
    uniqueItems: isUnique === true ? true : undefined,
  });
}

function mapSchema({ properties, rest, minProperties, maxProperties }: MapKind, progress: Progress): JsonSchema {
  const written: Record<string, JsonSchema | boolean> = {};
  const required: string[] = [];
  let isOpen = false;
  for (const name of properties.keys()) {
    const property = properties.get(name);
    if (property === undefined) continue;
    // A property of this name is overlooked where schemas are compiled.
    if (name === "__proto__") isOpen = true;
    else {
      written[name] = inner(property.type(), progress);
      if (property.isRequired) required.push(name);
    }
  }
  const others = isOpen ? {} : inner(rest(), progress);
  return withoutUndefined({
    type: "object",
    properties: Object.keys(written).length === 0 ? undefined : written,
    required: required.length === 0 ? undefined : required,
    additionalProperties: isJsonMap(others) && Object.keys(others).length === 0 ? undefined : others,
    minProperties,
    maxProperties,
  });
}

function inner(type: Type, { depth, count }: Progress): JsonSchema | boolean {
  return isNever(type) ? false : schemaInside(type, { depth: depth + 1, count });
}

function withoutUndefined(schema: { readonly [key: string]: unknown }): JsonSchema {
  return Object.fromEntries(Object.entries(schema).filter(([, value]) => value !== undefined));
}
