// One step along a path: a type and a key -> the type of what is there, and why there may be nothing. It follows the rules by which
// a run reads paths.

import { isPrivateKey } from "../../template.ts";
import { itemAt } from "./meet.ts";
import { countsIn, type Slice } from "./slice-counts.ts";
import {
  isNever,
  type Kind,
  type ListKind,
  listOf,
  type MapKind,
  type NumberKind,
  never,
  type TextKind,
  type Type,
  union,
} from "./type.ts";

/** What a path goes on with: a key or index as written, a slice of a list or text, or a value that is a key. */
export type PathKey =
  | { readonly kind: "key"; readonly name: string }
  | ({ readonly kind: "slice"; readonly name: string } & Slice)
  | { readonly kind: "computed"; readonly type: Type };

/** Why there may be nothing where a path goes on. */
export interface Miss {
  /** What was found to have no such key. */
  readonly at: Kind;
  /** Whether the key is surely not there, when the value is of this alternative. */
  readonly isCertain: boolean;
  readonly isPrivate?: boolean;
  /** Why, where that is not the value's own doing. */
  readonly because?: string | undefined;
}

/** What a key leads to. */
export interface Found {
  /** What is there when there is something; never when there surely is nothing. */
  readonly type: Type;
  readonly misses: readonly Miss[];
}

/** What is at a key of a value. */
export function member(type: Type, key: PathKey): Found {
  const found = type.map((kind) => memberOf(kind, key));
  return { type: union(...found.map((one) => one.type)), misses: found.flatMap((one) => one.misses) };
}

const there = (type: Type): Found => ({ type, misses: [] });
const nowhere = (at: Kind, because?: string): Found => ({ type: never, misses: [{ at, isCertain: true, because }] });

function memberOf(kind: Kind, key: PathKey): Found {
  switch (kind.kind) {
    case "unknown":
      return there([kind]);
    case "null":
      return nowhere(kind, kind.because);
    case "boolean":
    case "number":
      return nowhere(kind);
    default:
      return key.kind === "computed" ? atComputed(kind, key.type) : atWritten(kind, key);
  }
}

function atWritten(kind: TextKind | ListKind | MapKind, key: PathKey & { readonly name: string }): Found {
  if (kind.kind === "map") return atKey(kind, key.name);
  if (key.kind === "slice") return there(kind.kind === "text" ? sliceOfText(kind, key) : sliceOfList(kind, key));
  if (!/^\d+$/.test(key.name)) return nowhere(kind);
  return atIndex(kind, Number(key.name));
}

function atKey(kind: MapKind, name: string): Found {
  if (isPrivateKey(name)) return { type: never, misses: [{ at: kind, isCertain: true, isPrivate: true }] };
  const property = kind.properties.get(name);
  const type = property === undefined ? kind.rest() : property.type();
  if (isNever(type)) return nowhere(kind, property?.because);
  if (property?.isRequired === true) return there(type);
  return { type, misses: [{ at: kind, isCertain: false, because: property?.because }] };
}

const character: Type = [{ kind: "text", minLength: 1, maxLength: 1 }];

function atIndex(kind: TextKind | ListKind, index: number): Found {
  const [least, most] = kind.kind === "text" ? lengthsOf(kind) : [kind.minItems, kind.maxItems];
  const type = kind.kind === "text" ? character : itemAt(kind, index)();
  if (isNever(type) || (most !== undefined && index >= most)) return nowhere(kind);
  return index < least ? there(type) : { type, misses: [{ at: kind, isCertain: false }] };
}

function lengthsOf({ only, minLength, maxLength }: TextKind): [number, number | undefined] {
  if (only === undefined) return [minLength, maxLength];
  const lengths = only.map((text) => [...text].length);
  return [Math.min(...lengths), Math.max(...lengths)];
}

/** Every item there may be, as one type. */
export function anyItemOf({ prefix, rest }: ListKind): Type {
  return union(...prefix.map((item) => item()), rest());
}

/** The items between two bounds. */
function sliceOfList(list: ListKind, slice: Slice): Type {
  const [least, most] = countsIn(slice, list.minItems, list.maxItems);
  return most === 0 ? listOf(never, 0, 0) : listOf(anyItemOf(list), least, most);
}

function sliceOfText(text: TextKind, slice: Slice): Type {
  const [count, most] = countsIn(slice, ...lengthsOf(text));
  // Halves of characters that come to stand side by side become one.
  const least = slice.step === undefined || slice.step === 1 ? count : Math.min(count, 1);
  return [{ kind: "text", minLength: least, ...(most === undefined ? {} : { maxLength: most }) }];
}

const mostKeys = 24;

/** A key that is known by its type only. */
function atComputed(kind: TextKind | ListKind | MapKind, key: Type): Found {
  const names = namesOf(key);
  if (names !== undefined && names.length <= mostKeys) {
    const found = names.map((name) => atWritten(kind, { kind: "key", name }));
    const misses = found.flatMap((one) => one.misses);
    const isCertain = found.every((one) => isNever(one.type));
    return { type: union(...found.map((one) => one.type)), misses: misses.map((miss) => ({ ...miss, isCertain })) };
  }
  if (key.some((one) => one.kind === "unknown")) return there([{ kind: "unknown" }]);
  if (kind.kind === "list" && isIndexOf(key, kind.minItems)) return there(anyItemOf(kind));
  const type = kind.kind === "text" ? character : kind.kind === "list" ? anyItemOf(kind) : anyValueOf(kind);
  return { type, misses: [{ at: kind, isCertain: isNever(type) }] };
}

/** The texts that a key may be; undefined when there are too many to know. */
function namesOf(key: Type): readonly string[] | undefined {
  const names: string[] = [];
  for (const kind of key) {
    const only = kind.kind === "text" || kind.kind === "number" ? kind.only : undefined;
    if (only === undefined) return undefined;
    names.push(...only.map((value) => (typeof value === "string" ? value : JSON.stringify(value))));
  }
  return names;
}

function isIndexOf(key: Type, length: number): boolean {
  const isInside = ({ isInteger, minimum, maximum }: NumberKind) =>
    isInteger && minimum !== undefined && minimum >= 0 && maximum !== undefined && maximum < length;
  return key.every((kind) => kind.kind === "number" && isInside(kind));
}

/** Every value that a tag may read from a map, as one type. */
export function anyValueOf({ properties, rest }: MapKind): Type {
  const types: Type[] = [rest()];
  for (const name of properties.keys()) {
    if (!isPrivateKey(name)) types.push(properties.get(name)?.type() ?? never);
  }
  return union(...types);
}
