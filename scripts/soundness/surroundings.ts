// What a pipeline that is being made has so far: its parameters, local values, variables and steps, and so what its tags can
// read. Of types it knows what the generator knows.

import type { JsonSchema } from "../../src/infer.ts";
import { isJsonMap, type Json, type JsonMap } from "../../src/json.ts";
import type { RegisteredBlock } from "../../src/registry.ts";
import type { Random } from "./random.ts";
import { setters, variableNames } from "./random-blocks.ts";
import { type Reader, type Reading, randomReading, readingsOf, type Source } from "./reading.ts";
import type { TypePool } from "./type-pool.ts";

/** A variable that a step names, with the type of what it is set to where that is known. */
export interface WrittenVariable {
  readonly name: string;
  readonly schema: JsonSchema | null;
}

/** Somebody who reads under no condition, and not after a failure. */
export const plainReader: Reader = { loud: -1, guard: [] };

/** What a group, or a loop, leaves for what comes behind it. */
export interface Leaving {
  /** Whether its members can still be read. */
  readonly keepsMembers: boolean;
  /** Whether it surely has been done. */
  readonly isSure: boolean;
  /** Its conditions; null where they do not suffice. */
  readonly guard: readonly string[] | null;
  readonly level: number;
}

export class Surroundings {
  readonly types: TypePool;
  readonly #random: Random;
  readonly #parameters: { readonly name: string; readonly schema: JsonSchema; readonly more: JsonMap }[] = [];
  readonly #localValues: Record<string, Json> = {};
  readonly #variables: Record<string, Json> = {};
  #sources: Source[] = [];
  /** Steps that are there and cannot be read from here. */
  readonly #hidden: Source[] = [];

  constructor(random: Random, types: TypePool) {
    this.#random = random;
    this.types = types;
  }

  /** The keys of the pipeline that declare what its tags read. */
  frame(): JsonMap {
    const parameters = Object.fromEntries(
      this.#parameters.map(({ name, schema, more }) => [name, { ...(schema as JsonMap), ...more }]),
    );
    const declared = { parameters, local_values: { ...this.#localValues }, variables: { ...this.#variables } };
    return Object.fromEntries(Object.entries(declared).filter(([, names]) => Object.keys(names).length > 0));
  }

  get parameterCount(): number {
    return this.#parameters.length;
  }

  /** Declares a parameter; the name it got. What is not to be read by others than the caller is no source. */
  addParameter(schema: JsonSchema, more: JsonMap = {}): string {
    const name = `p${this.#parameters.length + 1}`;
    this.#parameters.push({ name, schema, more });
    return name;
  }

  addLocalValue(value: Json): Source {
    const name = `l${Object.keys(this.#localValues).length + 1}`;
    this.#localValues[name] = value;
    const source: Source = {
      kind: "parameter",
      name,
      schema: { const: value },
      isSure: value !== null,
      guard: null,
    };
    this.add(source);
    return source;
  }

  addVariable(name: string, schema: JsonSchema): void {
    this.#variables[name] = this.#random.pick(this.types.values(schema));
    this.add({ kind: "variable", name, schema, isSure: true, guard: null });
  }

  /** Adds what can be read from now on. */
  add(source: Source): void {
    this.#sources.push(source);
  }

  /** What a step may have done to variables. */
  noteWrites({ block, action }: RegisteredBlock, variable: WrittenVariable | null, isSure: boolean): void {
    const { writesVariables: written, changes } = block;
    if (changes !== undefined && variable !== null) this.#setVariable(variable.name, variable.schema, true);
    if (written === undefined) return;
    if (setters.has(action) && variable !== null) this.#setVariable(variable.name, variable.schema, isSure);
    else if (isJsonMap(written) && variable !== null) this.#setVariable(variable.name, variable.schema, false);
    else {
      const names = Array.isArray(written) ? (written as readonly string[]) : variableNames;
      for (const name of names) this.#setVariable(name, null, false);
    }
  }

  /** All that can be read at this moment. */
  snapshot(): readonly Source[] {
    return [...this.#sources];
  }

  /** Lets be read what could be read before, and the parameters that have come since. */
  restore(sources: readonly Source[]): void {
    const parameters = this.#sources.filter((one) => one.kind === "parameter" && !sources.includes(one));
    this.#sources = [...sources, ...parameters];
  }

  get hidden(): readonly Source[] {
    return this.#hidden;
  }

  /** Steps that others must not read from now on. */
  hide(steps: readonly Source[]): void {
    this.#hidden.push(...steps);
  }

  /** Lets them be read again. */
  unhide(steps: readonly Source[]): void {
    this.#hidden.splice(0, this.#hidden.length, ...this.#hidden.filter((one) => !steps.includes(one)));
  }

  /** Gives what each turn of a loop can read. */
  enterLoop(as: string | null, item: JsonSchema | null): void {
    const turn = (name: string, schema: JsonSchema | null): Source => ({
      kind: "turn",
      name,
      schema,
      isSure: true,
      guard: null,
    });
    const others = this.#sources.filter(({ kind, name }) => kind !== "turn" || name.includes("."));
    const index = this.types.intern({ type: "integer", minimum: 0 });
    const named = as === null ? [] : [turn(`${as}.item`, item), turn(`${as}.index`, index)];
    this.#sources = [...others, turn("item", item), turn("index", index), ...named];
  }

  /** Leaves a group or loop. */
  leave(before: readonly Source[], { keepsMembers, isSure, guard, level }: Leaving): void {
    const turns = before.filter(({ kind }) => kind === "turn");
    const after = this.#sources.flatMap((source): Source[] => {
      if (source.kind === "turn") return [];
      if (source.kind === "parameter" || before.includes(source)) return [source];
      if (source.kind === "variable") {
        if (isSure) return [source];
        const old = before.find(({ kind, name }) => kind === "variable" && name === source.name);
        return [
          {
            ...source,
            schema: old?.schema === source.schema ? source.schema : null,
            isSure: old?.isSure === true && source.isSure,
          },
        ];
      }
      if (!keepsMembers) {
        this.#hidden.push(source);
        return [];
      }
      const both = guard === null || source.guard === null ? null : [...guard, ...source.guard];
      return [{ ...source, isSure: source.isSure && isSure, guard: both, level }];
    });
    this.#sources = [...after, ...turns];
  }

  sources(kind?: Source["kind"]): readonly Source[] {
    return kind === undefined ? this.#sources : this.#sources.filter((source) => source.kind === kind);
  }

  /** Something that can be read; undefined while there is nothing. */
  anyReading(reader: Reader): Reading | undefined {
    if (this.#sources.length === 0) return undefined;
    return randomReading(this.#random.pick(this.#sources), reader, this.#random);
  }

  /** All that is known to fit a slot. */
  fitting(slot: JsonSchema, reader: Reader, kind?: Source["kind"]): readonly Reading[] {
    const isTyped = this.isTyped(slot);
    return this.sources(kind)
      .flatMap((source) => readingsOf(source, reader))
      .filter(({ schema }) => (schema === null ? !isTyped : this.types.isKnownToFit(schema, slot)));
  }

  /** Whether a step's result, or a part of one, fits one of a block's parameters. */
  hasResultFor({ schema }: RegisteredBlock): boolean {
    return Object.values(schema.properties ?? {}).some(
      (slot) => typeof slot === "object" && this.isTyped(slot) && this.fitting(slot, plainReader, "step").length > 0,
    );
  }

  /** Whether a slot does not take everything. */
  isTyped(slot: JsonSchema | boolean): boolean {
    return typeof slot === "object" && Object.keys(this.types.bare(slot)).length > 0;
  }

  #setVariable(name: string, schema: JsonSchema | null, isSure: boolean): void {
    const at = this.#sources.findIndex((source) => source.kind === "variable" && source.name === name);
    const old = this.#sources[at];
    const joined = old === undefined || old.schema === schema ? schema : null;
    // What may write anything may delete it, too.
    const isThere = isSure || (old?.isSure === true && schema !== null);
    const source: Source = { kind: "variable", name, schema: joined, isSure: isThere, guard: null };
    if (old === undefined) this.#sources.push(source);
    else this.#sources[at] = source;
  }
}
