// What a pipeline's text or object says, as plain data, and where in the text each part of it stands.

import type { Json } from "./json.ts";
import type { Source, Span } from "./source.ts";

/** Keys and indexes from a document's root to one of its parts. */
export type Path = readonly (string | number)[];

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
}
