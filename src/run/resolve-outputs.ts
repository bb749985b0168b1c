// A pipeline whose steps have ended -> its outputs.

import { ConduitStatus } from "../status.ts";
import { prepareExpressions } from "./evaluate-expression.ts";
import { describeError, placeOfFailure } from "./failure.ts";
import type { Frame } from "./frame.ts";
import { resolve } from "./resolve.ts";
import { doneEnd, type StepEnd } from "./step-end.ts";

/** The outputs as a result, null without any; a failure when one of them finds nothing. */
export async function resolveOutputs({ job: { plan }, scope }: Frame): Promise<StepEnd> {
  if (plan.outputs === null) return doneEnd(null);
  try {
    await prepareExpressions([plan.outputs]);
    return doneEnd(resolve(plan.outputs, scope));
  } catch (thrown) {
    const { path, within, part } = placeOfFailure(thrown, ["outputs"]);
    return {
      status: ConduitStatus.UNHANDLED_EXCEPTION,
      returnValue: thrown,
      error: describeError(thrown),
      place: plan.locate(path, within, part),
      parameters: null,
      stack: null,
    };
  }
}
