// The types of a whole pipeline, step by step in their order: what each tag brings where it stands, what each step gives, and what
// it does to variables. Whether that fits is asked in call-check.ts; the words for what does not are in fit-problems.ts.

import type { Diagnostic } from "../diagnostic.ts";
import type { Path } from "../document.ts";
import type { Step } from "../pipeline.ts";
import { findSchemaFault } from "../schema.ts";
import { ConduitStatus } from "../status.ts";
import type { Template, TextTemplate } from "../template.ts";
import { type GivenTypes, resultOf, writesOf } from "./block-types.ts";
import { checkCall } from "./call-check.ts";
import { collidingKeys } from "./colliding-keys.ts";
import { conditionKey, factsOfCondition, isLasting } from "./condition-facts.ts";
import { conditionProblem } from "./fit-problems.ts";
import { type EarlierStep, JobView } from "./job-view.ts";
import { malformedTexts } from "./malformed-tags.ts";
import { isMistakenName, KnownNames } from "./references.ts";
import type { AdmittedStep, RuleInput } from "./rule.ts";
import { keyType, literalType, type TagReader, typeOfTemplate } from "./tag-types.ts";
import { type Slots, TypeReports } from "./type-reports.ts";
import { accepts } from "./types/accepts.ts";
import { describeType } from "./types/describe-type.ts";
import { fits } from "./types/fits.ts";
import { isEmpty, meet } from "./types/meet.ts";
import { typeOfSchema } from "./types/read-schema.ts";
import type { Fact } from "./types/scope.ts";
import {
  already,
  anyType,
  booleanType,
  constType,
  isNever,
  isUnknown,
  type MapKind,
  never,
  nullType,
  type Property,
  type Type,
  union,
  unknownType,
} from "./types/type.ts";
import { VariableTypes } from "./variable-types.ts";

/** What the types of a pipeline say. */
export interface TypeFindings {
  readonly diagnostics: readonly Diagnostic[];
  readonly slots: Slots;
}

/** Types a pipeline. */
export function checkTypes(input: RuleInput): TypeFindings {
  return new TypeCheck(input).check();
}

class TypeCheck {
  readonly #input: RuleInput;
  readonly #names: KnownNames;
  readonly #malformed: ReadonlySet<string>;
  readonly #reports: TypeReports;
  readonly #steps = new Map<string, EarlierStep>();
  readonly #parameters: MapKind;
  readonly #localNames: ReadonlySet<string>;
  /** The variables where nothing has failed, and where something may have. */
  #variables: { readonly quiet: VariableTypes; readonly any: VariableTypes };

  constructor(input: RuleInput) {
    this.#input = input;
    this.#names = new KnownNames(input);
    this.#malformed = malformedTexts(input.pipeline);
    this.#reports = new TypeReports(input.pipeline);
    this.#parameters = parameterTypes(input);
    this.#localNames = new Set(Object.keys(input.pipeline.localValues));
    const initial = VariableTypes.of(input.variables);
    this.#variables = { quiet: initial, any: initial };
  }

  check(): TypeFindings {
    const { steps, pipeline } = this.#input;
    for (const admitted of steps) this.#checkStep(admitted);
    if (pipeline.outputs !== null) this.#typeAt(pipeline.outputs, ["outputs"], this.#viewAt(steps.length, true), null);
    const { diagnostics, slots } = this.#reports;
    return { diagnostics, slots };
  }

  #viewAt(before: number, isQuiet: boolean): JobView {
    const { id, name } = this.#input.pipeline;
    const job = { id, name, parameters: this.#parameters, localNames: this.#localNames, steps: this.#steps };
    return JobView.of(job, before, isQuiet, this.#variables);
  }

  #checkStep(admitted: AdmittedStep): void {
    const { step } = admitted;
    const before = this.#viewAt(step.position - 1, !step.isForced);
    const conditions = this.#checkConditions(step, before);
    const inside = before.withTrue(conditions.keys ?? []).given(conditions.facts);
    const isReached = conditions.mayBeTrue && inside.isPossible;
    if (conditions.mayBeTrue && !inside.isPossible) this.#reportUnreachable(step);
    const result = isReached ? this.#checkCall(admitted, inside, conditions.mayBeUntrue) : never;
    if (step.id === null || this.#steps.has(step.id)) return;
    this.#steps.set(step.id, {
      id: step.id,
      position: step.position,
      action: admitted.block?.action ?? (step.action ?? "").toUpperCase(),
      writtenParameters: step.writtenParameters,
      isForced: step.isForced,
      allowsFailure: step.allowsFailure,
      result,
      // A step whose block can give nothing never is done.
      mayBeTrue: isReached && !isNever(result),
      mayBeUntrue: conditions.mayBeUntrue || !isReached,
      conditionKeys: conditions.keys,
      facts: conditions.facts.filter(isLasting),
    });
  }

  #checkConditions(step: Step, view: JobView) {
    let [mayBeTrue, mayBeUntrue] = [true, false];
    let keys: string[] | null = [];
    const facts: Fact[] = [];
    for (const { template, path } of step.conditions ?? []) {
      const told = this.#reports.diagnostics.length;
      const type = this.#typeAt(template, path, view, step);
      const isBoolean = fits(type, booleanType) !== "no";
      mayBeTrue &&= !isBoolean || accepts(type, true);
      mayBeUntrue ||= isBoolean && accepts(type, false);
      const problem =
        template.kind === "tag" ? conditionProblem(type, template.tag, step.isForced, view.localNames) : null;
      const isDoubted = problem?.severity === "unproved" && this.#reports.isDoubtful(path);
      if (problem !== null && !isDoubted) this.#reports.inText(problem, { path, part: "value", step });
      const key = conditionKey(template, view.variables);
      keys = key === undefined || keys === null ? null : [...keys, key];
      // What follows from a mistake, or from a comparison that is always false, is not told again.
      const isTold = this.#reports.diagnostics
        .slice(told)
        .some(({ code, severity }) => severity === "error" || code === "constant-comparison");
      if (!isTold) facts.push(...factsOfCondition(template));
    }
    return { mayBeTrue, mayBeUntrue, keys, facts };
  }

  #reportUnreachable(step: Step): void {
    const message = "this step never runs: its conditions cannot all hold";
    const help = "remove it, or change its conditions";
    const place = { path: [...step.path, "if"], part: "key", step } as const;
    this.#reports.atPlace({ code: "unreachable-step", severity: "warning", message, help }, place);
  }

  /** Checks what a step gives its block; the type of what comes back. */
  #checkCall(admitted: AdmittedStep, view: JobView, mayBeUntrue: boolean): Type {
    const { step, block } = admitted;
    const typer = {
      typeAt: (template: Template, path: Path) => this.#typeAt(template, path, view, step),
      keyAt: (key: TextTemplate, path: Path) => {
        this.#reports.count(key);
        return keyType(key, this.#readerIn(view, step), path);
      },
      malformed: this.#malformed,
      localNames: this.#localNames,
      again: (template: Template) => typeOfTemplate(template, this.#silentReader(view, step), []),
    };
    const given = checkCall(admitted, typer, this.#reports);
    const path = [...step.path, "parameters"];
    if (!this.#reports.isDoubtful(path)) this.#checkKeys(namesOnly(step.parameters), path, view, step);
    this.#write(admitted, given, mayBeUntrue);
    const own = block === null ? unknownType : resultOf(block, given);
    return this.#withReturns(own, step);
  }

  /** A step's result by its block and by its own `returns`. */
  #withReturns(own: Type, step: Step): Type {
    if (step.returns === null) return own;
    if (findSchemaFault(step.returns) !== undefined) return unknownType;
    const promised = typeOfSchema(step.returns);
    if (isUnknown(own)) return promised;
    const both = meet(own, promised);
    if (!isNever(own) && isEmpty(both)) {
      const message = `\`returns\` says ${describeType(promised)}, and the block gives ${describeType(own)}`;
      const help = "change `returns` to what the block gives, or leave it out";
      const status = ConduitStatus.INVALID_RETURN;
      const place = { path: [...step.path, "returns"], part: "value", step } as const;
      this.#reports.atPlace({ code: "returns-conflict", severity: "error", message, help, status }, place);
    }
    return isEmpty(both) ? unknownType : both;
  }

  /** What a step does to variables once it has run. */
  #write({ step, block }: AdmittedStep, given: GivenTypes, mayBeUntrue: boolean): void {
    const who = `step \`${step.id ?? step.position}\``;
    const all = (change: (variables: VariableTypes, isQuiet: boolean) => VariableTypes) => {
      this.#variables = { quiet: change(this.#variables.quiet, true), any: change(this.#variables.any, false) };
    };
    const anyBecause = `${who} may have written any variable`;
    if (block === null) {
      all((variables) => variables.writeAny(anyBecause, unknownType));
      return;
    }
    const untrue = mayBeUntrue ? `${who}, which writes it, runs only if its condition holds` : null;
    const doubt = untrue ?? (step.allowsFailure ? `${who}, which writes it, is allowed to fail` : null);
    const names = new Set<string | null>();
    for (const { name, type, mayBe } of writesOf(step, block, given)) {
      // Of several writes of one variable nobody knows which was the last.
      const maybe = mayBe ?? (names.has(name) ? "may write it twice" : null);
      names.add(name);
      const own = doubt ?? (maybe === null ? null : `${who} ${maybe}`);
      const missed = `${who}, which writes it, may have failed or been skipped`;
      all((variables, isQuiet) =>
        name === null
          ? variables.writeAny(anyBecause, type ?? anyType)
          : variables.write({ name, type, doubt: isQuiet ? own : (own ?? missed) }),
      );
    }
  }

  /** The type of a value, with a report of everything that its tags do wrong. */
  #typeAt(template: Template, path: Path, view: JobView, step: Step | null): Type {
    if (template.kind === "literal") return literalType(template.value, this.#malformed);
    this.#reports.count(template);
    this.#checkKeys(template, path, view, step);
    return typeOfTemplate(template, this.#readerIn(view, step), path);
  }

  #checkKeys(template: Template, path: Path, view: JobView, step: Step | null): void {
    const reader = this.#silentReader(view, step);
    for (const [problem, place] of collidingKeys(template, path, step, (key) => keyType(key, reader, []))) {
      this.#reports.atPlace(problem, place);
    }
  }

  #readerIn(scope: JobView, step: Step | null): TagReader {
    return {
      scope,
      malformed: this.#malformed,
      isMistaken: (reference) => isMistakenName(reference, this.#names, step),
      report: (problem, place) => this.#reports.inText(problem, { ...place, step }),
    };
  }

  #silentReader(view: JobView, step: Step | null): TagReader {
    return { ...this.#readerIn(view, step), report: () => undefined };
  }
}

/** The parameters without their values. */
function namesOnly(parameters: Template): Template {
  if (parameters.kind !== "map") return parameters;
  const value: Template = { kind: "literal", value: null };
  return { kind: "map", entries: parameters.entries.map((entry) => ({ ...entry, value })) };
}

function parameterTypes({ pipeline }: RuleInput): MapKind {
  const properties = new Map<string, Property>();
  for (const { name, schema, isOptional, default: fallback } of pipeline.parameters) {
    const isRight = findSchemaFault(schema) === undefined;
    const own = isRight ? typeOfSchema(schema) : unknownType;
    const type = isOptional && fallback === undefined ? union(own, nullType) : own;
    properties.set(name, { type: already(type), isRequired: true });
  }
  for (const [name, value] of Object.entries(pipeline.localValues)) {
    properties.set(name, { type: already(constType(value)), isRequired: true });
  }
  return { kind: "map", properties, rest: already(never) };
}
