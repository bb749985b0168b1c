// Rule: modules of blocks that cannot be used. An error where the pipeline needs them, else a warning.

import type { Diagnostic } from "../diagnostic.ts";
import { canonicalName } from "../name-pattern.ts";
import { actionOf } from "../pipeline.ts";
import type { BlockProblem } from "../registry.ts";
import { ConduitStatus } from "../status.ts";
import { nearest } from "../suggest.ts";
import type { AdmittedStep, RuleInput } from "./rule.ts";

/** Yields every problem with the modules of blocks. */
export function* blockProblems({ blockProblems: problems, steps, registry }: RuleInput): Generator<Diagnostic> {
  const names = registry.all().map(({ action }) => action);
  for (const problem of problems) {
    const { code, source, message, help, action } = problem;
    const base = { code, message, help, source };
    // With a hint there is something only where it explains a missing block.
    const kept = steps.find((step) => keepsFrom(problem, step, names))?.step;
    const isUsed = action !== null && steps.some(({ block }) => block?.action === action);
    if (kept === undefined && problem.isHint === true) continue;
    if (kept === undefined) yield { ...base, severity: isUsed ? "error" : "warning" };
    else yield { ...base, severity: "error", status: ConduitStatus.BLOCK_NOT_FOUND, step: kept.order };
  }
}

/**
 * Says whether a step's block is missing because of a problem with a module, which is then the mistake. Of a module whose
 * blocks nobody knows that holds where the action is not just misspelt.
 * @param names the actions of all blocks.
 */
export function keepsFrom(problem: BlockProblem, { block, step }: AdmittedStep, names: readonly string[]): boolean {
  const action = actionOf(step);
  if (block !== null || action === null) return false;
  if (problem.action !== null) return problem.action === canonicalName(action);
  return nearest(action, names) === undefined;
}
