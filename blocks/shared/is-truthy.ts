// What counts as true where a value is no boolean, as in Python.

import { isJsonMap } from "../../src/json.ts";

/** Everything is, but null, false, 0 and what is empty: a text, a list, a map. */
export function isTruthy(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (isJsonMap(value)) return Object.keys(value).length > 0;
  return Boolean(value);
}
