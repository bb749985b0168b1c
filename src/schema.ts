// JSON Schema (draft-07): the only place that knows ajv. A schema becomes a function that returns the faults of a value, each as
// data; src/schema-fault.ts has the words.

import { Ajv, type ErrorObject } from "ajv";
import addFormats from "ajv-formats";
import type { JsonSchema } from "./infer.ts";
import { isJsonMap, typeName } from "./json.ts";
import { describeFault, type SchemaFault } from "./schema-fault.ts";
import { leadsToItself } from "./schema-reference.ts";
import { nearest, suggestion } from "./suggest.ts";

/** Returns the faults of a value, sorted by path; none when it meets the schema. */
export type SchemaCheck = (value: unknown) => readonly SchemaFault[];

const compiled = new WeakMap<object, SchemaCheck>();
/** The same schema stands in many pipelines, and compiling one takes long. */
const compiledTexts = new Map<string, SchemaCheck>();
const mostTexts = 1_000;
let ajv: Ajv | undefined;

/**
 * Compiles a schema once for all its uses.
 * @throws {Error} when it is no JSON Schema, or has keywords that draft-07 does not know.
 */
export function compileSchema(schema: JsonSchema): SchemaCheck {
  let check = compiled.get(schema);
  if (check === undefined) {
    const text = JSON.stringify(schema);
    check = compiledTexts.get(text) ?? compile(schema);
    if (compiledTexts.size >= mostTexts) compiledTexts.clear();
    compiledTexts.set(text, check);
    compiled.set(schema, check);
  }
  return check;
}

/** What is wrong with a schema that somebody wrote. */
export interface WrittenSchemaFault {
  /** Where inside the schema; empty when that is not known. */
  readonly path: readonly string[];
  /** Whether the path's last key itself is wrong, not its value. */
  readonly isKey?: boolean;
  /** The keys that may stand there instead. */
  readonly allowedKeys?: readonly string[] | undefined;
  readonly message: string;
  readonly help?: string | undefined;
}

/**
 * What is wrong with a schema that somebody wrote, before it is compiled: its faults against draft-07 itself, or the words
 * of what cannot be compiled. Undefined when it is right.
 */
export function findSchemaFault(schema: JsonSchema): WrittenSchemaFault | undefined {
  ajv ??= createAjv();
  if (ajv.validateSchema(schema) !== true) {
    // Schemas hold schemas, and only the innermost fault is the mistake itself.
    const [fault] = faultsOf(ajv.errors ?? []).toSorted((a, b) => b.path.length - a.path.length);
    if (fault !== undefined) return { path: fault.path, ...describeFault(fault, "the schema") };
  }
  const loop = findKeyword(schema, (key, _, holder) => key === "$ref" && leadsToItself(holder as JsonSchema, schema));
  if (loop !== undefined) {
    const message = "this `$ref` leads back to itself, and never into the value";
    return { path: loop, message, help: "refer to a schema from inside a property or an item of it" };
  }
  try {
    compileSchema(schema);
    return undefined;
  } catch (error) {
    return compileFault(schema, error instanceof Error ? error.message : String(error));
  }
}

/** Whether something is a JSON Schema as far as draft-07 itself says; it may still not compile. */
export function isSchema(value: unknown): value is JsonSchema {
  ajv ??= createAjv();
  return isJsonMap(value) && ajv.validateSchema(value) === true;
}

/** Ajv's words for what cannot be compiled, by what they name: which keyword they are about, and ours instead. */
const compileWords: readonly {
  readonly pattern: RegExp;
  readonly isMeant: (key: string, value: unknown, named: string) => boolean;
  readonly isKey?: boolean;
  readonly allowedKeys?: () => readonly string[];
  readonly message: (named: string) => string;
  readonly help: (named: string) => string | undefined;
}[] = [
  {
    pattern: /unknown keyword: "(.*?)"/,
    isMeant: (key, _, named) => key === named,
    isKey: true,
    allowedKeys: keywords,
    message: (named) => `JSON Schema has no keyword \`${named}\``,
    help: (named) => suggestion(named, keywords(), "its keywords are"),
  },
  {
    pattern: /unknown format "(.*?)"/,
    isMeant: (key, value, named) => key === "format" && value === named,
    message: (named) => `there is no format \`${named}\``,
    help: (named) => {
      const near = nearest(named, Object.keys(ajv?.formats ?? {}));
      return near === undefined ? "use one such as `date`, `date-time`, `email`, `uri`" : `did you mean \`${near}\`?`;
    },
  },
  {
    pattern: /Invalid regular expression: \/(.*)\/u/s,
    isMeant: (key, value, named) => key === "pattern" && value === named,
    message: (named) => `\`${named}\` is no regular expression`,
    help: () => "write it as JavaScript does",
  },
  {
    pattern: /resolve reference (\S+)/,
    isMeant: (key, value, named) => key === "$ref" && value === named,
    message: (named) => `\`$ref: ${named}\` leads nowhere`,
    help: () => "write the schema out; a reference cannot leave its own schema",
  },
];

function compileFault(schema: JsonSchema, words: string): WrittenSchemaFault {
  for (const { pattern, isMeant, isKey = false, allowedKeys, message, help } of compileWords) {
    const named = pattern.exec(words)?.[1];
    if (named === undefined) continue;
    const path = findKeyword(schema, (key, value) => isMeant(key, value, named)) ?? [];
    return { path, isKey, allowedKeys: allowedKeys?.(), message: message(named), help: help(named) };
  }
  return { path: [], message: words.replace(/^strict mode: /, "") };
}

/** The path to the first keyword of a schema that is meant; what stands in values and names is none. */
function findKeyword(
  schema: object,
  isMeant: (key: string, value: unknown, holder: object) => boolean,
): string[] | undefined {
  for (const [key, value] of Object.entries(schema)) {
    if (isMeant(key, value, schema)) return [key];
    if (typeof value !== "object" || value === null || holdsValues.has(key)) continue;
    const inner = holdsNames.has(key)
      ? Object.entries(value).map(([name, one]) => [[key, name], one] as const)
      : [[[key], value] as const];
    for (const [path, one] of inner) {
      const found = typeof one === "object" && one !== null ? findKeyword(one, isMeant) : undefined;
      if (found !== undefined) return [...path, ...found];
    }
  }
  return undefined;
}

const holdsValues: ReadonlySet<string> = new Set(["default", "const", "enum", "examples", "required"]);
const holdsNames: ReadonlySet<string> = new Set(["properties", "patternProperties", "definitions", "dependencies"]);

/** The keywords of draft-07, as its own schema names them. */
function keywords(): string[] {
  const draft = ajv?.getSchema("http://json-schema.org/draft-07/schema")?.schema;
  return typeof draft === "object" ? Object.keys(draft.properties ?? {}) : [];
}

const noFaults: readonly SchemaFault[] = [];

/**
 * Each schema has an ajv of its own: what one keeps of a schema, so that references find it, would stay for good, and the next
 * schema with the same `$id` would be refused or mixed up with it.
 */
function compile(schema: JsonSchema): SchemaCheck {
  const { $id, ...others } = schema;
  const alone = createAjv();
  const isTaken = typeof $id === "string" && Object.hasOwn(alone.refs, $id.replace(/#\/?$/, ""));
  const validate = alone.compile(isTaken ? others : schema);
  return (value) => (validate(value) ? noFaults : faultsOf(validate.errors ?? []));
}

function createAjv(): Ajv {
  const created = new Ajv({
    allErrors: true,
    verbose: true,
    messages: false,
    ownProperties: true,
    strictSchema: true,
    strictTypes: false,
    strictTuples: false,
    allowUnionTypes: true,
    validateSchema: false,
    logger: false,
  });
  addFormats.default(created);
  return created;
}

function faultsOf(errors: readonly ErrorObject[]): SchemaFault[] {
  const faults = withoutBranches(errors.filter((error) => !isInsideContains(error))).flatMap(faultOf);
  return mergeMisspelt(faults).toSorted((a, b) => compareText(a.path.join("\0"), b.path.join("\0")));
}

/** One item that is not of the kind which a list must contain is no fault yet. */
function isInsideContains({ schemaPath }: ErrorObject): boolean {
  const parts = schemaPath.split("/");
  return parts.some(
    (part, index) => part === "contains" && index < parts.length - 1 && parts[index - 1] !== "properties",
  );
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Of an anyOf or oneOf that failed, keeps what helps: the errors of the one form that was meant, else the failure itself. */
function withoutBranches(errors: readonly ErrorObject[]): ErrorObject[] {
  let kept = [...errors];
  for (const union of errors) {
    if (union.keyword !== "anyOf" && union.keyword !== "oneOf") continue;
    const isInside = (error: ErrorObject) =>
      error !== union &&
      error.schemaPath.startsWith(`${union.schemaPath}/`) &&
      error.instancePath.startsWith(union.instancePath);
    const inside = kept.filter(isInside);
    if (inside.length === 0) continue;
    const branches = new Map<string, ErrorObject[]>();
    for (const error of inside) {
      const branch = error.schemaPath.slice(union.schemaPath.length + 1).split("/")[0] ?? "";
      branches.set(branch, [...(branches.get(branch) ?? []), error]);
    }
    const isOfWrongType = (branch: readonly ErrorObject[]) =>
      branch.some((error) => error.keyword === "type" && error.instancePath === union.instancePath);
    const meant = [...branches.values()].filter((branch) => !isOfWrongType(branch));
    const [only] = meant;
    const replacement =
      meant.length === 1 && only !== undefined ? only : [meant.length === 0 ? joinTypes(union, inside) : union];
    kept = kept.flatMap((error) => (error === union ? replacement : isInside(error) ? [] : [error]));
  }
  return kept;
}

function joinTypes(union: ErrorObject, inside: readonly ErrorObject[]): ErrorObject {
  const types = inside.filter((error) => error.keyword === "type" && error.instancePath === union.instancePath);
  return { ...union, keyword: "type", params: { type: types.flatMap((error) => error.params.type) } };
}

function faultOf(error: ErrorObject): SchemaFault[] {
  const path = error.instancePath
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
  switch (error.keyword) {
    case "additionalProperties": {
      const allowed = Object.keys((error.parentSchema?.properties as object | undefined) ?? {});
      return [{ kind: "unknown-key", path, key: String(error.params.additionalProperty), meant: undefined, allowed }];
    }
    case "required":
      return [{ kind: "missing-key", path, key: String(error.params.missingProperty) }];
    case "type":
      return [
        {
          kind: "type",
          path,
          expected: [...new Set([error.params.type as string | string[]].flat())],
          found: typeName(error.data),
          value: error.data,
        },
      ];
    case "if":
    case "propertyNames":
      return [];
    default:
      return [{ kind: "value", path, keyword: error.keyword, limit: error.schema, value: error.data }];
  }
}

/** A required key that was misspelt is one mistake: the unknown key, with what was meant. */
function mergeMisspelt(faults: readonly SchemaFault[]): SchemaFault[] {
  const missing = faults.filter((fault) => fault.kind === "missing-key");
  if (missing.length === 0) return [...faults];
  const explained = new Set<SchemaFault>();
  const merged = faults.map((fault): SchemaFault => {
    if (fault.kind !== "unknown-key") return fault;
    const here = missing.filter((other) => !explained.has(other) && other.path.join("\0") === fault.path.join("\0"));
    const meant = nearest(
      fault.key,
      here.map((other) => other.key),
    );
    const match = here.find((other) => other.key === meant);
    if (match !== undefined) explained.add(match);
    return { ...fault, meant };
  });
  return merged.filter((fault) => !explained.has(fault));
}
