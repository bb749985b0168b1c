// A random pipeline: mostly one whose author knows the types, sometimes one whose author is careless. What is generated is
// noted, so that the experiment can tell what the accepted cases have in them.

import type { AnyBlock } from "../../src/block.ts";
import type { JsonSchema } from "../../src/infer.ts";
import type { Json, JsonMap } from "../../src/json.ts";
import type { RegisteredBlock, Registry } from "../../src/registry.ts";
import type { Random } from "./random.ts";
import { blockTags, variableNames } from "./random-blocks.ts";
import { anyValue } from "./random-values.ts";
import type { Reader } from "./reading.ts";
import { type Care, SlotFiller } from "./slot-filler.ts";
import { Surroundings } from "./surroundings.ts";
import type { TypePool } from "./type-pool.ts";
import { unknownNames } from "./wrong-values.ts";

/** What cases are made of: the blocks and types of one batch. */
export interface CasePool {
  readonly types: TypePool;
  readonly registry: Registry;
  /** The random blocks among the registry's. */
  readonly ownBlocks: readonly AnyBlock[];
}

/** A pipeline with what its caller holds it to. */
export interface SoundnessCase {
  readonly pipeline: JsonMap;
  readonly settings: {
    readonly tags?: readonly string[];
    readonly stepLimit?: number;
    readonly variables?: JsonMap;
  };
}

/** A case, and how often it uses each thing worth counting. */
export interface GeneratedCase extends SoundnessCase {
  readonly features: ReadonlyMap<string, number>;
}

/** Built-in blocks that touch nothing outside the run, the ones of much use to types more often. */
const favourites = [
  "LISTS.GET",
  "LISTS.APPEND",
  "LISTS.CREATE",
  "LISTS.COUNT",
  "DICTIONARY.GET",
  "DICTIONARY.SET",
  "DICTIONARY.CREATE_FROM_PAIRS",
  "VARIABLE.SET",
  "VARIABLE.SET",
  "VARIABLE.GET",
  "VARIABLE.DELETE",
  "LOGIC.IF",
  "LOGIC.IS_NONE",
  "LOGIC.IF_THEN_ELSE",
  "TEXT.JOIN",
  "TEXT.SPLIT",
  "TEXT.UPPERCASE",
  "MATH.SUM",
  "OBJECT.COPY",
  "JSON.PARSE",
];

/** Mistakes that a pipeline can have one of. */
const slips = ["action", "id", "tags", "limit", "uses", "name", "name"] as const;
type Slip = (typeof slips)[number];

/** Keys of a step after which its result, or that of another, may be missing. */
const doubts = ["condition", "forced", "allow_failure", "variables"] as const;
type Doubt = (typeof doubts)[number];

type Test = (step: string) => string;

/** Conditions after which a step's result is there, and ones that only look so. */
const provesDone: readonly Test[] = [
  (step) => `${step}.status.name == "DONE"`,
  (step) => `${step}.status.value == 0`,
  (step) => `"DONE" == ${step}.status.name`,
  (step) => `${step}.status.name == "DONE" && true`,
  (step) => `${step}.status.name in ["DONE"]`,
];
const provesNothing: readonly Test[] = [
  (step) => `${step}.status.name != "SKIPPED"`,
  (step) => `${step}.status.name == "DONE" || job.failed`,
  (step) => `${step}.status.value != 110`,
  (step) => `${step}.error == null`,
  (step) => `!(${step}.status.name == "DONE")`,
  (step) => `${step}.result == null`,
  (step) => `${step}.result != null`,
];

/** Makes one case. */
export function randomCase(random: Random, pool: CasePool, hasExpressions: boolean): GeneratedCase {
  const care = random.weighted<Care>([
    [4, () => ({ mistakes: 0, missingFallbacks: 0, wideTypes: 0 })],
    [2, () => ({ mistakes: 0, missingFallbacks: 0.4, wideTypes: 0 })],
    [2.5, () => ({ mistakes: 0, missingFallbacks: 0, wideTypes: 0.3 })],
    [2, () => ({ mistakes: 0.06, missingFallbacks: 0.1, wideTypes: 0 })],
    [1.5, () => ({ mistakes: 0.3, missingFallbacks: 0.3, wideTypes: 0 })],
  ]);
  return new PipelineMaker(random, pool, care, hasExpressions).make();
}

class PipelineMaker {
  readonly #random: Random;
  readonly #pool: CasePool;
  readonly #care: Care;
  readonly #surroundings: Surroundings;
  readonly #filler: SlotFiller;
  readonly #builtIns: readonly RegisteredBlock[];
  readonly #own: readonly RegisteredBlock[];
  readonly #steps: JsonMap[] = [];
  readonly #guards: Json[] = [];
  readonly #tags = new Set<string>();
  readonly #ids: string[] = [];
  /** The only reason for which results may be missing; null where there are all of them. */
  readonly #doubt: Doubt | null;
  /** One mistake in an otherwise good pipeline. */
  readonly #slip: Slip | null;
  readonly #hasExpressions: boolean;

  constructor(random: Random, pool: CasePool, care: Care, hasExpressions: boolean) {
    this.#random = random;
    this.#pool = pool;
    this.#care = care;
    const hasOneDoubt = care.mistakes === 0 && care.missingFallbacks > 0;
    this.#doubt = hasOneDoubt ? random.pick(doubts) : null;
    this.#slip = random.chance(0.12) ? random.pick(slips) : null;
    this.#hasExpressions = hasExpressions;
    this.#surroundings = new Surroundings(random, pool.types);
    this.#filler = new SlotFiller(random, this.#surroundings, care, hasExpressions);
    const own = new Set(pool.ownBlocks.map(({ name }) => `GEN.${name}`));
    const all = pool.registry.all();
    this.#own = all.filter(({ action }) => own.has(action));
    this.#builtIns = all.filter(({ action, category }) => !own.has(action) && category !== "FILE");
  }

  make(): GeneratedCase {
    const random = this.#random;
    for (const name of variableNames) {
      if (!random.chance(0.5)) continue;
      const { schemas } = this.#pool.types;
      this.#surroundings.addVariable(name, random.chance(0.3) ? { type: "boolean" } : random.pick(schemas));
    }
    for (let left = random.between(1, 6); left > 0; left--) this.#addStep();
    const outputs = this.#outputs();
    const frame = this.#surroundings.frame();
    const limits = this.#limits();
    const pipeline: JsonMap = {
      ...(random.chance(0.3) ? { name: "Case" } : {}),
      ...frame,
      ...limits.keys,
      steps: this.#steps,
      ...(outputs === null ? {} : { outputs }),
    };
    return { pipeline, settings: limits.settings, features: this.#filler.features };
  }

  /** How many steps have a key after which results may be missing: many of one kind where the author errs in just that. */
  #share(doubt: Doubt, usual: number): number {
    if (this.#doubt === null) return usual;
    if (this.#doubt === "variables") return 0.2;
    return this.#doubt === doubt ? 0.4 : 0.03;
  }

  #isCareless(share = 1): boolean {
    return this.#random.chance(this.#care.mistakes * share);
  }

  #addStep(): void {
    const random = this.#random;
    const block = this.#chooseBlock();
    const position = this.#steps.length + 1;
    const ownId = this.#ownId(position);
    const condition = random.chance(this.#share("condition", 0.25)) ? this.#condition() : undefined;
    const isForced = random.chance(this.#share("forced", 0.12));
    const mayFail = random.chance(this.#share("allow_failure", 0.12));
    const guard = condition === undefined ? [] : [condition].flat().map((one) => JSON.stringify(one));
    const reader: Reader = { isForced, guard, assumed: this.#assumedBy(guard) };
    const { parameters: filled, inferred, variable } = this.#filler.fillParameters(block, reader);
    const parameters = this.#isSlip("name") ? this.#misnamed(filled) : filled;
    const returns = random.chance(0.12) ? this.#returns(block) : undefined;
    const step: JsonMap = {
      ...(ownId === undefined ? {} : { id: ownId }),
      action: this.#actionText(block),
      ...(condition === undefined ? {} : { if: condition }),
      ...(Object.keys(parameters).length === 0 ? {} : { parameters }),
      ...(isForced ? { forced: true } : {}),
      ...(mayFail ? { allow_failure: true } : {}),
      ...(returns === undefined ? {} : { returns: returns as JsonMap }),
    };
    this.#steps.push(step);
    for (const tag of block.block.tags ?? []) this.#tags.add(tag);
    const schema = returns ?? inferred ?? block.block.returns ?? null;
    const isSure = condition === undefined && !mayFail;
    this.#ids.push(String(ownId ?? position));
    this.#surroundings.add({
      kind: "step",
      name: String(ownId ?? position),
      schema,
      isSure,
      guard: mayFail ? null : guard,
    });
    this.#surroundings.noteWrites(block, variable, isSure && !isForced);
    this.#noteFeatures({ isForced, mayFail, condition, returns, block });
  }

  #noteFeatures(step: {
    readonly isForced: boolean;
    readonly mayFail: boolean;
    readonly condition: Json | undefined;
    readonly returns: JsonSchema | undefined;
    readonly block: RegisteredBlock;
  }): void {
    const note = (feature: string, holds: boolean) => (holds ? this.#filler.note(feature) : undefined);
    note("forced steps", step.isForced);
    note("allow_failure", step.mayFail);
    note("conditions", step.condition !== undefined);
    note("step returns", step.returns !== undefined);
    note("infer", step.block.block.infer !== undefined);
    note(
      "writers of variables",
      step.block.block.writesVariables !== undefined || step.block.block.changes !== undefined,
    );
  }

  #chooseBlock(): RegisteredBlock {
    const random = this.#random;
    const setter = this.#pool.registry.get("VARIABLE.SET");
    if (this.#doubt === "variables" && setter !== undefined && random.chance(0.4)) return setter;
    // What can take up a result is chosen oftener, so that types do flow.
    const isTaking = this.#steps.length > 0 && random.chance(0.6);
    const taking = isTaking ? this.#own.filter((block) => this.#surroundings.hasResultFor(block)) : [];
    if (taking.length > 0) return random.pick(taking);
    return random.weighted([
      [5, () => random.pick(this.#own)],
      [2, () => random.pick(this.#builtIns)],
      [4, () => this.#pool.registry.get(random.pick(favourites)) ?? random.pick(this.#builtIns)],
    ]);
  }

  /** Whether the one mistake is made here, at a step. */
  #isSlip(slip: Slip): boolean {
    return this.#slip === slip && this.#random.chance(0.4);
  }

  #actionText({ action }: RegisteredBlock): string {
    if (this.#isSlip("action") || this.#isCareless(0.08)) return random(this.#random);
    if (action.startsWith("LISTS.") && this.#random.chance(0.1)) return action.replace("LISTS", "list");
    return this.#random.chance(0.2) ? action.toLowerCase() : action;

    function random(from: Random): string {
      return from.pick([`${action}X`, "NO.SUCH", "GEN", ""]);
    }
  }

  /** The same parameters, one of them read by a name that nothing has. */
  #misnamed(parameters: JsonMap): JsonMap {
    const names = Object.keys(parameters);
    if (names.length === 0) return parameters;
    return { ...parameters, [this.#random.pick(names)]: this.#random.pick(unknownNames) };
  }

  #ownId(position: number): string | number | undefined {
    const random = this.#random;
    if (this.#isSlip("id") || this.#isCareless(0.15))
      return random.pick([`s${random.between(1, position)}`, position + 1, "1"]);
    return random.weighted<string | number | undefined>([
      [6, () => `s${position}`],
      [2, () => undefined],
      [0.4, () => 100 + position],
    ]);
  }

  #condition(): Json {
    const random = this.#random;
    if (this.#guards.length > 0 && random.chance(0.4)) return random.pick(this.#guards);
    const one = () => this.#oneCondition();
    let condition = random.chance(0.15) ? Array.from({ length: random.below(3) }, one) : one();
    if (this.#guards.length > 0 && random.chance(0.15)) condition = [random.pick(this.#guards), condition].flat();
    this.#guards.push(condition);
    return condition;
  }

  #oneCondition(): Json {
    const random = this.#random;
    if (this.#hasExpressions && this.#steps.length > 0 && random.chance(0.3)) {
      const id = random.pick(this.#ids);
      const test = random.pick([...provesDone, ...provesNothing])(
        /^[a-z]\w*$/.test(id) ? `steps.${id}` : `steps["${id}"]`,
      );
      return `{= ${test} =}`;
    }
    return this.#filler.condition({ isForced: false, guard: [] });
  }

  /** The steps that conditions say are done. */
  #assumedBy(guard: readonly string[]): ReadonlySet<string> {
    const isAssumed = (id: string) =>
      [`steps.${id}`, `steps["${id}"]`].some((path) =>
        provesDone.some((test) => guard.includes(JSON.stringify(`{= ${test(path)} =}`))),
      );
    return new Set(this.#ids.filter(isAssumed));
  }

  /** An assertion that the block can meet: what it promises, narrower or wider, or anything where it promises nothing. */
  #returns({ block }: RegisteredBlock): JsonSchema {
    const { types } = this.#pool;
    if (block.returns === undefined || this.#random.chance(0.15)) return this.#random.pick(types.schemas);
    return this.#random.pick(types.fitting(block.returns));
  }

  #outputs(): JsonMap | null {
    const random = this.#random;
    if (random.chance(0.35)) return null;
    const reader: Reader = { isForced: false, guard: [] };
    const names = ["out", "more", "last"].slice(0, random.between(1, 3));
    this.#filler.note("outputs");
    return Object.fromEntries(names.map((name) => [name, this.#filler.fill({}, reader, 0).value]));
  }

  #limits(): { readonly keys: JsonMap; readonly settings: SoundnessCase["settings"] } {
    const random = this.#random;
    const count = this.#steps.length;
    const keys: Record<string, Json> = {};
    const settings: { tags?: readonly string[]; stepLimit?: number; variables?: JsonMap } = {};
    const asked = this.#slip === "tags" || this.#isCareless() ? random.some(blockTags, 0.5) : [...this.#tags];
    const [granted, ...own] = asked;
    if (random.chance(0.25) && granted !== undefined) {
      settings.tags = [granted];
      if (own.length > 0) keys.tags = own;
    } else if (asked.length > 0) keys.tags = asked;
    const isShort = this.#slip === "limit" || this.#isCareless();
    const limit = () => (isShort ? random.below(count + 1) : count + random.below(3));
    if (random.chance(0.15)) keys.step_limit = limit();
    if (random.chance(this.#slip === "limit" ? 0.5 : 0.1)) settings.stepLimit = limit();
    if (this.#slip !== "uses" && !this.#isCareless(0.5)) keys.block_limit_overrides = { "GEN.*": null };
    else if (random.chance(0.5)) keys.block_limit_overrides = { "?EN.*": random.below(3), "TEXT.*": 1, "*": 4 };
    if (random.chance(0.07)) settings.variables = { [random.pick(variableNames)]: anyValue(random) };
    if (keys.step_limit !== undefined || settings.stepLimit !== undefined) this.#filler.note("step limits");
    if (asked.length > 0) this.#filler.note("granted tags");
    return { keys, settings };
  }
}
