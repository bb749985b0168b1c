// Rule: a limit covers some block.

import type { Diagnostic } from "../diagnostic.ts";
import { canonicalName, matchesPattern } from "../name-pattern.ts";
import { actionOf } from "../pipeline.ts";
import type { Registry } from "../registry.ts";
import { nearest } from "../suggest.ts";
import { placeOf, type RuleInput } from "./rule.ts";

/** Yields every limit whose pattern covers no block. Where a block is missing, the limit may be meant for it. */
export function* unusedLimits({ pipeline, registry, steps, blockProblems }: RuleInput): Generator<Diagnostic> {
  const missing = steps.flatMap(({ block, step }) => (block === null ? (actionOf(step) ?? []) : []));
  for (const { pattern } of pipeline.blockLimitOverrides) {
    if (blockProblems.length > 0 || registry.matchFirst(pattern) !== undefined) continue;
    if (missing.some((action) => matchesPattern(pattern, canonicalName(action)))) continue;
    const meant = meantPattern(pattern, registry);
    yield {
      code: "unused-limit",
      severity: "warning",
      message: `the limit of \`${pattern}\` covers no block`,
      help:
        meant === undefined
          ? "name a block, or a pattern such as `TEXT.*`; or take the limit out"
          : `did you mean \`${meant}\`?`,
      ...placeOf(pipeline, ["block_limit_overrides", pattern], "key"),
    };
  }
}

function meantPattern(pattern: string, registry: Registry): string | undefined {
  const blocks = registry.all();
  const all = canonicalName(`${pattern}.*`);
  if (!pattern.includes(".") && registry.matchFirst(all) !== undefined) return all;
  if (!pattern.includes("*"))
    return nearest(
      pattern,
      blocks.map(({ action }) => action),
    );
  return nearest(pattern, new Set(blocks.flatMap(({ category }) => (category === null ? [] : `${category}.*`))));
}
