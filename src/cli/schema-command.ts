// conduit schema: the JSON Schema for editors, with the blocks that pipelines in a folder can use; printed, or put where they look
// for it.

import { stat } from "node:fs/promises";
import path from "node:path";
import { readFailure } from "../files/read-failure.ts";
import type { Registry } from "../registry.ts";
import { editorSchema } from "../report/editor-schema.ts";
import { foldedJson } from "../report/folded-json.ts";
import { visibleText } from "../report/visible-text.ts";
import { exitCodes } from "./exit-codes.ts";
import { isInside } from "./is-inside.ts";
import { PipelineLoader } from "./load-pipeline.ts";
import { readSource } from "./read-source.ts";
import type { CommandEnvironment } from "./run-command.ts";
import { schemaFileOf, usualModeline } from "./schema-modeline.ts";
import { Screen, type ScreenOptions } from "./screen.ts";
import { UsageError } from "./usage-error.ts";
import { writeSchemaFile } from "./write-schema-file.ts";

/** The options of `conduit schema`. */
export interface SchemaCommandOptions extends ScreenOptions {
  readonly blocks?: readonly string[];
  readonly write?: boolean;
}

/**
 * Prints the schema for a folder, or writes those of pipelines.
 * @param files pipelines, or without `--write` one pipeline or folder; the current folder when there is none.
 * @returns the exit code.
 * @throws {UsageError} when something named cannot be read, or too much or too little is named.
 */
export async function schemaCommand(
  files: readonly string[],
  options: SchemaCommandOptions,
  environment: CommandEnvironment,
): Promise<number> {
  const screen = new Screen(environment, options);
  const schemas = new FolderSchemas(options.blocks ?? [], environment, screen);
  if (options.write === true) return await writeAll(files, schemas, screen, environment);
  if (files.length > 1) {
    throw new UsageError("only one schema can be printed", "name one pipeline or folder, or add --write");
  }
  screen.out(await schemas.of(await folderOf(files[0] ?? ".", environment.cwd)));
  return exitCodes.success;
}

/** The schemas of folders, each made once. */
class FolderSchemas {
  readonly #loader: PipelineLoader;
  readonly #screen: Screen;
  readonly #texts = new Map<Registry, string>();

  constructor(blockFolders: readonly string[], environment: CommandEnvironment, screen: Screen) {
    this.#loader = new PipelineLoader({ ...environment, blockFolders });
    this.#screen = screen;
  }

  /** The text of a schema's file. */
  async of(folder: string): Promise<string> {
    const { registry, problems } = await this.#loader.loadBlocks(folder);
    const known = this.#texts.get(registry);
    if (known !== undefined) return known;
    const warnings = problems
      .filter(({ isHint }) => isHint !== true)
      .map((problem) => ({ ...problem, severity: "warning" as const }));
    await this.#screen.showDiagnostics(warnings, { to: "stderr", showStatus: false });
    const text = `${foldedJson(editorSchema(registry.all()))}\n`;
    this.#texts.set(registry, text);
    return text;
  }
}

async function folderOf(file: string, cwd: string): Promise<string> {
  if (file === "-") return cwd;
  const full = path.resolve(cwd, file);
  const stats = await stat(full).catch((error: unknown) => {
    throw new UsageError(`cannot read \`${file}\`: ${readFailure(error).reason}`);
  });
  return stats.isDirectory() ? full : path.dirname(full);
}

/** A file to write, with the first pipeline that asks for it. */
interface Wanted {
  readonly text: string;
  readonly pipeline: string;
}

async function writeAll(
  files: readonly string[],
  schemas: FolderSchemas,
  screen: Screen,
  { cwd, stdin, stdout }: CommandEnvironment,
): Promise<number> {
  if (files.length === 0) {
    throw new UsageError(
      "--write needs a pipeline: its modeline says where the schema is to be",
      "write conduit schema --write pipeline.yaml",
    );
  }
  let code: number = exitCodes.success;
  const attempt = async (work: () => Promise<void>) => {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      screen.showUsageError(error);
      code = exitCodes.usage;
    }
  };
  const wanted = new Map<string, Wanted>();
  const contested = new Set<string>();
  for (const file of files) {
    await attempt(async () => {
      if (file === "-") throw new UsageError("--write needs files, not standard input", "save the pipeline to a file");
      const folder = await folderOf(file, cwd);
      const { source } = await readSource(file, stdin);
      const target = schemaFileOf(source.text, file, folder);
      if (!(await isInside(target, [folder, cwd]))) {
        throw new UsageError(
          `the schema of \`${file}\` is \`${path.relative(cwd, target)}\`, outside the pipeline's folder and the current one`,
          `let its line name a file beside the pipeline, such as ${usualModeline}`,
        );
      }
      const schema = { text: await schemas.of(folder), pipeline: file };
      const known = wanted.get(target);
      if (known !== undefined && known.text !== schema.text) {
        contested.add(target);
        const name = path.relative(cwd, target);
        throw new UsageError(
          `\`${known.pipeline}\` and \`${file}\` share the schema \`${name}\`, but not their blocks`,
          "let each of them name a file of its own",
        );
      }
      wanted.set(target, known ?? schema);
    });
  }
  const mark = screen.colors(stdout).green("✓");
  for (const [target, { text }] of wanted) {
    if (contested.has(target)) continue;
    await attempt(async () => {
      const name = path.relative(cwd, target);
      const what = (await writeSchemaFile(name, text)) ? "is written" : "is up to date";
      screen.out(`${mark} ${visibleText(name)} ${what}\n`);
    });
  }
  return code;
}
