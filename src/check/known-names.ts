// Every name that a tag can read, who sets it, and which loops are around a reader. What is wrong with a name is not said here.

import { valueAt } from "../document.ts";
import { isJsonMap } from "../json.ts";
import { type NestedStep, nestedSteps, type Step } from "../pipeline.ts";
import { nearest } from "../suggest.ts";
import type { RuleInput } from "./rule.ts";
import { variablesWrittenBy } from "./variables-of-step.ts";
import { standingOf } from "./visibility.ts";

/** Who reads, and whether in a turn of its own loop: its condition and the list that it goes through are read before. */
export interface NameReader {
  readonly nested: NestedStep;
  readonly isInTurn: boolean;
}

/** A loop whose turn a reader is in. */
export interface VisibleLoop {
  readonly step: Step;
  /** Null without a name, undefined where it could not be read. */
  readonly as: string | null | undefined;
}

export class KnownNames {
  readonly input: RuleInput;
  /** The first step that has each id. */
  readonly byId = new Map<string, NestedStep>();
  readonly parameterNames: readonly string[];
  /** The names of all loops. */
  readonly loopNames: ReadonlySet<string>;
  /** Whether some id could not be read, so that no reference can be called wrong. */
  readonly hasUnknownIds: boolean;
  readonly #nested = new Map<Step, NestedStep>();
  /** The steps that may set each variable. */
  readonly #setters = new Map<string, NestedStep[]>();
  /** The steps that may set any. */
  readonly #anySetters: NestedStep[] = [];
  readonly #given: ReadonlySet<string>;

  constructor(input: RuleInput) {
    this.input = input;
    const { pipeline, variables, steps } = input;
    for (const nested of nestedSteps(pipeline.steps)) {
      const { id } = nested.step;
      this.#nested.set(nested.step, nested);
      if (id !== null && !this.byId.has(id)) this.byId.set(id, nested);
    }
    const all = [...this.#nested.keys()];
    this.hasUnknownIds = all.some(({ id }) => id === null);
    this.loopNames = new Set(all.flatMap(({ loop }) => loop?.as ?? []));
    this.parameterNames = [...pipeline.parameters.map(({ name }) => name), ...Object.keys(pipeline.localValues)];
    this.#given = new Set(Object.keys(variables));
    for (const admitted of steps) {
      const written = variablesWrittenBy(admitted);
      if (written === "any") this.#anySetters.push(admitted);
      else for (const name of written) this.#addSetter(name, admitted);
    }
  }

  #addSetter(name: string, setter: NestedStep): void {
    const known = this.#setters.get(name);
    if (known === undefined) this.#setters.set(name, [setter]);
    else known.push(setter);
  }

  /** A step with what is around it, as who reads. */
  readerOf(step: Step | null, isInTurn: boolean): NameReader | null {
    const nested = step === null ? undefined : this.#nested.get(step);
    return nested === undefined ? null : { nested, isInTurn };
  }

  /** The names of all variables, whenever they are set. */
  variableNames(): Iterable<string> {
    return new Set([...this.#given, ...this.#setters.keys()]);
  }

  /** Whether a variable may be there when somebody reads it. */
  maySee(name: string, reader: NameReader | null): boolean {
    const isBefore = (setter: NestedStep) => maySetBefore(setter, reader);
    return this.#given.has(name) || this.setters(name).some(isBefore) || this.#anySetters.some(isBefore);
  }

  /** Whether a step or the file sets this variable by its name. */
  hasVariable(name: string): boolean {
    return this.#given.has(name) || this.#setters.has(name);
  }

  /** The steps that set a variable, in their order. */
  setters(name: string): readonly NestedStep[] {
    return this.#setters.get(name) ?? [];
  }

  /** The ids that somebody can read, in the order of the steps. */
  *readableIds(reader: NameReader | null): Generator<string> {
    for (const id of this.byId.keys()) if (this.canRead(id, reader)) yield id;
  }

  /** Whether somebody can read the step with an id. */
  canRead(id: string, reader: NameReader | null): boolean {
    const nested = this.byId.get(id);
    if (nested === undefined || !(nested.step.hasOwnId || !id.includes("."))) return false;
    return standingOf(nested, reader?.nested ?? null) === "before";
  }

  /** The loops whose turn somebody is in, the innermost last. */
  loopsAround(reader: NameReader | null): VisibleLoop[] {
    return aroundAll(reader).flatMap((step): VisibleLoop[] => {
      if (step.loop !== null) return [{ step, as: step.loop.as }];
      return this.hasUnreadLoop(step) ? [{ step, as: undefined }] : [];
    });
  }

  /** Whether a loop was meant that is not written as one, which is told elsewhere. */
  hasUnreadLoop({ path }: Step): boolean {
    const step = valueAt(this.input.pipeline.document, path);
    if (!isJsonMap(step)) return false;
    return Object.entries(step).some(([key, value]) => value !== null && nearest(key, ["for_each"]) !== undefined);
  }
}

/** The steps that are done again with somebody, or around it. */
function aroundAll(reader: NameReader | null): readonly Step[] {
  if (reader === null) return [];
  const { nested, isInTurn } = reader;
  return isInTurn ? [...nested.parents, nested.step] : nested.parents;
}

/** Whether a step may have set something before somebody reads: it is earlier, at the same time, or in an earlier turn or attempt. */
function maySetBefore(setter: NestedStep, reader: NameReader | null): boolean {
  if (reader === null || setter.step.order < reader.nested.step.order) return true;
  const own = new Set([...setter.parents, setter.step]);
  const isRepeated = ({ loop, retry }: Step) => loop !== null || (retry?.attempts ?? 1) > 1;
  if (aroundAll(reader).some((step) => own.has(step) && isRepeated(step))) return true;
  return standingOf(setter, reader.nested) === "beside";
}
