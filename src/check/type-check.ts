// The types of a whole pipeline, step by step in their order: what each tag brings where it stands, what each step gives, and what
// it does to variables. Whether that fits is asked in call-check.ts; the words for what does not are in fit-problems.ts.

import type { Path } from "../document.ts";
import { isJsonMap } from "../json.ts";
import { type Loop, membersOf, type Step } from "../pipeline.ts";
import { findSchemaFault } from "../schema.ts";
import { ConduitStatus } from "../status.ts";
import type { Template, TextTemplate } from "../template.ts";
import { type GivenTypes, resultOf, writesOf } from "./block-types.ts";
import { checkCall } from "./call-check.ts";
import { collidingKeys } from "./colliding-keys.ts";
import { conditionKey, factsOfCondition, isLasting, isOfTurn } from "./condition-facts.ts";
import { conditionProblem } from "./fit-problems.ts";
import { type EarlierStep, JobView, type Reader, type TypedLoop } from "./job-view.ts";
import { KnownNames } from "./known-names.ts";
import { itemsOf, loopProblem, turnsOf } from "./loop-types.ts";
import { malformedTexts } from "./malformed-tags.ts";
import { environmentProblems } from "./pipeline-block.ts";
import { isMistakenName } from "./references.ts";
import { type AdmittedStep, type RuleInput, type Turns, type TypeFindings, workPathOf } from "./rule.ts";
import { keyType, literalType, type TagReader, typeOfTemplate } from "./tag-types.ts";
import { TypeReports } from "./type-reports.ts";
import { accepts } from "./types/accepts.ts";
import { describeType } from "./types/describe-type.ts";
import { fits } from "./types/fits.ts";
import { isEmpty, meet } from "./types/meet.ts";
import { typeOfSchema } from "./types/read-schema.ts";
import type { Fact } from "./types/scope.ts";
import {
  already,
  booleanType,
  closedMapOf,
  constType,
  isNever,
  isUnknown,
  listOf,
  type MapKind,
  never,
  nullType,
  type Property,
  type Type,
  union,
  unknownType,
} from "./types/type.ts";
import { VariableFlow } from "./variable-flow.ts";
import { VariableTypes } from "./variable-types.ts";

/** Types a pipeline. */
export function checkTypes(input: RuleInput): TypeFindings {
  return new TypeCheck(input).check();
}

/** What holds for all members of a group. */
interface Around {
  readonly parents: readonly Step[];
  readonly loud: ReadonlySet<Step | null>;
  readonly loops: readonly TypedLoop[];
  /** What the conditions of the groups say. */
  readonly keys: readonly string[];
  readonly facts: readonly Fact[];
  /** Whether a run can come here at all. */
  readonly isReached: boolean;
}

const job: Around = { parents: [], loud: new Set(), loops: [], keys: [], facts: [], isReached: true };

class TypeCheck {
  readonly #input: RuleInput;
  readonly #names: KnownNames;
  readonly #malformed: ReadonlySet<string>;
  readonly #reports: TypeReports;
  readonly #admitted: ReadonlyMap<Step, AdmittedStep>;
  readonly #steps = new Map<string, EarlierStep>();
  readonly #known = new Map<Step, EarlierStep>();
  /** The steps that may write variables, by themselves or by a member. */
  readonly #writers: ReadonlySet<Step>;
  readonly #turns = new Map<Step, Turns>();
  readonly #parameters: MapKind;
  readonly #localNames: ReadonlySet<string>;
  readonly #variables: VariableFlow;

  constructor(input: RuleInput) {
    this.#input = input;
    this.#names = new KnownNames(input);
    this.#malformed = malformedTexts(input.pipeline);
    this.#reports = new TypeReports(input.pipeline);
    this.#admitted = new Map(input.steps.map((admitted) => [admitted.step, admitted]));
    this.#writers = new Set(input.steps.filter(mayWrite).flatMap(({ step, parents }) => [...parents, step]));
    this.#parameters = parameterTypes(input);
    this.#localNames = new Set(Object.keys(input.pipeline.localValues));
    this.#variables = new VariableFlow(VariableTypes.of(input.variables));
  }

  check(): TypeFindings {
    const { pipeline } = this.#input;
    this.#checkList(pipeline.steps, job);
    const view = this.#view({ step: null, loud: job.loud, loops: job.loops });
    const outputs = pipeline.outputs === null ? nullType : this.#typeAt(pipeline.outputs, ["outputs"], view, null);
    const { diagnostics, slots } = this.#reports;
    return { diagnostics, slots, outputs, turns: this.#turns };
  }

  #checkList(steps: readonly Step[], around: Around): void {
    for (const step of steps) {
      const admitted = this.#admitted.get(step);
      if (admitted !== undefined) this.#checkStep(admitted, around);
    }
  }

  #view(reader: Reader): JobView {
    const { id, name } = this.#input.pipeline;
    const names = { id, name, parameters: this.#parameters, localNames: this.#localNames };
    return JobView.of({ ...names, steps: this.#steps, known: this.#known }, reader, this.#variables.states);
  }

  #checkStep(admitted: AdmittedStep, around: Around): void {
    const { step, parents } = admitted;
    const loud = step.isForced ? new Set([...around.loud, parents.at(-1) ?? null]) : around.loud;
    const reader: Reader = { step: admitted, loud, loops: around.loops };
    const before = this.#view(reader).withTrue(around.keys).given(around.facts);
    const conditions = this.#checkConditions(admitted, before);
    const isRepeated = step.loop !== null || (step.retry?.attempts ?? 1) > 1;
    const keys = conditions.keys ?? [];
    const isOnce = !isRepeated && step.work.kind === "action";
    const facts = conditions.facts.filter((fact) => isOnce || isLasting(fact) || isOfTurn(fact));
    const inside = before.withTrue(keys).given(facts);
    const isReached = around.isReached && conditions.mayBeTrue && inside.isPossible;
    if (around.isReached && conditions.mayBeTrue && !inside.isPossible) this.#reportUnreachable(step);
    const within: Around = {
      parents: [...parents, step],
      loud,
      // What a condition says of a turn holds in this one, and for no loop inside.
      loops: inside.loops,
      keys: [...around.keys, ...keys],
      facts: [...around.facts, ...conditions.facts.filter(isLasting)],
      isReached,
    };
    const result = this.#variables.inStep(doubtOf(step, conditions.mayBeUntrue), () =>
      this.#checkWork(admitted, { view: inside, reader, within }),
    );
    this.#remember({
      id: step.id ?? step.number,
      nested: admitted,
      action: step.work.kind === "action" ? (admitted.block?.action ?? (step.work.action ?? "").toUpperCase()) : null,
      result,
      // A step whose block can give nothing never is done.
      mayBeTrue: isReached && !isNever(result),
      mayBeUntrue: conditions.mayBeUntrue || !isReached,
      conditionKeys: conditions.keys === null ? null : within.keys,
      facts: within.facts,
    });
  }

  #remember(step: EarlierStep): void {
    const { nested, id } = step;
    this.#known.set(nested.step, step);
    const owner = this.#steps.get(id);
    // What is done again and again is gone through more than once.
    if (nested.step.id !== null && (owner === undefined || owner.nested.step === nested.step))
      this.#steps.set(id, step);
  }

  /** Checks what a step does, as often as it does it; the type of its result. */
  #checkWork(admitted: AdmittedStep, place: WorkPlace): Type {
    const { step } = admitted;
    const { within, view, reader } = place;
    if (!within.isReached) {
      // Of what never runs nothing is to be told.
      this.#reports.silently(() => this.#checkList(membersOf(step), within));
      return never;
    }
    const isRetried = (step.retry?.attempts ?? 1) > 1;
    // Each time the variables are others.
    const onceIn = (loops: Around["loops"]) => () => {
      const again = this.#view({ ...reader, loops })
        .withTrue(within.keys)
        .given(within.facts);
      return this.#checkOnce(admitted, { view: again, reader: { ...reader, loops }, within: { ...within, loops } });
    };
    if (step.loop === null) {
      const result = isRetried ? this.#again(admitted, onceIn(within.loops)) : this.#checkOnce(admitted, place);
      return this.#withReturns(result, step);
    }
    const { type, turns } = this.#checkLoop(step, step.loop, view);
    this.#turns.set(step, turns);
    const once = onceIn([...within.loops, { as: step.loop.as, ...itemsOf(type) }]);
    const isOnce = turns.most !== undefined && turns.most <= 1 && !isRetried;
    const result = isOnce ? once() : this.#again(admitted, once);
    return this.#withReturns(listOf(result, turns.least, turns.most), step);
  }

  /** The list that a loop goes through, and how many items it may have. */
  #checkLoop(step: Step, { list }: Loop, view: JobView): { readonly type: Type; readonly turns: Turns } {
    const path = [...step.path, "for_each", "in"];
    const type = this.#typeAt(list, path, view, step);
    const problem = loopProblem(type, list);
    if (problem !== null && !(problem.severity === "unproved" && this.#reports.isDoubtful(path))) {
      const place = { path, part: "value", step } as const;
      if (list.kind === "tag") this.#reports.inText({ ...problem, span: list.tag.span }, place);
      else this.#reports.atPlace(problem, place);
    }
    return { type, turns: turnsOf(type) };
  }

  /** Checks what is done more than once, in the same run: it finds what it has left in variables itself. */
  #again(admitted: AdmittedStep, once: () => Type): Type {
    const { step } = admitted;
    if (!this.#writers.has(step)) return once();
    const because = `step \`${step.id ?? step.number}\` may not have written it yet`;
    return this.#variables.repeated(once, (walk) => this.#reports.silently(walk), because);
  }

  /** Checks one attempt of one turn. */
  #checkOnce(admitted: AdmittedStep, place: WorkPlace): Type {
    const { step } = admitted;
    const members = membersOf(step);
    switch (step.work.kind) {
      case "action":
      case "pipeline":
        return this.#checkCall(admitted, place.view);
      case "steps":
        this.#variables.inGroup(place.view.variables, () => this.#checkList(members, place.within));
        return this.#resultOf(members.at(-1), step);
      case "parallel": {
        this.#variables.inGroup(place.view.variables, () => this.#checkList(members, place.within));
        if (members.some(({ id }) => id === null)) return unknownType;
        const results = members.map((member): [string, Type] => [member.id ?? "", this.#resultOf(member, step)]);
        return results.some(([, type]) => isNever(type)) ? never : closedMapOf(Object.fromEntries(results));
      }
    }
  }

  /** What a group gives of a member once the group is done. */
  #resultOf(member: Step | undefined, group: Step): Type {
    if (member === undefined) return nullType;
    const known = this.#known.get(member);
    if (known === undefined) return unknownType;
    const who = `group \`${group.id ?? group.number}\` gives what step \`${known.id}\` gives, which`;
    const nothing = (because: string): Type => [{ kind: "null", because: `${who} ${because}` }];
    return union(
      known.mayBeTrue ? known.result : never,
      known.mayBeUntrue ? nothing("runs only if its condition holds") : never,
      member.allowsFailure ? nothing("is allowed to fail") : never,
    );
  }

  #checkConditions({ step, parents }: AdmittedStep, view: JobView) {
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
      const key = conditionKey(template, view.variables, parents.filter(({ loop }) => loop !== null).at(-1));
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

  /** Checks what a step gives its block or its pipeline; the type of what comes back. */
  #checkCall(admitted: AdmittedStep, view: JobView): Type {
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
    if (step.work.kind === "pipeline") {
      const target = step.work.target();
      if (block === null || target.kind !== "pipeline") return unknownType;
      for (const problem of environmentProblems(target.pipeline, block, given, namesIn(step.parameters))) {
        this.#reports.atPlace(problem, { path: workPathOf(step), part: "value", step });
      }
      return this.#input.typesOf(target.pipeline).outputs;
    }
    this.#write(admitted, given);
    return block === null ? unknownType : resultOf(block, given);
  }

  /** A step's result by its block and by its own `returns`. */
  #withReturns(own: Type, step: Step): Type {
    if (step.returns === null) return own;
    if (findSchemaFault(step.returns) !== undefined) return unknownType;
    const promised = typeOfSchema(step.returns);
    if (isUnknown(own)) return promised;
    const both = meet(own, promised);
    if (!isNever(own) && isEmpty(both)) {
      const who = { action: "the block", pipeline: "the pipeline", steps: "the group", parallel: "the group" };
      const giver = who[step.work.kind];
      const { path: keys, promised: said, given } = conflictOf(promised, own);
      const message =
        keys.length === 0
          ? `\`returns\` says ${describeType(said)}, and ${giver} gives ${describeType(given)}`
          : `\`returns\` says that \`${keys.join(".")}\` is ${describeType(said)}, and ${giver} gives ${describeType(given)} there`;
      const help = `change \`returns\` to what ${giver} gives, or leave it out`;
      const status = ConduitStatus.INVALID_RETURN;
      const place = { path: [...step.path, "returns"], part: "value", step } as const;
      this.#reports.atPlace({ code: "returns-conflict", severity: "error", message, help, status }, place);
    }
    return isEmpty(both) ? unknownType : both;
  }

  /** What a step does to variables once it has run. */
  #write({ step, block }: AdmittedStep, given: GivenTypes): void {
    const who = `step \`${step.id ?? step.number}\``;
    const missed = `${who}, which writes it, may have failed or been skipped`;
    const anyBecause = `${who} may have written any variable`;
    if (block === null) {
      this.#variables.write({ name: null, type: unknownType, doubt: null }, missed, anyBecause);
      return;
    }
    const names = new Set<string | null>();
    for (const { name, type, mayBe } of writesOf(step, block, given)) {
      // Of several writes of one variable nobody knows which was the last.
      const maybe = mayBe ?? (names.has(name) ? "may write it twice" : null);
      names.add(name);
      this.#variables.write({ name, type, doubt: maybe === null ? null : `${who} ${maybe}` }, missed, anyBecause);
    }
  }

  /** The type of a value, with a report of everything that its tags do wrong. */
  #typeAt(template: Template, path: Path, view: JobView, step: Step | null): Type {
    if (template.kind === "literal") return literalType(template.value, this.#malformed);
    this.#reports.count(template);
    this.#checkKeys(template, path, view, step);
    // A condition and a loop's own list are read before its turns begin.
    const isInTurn = step === null || path[step.path.length] === "parameters";
    return typeOfTemplate(template, this.#readerIn(view, step, isInTurn), path);
  }

  #checkKeys(template: Template, path: Path, view: JobView, step: Step | null): void {
    const reader = this.#silentReader(view, step);
    for (const [problem, place] of collidingKeys(template, path, step, (key) => keyType(key, reader, []))) {
      this.#reports.atPlace(problem, place);
    }
  }

  #readerIn(scope: JobView, step: Step | null, isInTurn = true): TagReader {
    return {
      scope,
      malformed: this.#malformed,
      isMistaken: (reference) => isMistakenName(reference, this.#names, step, isInTurn),
      report: (problem, place) => this.#reports.inText(problem, { ...place, step }),
    };
  }

  #silentReader(view: JobView, step: Step | null): TagReader {
    return { ...this.#readerIn(view, step), report: () => undefined };
  }
}

/** Whether a step itself may write variables. What an unknown block does nobody knows. */
function mayWrite({ step, block }: AdmittedStep): boolean {
  if (block === null) return step.work.kind === "action";
  return block.block.writesVariables !== undefined || block.block.changes !== undefined;
}

/** Where a step does its work. */
interface WorkPlace {
  readonly view: JobView;
  readonly reader: Reader;
  /** For its members. */
  readonly within: Around;
}

/** Why what a step does may not have happened although nothing has failed; null where it surely has. */
function doubtOf(step: Step, mayBeUntrue: boolean): string | null {
  const who = `step \`${step.id ?? step.number}\`, which writes it,`;
  if (mayBeUntrue) return `${who} runs only if its condition holds`;
  if (step.allowsFailure) return `${who} is allowed to fail`;
  return step.loop === null ? null : `${who} may have no turn`;
}

/** The names of parameters that are written out. */
function namesIn(parameters: Template): ReadonlySet<string> {
  if (parameters.kind === "map") {
    return new Set(parameters.entries.flatMap(({ key }) => (key.kind === "literal" ? [key.value] : [])));
  }
  return new Set(parameters.kind === "literal" && isJsonMap(parameters.value) ? Object.keys(parameters.value) : []);
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

/** Where two maps contradict each other: the deepest key at which one alone can never be the other. */
function conflictOf(
  promised: Type,
  given: Type,
): { readonly path: string[]; readonly promised: Type; readonly given: Type } {
  const [one, other] = [promised[0], given[0]];
  if (promised.length === 1 && given.length === 1 && one?.kind === "map" && other?.kind === "map") {
    for (const key of one.properties.keys()) {
      const [said, found] = [one.properties.get(key)?.type(), other.properties.get(key)?.type()];
      if (said === undefined || found === undefined || isNever(found) || !isEmpty(meet(said, found))) continue;
      const inner = conflictOf(said, found);
      return { ...inner, path: [key, ...inner.path] };
    }
  }
  return { path: [], promised, given };
}
