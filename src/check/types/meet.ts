// Two types -> the type of the values that are of both. It may admit a little more where that cannot be told, never less.

import { accepts } from "./accepts.ts";
import {
  anyType,
  type Kind,
  type LazyType,
  type ListKind,
  lazily,
  type MapKind,
  type NumberKind,
  never,
  type Property,
  type TextKind,
  type Type,
} from "./type.ts";

/** The values that are of both types. */
export function meet(one: Type, other: Type): Type {
  if (one === other || other === anyType) return one;
  if (one === anyType) return other;
  return one.flatMap((left) => other.flatMap((right) => meetKinds(left, right)));
}

function meetKinds(left: Kind, right: Kind): Type {
  if (left.kind === "unknown") return [right];
  if (right.kind === "unknown") return [left];
  if (left.kind !== right.kind) return never;
  const conditions =
    left.conditions === undefined && right.conditions === undefined
      ? {}
      : { conditions: [...(left.conditions ?? []), ...(right.conditions ?? [])] };
  switch (left.kind) {
    case "null":
      return [{ ...(right as typeof left), ...left, ...conditions }];
    case "boolean": {
      const { only } = right as typeof left;
      if (left.only !== undefined && only !== undefined && left.only !== only) return never;
      return [{ kind: "boolean", only: left.only ?? only, ...conditions }];
    }
    case "number":
      return meetNumbers(left, right as NumberKind, conditions);
    case "text":
      return meetTexts(left, right as TextKind, conditions);
    case "list":
      return meetLists(left, right as ListKind, conditions);
    case "map":
      return meetMaps(left, right as MapKind, conditions);
  }
}

type Conditions = Pick<Kind, "conditions">;

function meetNumbers(left: NumberKind, right: NumberKind, conditions: Conditions): Type {
  const low = highest(left, right);
  const high = lowest(left, right);
  const multiples = [left.multipleOf, right.multipleOf].filter((step) => step !== undefined);
  const [step, second] = multiples;
  const merged: NumberKind = {
    kind: "number",
    isInteger: left.isInteger || right.isInteger,
    minimum: low.minimum,
    isMinimumExcluded: low.isMinimumExcluded,
    maximum: high.maximum,
    isMaximumExcluded: high.isMaximumExcluded,
    multipleOf: step,
    ...conditions,
    // Of two steps one is kept as a number, the other as a schema.
    ...(second === undefined || second === step
      ? {}
      : { conditions: [...(conditions.conditions ?? []), { multipleOf: second }] }),
  };
  const only = bothOf(left.only, right.only)?.filter((value) => accepts([{ ...merged, only: undefined }], value));
  if (only !== undefined) {
    if (only.length === 0) return never;
    return [{ kind: "number", isInteger: only.every(Number.isInteger), only, ...conditions }];
  }
  const { minimum, maximum } = merged;
  if (minimum === undefined || maximum === undefined) return [merged];
  const isExcluded = merged.isMinimumExcluded === true || merged.isMaximumExcluded === true;
  if (minimum > maximum || (minimum === maximum && isExcluded)) return never;
  const isBetween = merged.isInteger && Math.ceil(minimum) > Math.floor(maximum);
  return isBetween ? never : [merged];
}

function highest(left: NumberKind, right: NumberKind): NumberKind {
  if (left.minimum === undefined) return right;
  if (right.minimum === undefined || left.minimum > right.minimum) return left;
  return left.minimum === right.minimum && left.isMinimumExcluded === true ? left : right;
}

function lowest(left: NumberKind, right: NumberKind): NumberKind {
  if (left.maximum === undefined) return right;
  if (right.maximum === undefined || left.maximum < right.maximum) return left;
  return left.maximum === right.maximum && left.isMaximumExcluded === true ? left : right;
}

function bothOf<T>(one: readonly T[] | undefined, other: readonly T[] | undefined): readonly T[] | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return one.filter((value) => other.includes(value));
}

function meetTexts(left: TextKind, right: TextKind, conditions: Conditions): Type {
  const maxLengths = [left.maxLength, right.maxLength].filter((length) => length !== undefined);
  const merged: TextKind = {
    kind: "text",
    minLength: Math.max(left.minLength, right.minLength),
    maxLength: maxLengths.length === 0 ? undefined : Math.min(...maxLengths),
    patterns: joined(left.patterns, right.patterns),
    formats: joined(left.formats, right.formats),
    ...conditions,
  };
  const only = bothOf(left.only, right.only)?.filter((value) => accepts([merged], value));
  if (only !== undefined) return only.length === 0 ? never : [{ kind: "text", minLength: 0, only, ...conditions }];
  return merged.maxLength !== undefined && merged.minLength > merged.maxLength ? never : [merged];
}

function joined(one: readonly string[] | undefined, other: readonly string[] | undefined) {
  if (one === undefined || other === undefined) return one ?? other;
  return [...new Set([...one, ...other])];
}

const meetLazily = (one: LazyType, other: LazyType): LazyType => lazily(() => meet(one(), other()));

function meetLists(left: ListKind, right: ListKind, conditions: Conditions): Type {
  const length = Math.max(left.prefix.length, right.prefix.length);
  const prefix = Array.from({ length }, (_, index) => meetLazily(itemAt(left, index), itemAt(right, index)));
  const maxima = [left.maxItems, right.maxItems].filter((count) => count !== undefined);
  const minItems = Math.max(left.minItems, right.minItems);
  const maxItems = maxima.length === 0 ? undefined : Math.min(...maxima);
  if (maxItems !== undefined && minItems > maxItems) return never;
  const isUnique = left.isUnique === true || right.isUnique === true;
  const rest = meetLazily(left.rest, right.rest);
  return [{ kind: "list", prefix, rest, minItems, maxItems, isUnique, ...conditions }];
}

/** The type of one item, whether the list is so long or not. */
export function itemAt({ prefix, rest }: ListKind, index: number): LazyType {
  return prefix[index] ?? rest;
}

function meetMaps(left: MapKind, right: MapKind, conditions: Conditions): Type {
  const properties = new Map<string, Property>();
  for (const name of new Set([...left.properties.keys(), ...right.properties.keys()])) {
    const [one, other] = [left.properties.get(name), right.properties.get(name)];
    const type = meetLazily(one?.type ?? left.rest, other?.type ?? right.rest);
    const isRequired = one?.isRequired === true || other?.isRequired === true;
    properties.set(name, { type, isRequired });
  }
  const minima = [left.minProperties, right.minProperties].filter((count) => count !== undefined);
  const maxima = [left.maxProperties, right.maxProperties].filter((count) => count !== undefined);
  return [
    {
      kind: "map",
      properties,
      rest: meetLazily(left.rest, right.rest),
      minProperties: minima.length === 0 ? undefined : Math.max(...minima),
      maxProperties: maxima.length === 0 ? undefined : Math.min(...maxima),
      ...conditions,
    },
  ];
}

/** Whether the alternatives of a type hold no value at all, as far as can be seen without following a schema into itself. */
export function isEmpty(type: Type, depth = 4): boolean {
  return type.every((kind) => {
    if (depth === 0) return false;
    if (kind.kind === "list") {
      return Array.from({ length: kind.minItems }, (_, index) => index).some((index) =>
        isEmpty(itemAt(kind, index)(), depth - 1),
      );
    }
    if (kind.kind !== "map") return false;
    return [...kind.properties.keys()].some((name) => {
      const property = kind.properties.get(name);
      return property?.isRequired === true && isEmpty(property.type(), depth - 1);
    });
  });
}
