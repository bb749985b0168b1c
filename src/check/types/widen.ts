// A type that stays the same however often a value grows: what a loop leaves in a variable has to be known before its turns are.

import {
  already,
  anyType,
  isNever,
  isUnknown,
  type Kind,
  lazily,
  type Property,
  type Type,
  union,
  widened,
} from "./type.ts";

/** Deeper inside a value anything may be. */
const deepest = 4;

/** A type that admits at least as much, without ranges, lengths and fixed values. */
export function widen(type: Type, depth = 0): Type {
  if (isNever(type) || isUnknown(type)) return type;
  if (depth >= deepest) return anyType;
  return widened(type.map((kind) => widenKind(kind, depth)));
}

function widenKind(kind: Kind, depth: number): Kind {
  switch (kind.kind) {
    case "null":
    case "unknown":
      return { kind: kind.kind };
    case "boolean":
      return { kind: "boolean" };
    case "number":
      return { kind: "number", isInteger: kind.isInteger };
    case "text":
      return { kind: "text", minLength: 0 };
    case "list": {
      const items = lazily(() => widen(union(...kind.prefix.map((item) => item()), kind.rest()), depth + 1));
      return { kind: "list", prefix: [], rest: items, minItems: 0 };
    }
    case "map": {
      const properties = new Map<string, Property>();
      for (const name of kind.properties.keys()) {
        const property = kind.properties.get(name);
        if (property === undefined) continue;
        properties.set(name, { ...property, type: lazily(() => widen(property.type(), depth + 1)) });
      }
      const rest = kind.rest();
      return { kind: "map", properties, rest: isNever(rest) ? already(rest) : lazily(() => widen(rest, depth + 1)) };
    }
  }
}
