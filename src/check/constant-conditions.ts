// Rule: a condition that is written out decides nothing. Conditions that tags bring are judged by their types elsewhere.

import type { Diagnostic } from "../diagnostic.ts";
import { placeOf, type RuleInput } from "./rule.ts";

/** Yields every condition that is `true` or `false` as it stands. */
export function* constantConditions({ pipeline, steps }: RuleInput): Generator<Diagnostic> {
  for (const { step } of steps) {
    for (const { template, path } of step.conditions ?? []) {
      if (template.kind !== "literal" || typeof template.value !== "boolean") continue;
      yield { ...constantCondition(template.value), ...placeOf(pipeline, path) };
    }
  }
}

/** What to say of a condition that has the same value in every run. */
export function constantCondition(value: boolean) {
  return {
    code: "constant-condition",
    severity: "warning",
    message: `this condition is always ${value}`,
    help: value ? "take it out: the step runs without it, too" : "the step never runs: take it out, or comment it out",
  } as const;
}
