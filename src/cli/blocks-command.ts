// conduit blocks: which blocks there are in this folder, and all about one of them.

import path from "node:path";
import type { RegisteredBlock, Registry } from "../registry.ts";
import { blockPage } from "../report/block-page.ts";
import { renderBlockList, renderBlockPage } from "../report/render-blocks.ts";
import { suggestion } from "../suggest.ts";
import { exitCodes } from "./exit-codes.ts";
import { PipelineLoader } from "./load-pipeline.ts";
import type { CommandEnvironment } from "./run-command.ts";
import { Screen, type ScreenOptions } from "./screen.ts";
import { UsageError } from "./usage-error.ts";

/** The options of `conduit blocks`. */
export interface BlocksCommandOptions extends ScreenOptions {
  readonly blocks?: readonly string[];
  readonly json?: boolean;
}

/**
 * Shows blocks.
 * @param patterns names, categories, or patterns with `*` and `?`; all blocks without any.
 * @returns the exit code.
 * @throws {UsageError} when a pattern covers no block, or a named folder cannot be read.
 */
export async function blocksCommand(
  patterns: readonly string[],
  options: BlocksCommandOptions,
  environment: CommandEnvironment,
): Promise<number> {
  const screen = new Screen(environment, options);
  const loader = new PipelineLoader({ ...environment, blockFolders: options.blocks ?? [] });
  const { registry, problems } = await loader.loadBlocks(environment.cwd);
  const warnings = problems
    .filter(({ isHint }) => isHint !== true)
    .map((problem) => ({ ...problem, severity: "warning" as const }));
  await screen.showDiagnostics(warnings, { to: "stderr", showStatus: false });
  const isOne = patterns.length === 1 && registry.get(patterns[0] ?? "") !== undefined;
  const found = patterns.length === 0 ? registry.all() : patterns.flatMap((pattern) => matching(pattern, registry));
  const pages = [...new Set(found)].toSorted(byAction).map((block) => blockPage(withShortFile(block, environment)));
  const colors = screen.colors(environment.stdout);
  const [first] = pages;
  if (options.json === true) screen.out(`${JSON.stringify(pages, null, 2)}\n`);
  else if (isOne && first !== undefined) screen.out(`${renderBlockPage(first, colors)}\n`);
  else screen.out(`${renderBlockList(pages, colors)}\n\n${footer(pages.length)}\n`);
  return exitCodes.success;
}

const footer = (count: number): string =>
  `${count} block${count === 1 ? "" : "s"}; \`conduit blocks TEXT.JOIN\` shows all about one`;

function matching(pattern: string, registry: Registry): RegisteredBlock[] {
  const exact = registry.get(pattern);
  if (exact !== undefined) return [exact];
  const found = registry.matchAll(pattern);
  const inCategory = found.length > 0 ? found : registry.matchAll(`${pattern}.*`);
  if (inCategory.length > 0) return inCategory;
  const names = registry.all().flatMap(({ action, category }) => (category === null ? [action] : [action, category]));
  throw new UsageError(`there is no block \`${pattern}\``, suggestion(pattern, new Set(names), "there are"));
}

function byAction(a: RegisteredBlock, b: RegisteredBlock): number {
  const [first, second] = [a.category ?? "", b.category ?? ""];
  if (first !== second) return first < second ? -1 : 1;
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}

/** Built-in blocks come from no file that anybody would look for. */
function withShortFile(block: RegisteredBlock, { cwd, builtInFolder }: CommandEnvironment): RegisteredBlock {
  if (block.file === null || path.dirname(block.file) === builtInFolder) return { ...block, file: null };
  return { ...block, file: path.relative(cwd, block.file) };
}
