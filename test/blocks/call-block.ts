// Calls a block as the engine does: whole variables resolved, parameters checked and frozen, defaults filled in, the
// result checked against `returns` and against what `infer` says of these parameters.

import { Ajv } from "ajv";
import type { AnyBlock } from "../../src/block.ts";
import type { JsonSchema } from "../../src/infer.ts";
import { copyJson, type Json, typeName } from "../../src/json.ts";
import { fakeContext, type Surroundings } from "./fake-context.ts";

type Values = { readonly [name: string]: unknown };

/** What came of a call. */
interface Called {
  readonly result: Json;
  readonly variables: { readonly [name: string]: Json };
  readonly logged: readonly string[];
}

/** Thrown when parameters do not meet the block's schema: INVALID_TYPE in a run. */
class RefusedError extends Error {
  override readonly name = "RefusedError";
}

const ajv = new Ajv({ strict: true, allowUnionTypes: true, useDefaults: true, allErrors: true });
const schemaTypes = { text: "string", list: "array", map: "object" } as const;

/** The block of a name such as `JOIN`. */
export function blockNamed(blocks: readonly AnyBlock[], name: string): AnyBlock {
  const block = blocks.find((candidate) => candidate.name === name);
  if (block === undefined) throw new Error(`no block ${name}`);
  return block;
}

/** Calls a block of a list by its name. */
export async function callBlock(
  blocks: readonly AnyBlock[],
  name: string,
  written: Values,
  around: Surroundings = {},
): Promise<Called> {
  const block = blockNamed(blocks, name);
  const { values, references } = resolveVariables(written, around.variables ?? {});
  assertMeets({ additionalProperties: false, ...block.parameters }, values);
  const parameters = copyJson(values) as Values;
  const context = fakeContext(block, parameters, { ...around, references });
  const result = copyJson(await block.run(parameters, context));
  if (block.returns !== undefined) assertMeets(block.returns, result);
  for (const schemas of [literals(written, references), types(written, references)]) {
    if (block.infer !== undefined) assertMeets(block.infer(schemas), result);
  }
  return { result, variables: Object.fromEntries(context.store), logged: context.logged };
}

/** What a call throws, as `Name: message`. */
export async function failureOf(
  blocks: readonly AnyBlock[],
  name: string,
  written: Values,
  around: Surroundings = {},
): Promise<string> {
  try {
    await callBlock(blocks, name, written, around);
  } catch (error) {
    return error instanceof RefusedError ? "refused" : String(error);
  }
  return "nothing is thrown";
}

function resolveVariables(written: Values, variables: Values): { values: Values; references: Record<string, string> } {
  const values: Record<string, unknown> = { ...written };
  const references: Record<string, string> = {};
  for (const [parameter, value] of Object.entries(written)) {
    const name = typeof value === "string" ? /^\{# (\S+) #\}$/.exec(value)?.[1] : undefined;
    if (name === undefined) continue;
    references[parameter] = name;
    values[parameter] = variables[name];
  }
  return { values, references };
}

function literals(values: Values, references: Values): { [name: string]: JsonSchema } {
  const entries = Object.entries(values).map(([name, value]) => [name, name in references ? {} : { const: value }]);
  return Object.fromEntries(entries);
}

function types(values: Values, references: Values): { [name: string]: JsonSchema } {
  const entries = Object.entries(values).map(([name, value]) => {
    const type = typeName(value);
    return [name, name in references ? {} : { type: type in schemaTypes ? schemaTypes[type as "text"] : type }];
  });
  return Object.fromEntries(entries);
}

function assertMeets(schema: JsonSchema, value: unknown): void {
  const validate = ajv.compile(schema);
  if (!validate(value)) throw new RefusedError(`${JSON.stringify(value)}: ${ajv.errorsText(validate.errors)}`);
}
