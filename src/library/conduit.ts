// The class that programs use: the engine, plus how an object becomes a job. It knows the stages and lets none know another.

import path from "node:path";
import type { AnyBlock } from "../block.ts";
import { checkShape } from "../check/check-shape.ts";
import type { Document, Path } from "../document.ts";
import { realDisk } from "../files/real-disk.ts";
import { copyJson, isJsonMap, type JsonMap } from "../json.ts";
import { PipelineFiles } from "../parse/pipeline-files.ts";
import { documentFromValue } from "../parse/value-document.ts";
import type { Step } from "../pipeline.ts";
import { bindInputs } from "../plan/bind-inputs.ts";
import { buildPlan, StepPlanner } from "../plan/build-plan.ts";
import type { Plan } from "../plan.ts";
import { Registry } from "../registry.ts";
import { Conduit as Engine, type RunOptions } from "../run/conduit.ts";
import type { ConduitStep } from "../run/step.ts";
import { describeThrown } from "../thrown.ts";
import { builtInRegistry } from "./built-in-blocks.ts";
import { PipelineError } from "./pipeline-error.ts";

/** What a job may be given beside its pipeline. */
export interface ConduitOptions extends Omit<RunOptions, "onStepUpdate" | "onJobFinish"> {
  /** Blocks of this job alone. A built-in block of the same name goes before. */
  readonly blocks?: readonly AnyBlock[] | undefined;
  /** Permissions beside those the pipeline asks for. */
  readonly tags?: readonly string[] | undefined;
  /** How many turns a loop may have; without a bound when left out. */
  readonly loopLimit?: number | null | undefined;
  /** Values for the declared parameters. */
  readonly parameters?: { readonly [name: string]: unknown } | undefined;
  /** The environment for parameters that name a variable of it; empty when left out. */
  readonly environment?: { readonly [name: string]: string | undefined } | undefined;
  /** Told after each step has ended; awaited. */
  readonly onStepUpdate?: ((job: Conduit, step: ConduitStep) => unknown) | undefined;
  /** Told once after the last step, with the step that failed first; awaited. */
  readonly onJobFinish?: ((job: Conduit, failedStep: ConduitStep | null) => unknown) | undefined;
}

/** A job: a pipeline being run. Made by {@link Conduit.fromObject}. */
export class Conduit extends Engine {
  readonly #planner: StepPlanner;
  readonly #files: PipelineFiles;

  private constructor(plan: Plan, planner: StepPlanner, files: PipelineFiles, options: RunOptions) {
    super(plan, options);
    planner.follow(this.uses);
    this.#planner = planner;
    this.#files = files;
  }

  /**
   * Makes a job of a pipeline given as an object: the content of a pipeline file, or a payload of the original, which may
   * hold `global_values`, `on_step_update` and `on_job_finish` too.
   *
   * A step that cannot run (an unknown block, a taken id, a limit) is no error here: it has its status. The files that its steps
   * run are read at once; their paths start at the project's folder.
   *
   * @throws {PipelineError} when it is no pipeline at all, or a parameter has no value or a wrong one; with every problem.
   * @throws {BlockDefinitionError} when one of `blocks` is no block, or two have the same name.
   */
  static fromObject(payload: unknown, options: ConduitOptions = {}): Conduit {
    const { onStepUpdate, onJobFinish, ...runOptions } = options;
    const { globals, listeners, document } = readPayload(payload);
    const projectFolder = path.resolve(runOptions.projectFolder ?? "");
    const files = new PipelineFiles(realDisk, { path: projectFolder, shownAs: "" });
    const { checked, diagnostics } = checkShape(files.read(document, null));
    if (checked === undefined) throw new PipelineError(diagnostics);
    const values = copyParameters(options.parameters ?? {});
    const bound = bindInputs(checked.parameters, { values, environment: options.environment }, document);
    if (bound.diagnostics.length > 0) throw new PipelineError(bound.diagnostics);
    const registry = new Registry(options.blocks ?? [], builtInRegistry);
    const { tags, environment, loopLimit } = options;
    const settings = { registry, inputs: bound.inputs, tags, environment, loopLimit };
    const planner = new StepPlanner(checked, settings);
    const job: Conduit = new Conduit(buildPlan(checked, settings, planner), planner, files, {
      ...runOptions,
      projectFolder,
      globalValues: { ...globals, ...options.globalValues },
      onStepUpdate: (_, step) => (onStepUpdate ?? listeners.onStepUpdate)?.(job, step),
      onJobFinish: (_, step) => (onJobFinish ?? listeners.onJobFinish)?.(job, step),
    });
    return job;
  }

  /**
   * Adds a step behind the last one, also while the job runs. Its position is the number of steps then.
   * @param step as in a pipeline's `steps`.
   * @throws {PipelineError} when it is no step.
   * @throws {Error} when the job has ended.
   */
  createStep(step: unknown): ConduitStep {
    const { document } = readPayload({ steps: [step] });
    const { checked, diagnostics } = checkShape(this.#files.read(document, null));
    const [only] = checked?.steps ?? [];
    if (only === undefined) throw new PipelineError(diagnostics);
    return this.addStep(this.#planner.plan(stepAt(this.steps.length + 1, only)));
  }

  /**
   * Takes out a step that has not run, with its members; their ids are free again, and the limits have their uses to give. The
   * others keep their positions.
   * @throws {Error} when there is no such step, it is a member of a group, or it has run.
   */
  deleteStep(id: string): void {
    const step = this.getStep(id);
    if (step === undefined) throw new Error(`there is no step \`${id}\``);
    this.removeStep(step);
    this.#planner.withdraw(step.planned);
  }
}

/** The only step of a list, and its members, as they would be at another position. */
function stepAt(position: number, only: Step): Step {
  const number = [position, ...only.number.split(".").slice(1)].join(".");
  const path = (of: Path): Path => ["steps", position - 1, ...of.slice(2)];
  const { work } = only;
  return {
    ...only,
    position: only.path.length === 2 ? position : only.position,
    number,
    id: only.hasOwnId ? only.id : number,
    path: path(only.path),
    conditions: only.conditions?.map((condition) => ({ ...condition, path: path(condition.path) })) ?? null,
    work: "steps" in work ? { ...work, steps: work.steps.map((member) => stepAt(position, member)) } : work,
  };
}

/** What of a payload is the developer's and no part of the pipeline. */
interface DeveloperKeys {
  readonly pipeline: unknown;
  readonly globals: { readonly [name: string]: unknown };
  readonly listeners: Pick<ConduitOptions, "onStepUpdate" | "onJobFinish">;
}

function takeDeveloperKeys(payload: unknown): DeveloperKeys {
  if (!isPlainMap(payload)) return { pipeline: payload, globals: {}, listeners: {} };
  const { global_values: globals, on_step_update: onStepUpdate, on_job_finish: onJobFinish, ...pipeline } = payload;
  return {
    pipeline,
    globals: isJsonMap(globals) ? globals : {},
    listeners: {
      onStepUpdate: isListener(onStepUpdate) ? onStepUpdate : undefined,
      onJobFinish: isListener(onJobFinish) ? onJobFinish : undefined,
    },
  };
}

/** A map that is not something else besides, such as a Map or a Date. */
function isPlainMap(value: unknown): value is { readonly [key: string]: unknown } {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function isListener(value: unknown): value is (job: Conduit, step: ConduitStep | null) => unknown {
  return typeof value === "function";
}

/** A payload apart from its developer's keys as a document. */
function readPayload(payload: unknown): Omit<DeveloperKeys, "pipeline"> & { readonly document: Document } {
  return orPipelineError("the pipeline cannot be read", () => {
    const { pipeline, ...rest } = takeDeveloperKeys(payload);
    return { ...rest, document: documentFromValue(pipeline) };
  });
}

function copyParameters(parameters: { readonly [name: string]: unknown }): JsonMap {
  return orPipelineError("`parameters` cannot be read", () => {
    const copy = copyJson(parameters);
    return isJsonMap(copy) ? copy : {};
  });
}

/** What a caller hands over may hold what JSON cannot, or throw when it is read. */
function orPipelineError<T>(message: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const reason = describeThrown(error).message;
    throw new PipelineError([{ code: "wrong-type", severity: "error", message: `${message}: ${reason}` }]);
  }
}
