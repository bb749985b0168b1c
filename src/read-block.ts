// Something that a module exports -> a block: every key read once and checked, schemas copied, so that nobody needs to touch the
// module's own object again but to run it.

import type { AnyBlock, BlockExample, InferredWrites, WritesVariables } from "./block.ts";
import type { JsonSchema } from "./infer.ts";
import { copyJson, isJsonMap, type Json, type JsonMap, typeName } from "./json.ts";
import { nearest } from "./suggest.ts";
import { describeThrown, isThrown } from "./thrown.ts";

/** Thrown for what is no block. */
export class BlockDefinitionError extends Error {
  override readonly name: string = "BlockDefinitionError";
}

/** The keys of a block: what each must be, in words, and the test for it. */
const keys: { readonly [K in keyof AnyBlock]-?: readonly [words: string, isRight: (value: unknown) => boolean] } = {
  name: ["text without dots, blanks, braces, `*` and `?`", isName],
  category: ["text without dots, blanks, braces, `*` and `?`", isName],
  description: ["text", isText],
  parameters: ["a JSON Schema of a map", isJsonMap],
  returns: ["a JSON Schema", isJsonMap],
  infer: ["a function", isFunction],
  inferWrites: ["a function", isFunction],
  tags: ["a list of texts", isTextList],
  maxUses: ["an integer of at least 0", (value) => Number.isInteger(value) && Number(value) >= 0],
  private: ["true or false", (value) => typeof value === "boolean"],
  effect: ["`pure`, `read` or `write`", (value) => value === "pure" || value === "read" || value === "write"],
  writesVariables: ["true, a list of names or `{ parameter }`", isVariableNames],
  readsVariables: ["true, a list of names or `{ parameter }`", isVariableNames],
  changes: ["a list of parameters", isTextList],
  isolation: ["`worker`", (value) => value === "worker"],
  example: ["a map with `parameters`", isExample],
  run: ["a function", isFunction],
};

const read = new WeakMap<object, AnyBlock>();

/**
 * Reads a block. The same object gives the same block again.
 * @throws {BlockDefinitionError} when it is none.
 */
export function readBlock(value: unknown): AnyBlock {
  try {
    if (!isJsonMap(value)) {
      const found = typeof value === "function" ? "a function" : typeName(value);
      throw new BlockDefinitionError(`a block must be a map with \`name\` and \`run\`, found ${found}`);
    }
    const known = read.get(value);
    if (known !== undefined) return known;
    const block = makeBlock(value, readKeys(value));
    read.set(value, block);
    return block;
  } catch (error) {
    if (isThrown(error, BlockDefinitionError)) throw error;
    throw new BlockDefinitionError(`a block that cannot be read: ${describeThrown(error).message}`);
  }
}

type Found = { readonly [K in keyof AnyBlock]?: unknown };

function readKeys(value: object): Found {
  const found: Record<string, unknown> = {};
  for (const key of Object.keys(keys)) {
    const part: unknown = Reflect.get(value, key);
    if (part !== undefined && part !== null) found[key] = part;
  }
  // Keys of their own are the authors' business; a misspelt `tags` would leave a guarded block free for all.
  for (const key of Object.keys(value)) {
    const meant = Object.hasOwn(keys, key) ? undefined : nearest(key, Object.keys(keys));
    if (meant === undefined) continue;
    throw new BlockDefinitionError(`a block has no key \`${key}\`; did you mean \`${meant}\`?`);
  }
  return found;
}

function makeBlock(value: object, found: Found): AnyBlock {
  const { name, run, infer, inferWrites, parameters, returns } = found;
  if (name === undefined) throw new BlockDefinitionError("a block has no `name`");
  const called = isName(name) ? `block \`${name}\`` : "a block";
  if (!isFunction(run)) throw new BlockDefinitionError(`${called} has no function \`run\``);
  for (const [key, part] of Object.entries(found)) {
    const [words, isRight] = keys[key as keyof AnyBlock];
    if (!isRight(part))
      throw new BlockDefinitionError(`\`${key}\` of ${called} must be ${words}, found ${shown(part)}`);
  }
  return {
    // Each key has just been found to be what the contract says.
    ...(found as AnyBlock),
    parameters: schemaOf(parameters, "parameters", called),
    returns: returns === undefined ? undefined : schemaOf(returns, "returns", called),
    run: (given, context) => Reflect.apply(run, value, [given, context]),
    inferWrites: isFunction(inferWrites)
      ? (given) => Reflect.apply(inferWrites, value, [given]) as InferredWrites
      : undefined,
    infer: isFunction(infer) ? (given) => Reflect.apply(infer, value, [given]) as JsonSchema : undefined,
  };
}

/** A copy of a schema; that of the parameters is of a map, and closed unless it says otherwise. */
function schemaOf(schema: unknown, key: "parameters" | "returns", name: string): JsonSchema {
  let copy: Json;
  try {
    copy = copyJson(schema ?? {});
  } catch (error) {
    const reason = error instanceof Error ? error.message : "it cannot be read";
    throw new BlockDefinitionError(`\`${key}\` of ${name} must be a JSON Schema: ${reason}`);
  }
  const map: JsonMap = isJsonMap(copy) ? copy : {};
  if (key === "returns") return map as JsonSchema;
  if (map.type !== undefined && map.type !== "object") {
    throw new BlockDefinitionError(`\`parameters\` of ${name} must have \`type: "object"\``);
  }
  return { type: "object", additionalProperties: false, ...map } as JsonSchema;
}

function shown(value: unknown): string {
  if (typeof value === "string") return `\`${value}\``;
  return typeof value === "function" ? "a function" : typeName(value);
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isName(value: unknown): value is string {
  return typeof value === "string" && /^[^\s.*?{}]+$/u.test(value);
}

function isTextList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(isText);
}

function isFunction(value: unknown): value is (...given: unknown[]) => unknown {
  return typeof value === "function";
}

function isVariableNames(value: unknown): value is WritesVariables {
  return value === true || isTextList(value) || (isJsonMap(value) && isText(value.parameter));
}

function isExample(value: unknown): value is BlockExample {
  if (!isJsonMap(value) || !isJsonMap(value.parameters)) return false;
  const { variables, before } = value;
  return (variables === undefined || isJsonMap(variables)) && (before === undefined || Array.isArray(before));
}
