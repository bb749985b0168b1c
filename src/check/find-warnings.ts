// The rules about what is legal but surely not meant. They run behind all others: of what an error already marks they say nothing.

import type { Diagnostic } from "../diagnostic.ts";
import { constantConditions } from "./constant-conditions.ts";
import { foreignTags } from "./foreign-tags.ts";
import { mutatedCopies } from "./mutated-copies.ts";
import { noSteps } from "./no-steps.ts";
import { retriedWrites } from "./retried-writes.ts";
import type { Rule, RuleInput } from "./rule.ts";
import { tagsNotRead } from "./tags-not-read.ts";
import { textFromNumber } from "./text-from-number.ts";
import { unreadableIds } from "./unreadable-ids.ts";
import { unusedLimits } from "./unused-limits.ts";
import { unusedParameters } from "./unused-parameters.ts";
import { unusedResults } from "./unused-results.ts";
import { unusedVariables } from "./unused-variables.ts";

const rules: readonly Rule[] = [
  noSteps,
  unusedParameters,
  unusedVariables,
  unusedResults,
  unusedLimits,
  unreadableIds,
  constantConditions,
  tagsNotRead,
  foreignTags,
  textFromNumber,
  mutatedCopies,
  retriedWrites,
];

/**
 * Yields the warnings, each once, however often an alias repeats what it is about.
 * @param found what the other rules have said.
 */
export function* findWarnings(input: RuleInput, found: readonly Diagnostic[]): Generator<Diagnostic> {
  const errors = found.filter(({ severity }) => severity === "error");
  const said = new Set(found.map(keyOf));
  for (const rule of rules) {
    for (const warning of rule(input)) {
      const key = keyOf(warning);
      const isKnown = warning.span !== undefined && said.has(key);
      if (isKnown || errors.some((error) => overlaps(error, warning))) continue;
      said.add(key);
      yield warning;
    }
  }
}

const keyOf = ({ code, span }: Diagnostic): string => `${code} ${span?.start} ${span?.end}`;

function overlaps(error: Diagnostic, warning: Diagnostic): boolean {
  const [one, other] = [error.span, warning.span];
  if (error.source !== warning.source || one === undefined || other === undefined) return false;
  return one.start < other.end && other.start < one.end;
}
