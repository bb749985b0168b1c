// Fills slots: gives a parameter, a condition or an output a value of its type by a literal, by tags, or by both. A careless
// one errs with a given probability at each choice.

import type { JsonSchema } from "../../src/infer.ts";
import { isJsonMap, type Json, type JsonMap } from "../../src/json.ts";
import type { RegisteredBlock } from "../../src/registry.ts";
import type { Random } from "./random.ts";
import { setters, variableNames } from "./random-blocks.ts";
import { randomExpression } from "./random-expression.ts";
import { anyValue } from "./random-values.ts";
import { type Reader, type Reading, type Source, tagFor } from "./reading.ts";
import { plainReader, type Surroundings, type WrittenVariable } from "./surroundings.ts";
import { isRootless, type TypePool } from "./type-pool.ts";
import { anyTag, anyWritten } from "./wrong-values.ts";

/** A value with what the generator knows of its type. */
export interface Filled {
  readonly value: Json;
  readonly schema: JsonSchema | null;
}

/** The parameters of a step, with the type of its result where the block tells it. */
export interface FilledParameters {
  readonly parameters: JsonMap;
  readonly inferred: JsonSchema | undefined;
  /** The variable that a writing block names, or that a changing block is given as a whole. */
  readonly variable: WrittenVariable | null;
}

/** What a step calls: a block, or a pipeline that is called like one. */
export interface Called {
  readonly action: string;
  readonly schema: JsonSchema;
  readonly block: Pick<RegisteredBlock["block"], "infer" | "changes" | "writesVariables">;
}

/** How often the author errs at one choice: in any way, by leaving out a `??`, or by a type that is a little too wide. */
export interface Care {
  readonly mistakes: number;
  readonly missingFallbacks: number;
  readonly wideTypes: number;
}

const mostParameters = 6;

export class SlotFiller {
  readonly features: Map<string, number>;
  readonly #random: Random;
  readonly #surroundings: Surroundings;
  readonly #types: TypePool;
  readonly #care: Care;
  /** Whether expressions may be written. */
  readonly hasExpressions: boolean;

  /** @param features how often each thing worth counting was written. */
  constructor(
    random: Random,
    surroundings: Surroundings,
    care: Care,
    hasExpressions: boolean,
    features: Map<string, number>,
  ) {
    this.#random = random;
    this.#surroundings = surroundings;
    this.#types = surroundings.types;
    this.#care = care;
    this.hasExpressions = hasExpressions;
    this.features = features;
  }

  note(feature: string): void {
    this.features.set(feature, (this.features.get(feature) ?? 0) + 1);
  }

  fillParameters({ block, schema, action }: Called, reader: Reader): FilledParameters {
    const random = this.#random;
    const accumulated = block.changes?.includes("list") === true ? this.#accumulated(reader) : undefined;
    if (accumulated !== undefined && schema.properties?.item !== undefined) return accumulated;
    const { properties = {}, required = [], additionalProperties } = schema;
    const parameters: Record<string, Json> = {};
    const known: Record<string, JsonSchema> = {};
    let isAllKnown = true;
    let variable: WrittenVariable | null = null;
    for (const [name, inner] of Object.entries(properties)) {
      const isRequired = required.includes(name);
      const isWanted = random.chance(action === "VARIABLE.SET" ? 0.95 : 0.4);
      if (isRequired ? this.#isCareless(0.2) : !isWanted) continue;
      const whole = block.changes?.includes(name) === true ? this.#wholeVariable(inner) : null;
      const filled = whole ?? this.#special(action, name, parameters, reader) ?? this.fill(inner, reader, 0);
      parameters[name] = filled.value;
      if (filled.schema === null) isAllKnown = false;
      else known[name] = filled.schema;
      if (whole !== null) variable = { name: whole.variable, schema: null };
      const namesVariable = isJsonMap(block.writesVariables) && block.writesVariables.parameter === name;
      if (namesVariable && typeof filled.value === "string") variable = { name: filled.value, schema: null };
    }
    if (setters.has(action) && variable !== null) variable = { ...variable, schema: known.value ?? null };
    if (isJsonMap(additionalProperties) && random.chance(0.6)) {
      const key = random.chance(0.3) ? this.#keyTag(Object.keys(properties)) : random.pick(["more", "extra"]);
      parameters[key] = this.fill(additionalProperties as JsonSchema, reader, 0).value;
    }
    if (this.#isCareless(0.1)) parameters[random.pick(["valeu", "extra"])] = anyValue(random);
    if (this.#isCareless(0.1)) parameters[anyTag(random, this.#surroundings, reader)] = anyValue(random);
    return { parameters, inferred: isAllKnown ? block.infer?.(known) : undefined, variable };
  }

  condition(reader: Reader): Json {
    const random = this.#random;
    if (this.#isCareless(0.5)) {
      return random.chance(0.5) ? anyValue(random) : anyTag(random, this.#surroundings, reader);
    }
    return random.weighted<Json>([
      [0.5, () => random.chance(0.5)],
      [1, () => `{% job.failed %}`],
      [this.hasExpressions ? 4 : 0, () => this.expression(aBoolean, reader)?.value ?? true],
      [1.5, () => this.#variableTag(aBoolean) ?? true],
      [5, () => this.fill(aBoolean, reader, 1).value],
    ]);
  }

  fill(slot: JsonSchema | boolean, reader: Reader, depth: number): Filled {
    const random = this.#random;
    const schema = typeof slot === "boolean" ? {} : slot;
    if (this.#isCareless()) {
      const value = random.chance(0.1)
        ? this.#nearlyFitting(schema, reader)
        : anyWritten(random, this.#surroundings, reader);
      return { value, schema: null };
    }
    const isTooWide = this.#surroundings.isTyped(schema) && random.chance(this.#care.wideTypes);
    if (isTooWide) return { value: this.#nearlyFitting(schema, reader), schema: null };
    const found = random.weighted<Filled | undefined>([
      [2.5, () => this.#literal(schema)],
      [6, () => this.read(schema, reader)],
      [depth < 2 ? 2 : 0, () => this.#composite(schema, reader, depth)],
      [1, () => this.#text(schema, reader)],
      [1, () => this.#context(schema)],
      [0.5, () => this.#nested(schema)],
      [0.4, () => this.#localValue(schema)],
      [this.hasExpressions ? 1.5 : 0, () => this.expression(schema, reader)],
    ]);
    return found ?? this.read(schema, reader) ?? this.#parameter(schema) ?? this.#literal(schema);
  }

  #isCareless(share = 1): boolean {
    return this.#random.chance(this.#care.mistakes * share);
  }

  #noteTyped(slot: JsonSchema | boolean): void {
    if (this.#surroundings.isTyped(slot)) this.note("typed slots");
  }

  /** For blocks about variables: a name, and for the one that sets it mostly another value of the type that it has. */
  #special(action: string, parameter: string, before: JsonMap, reader: Reader): Filled | undefined {
    const isOfVariables = action.startsWith("VARIABLE.") || setters.has(action);
    if (!isOfVariables || this.#random.chance(0.05)) return undefined;
    if (parameter === "name" || parameter === "into") {
      const value = this.#random.pick(variableNames);
      return { value, schema: { const: value } };
    }
    if (!setters.has(action) || this.#random.chance(0.2)) return undefined;
    const set = before.name ?? before.into;
    const known = this.#surroundings.sources("variable").find(({ name }) => name === set)?.schema;
    const schema = known ?? this.#random.pick(this.#types.schemas);
    return { value: this.fill(schema, reader, 0).value, schema };
  }

  /** One more item for a list that is a variable, of the type that the others have. */
  #accumulated(reader: Reader): FilledParameters | undefined {
    const lists = this.#surroundings.sources("variable").filter(({ schema, isSure }) => isSure && isPlainList(schema));
    if (lists.length === 0 || this.#random.chance(0.2)) return undefined;
    const { name, schema } = this.#random.pick(lists);
    const item = this.fill((schema?.items ?? {}) as JsonSchema, reader, 0).value;
    const items = schema?.items === undefined ? {} : { items: schema.items };
    this.note("accumulators");
    return {
      parameters: { list: `{# ${name} #}`, item },
      inferred: undefined,
      variable: { name, schema: this.#types.intern({ type: "array", ...items }) },
    };
  }

  #fittingVariables(slot: JsonSchema | boolean): readonly Source[] {
    const isFitting = (schema: JsonSchema | null) =>
      schema !== null && (typeof slot === "boolean" || this.#types.isKnownToFit(schema, slot));
    return this.#surroundings.sources("variable").filter(({ schema }) => isFitting(schema));
  }

  #wholeVariable(slot: JsonSchema | boolean): (Filled & { readonly variable: string }) | null {
    const fitting = this.#fittingVariables(slot);
    if (fitting.length === 0 || this.#random.chance(0.1)) return null;
    const { name, schema, isSure } = this.#random.pick(fitting);
    if (!isSure) return null;
    this.#noteTyped(slot);
    this.note("variables read");
    return { value: `{# ${name} #}`, schema, variable: name };
  }

  /** A tag for a variable that is, or once was, of a type. */
  #variableTag(slot: JsonSchema): string | undefined {
    const fitting = this.#fittingVariables(slot);
    if (fitting.length === 0) return undefined;
    this.note("variables read");
    return `{# ${this.#random.pick(fitting).name} #}`;
  }

  #literal(slot: JsonSchema): Filled {
    const values = this.#types.values(this.#types.bare(slot));
    const value = values.length === 0 ? null : this.#random.pick(values);
    return { value, schema: { const: value } };
  }

  /** A tag for something that fits, with `??` where it may not be there. Results of steps come first. */
  read(slot: JsonSchema, reader: Reader): Filled | undefined {
    const results = this.#random.chance(0.6) ? this.#surroundings.fitting(slot, reader, "step") : [];
    const fitting = results.length > 0 ? results : this.#surroundings.fitting(slot, reader);
    return fitting.length === 0 ? undefined : this.#tag(this.#random.pick(fitting), slot, reader);
  }

  #tag(reading: Reading, slot: JsonSchema, reader: Reader): Filled {
    const isForgotten = this.#random.chance(this.#care.missingFallbacks);
    const needsFallback = reading.isSure ? this.#random.chance(0.05) : !isForgotten;
    const fallback = needsFallback ? JSON.stringify(this.#literal(slot).value) : undefined;
    this.#noteTyped(slot);
    if (reading.source.kind === "step" && this.#surroundings.isTyped(slot)) this.note("results in typed slots");
    if (needsFallback) this.note("fallbacks");
    if (reader.loud >= 0 && reading.source.kind === "step") this.note("forced readers");
    if (reading.source.kind === "variable") this.note("variables read");
    if (reading.source.kind === "turn") this.note("each in tags");
    if (reading.path.includes(":")) this.note("slices");
    return { value: tagFor(reading, this.#random, fallback), schema: needsFallback ? null : reading.schema };
  }

  /** A parameter of a type, read as a whole. */
  declared(schema: JsonSchema, slot: JsonSchema): Filled | undefined {
    const isPossible = this.#surroundings.parameterCount < mostParameters && this.#types.values(schema).length > 0;
    return isPossible ? this.#declare(schema, slot) : undefined;
  }

  /** A new parameter of the pipeline, read as a whole. */
  #parameter(slot: JsonSchema): Filled | undefined {
    if (this.#surroundings.parameterCount >= mostParameters) return undefined;
    const random = this.#random;
    const schema = random.chance(0.4) ? this.#types.bare(slot) : random.pick(this.#types.fitting(slot));
    return this.#types.values(schema).length === 0 ? undefined : this.#declare(schema, slot);
  }

  /** What nearly is of the slot's type: a parameter of a wider one, or a slice of what fits. */
  #nearlyFitting(slot: JsonSchema, reader: Reader): Json {
    const random = this.#random;
    const sliceable = this.#surroundings
      .fitting(slot, reader)
      .filter(({ schema }) => schema?.type === "array" || schema?.type === "string");
    if (sliceable.length > 0 && random.chance(0.4)) {
      const reading = random.pick(sliceable);
      const path = `${reading.path}.${random.pick(["1:", "0:2", ":", "::-1", ":-1"])}`;
      return this.#tag({ ...reading, path }, slot, reader).value;
    }
    const nearly = this.#types.nearlyFitting(slot);
    return this.#declare(random.pick(nearly.length > 0 ? nearly : this.#types.schemas), slot).value;
  }

  #declare(schema: JsonSchema, slot: JsonSchema): Filled {
    const random = this.#random;
    const isOptional = random.chance(0.12);
    const hasDefault = random.chance(0.15);
    const isSure = !isOptional || hasDefault;
    const name = this.#surroundings.addParameter(schema, {
      ...(isOptional ? { optional: true } : {}),
      ...(hasDefault ? { default: random.pick(this.#types.values(schema)) } : {}),
    });
    const source: Source = { kind: "parameter", name, schema, isSure, guard: null };
    this.#surroundings.add(source);
    return this.#tag({ source, path: "", schema, isSure }, slot, plainReader);
  }

  #localValue(slot: JsonSchema): Filled {
    const source = this.#surroundings.addLocalValue(this.#literal(slot).value);
    return this.#tag({ source, path: "", schema: source.schema, isSure: source.isSure }, slot, plainReader);
  }

  /** A map or list whose parts are filled one by one. */
  #composite(slot: JsonSchema, reader: Reader, depth: number): Filled | undefined {
    if (slot.$ref !== undefined || slot.definitions !== undefined) return undefined;
    if (slot.type === "array") return { value: this.#list(slot, reader, depth + 1), schema: null };
    if (slot.type !== "object" && this.#surroundings.isTyped(slot)) return undefined;
    return { value: this.#map(slot, reader, depth + 1), schema: null };
  }

  #list({ items, minItems, maxItems }: JsonSchema, reader: Reader, depth: number): Json {
    const fixed = (Array.isArray(items) ? items : []) as readonly JsonSchema[];
    const least = Math.max(Number(minItems ?? 0), fixed.length);
    const length = Math.min(Number(maxItems ?? 9), this.#random.between(least, least + (fixed.length > 0 ? 0 : 2)));
    const each = Array.isArray(items) ? {} : ((items ?? {}) as JsonSchema);
    return Array.from({ length }, (_, index) => this.fill(fixed[index] ?? each, reader, depth).value);
  }

  #map(
    { properties = {}, required = [], additionalProperties = true }: JsonSchema,
    reader: Reader,
    depth: number,
  ): Json {
    const random = this.#random;
    const map: Record<string, Json> = {};
    for (const [name, inner] of Object.entries(properties)) {
      if (required.includes(name) || random.chance(0.4)) map[name] = this.fill(inner, reader, depth).value;
    }
    const others = additionalProperties as JsonSchema | boolean;
    if (others !== false && random.chance(others === true ? 0.3 : 0.6)) {
      const key = random.chance(0.6) ? this.#keyTag(Object.keys(properties)) : "more";
      map[key] = this.fill(others, reader, depth).value;
      // A second one may become the same key.
      if (random.chance(0.06)) map[this.#keyTag([])] = this.fill(others, reader, depth).value;
    }
    return map;
  }

  /** A tag that becomes a key that no other is. */
  #keyTag(taken: readonly string[]): string {
    const free = ["k1", "k2", "k3"].filter((key) => !taken.includes(key));
    this.note("tags in keys");
    return `{< ${this.#surroundings.addParameter(this.#types.intern({ enum: free }))} >}`;
  }

  #text(slot: JsonSchema, reader: Reader): Filled | undefined {
    const reading = this.#surroundings.anyReading(reader);
    if (reading === undefined || !this.#types.isKnownToFit(aText, slot)) return undefined;
    const tag = tagFor(reading, this.#random, reading.isSure ? undefined : '"none"');
    this.#noteTyped(slot);
    this.note("texts with tags");
    return { value: this.#random.pick([`x ${tag}`, `${tag}${tag}`, `${tag}: {% job.failed %}`]), schema: aText };
  }

  #context(slot: JsonSchema): Filled | undefined {
    const steps = this.#surroundings.sources("step");
    const random = this.#random;
    const choices: [string, JsonSchema][] = [
      ["job.failed", aBoolean],
      ["job.run_id", aText],
      ["job.parameters", { type: "object" }],
      ['job.name ?? "none"', aText],
    ];
    if (steps.length > 0) {
      const id = random.pick(steps).name;
      choices.push(
        [`steps.${id}.status.name`, aText],
        [`steps.${id}.status.value`, { type: "integer" }],
        [`steps.${id}.position`, { type: "integer" }],
        [`steps.${id}.error.message ?? "none"`, aText],
        [`steps.${id}.action`, aText],
        [`steps.${id}.status`, { type: "object" }],
      );
    }
    const fitting = choices.filter(([, schema]) => this.#types.isKnownToFit(schema, slot));
    if (fitting.length === 0) return undefined;
    const [path, schema] = random.pick(fitting);
    this.#noteTyped(slot);
    this.note("context tags");
    return { value: `{% ${path} %}`, schema };
  }

  /** A tag whose path holds a tag. */
  #nested(slot: JsonSchema): Filled | undefined {
    const inner = this.#types.bare(slot);
    const hasRoom = this.#surroundings.parameterCount + 2 <= mostParameters;
    if (!hasRoom || !isRootless(inner) || this.#types.values(inner).length === 0) return undefined;
    const keys = ["a", "b"];
    const map = this.#types.intern({
      type: "object",
      properties: { a: inner, b: inner },
      required: this.#isCareless() ? ["a"] : keys,
      ...(this.#random.chance(0.5) ? { additionalProperties: false } : {}),
    });
    if (this.#types.values(map).length === 0) return undefined;
    const mapName = this.#surroundings.addParameter(map);
    const keyName = this.#surroundings.addParameter(
      this.#types.intern({ enum: this.#isCareless() ? [...keys, "name"] : keys }),
    );
    this.#noteTyped(slot);
    this.note("nested tags");
    const fallback = this.#random.chance(0.2) ? ` ?? ${JSON.stringify(this.#literal(slot).value)}` : "";
    return { value: `{< ${mapName}.{< ${keyName} >}${fallback} >}`, schema: null };
  }

  expression(slot: JsonSchema, reader: Reader): Filled | undefined {
    const readings = Array.from({ length: 4 }, () => this.#surroundings.anyReading(reader));
    const known = readings.filter((reading) => reading !== undefined);
    const expression = randomExpression(this.#random, known, slot, this.#types, this.#isCareless());
    if (expression === undefined) return undefined;
    this.#noteTyped(slot);
    if (expression.includes("each.")) this.note("each in expressions");
    this.note("expressions");
    return { value: `{= ${expression} =}`, schema: null };
  }
}

const isPlainList = (schema: JsonSchema | null): boolean =>
  schema?.type === "array" &&
  !Array.isArray(schema.items) &&
  Object.keys(schema).every((keyword) => ["type", "items", "minItems"].includes(keyword));

const aText: JsonSchema = { type: "string" };
const aBoolean: JsonSchema = { type: "boolean" };
