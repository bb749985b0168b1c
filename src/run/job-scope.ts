// The context table of the language: what `job.…` and `steps.…` are at this moment of a run.

import { freezeJson, type Json, type JsonMap, ownValue, setOwn } from "../json.ts";
import type { Plan, PlannedStep } from "../plan.ts";
import { ConduitStatus } from "../status.ts";
import type { Scope } from "./resolve.ts";
import type { ConduitStep } from "./step.ts";
import type { Variables } from "./variables.ts";

/** What of a job its tags can read. */
interface ReadableJob {
  readonly id: string | null;
  readonly name: string | null;
  readonly runId: string;
  readonly success: boolean | null;
  readonly steps: readonly ConduitStep[];
}

/** Reads a job for its own tags. Where two steps have one id, the first owns it. */
export class JobScope implements Scope {
  readonly #job: ReadableJob;
  readonly #plan: Plan;
  readonly #variables: Variables;
  #owners: Map<string, number> | undefined;

  constructor(job: ReadableJob, plan: Plan, variables: Variables) {
    this.#job = job;
    this.#plan = plan;
    this.#variables = variables;
  }

  step(id: string, field: string | undefined): Json | undefined {
    const index = this.#indexes().get(id);
    if (index === undefined) return undefined;
    const step = this.#job.steps[index];
    const planned = this.#plan.steps[index];
    if (step === undefined || planned === undefined) return undefined;
    if (field === "result") return step.result;
    const entry = entryOf(step, planned);
    return field === undefined ? entry : ownValue(entry, field);
  }

  stepIds(): Iterable<string> {
    return this.#indexes().keys();
  }

  variable(name: string): Json | undefined {
    return this.#variables.get(name);
  }

  variables(): JsonMap {
    return freezeJson(this.#variables.toMap());
  }

  parameters(): JsonMap {
    return this.#plan.parameters;
  }

  context(): JsonMap {
    const steps = {};
    for (const id of this.stepIds()) setOwn(steps, id, this.step(id, undefined));
    const { id, name, runId, success } = this.#job;
    const job = {
      id,
      name,
      run_id: runId,
      success,
      failed: success === false,
      parameters: this.#plan.parameters,
      variables: this.variables(),
    };
    return freezeJson({ job: freezeJson(job), steps: freezeJson(steps) });
  }

  #indexes(): Map<string, number> {
    if (this.#owners === undefined) {
      this.#owners = new Map();
      for (const [index, { id }] of this.#plan.steps.entries()) if (!this.#owners.has(id)) this.#owners.set(id, index);
    }
    return this.#owners;
  }
}

function entryOf(step: ConduitStep, planned: PlannedStep): JsonMap {
  const { block } = planned;
  const [name = "", category = null] = planned.action.split(".").reverse();
  return freezeJson({
    result: step.result,
    error: step.error === null ? null : freezeJson({ ...step.error }),
    status: freezeJson({ name: ConduitStatus[step.status] ?? "", value: step.status }),
    position: step.position,
    id: step.id,
    action: step.action,
    block: freezeJson({ category: block?.category ?? category, name: block?.name ?? name }),
    parameters: planned.writtenParameters,
  });
}
