// Runs a parsed document in process as `conduit run --no-check` does, with the built-in blocks.

import { checkShape } from "../../src/check/check-shape.ts";
import type { Document } from "../../src/document.ts";
import { builtInRegistry } from "../../src/library/built-in-blocks.ts";
import { type OpenPipeline, readPipeline } from "../../src/parse/read-pipeline.ts";
import { bindInputs } from "../../src/plan/bind-inputs.ts";
import { buildPlan } from "../../src/plan/build-plan.ts";
import { Conduit, type RunOptions, type RunOutcome } from "../../src/run/conduit.ts";

/** @param open how the files that its steps name are found. */
export async function runDocument(
  document: Document,
  options: RunOptions,
  open?: OpenPipeline,
): Promise<{ readonly job: Conduit; readonly outcome: RunOutcome }> {
  const { checked } = checkShape(readPipeline(document, open));
  if (checked === undefined) throw new Error("the document is no pipeline");
  const { inputs } = bindInputs(checked.parameters, {}, document);
  const job = new Conduit(buildPlan(checked, { registry: builtInRegistry, inputs }), options);
  return { job, outcome: await job.run() };
}
