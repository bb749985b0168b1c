// The context as one reader sees it: every step before it with the ways it may have ended, the variables as they are by then. A reader
// that is not forced knows that nothing of its own list has failed; conditions that hold make the view narrower.

import type { NestedStep, Step } from "../pipeline.ts";
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
import { standingOf } from "./visibility.ts";

/** What is known of a step that stands before a reader. */
export interface EarlierStep {
  readonly id: string;
  readonly nested: NestedStep;
  /** Null for a step that calls no block. */
  readonly action: string | null;
  /** Its result when it is DONE. */
  readonly result: Type;
  /** Whether its condition may be false. */
  readonly mayBeUntrue: boolean;
  /** Whether its condition may be true. */
  readonly mayBeTrue: boolean;
  /**
   * What its conditions read and when, those of its groups included; two that are alike give the same. Null when they cannot be
   * compared.
   */
  readonly conditionKeys: readonly string[] | null;
  /** What holds for ever once all these conditions were true. */
  readonly facts: readonly Fact[];
}

/** Who reads: a step, or the outputs, which come after all. */
export interface Reader {
  readonly step: NestedStep | null;
  /** The lists around it of which something may have failed before it runs, each by its group; null is the job's own. */
  readonly loud: ReadonlySet<Step | null>;
  /** The loops whose turn it is in, the innermost last. */
  readonly loops: readonly TypedLoop[];
}

/** What each turn of a loop is given. */
export interface TypedLoop {
  readonly as: string | null;
  readonly item: Type;
  readonly index: Type;
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
  readonly known: ReadonlyMap<Step, EarlierStep>;
}

interface ViewState {
  readonly reader: Reader;
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
   * @param variables where nothing has failed, and where something may have.
   */
  static of(job: JobTypes, reader: Reader, variables: ViewState["variables"]): JobView {
    return new JobView(job, {
      reader,
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
    const { reader, variables } = this.#state;
    return reader.loud.has(reader.step?.parents.at(-1) ?? null) ? variables.any : variables.quiet;
  }

  /** Whether nothing has failed but what was allowed to. */
  get #isQuiet(): boolean {
    return this.#state.reader.loud.size === 0;
  }

  get context(): Type {
    this.#context ??= this.#makeContext();
    return this.#context;
  }

  get localNames(): ReadonlySet<string> {
    return this.#job.localNames;
  }

  /** The loops whose turn the reader is in, with what is known of this turn. */
  get loops(): readonly TypedLoop[] {
    return this.#state.reader.loops;
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
    const { loops } = this.#state.reader;
    return closedMapOf({ job, steps, ...(loops.length === 0 ? {} : { each: eachOf(loops) }) });
  }

  #makeJob(): Type {
    const { id, name, parameters } = this.#job;
    const isQuiet = this.#isQuiet;
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
  #isBefore({ nested }: EarlierStep): boolean {
    return standingOf(nested, this.#state.reader.step) === "before";
  }

  #entryOf(step: EarlierStep): Type {
    const alternative = (result: Type, status: Type, error: Type): Type => [entryKind(step, { result, status, error })];
    const nothing = (because: string): Type => [{ kind: "null", because: `step \`${step.id}\` ${because}` }];
    const ways = this.#waysOf(step);
    return [
      ...(ways.isDone ? alternative(step.result, done, nullType) : []),
      ...(ways.untrue === null ? [] : alternative(nothing(ways.untrue), untrue, nullType)),
      ...(ways.failed === null ? [] : alternative(nothing(ways.failed), failed, someError)),
      ...(ways.skipped === null ? [] : alternative(nothing(ways.skipped), skipped, nullType)),
    ];
  }

  /** How a step may have ended for this reader. */
  #waysOf(step: EarlierStep): Ways {
    const { trueKeys, reader } = this.#state;
    const { step: own, parents } = step.nested;
    const parent = parents.at(-1);
    const isKnownTrue = step.conditionKeys?.every((key) => trueKeys.has(key)) === true;
    const untrue = step.mayBeUntrue && !isKnownTrue ? "runs only if its condition holds" : null;
    const isAround = parent === undefined || reader.step?.parents.includes(parent) === true;
    if (isAround) {
      const isLoud = reader.loud.has(parent ?? null);
      return {
        isDone: step.mayBeTrue,
        untrue,
        failed: isLoud ? "may have failed before this forced step" : own.allowsFailure ? "is allowed to fail" : null,
        skipped: isLoud && !own.isForced ? "may have been skipped before this forced step" : null,
      };
    }
    const group = this.#job.known.get(parent);
    if (group === undefined) return { isDone: step.mayBeTrue, untrue, failed: nobodyKnows, skipped: nobodyKnows };
    const ways = this.#isKnownDone(group) ? onlyDone : this.#waysOf(group);
    const [isBegun, mayHaveFailed] = [ways.isDone || ways.failed !== null, ways.failed !== null];
    const of = (way: string | null) => (way === null ? null : `is in group \`${group.id}\`, which ${way}`);
    return {
      isDone: step.mayBeTrue && isBegun,
      untrue: isBegun ? untrue : null,
      failed: mayHaveFailed ? of(ways.failed) : own.allowsFailure && isBegun ? "is allowed to fail" : null,
      skipped: of(ways.failed ?? ways.untrue ?? ways.skipped),
    };
  }

  #isKnownDone({ id }: EarlierStep): boolean {
    const entry = this.#state.narrowed.get(id);
    return entry !== undefined && !isNever(entry) && entry.every(isDoneEntry);
  }

  #narrowedBy({ path, keep }: Fact): JobView {
    const [root, name, ...rest] = path;
    if (name === undefined || (rest.length === 0 && root === "steps")) return this;
    if (root === "steps") return this.#narrowedStep(name, rest, keep);
    if (root === "each") return this.#narrowedTurn([name, ...rest], keep);
    if (root !== "job") return this;
    const refined = refineAt(this.#state.job ?? this.#makeJob(), [name, ...rest], keep);
    const view = this.#with({ job: refined, isPossible: this.isPossible && !isNever(refined) });
    const isQuietNow = name === "failed" && onlyValue(member(refined, { kind: "key", name }).type)?.value === false;
    return isQuietNow && !this.#isQuiet
      ? view.#with({ reader: { ...this.#state.reader, loud: new Set() }, job: null, narrowed: new Map() }).#again(view)
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

  #narrowedTurn(path: readonly string[], keep: Fact["keep"]): JobView {
    const { reader } = this.#state;
    const named = reader.loops.find(({ as }) => as !== null && as === path[0]);
    const loop = named ?? reader.loops.at(-1);
    const [field, ...rest] = named === undefined ? path : path.slice(1);
    if (loop === undefined || (field !== "item" && field !== "index")) return this;
    const refined = refineAt(loop[field], rest, keep);
    if (isNever(refined)) return this.#with({ isPossible: false });
    const loops = reader.loops.map((one) => (one === loop ? { ...loop, [field]: refined } : one));
    return this.#with({ reader: { ...reader, loops } });
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

/** The ways a step may have ended; of those that leave no result why, null where it cannot be. */
interface Ways {
  readonly isDone: boolean;
  readonly untrue: string | null;
  readonly failed: string | null;
  readonly skipped: string | null;
}

const onlyDone: Ways = { isDone: true, untrue: null, failed: null, skipped: null };
const nobodyKnows = "may not have run";

/** `each` inside of loops. */
function eachOf(loops: readonly TypedLoop[]): Type {
  const turn = ({ item, index }: TypedLoop) => ({ item, index });
  const innermost = loops.at(-1);
  const named = loops.flatMap((loop) => (loop.as === null ? [] : [[loop.as, closedMapOf(turn(loop))] as const]));
  return closedMapOf({ ...Object.fromEntries(named), ...(innermost === undefined ? {} : turn(innermost)) });
}

const entryFields = ["result", "error", "status", "position", "id", "action", "block", "parameters"] as const;

/** One way in which a step may stand in the context. */
function entryKind(
  step: EarlierStep,
  ended: { readonly result: Type; readonly status: Type; readonly error: Type },
): Kind {
  const { step: own } = step.nested;
  const typeOf = (field: string): Type | undefined => {
    switch (field) {
      case "result":
      case "status":
      case "error":
        return ended[field];
      case "position":
        return constType(own.position);
      case "id":
        return constType(step.id);
      case "action":
        return constType(step.action);
      case "parameters":
        return constType(own.writtenParameters);
      case "block": {
        const [name = null, category = null] = step.action?.split(".").reverse() ?? [];
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
