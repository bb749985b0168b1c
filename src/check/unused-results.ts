// Rule: a step whose block only computes is there for its result, so something should read it. Where a file has neither outputs nor a
// step that does something to the world, its results can only be meant for who runs it.

import type { AnyBlock } from "../block.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { readsOf } from "./reads.ts";
import { type AdmittedStep, namePathOf, placeOf, type RuleInput } from "./rule.ts";
import { whyUnreadable } from "./unreadable-ids.ts";

/** Yields every step that computes something which nothing reads. */
export function* unusedResults(input: RuleInput): Generator<Diagnostic> {
  const { pipeline, steps } = input;
  if (pipeline.outputs === null && !steps.some(doesSomething)) return;
  const reads = readsOf(input);
  for (const admitted of steps) {
    const { step, block } = admitted;
    const { id, hasOwnId } = step;
    if (block === null || id === null || !isForItsResult(admitted) || reads.hasResult(admitted)) continue;
    if (hasOwnId && whyUnreadable(id) !== undefined) continue;
    yield {
      code: "unused-result",
      severity: "warning",
      message: `nothing reads the result of step \`${id}\`, and \`${block.action}\` does nothing else`,
      help: hasOwnId
        ? `read it with \`{: ${id} :}\`, or take the step out`
        : "give the step an id and read it, or take it out",
      ...placeOf(pipeline, namePathOf(step)),
    };
  }
}

/** Says whether a step may change something outside of the run. */
function doesSomething({ block }: AdmittedStep): boolean {
  return block !== null && (block.block.effect ?? "write") === "write";
}

/**
 * Says whether a step can have no other use than its result. A block that gives nothing, or does not say what it gives, may be there
 * to fail, and a step with `returns` is there to test what comes.
 */
function isForItsResult({ step, block, refusals }: AdmittedStep): boolean {
  return (
    block?.block.effect === "pure" && givesSomething(block.block) && refusals.length === 0 && step.returns === null
  );
}

function givesSomething({ returns, infer }: AnyBlock): boolean {
  if (returns === undefined) return infer !== undefined;
  return returns.type !== "null" && returns.const !== null;
}
