// The context table of the language: what `job.…` and `steps.…` are at this moment of a run.

import { jobFields } from "../context-table.ts";
import { freezeJson, type Json, type JsonMap, ownValue, setOwn } from "../json.ts";
import { ConduitStatus } from "../status.ts";
import type { Scope } from "./scope.ts";
import type { ConduitStep } from "./step.ts";
import type { Variables } from "./variables.ts";

/** What of a job its tags can read. */
interface ReadableJob {
  readonly id: string | null;
  readonly name: string | null;
  readonly runId: string;
  readonly success: boolean | null;
  getStep(id: string): ConduitStep | undefined;
  stepIds(): Iterable<string>;
}

/** Reads a job for its own tags. */
export class JobScope implements Scope {
  readonly #job: ReadableJob;
  readonly #parameters: JsonMap;
  readonly #variables: Variables;

  constructor(job: ReadableJob, parameters: JsonMap, variables: Variables) {
    this.#job = job;
    this.#parameters = parameters;
    this.#variables = variables;
  }

  step(id: string, field: string | undefined): Json | undefined {
    const step = this.#job.getStep(id);
    if (step === undefined) return undefined;
    if (field === "result") return step.result;
    const entry = entryOf(step);
    return field === undefined ? entry : ownValue(entry, field);
  }

  stepIds(): Iterable<string> {
    return this.#job.stepIds();
  }

  variable(name: string): Json | undefined {
    return this.#variables.get(name);
  }

  variables(): JsonMap {
    return freezeJson(this.#variables.toMap());
  }

  parameters(): JsonMap {
    return this.#parameters;
  }

  job(field: string): Json | undefined {
    const { id, name, runId, success } = this.#job;
    switch (field) {
      case "id":
        return id;
      case "name":
        return name;
      case "run_id":
        return runId;
      case "success":
        return success;
      case "failed":
        return success === false;
      case "parameters":
        return this.#parameters;
      case "variables":
        return this.variables();
      default:
        return undefined;
    }
  }

  context(): JsonMap {
    const steps = {};
    for (const id of this.stepIds()) setOwn(steps, id, this.step(id, undefined));
    const job = Object.fromEntries(Object.keys(jobFields).map((field) => [field, this.job(field) ?? null]));
    return freezeJson({ job: freezeJson(job), steps: freezeJson(steps) });
  }
}

function entryOf(step: ConduitStep): JsonMap {
  const [name = "", category = null] = step.action.split(".").reverse();
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
