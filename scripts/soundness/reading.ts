// What a tag can read at a point of a pipeline that is being made: where it is, of which type as far as the generator
// knows, and whether it is surely there.

import type { JsonSchema } from "../../src/infer.ts";
import type { Random } from "./random.ts";
import { keyNames } from "./random-schemas.ts";

/** One place inside the values of a schema. */
interface Inner {
  /** With a dot before it; empty for the whole. */
  readonly path: string;
  /** Null where nothing is known. */
  readonly schema: JsonSchema | null;
  readonly isSure: boolean;
}

/** Something with a name that tags read; what a loop gives to its turns is named by what stands behind `each`. */
export interface Source {
  readonly kind: "step" | "variable" | "parameter" | "turn";
  readonly name: string;
  readonly schema: JsonSchema | null;
  /** Whether it is there and not null where nothing has failed. */
  readonly isSure: boolean;
  /** The conditions, each as JSON, under which alone it is there; null where they do not suffice. */
  readonly guard: readonly string[] | null;
  /** How deep the list of steps is that decides whether it is there: 0 for the pipeline's own. */
  readonly level?: number;
}

/** Who reads. */
export interface Reader {
  /** The deepest of the lists around in which something may have failed before, so that it is forced; below 0 for none. */
  readonly loud: number;
  /** Its conditions, each as JSON. */
  readonly guard: readonly string[];
  /** The steps that its conditions say are done. */
  readonly assumed?: ReadonlySet<string>;
}

/** One thing that a tag could read. */
export interface Reading {
  readonly source: Source;
  readonly path: string;
  readonly schema: JsonSchema | null;
  readonly isSure: boolean;
}

const marks = { step: ":", variable: "#", parameter: "<", turn: "%" } as const;
/** How the context calls what is read. */
export const longNames = {
  step: "steps",
  variable: "job.variables",
  parameter: "job.parameters",
  turn: "each",
} as const;

/** A tag for what is read; `fallback` as JSON. */
export function tagFor({ source, path }: Reading, random: Random, fallback?: string): string {
  const { kind, name } = source;
  const rest = fallback === undefined ? "" : ` ?? ${fallback}`;
  if (kind === "turn" || random.chance(0.12)) {
    return `{% ${longNames[kind]}.${name}${kind === "step" ? ".result" : ""}${path}${rest} %}`;
  }
  const mark = marks[kind];
  return `{${mark} ${name}${path}${rest} ${mark === "<" ? ">" : mark}}`;
}

/** One of the places inside a source. */
export function randomReading(source: Source, reader: Reader, random: Random): Reading {
  return readingOf(
    source,
    source.schema === null ? unknownInner(random) : random.pick(innersOf(source.schema)),
    reader,
  );
}

/** All places inside a source of which the type is known, or its whole where that is not. */
export function readingsOf(source: Source, reader: Reader): Reading[] {
  const inners = source.schema === null ? [unknownWhole] : innersOf(source.schema);
  return inners.map((inner) => readingOf(source, inner, reader));
}

const unknownWhole: Inner = { path: "", schema: null, isSure: true };

function readingOf(source: Source, inner: Inner, reader: Reader): Reading {
  const isGuarded = source.guard?.every((condition) => reader.guard.includes(condition)) === true;
  const isLeftOver = source.kind === "step" && (source.level ?? 0) <= reader.loud;
  const isAssumed = source.kind === "step" && reader.assumed?.has(source.name) === true;
  const isSure = (isAssumed || ((source.isSure || isGuarded) && !isLeftOver)) && inner.isSure;
  return { source, path: inner.path, schema: inner.schema, isSure };
}

function unknownInner(random: Random): Inner {
  const path = random.chance(0.6) ? "" : `.${random.pick(keyNames)}`;
  return { path, schema: null, isSure: path === "" };
}

const known = new WeakMap<JsonSchema, readonly Inner[]>();

/** The places inside the values of a schema, up to three levels below. */
function innersOf(schema: JsonSchema): readonly Inner[] {
  let inners = known.get(schema);
  if (inners === undefined) {
    inners = [...inside(schema, "", true, 0)].slice(0, 40);
    known.set(schema, inners);
  }
  return inners;
}

function* inside(
  schema: JsonSchema | boolean | undefined,
  path: string,
  isSure: boolean,
  depth: number,
): Generator<Inner> {
  const isKnown = typeof schema === "object" && !Object.hasOwn(schema, "$ref");
  yield { path, schema: isKnown ? schema : null, isSure };
  if (!isKnown || depth >= 3) return;
  const { type, properties = {}, required = [], items, minItems, minLength, anyOf } = schema;
  for (const branch of anyOf ?? []) {
    for (const inner of inside(branch, path, false, depth + 1)) if (inner.path !== path) yield inner;
  }
  if (type === "object") {
    for (const [name, inner] of Object.entries(properties)) {
      if (!name.startsWith("_") && !/[.\s]/.test(name))
        yield* inside(inner, `${path}.${name}`, isSure && required.includes(name), depth + 1);
    }
    if (schema.additionalProperties !== false) {
      const rest = typeof schema.additionalProperties === "object" ? schema.additionalProperties : undefined;
      yield* inside(rest, `${path}.kind`, false, depth + 1);
    }
  }
  if (type === "string") {
    yield { path: `${path}.0`, schema: oneCharacter, isSure: isSure && Number(minLength ?? 0) > 0 };
    yield { path: `${path}.0:2`, schema: anyText, isSure };
  }
  if (type === "array") {
    const least = Number(minItems ?? 0);
    if (Array.isArray(items)) {
      for (const [index, item] of (items as readonly JsonSchema[]).entries()) {
        yield* inside(item, `${path}.${index}`, isSure && least > index, depth + 1);
      }
      return;
    }
    yield* inside(items as JsonSchema, `${path}.0`, isSure && least > 0, depth + 1);
    const list = { type: "array", ...(items === undefined ? {} : { items }) } as JsonSchema;
    for (const slice of ["1:", "0:2", "::-1"]) yield { path: `${path}.${slice}`, schema: list, isSure };
  }
}

const oneCharacter: JsonSchema = { type: "string", minLength: 1, maxLength: 1 };
const anyText: JsonSchema = { type: "string" };
