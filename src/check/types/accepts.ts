// Whether one scalar value is of an alternative. Texts and numbers that are known are judged exactly, conditions too.

import type { JsonSchema } from "../../infer.ts";
import { compileSchema, type SchemaCheck } from "../../schema.ts";
import { hasReferences, isSelfContained } from "../../schema-reference.ts";
import type { Kind, NumberKind, TextKind, Type } from "./type.ts";

type Scalar = null | boolean | number | string;

/** Whether a text, number, boolean or null is of a type: yes, no, or not known for a condition that cannot be asked. */
export function judgeValue(type: Type, value: Scalar): "yes" | "no" | "maybe" {
  let best: "no" | "maybe" = "no";
  for (const kind of type) {
    if (!isOfKind(kind, value)) continue;
    const answers = (kind.conditions ?? []).map((schema) => meets(schema, value));
    if (answers.every((answer) => answer === true)) return "yes";
    if (!answers.includes(false)) best = "maybe";
  }
  return best;
}

/** Says whether a value may be of a type. */
export function accepts(type: Type, value: Scalar): boolean {
  return judgeValue(type, value) !== "no";
}

function isOfKind(kind: Kind, value: Scalar): boolean {
  switch (kind.kind) {
    case "unknown":
      return true;
    case "null":
      return value === null;
    case "boolean":
      return typeof value === "boolean" && (kind.only === undefined || kind.only === value);
    case "number":
      return typeof value === "number" && isInRange(kind, value);
    case "text":
      return typeof value === "string" && isTextOf(kind, value);
    default:
      return false;
  }
}

function isInRange(kind: NumberKind, value: number): boolean {
  const { minimum, maximum, multipleOf, only } = kind;
  if (only !== undefined) return only.includes(value);
  if (kind.isInteger && !Number.isInteger(value)) return false;
  if (minimum !== undefined && (kind.isMinimumExcluded === true ? value <= minimum : value < minimum)) return false;
  if (maximum !== undefined && (kind.isMaximumExcluded === true ? value >= maximum : value > maximum)) return false;
  return multipleOf === undefined || meets({ multipleOf }, value) === true;
}

function isTextOf({ only, minLength, maxLength, patterns, formats }: TextKind, value: string): boolean {
  if (only !== undefined) return only.includes(value);
  if (minLength > 0 || maxLength !== undefined) {
    const { length } = [...value];
    if (length < minLength || (maxLength !== undefined && length > maxLength)) return false;
  }
  return (
    (patterns ?? []).every((pattern) => meets({ pattern }, value) !== false) &&
    (formats ?? []).every((format) => meets({ format }, value) !== false)
  );
}

const compiled = new Map<string, SchemaCheck | null>();

/** Schemas of one keyword are made anew again and again; they are compiled once. Null where one cannot stand by itself. */
function meets(schema: JsonSchema, value: unknown): boolean | null {
  const text = JSON.stringify(schema);
  let check = compiled.get(text);
  if (check === undefined) {
    check = compiledAlone(schema);
    compiled.set(text, check);
  }
  return check === null ? null : check(value).length === 0;
}

/** Some keywords say nothing without the ones that stood beside them, and cannot be compiled; references would lead elsewhere. */
function compiledAlone(schema: JsonSchema): SchemaCheck | null {
  if (hasReferences(schema) && !isSelfContained(schema)) return null;
  try {
    return compileSchema(schema);
  } catch {
    return null;
  }
}
