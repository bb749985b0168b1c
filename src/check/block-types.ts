// What a block's own declarations say of one call: the type of its result for parameters of these types, and what it leaves in
// variables. Its functions are somebody else's code, and an answer that is none counts as no answer.

import type { JsonSchema } from "../infer.ts";
import { copyJson, ownValue } from "../json.ts";
import type { Step } from "../pipeline.ts";
import type { RegisteredBlock } from "../registry.ts";
import { isSchema } from "../schema.ts";
import { fits } from "./types/fits.ts";
import { isEmpty, meet } from "./types/meet.ts";
import { typeOfSchema } from "./types/read-schema.ts";
import { anyType, holdsUnknown, onlyValue, type Type, union, unknownType } from "./types/type.ts";
import { schemaOfType } from "./types/write-schema.ts";
import { parameterOf } from "./variables-of-step.ts";

/** The types of what a step gives its block, defaults included. */
export interface GivenTypes {
  readonly types: ReadonlyMap<string, Type>;
  /** Whether all names of parameters are known. */
  readonly isComplete: boolean;
  /** Whether none of them is surely wrong. */
  readonly isRight: boolean;
}

/** The type that a block's schema has for one parameter. */
export function parameterType(schema: Type, name: string): Type {
  const kinds = schema.filter((kind) => kind.kind === "map");
  return union(...kinds.map((kind) => kind.properties.get(name)?.type() ?? kind.rest()));
}

const plainKeywords = new Set(["type", "properties", "required", "additionalProperties", "description", "title"]);

/** Whether a schema says nothing of the parameters together. */
export function isPlainMap(schema: JsonSchema): boolean {
  return schema.type === "object" && Object.keys(schema).every((key) => plainKeywords.has(key));
}

/** What a block gives for parameters of these types. */
export function resultOf({ block, schema }: RegisteredBlock, { types, isComplete, isRight }: GivenTypes): Type {
  // After a mistake nothing more is to be said of what comes of it.
  if (!isRight) return unknownType;
  const own = block.returns === undefined ? anyType : typeOfSchema(block.returns);
  if (block.infer === undefined || !isComplete) return own;
  if (holdsMistake(types)) return unknownType;
  const inferred = askBlock(() => block.infer?.(schemasOf(types, schema)));
  return inferred === undefined ? own : meet(own, inferred);
}

/** Whether something that is given is wrong already: what becomes of it cannot be told. */
function holdsMistake(types: ReadonlyMap<string, Type>): boolean {
  return [...types.values()].some(holdsUnknown);
}

/** The schemas of parameters as a block's own functions take them; each meets the block's schema by then. */
function schemasOf(types: ReadonlyMap<string, Type>, schema: JsonSchema): { [name: string]: JsonSchema | undefined } {
  const declared = typeOfSchema(schema);
  return Object.fromEntries(
    [...types].map(([name, type]) => [name, schemaOfType(narrowedTo(type, parameterType(declared, name)))]),
  );
}

/** The values of a type that are of another one as well, in the words of the first where all are. */
function narrowedTo(type: Type, target: Type): Type {
  return fits(type, target) === "yes" ? type : meet(type, target).filter((kind) => !isEmpty([kind]));
}

/** A block's answer as a type; undefined when it throws or answers with no schema. */
function askBlock(ask: () => unknown): Type | undefined {
  try {
    // A copy, since an answer may hold itself.
    const answer = copyJson(ask());
    return isSchema(answer) ? typeOfSchema(answer) : undefined;
  } catch {
    return undefined;
  }
}

/** One write of a variable; without a name of any variable. */
export interface Write {
  readonly name: string | null;
  readonly type: Type | null;
  /** Why it may not have happened although the step succeeded. */
  readonly mayBe: string | null;
}

const anyWrite: Write = { name: null, type: anyType, mayBe: null };

/** What a step does to variables. After a mistake nothing more is to be said of what is in them. */
export function* writesOf(step: Step, registered: RegisteredBlock, given: GivenTypes): Generator<Write> {
  const isMistaken = !given.isRight || holdsMistake(given.types);
  for (const write of writesTold(step, registered, given)) {
    if (!isMistaken) yield write;
    else if (write.type !== null) yield { name: write.name, type: unknownType, mayBe: null };
  }
}

function* writesTold(
  step: Step,
  registered: RegisteredBlock,
  { types, isComplete, isRight }: GivenTypes,
): Generator<Write> {
  const { block, schema } = registered;
  const { writesVariables, changes } = block;
  if (writesVariables === undefined && changes === undefined) return;
  const told = isComplete && isRight ? askWrites(registered, schemasOf(types, schema)) : undefined;
  for (const parameter of changes ?? []) {
    const template = parameterOf(step.parameters, parameter);
    const isUncertain = !isComplete || template?.kind === "tag";
    if (!isUncertain) continue;
    if (template?.kind !== "tag") {
      yield anyWrite;
      continue;
    }
    const { tag } = template;
    if (tag.kind === "expression" || tag.reference.to !== "variable" || tag.reference.tail.length > 0) continue;
    const { name } = tag.reference;
    if (!("name" in name)) yield anyWrite;
    else {
      const type = told === undefined ? undefined : ownValue(told.changes, parameter);
      yield {
        name: name.name,
        type: type ?? anyType,
        mayBe: type === undefined || tag.fallback !== undefined ? "may change it" : null,
      };
    }
  }
  if (writesVariables === undefined) return;
  if (writesVariables === true) return yield anyWrite;
  const names = "parameter" in writesVariables ? namesIn(types.get(writesVariables.parameter)) : writesVariables;
  for (const name of names ?? []) {
    const type = told === undefined ? undefined : ownValue(told.variables, name);
    if (type !== undefined) yield { name, type, mayBe: null };
    else
      yield* [
        { name, type: anyType, mayBe: "may write it" },
        { name, type: null, mayBe: "may have deleted it" },
      ];
  }
  if (names === undefined) yield anyWrite;
}

/** The names that a parameter surely has; undefined where it may be any. */
function namesIn(type: Type | undefined): readonly string[] | undefined {
  const only = type === undefined ? undefined : onlyValue(type)?.value;
  return typeof only === "string" ? [only] : undefined;
}

interface ToldWrites {
  readonly variables: { readonly [name: string]: Type | null };
  readonly changes: { readonly [parameter: string]: Type };
}

function askWrites(
  { block }: RegisteredBlock,
  schemas: { [name: string]: JsonSchema | undefined },
): ToldWrites | undefined {
  const { inferWrites } = block;
  if (inferWrites === undefined) return undefined;
  try {
    const { variables = {}, changes = {} } = inferWrites(schemas);
    const typeOf = (schema: unknown) => askBlock(() => schema) ?? anyType;
    return {
      variables: Object.fromEntries(
        Object.entries(variables).map(([name, schema]) => [name, schema === null ? null : typeOf(schema)]),
      ),
      changes: Object.fromEntries(Object.entries(changes).map(([name, schema]) => [name, typeOf(schema)])),
    };
  } catch {
    return undefined;
  }
}
