// The types that one batch of cases shares: schemas, and for some pairs of them the knowledge that one fits the other. It
// steers the generator towards pipelines that are right; it judges nothing.

import type { JsonSchema } from "../../src/infer.ts";
import { copyJson, isJsonMap, type Json } from "../../src/json.ts";
import { findSchemaFault } from "../../src/schema.ts";
import { Random } from "./random.ts";
import { narrower, randomSchema, wider } from "./random-schemas.ts";
import { valuesOf } from "./random-values.ts";

/** How many schemas are made from nothing; each has relatives beside it. */
const families = 9;

const notes: ReadonlySet<string> = new Set(["description", "default", "title", "examples"]);

export class TypePool {
  readonly schemas: readonly JsonSchema[];
  /** Those that can stand inside another schema: a `$ref` leads from the root. */
  readonly inner: readonly JsonSchema[];
  readonly #random: Random;
  /** By schema: those that surely fit it. */
  readonly #narrower = new Map<JsonSchema, JsonSchema[]>();
  readonly #nearly = new Map<JsonSchema, readonly JsonSchema[]>();
  readonly #interned = new Map<string, JsonSchema>();
  readonly #bare = new Map<JsonSchema, JsonSchema>();

  constructor(random: Random) {
    this.#random = random;
    const schemas: JsonSchema[] = [];
    while (schemas.length < families * 3) {
      const schema = this.#usable(randomSchema(random, random.between(0, 3)));
      if (schema === undefined) continue;
      schemas.push(schema);
      this.#addRelatives(schema, schemas);
    }
    this.schemas = schemas;
    this.inner = schemas.filter(isRootless);
  }

  /** Values that meet a schema, its edges first. */
  values(schema: JsonSchema): readonly Json[] {
    return valuesOf(schema);
  }

  /** The one object for all equal schemas, so that each is compiled once. */
  intern(schema: JsonSchema): JsonSchema {
    const text = JSON.stringify(schema);
    let one = this.#interned.get(text);
    if (one === undefined) {
      one = copyJson(schema) as JsonSchema;
      this.#interned.set(text, one);
    }
    return one;
  }

  /** A schema without what only tells people about it. */
  bare(schema: JsonSchema): JsonSchema {
    let bare = this.#bare.get(schema);
    if (bare === undefined) {
      const kept = Object.entries(schema).filter(([keyword]) => !notes.has(keyword));
      bare = kept.length === Object.keys(schema).length ? schema : this.intern(Object.fromEntries(kept));
      this.#bare.set(schema, bare);
    }
    return bare;
  }

  /** Schemas that surely fit a slot, the slot's own first. */
  fitting(slot: JsonSchema): readonly JsonSchema[] {
    const bare = this.bare(slot);
    return [bare, ...(this.#narrower.get(bare) ?? [])];
  }

  /** Schemas one step wider than a slot: most of their values fit it. */
  nearlyFitting(slot: JsonSchema): readonly JsonSchema[] {
    const bare = this.bare(slot);
    let nearly = this.#nearly.get(bare);
    if (nearly === undefined) {
      const random = new Random(...Buffer.from(JSON.stringify(bare)));
      const steps = isRootless(bare) ? Array.from({ length: 8 }, () => this.#usable(wider(bare, random))) : [];
      nearly = [...new Set(steps.filter((one) => one !== undefined && one !== bare))].slice(0, 4) as JsonSchema[];
      this.#nearly.set(bare, nearly);
    }
    return nearly;
  }

  /** Says whether a source is known to fit a slot. False means nothing. */
  isKnownToFit(source: JsonSchema, slot: JsonSchema): boolean {
    const [from, to] = [this.bare(source), this.bare(slot)];
    if (from === to || this.#narrower.get(to)?.includes(from) === true) return true;
    const keywords = Object.keys(to);
    if (keywords.length === 0) return true;
    if (this.#areKnownToFit(from, to)) return true;
    const [only] = keywords;
    if (keywords.length > 1 || only !== "type") return false;
    const admitted: readonly string[] = [to.type ?? []].flat();
    const types = typesOf(from);
    return (
      types?.every((type) => admitted.includes(type) || (type === "integer" && admitted.includes("number"))) === true
    );
  }

  /** Lists whose items are known to fit. */
  #areKnownToFit(from: JsonSchema, to: JsonSchema): boolean {
    const areLists = from.type === "array" && to.type === "array";
    const isPlain = Object.keys(to).every((keyword) => ["type", "items", "minItems"].includes(keyword));
    if (!areLists || !isPlain || Number(to.minItems ?? 0) > Number(from.minItems ?? 0)) return false;
    const [source, slot] = [from.items, to.items ?? {}];
    return isOneSchema(source) && isOneSchema(slot) && this.isKnownToFit(source, slot);
  }

  #usable(schema: JsonSchema | undefined): JsonSchema | undefined {
    if (schema === undefined) return undefined;
    const one = this.intern(schema);
    return findSchemaFault(one) === undefined && this.values(one).length > 0 ? one : undefined;
  }

  #addRelatives(schema: JsonSchema, schemas: JsonSchema[]): void {
    const wide = this.#usable(wider(schema, this.#random));
    const narrow = this.#usable(narrower(schema, this.#random, this.values(schema).slice(0, 6)));
    for (const [from, to] of [
      [schema, wide],
      [narrow, schema],
      [narrow, wide],
    ]) {
      if (from === undefined || to === undefined || from === to) continue;
      this.#narrower.set(to, [...(this.#narrower.get(to) ?? []), from]);
    }
    schemas.push(...[wide, narrow].filter((one) => one !== undefined));
  }
}

const isOneSchema = (items: unknown): items is JsonSchema => isJsonMap(items);

/** Whether a schema means the same wherever it stands. */
export function isRootless(schema: JsonSchema): boolean {
  return !JSON.stringify(schema).includes('"$ref"');
}

/** The types of a schema's values, where its outermost keywords say them. */
function typesOf({ type, const: only, enum: allowed }: JsonSchema): readonly string[] | undefined {
  if (type !== undefined) return typeof type === "string" ? [type] : type;
  if (only !== undefined) return [typeOfValue(only)];
  return allowed?.map(typeOfValue);
}

function typeOfValue(value: unknown): string {
  if (value === null) return "null";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return Array.isArray(value) ? "array" : typeof value;
}
