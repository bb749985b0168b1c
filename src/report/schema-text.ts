// A JSON Schema in a few words, for people who look at a block: "text", "list of integer", "integer of at least 0".

import type { JsonSchema } from "../infer.ts";

const typeNames: Readonly<Record<string, string>> = {
  string: "text",
  integer: "integer",
  number: "number",
  boolean: "true or false",
  null: "null",
  array: "list",
  object: "map",
};

/** Says what values meet a schema, as far as a line can. */
export function schemaText(schema: JsonSchema | boolean | undefined): string {
  if (schema === undefined || schema === true) return "any value";
  if (schema === false) return "nothing";
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  const forms = schema.anyOf ?? schema.oneOf;
  if (forms !== undefined) return [...new Set(forms.map(schemaText))].join(" or ");
  const types = schema.type === undefined ? [] : [schema.type].flat();
  if (types.length === 0) return "any value";
  return types.map((type) => typeText(type, schema)).join(" or ");
}

function typeText(type: string, schema: JsonSchema): string {
  const name = typeNames[type] ?? type;
  if (type === "array") {
    const items = Array.isArray(schema.items) ? undefined : (schema.items as JsonSchema | boolean | undefined);
    const inner = schemaText(items);
    const what = inner === "any value" ? name : `${name} of (${inner})`.replace(/\((\w+)\)$/, "$1");
    return what + bounds(schema.minItems, schema.maxItems, "items");
  }
  if (type === "object") return typeof schema.additionalProperties === "object" ? mapText(schema) : name;
  if (type === "string") return name + bounds(schema.minLength, schema.maxLength, "characters");
  if (type === "integer" || type === "number") return name + bounds(schema.minimum, schema.maximum, "");
  return name;
}

function mapText({ additionalProperties }: JsonSchema): string {
  const inner = schemaText(additionalProperties);
  return inner === "any value" ? "map" : `map of ${inner}`;
}

function bounds(least: unknown, most: unknown, unit: string): string {
  const count = most ?? least;
  const noun = unit === "" ? "" : ` ${count === 1 ? unit.slice(0, -1) : unit}`;
  if (least !== undefined && least === most) return ` of ${JSON.stringify(least)}${noun}`;
  if (least !== undefined && most !== undefined)
    return ` from ${JSON.stringify(least)} to ${JSON.stringify(most)}${noun}`;
  if (least !== undefined) return ` of at least ${JSON.stringify(least)}${noun}`;
  return most === undefined ? "" : ` of at most ${JSON.stringify(most)}${noun}`;
}
