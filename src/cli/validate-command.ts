// conduit validate: every mistake of every file, and nothing runs.

import { type Diagnostic, hasErrors, sortDiagnostics } from "../diagnostic.ts";
import { visibleText } from "../report/visible-text.ts";
import { exitCodes } from "./exit-codes.ts";
import { findRuleMistakes, PipelineLoader } from "./load-pipeline.ts";
import type { CommandEnvironment } from "./run-command.ts";
import { Screen, type ScreenOptions } from "./screen.ts";
import { UsageError } from "./usage-error.ts";

/** The options of `conduit validate`. */
export interface ValidateCommandOptions extends ScreenOptions {
  readonly blocks?: readonly string[];
}

/**
 * Checks pipelines.
 * @returns the exit code.
 * @throws {UsageError} when a named folder of blocks cannot be read.
 */
export async function validateCommand(
  files: readonly string[],
  options: ValidateCommandOptions,
  environment: CommandEnvironment,
): Promise<number> {
  const screen = new Screen(environment, options);
  if (files.filter((file) => file === "-").length > 1) throw new UsageError("standard input can be read only once");
  const loader = new PipelineLoader({ ...environment, blockFolders: options.blocks ?? [] });
  const found: Diagnostic[] = [];
  let isUnreadable = false;
  const isQuiet = options.quiet === true;
  for (const file of files) {
    try {
      const loaded = await loader.load(file);
      const mistakes = sortDiagnostics([...loaded.shapeMistakes, ...findRuleMistakes(loaded)]);
      if (found.length > 0 && mistakes.length > 0) screen.out("\n");
      await screen.showDiagnostics(mistakes, { to: "stdout", showStatus: false });
      found.push(...mistakes);
      if (!isQuiet && !hasErrors(mistakes)) {
        screen.out(`${screen.colors(environment.stdout).green("✓")} ${visibleText(file)} is valid\n`);
      }
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      screen.showUsageError(error);
      isUnreadable = true;
    }
  }
  if (!isQuiet && found.length > 0) await screen.showSummary(found, files.length);
  if (isUnreadable) return exitCodes.usage;
  return hasErrors(found) ? exitCodes.invalid : exitCodes.success;
}
