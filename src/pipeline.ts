// A pipeline as its file means it: every key read, every text parsed for tags. What is of the wrong shape is left out here
// and reported by the check; only a checked pipeline can become a plan.

import type { Document, Path } from "./document.ts";
import type { JsonSchema } from "./infer.ts";
import type { Json, JsonMap } from "./json.ts";
import type { Span } from "./source.ts";
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

/** One entry of `steps`. */
export interface Step {
  /** Where it stands in the document. */
  readonly path: Path;
  /** From 1. */
  readonly position: number;
  /** The given id, else the position; null when what was given is no id. */
  readonly id: string | null;
  /** Whether the id is written in the file. */
  readonly hasOwnId: boolean;
  /** As written; null when it is missing or no text. */
  readonly action: string | null;
  /** As written, tags unresolved. */
  readonly writtenParameters: JsonMap;
  /** A map template or a literal map. */
  readonly parameters: Template;
  /** All of them must hold; null without `if`. */
  readonly conditions: readonly Condition[] | null;
  readonly isForced: boolean;
  /** Whether its failure does not fail the job. */
  readonly allowsFailure: boolean;
  /** What its result must meet beside its block's own `returns`; null without. */
  readonly returns: JsonSchema | null;
  readonly description: string | null;
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

/** A pipeline of which the check said that its shape is right. Nothing but src/check makes one. */
export type CheckedPipeline = Pipeline & { readonly [shapeIsRight]: true };
