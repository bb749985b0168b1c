// Is it a pipeline at all: the document against schemas/pipeline.schema.json, and what that schema cannot say. These mistakes
// have no status; with one of them nothing can run.

import pipelineSchema from "../../schemas/pipeline.schema.json" with { type: "json" };
import { type Diagnostic, mostDiagnostics } from "../diagnostic.ts";
import { type Document, type Path, pathIn, valueAt } from "../document.ts";
import type { JsonSchema } from "../infer.ts";
import type { Json } from "../json.ts";
import type { CheckedPipeline, Pipeline } from "../pipeline.ts";
import { compileSchema, type SchemaCheck } from "../schema.ts";
import { describeFault, type SchemaFault } from "../schema-fault.ts";
import { nearest } from "../suggest.ts";
import { faultFix, valueAlone } from "./fault-fix.ts";
import { checkDeclarations } from "./parameter-declarations.ts";
import { checkReturns } from "./step-returns.ts";
import { quotesHelp } from "./written-scalar.ts";

/** The mistakes of shape; without any of them the pipeline is checked. */
export type ShapeCheck =
  | { readonly checked: CheckedPipeline; readonly diagnostics: readonly [] }
  | { readonly checked: undefined; readonly diagnostics: readonly Diagnostic[] };

/** Checks a pipeline's shape. */
export function checkShape(pipeline: Pipeline): ShapeCheck {
  const { document } = pipeline;
  const faults = checkSchema(document.value).slice(0, mostDiagnostics);
  const faulty = {
    document,
    base: [],
    faults,
    check: checkSchema,
    fits: (value: Json, path: readonly string[]) => fits(value, pathIn(document, path)),
  };
  const diagnostics = [
    ...faults.map((fault) => ({
      ...shapeMistake(fault, document),
      fix: faultFix(fault, faulty),
    })),
    ...checkDeclarations(pipeline),
    ...checkReturns(pipeline),
  ];
  if (diagnostics.length > 0) return { checked: undefined, diagnostics };
  return { checked: pipeline as CheckedPipeline, diagnostics: [] };
}

const checkSchema: SchemaCheck = (value) => compileSchema(pipelineSchema as unknown as JsonSchema)(value);

/**
 * Whether a value itself may stand at a path; what is wrong inside of it comes to light once it does. A number is no action,
 * nor an id that tags can read if it is no integer.
 */
function fits(value: Json, path: Path): boolean {
  if (["action", "id"].includes(String(path.at(-1))) && !Number.isNaN(Number(value))) return false;
  const alone = valueAlone(value, path);
  const here = alone.path.join("\0");
  return !checkSchema(alone.value).some((fault) => fault.kind !== "missing-key" && fault.path.join("\0") === here);
}

function shapeMistake(fault: SchemaFault, document: Document): Diagnostic {
  const path = pathIn(document, fault.path);
  const subject = subjectOf(fault.path);
  const words = describeFault({ ...withoutNull(fault), path: [] }, subject);
  const isEmpty = document.source !== undefined && document.value === null;
  const isKey = fault.kind === "unknown-key";
  const span = isKey ? document.locate([...path, fault.key], "key") : missingAt(fault, document, path);
  return {
    code: codes[fault.kind],
    severity: "error",
    message: isEmpty ? "the file is empty" : words.message,
    help: placeHelp(fault) ?? keyHelp(fault) ?? quotesHelp(fault, document, path) ?? words.help,
    source: document.source,
    span,
  };
}

/** Null is allowed where a key can be left out, which is nothing to write. */
function withoutNull(fault: SchemaFault): SchemaFault {
  if (fault.kind !== "type" || fault.path[0] === "block_limit_overrides") return fault;
  return { ...fault, expected: fault.expected.filter((type) => type !== "null") };
}

/** Help for what newcomers write in place of a map. */
function placeHelp(fault: SchemaFault): string | undefined {
  if (fault.kind !== "type") return undefined;
  const { path, found, value } = fault;
  if (path.length === 0) return found === "list" ? "put the list under the key `steps`" : leastPipeline;
  const [root, name = "", ...rest] = path;
  if (root === "steps" && rest.join() === "action" && found === "list") return "name one block; write a step for each";
  if (rest.length > 0 || name === "") return undefined;
  if (root === "block_limit_overrides") return "write a whole number such as `10`, or `null` to lift the limit";
  if (root === "parameters") {
    const type =
      typeof value === "string" && /^(?:string|number|integer|boolean|array|object)$/.test(value) ? value : "string";
    return `write a JSON Schema, such as \`${name}: { type: ${type} }\``;
  }
  if (root !== "steps") return undefined;
  if (found === "null") return "remove the `-`, or write `action: …` behind it";
  const action = typeof value === "string" ? /^(?:action\s+)?(\S{1,60})$/.exec(value)?.[1] : undefined;
  return action === undefined ? undefined : `write \`- action: ${action}\``;
}

/** Help for an unknown key of a step that is near no known one, and for keys that look as if they were known. */
function keyHelp(fault: SchemaFault): string | undefined {
  if (fault.kind !== "unknown-key") return undefined;
  if (fault.path.length === 0 && fault.key === "global_values") {
    return "developer values come from the library's call, never from a file";
  }
  if (/[^\S \t\r\n]/u.test(fault.key)) return "there is an unusual blank in it: write plain spaces";
  const isOfStep = fault.path.length === 2 && fault.path[0] === "steps";
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

/** What a value is called in a message: "the pipeline", "step 3", "`if` of step 3". */
function subjectOf(path: readonly string[]): string {
  const [root, index, ...rest] = path;
  if (root === undefined) return "the pipeline";
  if (root !== "steps" || index === undefined) return `\`${path.join(".")}\``;
  const step = `step ${Number(index) + 1}`;
  return rest.length === 0 ? step : `\`${rest.join(".")}\` of ${step}`;
}
