// Is it a pipeline at all: the document against schemas/pipeline.schema.json, and what that schema cannot say. These mistakes
// have no status; with one of them nothing can run.

import pipelineSchema from "../../schemas/pipeline.schema.json" with { type: "json" };
import { eachFields } from "../context-table.ts";
import { type Diagnostic, mostDiagnostics } from "../diagnostic.ts";
import { type Document, type Path, pathIn, valueAt } from "../document.ts";
import type { JsonSchema } from "../infer.ts";
import type { Json } from "../json.ts";
import type { CheckedPipeline, Pipeline } from "../pipeline.ts";
import { compileSchema, type SchemaCheck } from "../schema.ts";
import { describeFault, type FaultWords, type SchemaFault, shortValue } from "../schema-fault.ts";
import type { Source } from "../source.ts";
import { nearest } from "../suggest.ts";
import { faultFix, valueAlone } from "./fault-fix.ts";
import { checkLoopNames } from "./loop-names.ts";
import { checkDeclarations } from "./parameter-declarations.ts";
import { reachedFiles } from "./reached-pipelines.ts";
import { checkDurations, durationWords } from "./step-durations.ts";
import { checkKinds, withMissingKinds } from "./step-kinds.ts";
import { stepPlaceOf } from "./step-path.ts";
import { checkReturns } from "./step-returns.ts";
import { whereRead } from "./tags-not-read.ts";
import { quotesHelp } from "./written-scalar.ts";

/** The mistakes of shape; without any of them the pipeline is checked. */
export type ShapeCheck = {
  /** The texts of the pipeline and of all that it runs, each once: its own first, then in the order in which steps name them. */
  readonly sources: readonly Source[];
} & (
  | { readonly checked: CheckedPipeline; readonly diagnostics: readonly [] }
  | { readonly checked: undefined; readonly diagnostics: readonly Diagnostic[] }
);

/** Checks the shape of a pipeline and of all that it runs, each file once; its own mistakes come first. */
export function checkShape(pipeline: Pipeline): ShapeCheck {
  const diagnostics: Diagnostic[] = [];
  const files = reachedFiles(pipeline);
  for (const file of files) {
    if (file.pipeline !== undefined) diagnostics.push(...mistakesIn(file.pipeline));
    diagnostics.push(...file.mistakes);
    if (diagnostics.length >= mostDiagnostics) break;
  }
  const sources = files.map((file) => file.pipeline?.document.source ?? file.mistakes[0]?.source);
  const shape = { sources: sources.filter((source) => source !== undefined) };
  if (diagnostics.length > 0) return { ...shape, checked: undefined, diagnostics };
  return { ...shape, checked: pipeline as CheckedPipeline, diagnostics: [] };
}

/** The mistakes in the shape of one file. */
function mistakesIn(pipeline: Pipeline): Diagnostic[] {
  const { document } = pipeline;
  const faults = withMissingKinds(document.value, checkSchema(document.value)).slice(0, mostDiagnostics);
  const faulty = {
    document,
    base: [],
    faults,
    check: checkSchema,
    fits: (value: Json, path: readonly string[]) => fits(value, pathIn(document, path)),
  };
  return [
    ...faults.map((fault) => ({
      ...shapeMistake(fault, document),
      fix: faultFix(fault, faulty),
    })),
    ...checkKinds(document),
    ...checkDurations(document),
    ...checkLoopNames(pipeline),
    ...checkDeclarations(pipeline),
    ...checkReturns(pipeline),
  ];
}

const checkSchema: SchemaCheck = (value) => compileSchema(pipelineSchema as unknown as JsonSchema)(value);

/**
 * Whether a value itself may stand at a path; what is wrong inside of it comes to light once it does. A number is no action or file,
 * nor an id that tags can read if it is no integer.
 */
function fits(value: Json, path: Path): boolean {
  if (["action", "pipeline", "id"].includes(String(path.at(-1))) && !Number.isNaN(Number(value))) return false;
  const alone = valueAlone(value, path);
  const here = alone.path.join("\0");
  return !checkSchema(alone.value).some((fault) => fault.kind !== "missing-key" && fault.path.join("\0") === here);
}

function shapeMistake(fault: SchemaFault, document: Document): Diagnostic {
  const path = pathIn(document, fault.path);
  const subject = subjectOf(fault.path);
  const special = durationWords(fault, subject) ?? loopNameWords(fault, subject);
  const words = special ?? describeFault({ ...withoutNull(fault), path: [] }, subject);
  const isEmpty = document.source !== undefined && document.value === null;
  const isKey = fault.kind === "unknown-key";
  const span = isKey ? document.locate([...path, fault.key], "key") : missingAt(fault, document, path);
  return {
    code: codes[fault.kind],
    severity: "error",
    message: isEmpty ? "the file is empty" : words.message,
    help:
      tagHelp(fault) ??
      special?.help ??
      placeHelp(fault) ??
      keyHelp(fault) ??
      quotesHelp(fault, document, path) ??
      words.help,
    source: document.source,
    span,
  };
}

/** Null is allowed where a key can be left out, which is nothing to write. */
function withoutNull(fault: SchemaFault): SchemaFault {
  if (fault.kind !== "type" || fault.path[0] === "block_limit_overrides") return fault;
  return { ...fault, expected: fault.expected.filter((type) => type !== "null") };
}

/** Help for a tag where the run wants to know more before it begins. */
function tagHelp(fault: SchemaFault): string | undefined {
  if (fault.kind === "unknown-key" || fault.kind === "missing-key" || typeof fault.value !== "string") return undefined;
  const { rest = [] } = stepPlaceOf(fault.path) ?? {};
  const isTag = /^\s*\{[%:#<=]\s/.test(fault.value) && rest.length > 0 && rest[0] !== "returns";
  return isTag && !["parameters", "for_each"].includes(rest.join("."))
    ? `no tag is read here: ${whereRead}`
    : undefined;
}

/** Words for a loop's name that is none; undefined for any other fault. */
function loopNameWords(fault: SchemaFault, subject: string): FaultWords | undefined {
  if (fault.kind !== "value" || fault.keyword !== "pattern") return undefined;
  if (stepPlaceOf(fault.path)?.rest.join(".") !== "for_each.as") return undefined;
  const isTaken = typeof fault.value === "string" && Object.hasOwn(eachFields, fault.value);
  return {
    message: `${subject} cannot be ${shortValue(fault.value)}`,
    help: isTaken
      ? `\`each.${fault.value}\` is the innermost loop's own: write another name`
      : "write a word of letters and digits, with `_` between them, that begins with a letter",
  };
}

/** Help for what newcomers write in place of a map. */
function placeHelp(fault: SchemaFault): string | undefined {
  if (fault.kind === "missing-key") {
    const isOfStep = stepPlaceOf(fault.path)?.rest.length === 0;
    return isOfStep
      ? "add `action`, or for steps inside of it `steps` or `parallel`, or the file of a `pipeline`"
      : undefined;
  }
  if (fault.kind !== "type") return undefined;
  const { path, found, value } = fault;
  if (path.length === 0) return found === "list" ? "put the list under the key `steps`" : leastPipeline;
  const place = stepPlaceOf(path);
  if (place !== undefined) return stepHelp(place.rest.join("."), fault);
  const [root, name = "", ...rest] = path;
  if (rest.length > 0 || name === "") return undefined;
  if (root === "block_limit_overrides") return "write a whole number such as `10`, or `null` to lift the limit";
  if (root !== "parameters") return undefined;
  const type =
    typeof value === "string" && /^(?:string|number|integer|boolean|array|object)$/.test(value) ? value : "string";
  return `write a JSON Schema, such as \`${name}: { type: ${type} }\``;
}

/** @param key from the step on; empty for the step itself. */
function stepHelp(key: string, { found, value }: SchemaFault & { kind: "type" }): string | undefined {
  switch (key) {
    case "action":
      return found === "list" ? "name one block; write a step for each" : undefined;
    case "for_each":
      return typeof value === "string" || found === "list"
        ? "write the list under `in`: `for_each: { in: … }`"
        : undefined;
    case "retry":
      return found === "integer" ? `write \`retry: { attempts: ${String(value)} }\`` : undefined;
    case "": {
      if (found === "null") return "remove the `-`, or write `action: …` behind it";
      const action = typeof value === "string" ? /^(?:action\s+)?(\S{1,60})$/.exec(value)?.[1] : undefined;
      return action === undefined ? undefined : `write \`- action: ${action}\``;
    }
    default:
      return undefined;
  }
}

/** Help for an unknown key of a step that is near no known one, and for keys that look as if they were known. */
function keyHelp(fault: SchemaFault): string | undefined {
  if (fault.kind !== "unknown-key") return undefined;
  if (fault.path.length === 0 && fault.key === "global_values") {
    return "developer values come from the library's call, never from a file";
  }
  if (/[^\S \t\r\n]/u.test(fault.key)) return "there is an unusual blank in it: write plain spaces";
  const isOfStep = stepPlaceOf(fault.path)?.rest.length === 0;
  if (!isOfStep || fault.meant !== undefined || nearest(fault.key, fault.allowed) !== undefined) return undefined;
  const allowed = fault.allowed.map((key) => `\`${key}\``).join(", ");
  return `its keys are: ${allowed}; a parameter of its block stands below \`parameters\`, further indented`;
}

const leastPipeline = "write at least `steps:` and a list of steps";

const codes = {
  "unknown-key": "unknown-key",
  "missing-key": "missing-key",
  type: "wrong-type",
  value: "wrong-value",
} as const;

/** A missing key has no place of its own: the map's first key stands for it, not the whole map. */
function missingAt(fault: SchemaFault, document: Document, path: Path) {
  if (fault.kind !== "missing-key") return document.locate(path);
  const map = valueAt(document, path);
  const [first] = typeof map === "object" && map !== null ? Object.keys(map) : [];
  return first === undefined ? document.locate(path) : document.locate([...path, first], "key");
}

/** What a value is called in a message: "the pipeline", "step 3.2", "`if` of step 3.2". */
function subjectOf(path: readonly string[]): string {
  if (path.length === 0) return "the pipeline";
  const place = stepPlaceOf(path);
  if (place === undefined) return `\`${path.join(".")}\``;
  const step = `step ${place.number}`;
  return place.rest.length === 0 ? step : `\`${place.rest.join(".")}\` of ${step}`;
}
