// What a step does that calls a block: its parameters resolved and checked, the block called, its result checked.

import type { Path } from "../document.ts";
import { copyJson, freezeJson, isJsonMap, type Json, type JsonMap, NotJsonError } from "../json.ts";
import type { PlannedAction, PlannedStep } from "../plan.ts";
import type { RegisteredBlock } from "../registry.ts";
import { describeFault } from "../schema-fault.ts";
import { ConduitStatus } from "../status.ts";
import type { PathPart, Template } from "../template.ts";
import { isThrown } from "../thrown.ts";
import { eventOf, type RunningStep, subjectOf } from "./attempt.ts";
import { callBlock } from "./block-call.ts";
import { prepareExpressions } from "./evaluate-expression.ts";
import { describeError, InvalidTypeError, StepError } from "./failure.ts";
import { asText, resolve } from "./resolve.ts";
import type { Scope } from "./scope.ts";
import { doneEnd, failedEnd, type StepEnd } from "./step-end.ts";

const atAction: Path = ["action"];
const atParameters: Path = ["parameters"];
const noVariables: ReadonlyMap<string, string> = new Map();

/** One attempt of a step that calls a block. Never rejects. */
export async function runAction({ block }: PlannedAction, running: RunningStep): Promise<StepEnd> {
  const { step, frame, stops, turn } = running;
  const { planned } = step;
  if (block === null) throw new Error("a step without a block must be refused");
  let at = atParameters;
  let parameters: JsonMap | null = null;
  try {
    const loading = prepareExpressions([planned.parameters]);
    if (loading !== null) await loading;
    parameters = resolveParameters(planned, block, frame.scope);
    at = atAction;
    const wholeVariables = wholeVariablesOf(planned, block, frame.scope);
    const { tell } = frame.job.run;
    const log = (message: string) => tell?.({ type: "step_logged", ...eventOf(step, frame), turn, message });
    const call = { registered: block, parameters, wholeVariables, stops, log };
    return doneEnd(checkedResult(await callBlock(call, frame.job), block), parameters);
  } catch (thrown) {
    return failedEnd(thrown, subjectOf(running), at, parameters);
  }
}

function resolveParameters({ parameters: written }: PlannedStep, block: RegisteredBlock, scope: Scope): JsonMap {
  const given = resolve(written, scope);
  if (!isJsonMap(given)) throw new Error("parameters must be a map");
  const parameters = freezeJson({ ...block.defaults, ...given });
  const [fault] = block.checkParameters(parameters);
  if (fault === undefined) return parameters;
  const { message, help } = describeFault(fault, `block \`${block.action}\``, "parameter");
  const isKey = fault.kind === "unknown-key";
  throw new InvalidTypeError(message, {
    path: isKey ? [...fault.path, fault.key] : fault.path,
    part: isKey ? "key" : "value",
    // How to write a value is of no use where a tag may have brought it.
    help: isKey ? help : undefined,
  });
}

/** For a block that changes its parameters: which of them are a whole variable. */
function wholeVariablesOf(
  { parameters }: PlannedStep,
  { block }: RegisteredBlock,
  scope: Scope,
): ReadonlyMap<string, string> {
  if (block.changes === undefined || parameters.kind !== "map") return noVariables;
  const whole = new Map<string, string>();
  for (const { key, value } of parameters.entries) {
    const variable = wholeVariable(value, scope);
    if (variable !== null) whole.set(asText(resolve(key, scope)), variable);
  }
  return whole;
}

/** The variable that a template is the whole value of; what comes from behind `??` is a literal. */
function wholeVariable(template: Template, scope: Scope): string | null {
  if (template.kind !== "tag" || template.tag.kind !== "reference") return null;
  const { reference, fallback } = template.tag;
  if (reference.to !== "variable" || reference.tail.length > 0) return null;
  const name = variableName(reference.name, scope);
  return fallback !== undefined && (scope.variable(name) ?? null) === null ? null : name;
}

function variableName(part: PathPart, scope: Scope): string {
  if (part.kind === "tag") return asText(resolve(part, scope));
  return part.kind === "text" ? asText(resolve({ kind: "text", parts: part.pieces }, scope)) : part.name;
}

function checkedResult(returned: unknown, block: RegisteredBlock): Json {
  let result: Json;
  try {
    result = copyJson(returned);
  } catch (error) {
    const isNotFinite = isThrown(error, NotJsonError) && error.isNotFinite;
    throw new StepError(
      `block \`${block.action}\` returned what cannot be a result: ${describeError(error).message}`,
      isNotFinite ? ConduitStatus.INVALID_ARGUMENT : ConduitStatus.INVALID_RETURN,
      isNotFinite ? "not_finite" : "invalid_return",
    );
  }
  const [fault] = block.checkResult?.(result) ?? [];
  if (fault === undefined) return result;
  const { message } = describeFault(fault, `the result of block \`${block.action}\``);
  throw new StepError(message, ConduitStatus.INVALID_RETURN, "invalid_return");
}
