// The context table of the language: what `job.…`, `steps.…` and `each.…` are for one reader at this moment of a run.

import { jobFields } from "../context-table.ts";
import { freezeJson, type Json, type JsonMap, ownValue, setOwn } from "../json.ts";
import { ConduitStatus } from "../status.ts";
import type { Each } from "./each.ts";
import type { Job } from "./job.ts";
import type { Scope } from "./scope.ts";
import type { ConduitStep } from "./step.ts";
import type { StepIds } from "./step-ids.ts";

/** The place that is read from. */
interface Reader {
  readonly job: Job;
  readonly ids: StepIds;
  readonly each: Each | null;
  /** Whether something has failed that readers here may know of. */
  readonly hasFailed: boolean;
}

/** Reads a job for its own tags. */
export class JobScope implements Scope {
  readonly #reader: Reader;

  constructor(reader: Reader) {
    this.#reader = reader;
  }

  step(id: string, field: string | undefined): Json | undefined {
    const step = this.#reader.ids.get(id);
    if (step === undefined) return undefined;
    if (field === "result") return step.result;
    const entry = entryOf(step);
    return field === undefined ? entry : ownValue(entry, field);
  }

  stepIds(): Iterable<string> {
    return this.#reader.ids.names();
  }

  variable(name: string): Json | undefined {
    return this.#reader.job.variables.get(name);
  }

  variables(): JsonMap {
    return freezeJson(this.#reader.job.variables.toMap());
  }

  parameters(): JsonMap {
    return this.#reader.job.parameters;
  }

  job(field: string): Json | undefined {
    const { job, hasFailed } = this.#reader;
    switch (field) {
      case "id":
        return job.plan.id;
      case "name":
        return job.plan.name;
      case "run_id":
        return job.run.id;
      case "success":
        return hasFailed ? false : job.hasSucceeded || null;
      case "failed":
        return hasFailed;
      case "parameters":
        return job.parameters;
      case "variables":
        return this.variables();
      default:
        return undefined;
    }
  }

  each(): JsonMap | null {
    return this.#reader.each?.toMap() ?? null;
  }

  context(): JsonMap {
    const steps = {};
    for (const id of this.stepIds()) setOwn(steps, id, this.step(id, undefined));
    const job = Object.fromEntries(Object.keys(jobFields).map((field) => [field, this.job(field) ?? null]));
    const each = this.each();
    const context = { job: freezeJson(job), steps: freezeJson(steps) };
    return freezeJson(each === null ? context : { ...context, each });
  }
}

function entryOf(step: ConduitStep): JsonMap {
  const [name = null, category = null] = step.action?.split(".").reverse() ?? [];
  return freezeJson({
    result: step.result,
    error: step.error === null ? null : freezeJson({ ...step.error }),
    status: freezeJson({ name: ConduitStatus[step.status] ?? "", value: step.status }),
    position: step.position,
    id: step.id,
    action: step.action,
    block: freezeJson({ category, name }),
    parameters: step.parameters,
  });
}
