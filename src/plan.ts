// What the engine runs: every step with its block found, its texts parsed and its admission decided, and the values the run
// starts from. Only src/plan makes one.

import type { Refusal } from "./admission.ts";
import type { Path } from "./document.ts";
import type { Place } from "./event.ts";
import type { JsonMap } from "./json.ts";
import type { Condition } from "./pipeline.ts";
import type { RegisteredBlock } from "./registry.ts";
import type { SchemaCheck } from "./schema.ts";
import type { Span } from "./source.ts";
import type { Template } from "./template.ts";

/** One step, ready to run or refused. */
export interface PlannedStep {
  readonly id: string;
  /** From 1. */
  readonly position: number;
  /** In upper case. */
  readonly action: string;
  readonly block: RegisteredBlock | null;
  /** Why it must not run; null when it may. */
  readonly refusal: Refusal | null;
  readonly parameters: Template;
  readonly writtenParameters: JsonMap;
  readonly conditions: readonly Condition[] | null;
  readonly isForced: boolean;
  /** Whether its failure does not fail the job. */
  readonly allowsFailure: boolean;
  /** The check of its own `returns`; null without. */
  readonly checkReturns: SchemaCheck | null;
  readonly description: string | null;
  /** Where it stands in the document. */
  readonly path: Path;
}

declare const isPlanned: unique symbol;

export interface Plan {
  readonly [isPlanned]: true;
  readonly id: string | null;
  readonly name: string | null;
  readonly steps: readonly PlannedStep[];
  /** Values of the declared parameters and the local values. */
  readonly parameters: JsonMap;
  /** Names of parameters whose values are not to be shown. */
  readonly secretParameters: ReadonlySet<string>;
  /** As they are when the run starts. */
  readonly variables: JsonMap;
  readonly outputs: Template | null;
  /** Where a part of the document stands in its file; null without a file. */
  locate(path: Path, within?: Span, part?: "key" | "value"): Place | null;
}
