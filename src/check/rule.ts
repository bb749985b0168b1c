// What a rule is: it is given a pipeline of the right shape, or what of it could be read, and yields the mistakes it knows.

import type { Admitted } from "../admission.ts";
import type { Diagnostic } from "../diagnostic.ts";
import type { Path } from "../document.ts";
import type { JsonMap } from "../json.ts";
import type { Pipeline, Step } from "../pipeline.ts";
import type { BlockProblem, Registry } from "../registry.ts";
import type { Source, Span } from "../source.ts";

/** What rules look at. */
export interface RuleInput {
  readonly pipeline: Pipeline;
  readonly registry: Registry;
  /** Each step with what is known of it before it runs. */
  readonly steps: readonly AdmittedStep[];
  /** Variables as the run starts with them. */
  readonly variables: JsonMap;
  readonly blockProblems: readonly BlockProblem[];
}

export interface AdmittedStep extends Admitted {
  readonly step: Step;
}

export type Rule = (input: RuleInput) => Iterable<Diagnostic>;

/** Where something stands in the pipeline's text. */
export function placeOf(
  { document }: Pipeline,
  path: Path,
  part?: "key" | "value",
): { source: Source | undefined; span: Span | undefined } {
  return { source: document.source, span: document.locate(path, part) };
}
