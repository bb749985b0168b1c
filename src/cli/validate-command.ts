// conduit validate: every mistake of every file, and nothing runs.

import manifest from "../../package.json" with { type: "json" };
import { type Diagnostic, hasErrors, sortDiagnostics, strictly, verdictOf } from "../diagnostic.ts";
import type { CheckedFile, CheckReporter } from "../report/check-reporter.ts";
import { visibleText } from "../report/visible-text.ts";
import { exitCodes } from "./exit-codes.ts";
import { findPipelines, type Target } from "./find-pipelines.ts";
import { type Findings, FindingsList } from "./listed-findings.ts";
import { findRuleMistakes, PipelineLoader } from "./load-pipeline.ts";
import type { CheckFormat } from "./option-values.ts";
import type { CommandEnvironment } from "./run-command.ts";
import { Screen, type ScreenOptions } from "./screen.ts";
import { UsageError } from "./usage-error.ts";

/** The options of `conduit validate`. */
export interface ValidateCommandOptions extends ScreenOptions {
  readonly blocks?: readonly string[];
  /** Whether unproved counts as error. */
  readonly strict?: boolean;
  /** Whether files are mended before they are checked. */
  readonly fix?: boolean;
  readonly format: CheckFormat;
}

/**
 * Checks pipelines.
 * @param args files, directories and globs.
 * @returns the exit code.
 * @throws {UsageError} when a named folder of blocks cannot be read, or standard input is named twice or to be mended.
 */
export async function validateCommand(
  args: readonly string[],
  options: ValidateCommandOptions,
  environment: CommandEnvironment,
): Promise<number> {
  const screen = new Screen(environment, options);
  const targets = await findPipelines(args, environment.cwd);
  const isFixing = options.fix === true;
  if (isFixing && targets.some(({ file }) => file === "-")) {
    throw new UsageError("--fix cannot change standard input", "save it as a file, and name that");
  }
  const loader = new PipelineLoader({ ...environment, blockFolders: options.blocks ?? [] });
  await loader.namedFolders();
  const reporter = await createReporter(options, environment, screen);
  // GitHub reads commands on standard error too, and the name of a file could hold one.
  const isOnGithub = options.format === "github";
  const isSilent = options.quiet === true || isOnGithub;
  // A file may run one that comes later, so all are mended before any is checked.
  const unfixed = new Map<Target, UsageError | undefined>();
  if (isFixing) for (const target of targets) unfixed.set(target, await fix(target, loader, screen, isSilent));
  const isStrict = options.strict === true;
  const list = new FindingsList(
    targets,
    environment.cwd,
    async (target) => unfixed.get(target) ?? (await look(target, loader)),
  );
  let [isUnread, isWrong] = [false, false];
  for (const target of targets) {
    const found = await check(target, list, isStrict);
    if (found instanceof UsageError) {
      isUnread = true;
      if (!isOnGithub) screen.showUsageError(found);
      await reporter.onFile({ file: nameOf(target), problem: found });
    } else {
      isWrong ||= !found.isValid;
      await reporter.onFile(found);
    }
  }
  await reporter.end();
  if (isUnread) return exitCodes.usage;
  return isWrong ? exitCodes.invalid : exitCodes.success;
}

/** Mends a file, and says so; why it cannot, where it cannot be read or written. */
async function fix(
  target: Target,
  loader: PipelineLoader,
  screen: Screen,
  isQuiet: boolean,
): Promise<UsageError | undefined> {
  if ("problem" in target) return undefined;
  try {
    const { fixFile } = await import("./fix-file.ts");
    const mended = await fixFile(target.file, loader);
    const mistakes = mended === 1 ? "mistake" : "mistakes";
    if (mended > 0 && !isQuiet) screen.error(`fixed ${mended} ${mistakes} in ${visibleText(target.file)}\n`);
    return undefined;
  } catch (error) {
    if (error instanceof UsageError) return error;
    throw error;
  }
}

/** What is in a file and in what it runs; why there is nothing to look at where it cannot be read. */
async function look(target: Target, loader: PipelineLoader): Promise<Findings | UsageError> {
  if ("problem" in target) return target.problem;
  try {
    const loaded = await loader.load(target.file);
    const { diagnostics, slots } = findRuleMistakes(loaded);
    return { diagnostics: [...loaded.shapeMistakes, ...diagnostics], sources: loaded.sources, slots };
  } catch (error) {
    if (error instanceof UsageError) return error;
    throw error;
  }
}

/** What is to be told of a file. */
async function check(target: Target, list: FindingsList, isStrict: boolean): Promise<CheckedFile | UsageError> {
  const found = await list.next(target);
  if (found instanceof UsageError) return found;
  const { diagnostics, listed, sources, slots } = found;
  const judge = (all: readonly Diagnostic[]) => (isStrict ? strictly(all) : all);
  return {
    file: nameOf(target),
    verdict: verdictOf(diagnostics),
    isValid: !hasErrors(judge(diagnostics)),
    diagnostics: sortDiagnostics(judge(listed), sources),
    slots,
  };
}

const nameOf = ({ file }: Target): string => (file === "-" ? "<stdin>" : file);

async function createReporter(
  { format, quiet, strict, fix }: ValidateCommandOptions,
  { stdout, cwd: folder }: CommandEnvironment,
  screen: Screen,
): Promise<CheckReporter> {
  const write = (text: string) => screen.out(text);
  switch (format) {
    case "json": {
      const { createJsonCheckReporter } = await import("../report/json-check-reporter.ts");
      return createJsonCheckReporter({ write, isStrict: strict === true });
    }
    case "sarif": {
      const { createSarifCheckReporter } = await import("../report/sarif-check-reporter.ts");
      return createSarifCheckReporter({ write, folder, version: manifest.version });
    }
    case "github": {
      const { createGithubCheckReporter } = await import("../report/github-check-reporter.ts");
      return createGithubCheckReporter({ write, folder });
    }
    case "text": {
      const { createTextCheckReporter } = await import("../report/text-check-reporter.ts");
      return createTextCheckReporter({
        write,
        colors: screen.colors(stdout),
        isQuiet: quiet === true,
        isFixed: fix === true,
      });
    }
  }
}
