// Rule: what changes something outside of the run, and says so, is not simply done again: a failed attempt may have done half of it.

import type { Diagnostic } from "../diagnostic.ts";
import { placeOf, type RuleInput } from "./rule.ts";

/** Yields every step that may write twice, and does not say that it may. */
export function* retriedWrites({ pipeline, steps }: RuleInput): Generator<Diagnostic> {
  for (const { step, block } of steps) {
    const isRetried = step.retry !== null && step.retry.attempts > 1;
    if (!isRetried || step.isIdempotent || block?.block.effect !== "write") continue;
    yield {
      code: "retried-write",
      severity: "warning",
      message: `\`${block.action}\` changes something, and a failed attempt may have done so before it is tried again`,
      help: "write `idempotent: true` where doing it twice does no harm, or take out `retry`",
      ...placeOf(pipeline, [...step.path, "retry"], "key"),
    };
  }
}
