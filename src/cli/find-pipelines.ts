// Arguments -> the files they mean: names as they are, directories and quoted globs as the pipelines in them. A name that
// exists is never read as a glob.

import type { Dirent } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { readFailure } from "../files/read-failure.ts";
import { UsageError } from "./usage-error.ts";

/** A file to look at, or an argument that leads to none. */
export type Target = { readonly file: string } | { readonly file: string; readonly problem: UsageError };

const hasGlobSigns = /[*?[{]|[@+!]\(/;
/** Longer than any path. */
const longestGlob = 4096;
/** JSON files stand beside pipelines more often as data than as pipelines, so they are taken only where they are named. */
const inDirectory = "**/*.{yaml,yml}";

/**
 * Finds the files in the order of the arguments, those of a directory or a glob sorted, each once.
 * @throws {UsageError} when standard input is named twice.
 */
export async function findPipelines(args: readonly string[], cwd: string): Promise<Target[]> {
  if (args.filter((arg) => arg === "-").length > 1) throw new UsageError("standard input can be read only once");
  const found = new Map<string, Target>();
  for (const arg of args) {
    for (const target of await targetsOf(arg, cwd)) {
      const key = target.file === "-" ? "-" : path.resolve(cwd, target.file);
      if (!found.has(key)) found.set(key, target);
    }
  }
  return [...found.values()];
}

async function targetsOf(arg: string, cwd: string): Promise<Target[]> {
  if (arg === "-" || arg === "") return [{ file: arg }];
  const stats = await stat(path.resolve(cwd, arg)).catch(() => undefined);
  if (stats?.isDirectory()) {
    const found = await filesIn({ root: arg, glob: inDirectory, nocase: true }, cwd);
    const help = "name its files, or a glob in quotes such as '*.json'";
    return found.length > 0 ? found : [noFile(arg, `there is no YAML file in \`${arg}\``, help)];
  }
  const glob = stats === undefined && hasGlobSigns.test(arg) ? await readGlob(arg) : undefined;
  if (glob === undefined) return [{ file: arg }];
  const found = await filesIn(glob, cwd);
  const help = "`*` stands for a part of a name, `**` for folders of any depth";
  return found.length > 0 ? found : [noFile(arg, `no file matches \`${arg}\``, help)];
}

function noFile(file: string, message: string, help: string): Target {
  return { file, problem: new UsageError(message, help) };
}

/** What files are looked for: below a folder, by the rest of their paths. */
interface Glob {
  readonly root: string;
  readonly glob: string;
  readonly nocase: boolean;
}

/** The parts of a glob; undefined when it is none after all. */
async function readGlob(arg: string): Promise<Glob | undefined> {
  if (arg.length > longestGlob) return undefined;
  const { default: picomatch } = await import("picomatch");
  const pattern = path.sep === "\\" ? arg.replaceAll("\\", "/") : arg;
  const { base, glob, isGlob } = picomatch.scan(pattern, { nonegate: true, unescape: true });
  return isGlob ? { root: base, glob, nocase: false } : undefined;
}

/** The files a glob matches; `node_modules` and what begins with a dot only where it names them. */
async function filesIn({ root, glob, nocase }: Glob, cwd: string): Promise<Target[]> {
  const { default: picomatch } = await import("picomatch");
  const isMatch = picomatch(glob, { nonegate: true, nocase });
  const deepest = glob.includes("**") ? Number.POSITIVE_INFINITY : glob.split("/").length - 1;
  const isSkipped = (name: string) =>
    (name.startsWith(".") && !/(?:^|[/{,(|])\\?\./.test(glob)) || (name === "node_modules" && !glob.includes(name));
  const found: Target[] = [];
  const walk = async (below: string, depth: number): Promise<void> => {
    const folder = path.join(root, below);
    const entries = await readdir(path.resolve(cwd, folder), { withFileTypes: true }).catch((error: unknown) => {
      const { code, reason } = readFailure(error);
      const problem = noFile(folder, `cannot read the folder \`${folder}\`: ${reason}`, "let it be read");
      if (code !== "ENOENT" && code !== "ENOTDIR") found.push(problem);
      return [];
    });
    for (const entry of entries) {
      const name = below === "" ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory()) {
        if (depth < deepest && !isSkipped(entry.name)) await walk(name, depth + 1);
      } else if (isMatch(name) && (await isFile(entry, path.resolve(cwd, root, name)))) {
        found.push({ file: path.join(root, name) });
      }
    }
  };
  await walk("", 0);
  return found.toSorted((a, b) => (a.file < b.file ? -1 : 1));
}

/** Links are followed to files, never to folders, which could lead anywhere and in circles. */
async function isFile(entry: Dirent, file: string): Promise<boolean> {
  if (!entry.isSymbolicLink()) return entry.isFile();
  const stats = await stat(file).catch(() => undefined);
  return stats?.isDirectory() !== true;
}
