// Directories of modules -> registry. A module exports by default one block or a list of them; what cannot be used is a problem
// with its file, never a crash.

import { readdir } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { AnyBlock } from "../block.ts";
import type { JsonSchema } from "../infer.ts";
import type { JsonMap } from "../json.ts";
import { BlockDefinitionError, readBlock } from "../read-block.ts";
import { BlockNameTakenError, type BlockProblem, type Isolate, Registry } from "../registry.ts";
import { compileSchema, findSchemaFault } from "../schema.ts";
import { hasReferences } from "../schema-reference.ts";
import { Source } from "../source.ts";
import { describeThrown } from "../thrown.ts";
import { modulesBeingLoaded } from "./being-loaded.ts";
import { exportedBlocks } from "./exported-blocks.ts";

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
 * Imports every module of some folders, sub-folders left out, in the order of the folders and of the files' names. Never
 * rejects; a folder that cannot be read is a problem too.
 * @param nameOf how a file is called in messages.
 * @param workerFile what the threads of isolated blocks run: src/blocks/block-worker.ts, built. It stands beside the built command.
 */
export async function loadBlocks(
  directories: readonly BlockDirectory[],
  nameOf: (file: string) => string = (file) => file,
  workerFile: URL = new URL("./block-worker.js", import.meta.url),
): Promise<LoadedBlocks> {
  const registry = new Registry();
  const problems: BlockProblem[] = [];
  const builtIn = new Set(directories.filter((directory) => directory.isBuiltIn).map(({ folder }) => folder));
  const originOf = (file: string | null) =>
    file === null || builtIn.has(path.dirname(file)) ? "the built-in blocks" : `\`${nameOf(file)}\``;
  const names = { nameOf, originOf };
  for (const { folder, isBuiltIn = false } of directories) {
    const files = await filesIn(folder);
    if (typeof files === "string") {
      problems.push(problem(nameOf(folder), `the folder cannot be read: ${files}`, "let it be read, or take it away"));
      continue;
    }
    const modules = files.filter((file) => moduleFile.test(file));
    const exported = await Promise.all(modules.map((file) => importModule(file, nameOf(file))));
    for (const [index, found] of exported.entries()) {
      const file = modules[index] ?? "";
      if ("problem" in found) problems.push(found.problem);
      else {
        const module = { file, isBuiltIn, isolate: isolator(file, workerFile) };
        for (const block of found.blocks) problems.push(...addBlock(block, module, registry, names));
      }
    }
    const [firstTypeScript] = files.filter((name) => typeScriptFile.test(name));
    if (firstTypeScript !== undefined) problems.push(typeScriptHint(nameOf(firstTypeScript)));
  }
  return { registry, problems };
}

/** The files of a folder, sorted, without pipes and devices; in words why it cannot be read. */
async function filesIn(folder: string): Promise<string[] | string> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    const kept = entries.filter((entry) => entry.isFile() || entry.isSymbolicLink());
    return kept.map(({ name }) => path.join(folder, name)).toSorted();
  } catch (error) {
    return describeThrown(error).message;
  }
}

function problem(file: string, message: string, help: string, action: string | null = null): BlockProblem {
  return { code: "block-module", source: new Source(file, ""), message, help, action };
}

function typeScriptHint(file: string): BlockProblem {
  const message = "this version loads blocks written in JavaScript only";
  return { ...problem(file, message, "compile it to JavaScript"), isHint: true };
}

type Imported = { readonly blocks: readonly unknown[] } | { readonly problem: BlockProblem };

async function importModule(file: string, name: string): Promise<Imported> {
  let exported: readonly unknown[] | undefined;
  modulesBeingLoaded.add(name);
  try {
    exported = exportedBlocks(await import(pathToFileURL(file).href));
  } catch (error) {
    const message = `the module cannot be loaded: ${describeFailure(error, file)}`;
    return { problem: problem(name, message, "mend the module, or take it out of the folder") };
  } finally {
    modulesBeingLoaded.delete(name);
  }
  if (exported !== undefined) return { blocks: exported };
  const help = "export one block or a list of blocks: `export default { name, run }`";
  return { problem: problem(name, "the module has no default export", help) };
}

function describeFailure(error: unknown, file: string): string {
  const { name, message, stack } = describeThrown(error);
  const line = stack?.split("\n").find((row) => row.includes(path.basename(file)));
  const at = line === undefined ? undefined : /:(\d+)(?::\d+)?\)?$/.exec(line.trim())?.[1];
  // Who asked for a module that cannot be found is no news.
  const words = message.replace(/ imported from .*$/, "");
  return `${name === "Error" ? "" : `${name}: `}${words}${at === undefined ? "" : ` (line ${at})`}`;
}

/** How files are called in messages: by themselves, and as where a block comes from. */
interface FileNames {
  readonly nameOf: (file: string) => string;
  readonly originOf: (file: string | null) => string;
}

/** The module that a block comes from. */
interface BlockModule {
  readonly file: string;
  readonly isBuiltIn: boolean;
  readonly isolate: Isolate;
}

/** Adds a block of a module; what is wrong with it, if anything. */
function addBlock(
  value: unknown,
  { file, isBuiltIn, isolate }: BlockModule,
  registry: Registry,
  { nameOf, originOf }: FileNames,
): BlockProblem[] {
  try {
    if (!isBuiltIn) {
      if (readBlock(value).private === true) return [];
      const { action, block, schema } = new Registry().add(value, file, isolate);
      const fault = definitionFault(action, block, schema);
      if (fault !== undefined) return [problem(nameOf(file), fault, "mend the schema", action)];
    }
    registry.add(value, file, isolate);
    return [];
  } catch (error) {
    if (!(error instanceof BlockDefinitionError)) throw error;
    if (!(error instanceof BlockNameTakenError)) {
      return [problem(nameOf(file), error.message, "a block is `{ name, category?, parameters, run }`")];
    }
    const { file: other, action } = error.taken;
    const message = `${error.message}, from ${originOf(other)}`;
    return [{ ...problem(nameOf(file), message, "give one of them another name", action), code: "block-name-taken" }];
  }
}

/** Has the blocks of a module called in threads of their own. What that takes is loaded with the first call. */
function isolator(file: string, workerFile: URL): Isolate {
  const module = pathToFileURL(file).href;
  return (_, action) => async (parameters, context) => {
    const { callInWorker } = await import("./call-in-worker.ts");
    return await callInWorker({ workerFile, module, action }, parameters as JsonMap, context);
  };
}

/** Whether a parameter's default meets its own schema; what that refers to is looked for in the schema of all parameters. */
function isDefaultRight(name: string, property: JsonSchema, schema: JsonSchema): boolean {
  if (!hasReferences(property)) return compileSchema(property)(property.default).length === 0;
  return !compileSchema(schema)({ [name]: property.default }).some(({ path }) => path[0] === name);
}

/** What is wrong with the schemas of a block. */
function definitionFault(action: string, { returns }: AnyBlock, schema: JsonSchema): string | undefined {
  const faults = {
    parameters: findSchemaFault(schema),
    returns: returns === undefined ? undefined : findSchemaFault(returns),
  };
  for (const [key, fault] of Object.entries(faults)) {
    if (fault === undefined) continue;
    const at = fault.path.length === 0 ? "" : ` at \`${fault.path.join(".")}\``;
    const verb = key === "parameters" ? "are" : "is";
    return `\`${key}\` of block \`${action}\` ${verb} no JSON Schema${at}: ${fault.message}`;
  }
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    if (typeof property !== "object" || property.default === undefined) continue;
    if (isDefaultRight(name, property, schema)) continue;
    return `the default of \`${name}\` of block \`${action}\` does not meet its own schema`;
  }
  return undefined;
}
