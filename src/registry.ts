// The blocks that are there, by name. Names and categories are upper case here, however they are written elsewhere.

import type { AnyBlock } from "./block.ts";
import type { JsonSchema } from "./infer.ts";
import { copyJson, freezeJson, isJsonMap, type JsonMap, setOwn, typeName } from "./json.ts";
import { matchesPattern } from "./name-pattern.ts";
import { compileSchema, type SchemaCheck } from "./schema.ts";
import type { Source } from "./source.ts";

/** A block under the name that an action calls it by. */
export interface RegisteredBlock {
  /** `CATEGORY.NAME` or `NAME`, in upper case. */
  readonly action: string;
  readonly category: string | null;
  readonly name: string;
  readonly block: AnyBlock;
  /** The file it came from; null for one handed over in a call. */
  readonly file: string | null;
  /** Its parameters' schema, closed unless it says otherwise. */
  readonly schema: JsonSchema;
  /** What its parameters are when they are left out. */
  readonly defaults: JsonMap;
  /** Compiled on first use. */
  readonly checkParameters: SchemaCheck;
  /** Compiled on first use; null without `returns`. */
  readonly checkResult: SchemaCheck | null;
}

/** Thrown for what cannot be registered: no block at all, a name with a dot, a name already taken. */
export class BlockDefinitionError extends Error {
  override readonly name = "BlockDefinitionError";
  /** The action that is already taken; null when something else is wrong. */
  readonly taken: RegisteredBlock | null;

  constructor(message: string, taken: RegisteredBlock | null = null) {
    super(message);
    this.taken = taken;
  }
}

/** Something about a module of blocks that keeps one or all of its blocks from being used. */
export interface BlockProblem {
  readonly code: "block-module" | "block-name-taken";
  /** The module's file. */
  readonly source: Source;
  readonly message: string;
  readonly help: string;
  /** The action that cannot be used; null when nobody knows which ones the module would have had. */
  readonly action: string | null;
  /** Said only where a block is missing: the module may be none of ours. */
  readonly isHint?: boolean;
}

/** Other names for a category, kept for those who know the original's. */
const categoryAliases: ReadonlyMap<string, string> = new Map([["LIST", "LISTS"]]);

/** A set of blocks in which no two bear the same name. */
export class Registry {
  readonly #blocks = new Map<string, RegisteredBlock>();
  readonly #parent: Registry | null;

  /** @param parent asked first; what it knows cannot be replaced. */
  constructor(blocks: Iterable<AnyBlock> = [], parent: Registry | null = null) {
    this.#parent = parent;
    for (const block of blocks) this.add(block);
  }

  /**
   * Adds a block.
   * @param file where it comes from, for messages.
   * @throws {BlockDefinitionError} when it is no block, or its name is taken or holds a dot.
   */
  add(block: unknown, file: string | null = null): RegisteredBlock {
    const registered = register(block, file);
    const taken = this.#blocks.get(registered.action);
    if (taken !== undefined) {
      throw new BlockDefinitionError(`a block \`${registered.action}\` is there already`, taken);
    }
    this.#blocks.set(registered.action, registered);
    return registered;
  }

  /** The block an action names, whatever its case. */
  get(action: string): RegisteredBlock | undefined {
    const name = action.toUpperCase();
    const found = this.#parent?.get(name) ?? this.#blocks.get(name);
    if (found !== undefined) return found;
    const [category = "", ...rest] = name.split(".");
    const canonical = categoryAliases.get(category);
    return canonical === undefined ? undefined : this.get([canonical, ...rest].join("."));
  }

  /** The first block whose action a pattern with `*` and `?` covers. */
  matchFirst(pattern: string): RegisteredBlock | undefined {
    return this.all().find((block) => matchesPattern(pattern, block.action));
  }

  /** Every block whose action a pattern with `*` and `?` covers. */
  matchAll(pattern: string): RegisteredBlock[] {
    return this.all().filter((block) => matchesPattern(pattern, block.action));
  }

  /** All blocks in the order in which they were added, a parent's first. */
  all(): RegisteredBlock[] {
    return [...(this.#parent?.all() ?? []), ...this.#blocks.values()];
  }
}

function register(block: unknown, file: string | null): RegisteredBlock {
  if (!isJsonMap(block))
    throw new BlockDefinitionError(`a block must be a map with \`name\` and \`run\`, found ${typeName(block)}`);
  const definition = block as unknown as AnyBlock;
  const name = nameOf(block.name, "name");
  if (name === null) throw new BlockDefinitionError("a block has no `name`");
  const category = nameOf(block.category, "category");
  const action = category === null ? name : `${category}.${name}`;
  if (typeof definition.run !== "function")
    throw new BlockDefinitionError(`block \`${action}\` has no function \`run\``);
  const schema = closedSchema(definition.parameters, action);
  checkKeys(block, action);
  let parametersCheck: SchemaCheck | undefined;
  let resultCheck: SchemaCheck | undefined;
  return {
    action,
    category,
    name,
    block: definition,
    file,
    schema,
    defaults: defaultsOf(schema),
    checkParameters: (value) => {
      parametersCheck ??= compileSchema(schema);
      return parametersCheck(value);
    },
    checkResult:
      definition.returns === undefined
        ? null
        : (value) => {
            resultCheck ??= compileSchema(definition.returns);
            return resultCheck(value);
          },
  };
}

function nameOf(value: unknown, key: string): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== "string" || !/^[^\s.*?{}]+$/u.test(value)) {
    throw new BlockDefinitionError(
      `a block's \`${key}\` must be text without dots, blanks, braces, \`*\` and \`?\`, found ${typeof value === "string" ? `\`${value}\`` : typeName(value)}`,
    );
  }
  return value.toUpperCase();
}

function closedSchema(parameters: unknown, action: string): JsonSchema {
  if (parameters === undefined) return { type: "object", properties: {}, additionalProperties: false };
  if (!isJsonMap(parameters))
    throw new BlockDefinitionError(`\`parameters\` of block \`${action}\` must be a JSON Schema`);
  if (parameters.type !== undefined && parameters.type !== "object") {
    throw new BlockDefinitionError(`\`parameters\` of block \`${action}\` must have \`type: "object"\``);
  }
  return { type: "object", additionalProperties: false, ...parameters };
}

function defaultsOf(schema: JsonSchema): JsonMap {
  const defaults = {};
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    if (isJsonMap(property) && property.default !== undefined) setOwn(defaults, name, copyJson(property.default));
  }
  return freezeJson(defaults);
}

function checkKeys(block: { readonly [key: string]: unknown }, action: string): void {
  const { tags, maxUses, returns } = block;
  if (tags !== undefined && !(Array.isArray(tags) && tags.every((tag) => typeof tag === "string"))) {
    throw new BlockDefinitionError(`\`tags\` of block \`${action}\` must be a list of texts`);
  }
  if (maxUses !== undefined && maxUses !== null && !(Number.isInteger(maxUses) && Number(maxUses) >= 0)) {
    throw new BlockDefinitionError(`\`maxUses\` of block \`${action}\` must be an integer of at least 0`);
  }
  if (returns !== undefined && !isJsonMap(returns)) {
    throw new BlockDefinitionError(`\`returns\` of block \`${action}\` must be a JSON Schema`);
  }
}
