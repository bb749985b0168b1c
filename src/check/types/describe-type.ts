// Types in words: "an integer", "a list of texts", "null or a map with `a` and `b`".

import { shortValue } from "../../schema-fault.ts";
import { isNever, type Kind, type Type } from "./type.ts";
import { anyItemOf, anyValueOf } from "./walk.ts";

const mostWords = 4;

/** What a value of a type is, in words that follow "it is". */
export function describeType(type: Type, depth = 0): string {
  if (isNever(type)) return "nothing";
  if (isAnything(type)) return "anything";
  const words = [...new Set(type.map((kind) => describeKind(kind, depth)))];
  if (words.length > mostWords) return "anything";
  return words.length === 1 ? (words[0] ?? "") : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}

/** Whether every kind of value may be there. */
export function isAnything(type: Type): boolean {
  if (type.some(({ kind }) => kind === "unknown")) return true;
  return (["null", "boolean", "number", "text", "list", "map"] as const).every((name) =>
    type.some(({ kind }) => kind === name),
  );
}

const plurals: Readonly<Record<string, string>> = {
  text: "texts",
  "a number": "numbers",
  "an integer": "integers",
  "a boolean": "booleans",
  "a list": "lists",
  "a map": "maps",
  null: "nulls",
};

export function describeKind(kind: Kind, depth = 0): string {
  switch (kind.kind) {
    case "unknown":
      return "anything";
    case "null":
      return "null";
    case "boolean":
      return kind.only === undefined ? "a boolean" : `\`${kind.only}\``;
    case "number": {
      if (kind.only !== undefined) return describeOnly(kind.only, kind.isInteger ? "an integer" : "a number");
      const noun = kind.isInteger ? "an integer" : "a number";
      if (kind.minimum === undefined && kind.maximum === undefined) return noun;
      if (kind.minimum === undefined) return `${noun} up to ${kind.maximum}`;
      return kind.maximum === undefined
        ? `${noun} from ${kind.minimum}`
        : `${noun} from ${kind.minimum} to ${kind.maximum}`;
    }
    case "text":
      if (kind.only !== undefined) return describeOnly(kind.only, "text");
      return kind.formats === undefined ? "text" : `text in the format ${kind.formats.join(", ")}`;
    case "list": {
      if (kind.maxItems === 0) return "an empty list";
      const items = depth > 1 ? "anything" : describeType(anyItemOf(kind), depth + 1);
      return items === "anything" || items === "nothing" ? "a list" : `a list of ${plurals[items] ?? items}`;
    }
    case "map": {
      const names = [...kind.properties.keys()];
      if (names.length > 0)
        return names.length > 6 ? "a map" : `a map with ${names.map((name) => `\`${name}\``).join(", ")}`;
      const values = depth > 1 ? "anything" : describeType(anyValueOf(kind), depth + 1);
      if (values === "nothing") return "an empty map";
      return values === "anything" ? "a map" : `a map of ${plurals[values] ?? values}`;
    }
  }
}

const mostShown = 8;

function describeOnly(only: readonly (string | number)[], noun: string): string {
  if (only.length > mostShown) return noun;
  const shown = only.map((value) => shortValue(value));
  if (shown.length > 3) return `one of ${shown.join(", ")}`;
  return shown.length === 1 ? `${shown[0]}` : `${shown.slice(0, -1).join(", ")} or ${shown.at(-1)}`;
}
