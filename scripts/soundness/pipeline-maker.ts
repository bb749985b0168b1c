// Writes one pipeline: steps that call blocks, groups of steps, loops, attempts, and calls of other pipelines that it writes on
// the way.

import type { JsonSchema } from "../../src/infer.ts";
import { isJsonMap, type Json, type JsonMap } from "../../src/json.ts";
import type { WorkKind } from "../../src/pipeline.ts";
import { type Author, type Doubt, type MadeFile, note, type Slip } from "./author.ts";
import { BlockChoice, writes } from "./block-choice.ts";
import { blockTags, variableNames } from "./random-blocks.ts";
import { Conditions } from "./random-conditions.ts";
import { generousTimeout, randomRetry } from "./random-keys.ts";
import { loopName, randomLoopList } from "./random-loop.ts";
import type { Reader, Source } from "./reading.ts";
import { type FilledParameters, SlotFiller } from "./slot-filler.ts";
import { plainReader, Surroundings } from "./surroundings.ts";
import { isRootless } from "./type-pool.ts";
import { noUse, oneUse, repeated, together, type UseCount } from "./use-count.ts";
import { unknownNames } from "./wrong-values.ts";

/** Where a list of steps stands. */
interface Place {
  /** 0 for the pipeline's own list. */
  readonly level: number;
  /** The deepest list around in which something may have failed before. */
  readonly loud: number;
  /** The conditions of the groups around, each as JSON. */
  readonly guard: readonly string[];
  /** The positions that lead to it, each with a dot behind it. */
  readonly prefix: string;
  /** The names of the loops around, null for one without. */
  readonly loops: readonly (string | null)[];
  /** Whether its steps may change variables, which nothing does that runs at the same time as others. */
  readonly mayWrite: boolean;
}

const ownPlace: Place = { level: 0, loud: -1, guard: [], prefix: "", loops: [], mayWrite: true };

/** What a step does, without the keys that every step can have. */
interface Work {
  readonly keys: JsonMap;
  /** Of the result; null where nothing is known. */
  readonly schema: JsonSchema | null;
  readonly uses: UseCount;
}

/** A step that has been written. */
interface Made {
  readonly id: string;
  readonly step: JsonMap;
  readonly schema: JsonSchema | null;
  /** Whether it surely is done where nothing fails. */
  readonly isSure: boolean;
  readonly uses: UseCount;
}

/** A pipeline that has been written. */
export interface MadePipeline {
  readonly pipeline: JsonMap;
  /** The permissions that it asks for, in no key yet. */
  readonly asked: readonly string[];
  readonly uses: UseCount;
  readonly result: JsonSchema | null;
}

const deepestFiles = 2;
const deepestGroups = 3;

export class PipelineMaker {
  readonly #author: Author;
  readonly #fileDepth: number;
  readonly #surroundings: Surroundings;
  readonly #filler: SlotFiller;
  readonly #conditions: Conditions;
  readonly #blocks: BlockChoice;
  readonly #tags = new Set<string>();
  /** How many steps there may still be. */
  #left = 12;
  #count = 0;

  /** @param fileDepth how many files are around. */
  constructor(author: Author, fileDepth: number) {
    const { random, pool, care, hasExpressions, features } = author;
    this.#author = author;
    this.#fileDepth = fileDepth;
    this.#surroundings = new Surroundings(random, pool.types);
    this.#filler = new SlotFiller(random, this.#surroundings, care, hasExpressions, features);
    this.#conditions = new Conditions(author, this.#filler);
    this.#blocks = new BlockChoice(author, this.#surroundings);
  }

  make(): MadePipeline {
    const { random } = this.#author;
    this.#addVariables();
    const steps = this.#list(random.between(1, this.#fileDepth === 0 ? (this.#author.isFlat ? 6 : 5) : 3), ownPlace);
    const uses = together(steps.map((made) => made.uses));
    const outputs = this.#outputs();
    const pipeline: JsonMap = {
      ...(random.chance(0.3) ? { name: "Case" } : {}),
      ...this.#surroundings.frame(),
      ...this.#limits(uses),
      steps: steps.map(({ step }) => step),
      ...(outputs.keys === null ? {} : { outputs: outputs.keys }),
    };
    const isShort = this.#author.slip === "tags" || this.#isCareless();
    const asked = isShort ? random.some(blockTags, 0.5) : [...this.#tags];
    note(this.#author, "granted tags", asked.length > 0);
    return { pipeline, asked, uses, result: outputs.schema };
  }

  #addVariables(): void {
    const { random, pool } = this.#author;
    for (const name of variableNames) {
      if (!random.chance(0.5)) continue;
      const { schemas, inner } = pool.types;
      const schema = random.weighted<JsonSchema>([
        [3, () => ({ type: "boolean" })],
        [name === "list" ? 6 : 1, () => pool.types.intern({ type: "array", items: random.pick(inner) })],
        [6, () => random.pick(schemas)],
      ]);
      this.#surroundings.addVariable(name, schema);
    }
  }

  #isCareless(share = 1): boolean {
    return this.#author.random.chance(this.#author.care.mistakes * share);
  }

  /** Whether the one mistake is made here, at a step. */
  #isSlip(slip: Slip): boolean {
    return this.#author.slip === slip && this.#author.random.chance(0.4);
  }

  /** How many steps have a key after which results may be missing: many of one kind where the author errs in just that. */
  #share(doubt: Doubt, usual: number): number {
    const chosen = this.#author.doubt;
    if (chosen === null) return usual;
    if (chosen === "variables") return 0.2;
    return chosen === doubt ? 0.4 : 0.03;
  }

  #list(length: number, place: Place): Made[] {
    const made: Made[] = [];
    for (let position = 1; position <= length && this.#left > 0; position++) made.push(this.#step(position, place));
    return made;
  }

  #step(position: number, place: Place): Made {
    const { random } = this.#author;
    this.#left--;
    this.#count++;
    const kind = this.#kind(place);
    const ownId = this.#ownId(position, place);
    const id = String(ownId ?? `${place.prefix}${position}`);
    const around: Reader = { loud: place.loud, guard: place.guard };
    const condition = random.chance(this.#share("condition", 0.25)) ? this.#conditions.make(around) : undefined;
    const isForced = random.chance(this.#share("forced", 0.12));
    const mayFail = random.chance(this.#share("allow_failure", 0.12));
    const ownGuard = condition === undefined ? [] : [condition].flat().map((one) => JSON.stringify(one));
    const guard = [...place.guard, ...ownGuard];
    const loud = isForced ? place.level : place.loud;
    const reader: Reader = { loud, guard, assumed: this.#conditions.assumedBy(guard) };
    const before = this.#surroundings.snapshot();
    const { ids, guards } = this.#conditions;
    const loop = this.#loop(kind, place, reader);
    const retry = !this.#author.isFlat && random.chance(0.1) ? randomRetry(random) : undefined;
    const isConcurrent = loop !== undefined && loop.concurrency > 1;
    const inner: Place = {
      level: place.level + 1,
      loud,
      guard,
      prefix: `${place.prefix}${position}.`,
      loops: loop === undefined ? place.loops : [...place.loops, loop.as],
      mayWrite: place.mayWrite && (!isConcurrent || this.#sharesAll()),
    };
    const work = this.#work(kind, inner, reader, loop !== undefined || retry !== undefined);
    const isSure = condition === undefined && !mayFail;
    if (loop !== undefined || kind === "steps" || kind === "parallel") {
      const hasTurn = loop === undefined || loop.turns.least > 0;
      this.#surroundings.leave(before, {
        keepsMembers: loop === undefined,
        isSure: isSure && !isForced && hasTurn,
        guard: mayFail || loop !== undefined ? null : ownGuard,
        level: place.level,
      });
      if (loop !== undefined) Object.assign(this.#conditions, { ids, guards });
    }
    const own = loop === undefined ? work.schema : this.#listOf(work.schema, loop.turns);
    const returns = random.chance(0.12) ? this.#returns(own) : undefined;
    const schema = returns ?? own;
    const isTimed = !this.#author.isFlat && random.chance(0.06);
    const step: JsonMap = {
      ...(ownId === undefined ? {} : { id: ownId }),
      ...work.keys,
      ...(condition === undefined ? {} : { if: condition }),
      ...(loop === undefined ? {} : { for_each: loop.key }),
      ...(retry === undefined ? {} : { retry }),
      ...(isTimed ? { timeout: generousTimeout } : {}),
      ...(isForced ? { forced: true } : {}),
      ...(mayFail ? { allow_failure: true } : {}),
      ...(returns === undefined ? {} : { returns: returns as JsonMap }),
    };
    const source: Source = {
      kind: "step",
      name: id,
      schema,
      isSure,
      guard: mayFail ? null : ownGuard,
      level: place.level,
    };
    // A tag cannot name an id with a dot in it.
    if (!id.includes(".")) this.#surroundings.add(source);
    this.#conditions.ids = [...this.#conditions.ids, id];
    this.#noteKeys(kind, { isForced, mayFail, condition, returns, retry, isTimed });
    const turns = loop?.turns.most ?? 1;
    const { longest } = this.#author;
    if (loop !== undefined) longest.turns = Math.max(longest.turns, turns);
    const uses = repeated(work.uses, turns * (typeof retry?.attempts === "number" ? retry.attempts : 1));
    return { id, step, schema, isSure, uses };
  }

  #noteKeys(
    kind: WorkKind,
    keys: {
      readonly [name: string]: unknown;
      readonly isForced: boolean;
      readonly mayFail: boolean;
      readonly isTimed: boolean;
    },
  ): void {
    const isGroup = kind !== "action";
    const of = (feature: string, holds: boolean) => {
      note(this.#author, feature, holds);
      note(this.#author, `${feature} of groups or pipelines`, holds && isGroup);
    };
    of("forced steps", keys.isForced);
    of("allow_failure", keys.mayFail);
    of("conditions", keys.condition !== undefined);
    of("step returns", keys.returns !== undefined);
    of("retries", keys.retry !== undefined);
    of("timeouts", keys.isTimed);
  }

  #kind({ level, mayWrite }: Place): WorkKind {
    const { random, isFlat } = this.#author;
    if (isFlat) return "action";
    const canHold = level < deepestGroups && this.#left > 1;
    return random.weighted<WorkKind>([
      [6, () => "action"],
      [canHold ? 1.4 : 0, () => "steps"],
      // More of them where something is to be shared by mistake.
      [canHold ? (this.#sharesAll() && mayWrite ? 3 : 1.1) : 0, () => "parallel"],
      [this.#fileDepth < deepestFiles ? (this.#fileDepth === 0 ? 1 : 0.8) : 0, () => "pipeline"],
    ]);
  }

  /** Whether what runs at the same time shares variables, by mistake. */
  #sharesAll(): boolean {
    return this.#author.slip === "share" || this.#author.care.mistakes > 0.2;
  }

  #loop(kind: WorkKind, place: Place, reader: Reader) {
    const { random, isFlat, pool } = this.#author;
    if (isFlat || place.loops.length > 2 || !random.chance(kind === "action" ? 0.15 : 0.3)) return undefined;
    const list = randomLoopList(random, this.#filler, pool.types, reader);
    const as = loopName(random, place.loops);
    const concurrency = random.chance(0.3) ? random.between(1, 3) : 1;
    const isWritten = concurrency > 1 || random.chance(0.1);
    note(this.#author, "loops");
    note(this.#author, "loops in loops", place.loops.length > 0);
    note(this.#author, "loops with turns at once", concurrency > 1);
    this.#surroundings.enterLoop(as, list.item);
    const key: JsonMap = {
      in: list.value,
      ...(as === null ? {} : { as }),
      ...(isWritten ? { concurrency } : {}),
    };
    return { key, as, concurrency, turns: list.turns };
  }

  #listOf(items: JsonSchema | null, { least, most }: { readonly least: number; readonly most: number }): JsonSchema {
    return this.#author.pool.types.intern({
      type: "array",
      ...(items === null || !isRootless(items) ? {} : { items }),
      ...(least > 0 ? { minItems: least } : {}),
      ...(Number.isFinite(most) ? { maxItems: most } : {}),
    });
  }

  #work(kind: WorkKind, place: Place, reader: Reader, isRepeated: boolean): Work {
    switch (kind) {
      case "action":
        return this.#action(place, reader, isRepeated || place.loops.length > 0);
      case "steps":
        return this.#group(place);
      case "parallel":
        return this.#parallel(place);
      case "pipeline":
        return this.#call(reader);
    }
  }

  #action({ mayWrite }: Place, reader: Reader, isRepeated: boolean): Work {
    const { random } = this.#author;
    const block = this.#blocks.choose({ mayWrite, isRepeated });
    const filled = this.#filler.fillParameters(block, reader);
    const { inferred, variable } = filled;
    const parameters = this.#withSlip(filled, reader);
    const isMistaken = this.#isSlip("action") || this.#isCareless(0.08);
    const action = isMistaken ? random.pick([`${block.action}X`, "NO.SUCH", "GEN", ""]) : this.#blocks.written(block);
    for (const tag of block.block.tags ?? []) this.#tags.add(tag);
    const isForced = reader.loud >= 0;
    this.#surroundings.noteWrites(block, variable, !isForced);
    note(this.#author, "infer", block.block.infer !== undefined);
    note(this.#author, "writers of variables", writes(block));
    note(this.#author, "writers of variables in loops", writes(block) && isRepeated);
    return {
      keys: { action, ...(Object.keys(parameters).length === 0 ? {} : { parameters }) },
      schema: inferred ?? block.block.returns ?? null,
      uses: oneUse(block.action),
    };
  }

  /** The parameters, one of them read by a name that nothing has, or that cannot be read from here. */
  #withSlip({ parameters }: FilledParameters, reader: Reader): JsonMap {
    const { random } = this.#author;
    const names = Object.keys(parameters);
    if (names.length === 0) return parameters;
    if (this.#isSlip("name")) return { ...parameters, [random.pick(names)]: random.pick(unknownNames) };
    const { hidden } = this.#surroundings;
    const readable = hidden.filter(({ level = 0 }) => level > reader.loud);
    if (readable.length === 0 || this.#author.slip !== "hidden") return parameters;
    return { ...parameters, [random.pick(names)]: `{: ${random.pick(readable).name} :}` };
  }

  #memberCount(): number {
    const { random } = this.#author;
    if (random.chance(0.02)) return 0;
    return random.weighted([
      [2, () => 1],
      [4, () => 2],
      [2, () => 3],
    ]);
  }

  #group(place: Place): Work {
    note(this.#author, "groups");
    note(this.#author, "groups in groups", place.level > 1);
    const members = this.#list(this.#memberCount(), place);
    const last = members.at(-1);
    return {
      keys: { steps: members.map(({ step }) => step) },
      schema: last === undefined ? { type: "null" } : this.#orNull(last),
      uses: together([oneUse(), ...members.map(({ uses }) => uses)]),
    };
  }

  /** The type of a member's result as its group gives it. */
  #orNull({ schema, isSure }: Made): JsonSchema | null {
    if (isSure || schema === null || !isRootless(schema)) return isSure ? schema : null;
    return this.#author.pool.types.intern({ anyOf: [schema, { type: "null" }] });
  }

  #parallel(place: Place): Work {
    const { random, pool } = this.#author;
    const s = this.#surroundings;
    note(this.#author, "parallel groups");
    note(this.#author, "parallel groups in groups", place.level > 1);
    const count = this.#memberCount();
    const sharesAll = this.#sharesAll();
    const writer = place.mayWrite && random.chance(0.4) ? random.below(count) : -1;
    let before = s.snapshot();
    const { ids, guards } = this.#conditions;
    const steps: Source[] = [];
    const members: Made[] = [];
    let allIds = ids;
    for (let index = 0; index < count && this.#left > 0; index++) {
      const isShy = writer >= 0 && index !== writer && !sharesAll;
      s.restore(isShy ? before.filter(({ kind }) => kind !== "variable") : before);
      Object.assign(this.#conditions, { ids, guards });
      s.hide(steps);
      const mayWrite = place.mayWrite && (sharesAll || index === writer);
      members.push(this.#step(index + 1, { ...place, mayWrite }));
      s.unhide(steps);
      const after = s.snapshot();
      allIds = [...allIds, ...this.#conditions.ids.slice(ids.length)];
      steps.push(...after.filter((one) => one.kind === "step" && !before.includes(one)));
      if (!isShy)
        before = [
          ...before.filter(({ kind }) => kind !== "variable"),
          ...after.filter(({ kind }) => kind === "variable"),
        ];
    }
    s.restore([...before, ...steps]);
    Object.assign(this.#conditions, { ids: allIds, guards });
    const properties = Object.fromEntries(
      members.map((member): [string, JsonSchema] => [member.id, this.#orNull(member) ?? {}]),
    );
    const isPlain = Object.values(properties).every(isRootless);
    const concurrency = random.chance(0.4) ? { concurrency: random.between(1, 3) } : {};
    return {
      keys: { parallel: members.map(({ step }) => step), ...concurrency },
      schema: isPlain
        ? pool.types.intern({
            type: "object",
            properties,
            required: Object.keys(properties),
            additionalProperties: false,
          })
        : null,
      uses: together([oneUse(), ...members.map(({ uses }) => uses)]),
    };
  }

  #call(reader: Reader): Work {
    const { random } = this.#author;
    const file = this.#file();
    const filled = this.#filler.fillParameters(file.called, reader);
    const parameters = this.#withSlip(filled, reader);
    for (const tag of file.tags) this.#tags.add(tag);
    note(this.#author, "sub-pipelines");
    note(this.#author, "sub-pipelines in sub-pipelines", this.#fileDepth > 0 || file.depth > 1);
    note(this.#author, "sub-pipelines with parameters", Object.keys(parameters).length > 0);
    return {
      keys: {
        pipeline: random.chance(0.01) && this.#author.care.mistakes > 0 ? "missing.yaml" : file.name,
        ...(Object.keys(parameters).length === 0 ? {} : { parameters }),
      },
      schema: file.result,
      uses: together([oneUse(), file.uses]),
    };
  }

  /** A pipeline to run: one that is there, or a new one. */
  #file(): MadeFile {
    const { random, files, isFlat } = this.#author;
    const usable = files.filter(({ depth }) => this.#fileDepth + depth <= deepestFiles);
    if (usable.length > 0 && (random.chance(0.4) || files.length >= 4)) {
      note(this.#author, "sub-pipelines used twice");
      return random.pick(usable);
    }
    const maker = new PipelineMaker({ ...this.#author, isFlat: isFlat || random.chance(0.4) }, this.#fileDepth + 1);
    const { pipeline, asked, uses, result } = maker.make();
    const name = `sub${files.length + 1}.yaml`;
    const made: MadeFile = {
      name,
      pipeline: asked.length === 0 ? pipeline : { ...pipeline, tags: [...asked] },
      called: { action: name, schema: inputsOf(pipeline), block: {} },
      result,
      uses,
      tags: new Set(asked),
      depth: Math.max(
        1,
        ...files.filter((one) => JSON.stringify(pipeline).includes(one.name)).map(({ depth }) => depth + 1),
      ),
    };
    files.push(made);
    return made;
  }

  #ownId(position: number, place: Place): string | number | undefined {
    const { random } = this.#author;
    if (this.#isSlip("id") || this.#isCareless(0.15))
      return random.pick([`s${random.between(1, this.#count)}`, position + 1, "1"]);
    return random.weighted<string | number | undefined>([
      [6, () => `s${this.#count}`],
      [place.level > 0 ? 0.7 : 2, () => undefined],
      [0.4, () => 100 + this.#count],
    ]);
  }

  /** An assertion that a result can meet: what is known of it, narrower or wider, or anything where nothing is. */
  #returns(schema: JsonSchema | null): JsonSchema {
    const { random, pool } = this.#author;
    const { types } = pool;
    if (schema === null || random.chance(0.15)) return random.pick(types.schemas);
    if (schema.type === "array" && isJsonMap(schema.items) && random.chance(0.5)) {
      return types.intern({ type: "array", items: random.pick(types.fitting(schema.items as JsonSchema)) });
    }
    return random.pick(types.fitting(schema));
  }

  #outputs(): { readonly keys: JsonMap | null; readonly schema: JsonSchema | null } {
    const { random, pool } = this.#author;
    if (random.chance(this.#fileDepth > 0 ? 0.15 : 0.35)) return { keys: null, schema: { type: "null" } };
    const names = ["out", "more", "last"].slice(0, random.between(1, 3));
    note(this.#author, "outputs");
    const typed = () => (this.#fileDepth > 0 && random.chance(0.6) ? random.pick(pool.types.inner) : {});
    const slots = names.map((name) => ({ name, slot: typed() }));
    const filled = slots.map(({ name, slot }) => ({ name, slot, ...this.#filler.fill(slot, plainReader, 0) }));
    const properties = Object.fromEntries(
      filled.map(({ name, schema, slot }): [string, JsonSchema] => [
        name,
        schema ?? (this.#author.care.mistakes > 0 ? {} : slot),
      ]),
    );
    const isPlain = Object.values(properties).every(isRootless);
    return {
      keys: Object.fromEntries(filled.map(({ name, value }) => [name, value])),
      schema: isPlain
        ? pool.types.intern({ type: "object", properties, required: names, additionalProperties: false })
        : null,
    };
  }

  #limits({ created, most, actions }: UseCount): JsonMap {
    const { random, slip } = this.#author;
    const keys: Record<string, Json> = {};
    const isShort = slip === "limit" || this.#isCareless();
    const enough = Number.isFinite(most) ? most + random.below(3) : created + random.between(2, 12);
    if (random.chance(0.15)) keys.step_limit = isShort ? random.below(Math.min(most, created * 3) + 1) : enough;
    note(this.#author, "step limits", keys.step_limit !== undefined);
    if (slip !== "uses" && !this.#isCareless(0.5)) {
      const [action, uses] = random.pick([...actions, ["", noUse.most] as const]);
      const isBounded = random.chance(0.1) && action !== "" && Number.isFinite(uses);
      note(this.#author, "block limits", isBounded);
      keys.block_limit_overrides = { ...(isBounded ? { [action]: uses } : {}), "GEN.*": null };
    } else if (random.chance(0.5)) keys.block_limit_overrides = { "?EN.*": random.below(3), "TEXT.*": 1, "*": 4 };
    return keys;
  }
}

/** The inputs of a pipeline as the parameters of a block. */
function inputsOf({ parameters = {} }: JsonMap): JsonSchema {
  const properties: Record<string, JsonSchema> = {};
  const required: string[] = [];
  for (const [name, declared] of Object.entries(isJsonMap(parameters) ? parameters : {})) {
    const { optional, ...schema } = declared as JsonMap;
    properties[name] = schema as JsonSchema;
    if (optional !== true && schema.default === undefined) required.push(name);
  }
  return { type: "object", properties, required, additionalProperties: false };
}
