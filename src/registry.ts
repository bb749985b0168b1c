// The blocks that are there, by name. Names and categories are upper case here, however they are written elsewhere.

import type { AnyBlock } from "./block.ts";
import type { JsonSchema } from "./infer.ts";
import { freezeJson, isJsonMap, type JsonMap, setOwn } from "./json.ts";
import { actionOf, canonicalName, matchesPattern } from "./name-pattern.ts";
import { BlockDefinitionError, readBlock } from "./read-block.ts";
import { compileSchema, type SchemaCheck } from "./schema.ts";
import type { Source } from "./source.ts";

/** A block under the name that an action calls it by. */
export interface RegisteredBlock {
  /** `CATEGORY.NAME` or `NAME`, in upper case. */
  readonly action: string;
  /** What messages call it: "block `TEXT.JOIN`". */
  readonly title: string;
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

/** Makes the `run` that calls a block's own outside this thread. */
export type Isolate = (block: AnyBlock, action: string) => AnyBlock["run"];

/** Thrown for a block whose name another one bears. */
export class BlockNameTakenError extends BlockDefinitionError {
  override readonly name = "BlockNameTakenError";
  /** The block that bears it. */
  readonly taken: RegisteredBlock;

  constructor(taken: RegisteredBlock) {
    super(`a block \`${taken.action}\` is there already`);
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
   * @param isolate how a block that declares `isolation` is called.
   * @throws {BlockDefinitionError} when it is no block, its name holds a dot, or it is private: only a registry with a
   * parent, which is one job's own, takes those. Also when it declares `isolation` and there is no `isolate`.
   * @throws {BlockNameTakenError} when another block bears its name.
   */
  add(block: unknown, file: string | null = null, isolate?: Isolate): RegisteredBlock {
    const registered = register(block, file, isolate);
    if (registered.block.private === true && this.#parent === null) {
      throw new BlockDefinitionError(`block \`${registered.action}\` is private: hand it to the job that may use it`);
    }
    const taken = this.#blocks.get(registered.action);
    if (taken !== undefined) throw new BlockNameTakenError(taken);
    this.#blocks.set(registered.action, registered);
    return registered;
  }

  /** The block an action names, whatever its case. */
  get(action: string): RegisteredBlock | undefined {
    const name = canonicalName(action);
    return this.#parent?.get(name) ?? this.#blocks.get(name);
  }

  /** The first block whose action a pattern with `*` and `?` covers. */
  matchFirst(pattern: string): RegisteredBlock | undefined {
    return this.all().find((block) => matchesPattern(pattern, block.action));
  }

  /** Every block whose action a pattern with `*` and `?` covers. */
  matchAll(pattern: string): RegisteredBlock[] {
    return this.all().filter((block) => matchesPattern(pattern, block.action));
  }

  /** All blocks that can be found, in the order in which they were added, a parent's first. */
  all(): RegisteredBlock[] {
    const inherited = this.#parent?.all() ?? [];
    const own = [...this.#blocks.values()].filter(({ action }) => this.#parent?.get(action) === undefined);
    return [...inherited, ...own];
  }
}

function register(value: unknown, file: string | null, isolate: Isolate | undefined): RegisteredBlock {
  const read = readBlock(value);
  const action = actionOf(read);
  const block = read.isolation === undefined ? read : { ...read, run: isolatedRun(read, action, isolate) };
  const [name = "", category = null] = action.split(".").reverse();
  const schema = block.parameters ?? {};
  let parametersCheck: SchemaCheck | undefined;
  let resultCheck: SchemaCheck | undefined;
  return {
    action,
    title: `block \`${action}\``,
    category,
    name,
    block,
    file,
    schema,
    defaults: defaultsOf(schema),
    checkParameters: (parameters) => {
      parametersCheck ??= compileSchema(schema);
      return parametersCheck(parameters);
    },
    checkResult:
      block.returns === undefined
        ? null
        : (result) => {
            resultCheck ??= compileSchema(block.returns ?? {});
            return resultCheck(result);
          },
  };
}

function isolatedRun(block: AnyBlock, action: string, isolate: Isolate | undefined): AnyBlock["run"] {
  if (isolate !== undefined) return isolate(block, action);
  throw new BlockDefinitionError(
    `block \`${action}\` declares \`isolation\`, which only a block in a module of a blocks folder can: a worker thread has to import it`,
  );
}

function defaultsOf(schema: JsonSchema): JsonMap {
  const defaults = {};
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    if (isJsonMap(property) && property.default !== undefined) setOwn(defaults, name, property.default);
  }
  return freezeJson(defaults);
}
