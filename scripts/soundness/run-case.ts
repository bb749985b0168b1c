// Runs a case once, without the check: random inputs that meet the declared schemas, random results of the blocks, and how
// each step ended.

import type { JsonSchema } from "../../src/infer.ts";
import type { Json } from "../../src/json.ts";
import type { CheckedPipeline, ParameterDeclaration } from "../../src/pipeline.ts";
import { bindInputs } from "../../src/plan/bind-inputs.ts";
import { buildPlan } from "../../src/plan/build-plan.ts";
import { Registry } from "../../src/registry.ts";
import { Conduit } from "../../src/run/conduit.ts";
import { ConduitStatus, isFailure } from "../../src/status.ts";
import { Random } from "./random.ts";
import { drawn, stormy } from "./random-blocks.ts";
import type { CasePool, SoundnessCase } from "./random-pipeline.ts";

/** How one step ended. */
export interface StepEnd {
  readonly status: ConduitStatus;
  /** The error's code; null without an error. */
  readonly code: string | null;
  /** Whether its failure failed the job. */
  readonly failedJob: boolean;
}

/** How one run ended. */
export interface RunEnd {
  /** In the order of the steps. */
  readonly steps: readonly StepEnd[];
  /** The code of the error that the outputs ended in; null where they did not fail. */
  readonly outputsCode: string | null;
  readonly inputs: Readonly<Record<string, Json>>;
}

/** A case of which the shape is right, ready to be run again and again. */
export interface RunnableCase {
  readonly checked: CheckedPipeline;
  readonly pool: CasePool;
  readonly settings: SoundnessCase["settings"];
  /** Whether every block may fail by itself; else those may that now and then do. */
  readonly isStormy?: boolean;
}

/**
 * Runs a case.
 * @param seed chooses the inputs and what the blocks do.
 */
export async function runCase(runnable: RunnableCase, seed: number): Promise<RunEnd> {
  const { checked, pool, settings, isStormy = false } = runnable;
  const random = new Random(seed);
  const storm = isStormy || random.chance(0.15);
  const values = randomInputs(random, checked.parameters, pool);
  const { inputs, diagnostics } = bindInputs(checked.parameters, { values }, checked.document);
  if (diagnostics.length > 0) throw new Error(`the experiment's own inputs are wrong: ${diagnostics[0]?.message}`);
  const plan = buildPlan(checked, { registry: isStormy ? stormyRegistry(pool) : pool.registry, inputs, ...settings });
  const job = new Conduit(plan, { globalValues: { random, storm }, runId: "run", now: () => 0 });
  const outcome = await job.run();
  return {
    steps: job.steps.map(({ status, error, allowsFailure }) => ({
      status,
      code: error?.code ?? null,
      failedJob: isFailure(status) && !allowsFailure,
    })),
    outputsCode: outcome.failedStep === null ? (outcome.error?.code ?? null) : null,
    inputs,
  };
}

const stormyRegistries = new WeakMap<CasePool, Registry>();

function stormyRegistry(pool: CasePool): Registry {
  let registry = stormyRegistries.get(pool);
  if (registry === undefined) {
    registry = new Registry(pool.registry.all().map(({ block }) => stormy(block)));
    stormyRegistries.set(pool, registry);
  }
  return registry;
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

/** Whether the step had its turn. */
export function isReached(end: StepEnd | undefined): end is StepEnd {
  return end !== undefined && end.status !== ConduitStatus.SKIPPED;
}
