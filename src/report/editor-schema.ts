// The JSON Schema with which editors complete, explain and check pipelines: the shape of a pipeline, and for every action the
// parameters of its block. It knows blocks by their schemas alone; what a tag brings is for the check to say.

import pipelineSchema from "../../schemas/pipeline.schema.json" with { type: "json" };
import { isJsonMap, type Json, type JsonMap } from "../json.ts";
import { categoryNames } from "../name-pattern.ts";
import type { RegisteredBlock } from "../registry.ts";
import { type BlockPage, blockPage } from "./block-page.ts";
import { typeWithDefault } from "./render-blocks.ts";
import { type Written, when } from "./schema-parts.ts";
import { kindRules, loopSchema, withKeysOffered, withWordsForTimes } from "./step-schema.ts";
import { SchemaWidener, tagDefinitions } from "./tagged-schema.ts";

const madeBy = "Made by `conduit schema`";
const unknownAction = "There is no such block here: `conduit blocks` lists the ones that there are.";
const ownKeys: JsonMap = { $ref: "#/definitions/own_keys" };

/** Makes the schema for some blocks. The same blocks give the same schema, whatever their order. */
export function editorSchema(blocks: readonly RegisteredBlock[]): JsonMap {
  const sorted = blocks.toSorted((a, b) => (a.action < b.action ? -1 : 1));
  const { step, ...shared } = pipelineSchema.definitions as unknown as Record<string, Written> & { step: Written };
  const definitions: Written = { ...withWordsForTimes(shared), ...tagDefinitions };
  const categories = [...new Set(sorted.map(({ category }) => category))];
  definitions.own_keys = {
    propertyNames: { anyOf: [{ enum: Object.keys(step.properties as JsonMap) }, { pattern: "^x-" }] },
  };
  definitions.step = {
    type: "object",
    allOf: [
      ...categories.map((category) => {
        const members = sorted.filter((block) => block.category === category);
        return categorySchema(category, members, definitions);
      }),
      stepKeys(step, sorted),
      ...kindRules(ownKeys),
    ],
  };
  const { $schema, ...shape } = pipelineSchema as unknown as JsonMap;
  return { $schema: $schema ?? "", $comment: `${madeBy}: change the blocks, not this file.`, ...shape, definitions };
}

/** Says whether a file's text is a schema that was made here. */
export function isEditorSchema(text: string): boolean {
  try {
    const schema: unknown = JSON.parse(text);
    return isJsonMap(schema) && typeof schema.$comment === "string" && schema.$comment.startsWith(madeBy);
  } catch {
    return false;
  }
}

/** The keys of a step whose block nobody knows yet. */
function stepKeys(
  { properties, patternProperties, additionalProperties }: Written,
  blocks: readonly RegisteredBlock[],
) {
  const known = properties as { readonly [key: string]: JsonMap };
  const names = blocks.map(({ action }) => actionPattern(action)).join("|");
  return {
    properties: {
      ...Object.fromEntries(Object.entries(known).map(([key, schema]) => [key, withSomeType(schema)])),
      for_each: loopSchema(known.for_each ?? {}),
      retry: withKeysOffered(known.retry ?? {}),
      action: {
        description: known.action?.description ?? "",
        anyOf: [
          { type: "string", pattern: `^(?:${names})$`, patternErrorMessage: unknownAction },
          ...blocks.map((block) => ({ const: block.action, description: block.block.description ?? "" })),
        ],
      },
      // What they must be depends on the block.
      parameters: { description: known.parameters?.description ?? "", properties: {} },
    },
    patternProperties: patternProperties ?? {},
    additionalProperties: additionalProperties ?? true,
  };
}

/** What the steps with blocks of one category must be. Asked for by category first, so that few names are compared. */
function categorySchema(category: string | null, blocks: readonly RegisteredBlock[], definitions: Written): Written {
  const steps = blocks.map((block) => blockSchema(block, definitions));
  if (category === null) return { allOf: steps };
  return when(isAction(`^${categoryPattern(category)}\\.`), { allOf: steps });
}

/** What a step with a block must be, added to the definitions. */
function blockSchema(block: RegisteredBlock, definitions: Written): Written {
  const page = blockPage(block);
  const name = definitionName(block.action);
  const isNeeded = needsParameters(block);
  const schema = new SchemaWidener(block.schema, name, definitions).parameters(Object.keys(block.defaults));
  definitions[name] = {
    properties: {
      action: { description: aboutBlock(page) },
      parameters: {
        title: block.action,
        ...schema,
        // A list of types, for of a single one editors say the title in its place.
        type: isNeeded ? ["object"] : ["object", "null"],
        ...explainedProperties(schema, page, block),
      },
    },
    ...(isNeeded ? when(ownKeys, { required: ["parameters"] }) : {}),
  };
  const isCalled =
    block.category === null
      ? isAction(`^${anyCase(block.name)}$`)
      : { properties: { action: { pattern: `\\.${anyCase(block.name)}$` } } };
  return when(isCalled, { $ref: `#/definitions/${name}` });
}

/** Says whether a step must have parameters. A schema without required ones is asked, which takes long for all blocks. */
function needsParameters({ schema, defaults, checkParameters }: RegisteredBlock): boolean {
  const { required = [] } = schema;
  return required.some((name) => !Object.hasOwn(defaults, name)) || checkParameters(defaults).length > 0;
}

/** A name that can stand in a reference as it is. */
const definitionName = (action: string): string =>
  encodeURIComponent(action).replaceAll("~", "%7E").replaceAll("%", "=");

function explainedProperties(schema: Written, { parameters }: BlockPage, { block }: RegisteredBlock): Written {
  const properties = (schema.properties ?? {}) as { readonly [name: string]: Json };
  const explained = parameters.map((row) => {
    const about = `${row.description === "" ? "" : `${row.description}\n\n`}Takes ${typeWithDefault(row)}.`;
    const property = { ...withSomeType(properties[row.name]), description: about };
    const example = block.example?.parameters[row.name];
    return [row.name, canBeOffered(example, property) ? { ...property, examples: [example] } : property] as const;
  });
  return explained.length === 0 ? {} : { properties: Object.fromEntries(explained) };
}

/** Says whether an editor that offers an example writes it as what it is: it does not quote where it sees no type of texts. */
function canBeOffered(example: unknown, { type }: JsonMap): example is Json {
  if (Array.isArray(example)) return example.every((item) => typeof item !== "object" && canBeOffered(item, {}));
  if (typeof example !== "string") return typeof example === "number" || typeof example === "boolean";
  const isQuoted = (Array.isArray(type) ? type[0] : type) === "string";
  return isQuoted || /^(?!(?:true|false|null|yes|no|on|off)$)[a-z]+$/i.test(example);
}

/** Editors put a colon behind the keys that they complete only where a type says what may follow. */
function withSomeType(schema: Json | undefined): JsonMap {
  const { description: _, ...rest } = isJsonMap(schema) ? schema : {};
  return Object.keys(rest).length === 0
    ? { ...(schema as JsonMap), type: ["string", "number", "boolean", "array", "object", "null"] }
    : (schema as JsonMap);
}

function aboutBlock({ description, result, tags }: BlockPage): string {
  const needs = tags.length === 0 ? "" : ` Needs the tag${tags.length === 1 ? "" : "s"} ${tags.join(", ")}.`;
  return `${description === "" ? "" : `${description}\n\n`}Gives ${result}.${needs}`;
}

const isAction = (pattern: string): JsonMap => ({
  type: "object",
  properties: { action: { type: "string", pattern } },
  required: ["action"],
});

/** A regular expression for every spelling of an action. */
function actionPattern(action: string): string {
  const [category = "", name] = action.split(".");
  return name === undefined ? anyCase(category) : `${categoryPattern(category)}\\.${anyCase(name)}`;
}

function categoryPattern(category: string): string {
  const names = categoryNames(category).map(anyCase);
  return names.length === 1 ? names.join("") : `(?:${names.join("|")})`;
}

/** A regular expression for a name in upper and lower case; the keyword has no flag for it. */
function anyCase(name: string): string {
  return [...name]
    .map((letter) => {
      const lower = letter.toLowerCase();
      return lower === letter || lower.toUpperCase() !== letter
        ? letter.replace(/[\\^$.*+?()[\]{}|/]/, "\\$&")
        : `[${letter}${lower}]`;
    })
    .join("");
}
