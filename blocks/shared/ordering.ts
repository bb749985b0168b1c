// The order of JSON data: numbers by size, texts by code point, lists by their first items that differ. Nothing else
// has an order, and values of two types have none; the schemas below say so before anything runs.

import type { JsonSchema } from "../../src/infer.ts";
import { typeName } from "../../src/json.ts";
import { deepEqual } from "./deep-equal.ts";

/** The types whose values have an order. */
export const orderedTypes = ["number", "string", "array"] as const;

/** A value that can have an order with another one of its type. */
export type Ordered = number | string | readonly unknown[];

/** For `allOf`: the parameters `value1` and `value2` are of one type. A parameter that is not there says nothing. */
export const valuesOfOneType: readonly JsonSchema[] = orderedTypes.map((type) => ({
  if: { properties: { value1: { type } }, required: ["value1"] },
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  then: { properties: { value2: { type } } },
}));

/** The alternatives of a list whose items have an order among them. */
export const orderedLists = [
  { type: "array", items: { type: "number" } },
  { type: "array", items: { type: "string" } },
  { type: "array", items: { type: "array" } },
] as const;

/**
 * Below zero when `left` comes first, above zero when `right` does, else zero.
 * @throws {Error} when they have no order.
 */
export function compareValues(left: unknown, right: unknown): number {
  if (typeof left === "number" && typeof right === "number") return left - right;
  if (typeof left === "string" && typeof right === "string") return compareTexts(left, right);
  if (Array.isArray(left) && Array.isArray(right)) return compareLists(left, right);
  throw new Error(
    `no order between ${typeName(left)} and ${typeName(right)}: numbers, texts and lists compare with their own kind`,
  );
}

function compareTexts(left: string, right: string): number {
  const shorter = Math.min(left.length, right.length);
  for (let index = 0; index < shorter; index++) {
    if (left[index] !== right[index]) return (left.codePointAt(index) ?? 0) - (right.codePointAt(index) ?? 0);
  }
  return left.length - right.length;
}

function compareLists(left: readonly unknown[], right: readonly unknown[]): number {
  const index = left.findIndex((item, at) => at >= right.length || !deepEqual(item, right[at]));
  if (index === -1 || index >= right.length) return left.length - right.length;
  return compareValues(left[index], right[index]);
}
