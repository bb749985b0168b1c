// The contract of a block: what a module exports, what `run` is given, and the errors it can throw. Block modules may
// import this file's names from the package, but need not: a plain object is a block.

import type { Infer, JsonSchema } from "./infer.ts";
import type { Json } from "./json.ts";

/** What `run` may do beside its parameters. */
export interface BlockContext {
  /** Aborted when the step is to stop: the run was cancelled or its time is over. */
  readonly signal: AbortSignal;
  /** Developer values of the library call; pipelines can neither read nor set them. */
  readonly globals: { readonly [name: string]: unknown };
  /** The folder that relative paths start at, absolute. */
  readonly projectFolder: string;
  /** Shows a line of text while the step runs. */
  log(message: string): void;
  /** The job's variables, to read. */
  readonly variables: VariableView;
  /**
   * Sets a variable to a copy of a value, creating it where needed.
   * @throws {Error} when the block does not declare in `writesVariables` that it writes this one.
   */
  setVariable(name: string, value: unknown): void;
  /**
   * Deletes a variable; false when there was none.
   * @throws {Error} when the block does not declare in `writesVariables` that it writes this one.
   */
  deleteVariable(name: string): boolean;
  /**
   * Puts a new value into the variable that a parameter named as a whole (`{# name #}`). Does nothing when the parameter
   * was anything else, so literals and results never change.
   * @throws {Error} when the parameter is not in the block's `changes`.
   */
  replace(parameter: string, value: unknown): void;
}

/** The job's variables as a block sees them. */
export interface VariableView {
  get(name: string): Json | undefined;
  has(name: string): boolean;
  /** In the order in which they were created. */
  names(): string[];
}

/** Which variables a block reads or writes by itself: these names, the one that a parameter names, or any. */
export type WritesVariables = readonly string[] | { readonly parameter: string } | true;

/** A typed, permissioned function that a step can call. */
export interface Block<P extends JsonSchema = JsonSchema, R extends JsonSchema = JsonSchema> {
  /** Without a dot, for example `JOIN`. */
  readonly name: string;
  /** Comes before the name in an action: `TEXT` makes `TEXT.JOIN`. */
  readonly category?: string | undefined;
  readonly description?: string | undefined;
  /** A JSON Schema of a map; closed unless it says `additionalProperties`. */
  readonly parameters?: P | undefined;
  /** A JSON Schema that the result meets. */
  readonly returns?: R | undefined;
  /** The schema of the result for parameters of these schemas, where it can be told more exactly than by `returns`. */
  readonly infer?: ((parameters: { readonly [name: string]: JsonSchema | undefined }) => JsonSchema) | undefined;
  /**
   * What it leaves in the variables it writes, for parameters of these schemas, once it has succeeded. Left out, anything may
   * be in them.
   */
  readonly inferWrites?:
    | ((parameters: { readonly [name: string]: JsonSchema | undefined }) => InferredWrites)
    | undefined;
  /** The permissions a job must have to use it, all of them. */
  readonly tags?: readonly string[] | undefined;
  /** How often one job may use it; without limit when left out. */
  readonly maxUses?: number | undefined;
  /** Not offered to every job: only one that is handed the block itself can use it. */
  readonly private?: boolean | undefined;
  /** What it does to the world; `write` when left out. */
  readonly effect?: "pure" | "read" | "write" | undefined;
  readonly writesVariables?: WritesVariables | undefined;
  /** Left out, a pure block reads none and any other block may read them all. Those that tags bring do not count. */
  readonly readsVariables?: WritesVariables | undefined;
  /** Parameters that are changed in place when they are a whole variable. */
  readonly changes?: readonly string[] | undefined;
  /**
   * Runs each call in a worker thread of its own, which is ended with the step: the only way to stop a block that computes
   * without a pause. For blocks in a module of a blocks folder, since the thread imports the module anew. Parameters,
   * developer values and variables are copies, made when the call begins; what it does with `replace` it does not see itself.
   */
  readonly isolation?: "worker" | undefined;
  /** Parameters that show what it does, and their result; executed by the tests. */
  readonly example?: BlockExample | undefined;
  /** Does the work. Parameters meet the schema, defaults are filled in, and all of it is frozen. */
  run(parameters: Infer<P>, context: BlockContext): RunResult<R>;
}

/** What a block leaves in variables; those it may write and does not name here may hold anything. */
export interface InferredWrites {
  /** By the variable's name; null for one that is deleted. */
  readonly variables?: { readonly [name: string]: JsonSchema | null } | undefined;
  /** By the parameter that is changed in place. */
  readonly changes?: { readonly [parameter: string]: JsonSchema } | undefined;
}

/** A call of a block and what comes of it. */
export interface BlockExample {
  readonly parameters: { readonly [name: string]: unknown };
  /** Steps that have to come before it, such as one that writes the file that is read. */
  readonly before?: readonly { readonly action: string; readonly parameters: { readonly [name: string]: unknown } }[];
  /** The variables before the call. */
  readonly variables?: { readonly [name: string]: unknown };
  /** Left out where it differs from call to call. */
  readonly result?: unknown;
}

type RunResult<R> = unknown extends Infer<R> ? unknown : MaybePromise<Infer<R> | Loose<Infer<R>>>;
type MaybePromise<T> = T | Promise<T>;
/** What does not need to be readonly for its being returned. */
type Loose<T> = T extends readonly (infer I)[] ? readonly I[] : T;

/** A block of any schemas. */
// biome-ignore lint/suspicious/noExplicitAny: `run` takes its own parameters' type, so only `any` admits every block
export type AnyBlock = Block<any, any>;

/**
 * Returns the block it is given; it is there for the types: `run` sees its parameters as their schema says, and its
 * result is held against `returns`.
 */
export function defineBlock<const P extends JsonSchema, const R extends JsonSchema = JsonSchema>(
  block: Block<P, R>,
): Block<P, R> {
  return block;
}

/** To be thrown by a block for a value it cannot use; the step ends in INVALID_ARGUMENT. */
export class InvalidArgumentError extends Error {
  override readonly name = "InvalidArgumentError";
}

/** To be thrown by a block for a claim that does not hold; the step ends in ASSERTION_ERROR. */
export class AssertionError extends Error {
  override readonly name = "AssertionError";
}
