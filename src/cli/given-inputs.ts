// --param, --params-file and --var -> values by name.

import type { Readable } from "node:stream";
import type { Diagnostic } from "../diagnostic.ts";
import { isJsonMap, type JsonMap, setOwn } from "../json.ts";
import { parseYaml } from "../parse/parse-yaml.ts";
import { readVariable } from "../plan/bind-inputs.ts";
import { readSource } from "./read-source.ts";
import { UsageError } from "./usage-error.ts";

/**
 * Splits `name=value` texts; where a name comes twice the last counts.
 * @throws {UsageError} for one without a name or `=`.
 */
export function readPairs(option: string, pairs: readonly string[]): { readonly [name: string]: string } {
  const values = {};
  for (const pair of pairs) {
    const equals = pair.indexOf("=");
    if (equals < 1) throw new UsageError(`${option}: \`${pair}\` is not \`name=value\``, `write ${option} name=value`);
    setOwn(values, pair.slice(0, equals), pair.slice(equals + 1));
  }
  return values;
}

/** Reads variables given as text, each by what the pipeline gives it at its start. */
export function readVariables(texts: { readonly [name: string]: string }, initial: JsonMap): JsonMap {
  const values = {};
  for (const [name, text] of Object.entries(texts)) setOwn(values, name, readVariable(text, initial[name]));
  return values;
}

/**
 * Reads a file of parameters, YAML or JSON.
 * @throws {UsageError} when it cannot be read or holds no map.
 */
export async function readParameterFile(
  file: string,
  stdin: Readable,
): Promise<{ readonly values: JsonMap; readonly diagnostics: readonly Diagnostic[] }> {
  const { source, diagnostics } = await readSource(file, stdin);
  const parsed = diagnostics.length > 0 ? { document: undefined, diagnostics } : parseYaml(source);
  if (parsed.document === undefined) return { values: {}, diagnostics: parsed.diagnostics };
  const { value } = parsed.document;
  if (isJsonMap(value)) return { values: value, diagnostics: [] };
  throw new UsageError(`--params-file: \`${file}\` holds no map`, "write a map of names and values: `name: value`");
}
