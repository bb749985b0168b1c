// A job's context that a test has written down: what expressions and tags read without a job being run.

import { copyJson, isJsonMap, type Json, type JsonMap, ownValue } from "../../src/json.ts";
import type { Scope } from "../../src/run/scope.ts";

/** The scope of a context `{ job, steps }`, in a loop with `each`. */
export function fixedScope(context: unknown): Scope {
  const whole = copyJson(context) as JsonMap;
  const at = (map: Json | undefined, key: string) => (isJsonMap(map) ? ownValue(map, key) : undefined);
  const mapAt = (map: Json | undefined, key: string): JsonMap => {
    const found = at(map, key);
    return isJsonMap(found) ? found : {};
  };
  const steps = mapAt(whole, "steps");
  const job = mapAt(whole, "job");
  return {
    step: (id, field) => (field === undefined ? at(steps, id) : at(at(steps, id), field)),
    stepIds: () => Object.keys(steps),
    variable: (name) => at(mapAt(job, "variables"), name),
    variables: () => mapAt(job, "variables"),
    parameters: () => mapAt(job, "parameters"),
    job: (field) => at(job, field),
    each: () => (isJsonMap(whole.each) ? whole.each : null),
    context: () => whole,
  };
}
