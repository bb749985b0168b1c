// A pipeline that a step runs, as the check sees it: a block whose parameters are the pipeline's own. What it gives is told by the types of its
// outputs.

import type { JsonSchema } from "../infer.ts";
import { freezeJson, type JsonMap, setOwn } from "../json.ts";
import type { ParameterDeclaration, Pipeline } from "../pipeline.ts";
import type { RegisteredBlock } from "../registry.ts";
import { compileSchema, findSchemaFault } from "../schema.ts";
import { hasReferences } from "../schema-reference.ts";
import type { GivenTypes } from "./block-types.ts";
import type { PlacelessProblem } from "./type-reports.ts";
import { fits } from "./types/fits.ts";
import { typeOfSchema } from "./types/read-schema.ts";
import { textType } from "./types/type.ts";

/**
 * A pipeline as a block.
 * @param file as the step names it.
 */
export function blockOfPipeline(file: string, { parameters, description }: Pipeline): RegisteredBlock {
  const schema = schemaOf(parameters);
  const defaults = {};
  for (const { name, default: value } of parameters) if (value !== undefined) setOwn(defaults, name, value);
  let check: ReturnType<typeof compileSchema> | undefined;
  return {
    action: file,
    title: `pipeline \`${file}\``,
    category: null,
    name: file,
    file: null,
    schema,
    defaults: freezeJson(defaults as JsonMap),
    block: {
      name: file,
      description: description ?? undefined,
      parameters: schema,
      readsVariables: [],
      run: () => {
        throw new Error("the engine runs pipelines itself");
      },
    },
    checkParameters: (given) => {
      check ??= compileSchema(schema);
      return check(given);
    },
    checkResult: null,
  };
}

/** The inputs of a pipeline together; what the environment may give need not be given. */
function schemaOf(parameters: readonly ParameterDeclaration[]): JsonSchema {
  const properties = {};
  const required: string[] = [];
  for (const { name, schema, isOptional, env, default: fallback } of parameters) {
    setOwn(properties, name, findSchemaFault(schema) === undefined ? withOwnBase(name, schema) : {});
    if (!isOptional && env === null && fallback === undefined) required.push(name);
  }
  return { type: "object", properties, required, additionalProperties: false };
}

/** A schema whose references still begin at its own root where it stands inside of another one. */
function withOwnBase(name: string, schema: JsonSchema): JsonSchema {
  if (schema.$id !== undefined || !hasReferences(schema)) return schema;
  return { $id: `urn:conduit:parameter:${encodeURIComponent(name)}`, ...schema };
}

/** Yields what is not known of inputs that a step leaves to the environment. */
export function* environmentProblems(
  { parameters }: Pipeline,
  { title }: RegisteredBlock,
  { types, isComplete }: GivenTypes,
  written: ReadonlySet<string>,
): Generator<PlacelessProblem> {
  for (const { name, schema, env, isOptional, default: fallback } of parameters) {
    if (env === null || written.has(name) || !isComplete) continue;
    const isLeft = isOptional || fallback !== undefined || types.has(name);
    const takesText = findSchemaFault(schema) !== undefined || fits(textType, typeOfSchema(schema)) === "yes";
    if (isLeft && takesText) continue;
    const doubt = isLeft ? "may hold what it does not take" : "may not be set";
    yield {
      code: "unproved-environment",
      severity: "unproved",
      message: `\`${name}\` of ${title} comes from the environment variable \`${env}\`, which ${doubt}`,
      help: `give it under \`parameters\``,
    };
  }
}
