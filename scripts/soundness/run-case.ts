// Runs a case once, without the check: random inputs that meet the declared schemas, random results of the blocks, and how
// each step ended in each of its turns and attempts.

import type { AnyBlock } from "../../src/block.ts";
import type { JsonSchema } from "../../src/infer.ts";
import type { Json } from "../../src/json.ts";
import type { CheckedPipeline, ParameterDeclaration } from "../../src/pipeline.ts";
import { bindInputs } from "../../src/plan/bind-inputs.ts";
import { buildPlan } from "../../src/plan/build-plan.ts";
import { Registry } from "../../src/registry.ts";
import { Conduit } from "../../src/run/conduit.ts";
import type { CaseFiles } from "./case-files.ts";
import { Random } from "./random.ts";
import { drawn, stormy } from "./random-blocks.ts";
import type { CasePool, CaseSettings } from "./random-pipeline.ts";
import { RunRecord } from "./run-record.ts";

/** How one run ended. */
export interface RunEnd {
  readonly record: RunRecord;
  /** The code of the error that the outputs ended in; null where they did not fail. */
  readonly outputsCode: string | null;
  readonly inputs: Readonly<Record<string, Json>>;
}

/** A case of which the shape is right, ready to be run again and again. */
export interface RunnableCase {
  readonly checked: CheckedPipeline;
  readonly files: CaseFiles;
  readonly pool: CasePool;
  readonly settings: CaseSettings;
  /** Whether every block may fail by itself; else those may that now and then do. */
  readonly isStormy?: boolean;
}

/** Lists that grow by loops over themselves would never end: after so many events a run is stopped. */
const mostEvents = 3_000;
/** How much text a value may be that is put into a variable: it may be doubled by every turn. */
const largestValue = 20_000;

/**
 * Runs a case.
 * @param seed chooses the inputs and what the blocks do.
 */
export async function runCase(runnable: RunnableCase, seed: number): Promise<RunEnd> {
  const { checked, files, pool, settings, isStormy = false } = runnable;
  const random = new Random(seed);
  const storm = isStormy || random.chance(0.15);
  const values = randomInputs(random, checked.parameters, pool);
  const { inputs, diagnostics } = bindInputs(checked.parameters, { values }, checked.document);
  if (diagnostics.length > 0) throw new Error(`the experiment's own inputs are wrong: ${diagnostics[0]?.message}`);
  const plan = buildPlan(checked, { registry: registryFor(pool, isStormy), inputs, ...settings });
  const record = new RunRecord(files);
  const stop = new AbortController();
  let events = 0;
  const job = new Conduit(plan, {
    globalValues: { random, storm },
    runId: "run",
    now: () => 0,
    sleep: () => Promise.resolve(),
    startTimer: () => () => undefined,
    random: () => random.below(1_000) / 1_000,
    signal: stop.signal,
    killSignal: stop.signal,
    onEvent: (event) => {
      if (++events > mostEvents) stop.abort();
      record.add(event);
    },
  });
  const outcome = await job.run();
  return { record, outputsCode: outcome.failedStep === null ? (outcome.error?.code ?? null) : null, inputs };
}

const registries = { calm: new WeakMap<CasePool, Registry>(), stormy: new WeakMap<CasePool, Registry>() };

function registryFor(pool: CasePool, isStormy: boolean): Registry {
  const known = isStormy ? registries.stormy : registries.calm;
  let registry = known.get(pool);
  if (registry === undefined) {
    const run = (block: AnyBlock) => dawdling(bounded(isStormy ? stormy(block) : block));
    registry = new Registry(pool.registry.all().map(({ block }) => run(block)));
    known.set(pool, registry);
  }
  return registry;
}

/** A block that now and then lets others go first. */
function dawdling(block: AnyBlock): AnyBlock {
  return {
    ...block,
    run: async (given, context) => {
      const { random } = context.globals;
      if (!(random instanceof Random)) return block.run(given, context);
      for (let left = random.chance(0.3) ? random.between(1, 12) : 0; left > 0; left--) await Promise.resolve();
      const result: unknown = await block.run(given, context);
      for (let left = random.chance(0.1) ? random.between(1, 12) : 0; left > 0; left--) await Promise.resolve();
      return result;
    },
  };
}

/** A block that fails before it makes variables grow without end. */
function bounded(block: AnyBlock): AnyBlock {
  if (block.writesVariables === undefined && block.changes === undefined) return block;
  return {
    ...block,
    run: (given, context) => {
      if (JSON.stringify(given).length > largestValue) throw new Error("this is too much");
      return block.run(given, context);
    },
  };
}

function randomInputs(
  random: Random,
  declarations: readonly ParameterDeclaration[],
  pool: CasePool,
): Record<string, Json> {
  const values: Record<string, Json> = {};
  for (const { name, schema, isOptional, default: fallback } of declarations) {
    if ((isOptional || fallback !== undefined) && random.chance(0.4)) continue;
    values[name] = drawn(random, pool.types.values(schema));
  }
  return values;
}

/** Whether a pipeline's parameters have values at all. */
export function hasInputs(declarations: readonly ParameterDeclaration[], pool: CasePool): boolean {
  return declarations.every(({ schema }: { schema: JsonSchema }) => pool.types.values(schema).length > 0);
}
