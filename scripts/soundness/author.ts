// Who writes the pipelines of a case: how careful, in which one way careless, and what has been written so far.

import type { JsonSchema } from "../../src/infer.ts";
import type { JsonMap } from "../../src/json.ts";
import type { Random } from "./random.ts";
import type { CasePool } from "./random-pipeline.ts";
import type { Called, Care } from "./slot-filler.ts";
import type { UseCount } from "./use-count.ts";

/** Mistakes that a pipeline can have one of. */
export const slips = [
  "action",
  "id",
  "tags",
  "limit",
  "limit",
  "uses",
  "uses",
  "name",
  "name",
  "hidden",
  "hidden",
  "hidden",
  "share",
  "share",
  "share",
] as const;
export type Slip = (typeof slips)[number];

/** Keys of a step after which its result, or that of another, may be missing. */
export const doubts = ["condition", "forced", "allow_failure", "variables"] as const;
export type Doubt = (typeof doubts)[number];

/** The author of one case. */
export interface Author {
  readonly random: Random;
  readonly pool: CasePool;
  readonly care: Care;
  /** The only reason for which results may be missing; null where there are all of them. */
  readonly doubt: Doubt | null;
  /** One mistake in an otherwise good pipeline. */
  readonly slip: Slip | null;
  readonly hasExpressions: boolean;
  /** Whether steps do nothing but call blocks, once each. */
  readonly isFlat: boolean;
  readonly features: Map<string, number>;
  /** The pipelines that others run. */
  readonly files: MadeFile[];
  /** The turns of the longest loop. */
  readonly longest: { turns: number };
}

/** A pipeline for others to run. */
export interface MadeFile {
  readonly name: string;
  readonly pipeline: JsonMap;
  readonly called: Called;
  /** Null where nothing is known of what it gives. */
  readonly result: JsonSchema | null;
  readonly uses: UseCount;
  /** The permissions that it needs. */
  readonly tags: ReadonlySet<string>;
  /** How many files deep it is, itself included. */
  readonly depth: number;
}

/** Counts a thing that is written. */
export function note({ features }: Author, feature: string, holds = true): void {
  if (holds) features.set(feature, (features.get(feature) ?? 0) + 1);
}
