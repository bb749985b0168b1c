// Document -> pipeline: every key read, every text parsed for tags. What has the wrong shape is left out; saying so is the
// check's work.

import type { Document, Path } from "../document.ts";
import { parseDuration } from "../duration.ts";
import type { JsonSchema } from "../infer.ts";
import { isJsonMap, type Json, type JsonMap, ownValue } from "../json.ts";
import type {
  Condition,
  Loop,
  MalformedTag,
  ParameterDeclaration,
  Pipeline,
  PipelineFile,
  Retry,
  Step,
  Work,
} from "../pipeline.ts";
import { ConduitStatus } from "../status.ts";
import type { Template } from "../template.ts";
import { type PlacedTagProblem, parseTemplate } from "./parse-template.ts";

/** Opens the file that a step of one pipeline names. */
export type OpenPipeline = (file: string) => PipelineFile;

const noFiles: OpenPipeline = () => ({
  kind: "unreadable",
  message: "a pipeline cannot be read from here",
  help: "write its steps out",
});

/**
 * Reads a pipeline out of a document of any shape. Never throws.
 * @param open how the files that its steps name are found.
 */
export function readPipeline(document: Document, open: OpenPipeline = noFiles): Pipeline {
  const malformedTags: MalformedTag[] = [];
  const report = (problem: PlacedTagProblem, base: Path) =>
    malformedTags.push({ ...problem, path: [...base, ...problem.path] });
  const root = isJsonMap(document.value) ? document.value : {};
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
    steps: new StepReader(report, open).read(ownValue(root, "steps"), ["steps"]),
    outputs: isJsonMap(outputs) ? parseTemplate(outputs, (problem) => report(problem, ["outputs"])) : null,
    malformedTags,
  };
}

/** Reads lists of steps, in the order in which they stand. */
class StepReader {
  readonly #report: (problem: PlacedTagProblem, base: Path) => void;
  readonly #open: OpenPipeline;
  #order = 0;

  constructor(report: (problem: PlacedTagProblem, base: Path) => void, open: OpenPipeline) {
    this.#report = report;
    this.#open = open;
  }

  /** @param prefix the positions that lead to the list, each with a dot behind it. */
  read(list: Json | undefined, path: Path, prefix = ""): readonly Step[] {
    return asList(list).map((step, index) => this.#readStep(asMap(step), index + 1, [...path, index], prefix));
  }

  #readStep(step: JsonMap, position: number, path: Path, prefix: string): Step {
    const order = ++this.#order;
    const id = ownValue(step, "id") ?? null;
    const parameters = asMap(ownValue(step, "parameters"));
    const timeout = asText(ownValue(step, "timeout"));
    return {
      path,
      position,
      order,
      number: `${prefix}${position}`,
      id: id === null ? `${prefix}${position}` : asId(id),
      hasOwnId: id !== null,
      work: this.#readWork(step, path, `${prefix}${position}.`),
      writtenParameters: parameters,
      parameters: this.#template(parameters, [...path, "parameters"]),
      conditions: readConditions(ownValue(step, "if") ?? null, [...path, "if"], (part, base) =>
        this.#template(part, base),
      ),
      isForced: ownValue(step, "forced") === true,
      allowsFailure: ownValue(step, "allow_failure") === true,
      loop: this.#readLoop(ownValue(step, "for_each") ?? null, [...path, "for_each", "in"]),
      retry: readRetry(ownValue(step, "retry") ?? null),
      timeout: timeout === null ? null : (parseDuration(timeout) ?? null),
      isIdempotent: ownValue(step, "idempotent") === true,
      returns: asSchema(ownValue(step, "returns")),
      description: asText(ownValue(step, "description")),
    };
  }

  #readWork(step: JsonMap, path: Path, prefix: string): Work {
    if (Object.hasOwn(step, "steps")) {
      return { kind: "steps", steps: this.read(ownValue(step, "steps"), [...path, "steps"], prefix) };
    }
    if (Object.hasOwn(step, "parallel")) {
      const steps = this.read(ownValue(step, "parallel"), [...path, "parallel"], prefix);
      return { kind: "parallel", steps, concurrency: asCount(ownValue(step, "concurrency")) };
    }
    if (!Object.hasOwn(step, "pipeline")) return { kind: "action", action: asText(ownValue(step, "action")) };
    const file = asText(ownValue(step, "pipeline"));
    return { kind: "pipeline", file, target: () => this.#open(file ?? "") };
  }

  #readLoop(value: Json, path: Path): Loop | null {
    if (!isJsonMap(value) || !Object.hasOwn(value, "in")) return null;
    return {
      list: this.#template(ownValue(value, "in") ?? null, path),
      as: asText(ownValue(value, "as")),
      concurrency: asCount(ownValue(value, "concurrency")) ?? 1,
    };
  }

  #template(value: Json, base: Path): Template {
    return parseTemplate(value, (problem) => this.#report(problem, base));
  }
}

/** The statuses after which a step is tried again where it does not say. */
const retriedStatuses = ["UNHANDLED_EXCEPTION", "TIMEOUT"];

function readRetry(value: Json): Retry | null {
  if (!isJsonMap(value)) return null;
  const on = ownValue(value, "on");
  const names = Array.isArray(on) ? on : retriedStatuses;
  const maxDelay = asText(ownValue(value, "max_delay"));
  return {
    attempts: asCount(ownValue(value, "attempts")) ?? 1,
    delay: parseDuration(asText(ownValue(value, "delay")) ?? "") ?? 0,
    backoff: asNumber(ownValue(value, "backoff")) ?? 1,
    maxDelay: maxDelay === null ? null : (parseDuration(maxDelay) ?? null),
    jitter: asNumber(ownValue(value, "jitter")) ?? 0,
    on: new Set(names.flatMap((name) => (isStatusName(name) ? [ConduitStatus[name]] : []))),
  };
}

const isStatusName = (name: Json): name is keyof typeof ConduitStatus =>
  typeof name === "string" && Object.hasOwn(ConduitStatus, name) && Number.isNaN(Number(name));

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
const asNumber = (value: Json | undefined): number | null => (typeof value === "number" ? value : null);
const asCount = (value: Json | undefined): number | null =>
  typeof value === "number" && Number.isInteger(value) && value >= 1 ? value : null;
const asLimit = (value: Json | undefined): number | null =>
  typeof value === "number" && Number.isInteger(value) && value >= 0 ? value : null;
