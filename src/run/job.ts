// A pipeline being run, the one that was started or one that a step calls: its own parameters, variables and limits.

import type { Uses } from "../admission.ts";
import type { VariableView } from "../block.ts";
import type { JsonMap } from "../json.ts";
import type { Plan } from "../plan.ts";
import type { CallEnvironment } from "./block-call.ts";
import type { Run } from "./run.ts";
import { Variables } from "./variables.ts";

/** What all steps of one pipeline share while it runs. */
export class Job implements CallEnvironment {
  readonly run: Run;
  readonly plan: Plan;
  /** Values of the declared parameters and the local values. */
  readonly parameters: JsonMap;
  readonly variables: Variables;
  /** Blocks get no hold of the variables themselves. */
  readonly variableView: VariableView;
  /** What it has taken of its limits, turns and attempts included. */
  readonly uses: Uses;
  /** Whether it has ended, and well. */
  hasSucceeded = false;

  /** @param caller what the job that calls this one has taken of its limits. */
  constructor(run: Run, plan: Plan, parameters: JsonMap, caller: Uses | null) {
    this.run = run;
    this.plan = plan;
    this.parameters = parameters;
    this.uses = plan.uses.copy(caller);
    const variables = new Variables(plan.variables);
    this.variables = variables;
    this.variableView = {
      get: (name) => variables.get(name),
      has: (name) => variables.has(name),
      names: () => variables.names(),
    };
  }

  get globals(): { readonly [name: string]: unknown } {
    return this.run.globals;
  }

  get projectFolder(): string {
    return this.run.projectFolder;
  }

  get waiting(): Set<(error: unknown) => void> {
    return this.run.waiting;
  }
}
