// The context as one reader sees it: every step before it with the ways it may have ended, the variables as they are by then. A reader
// that is not forced knows that nothing has failed; conditions that hold make the view narrower.

import type { JsonMap } from "../json.ts";
import { ConduitStatus, isFailure } from "../status.ts";
import { type Fact, present, propertiesOf, refineAt, type TypeScope, withProperty } from "./types/scope.ts";
import {
  already,
  anyType,
  booleanType,
  closedMapOf,
  constType,
  isNever,
  type Kind,
  type MapKind,
  mapOf,
  never,
  nullType,
  onlyValue,
  type Property,
  type Type,
  textType,
  union,
  unknownType,
} from "./types/type.ts";
import { member } from "./types/walk.ts";
import type { VariableTypes } from "./variable-types.ts";

/** What is known of a step that stands before a reader. */
export interface EarlierStep {
  readonly id: string;
  readonly position: number;
  readonly action: string;
  readonly writtenParameters: JsonMap;
  readonly isForced: boolean;
  readonly allowsFailure: boolean;
  /** Its result when it is DONE. */
  readonly result: Type;
  /** Whether its condition may be false. */
  readonly mayBeUntrue: boolean;
  /** Whether its condition may be true. */
  readonly mayBeTrue: boolean;
  /** What its conditions read and when; two that are alike give the same. Null when they cannot be compared. */
  readonly conditionKeys: readonly string[] | null;
  /** What holds for ever once its conditions were true. */
  readonly facts: readonly Fact[];
}

/** What all readers of one job share. */
export interface JobTypes {
  readonly id: string | null;
  readonly name: string | null;
  readonly parameters: MapKind;
  /** Those of them that are local values. */
  readonly localNames: ReadonlySet<string>;
  /** The steps so far, by id. */
  readonly steps: ReadonlyMap<string, EarlierStep>;
}

interface ViewState {
  /** How many steps stand before the reader. */
  readonly before: number;
  /** Whether nothing has failed but what was allowed to. */
  readonly isQuiet: boolean;
  readonly trueKeys: ReadonlySet<string>;
  readonly narrowed: ReadonlyMap<string, Type>;
  /** The variables where nothing has failed, and where something may have. */
  readonly variables: { readonly quiet: VariableTypes; readonly any: VariableTypes };
  readonly job: Type | null;
  readonly isPossible: boolean;
}

const failedNames: string[] = [];
const failedValues: number[] = [];
for (const [name, value] of Object.entries(ConduitStatus)) {
  if (typeof value !== "number" || !isFailure(value)) continue;
  failedNames.push(name);
  failedValues.push(value);
}
const statusOf = (status: ConduitStatus): Type =>
  closedMapOf({ name: constType(ConduitStatus[status] ?? ""), value: constType(status) });
const done = statusOf(ConduitStatus.DONE);
const untrue = statusOf(ConduitStatus.IF_CONDITION_FAILED);
const skipped = statusOf(ConduitStatus.SKIPPED);
const failed: Type = closedMapOf({
  name: [{ kind: "text", minLength: 0, only: failedNames }],
  value: [{ kind: "number", isInteger: true, only: failedValues }],
});
const someError: Type = closedMapOf({ name: textType, message: textType, code: union(textType, nullType) });

export class JobView implements TypeScope {
  readonly #job: JobTypes;
  readonly #state: ViewState;
  #context: Type | undefined;

  private constructor(job: JobTypes, state: ViewState) {
    this.#job = job;
    this.#state = state;
  }

  /**
   * What a reader sees before its conditions are asked.
   * @param before how many steps stand before the reader.
   * @param isQuiet whether it runs only where nothing has failed.
   */
  static of(job: JobTypes, before: number, isQuiet: boolean, variables: ViewState["variables"]): JobView {
    return new JobView(job, {
      before,
      isQuiet,
      trueKeys: new Set(),
      narrowed: new Map(),
      variables,
      job: null,
      isPossible: true,
    });
  }

  /** Whether a run can come here at all. */
  get isPossible(): boolean {
    return this.#state.isPossible;
  }

  get variables(): VariableTypes {
    const { isQuiet, variables } = this.#state;
    return isQuiet ? variables.quiet : variables.any;
  }

  get context(): Type {
    this.#context ??= this.#makeContext();
    return this.#context;
  }

  get localNames(): ReadonlySet<string> {
    return this.#job.localNames;
  }

  given(facts: readonly Fact[]): JobView {
    return facts.reduce<JobView>((view, fact) => view.#narrowedBy(fact), this);
  }

  /** The view where conditions with these keys are true. */
  withTrue(keys: readonly string[]): JobView {
    if (keys.length === 0) return this;
    return this.#with({ trueKeys: new Set([...this.#state.trueKeys, ...keys]) });
  }

  #with(changes: Partial<ViewState>): JobView {
    return new JobView(this.#job, { ...this.#state, ...changes });
  }

  #makeContext(): Type {
    const find = (id: string): Property | undefined => {
      const entry = this.#entry(id);
      if (entry === undefined) return undefined;
      // Facts that contradict each other: what is read here never is.
      return { type: already(isNever(entry) ? unknownType : entry), isRequired: true };
    };
    const names = () => [...this.#job.steps.values()].filter((step) => this.#isBefore(step)).map(({ id }) => id);
    // Later steps have their entries, too.
    const steps = mapOf(propertiesOf(names, find), anyType);
    const job = this.#state.job ?? this.#makeJob();
    return mapOf(
      new Map<string, Property>([
        ["job", { type: already(job), isRequired: true }],
        ["steps", { type: already(steps), isRequired: true }],
      ]),
    );
  }

  #makeJob(): Type {
    const { id, name, parameters } = this.#job;
    const { isQuiet } = this.#state;
    const fixed = closedMapOf({
      id: constType(id),
      name: constType(name),
      run_id: textType,
      success: isQuiet ? nullType : union(nullType, constType(false)),
      failed: isQuiet ? constType(false) : booleanType,
      parameters: [parameters],
    });
    const [kind] = fixed;
    if (kind?.kind !== "map") return fixed;
    const properties = withProperty(
      kind.properties,
      "variables",
      present(() => [this.variables.toKind()]),
    );
    return [{ ...kind, properties }];
  }

  /** A step's entry in the context; undefined when it is no step before the reader. */
  #entry(id: string): Type | undefined {
    const step = this.#job.steps.get(id);
    if (step === undefined || !this.#isBefore(step)) return undefined;
    return this.#state.narrowed.get(id) ?? this.#entryOf(step);
  }

  /** Views outlive the walk over the steps, which goes on adding to them. */
  #isBefore(step: EarlierStep): boolean {
    return step.position <= this.#state.before;
  }

  #entryOf(step: EarlierStep): Type {
    const { isQuiet, trueKeys } = this.#state;
    const alternative = (result: Type, status: Type, error: Type): Type => [entryKind(step, { result, status, error })];
    const nothing = (because: string): Type => [{ kind: "null", because }];
    const who = `step \`${step.id}\``;
    const isKnownTrue = step.conditionKeys?.every((key) => trueKeys.has(key)) === true;
    return [
      ...(step.mayBeTrue ? alternative(step.result, done, nullType) : []),
      ...(step.mayBeUntrue && !isKnownTrue
        ? alternative(nothing(`${who} runs only if its condition holds`), untrue, nullType)
        : []),
      ...(step.allowsFailure || !isQuiet
        ? alternative(
            nothing(isQuiet ? `${who} is allowed to fail` : `${who} may have failed before this forced step`),
            failed,
            someError,
          )
        : []),
      ...(!isQuiet && !step.isForced
        ? alternative(nothing(`${who} may have been skipped before this forced step`), skipped, nullType)
        : []),
    ];
  }

  #narrowedBy({ path, keep }: Fact): JobView {
    const [root, name, ...rest] = path;
    if (name === undefined || (rest.length === 0 && root === "steps")) return this;
    if (root === "steps") return this.#narrowedStep(name, rest, keep);
    if (root !== "job") return this;
    const refined = refineAt(this.#state.job ?? this.#makeJob(), [name, ...rest], keep);
    const view = this.#with({ job: refined, isPossible: this.isPossible && !isNever(refined) });
    const isQuietNow = name === "failed" && onlyValue(member(refined, { kind: "key", name }).type)?.value === false;
    return isQuietNow && !this.#state.isQuiet
      ? view.#with({ isQuiet: true, job: null, narrowed: new Map() }).#again(view)
      : view;
  }

  /** What was known of steps holds as well where nothing has failed. */
  #again(known: JobView): JobView {
    return [...known.#state.narrowed].reduce<JobView>((view, [id, entry]) => {
      const own = view.#entry(id);
      if (own === undefined) return view;
      const names = new Set(entry.map(statusNames));
      const kept = own.filter((kind) => names.has(statusNames(kind)));
      return view.#with({ narrowed: new Map([...view.#state.narrowed, [id, kept]]) });
    }, this);
  }

  #narrowedStep(id: string, path: readonly string[], keep: (type: Type) => Type): JobView {
    const before = this.#entry(id);
    const step = this.#job.steps.get(id);
    if (before === undefined || step === undefined) return this;
    const after = refineAt(before, path, keep);
    const narrowed = new Map([...this.#state.narrowed, [id, after]]);
    const view = this.#with({ narrowed, isPossible: this.isPossible && !isNever(after) });
    const isDone = !isNever(after) && after.every(isDoneEntry);
    if (!isDone || before.every(isDoneEntry)) return view;
    return view.withTrue(step.conditionKeys ?? []).given(step.facts);
  }
}

const entryFields = ["result", "error", "status", "position", "id", "action", "block", "parameters"] as const;

/** One way in which a step may stand in the context. */
function entryKind(
  step: EarlierStep,
  ended: { readonly result: Type; readonly status: Type; readonly error: Type },
): Kind {
  const typeOf = (field: string): Type | undefined => {
    switch (field) {
      case "result":
      case "status":
      case "error":
        return ended[field];
      case "position":
        return constType(step.position);
      case "id":
        return constType(step.id);
      case "action":
        return constType(step.action);
      case "parameters":
        return constType(step.writtenParameters);
      case "block": {
        const [name = "", category = null] = step.action.split(".").reverse();
        return closedMapOf({ category: constType(category), name: constType(name) });
      }
      default:
        return undefined;
    }
  };
  const find = (field: string): Property | undefined => {
    const type = typeOf(field);
    return type === undefined ? undefined : { type: already(type), isRequired: true };
  };
  return { kind: "map", properties: propertiesOf(() => entryFields, find), rest: already(never) };
}

function statusNames(entry: Kind): string {
  return JSON.stringify(
    member(member([entry], { kind: "key", name: "status" }).type, { kind: "key", name: "name" }).type,
  );
}

const doneName = JSON.stringify(constType("DONE"));
const isDoneEntry = (entry: Kind): boolean => statusNames(entry) === doneName;
