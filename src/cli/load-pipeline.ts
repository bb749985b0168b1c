// A file's name -> a pipeline with its blocks and every mistake: the stages up to the check, put together for the commands.

import { stat } from "node:fs/promises";
import path from "node:path";
import type { Readable } from "node:stream";
import { type LoadedBlocks, loadBlocks } from "../blocks/load-blocks.ts";
import { type CheckedAll, checkAll } from "../check/check-all.ts";
import type { CheckSettings } from "../check/check-pipeline.ts";
import { checkShape } from "../check/check-shape.ts";
import type { Diagnostic } from "../diagnostic.ts";
import type { ReadSource } from "../disk.ts";
import { realDisk } from "../files/real-disk.ts";
import { parseYaml } from "../parse/parse-yaml.ts";
import { PipelineFiles } from "../parse/pipeline-files.ts";
import type { CheckedPipeline, Pipeline } from "../pipeline.ts";
import type { Source } from "../source.ts";
import { readSource } from "./read-source.ts";
import { UsageError } from "./usage-error.ts";

/** Where pipelines and blocks are found. */
export interface Surroundings {
  readonly cwd: string;
  readonly stdin: Readable;
  /** The folder of the built-in blocks. */
  readonly builtInFolder: string;
  /** Folders named on the command line. */
  readonly blockFolders: readonly string[];
}

/** A pipeline of whatever shape, with what was found in it. */
export interface LoadedPipeline {
  /** Undefined when its text could not be read as YAML. */
  readonly pipeline: Pipeline | undefined;
  /** Undefined when its shape is wrong: then nothing can run. */
  readonly checked: CheckedPipeline | undefined;
  /** Mistakes of YAML and of shape, its own and those of the files that it runs. */
  readonly shapeMistakes: readonly Diagnostic[];
  /** The texts of the pipeline and of all that it runs, in the order in which their mistakes are shown. */
  readonly sources: readonly Source[];
  readonly blocks: LoadedBlocks;
  /** The folder that the pipeline's paths start at. */
  readonly projectFolder: string;
}

/** Loads pipelines, and each set of block folders once. */
export class PipelineLoader {
  readonly #surroundings: Surroundings;
  readonly #blocks = new Map<string, Promise<LoadedBlocks>>();
  readonly #blocksBeside = new Map<string, Promise<LoadedBlocks>>();
  #named: Promise<readonly string[]> | undefined;

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings;
  }

  /**
   * Reads a file and the blocks around it.
   * @throws {UsageError} when the file or a named folder cannot be read.
   */
  async load(file: string): Promise<LoadedPipeline> {
    return await this.loadText(file, await readSource(file, this.#surroundings.stdin));
  }

  /** Reads a text as if it were that of a file. */
  async loadText(file: string, { source, diagnostics }: ReadSource): Promise<LoadedPipeline> {
    const { cwd } = this.#surroundings;
    const fullPath = file === "-" ? null : path.resolve(cwd, file);
    const projectFolder = fullPath === null ? cwd : path.dirname(fullPath);
    const parsed = diagnostics.length > 0 ? { document: undefined, diagnostics } : parseYaml(source);
    const blocks = await this.loadBlocks(projectFolder);
    if (parsed.document === undefined) {
      const shapeMistakes = parsed.diagnostics;
      return { pipeline: undefined, checked: undefined, shapeMistakes, sources: [source], blocks, projectFolder };
    }
    const files = new PipelineFiles(realDisk, { path: projectFolder, shownAs: file === "-" ? "" : path.dirname(file) });
    const pipeline = files.read(parsed.document, fullPath);
    const { checked, diagnostics: shapeMistakes, sources } = checkShape(pipeline);
    return { pipeline, checked, shapeMistakes, sources, blocks, projectFolder };
  }

  /**
   * Loads the built-in blocks, those of a folder `blocks` in the project, and those of the named folders.
   * @throws {UsageError} when a named folder is none.
   */
  async loadBlocks(projectFolder: string): Promise<LoadedBlocks> {
    const known = this.#blocksBeside.get(projectFolder) ?? this.#loadBlocksBeside(projectFolder);
    this.#blocksBeside.set(projectFolder, known);
    return await known;
  }

  /**
   * The folders of blocks named on the command line, as full paths.
   * @throws {UsageError} when one is none.
   */
  async namedFolders(): Promise<readonly string[]> {
    this.#named ??= findFolders(this.#surroundings);
    return await this.#named;
  }

  async #loadBlocksBeside(projectFolder: string): Promise<LoadedBlocks> {
    const { builtInFolder, cwd } = this.#surroundings;
    const beside = path.join(projectFolder, "blocks");
    const named = await this.namedFolders();
    const own = [...((await isDirectory(beside)) ? [beside] : []), ...named];
    const folders = [...new Set(own)].filter((folder) => folder !== builtInFolder);
    const key = folders.join("\0");
    const known = this.#blocks.get(key);
    if (known !== undefined) return await known;
    const directories = [{ folder: builtInFolder, isBuiltIn: true }, ...folders.map((folder) => ({ folder }))];
    const loading = loadBlocks(directories, (module) => path.relative(cwd, module) || module);
    this.#blocks.set(key, loading);
    return await loading;
  }
}

async function findFolders({ blockFolders, cwd }: Surroundings): Promise<readonly string[]> {
  const named = blockFolders.map((folder) => path.resolve(cwd, folder));
  for (const [index, folder] of named.entries()) {
    if (blockFolders[index] === "" || !(await isDirectory(folder)))
      throw new UsageError(`--blocks: \`${blockFolders[index]}\` is no directory`);
  }
  return named;
}

/** What the rules find in a loaded pipeline and in what it runs, also in what is left of a file with a wrong shape. */
export function findRuleMistakes(
  { pipeline, blocks }: LoadedPipeline,
  settings: Omit<CheckSettings, "registry" | "blockProblems"> = {},
): CheckedAll {
  if (pipeline === undefined) return { diagnostics: [], slots: { typed: 0, proved: 0 }, status: null };
  return checkAll(pipeline, { ...settings, registry: blocks.registry, blockProblems: blocks.problems });
}

async function isDirectory(folder: string): Promise<boolean> {
  const stats = await stat(folder).catch(() => undefined);
  return stats?.isDirectory() ?? false;
}
