// conduit run: check, then plan, then run, with progress on standard error and the outputs alone on standard output.

import type { Readable } from "node:stream";
import type { Diagnostic } from "../diagnostic.ts";
import { hasErrors, sortDiagnostics, strictly } from "../diagnostic.ts";
import type { JsonMap } from "../json.ts";
import type { CheckedPipeline } from "../pipeline.ts";
import { bindInputs } from "../plan/bind-inputs.ts";
import { buildPlan } from "../plan/build-plan.ts";
import type { Plan } from "../plan.ts";
import type { Reporter } from "../report/reporter.ts";
import { Conduit, type RunOutcome } from "../run/conduit.ts";
import { ConduitStatus } from "../status.ts";
import { describeThrown } from "../thrown.ts";
import { exitCodes } from "./exit-codes.ts";
import type { ExitGuard } from "./exit-guard.ts";
import { readPairs, readParameterFile, readVariables } from "./given-inputs.ts";
import { Interruption } from "./interruption.ts";
import { findRuleMistakes, type LoadedPipeline, PipelineLoader } from "./load-pipeline.ts";
import { SecretMask } from "./mask-secrets.ts";
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
  readonly loopLimit?: number;
  /** False with --no-check. */
  readonly check: boolean;
  /** Whether unproved counts as error. */
  readonly strict?: boolean;
}

/** What a command needs of its process. */
export interface CommandEnvironment extends Streams {
  readonly stdin: Readable;
  readonly cwd: string;
  readonly builtInFolder: string;
  readonly strayErrors: StrayErrors;
  readonly exitGuard: ExitGuard;
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
  if (file === "-" && options.paramsFile === "-") {
    throw new UsageError(
      "standard input cannot be both the pipeline and its parameters",
      "name a file for one of them",
    );
  }
  const screen = new Screen(environment, options);
  const texts = {
    parameters: readPairs("--param", options.param ?? []),
    variables: readPairs("--var", options.var ?? []),
  };
  const loaded = await new PipelineLoader({ ...environment, blockFolders: options.blocks ?? [] }).load(file);
  const variables = readVariables(texts.variables, loaded.pipeline?.variables ?? {});
  const { stepLimit, loopLimit, check: isChecked, strict: isStrict = false, verbose: isVerbose = false } = options;
  const refused = await refuse(loaded, { variables, stepLimit, loopLimit, isChecked, isStrict, isVerbose }, screen);
  if (refused !== null || loaded.checked === undefined) return refused ?? exitCodes.invalid;
  const inputs = await bind(loaded.checked, texts.parameters, options, environment, screen);
  if (inputs === undefined) return exitCodes.usage;
  const { registry } = loaded.blocks;
  const settings = { registry, inputs, variables, stepLimit, loopLimit, environment: environment.env };
  const plan = buildPlan(loaded.checked, settings);
  return await runPlan(plan, loaded.projectFolder, environment, screen);
}

/** Shows what is wrong; the exit code when that keeps the pipeline from running. */
async function refuse(
  loaded: LoadedPipeline,
  settings: {
    readonly variables: JsonMap;
    readonly stepLimit: number | undefined;
    readonly loopLimit: number | undefined;
    readonly isChecked: boolean;
    readonly isStrict: boolean;
    readonly isVerbose: boolean;
  },
  screen: Screen,
): Promise<number | null> {
  const { shapeMistakes } = loaded;
  const { variables, stepLimit, loopLimit, isChecked, isStrict, isVerbose } = settings;
  const { diagnostics: ruleMistakes, status } = findRuleMistakes(loaded, { variables, stepLimit, loopLimit });
  const checked = isStrict ? strictly(ruleMistakes) : ruleMistakes;
  // Without the check it should still be told why a block will not be found.
  const found = isChecked ? checked : ruleMistakes.filter(isAboutModule).map(asWarning);
  // What does not keep a pipeline from running is for `validate` to say, not for every run.
  const shownRules = isVerbose ? found : found.filter((one) => one.severity === "error" || isAboutModule(one));
  const shown = [...shapeMistakes, ...shownRules];
  await screen.showDiagnostics(sortDiagnostics(shown, loaded.sources), { to: "stderr", showStatus: true });
  if (!hasErrors(shown)) return null;
  screen.error("nothing ran\n");
  // What is only unproved may well end otherwise than in its status, so it gives no exit code.
  return hasErrors(shapeMistakes) ? exitCodes.invalid : (status ?? exitCodes.invalid);
}

const isAboutModule = ({ code }: Diagnostic): boolean => code === "block-module" || code === "block-name-taken";

function asWarning({ code, message, help, source }: Diagnostic): Diagnostic {
  return { code, severity: "warning", message, help, source };
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
  { strayErrors, exitGuard }: CommandEnvironment,
  screen: Screen,
): Promise<number> {
  const reporter = screen.reporter();
  const interruption = new Interruption(
    (message) => screen.error(`${message}\n`),
    () => {
      reporter.close();
      exitGuard.release();
    },
  );
  const secrets = new SecretMask(plan);
  const job = new Conduit(plan, {
    projectFolder,
    signal: interruption.signal,
    killSignal: interruption.killSignal,
    onSecret: (value) => secrets.add(value),
    onEvent: (event) => reporter.onEvent(secrets.mask(event)),
  });
  const outcome = await runGuarded(job, reporter, strayErrors);
  interruption.release();
  if (interruption.exitCode !== null) return interruption.exitCode;
  return outcome.outputs === null || printOutputs(outcome.outputs, screen) ? outcome.status : outputFailure;
}

const outputFailure = ConduitStatus.UNHANDLED_EXCEPTION;

/** Prints the outputs; false when they are more than a text can hold. */
function printOutputs(outputs: object, screen: Screen): boolean {
  let text: string;
  try {
    text = JSON.stringify(outputs, null, 2);
  } catch (error) {
    screen.error(`error: the outputs cannot be written as JSON: ${describeThrown(error).message}\n`);
    return false;
  }
  screen.out(`${text}\n`);
  return true;
}

/** Runs a job while the process is kept alive, and errors that blocks leave behind are caught. */
async function runGuarded(job: Conduit, reporter: Reporter, strayErrors: StrayErrors): Promise<RunOutcome> {
  const keepAlive = setInterval(() => undefined, 2 ** 30);
  strayErrors.takeOver = (error) => job.failRunningStep(error);
  // A block that ends the process must not take the last lines with it.
  const close = () => reporter.close();
  process.prependListener("exit", close);
  try {
    return await job.run();
  } finally {
    process.off("exit", close);
    clearInterval(keepAlive);
    strayErrors.takeOver = () => false;
    reporter.close();
  }
}
