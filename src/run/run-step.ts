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
import { describeError, type FailurePlace, InvalidTypeError, StepError, statusOf } from "./failure.ts";
import { asText, resolve, type Scope } from "./resolve.ts";
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

class StepLife {
  readonly #step: PlannedStep;
  readonly #environment: StepEnvironment;
  /** The part of the document that is being worked on. */
  #at: Path;
  #parameters: JsonMap | null = null;

  constructor(step: PlannedStep, environment: StepEnvironment) {
    this.#step = step;
    this.#environment = environment;
    this.#at = [...step.path, "action"];
  }

  async live(signal: AbortSignal, log: (message: string) => void): Promise<FinishedStep> {
    const { refusal, block, path } = this.#step;
    if (refusal !== null) {
      if (refusal.status === ConduitStatus.DUPLICATE_STEP_IDS) this.#at = [...path, "id"];
      const name = ConduitStatus[refusal.status] ?? "";
      throw new StepError(refusalMessage(refusal), refusal.status, name.toLowerCase());
    }
    if (block === null) throw new Error("a step without a block must be refused");
    if (!this.#areConditionsTrue()) return this.#end(ConduitStatus.IF_CONDITION_FAILED, null);
    this.#at = [...path, "parameters"];
    const parameters = this.#resolveParameters(block);
    this.#parameters = parameters;
    this.#at = [...path, "action"];
    const wholeVariables = this.#wholeVariables(block);
    const returned = await callBlock({ registered: block, parameters, wholeVariables, signal, log }, this.#environment);
    return this.#end(ConduitStatus.DONE, checkedResult(returned, block));
  }

  fail(thrown: unknown): FinishedStep {
    const isOurs = isThrown(thrown, StepError);
    const place = isOurs ? thrown.place : undefined;
    return {
      status: statusOf(thrown),
      returnValue: thrown,
      error: describeError(thrown),
      place: { ...place, path: [...this.#at, ...(place?.path ?? [])] },
      parameters: this.#parameters,
      stack: isOurs ? null : describeThrown(thrown).stack,
    };
  }

  #end(status: ConduitStatus, returnValue: unknown): FinishedStep {
    return { status, returnValue, error: null, place: null, parameters: this.#parameters, stack: null };
  }

  /** All are resolved before any is judged, so a mistake in one is met whatever the others say. */
  #areConditionsTrue(): boolean {
    const { conditions } = this.#step;
    if (conditions === null) return true;
    const values = conditions.map(({ template, path }) => {
      this.#at = path;
      return resolve(template, this.#environment.scope);
    });
    for (const [index, value] of values.entries()) {
      this.#at = conditions[index]?.path ?? this.#at;
      if (typeof value === "boolean") continue;
      throw new InvalidTypeError(`a condition must be true or false, found ${typeName(value)}`);
    }
    return values.every(Boolean);
  }

  #resolveParameters(block: RegisteredBlock): JsonMap {
    const given = resolve(this.#step.parameters, this.#environment.scope);
    if (!isJsonMap(given)) throw new Error("parameters must be a map");
    const parameters = freezeJson({ ...block.defaults, ...given });
    const [fault] = block.checkParameters(parameters);
    if (fault === undefined) return parameters;
    const { message, help } = describeFault(fault, `block \`${block.action}\``, "parameter");
    const place = fault.kind === "unknown-key" ? { path: [...fault.path, fault.key], part: "key" as const } : fault;
    // How to write a value is of no use where a tag may have brought it.
    const advice = fault.kind === "unknown-key" ? help : undefined;
    throw new InvalidTypeError(message, {
      path: place.path,
      part: "part" in place ? place.part : "value",
      help: advice,
    });
  }

  /** For a block that changes its parameters: which of them are a whole variable. */
  #wholeVariables({ block }: RegisteredBlock): ReadonlyMap<string, string> {
    const whole = new Map<string, string>();
    const { parameters } = this.#step;
    if (block.changes === undefined || parameters.kind !== "map") return whole;
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
  if (template.kind !== "tag") return null;
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
