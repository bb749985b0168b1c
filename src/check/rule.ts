// What a rule is: it is given a pipeline of the right shape, or what of it could be read, and yields the mistakes it knows.

import type { Admitted, JobLimits } from "../admission.ts";
import type { Diagnostic } from "../diagnostic.ts";
import type { Path } from "../document.ts";
import type { JsonMap } from "../json.ts";
import type { NestedStep, Pipeline, Step } from "../pipeline.ts";
import type { BlockProblem, Registry } from "../registry.ts";
import type { Source, Span } from "../source.ts";
import type { Type } from "./types/type.ts";

/** What rules look at. */
export interface RuleInput {
  readonly pipeline: Pipeline;
  readonly registry: Registry;
  /** Every step, a group before its members, with what is known of it before it runs. */
  readonly steps: readonly AdmittedStep[];
  /** Variables as the run starts with them. */
  readonly variables: JsonMap;
  readonly blockProblems: readonly BlockProblem[];
  readonly limits: JobLimits;
  /** How many turns a loop may have; null for any number. */
  readonly loopLimit: number | null;
  /** What the types of a pipeline say that a step runs. */
  typesOf(pipeline: Pipeline): TypeFindings;
}

/** What the types of a pipeline say. */
export interface TypeFindings {
  readonly diagnostics: readonly Diagnostic[];
  readonly slots: Slots;
  /** What its outputs are once it has succeeded. */
  readonly outputs: Type;
  /** How many turns each loop may have. */
  readonly turns: ReadonlyMap<Step, Turns>;
}

/** How many values are judged by what tags bring, and how many of them are proved right. */
export interface Slots {
  readonly typed: number;
  readonly proved: number;
}

/** How many turns a loop may have. */
export interface Turns {
  readonly least: number;
  /** Undefined where nobody knows. */
  readonly most: number | undefined;
}

export interface AdmittedStep extends Admitted, NestedStep {}

export type Rule = (input: RuleInput) => Iterable<Diagnostic>;

/** Where something stands in the pipeline's text. */
export function placeOf(
  { document }: Pipeline,
  path: Path,
  part?: "key" | "value",
): { source: Source | undefined; span: Span | undefined } {
  return { source: document.source, span: document.locate(path, part) };
}

/** Where a step is named: at its id, else at what it does. */
export function namePathOf(step: Step): Path {
  return step.hasOwnId ? [...step.path, "id"] : workPathOf(step);
}

/** Where it stands what a step does. */
export function workPathOf({ path, work }: Step): Path {
  return [...path, work.kind];
}
