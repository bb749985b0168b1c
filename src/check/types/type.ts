// What is known of a value before the run: the kinds of value it may be, and for each kind the limits it keeps. A type says at
// least what can come; where a schema says more than a type can, the rest is kept as conditions that nobody here understands.

import type { JsonSchema } from "../../infer.ts";
import { type Json, setOwn } from "../../json.ts";

/** The alternatives. None at all is the type that no value has. */
export type Type = readonly Kind[];

/** One alternative of a type. */
export type Kind = NullKind | BooleanKind | NumberKind | TextKind | ListKind | MapKind | UnknownKind;

interface KindBase {
  /** Schemas that the value meets besides, with keywords that types do not know. */
  readonly conditions?: readonly JsonSchema[] | undefined;
}

interface NullKind extends KindBase {
  readonly kind: "null";
  /** Why there is null, where that is not the value's own doing: "step `a` runs only if its condition holds". */
  readonly because?: string | undefined;
}

interface BooleanKind extends KindBase {
  readonly kind: "boolean";
  readonly only?: boolean | undefined;
}

export interface NumberKind extends KindBase {
  readonly kind: "number";
  readonly isInteger: boolean;
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
  readonly isMinimumExcluded?: boolean | undefined;
  readonly isMaximumExcluded?: boolean | undefined;
  readonly multipleOf?: number | undefined;
  /** The only values there are; none when any may be. */
  readonly only?: readonly number[] | undefined;
}

export interface TextKind extends KindBase {
  readonly kind: "text";
  /** In code points. */
  readonly minLength: number;
  readonly maxLength?: number | undefined;
  readonly patterns?: readonly string[] | undefined;
  readonly formats?: readonly string[] | undefined;
  /** The only values there are. */
  readonly only?: readonly string[] | undefined;
}

export interface ListKind extends KindBase {
  readonly kind: "list";
  /** The types of the first items, where each has one of its own. */
  readonly prefix: readonly LazyType[];
  /** The type of all further items. */
  readonly rest: LazyType;
  readonly minItems: number;
  readonly maxItems?: number | undefined;
  readonly isUnique?: boolean | undefined;
}

export interface MapKind extends KindBase {
  readonly kind: "map";
  readonly properties: Properties;
  /** The type of all other values; a type without alternatives when there are none. */
  readonly rest: LazyType;
  readonly minProperties?: number | undefined;
  readonly maxProperties?: number | undefined;
}

/** Something that a mistake was found in already: nothing more is to be said of it. */
interface UnknownKind extends KindBase {
  readonly kind: "unknown";
}

/** Computed when it is asked for: schemas can hold themselves. */
export type LazyType = () => Type;

/** What is known of one key. */
export interface Property {
  readonly type: LazyType;
  /** Whether the key is surely there. */
  readonly isRequired: boolean;
  /** Why it may not be there, where that is not the value's own doing. */
  readonly because?: string | undefined;
}

/** Keys with what is known of them: a Map, or something that makes its entries on demand. */
export interface Properties {
  readonly size: number;
  get(name: string): Property | undefined;
  keys(): Iterable<string>;
}

const noProperties: ReadonlyMap<string, Property> = new Map();

export const never: Type = [];
export const nullType: Type = [{ kind: "null" }];
export const booleanType: Type = [{ kind: "boolean" }];
export const numberType: Type = [{ kind: "number", isInteger: false }];
export const integerType: Type = [{ kind: "number", isInteger: true }];
export const textType: Type = [{ kind: "text", minLength: 0 }];
/** Any value at all. */
export const anyType: Type = [
  { kind: "null" },
  { kind: "boolean" },
  { kind: "number", isInteger: false },
  { kind: "text", minLength: 0 },
  { kind: "list", prefix: [], rest: () => anyType, minItems: 0 },
  { kind: "map", properties: noProperties, rest: () => anyType },
];
/** The type of what is wrong already. */
export const unknownType: Type = [{ kind: "unknown" }];

/** A type that is there already, where one is asked for later. */
export const already =
  (type: Type): LazyType =>
  () =>
    type;

/** A function that computes its type once. */
export function lazily(compute: LazyType): LazyType {
  let type: Type | undefined;
  return () => (type ??= compute());
}

/** A list whose items are all of one type. */
export function listOf(items: Type, minItems = 0, maxItems?: number): Type {
  return [{ kind: "list", prefix: [], rest: already(items), minItems, maxItems }];
}

/** A list of exactly these items. */
export function tupleOf(items: readonly Type[]): Type {
  if (items.some(isNever)) return never;
  return [
    {
      kind: "list",
      prefix: items.map(already),
      rest: already(never),
      minItems: items.length,
      maxItems: items.length,
    },
  ];
}

/** A map with these keys and no others. */
export function mapOf(properties: Properties, rest: Type = never): Type {
  return [{ kind: "map", properties, rest: already(rest) }];
}

/** A map of which every key is there, and no others. */
export function closedMapOf(types: { readonly [key: string]: Type }): Type {
  const properties = new Map<string, Property>();
  for (const [name, type] of Object.entries(types)) properties.set(name, { type: already(type), isRequired: true });
  return mapOf(properties);
}

/** The type of one value. */
export function constType(value: Json): Type {
  if (value === null) return nullType;
  switch (typeof value) {
    case "boolean":
      return [{ kind: "boolean", only: value }];
    case "number":
      return [{ kind: "number", isInteger: Number.isInteger(value), only: [value] }];
    case "string":
      return [{ kind: "text", minLength: 0, only: [value] }];
    default:
      return constStructure(value);
  }
}

function constStructure(value: Json & object): Type {
  if (Array.isArray(value)) {
    const items: readonly Json[] = value;
    const prefix = items.map((item) => lazily(() => constType(item)));
    return [{ kind: "list", prefix, rest: already(never), minItems: items.length, maxItems: items.length }];
  }
  const properties = new Map<string, Property>();
  for (const [name, one] of Object.entries(value as { [key: string]: Json })) {
    properties.set(name, { type: lazily(() => constType(one)), isRequired: true });
  }
  return mapOf(properties);
}

/** A value of more parts than this is not written out: the same part may stand in it again and again. */
const mostParts = 1_000;

/** The value of a type that has only one; undefined for any other type, and for a value of many parts. */
export function onlyValue(type: Type): { readonly value: Json } | undefined {
  return onlyOf(type, { parts: 0 });
}

function onlyOf(type: Type, count: { parts: number }): { readonly value: Json } | undefined {
  const [kind, second] = type;
  if (kind === undefined || second !== undefined || kind.conditions !== undefined) return undefined;
  if (++count.parts > mostParts) return undefined;
  switch (kind.kind) {
    case "null":
      return { value: null };
    case "boolean":
      return kind.only === undefined ? undefined : { value: kind.only };
    case "number":
    case "text": {
      const [first, other] = kind.only ?? [];
      return first === undefined || other !== undefined ? undefined : { value: first };
    }
    case "list":
      return onlyList(kind, count);
    case "map":
      return onlyMap(kind, count);
    default:
      return undefined;
  }
}

function onlyList(
  { prefix, minItems, maxItems }: ListKind,
  count: { parts: number },
): { readonly value: Json } | undefined {
  if (minItems !== maxItems || prefix.length < minItems) return undefined;
  const items: Json[] = [];
  for (const item of prefix.slice(0, minItems)) {
    const only = onlyOf(item(), count);
    if (only === undefined) return undefined;
    items.push(only.value);
  }
  return { value: items };
}

function onlyMap({ properties, rest }: MapKind, count: { parts: number }): { readonly value: Json } | undefined {
  if (!isNever(rest())) return undefined;
  const map = {};
  for (const name of properties.keys()) {
    const property = properties.get(name);
    const only = property?.isRequired === true ? onlyOf(property.type(), count) : undefined;
    if (only === undefined) return undefined;
    setOwn(map, name, only.value);
  }
  return { value: map };
}

export const isNever = (type: Type): boolean => type.length === 0;

/** Whether the type is of something that is wrong already. */
export const isUnknown = (type: Type): boolean => type.some(({ kind }) => kind === "unknown");

/** Whether something inside a value is wrong already, as far as its parts are looked at. */
export function holdsUnknown(type: Type): boolean {
  const seen = new Set<Type>([anyType]);
  const left: Type[] = [type];
  for (let next = left.pop(); next !== undefined && seen.size < mostParts; next = left.pop()) {
    if (isUnknown(next)) return true;
    if (seen.has(next)) continue;
    seen.add(next);
    for (const kind of next) {
      if (kind.kind === "list") left.push(...kind.prefix.map((item) => item()), kind.rest());
      if (kind.kind !== "map") continue;
      for (const name of kind.properties.keys()) left.push(kind.properties.get(name)?.type() ?? never);
      left.push(kind.rest());
    }
  }
  return false;
}

/** So many alternatives are kept apart; more of one kind become one that admits all of them. */
const mostAlternatives = 24;

/** A value of one of these types. What is made of many types may admit more than they do. */
export function union(...types: readonly Type[]): Type {
  return unionOf(types).type;
}

/** A value of one of these types, and whether the type admits exactly what they do together. */
export function unionOf(types: readonly Type[]): { readonly type: Type; readonly isExact: boolean } {
  const [first = never, ...others] = types.filter((type) => !isNever(type));
  if (others.length === 0) return { type: first, isExact: true };
  if (types.some((type) => type === anyType)) return { type: anyType, isExact: true };
  const kinds: Kind[] = [];
  for (const kind of [...first, ...others.flat()]) addKind(kinds, kind);
  const short = kinds.map(shortened);
  const type = short.length <= mostAlternatives ? short : widened(short);
  return { type, isExact: type === short && short.every((kind, index) => kind === kinds[index]) };
}

/** So many values of a text or number are kept apart; of more only the kind is known. */
const mostValues = 200;

function shortened(kind: Kind): Kind {
  if ((kind.kind !== "text" && kind.kind !== "number") || (kind.only?.length ?? 0) <= mostValues) return kind;
  return kind.kind === "text"
    ? { kind: "text", minLength: 0 }
    : { kind: "number", isInteger: (kind.only ?? []).every(Number.isInteger) };
}

function addKind(kinds: Kind[], kind: Kind): void {
  if (kinds.includes(kind)) return;
  const index = kinds.findIndex((other) => isMergeable(other, kind));
  const other = kinds[index];
  if (other === undefined) kinds.push(kind);
  else kinds[index] = mergeScalars(other, kind);
}

/** Whether two alternatives can be written as one that admits nothing more. */
function isMergeable(one: Kind, other: Kind): boolean {
  if (one.kind !== other.kind || one.conditions !== undefined || other.conditions !== undefined) return false;
  switch (one.kind) {
    case "null":
    case "boolean":
    case "unknown":
      return true;
    case "number":
    case "text":
      return isPlain(one) || isPlain(other) || (one.only !== undefined && (other as typeof one).only !== undefined);
    default:
      return false;
  }
}

/** Whether a scalar alternative admits every value of its kind, or for numbers every integer. */
function isPlain(kind: Kind): boolean {
  if (kind.kind === "text") {
    return (
      kind.only === undefined &&
      kind.minLength === 0 &&
      kind.maxLength === undefined &&
      kind.patterns === undefined &&
      kind.formats === undefined
    );
  }
  return (
    kind.kind === "number" &&
    !kind.isInteger &&
    kind.only === undefined &&
    kind.minimum === undefined &&
    kind.maximum === undefined &&
    kind.multipleOf === undefined
  );
}

function mergeScalars(one: Kind, other: Kind): Kind {
  if (one.kind === "null" && other.kind === "null") return one.because === undefined ? other : one;
  if (one.kind === "boolean" && other.kind === "boolean") return one.only === other.only ? one : { kind: "boolean" };
  if (isPlain(one)) return one;
  if (isPlain(other)) return other;
  if (one.kind === "number" && other.kind === "number" && one.only !== undefined && other.only !== undefined) {
    return {
      kind: "number",
      isInteger: one.isInteger && other.isInteger,
      only: [...new Set([...one.only, ...other.only])],
    };
  }
  if (one.kind === "text" && other.kind === "text" && one.only !== undefined && other.only !== undefined) {
    return { kind: "text", minLength: 0, only: [...new Set([...one.only, ...other.only])] };
  }
  return one;
}

/** Fewer alternatives that admit at least as much: one of each kind. */
export function widened(kinds: readonly Kind[]): Type {
  const wide = new Map<Kind["kind"], Kind>();
  for (const kind of kinds) {
    const other = wide.get(kind.kind);
    wide.set(kind.kind, other === undefined ? kind : hull(other, kind));
  }
  return [...wide.values()];
}

/** One alternative that admits what two of the same kind do. */
function hull(one: Kind, other: Kind): Kind {
  if (one.kind === "list" && other.kind === "list") return hullOfLists(one, other);
  if (one.kind === "map" && other.kind === "map") return hullOfMaps(one, other);
  if (one.kind === "null" || one.kind === "boolean" || one.kind === "unknown") return mergeScalars(one, other);
  return anyType.find(({ kind }) => kind === one.kind) ?? one;
}

function hullOfLists(one: ListKind, other: ListKind): ListKind {
  const items = ({ prefix, rest }: ListKind) => union(...prefix.map((item) => item()), rest());
  const maxItems =
    one.maxItems === undefined || other.maxItems === undefined ? undefined : Math.max(one.maxItems, other.maxItems);
  const minItems = Math.min(one.minItems, other.minItems);
  return { kind: "list", prefix: [], rest: lazily(() => union(items(one), items(other))), minItems, maxItems };
}

function hullOfMaps(one: MapKind, other: MapKind): MapKind {
  const properties = new Map<string, Property>();
  for (const name of new Set([...one.properties.keys(), ...other.properties.keys()])) {
    const [left, right] = [one.properties.get(name), other.properties.get(name)];
    const type = lazily(() => union((left?.type ?? one.rest)(), (right?.type ?? other.rest)()));
    properties.set(name, { type, isRequired: left?.isRequired === true && right?.isRequired === true });
  }
  return { kind: "map", properties, rest: lazily(() => union(one.rest(), other.rest())) };
}

/** The type with its nulls told of already. */
export function withPlainNull(type: Type): Type {
  return type.map((kind) => (kind.kind === "null" ? { kind: "null" } : kind));
}

/** The type without null. */
export function withoutNull(type: Type): Type {
  return type.some(({ kind }) => kind === "null") ? type.filter(({ kind }) => kind !== "null") : type;
}
