// The engine: a job runs its steps and tells what happens. It knows no YAML, no terminal, no disk.
//
// Who owns what: the job (here) its listeners, its events and its outcome; a list of steps (frame.ts) its first failure and what
// stops it; a step (run-step.ts) its one end; a turn and an attempt (run-loop.ts, run-attempts.ts) what they wait for; a kind of
// step (run-attempt.ts has the table) its work and nothing else.
//
// 1. Every step ends in exactly one final status, whatever blocks and listeners do. Every step that was told as started is told
//    as finished once, inside of what is around it; members of what did not run are skipped without a word.
// 2. The first failed step decides how its list ends, and so the job; a forced step neither mends nor replaces it. A step that may
//    fail fails alone, unless it was cancelled.
// 3. Nothing a block throws escapes `run()`; what a listener throws does, but only after every step has ended.
// 4. When `run()` ends, and when a group or a loop ends, nothing of it runs any more but a block that does not obey its signal; what that
//    one still does changes and tells nothing.
// 5. What can stop a step is the first signal around it that was not aborted when it began: its timeout, the run's, the last one. A step that
//    is not forced does not begin once the first of them is aborted; the run's first signal does not stop one that is forced.
// 6. Each turn and attempt reads its tags anew, and has members that have not run. Variables are not rolled back.
// 7. Whatever runs has been counted: a step with its job, each further turn and attempt when it begins.

import type { Uses } from "../admission.ts";
import type { ErrorDescription, RunEvent } from "../event.ts";
import type { JsonMap } from "../json.ts";
import type { Plan, PlannedStep } from "../plan.ts";
import { ConduitStatus } from "../status.ts";
import { Clock, type TimeOptions } from "./clock.ts";
import { countSteps } from "./count-steps.ts";
import { Frame } from "./frame.ts";
import { Job } from "./job.ts";
import { Listeners } from "./listeners.ts";
import { resolveOutputs } from "./resolve-outputs.ts";
import type { Run } from "./run.ts";
import { takeStep } from "./run-step.ts";
import { ConduitStep } from "./step.ts";
import { cancelledEnd } from "./step-end.ts";
import { StepIds } from "./step-ids.ts";
import { stopsOf } from "./stops.ts";

/** What a run may be given. */
export interface RunOptions extends TimeOptions {
  /** Values for blocks that pipelines can neither read nor set. */
  readonly globalValues?: { readonly [name: string]: unknown } | undefined;
  /** Told after each step has ended; awaited. */
  readonly onStepUpdate?: ((job: Conduit, step: ConduitStep) => unknown) | undefined;
  /** Told once after the last step, with the step that failed first; awaited. */
  readonly onJobFinish?: ((job: Conduit, failedStep: ConduitStep | null) => unknown) | undefined;
  /** Told everything that happens, as plain data; not awaited. */
  readonly onEvent?: ((event: RunEvent) => unknown) | undefined;
  /** Aborting it ends the running steps as CANCELLED and skips the rest; forced steps go on and still begin. */
  readonly signal?: AbortSignal | undefined;
  /** Aborting it ends forced steps too. */
  readonly killSignal?: AbortSignal | undefined;
  /** The folder that relative paths start at, absolute; through `fromObject` the current one when left out. */
  readonly projectFolder?: string | undefined;
  /** Told the values given to secret parameters of called pipelines, before anything can show them. */
  readonly onSecret?: ((value: unknown) => unknown) | undefined;
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

/** A job: a pipeline being run. */
export class Conduit implements Iterable<ConduitStep> {
  readonly runId: string;
  readonly #plan: Plan;
  readonly #options: RunOptions;
  readonly #steps: ConduitStep[];
  readonly #listeners = new Listeners();
  readonly #run: Run;
  readonly #job: Job;
  /** The job's own steps. */
  readonly #list: Frame;
  #hasStarted = false;
  #hasEnded = false;
  /** How many steps have had their turn. */
  #begun = 0;
  #outputs: JsonMap | null = null;

  constructor(plan: Plan, options: RunOptions = {}) {
    this.#plan = plan;
    this.#options = options;
    this.runId = options.runId ?? globalThis.crypto.randomUUID();
    const { onEvent, onStepUpdate, onSecret } = options;
    const listeners = this.#listeners;
    this.#run = {
      id: this.runId,
      globals: options.globalValues ?? {},
      projectFolder: options.projectFolder ?? "/",
      waiting: new Set(),
      tell: onEvent === undefined ? null : (event) => listeners.tell(onEvent, event),
      afterStep: (step) => (onStepUpdate === undefined ? undefined : listeners.call(() => onStepUpdate(this, step))),
      onSecret: (value) => void listeners.call(() => onSecret?.(value)),
      clock: new Clock(options),
    };
    this.#job = new Job(this.#run, plan, plan.parameters, null);
    const stops = stopsOf(options.signal, options.killSignal);
    const ids = new StepIds();
    this.#list = new Frame({ job: this.#job, outer: null, ids, each: null, stops, within: [], refusals: null });
    this.#steps = plan.steps.map((step) => new ConduitStep(step));
    for (const step of this.#steps) ids.add(step);
  }

  get id(): string | null {
    return this.#plan.id;
  }

  get name(): string | null {
    return this.#plan.name;
  }

  /** Null until the end, but false from the first failure on. */
  get success(): boolean | null {
    return this.#list.hasFailed ? false : this.#job.hasSucceeded || null;
  }

  /** The job's own steps; those in groups are in their `steps`. */
  get steps(): readonly ConduitStep[] {
    return this.#steps;
  }

  /**
   * The step with an id, the first of several, also in a group; undefined when there is none. Steps in loops and in called pipelines are
   * found in the `steps` of the step around them.
   */
  getStep(id: string): ConduitStep | undefined {
    return this.#list.ids.get(id);
  }

  /** The ids that tags can name, in the order of their steps. */
  stepIds(): Iterable<string> {
    return this.#list.ids.names();
  }

  /** What `{% … %}` reads, as it is now: `{ job, steps }`. */
  get contexts(): JsonMap {
    return this.#list.scope.context();
  }

  /** The variables as they are now. */
  get variables(): JsonMap {
    return this.#job.variables.toMap();
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
    const { clock, tell } = this.#run;
    const began = clock.now();
    const { id, name } = this;
    tell?.({ type: "run_started", job: { id, name, run_id: this.runId }, steps: this.#steps.length });
    // A listener may add steps behind the ones that have run, or delete one of them.
    for (const step of this.#steps) {
      this.#begun++;
      await takeStep(step, this.#list);
    }
    this.#hasEnded = true;
    const { signal } = this.#options;
    if (signal?.aborted === true) this.#list.fail(null, cancelledEnd(signal));
    if (this.#list.failure === null) await this.#end();
    const failedStep = this.#list.failure?.step ?? null;
    await this.#listeners.call(() => this.#options.onJobFinish?.(this, failedStep));
    tell?.(this.#finishEvent(clock.now() - began));
    this.#listeners.throwErrors();
    return this.#outcome();
  }

  /**
   * Ends what is waiting for a block as if its block had thrown this: for errors that come from outside a block's own promise,
   * such as a timer's. Where several are waiting nobody knows whose it is, and all of them end. False when none is waiting.
   */
  failRunningStep(error: unknown): boolean {
    const { waiting } = this.#run;
    const isWaiting = waiting.size > 0;
    for (const fail of waiting) fail(error);
    return isWaiting;
  }

  /** What the job has taken of its limits. */
  protected get uses(): Uses {
    return this.#job.uses;
  }

  /** Adds a step behind the last one; it runs if the run has not ended. */
  protected addStep(planned: PlannedStep): ConduitStep {
    if (this.#hasEnded) throw new Error("the job has ended; make a new one to run more steps");
    const step = new ConduitStep(planned);
    this.#list.ids.add(step);
    this.#steps.push(step);
    return step;
  }

  /** Takes a step out that has not run. */
  protected removeStep(step: ConduitStep): void {
    const index = this.#steps.indexOf(step);
    if (index < 0) throw new Error(`step \`${step.id}\` is not one of the job's own steps`);
    if (index < this.#begun) throw new Error(`step \`${step.id}\` has run and cannot be deleted`);
    this.#steps.splice(index, 1);
    this.#list.ids.remove(step);
    const heir = this.#steps.find(({ id }) => id === step.id);
    if (heir !== undefined && this.getStep(step.id) === undefined) this.#list.ids.add(heir);
  }

  async #end(): Promise<void> {
    const end = await resolveOutputs(this.#list);
    if (end.status !== ConduitStatus.DONE) return this.#list.fail(null, end);
    this.#outputs = end.returnValue as JsonMap | null;
    this.#job.hasSucceeded = true;
  }

  #outcome(): RunOutcome {
    const { failure } = this.#list;
    return {
      success: failure === null,
      status: failure?.end.status ?? ConduitStatus.DONE,
      failedStep: failure?.step ?? null,
      outputs: this.#outputs,
      error: failure?.end.error ?? null,
    };
  }

  #finishEvent(duration: number): RunEvent {
    const { failure } = this.#list;
    const ownEnd = failure?.step === null ? failure.end : null;
    return {
      type: "run_finished",
      success: failure === null,
      status: failure?.end.status ?? ConduitStatus.DONE,
      failed_step: failure?.step?.id ?? null,
      error: ownEnd?.error ?? null,
      place: ownEnd?.place ?? null,
      duration_ms: duration,
      ...countSteps(this.#steps),
    };
  }
}
