// The engine: a job runs its steps one after another and tells what happens. It knows no YAML, no terminal, no disk.
//
// 1. Every step ends in exactly one final status, whatever blocks and listeners do.
// 2. The first failed step decides how the job ended; a forced step neither mends nor replaces it. A step that may fail
//    fails alone, unless it was cancelled.
// 3. Nothing a block throws escapes `run()`; what a listener throws does, but only after every step has ended.

import type { VariableView } from "../block.ts";
import type { ErrorDescription, Place, RunEvent } from "../event.ts";
import type { JsonMap } from "../json.ts";
import type { Plan, PlannedStep } from "../plan.ts";
import { ConduitStatus, isFailure } from "../status.ts";
import { prepareExpressions } from "./evaluate-expression.ts";
import { describeError, type FailurePlace, placeOfFailure } from "./failure.ts";
import { JobScope } from "./job-scope.ts";
import { resolve } from "./resolve.ts";
import { type FinishedStep, runStep, type StepEnvironment } from "./run-step.ts";
import { ConduitStep } from "./step.ts";
import { Variables } from "./variables.ts";

/** What a run may be given. */
export interface RunOptions {
  /** Values for blocks that pipelines can neither read nor set. */
  readonly globalValues?: { readonly [name: string]: unknown } | undefined;
  /** Told after each step has ended; awaited. */
  readonly onStepUpdate?: ((job: Conduit, step: ConduitStep) => unknown) | undefined;
  /** Told once after the last step, with the step that failed first; awaited. */
  readonly onJobFinish?: ((job: Conduit, failedStep: ConduitStep | null) => unknown) | undefined;
  /** Told everything that happens, as plain data; not awaited. */
  readonly onEvent?: ((event: RunEvent) => unknown) | undefined;
  /** Aborting it ends the running step as CANCELLED and skips the rest, but for forced steps. */
  readonly signal?: AbortSignal | undefined;
  /** Aborting it ends forced steps too. */
  readonly killSignal?: AbortSignal | undefined;
  /** The folder that relative paths start at, absolute; through `fromObject` the current one when left out. */
  readonly projectFolder?: string | undefined;
  /** A clock in milliseconds for durations. */
  readonly now?: (() => number) | undefined;
  /** Readable as `job.run_id`; a random one when left out. */
  readonly runId?: string | undefined;
}

/** How a run ended. */
export interface RunOutcome {
  readonly success: boolean;
  /** DONE, or the status of the first failure. */
  readonly status: ConduitStatus;
  readonly failedStep: ConduitStep | null;
  /** The pipeline's outputs; null after a failure and for a pipeline that declares none. */
  readonly outputs: JsonMap | null;
  /** The first failure; null after a success. */
  readonly error: ErrorDescription | null;
}

/** A failure that decides how the job ended. */
interface Failure {
  readonly status: ConduitStatus;
  readonly step: ConduitStep | null;
  readonly error: ErrorDescription;
  readonly place: FailurePlace | null;
}

/** A job: a pipeline being run. */
export class Conduit implements Iterable<ConduitStep> {
  readonly runId: string;
  readonly #plan: Plan;
  readonly #options: RunOptions;
  readonly #steps: ConduitStep[];
  /** The first step that has each id. */
  readonly #owners = new Map<string, ConduitStep>();
  readonly #variables: Variables;
  readonly #environment: StepEnvironment;
  readonly #listenerErrors: unknown[] = [];
  #failure: Failure | null = null;
  /** How many steps failed as they may. */
  #allowedFailures = 0;
  #hasStarted = false;
  #hasEnded = false;
  /** How many steps have had their turn. */
  #begun = 0;
  #outputs: JsonMap | null = null;
  #success: boolean | null = null;

  constructor(plan: Plan, options: RunOptions = {}) {
    this.#plan = plan;
    this.#options = options;
    this.runId = options.runId ?? globalThis.crypto.randomUUID();
    this.#steps = plan.steps.map((step) => this.#own(new ConduitStep(step)));
    this.#variables = new Variables(plan.variables);
    this.#environment = {
      globals: options.globalValues ?? {},
      projectFolder: options.projectFolder ?? "/",
      variables: this.#variables,
      variableView: viewOf(this.#variables),
      waiting: new Set(),
      scope: new JobScope(this, plan.parameters, this.#variables),
    };
  }

  get id(): string | null {
    return this.#plan.id;
  }

  get name(): string | null {
    return this.#plan.name;
  }

  /** Null until the end, but false from the first failure on. */
  get success(): boolean | null {
    return this.#success;
  }

  get steps(): readonly ConduitStep[] {
    return this.#steps;
  }

  /** The step with an id; the first of several. Undefined when there is none. */
  getStep(id: string): ConduitStep | undefined {
    return this.#owners.get(id);
  }

  /** The ids that tags can name, in the order of their steps. */
  stepIds(): Iterable<string> {
    return this.#owners.keys();
  }

  /** What `{% … %}` reads, as it is now: `{ job, steps }`. */
  get contexts(): JsonMap {
    return this.#environment.scope.context();
  }

  /** The variables as they are now. */
  get variables(): JsonMap {
    return this.#variables.toMap();
  }

  /** The pipeline's outputs, once it has succeeded. */
  get outputs(): JsonMap | null {
    return this.#outputs;
  }

  [Symbol.iterator](): Iterator<ConduitStep> {
    return this.#steps[Symbol.iterator]();
  }

  /**
   * Runs the job, once.
   * @throws {Error} when it has run already; what a listener threw, after the last step (several as an AggregateError).
   */
  async run(): Promise<RunOutcome> {
    if (this.#hasStarted) throw new Error("a job runs once; make a new one to run the pipeline again");
    this.#hasStarted = true;
    const began = this.#now();
    this.#tell({ type: "run_started", job: this.#jobEvent(), steps: this.#steps.length });
    // A listener may add steps behind the ones that have run, or delete one of them.
    for (const step of this.#steps) await this.#takeTurn(step);
    this.#hasEnded = true;
    if (this.#options.signal?.aborted === true && this.#failure === null) this.#recordCancellation();
    if (this.#failure === null) await this.#resolveOutputs();
    this.#success = this.#failure === null;
    await this.#listen(() => this.#options.onJobFinish?.(this, this.#failure?.step ?? null));
    this.#tellFinish(began);
    if (this.#listenerErrors.length === 1) throw this.#listenerErrors[0];
    if (this.#listenerErrors.length > 1) throw new AggregateError(this.#listenerErrors, "several listeners threw");
    return this.#outcome();
  }

  /**
   * Ends the running step as if its block had thrown this: for errors that come from outside the block's own promise,
   * such as a timer's. False when no step is waiting for a block.
   */
  failRunningStep(error: unknown): boolean {
    const { waiting } = this.#environment;
    const isWaiting = waiting.size > 0;
    for (const fail of waiting) fail(error);
    return isWaiting;
  }

  /** Adds a step behind the last one; it runs if the run has not ended. */
  protected addStep(planned: PlannedStep): ConduitStep {
    if (this.#hasEnded) throw new Error("the job has ended; make a new one to run more steps");
    const step = this.#own(new ConduitStep(planned));
    this.#steps.push(step);
    return step;
  }

  /** Takes a step out that has not run. */
  protected removeStep(step: ConduitStep): void {
    const index = this.#steps.indexOf(step);
    if (index < 0) throw new Error(`step \`${step.id}\` is not in this job`);
    if (index < this.#begun) throw new Error(`step \`${step.id}\` has run and cannot be deleted`);
    this.#steps.splice(index, 1);
    if (this.#owners.get(step.id) !== step) return;
    this.#owners.delete(step.id);
    const heir = this.#steps.find(({ id }) => id === step.id);
    if (heir !== undefined) this.#own(heir);
  }

  #own(step: ConduitStep): ConduitStep {
    if (!this.#owners.has(step.id)) this.#owners.set(step.id, step);
    return step;
  }

  async #takeTurn(step: ConduitStep): Promise<void> {
    this.#begun++;
    const began = this.#now();
    const { id, position, action, description } = step;
    const isStopped = this.#failure !== null || this.#options.signal?.aborted === true;
    if (isStopped && (!step.forced || this.#options.killSignal?.aborted === true)) {
      this.#finish(step, skipped, began);
    } else {
      this.#tell({ type: "step_started", id, position, action, description });
      const log = (message: string) => this.#tell({ type: "step_logged", id, message });
      this.#finish(step, await runStep(step.planned, this.#environment, this.#signal(), log), began);
    }
    await this.#listen(() => this.#options.onStepUpdate?.(this, step));
  }

  #finish(step: ConduitStep, finished: FinishedStep, began: number): void {
    const { status, error, returnValue, place } = finished;
    step.finish({ status, error, returnValue });
    const hasFailed = isFailure(status);
    const isAllowed = hasFailed && step.allowsFailure && status !== ConduitStatus.CANCELLED;
    if (isAllowed) this.#allowedFailures++;
    else if (hasFailed && this.#failure === null && error !== null) {
      this.#failure = { status, step, error, place };
      this.#success = false;
    }
    this.#tell({
      type: "step_finished",
      id: step.id,
      position: step.position,
      action: step.action,
      status,
      allowed: isAllowed,
      duration_ms: this.#now() - began,
      error,
      stack: finished.stack,
      place: place === null ? null : this.#locate(place),
      parameters: finished.parameters,
    });
  }

  /** A forced step that starts after the run was cancelled is stopped by the second signal only. */
  #signal(): AbortSignal {
    const { signal, killSignal } = this.#options;
    const chosen = signal === undefined || signal.aborted ? killSignal : signal;
    return chosen ?? never;
  }

  #recordCancellation(): void {
    const error = { name: "Error", message: "the run was cancelled", code: "cancelled" };
    this.#failure = { status: ConduitStatus.CANCELLED, step: null, error, place: null };
  }

  async #resolveOutputs(): Promise<void> {
    const { outputs } = this.#plan;
    if (outputs === null) return;
    try {
      await prepareExpressions([outputs]);
      this.#outputs = resolve(outputs, this.#environment.scope) as JsonMap;
    } catch (thrown) {
      this.#failure = {
        status: ConduitStatus.UNHANDLED_EXCEPTION,
        step: null,
        error: describeError(thrown),
        place: placeOfFailure(thrown, ["outputs"]),
      };
    }
  }

  async #listen(call: () => unknown): Promise<void> {
    try {
      await call();
    } catch (error) {
      this.#listenerErrors.push(error);
    }
  }

  #outcome(): RunOutcome {
    return {
      success: this.#failure === null,
      status: this.#failure?.status ?? ConduitStatus.DONE,
      failedStep: this.#failure?.step ?? null,
      outputs: this.#outputs,
      error: this.#failure?.error ?? null,
    };
  }

  /** A listener to events is no more allowed to break a run than the others are. */
  #tell(event: RunEvent): void {
    try {
      const told: unknown = this.#options.onEvent?.(event);
      if (told instanceof Promise) told.catch((error: unknown) => this.#listenerErrors.push(error));
    } catch (error) {
      this.#listenerErrors.push(error);
    }
  }

  #tellFinish(began: number): void {
    if (this.#options.onEvent === undefined) return;
    const counts: Record<string, number> = {};
    for (const { status } of this.#steps) {
      const name = ConduitStatus[status] ?? "";
      counts[name] = (counts[name] ?? 0) + 1;
    }
    const failure = this.#failure;
    const ownFailure = failure?.step === null ? failure : null;
    this.#tell({
      type: "run_finished",
      success: failure === null,
      status: failure?.status ?? ConduitStatus.DONE,
      failed_step: failure?.step?.id ?? null,
      error: ownFailure?.error ?? null,
      place: ownFailure?.place == null ? null : this.#locate(ownFailure.place),
      duration_ms: this.#now() - began,
      counts,
      allowed_failures: this.#allowedFailures,
    });
  }

  #jobEvent(): { id: string | null; name: string | null; run_id: string } {
    return { id: this.id, name: this.name, run_id: this.runId };
  }

  #locate(place: FailurePlace): Place | null {
    return this.#plan.locate(place.path, place.within, place.part);
  }

  #now(): number {
    return this.#options.now?.() ?? performance.now();
  }
}

const never = new AbortController().signal;

const skipped: FinishedStep = {
  status: ConduitStatus.SKIPPED,
  returnValue: null,
  error: null,
  place: null,
  parameters: null,
  stack: null,
};

/** Blocks get no hold of the variables themselves. */
function viewOf(variables: Variables): VariableView {
  return {
    get: (name) => variables.get(name),
    has: (name) => variables.has(name),
    names: () => variables.names(),
  };
}
