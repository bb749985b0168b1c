// What mends a fault that a schema found, where only one change can: a misspelt key or value, quotes that are missing or too
// many. Which schema it was is not known here.

import type { Edit } from "../diagnostic.ts";
import { type Document, type Path, pathIn, type Rewriting, valueAt } from "../document.ts";
import { isJsonMap, type Json, setOwn } from "../json.ts";
import type { SchemaCheck } from "../schema.ts";
import type { SchemaFault } from "../schema-fault.ts";
import { onlyNearest } from "../suggest.ts";

/** What was checked. */
export interface Faulty {
  readonly document: Document;
  /** Where the value stands whose faults they are. */
  readonly base: Path;
  /** All of them. */
  readonly faults: readonly SchemaFault[];
  readonly check: SchemaCheck;
  /** Whether a value would be right at a path; `from` is where it stands now. */
  readonly fits: (value: Json, path: readonly string[], from: readonly string[]) => boolean;
}

type ValueFault = SchemaFault & { kind: "type" | "value" };
type Replacement = Rewriting & { kind: "whole" | "as-text" };

/** The change that mends a fault; undefined where there is none or a choice. */
export function faultFix(fault: SchemaFault, faulty: Faulty): readonly Edit[] | undefined {
  const { document, base } = faulty;
  const path = pathIn(document, [...base.map(String), ...fault.path]);
  if (fault.kind === "missing-key") return undefined;
  if (fault.kind === "unknown-key") return renaming(fault, path, faulty);
  const rewriting = replacementOf(fault);
  if (rewriting === undefined || !isFaultyAlone(fault, path.slice(base.length), faulty)) return undefined;
  const value = rewriting.kind === "whole" ? rewriting.value : writtenAt(document, path);
  return faulty.fits(value, fault.path, fault.path) ? listOf(document.rewrite(path, rewriting)) : undefined;
}

/** Whether a value is wrong whatever stands beside it; else it may be the other that is wrong. */
function isFaultyAlone({ kind, value }: ValueFault, path: Path, { check }: Faulty): boolean {
  const alone = valueAlone(value as Json, path);
  return check(alone.value).some((fault) => fault.kind === kind && fault.path.join("\0") === alone.path.join("\0"));
}

/** A value at a path with nothing beside it; in lists it is then the first. */
export function valueAlone(value: Json, path: Path): { readonly value: Json; readonly path: readonly string[] } {
  let around = value;
  for (const part of path.toReversed()) around = typeof part === "number" ? [around] : { [part]: around };
  return { value: around, path: path.map((part) => (typeof part === "number" ? "0" : part)) };
}

function writtenAt(document: Document, path: Path): string {
  const span = document.locate(path);
  return document.source?.text.slice(span?.start, span?.end) ?? "";
}

function renaming(
  fault: SchemaFault & { kind: "unknown-key" },
  path: Path,
  { document, base, faults, fits, check }: Faulty,
): readonly Edit[] | undefined {
  const map = valueAt(document, path);
  if (!isJsonMap(map)) return undefined;
  const name = meantKey(fault, map);
  if (name === undefined) return undefined;
  const rivals = faults.filter(
    (other) =>
      other.kind === "unknown-key" && other.path.join("\0") === fault.path.join("\0") && meantKey(other, map) === name,
  );
  const from = [...fault.path, fault.key];
  const value = valueAt(document, [...path, fault.key]);
  if (rivals.length > 1 || value === undefined) return undefined;
  const place = [...path, fault.key];
  const key = document.rewrite(place, { kind: "whole", value: name }, "key");
  if (key === undefined || fits(value, [...fault.path, name], from)) return listOf(key);
  // Under its right name the value may need a change of its own.
  const rewriting = rewritingAt(value, [...path.slice(base.length), name], check);
  if (rewriting === undefined) return undefined;
  const mended = rewriting.kind === "whole" ? rewriting.value : writtenAt(document, place);
  const edit = fits(mended, [...fault.path, name], from) ? document.rewrite(place, rewriting) : undefined;
  return edit === undefined ? undefined : [key, edit];
}

/** What mends a value that is wrong at a place whatever stands beside it. */
function rewritingAt(value: Json, path: Path, check: SchemaCheck): Replacement | undefined {
  const alone = valueAlone(value, path);
  const fault = check(alone.value).find(
    (one): one is ValueFault =>
      (one.kind === "type" || one.kind === "value") && one.path.join("\0") === alone.path.join("\0"),
  );
  return fault === undefined ? undefined : replacementOf(fault);
}

/** The key that a misspelt one surely stands for. */
function meantKey({ key, allowed, meant }: SchemaFault & { kind: "unknown-key" }, map: object): string | undefined {
  // An unusual blank beside a name is nothing that anybody meant.
  const bare = key.replace(/[\p{Z}\p{Cf}]/gu, "");
  const name = allowed.includes(bare) ? bare : onlyNearest(key, allowed);
  const isSame = meant === undefined || meant === name;
  return name !== undefined && isSame && !Object.hasOwn(map, name) ? name : undefined;
}

/** What is to be written in place of a faulty value. */
function replacementOf(fault: ValueFault): Replacement | undefined {
  const { value } = fault;
  if (fault.kind === "type") {
    if (typeof value === "string") return unquoted(value, fault.expected);
    const isUnquoted = typeof value === "number" || typeof value === "boolean";
    return isUnquoted && fault.expected.includes("string") ? { kind: "as-text" } : undefined;
  }
  if (typeof value !== "string") return undefined;
  if (fault.keyword === "const" && isScalar(fault.limit) && String(fault.limit) === value) {
    return { kind: "whole", value: fault.limit };
  }
  if (fault.keyword !== "enum" || !Array.isArray(fault.limit)) return undefined;
  const allowed: unknown[] = fault.limit;
  const name = onlyNearest(
    value,
    allowed.filter((one) => typeof one === "string"),
  );
  return name === undefined ? undefined : { kind: "whole", value: name };
}

/** A text that is a number or a boolean to everybody but YAML. */
function unquoted(text: string, expected: readonly string[]): (Rewriting & { kind: "whole" }) | undefined {
  const number = Number(text);
  const wantsNumber = expected.includes("number") || (expected.includes("integer") && Number.isInteger(number));
  if (wantsNumber && Number.isFinite(number) && String(number) === text) return { kind: "whole", value: number };
  const boolean = expected.includes("boolean") ? booleanIn(text) : undefined;
  return boolean === undefined ? undefined : { kind: "whole", value: boolean };
}

/** The boolean that a text surely means, in this YAML or an older one. */
export function booleanIn(text: string): boolean | undefined {
  if (/^(?:true|yes|on)$/i.test(text)) return true;
  return /^(?:false|no|off)$/i.test(text) ? false : undefined;
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

/** A copy of a value in which another one stands at a path, below maps and lists that are there. */
export function withValueAt(value: Json, [first, ...rest]: readonly string[], put: Json): Json {
  if (first === undefined) return put;
  if (Array.isArray(value)) {
    return value.map((item: Json, index) => (String(index) === first ? withValueAt(item, rest, put) : item));
  }
  const copy = {};
  for (const [key, inner] of Object.entries(isJsonMap(value) ? value : {})) setOwn(copy, key, inner);
  const inner = isJsonMap(value) && Object.hasOwn(value, first) ? value[first] : undefined;
  setOwn(copy, first, withValueAt(inner ?? null, rest, put));
  return copy;
}

const listOf = (edit: Edit | undefined): readonly Edit[] | undefined => (edit === undefined ? undefined : [edit]);
