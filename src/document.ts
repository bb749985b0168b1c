// What a pipeline's text or object says, as plain data, and where in the text each part of it stands.

import type { Edit } from "./diagnostic.ts";
import { isJsonMap, type Json, ownValue } from "./json.ts";
import type { Source, Span } from "./source.ts";

/** Keys and indexes from a document's root to one of its parts. */
export type Path = readonly (string | number)[];

/** What is to stand in the source for a value, or for a key. */
export type Rewriting =
  | { readonly kind: "whole"; readonly value: string | number | boolean }
  /** Another text for the offsets `start` to `end` of a text value. */
  | { readonly kind: "part"; readonly start: number; readonly end: number; readonly text: string }
  /** A number or boolean as the text that it is written as. */
  | { readonly kind: "as-text" };

/** A parsed pipeline before anybody asked whether it is one. */
export interface Document {
  /** The text it came from; undefined for an object handed to the library. */
  readonly source: Source | undefined;
  /** Plain, deeply frozen data. */
  readonly value: Json;
  /** Where the value at a path stands, or with `key` the key that leads to it. Undefined without a text. */
  locate(path: Path, part?: "value" | "key"): Span | undefined;
  /**
   * Where a part of a text value (or with `key` of a key) stands in the source, for the offsets `start` to `end` of its
   * characters, through quotes, escapes and folded lines. Undefined without a text.
   */
  locateText(path: Path, start: number, end: number, part?: "value" | "key"): Span | undefined;
  /**
   * The change of the source that writes another value (or with `key` another key) at a path, spelt as the one there is.
   * Undefined where it could change something else: without a text, through an alias or a merge key, at an anchor that an
   * alias uses, behind a YAML tag, in folded lines.
   */
  rewrite(path: Path, rewriting: Rewriting, part?: "value" | "key"): Edit | undefined;
}

/** Turns a path of texts, as schema faults have it, into one of keys and indexes. */
export function pathIn(document: Document, parts: readonly string[]): Path {
  let value: Json | undefined = document.value;
  return parts.map((part) => {
    const key = Array.isArray(value) ? Number(part) : part;
    value = childOf(value, key);
    return key;
  });
}

/** The value at a path; undefined when it leads nowhere. */
export function valueAt(document: Document, path: Path): Json | undefined {
  let value: Json | undefined = document.value;
  for (const part of path) value = childOf(value, part);
  return value;
}

function childOf(value: Json | undefined, key: string | number): Json | undefined {
  if (Array.isArray(value)) return value[Number(key)];
  return isJsonMap(value) ? ownValue(value, String(key)) : undefined;
}
