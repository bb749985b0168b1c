// Rule: modules of blocks that cannot be used. An error where the pipeline needs them, else a warning.

import type { Diagnostic } from "../diagnostic.ts";
import type { RuleInput } from "./rule.ts";

/** Yields every problem with the modules of blocks. */
export function* blockProblems({ blockProblems: problems, steps }: RuleInput): Generator<Diagnostic> {
  const actions = new Set(steps.map(({ block, step }) => block?.action ?? step.action?.toUpperCase()));
  const isSomeMissing = steps.some(({ block, step }) => block === null && step.action !== null);
  for (const { code, source, message, help, action } of problems) {
    const isNeeded = action === null ? isSomeMissing : actions.has(action);
    yield { code, severity: isNeeded ? "error" : "warning", message, help, source };
  }
}
