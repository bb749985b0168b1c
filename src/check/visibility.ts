// Which step can read which: what stands before a reader, has ended by then, and is not done again and again without it.

import type { NestedStep, Step } from "../pipeline.ts";

/**
 * How a step stands to a reader: `before` it and to be read; itself; a group `around` it; `later`; `beside` it in a parallel group, so
 * that nobody knows which is first; or `inside` a loop that the reader is not in.
 */
export type Standing = "before" | "itself" | "around" | "later" | "beside" | "inside";

/** @param reader null for the outputs, which come after everything. */
export function standingOf(target: NestedStep, reader: NestedStep | null): Standing {
  if (reader !== null) {
    if (target.step === reader.step) return "itself";
    if (reader.parents.includes(target.step)) return "around";
    if (innermostAround(target, reader)?.work.kind === "parallel") return "beside";
    if (target.step.order > reader.step.order) return "later";
  }
  const around = new Set(reader?.parents);
  return target.parents.some((parent) => parent.loop !== null && !around.has(parent)) ? "inside" : "before";
}

/** The innermost group that holds both, which are in different members of it. */
function innermostAround(target: NestedStep, reader: NestedStep): Step | undefined {
  const different = target.parents.findIndex((parent, index) => reader.parents[index] !== parent);
  return target.parents[(different < 0 ? target.parents.length : different) - 1];
}
