// JSON data as the language knows it: what results, variables and parameters are made of. Everything that
// crosses a step's border is a deeply frozen copy, so no step can change what another one sees.

/** A value that JSON can hold. */
export type Json = null | boolean | number | string | JsonList | JsonMap;
export type JsonList = readonly Json[];
export type JsonMap = { readonly [key: string]: Json };

/** Says whether a value is a map of JSON (neither null nor a list). */
export function isJsonMap(value: unknown): value is JsonMap {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value of an own key, never of a prototype's. */
export function ownValue<T>(map: { readonly [key: string]: T }, key: string): T | undefined {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}

/** Sets an own key on a fresh map, also where the key is `__proto__`. */
export function setOwn(map: object, key: string, value: unknown): void {
  if (key === "__proto__") {
    Object.defineProperty(map, key, { value, enumerable: true, configurable: true, writable: true });
  } else {
    (map as Record<string, unknown>)[key] = value;
  }
}

/** The word for a value's JSON type, as messages use it. */
export function typeName(value: unknown): "null" | "boolean" | "integer" | "number" | "text" | "list" | "map" {
  if (value === null || value === undefined) return "null";
  if (typeof value === "boolean") return "boolean";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  if (typeof value === "string") return "text";
  return Array.isArray(value) ? "list" : "map";
}

/** Thrown by {@link copyJson} for a value that JSON cannot hold. */
export class NotJsonError extends Error {
  override readonly name = "NotJsonError";
  /** Where inside the value: keys and indexes from its root. */
  readonly path: readonly (string | number)[];
  /** Whether the value is a number that is not finite, which has a status of its own. */
  readonly isNotFinite: boolean;

  constructor(what: string, path: readonly (string | number)[], isNotFinite = false) {
    super(path.length === 0 ? what : `${what} at \`${path.join(".")}\``);
    this.path = path;
    this.isNotFinite = isNotFinite;
  }
}

/** What JSON would write as an empty map, and so lose. */
const unwritable = [Map, Set, WeakMap, WeakSet, Promise, Error, RegExp, ArrayBuffer] as const;

const copies = new WeakSet<object>();
const deepest = 1_000;

/**
 * Copies a value as plain, deeply frozen JSON data, with the rules of JSON.stringify: `toJSON` is obeyed, undefined is
 * null at the root and in lists and left out in maps. What is such a copy already is returned as it is.
 *
 * @throws {NotJsonError} for functions, symbols, big integers, maps and sets, cycles, numbers that are not finite, and
 * nesting deeper than 1,000.
 */
export function copyJson(value: unknown): Json {
  return copyInto(value, [], new Set());
}

/** Freezes a list or map just made of values that are such copies already, so that it is one too. */
export function freezeJson<T extends JsonList | JsonMap>(made: T): T {
  copies.add(Object.freeze(made));
  return made;
}

function copyInto(value: unknown, path: (string | number)[], open: Set<object>): Json {
  switch (typeof value) {
    case "undefined":
      return null;
    case "string":
    case "boolean":
      return value;
    case "number":
      if (Number.isFinite(value)) return value;
      throw new NotJsonError(`${value} is no finite number`, [...path], true);
    case "object":
      return value === null ? null : copyObject(value, path, open);
    default:
      throw new NotJsonError(`a ${typeof value} cannot be written as JSON`, [...path]);
  }
}

function copyObject(value: object, path: (string | number)[], open: Set<object>): Json {
  if (copies.has(value)) return value as Json;
  if (open.has(value)) throw new NotJsonError("a value that contains itself cannot be written as JSON", [...path]);
  if (path.length > deepest) throw new NotJsonError(`a value nested deeper than ${deepest} levels`, path.slice(0, 5));
  const toJson = (value as { toJSON?: unknown }).toJSON;
  if (typeof toJson === "function") {
    open.add(value);
    const plain = copyInto(toJson.call(value), path, open);
    open.delete(value);
    return plain;
  }
  const kind = unwritable.find((unfit) => value instanceof unfit);
  if (kind !== undefined || ArrayBuffer.isView(value)) {
    const what = kind === undefined ? "binary data" : `${/^[AE]/.test(kind.name) ? "an" : "a"} ${kind.name}`;
    throw new NotJsonError(`${what} cannot be written as JSON`, [...path]);
  }
  if (value instanceof Number || value instanceof String || value instanceof Boolean) {
    return copyInto(value.valueOf(), path, open);
  }
  open.add(value);
  const copy = Array.isArray(value) ? copyList(value, path, open) : copyMap(value, path, open);
  open.delete(value);
  return freezeJson(copy);
}

function copyList(list: readonly unknown[], path: (string | number)[], open: Set<object>): JsonList {
  const copy: Json[] = [];
  for (let index = 0; index < list.length; index++) {
    const item = list[index];
    if (isCopied(item)) copy.push(item);
    else {
      path.push(index);
      copy.push(copyInto(item, path, open));
      path.pop();
    }
  }
  return copy;
}

/** What needs no copy: a long list to which one item was added is mostly that. */
function isCopied(value: unknown): value is Json {
  if (typeof value === "object") return value === null || copies.has(value);
  return typeof value === "string" || typeof value === "boolean" || Number.isFinite(value);
}

function copyMap(map: object, path: (string | number)[], open: Set<object>): JsonMap {
  const copy = {};
  for (const key of Object.keys(map)) {
    const value = (map as Record<string, unknown>)[key];
    if (value === undefined) continue;
    path.push(key);
    setOwn(copy, key, copyInto(value, path, open));
    path.pop();
  }
  return copy;
}
