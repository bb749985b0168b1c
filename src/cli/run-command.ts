// conduit run: check, then plan, then run, with progress on standard error and the outputs alone on standard output.

import type { Readable } from "node:stream";
import type { Diagnostic } from "../diagnostic.ts";
import { hasErrors, sortDiagnostics } from "../diagnostic.ts";
import type { CheckedPipeline } from "../pipeline.ts";
import { bindInputs } from "../plan/bind-inputs.ts";
import { buildPlan } from "../plan/build-plan.ts";
import type { Plan } from "../plan.ts";
import type { Reporter } from "../report/reporter.ts";
import { Conduit, type RunOutcome } from "../run/conduit.ts";
import { ConduitStatus } from "../status.ts";
import { exitCodes, refusalCode } from "./exit-codes.ts";
import { guardExit } from "./exit-guard.ts";
import { readPairs, readParameterFile, readVariables } from "./given-inputs.ts";
import { Interruption } from "./interruption.ts";
import { findMistakes, type LoadedPipeline, PipelineLoader } from "./load-pipeline.ts";
import { secretMask } from "./mask-secrets.ts";
import { Screen, type ScreenOptions, type Streams } from "./screen.ts";
import type { StrayErrors } from "./stray-errors.ts";
import { UsageError } from "./usage-error.ts";

/** The options of `conduit run`. */
export interface RunCommandOptions extends ScreenOptions {
  readonly param?: readonly string[];
  readonly paramsFile?: string;
  readonly var?: readonly string[];
  readonly blocks?: readonly string[];
  readonly stepLimit?: number;
  /** False with --no-check. */
  readonly check: boolean;
}

/** What a command needs of its process. */
export interface CommandEnvironment extends Streams {
  readonly stdin: Readable;
  readonly cwd: string;
  readonly builtInFolder: string;
  readonly strayErrors: StrayErrors;
}

/**
 * Runs a pipeline.
 * @returns the exit code.
 * @throws {UsageError} for wrong options and files that cannot be read.
 */
export async function runCommand(
  file: string,
  options: RunCommandOptions,
  environment: CommandEnvironment,
): Promise<number> {
  const screen = new Screen(environment, options);
  const release = guardExit(ConduitStatus.UNHANDLED_EXCEPTION, (message) => screen.error(`${message}\n`));
  try {
    return await checkAndRun(file, options, environment, screen, release);
  } finally {
    release();
  }
}

async function checkAndRun(
  file: string,
  options: RunCommandOptions,
  environment: CommandEnvironment,
  screen: Screen,
  release: () => void,
): Promise<number> {
  if (file === "-" && options.paramsFile === "-") {
    throw new UsageError(
      "standard input cannot be both the pipeline and its parameters",
      "name a file for one of them",
    );
  }
  const texts = {
    parameters: readPairs("--param", options.param ?? []),
    variables: readPairs("--var", options.var ?? []),
  };
  const loaded = await new PipelineLoader({ ...environment, blockFolders: options.blocks ?? [] }).load(file);
  const variables = readVariables(texts.variables, loaded.pipeline?.variables ?? {});
  const { stepLimit } = options;
  const refused = await refuse(loaded, { variables, stepLimit, isChecked: options.check }, screen);
  if (refused !== null || loaded.checked === undefined) return refused ?? exitCodes.invalid;
  const inputs = await bind(loaded.checked, texts.parameters, options, environment, screen);
  if (inputs === undefined) return exitCodes.usage;
  const plan = buildPlan(loaded.checked, { registry: loaded.blocks.registry, inputs, variables, stepLimit });
  return await runPlan(plan, loaded.projectFolder, environment.strayErrors, screen, release);
}

/** Shows what is wrong; the exit code when that keeps the pipeline from running. */
async function refuse(
  loaded: LoadedPipeline,
  settings: { readonly variables: object; readonly stepLimit: number | undefined; readonly isChecked: boolean },
  screen: Screen,
): Promise<number | null> {
  const { shapeMistakes } = loaded;
  const { ruleMistakes } = findMistakes(loaded, {
    variables: { ...settings.variables },
    stepLimit: settings.stepLimit,
  });
  const shown = settings.isChecked ? [...shapeMistakes, ...ruleMistakes] : shapeMistakes;
  await screen.showDiagnostics(sortDiagnostics(shown), { to: "stderr", showStatus: true });
  if (!hasErrors(shown)) return null;
  screen.error("nothing ran\n");
  return hasErrors(shapeMistakes) ? exitCodes.invalid : refusalCode(ruleMistakes);
}

async function bind(
  pipeline: CheckedPipeline,
  texts: { readonly [name: string]: string },
  { paramsFile }: RunCommandOptions,
  { stdin, env }: CommandEnvironment,
  screen: Screen,
): Promise<Plan["parameters"] | undefined> {
  const fromFile =
    paramsFile === undefined ? { values: {}, diagnostics: [] } : await readParameterFile(paramsFile, stdin);
  let diagnostics: readonly Diagnostic[] = fromFile.diagnostics;
  if (diagnostics.length === 0) {
    const given = { texts, values: fromFile.values, environment: env };
    const bound = bindInputs(pipeline.parameters, given, pipeline.document);
    if (bound.diagnostics.length === 0) return bound.inputs;
    diagnostics = bound.diagnostics;
  }
  await screen.showDiagnostics(sortDiagnostics(diagnostics), { to: "stderr", showStatus: false });
  screen.error("nothing ran\n");
  return undefined;
}

async function runPlan(
  plan: Plan,
  projectFolder: string,
  strayErrors: StrayErrors,
  screen: Screen,
  release: () => void,
): Promise<number> {
  const reporter = screen.reporter();
  const interruption = new Interruption(
    (message) => screen.error(`${message}\n`),
    () => {
      reporter.close();
      release();
    },
  );
  const mask = secretMask(plan);
  const job = new Conduit(plan, {
    projectFolder,
    signal: interruption.signal,
    killSignal: interruption.killSignal,
    onEvent: (event) => reporter.onEvent(mask(event)),
  });
  const outcome = await runGuarded(job, reporter, strayErrors);
  interruption.release();
  if (interruption.exitCode !== null) return interruption.exitCode;
  if (outcome.outputs !== null) screen.out(`${JSON.stringify(outcome.outputs, null, 2)}\n`);
  return outcome.status;
}

/** Runs a job while the process is kept alive, and errors that blocks leave behind are caught. */
async function runGuarded(job: Conduit, reporter: Reporter, strayErrors: StrayErrors): Promise<RunOutcome> {
  const keepAlive = setInterval(() => undefined, 2 ** 30);
  strayErrors.takeOver = (error) => job.failRunningStep(error);
  try {
    return await job.run();
  } finally {
    clearInterval(keepAlive);
    strayErrors.takeOver = () => false;
    reporter.close();
  }
}
