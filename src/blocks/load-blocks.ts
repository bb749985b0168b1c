// Directories of modules -> registry. A module exports by default one block or a list of them; what cannot be used is a problem
// with its file, never a crash.

import { readdir } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { BlockDefinitionError, type BlockProblem, Registry } from "../registry.ts";
import { findSchemaFault } from "../schema.ts";
import { Source } from "../source.ts";

/** A folder of block modules. */
export interface BlockDirectory {
  readonly folder: string;
  /** Its modules come with Conduit: their schemas are not checked again. */
  readonly isBuiltIn?: boolean;
}

/** The blocks that could be loaded, and what is wrong with the others. */
export interface LoadedBlocks {
  readonly registry: Registry;
  readonly problems: readonly BlockProblem[];
}

const moduleFile = /(?<!\.test|\.spec)\.[cm]?js$/;
const typeScriptFile = /(?<!\.d|\.test|\.spec)\.[cm]?ts$/;

/**
 * Imports every module of some folders, sub-folders left out, in the order of the folders and of the files' names.
 * @param nameOf how a file is called in messages.
 * @throws {Error} when a folder cannot be read.
 */
export async function loadBlocks(
  directories: readonly BlockDirectory[],
  nameOf: (file: string) => string = (file) => file,
): Promise<LoadedBlocks> {
  const registry = new Registry();
  const problems: BlockProblem[] = [];
  for (const { folder, isBuiltIn = false } of directories) {
    const files = (await readdir(folder)).toSorted().map((name) => path.join(folder, name));
    const modules = files.filter((file) => moduleFile.test(file));
    const exported = await Promise.all(modules.map((file) => importModule(file)));
    for (const [index, file] of modules.entries()) {
      const module = exported[index];
      const report = problemReporter(new Source(nameOf(file), ""), problems);
      if (module === undefined) continue;
      if ("message" in module) report(module.message, module.help);
      else for (const block of module.blocks) addBlock(block, file, isBuiltIn, registry, report);
    }
    const [firstTypeScript] = files.filter((name) => typeScriptFile.test(name));
    if (firstTypeScript !== undefined) problems.push(typeScriptHint(nameOf(firstTypeScript)));
  }
  return { registry, problems };
}

function typeScriptHint(file: string): BlockProblem {
  const message = "this version loads blocks written in JavaScript only";
  const source = new Source(file, "");
  return { code: "block-module", source, message, help: "compile it to JavaScript", action: null, isHint: true };
}

type Imported = { readonly blocks: readonly unknown[] } | { readonly message: string; readonly help: string };

async function importModule(file: string): Promise<Imported> {
  let module: { readonly default?: unknown };
  try {
    module = (await import(pathToFileURL(file).href)) as { readonly default?: unknown };
  } catch (error) {
    return {
      message: `the module cannot be loaded: ${describe(error, file)}`,
      help: "mend the module, or take it out of the folder",
    };
  }
  const exported = unwrap(module.default);
  if (exported === undefined) {
    return {
      message: "the module has no default export",
      help: "export one block or a list of blocks: `export default { name, run }`",
    };
  }
  return { blocks: Array.isArray(exported) ? exported : [exported] };
}

/** A module that was compiled to CommonJS keeps its default export one level deeper. */
function unwrap(exported: unknown): unknown {
  const isNested =
    typeof exported === "object" && exported !== null && "__esModule" in exported && "default" in exported;
  return isNested ? exported.default : exported;
}

function describe(error: unknown, file: string): string {
  if (!(error instanceof Error)) return String(error);
  const line = error.stack?.split("\n").find((row) => row.includes(path.basename(file)));
  const at = line === undefined ? undefined : /:(\d+)(?::\d+)?\)?$/.exec(line.trim())?.[1];
  return `${error.name}: ${error.message}${at === undefined ? "" : ` (line ${at})`}`;
}

type Report = (message: string, help: string, action?: string | null, code?: BlockProblem["code"]) => void;

function problemReporter(source: Source, problems: BlockProblem[]): Report {
  return (message, help, action = null, code = "block-module") => {
    problems.push({ code, source, message, help, action });
  };
}

function addBlock(block: unknown, file: string, isBuiltIn: boolean, registry: Registry, report: Report): void {
  if (typeof block === "object" && block !== null && "private" in block && block.private === true) return;
  try {
    const probe = isBuiltIn ? null : new Registry().add(block, file);
    const fault = probe === null ? undefined : findSchemaFault(probe.schema);
    if (probe !== null && fault !== undefined) {
      const at = fault.path.length === 0 ? "" : ` at \`${fault.path.join(".")}\``;
      report(
        `\`parameters\` of block \`${probe.action}\` are no JSON Schema${at}: ${fault.message}`,
        "mend the schema",
        probe.action,
      );
      return;
    }
    registry.add(block, file);
  } catch (error) {
    if (!(error instanceof BlockDefinitionError)) throw error;
    if (error.taken === null) report(error.message, "a block is `{ name, category?, parameters, run }`");
    else
      report(
        `${error.message}, from ${describeOrigin(error.taken.file)}`,
        "give one of them another name",
        error.taken.action,
        "block-name-taken",
      );
  }
}

const describeOrigin = (file: string | null): string => (file === null ? "the call" : path.basename(file));
