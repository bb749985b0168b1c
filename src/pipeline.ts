// A pipeline as its file means it: every key read, every text parsed for tags. What is of the wrong shape is left out here
// and reported by the check; only a checked pipeline can become a plan.

import type { Diagnostic } from "./diagnostic.ts";
import type { Document, Path } from "./document.ts";
import type { JsonSchema } from "./infer.ts";
import type { Json, JsonMap } from "./json.ts";
import type { Span } from "./source.ts";
import type { ConduitStatus } from "./status.ts";
import type { TagProblem, Template } from "./template.ts";

/** A typed input of a pipeline. */
export interface ParameterDeclaration {
  readonly name: string;
  /** The schema without the keys that are ours. */
  readonly schema: JsonSchema;
  readonly isOptional: boolean;
  readonly isSecret: boolean;
  /** The environment variable that gives a value when nothing else does. */
  readonly env: string | null;
  /** Undefined when there is none. */
  readonly default: Json | undefined;
  readonly path: Path;
}

/** One entry of a list of steps: what it does, and what holds for it whatever it does. */
export interface Step {
  /** Where it stands in the document. */
  readonly path: Path;
  /** Among the steps of its own list, from 1. */
  readonly position: number;
  /** Among all steps of the file as they stand there, from 1: a group comes before its members. */
  readonly order: number;
  /** The positions that lead to it: `3`, in a group `3.2`. */
  readonly number: string;
  /** The given id, else its number; null when what was given is no id. */
  readonly id: string | null;
  /** Whether the id is written in the file. */
  readonly hasOwnId: boolean;
  readonly work: Work;
  /** As written, tags unresolved. */
  readonly writtenParameters: JsonMap;
  /** A map template or a literal map. */
  readonly parameters: Template;
  /** All of them must hold; null without `if`. */
  readonly conditions: readonly Condition[] | null;
  readonly isForced: boolean;
  /** Whether its failure does not fail the job. */
  readonly allowsFailure: boolean;
  /** Null where it is done once. */
  readonly loop: Loop | null;
  /** Null where it is tried once. */
  readonly retry: Retry | null;
  /** How long one attempt may take, in milliseconds; null without a bound. */
  readonly timeout: number | null;
  /** Whether it may be done again after it has been done. */
  readonly isIdempotent: boolean;
  /** What its result must meet beside its block's own `returns`; null without. */
  readonly returns: JsonSchema | null;
  readonly description: string | null;
}

/** What a step does. */
export type Work = ActionWork | GroupWork | ParallelWork | PipelineWork;

/** It calls a block. */
interface ActionWork {
  readonly kind: "action";
  /** As written; null when it is missing or no text. */
  readonly action: string | null;
}

/** Its members, one after another. */
interface GroupWork {
  readonly kind: "steps";
  readonly steps: readonly Step[];
}

/** Its members, at the same time. */
interface ParallelWork {
  readonly kind: "parallel";
  readonly steps: readonly Step[];
  /** How many may run at once; null for all of them. */
  readonly concurrency: number | null;
}

/** It runs another file. */
export interface PipelineWork {
  readonly kind: "pipeline";
  /** As written; null when it is no text. */
  readonly file: string | null;
  /** What that file is; read when it is asked for. */
  target(): PipelineFile;
}

/** A file that a step names as its pipeline. One file is one object, whoever names it. */
export type PipelineFile =
  | { readonly kind: "pipeline"; readonly pipeline: Pipeline }
  /** Its text is no YAML. */
  | { readonly kind: "mistaken"; readonly diagnostics: readonly Diagnostic[] }
  /** It is not there, or must not be read. */
  | { readonly kind: "unreadable"; readonly message: string; readonly help: string };

export type WorkKind = Work["kind"];

/** A step done once for each item of a list. */
export interface Loop {
  /** The list. */
  readonly list: Template;
  /** The name by which inner loops read it as well; null without. */
  readonly as: string | null;
  /** How many turns may run at once. */
  readonly concurrency: number;
}

/** When and how often a step is tried again. */
export interface Retry {
  /** How often it is tried in all. */
  readonly attempts: number;
  /** The wait before the second attempt, in milliseconds. */
  readonly delay: number;
  /** What each further wait is longer by: a factor. */
  readonly backoff: number;
  /** No wait is longer, in milliseconds; null without a bound. */
  readonly maxDelay: number | null;
  /** The share of a wait that is left to chance, from 0 to 1. */
  readonly jitter: number;
  /** The statuses after which it is tried again. */
  readonly on: ReadonlySet<ConduitStatus>;
}

/** One condition with where it stands. */
export interface Condition {
  readonly template: Template;
  readonly path: Path;
}

/** A limit for the blocks whose names match a pattern; null lifts it. */
export interface LimitOverride {
  readonly pattern: string;
  readonly limit: number | null;
}

/** A text of the document that looks like a tag and is none. */
export interface MalformedTag extends TagProblem {
  readonly path: Path;
  readonly part: "key" | "value";
  /** Inside the text. */
  readonly span: Span;
}

export interface Pipeline {
  readonly document: Document;
  readonly name: string | null;
  readonly id: string | null;
  readonly description: string | null;
  /** The permissions it asks for. */
  readonly tags: readonly string[];
  readonly parameters: readonly ParameterDeclaration[];
  readonly localValues: JsonMap;
  readonly variables: JsonMap;
  readonly stepLimit: number | null;
  readonly blockLimitOverrides: readonly LimitOverride[];
  readonly steps: readonly Step[];
  /** A map template or a literal map; null when the file declares none. */
  readonly outputs: Template | null;
  readonly malformedTags: readonly MalformedTag[];
}

declare const shapeIsRight: unique symbol;

/**
 * A pipeline of which the check said that its shape is right, and that of every pipeline it runs. Nothing but src/check makes
 * one.
 */
export type CheckedPipeline = Pipeline & { readonly [shapeIsRight]: true };

/** The pipeline that a step of a checked pipeline runs. */
export function subPipelineOf(work: PipelineWork): CheckedPipeline {
  const target = work.target();
  if (target.kind !== "pipeline") throw new Error(`the check let \`${work.file}\` pass, which is no pipeline`);
  return target.pipeline as CheckedPipeline;
}

/** A step with the steps around it. */
export interface NestedStep {
  readonly step: Step;
  /** The groups that it is in, the outermost first. */
  readonly parents: readonly Step[];
}

/** The members of a group; none of any other step. */
export function membersOf({ work }: Step): readonly Step[] {
  return work.kind === "steps" || work.kind === "parallel" ? work.steps : [];
}

/** All steps of some lists as they stand in the file: a group comes before its members. */
export function* nestedSteps(steps: readonly Step[], parents: readonly Step[] = []): Generator<NestedStep> {
  for (const step of steps) {
    yield { step, parents };
    const members = membersOf(step);
    if (members.length > 0) yield* nestedSteps(members, [...parents, step]);
  }
}

/** The action that a step calls as it is written; null for any other step, and where it is no text. */
export function actionOf({ work }: Step): string | null {
  return work.kind === "action" ? work.action : null;
}
