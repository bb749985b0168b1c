// Document -> pipeline: every key read, every text parsed for tags. What has the wrong shape is left out; saying so is the
// check's work.

import type { Document, Path } from "../document.ts";
import type { JsonSchema } from "../infer.ts";
import { isJsonMap, type Json, type JsonMap, ownValue } from "../json.ts";
import type { Condition, MalformedTag, ParameterDeclaration, Pipeline, Step } from "../pipeline.ts";
import type { Template } from "../template.ts";
import { type PlacedTagProblem, parseTemplate } from "./parse-template.ts";

/** Reads a pipeline out of a document of any shape. Never throws. */
export function readPipeline(document: Document): Pipeline {
  const malformedTags: MalformedTag[] = [];
  const report = (problem: PlacedTagProblem, base: Path) =>
    malformedTags.push({ ...problem, path: [...base, ...problem.path] });
  const root = isJsonMap(document.value) ? document.value : {};
  const steps = asList(ownValue(root, "steps"));
  const outputs = ownValue(root, "outputs");
  return {
    document,
    name: asText(ownValue(root, "name")),
    id: asId(ownValue(root, "id")),
    description: asText(ownValue(root, "description")),
    tags: asList(ownValue(root, "tags")).filter((tag) => typeof tag === "string"),
    parameters: Object.entries(asMap(ownValue(root, "parameters"))).map(readParameter),
    localValues: asMap(ownValue(root, "local_values")),
    variables: asMap(ownValue(root, "variables")),
    stepLimit: asLimit(ownValue(root, "step_limit")),
    blockLimitOverrides: Object.entries(asMap(ownValue(root, "block_limit_overrides"))).map(([pattern, limit]) => ({
      pattern,
      limit: asLimit(limit),
    })),
    steps: steps.map((step, index) => readStep(step, index + 1, ["steps", index], report)),
    outputs: isJsonMap(outputs) ? parseTemplate(outputs, (problem) => report(problem, ["outputs"])) : null,
    malformedTags,
  };
}

/**
 * Reads one step.
 * @param position its place among the job's steps, from 1.
 * @param report is told of everything in it that looks like a tag and is none.
 */
function readStep(
  value: Json,
  position: number,
  path: Path,
  report: (problem: PlacedTagProblem, base: Path) => void,
): Step {
  const step = asMap(value);
  const id = ownValue(step, "id") ?? null;
  const parameters = asMap(ownValue(step, "parameters"));
  const read = (part: Json, base: Path): Template => parseTemplate(part, (problem) => report(problem, base));
  return {
    path,
    position,
    id: id === null ? String(position) : asId(id),
    hasOwnId: id !== null,
    action: asText(ownValue(step, "action")),
    writtenParameters: parameters,
    parameters: read(parameters, [...path, "parameters"]),
    conditions: readConditions(ownValue(step, "if") ?? null, [...path, "if"], read),
    isForced: ownValue(step, "forced") === true,
    allowsFailure: ownValue(step, "allow_failure") === true,
    returns: asSchema(ownValue(step, "returns")),
    description: asText(ownValue(step, "description")),
  };
}

function readConditions(
  value: Json,
  path: Path,
  read: (part: Json, base: Path) => Template,
): readonly Condition[] | null {
  if (value === null) return null;
  if (!Array.isArray(value)) return [{ template: read(value, path), path }];
  return value.map((item, index) => ({ template: read(item, [...path, index]), path: [...path, index] }));
}

function readParameter([name, value]: [string, Json]): ParameterDeclaration {
  const { optional, secret, env, ...schema } = asMap(value);
  return {
    name,
    schema: schema as JsonSchema,
    isOptional: optional === true,
    isSecret: secret === true,
    env: asText(env),
    default: ownValue(schema, "default"),
    path: ["parameters", name],
  };
}

const asMap = (value: Json | undefined): JsonMap => (isJsonMap(value) ? value : {});
const asSchema = (value: Json | undefined): JsonSchema | null => (isJsonMap(value) ? (value as JsonSchema) : null);
const asList = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : []);
const asText = (value: Json | undefined): string | null => (typeof value === "string" ? value : null);
const asId = (value: Json | undefined): string | null =>
  typeof value === "number" && Number.isInteger(value) ? String(value) : asText(value);
const asLimit = (value: Json | undefined): number | null =>
  typeof value === "number" && Number.isInteger(value) && value >= 0 ? value : null;
