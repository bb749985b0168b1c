// Random blocks: typed parameters and results, some told by `infer`, some that write variables, need tags or may be used only
// so often. What they return is drawn when they run, from a source of chance that the run hands them.

import type { AnyBlock, Block, BlockContext } from "../../src/block.ts";
import type { JsonSchema } from "../../src/infer.ts";
import { isJsonMap, type Json } from "../../src/json.ts";
import { Random } from "./random.ts";
import { anyValue, valuesOf } from "./random-values.ts";
import type { TypePool } from "./type-pool.ts";

/** The variables that blocks and pipelines share. */
export const variableNames = ["v", "w", "list", "map"] as const;

/** Blocks that set a variable to what they are given. */
export const setters: ReadonlySet<string> = new Set(["VARIABLE.SET", "GEN.KEEP"]);

/** The permissions that blocks ask for. */
export const blockTags = ["alpha", "beta"] as const;

const blocksInPool = 24;

/** How a run hands its chance to the blocks. */
function chanceOf({ globals }: BlockContext): Random {
  const { random } = globals;
  if (!(random instanceof Random)) throw new Error("the run has no chance to hand out");
  return random;
}

/** How likely every block is to fail in a run that is to see what comes of failures. */
function stormOf({ globals }: BlockContext): number {
  return globals.storm === true ? 0.3 : 0;
}

/** A block that, where the run wants it, does now and then what its contract allows: it fails, or returns what it may return. */
export function stormy(block: AnyBlock): AnyBlock {
  const { returns, infer } = block;
  const results = returns === undefined || infer !== undefined ? [] : valuesOf(returns);
  return {
    ...block,
    run: (given, context) => {
      const chance = chanceOf(context);
      if (chance.chance(stormOf(context))) throw new Error("it went wrong");
      if (results.length > 0 && chance.chance(stormOf(context))) return drawn(chance, results);
      return block.run(given, context);
    },
  };
}

/** The blocks of one batch. */
export function randomBlocks(random: Random, types: TypePool): AnyBlock[] {
  const made = Array.from({ length: blocksInPool }, (_, index) => randomBlock(`B${index}`, random, types));
  return [...made, echo, wrap, either, itemOf, entriesOf, push, keep];
}

function randomBlock(name: string, random: Random, types: TypePool): AnyBlock {
  const parameters = randomParameters(random, types);
  const returns = random.chance(0.85) ? random.pick(types.schemas) : undefined;
  const failure = random.chance(0.4) ? random.pick([0.15, 0.5]) : 0;
  const isLying = random.chance(0.04);
  const writesVariables = random.chance(0.18)
    ? random.pick<NonNullable<Block["writesVariables"]>>([["v"], ["v", "w"], ["list"], true, { parameter: "into" }])
    : undefined;
  const properties = {
    ...parameters.properties,
    ...(isJsonMap(writesVariables) ? { into: { enum: variableNames } } : {}),
  };
  const changes = random.chance(0.1) ? Object.keys(properties).slice(0, 1) : undefined;
  return {
    name,
    category: "GEN",
    parameters: { ...parameters, properties },
    ...(returns === undefined ? {} : { returns }),
    ...(random.chance(0.15) ? { tags: random.some(blockTags, 0.7) } : {}),
    ...(random.chance(0.12) ? { maxUses: random.between(0, 3) } : {}),
    ...(writesVariables === undefined ? {} : { writesVariables }),
    ...(changes === undefined ? {} : { changes }),
    ...(random.chance(0.15) ? {} : { readsVariables: [] }),
    run: (given: { readonly [name: string]: Json }, context: BlockContext) => {
      const chance = chanceOf(context);
      const isFailing = chance.chance(Math.max(failure, stormOf(context)));
      const fail = () => failures[chance.below(failures.length)]?.();
      if (isFailing && chance.chance(0.5)) throw fail();
      if (writesVariables !== undefined) writeVariables(writesVariables, given, context, chance);
      for (const parameter of changes ?? []) if (chance.chance(0.7)) context.replace(parameter, anyValue(chance));
      // What it has written stays.
      if (isFailing) throw fail();
      if (returns === undefined || (isLying && chance.chance(0.3))) return anyValue(chance);
      return drawn(chance, types.values(returns));
    },
  };
}

/** One of a type's values, its edges oftener than the others. */
export function drawn(chance: Random, values: readonly Json[]): Json {
  const near = chance.chance(0.4) ? Math.ceil(values.length / 3) : values.length;
  return values[chance.below(near)] ?? null;
}

const failures = [
  () => new Error("it went wrong"),
  () => new RangeError("too far"),
  () => Object.assign(new Error("refused"), { name: "InvalidArgumentError" }),
  () => Object.assign(new Error("no"), { name: "AssertionError" }),
];

function randomParameters(random: Random, types: TypePool): JsonSchema {
  const names = ["value", "other", "name", "options"].slice(
    0,
    random.weighted([
      [1, () => 1],
      [3, () => 2],
      [3, () => 3],
      [1, () => 4],
    ]),
  );
  const properties: Record<string, JsonSchema> = {};
  for (const name of names) {
    const schema = random.pick(types.inner);
    const value = random.pick(types.values(schema));
    properties[name] = random.chance(0.15) ? types.intern({ ...schema, default: value }) : schema;
  }
  const required = names.filter((name) => properties[name]?.default === undefined && random.chance(0.75));
  return {
    type: "object",
    properties,
    required,
    ...random.weighted<JsonSchema>([
      [8, () => ({})],
      [0.6, () => ({ additionalProperties: true })],
      [1, () => ({ additionalProperties: random.pick(types.inner) })],
    ]),
    ...(random.chance(0.05) ? { anyOf: names.map((name) => ({ required: [name] })) } : {}),
    ...(random.chance(0.03) ? { minProperties: 2 } : {}),
    ...(random.chance(0.03) ? { dependencies: { value: ["other"] } } : {}),
  };
}

function writeVariables(
  declared: NonNullable<Block["writesVariables"]>,
  given: { readonly [name: string]: Json },
  context: BlockContext,
  chance: Random,
): void {
  let names: readonly string[] = variableNames;
  if (isJsonMap(declared)) names = typeof given.into === "string" ? [given.into] : [];
  else if (declared !== true) names = declared as readonly string[];
  for (const name of names) {
    if (chance.chance(0.15)) context.deleteVariable(name);
    else if (chance.chance(0.8)) context.setVariable(name, anyValue(chance));
  }
}

const value = { description: "Anything." } as const;

const echo: AnyBlock = {
  name: "ECHO",
  category: "GEN",
  parameters: { type: "object", properties: { value }, required: ["value"] },
  infer: (given) => given.value ?? {},
  run: (given: { readonly value: Json }) => given.value,
};

const wrap: AnyBlock = {
  name: "WRAP",
  category: "GEN",
  parameters: { type: "object", properties: { value, name: { type: "string", default: "a" } } },
  returns: { type: "object" },
  infer: (given) => ({
    type: "object",
    properties: { data: given.value ?? { type: "null" }, name: { type: "string" } },
    required: ["data", "name"],
    additionalProperties: false,
  }),
  run: (given: { readonly value?: Json; readonly name: string }) => ({ data: given.value ?? null, name: given.name }),
};

const either: AnyBlock = {
  name: "EITHER",
  category: "GEN",
  parameters: { type: "object", properties: { value, other: value }, required: ["value", "other"] },
  infer: (given) => ({ anyOf: [given.value ?? {}, given.other ?? {}] }),
  run: (given: { readonly value: Json; readonly other: Json }, context) =>
    chanceOf(context).chance(0.5) ? given.value : given.other,
};

const itemOf: AnyBlock = {
  name: "ITEM_OF",
  category: "GEN",
  parameters: { type: "object", properties: { list: { type: "array", minItems: 1 } }, required: ["list"] },
  infer: ({ list }) => {
    const isPlain = list?.type === "array" && isJsonMap(list.items) && Object.keys(list).length <= 4;
    return isPlain ? (list.items as JsonSchema) : {};
  },
  run: (given: { readonly list: readonly Json[] }, context) => chanceOf(context).pick(given.list),
};

const scalar: JsonSchema = { type: ["string", "number", "boolean", "null"] };

/** Never an empty list, which would be a list of anything. */
const entriesOf: AnyBlock = {
  name: "ENTRIES_OF",
  category: "GEN",
  parameters: {
    type: "object",
    properties: { first: scalar },
    required: ["first"],
    additionalProperties: scalar,
  },
  returns: {
    type: "array",
    items: { type: "array", items: [{ type: "string" }, scalar], minItems: 2 },
    minItems: 1,
  },
  run: (given: { readonly [name: string]: Json }) => Object.entries(given),
};

const isPlainList = (schema: JsonSchema | undefined): schema is JsonSchema =>
  schema?.type === "array" &&
  isJsonMap(schema.items) &&
  Object.keys(schema).every((keyword) => ["type", "items", "minItems", "maxItems"].includes(keyword));

/** Adds to a list that is a variable. */
const push: AnyBlock = {
  name: "PUSH",
  category: "GEN",
  parameters: { type: "object", properties: { list: { type: "array" }, item: value }, required: ["list", "item"] },
  returns: { type: "integer", minimum: 1 },
  readsVariables: [],
  changes: ["list"],
  inferWrites: ({ list, item = {} }) => {
    const items = isPlainList(list) ? { items: { anyOf: [list.items as JsonSchema, item] } } : {};
    return { changes: { list: { type: "array", minItems: 1, ...items } } };
  },
  run: (given: { readonly list: readonly Json[]; readonly item: Json }, context) => {
    context.replace("list", [...given.list, given.item]);
    return given.list.length + 1;
  },
};

/** Sets a variable, and gives what it is set to. */
const keep: AnyBlock = {
  name: "KEEP",
  category: "GEN",
  parameters: { type: "object", properties: { into: { enum: variableNames }, value }, required: ["into", "value"] },
  readsVariables: [],
  writesVariables: { parameter: "into" },
  infer: (given) => given.value ?? {},
  inferWrites: ({ into, value: kept = {} }) => ({ variables: { [String(into?.const)]: kept } }),
  run: (given: { readonly into: string; readonly value: Json }, context) => {
    context.setVariable(given.into, given.value);
    return given.value;
  },
};
