// Declared parameters + what the caller gave -> their values, checked. Nothing runs with an input missing or of a wrong type.

import type { Diagnostic } from "../diagnostic.ts";
import type { Document } from "../document.ts";
import type { JsonSchema } from "../infer.ts";
import { freezeJson, type Json, type JsonMap, ownValue, setOwn } from "../json.ts";
import type { ParameterDeclaration } from "../pipeline.ts";
import { compileSchema } from "../schema.ts";
import { describeFault } from "../schema-fault.ts";
import { suggestion } from "../suggest.ts";

/** Where values come from, the first that has one counting. */
export interface GivenInputs {
  /** As text, from a command line: text where the schema admits text, else read as JSON. */
  readonly texts?: { readonly [name: string]: string } | undefined;
  readonly values?: JsonMap | undefined;
  /** The environment for parameters that name a variable of it. */
  readonly environment?: { readonly [name: string]: string | undefined } | undefined;
}

/** The values, complete when there are no errors. */
export interface BoundInputs {
  readonly inputs: JsonMap;
  readonly diagnostics: readonly Diagnostic[];
}

/** Gives every declared parameter its value. */
export function bindInputs(
  declarations: readonly ParameterDeclaration[],
  given: GivenInputs,
  document: Document,
): BoundInputs {
  const inputs = {};
  const diagnostics: Diagnostic[] = [...unknownNames(declarations, given)];
  for (const declaration of declarations) {
    const place = { source: document.source, span: document.locate(declaration.path, "key") };
    const value = findValue(declaration, given);
    if (value === undefined) {
      const { name, env } = declaration;
      const help = `give it with --param ${name}=…${env === null ? "" : ` or the environment variable ${env}`}`;
      const message = `parameter \`${name}\` has no value`;
      diagnostics.push({ code: "input-missing", severity: "error", message, help, ...place });
      continue;
    }
    setOwn(inputs, declaration.name, value.value);
    if (value.from === "file") continue;
    for (const fault of compileSchema(declaration.schema)(value.value)) {
      const words = describeFault(fault, `parameter \`${declaration.name}\``);
      const isShown = !declaration.isSecret;
      diagnostics.push({
        code: "input-invalid",
        severity: "error",
        message: isShown ? words.message : `parameter \`${declaration.name}\` does not meet its schema`,
        help: value.from === "text" && fault.kind === "type" ? textHelp(declaration.name, fault.expected) : undefined,
        ...place,
      });
    }
  }
  return { inputs: freezeJson(inputs), diagnostics };
}

function* unknownNames(declarations: readonly ParameterDeclaration[], given: GivenInputs): Generator<Diagnostic> {
  const known = declarations.map(({ name }) => name);
  for (const name of new Set([...Object.keys(given.texts ?? {}), ...Object.keys(given.values ?? {})])) {
    if (known.includes(name)) continue;
    const help = suggestion(name, known, "its parameters are") ?? (known.length === 0 ? "it declares none" : undefined);
    yield { code: "input-unknown", severity: "error", message: `the pipeline has no parameter \`${name}\``, help };
  }
}

const samples: Readonly<Record<string, string>> = {
  array: "'[1, 2]'",
  object: "'{\"a\": 1}'",
  boolean: "true",
  null: "null",
};

function textHelp(name: string, expected: readonly string[]): string {
  return `what takes no text is read as JSON, for example --param ${name}=${samples[expected[0] ?? ""] ?? "5"}`;
}

/** The value of one parameter, and where from: one from the file was checked with it or needs no check. */
export function findValue(
  { name, schema, env, isOptional, default: fallback }: ParameterDeclaration,
  given: GivenInputs,
): { value: Json; from: "text" | "value" | "file" } | undefined {
  const text = ownValue(given.texts ?? {}, name);
  if (text !== undefined) return { value: readText(text, schema), from: "text" };
  const value = ownValue(given.values ?? {}, name);
  if (value !== undefined) return { value, from: "value" };
  const fromEnvironment = env === null ? undefined : ownValue(given.environment ?? {}, env);
  if (fromEnvironment !== undefined) return { value: readText(fromEnvironment, schema), from: "text" };
  if (fallback !== undefined) return { value: fallback, from: "file" };
  return isOptional ? { value: null, from: "file" } : undefined;
}

function readText(text: string, schema: JsonSchema): Json {
  return admitsText(schema) ? text : readJson(text);
}

/** Says whether some text meets a schema, going by its types and fixed values. */
function admitsText(schema: JsonSchema | boolean): boolean {
  if (typeof schema === "boolean") return schema;
  const { type, enum: allowed, const: only, anyOf, oneOf, allOf } = schema;
  if (type !== undefined && ![type].flat().includes("string")) return false;
  if (only !== undefined && typeof only !== "string") return false;
  if (allowed !== undefined && !allowed.some((value) => typeof value === "string")) return false;
  if (anyOf !== undefined && !anyOf.some(admitsText)) return false;
  if (oneOf !== undefined && !oneOf.some(admitsText)) return false;
  return allOf === undefined || allOf.every(admitsText);
}

/**
 * The value of a variable given as text: text where the variable holds text, else read as JSON where it is JSON.
 * @param initial the value that the pipeline gives it; undefined for a new variable.
 */
export function readVariable(text: string, initial: Json | undefined): Json {
  return typeof initial === "string" ? text : readJson(text);
}

/** What is no JSON stays text. */
function readJson(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}
