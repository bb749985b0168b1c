// What the values of a type hold: the item at an index, whether a key is there, what a loop goes through.

import type { Expression } from "../../expression.ts";
import { findFunction } from "../../expression-functions.ts";
import { isPrivateKey } from "../../template.ts";
import { accepts } from "../types/accepts.ts";
import { meet } from "../types/meet.ts";
import {
  constType,
  isNever,
  isUnknown,
  type Kind,
  type ListKind,
  never,
  type TextKind,
  type Type,
  textType,
  union,
  unknownType,
} from "../types/type.ts";
import { anyItemOf, type Found, member } from "../types/walk.ts";

export const textsIn = (type: Type): readonly TextKind[] => type.filter((kind) => kind.kind === "text");
export const listsIn = (type: Type): readonly ListKind[] => type.filter((kind) => kind.kind === "list");
export const kindsOf = (type: Type): ReadonlySet<string> => new Set(type.map(({ kind }) => kind));

/** Whether a boolean may have a value. */
export function mayBe(type: Type, value: boolean): boolean {
  return type.some((kind) => kind.kind === "unknown" || (kind.kind === "boolean" && kind.only !== !value));
}

/** Whether a computed key of a map may become one of those written out, another computed one, or `__proto__`. */
export function mayCollide(key: Type, written: readonly string[], computed: readonly Type[]): boolean {
  if (isUnknown(key)) return false;
  if (["__proto__", ...written].some((name) => accepts(key, name))) return true;
  return computed.some((other) => !isUnknown(other) && !isNever(meet(key, other)));
}

/** What is at an index: a text names a key of a map, a number an item of a list. */
export function itemOf(type: Type, index: Type): Found {
  const [texts, numbers] = [index.filter(({ kind }) => kind !== "number"), index.filter(({ kind }) => kind !== "text")];
  const found = type.map((kind): Found => {
    if (kind.kind === "unknown" || isUnknown(index)) return { type: unknownType, misses: [] };
    const keys = kind.kind === "map" ? texts : kind.kind === "list" ? numbers : [];
    if (keys.length === 0) return { type: never, misses: isNever(index) ? [] : [{ at: kind, isCertain: true }] };
    const inside = member([kind], { kind: "computed", type: keys });
    if (keys.length === index.length) return inside;
    return { type: inside.type, misses: [...inside.misses, { at: kind, isCertain: false }] };
  });
  return { type: union(...found.map((one) => one.type)), misses: found.flatMap(({ misses }) => misses) };
}

export function presenceIn(kind: Kind, name: string): "yes" | "no" | "maybe" {
  if (kind.kind === "unknown") return "maybe";
  if (kind.kind !== "map" || isPrivateKey(name)) return "no";
  const property = kind.properties.get(name);
  if (property?.isRequired === true) return "yes";
  return isNever(property?.type() ?? kind.rest()) ? "no" : "maybe";
}

/** What a loop goes through: the items of a list, the keys of a map. */
export function itemsIn(kind: Kind): Type {
  if (kind.kind === "list") return kind.maxItems === 0 ? never : anyItemOf(kind);
  if (kind.kind !== "map") return never;
  const keys = [...kind.properties.keys()].filter((key) => !isPrivateKey(key));
  if (!isNever(kind.rest())) return textType;
  return union(...keys.map((key) => constType(key)));
}

/** How many items a loop goes through. */
export function countsOf(range: Type): readonly [number, number | undefined] {
  const lists = listsIn(range);
  if (lists.length < range.length) return [0, undefined];
  const maxima = lists.map(({ maxItems }) => maxItems);
  const most = maxima.includes(undefined) ? undefined : Math.max(...maxima.map((count) => count ?? 0));
  return [Math.min(...lists.map(({ minItems }) => minItems)), most];
}

/** Whether a number is whole by the way it is written, and so divides without a fraction. */
export function isWhole(node: Expression): boolean {
  switch (node.kind) {
    case "literal":
      return node.isWhole;
    case "unary":
      return isWhole(node.operand);
    case "call":
      return findFunction(node.name, node.receiver !== null)?.returns === "whole";
    case "binary":
      return isWhole(node.left) && isWhole(node.right);
    default:
      return false;
  }
}
