// One step's life once its turn has come: refused, or its conditions asked, its parameters resolved and checked, its block
// called, its result checked. Whatever goes wrong becomes an outcome.

import { refusalMessage } from "../admission.ts";
import type { Path } from "../document.ts";
import { copyJson, freezeJson, isJsonMap, type JsonMap, NotJsonError, typeName } from "../json.ts";
import type { PlannedStep } from "../plan.ts";
import type { RegisteredBlock } from "../registry.ts";
import { describeFault } from "../schema-fault.ts";
import { ConduitStatus } from "../status.ts";
import type { PathPart, Template } from "../template.ts";
import { describeThrown, isThrown } from "../thrown.ts";
import { type CallEnvironment, callBlock } from "./block-call.ts";
import { prepareExpressions } from "./evaluate-expression.ts";
import { describeError, type FailurePlace, InvalidTypeError, placeOfFailure, StepError, statusOf } from "./failure.ts";
import { asText, resolve } from "./resolve.ts";
import type { Scope } from "./scope.ts";
import type { StepOutcome } from "./step.ts";

/** What a step needs of the job it runs in. */
export interface StepEnvironment extends CallEnvironment {
  readonly scope: Scope;
}

/** An outcome with what reports show of it. */
export interface FinishedStep extends StepOutcome {
  /** Where in the document a failure comes from. */
  readonly place: FailurePlace | null;
  /** What the block was given; null when it was not called. */
  readonly parameters: JsonMap | null;
  /** The stack of what a block threw. */
  readonly stack: string | null;
}

/** Runs one step. Never rejects. */
export async function runStep(
  step: PlannedStep,
  environment: StepEnvironment,
  signal: AbortSignal,
  log: (message: string) => void,
): Promise<FinishedStep> {
  const life = new StepLife(step, environment);
  try {
    return await life.live(signal, log);
  } catch (thrown) {
    return life.fail(thrown);
  }
}

const atAction: Path = ["action"];
const atId: Path = ["id"];
const atParameters: Path = ["parameters"];
const atReturns: Path = ["returns"];
const noVariables: ReadonlyMap<string, string> = new Map();

class StepLife {
  readonly #step: PlannedStep;
  readonly #environment: StepEnvironment;
  /** The part of the step that is being worked on. */
  #at: Path = atAction;
  #parameters: JsonMap | null = null;

  constructor(step: PlannedStep, environment: StepEnvironment) {
    this.#step = step;
    this.#environment = environment;
  }

  async live(signal: AbortSignal, log: (message: string) => void): Promise<FinishedStep> {
    const { refusal, block } = this.#step;
    if (refusal !== null) {
      if (refusal.status === ConduitStatus.DUPLICATE_STEP_IDS) this.#at = atId;
      const name = ConduitStatus[refusal.status] ?? "";
      throw new StepError(refusalMessage(refusal), refusal.status, name.toLowerCase());
    }
    if (block === null) throw new Error("a step without a block must be refused");
    const { conditions, parameters: written } = this.#step;
    await prepareExpressions([...(conditions ?? []).map(({ template }) => template), written]);
    if (!this.#areConditionsTrue()) return this.#end(ConduitStatus.IF_CONDITION_FAILED, null);
    this.#at = atParameters;
    const parameters = this.#resolveParameters(block);
    this.#parameters = parameters;
    this.#at = atAction;
    const wholeVariables = this.#wholeVariables(block);
    const returned = await callBlock({ registered: block, parameters, wholeVariables, signal, log }, this.#environment);
    const result = checkedResult(returned, block);
    this.#at = atReturns;
    this.#checkReturns(result);
    return this.#end(ConduitStatus.DONE, result);
  }

  fail(thrown: unknown): FinishedStep {
    return {
      status: statusOf(thrown),
      returnValue: thrown,
      error: describeError(thrown),
      place: placeOfFailure(thrown, [...this.#step.path, ...this.#at]),
      parameters: this.#parameters,
      stack: isThrown(thrown, StepError) ? null : describeThrown(thrown).stack,
    };
  }

  #end(status: ConduitStatus, returnValue: unknown): FinishedStep {
    return { status, returnValue, error: null, place: null, parameters: this.#parameters, stack: null };
  }

  /** All are resolved before any is judged, so a mistake in one is met whatever the others say. */
  #areConditionsTrue(): boolean {
    const { conditions, path: stepPath } = this.#step;
    if (conditions === null) return true;
    const found = conditions.map(({ template, path }) => {
      this.#at = path.slice(stepPath.length);
      return { at: this.#at, value: resolve(template, this.#environment.scope) };
    });
    for (const { at, value } of found) {
      this.#at = at;
      if (typeof value === "boolean") continue;
      throw new InvalidTypeError(`a condition must be true or false, found ${typeName(value)}`);
    }
    return found.every(({ value }) => value === true);
  }

  #resolveParameters(block: RegisteredBlock): JsonMap {
    const given = resolve(this.#step.parameters, this.#environment.scope);
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

  #checkReturns(result: unknown): void {
    const { checkReturns, id } = this.#step;
    const [fault] = checkReturns?.(result) ?? [];
    if (fault === undefined) return;
    const { message } = describeFault(fault, "the result");
    throw new StepError(
      `\`returns\` of step \`${id}\` is not met: ${message}`,
      ConduitStatus.INVALID_RETURN,
      "invalid_return",
      { path: [], part: "key" },
    );
  }

  /** For a block that changes its parameters: which of them are a whole variable. */
  #wholeVariables({ block }: RegisteredBlock): ReadonlyMap<string, string> {
    const { parameters } = this.#step;
    if (block.changes === undefined || parameters.kind !== "map") return noVariables;
    const whole = new Map<string, string>();
    const { scope } = this.#environment;
    for (const { key, value } of parameters.entries) {
      const variable = wholeVariable(value, scope);
      if (variable !== null) whole.set(asText(resolve(key, scope)), variable);
    }
    return whole;
  }
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

function checkedResult(returned: unknown, block: RegisteredBlock): unknown {
  let result: unknown;
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
