// A copy of one example, to be run there by the built command. Knows no example by name.

import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll } from "vitest";

const repository = fileURLToPath(new URL("../..", import.meta.url));
const command = path.join(repository, "dist", "conduit.cjs");

/** What a run of the command left. */
interface Finished {
  readonly exitCode: number | string;
  readonly stdout: string;
  /** Line by line. */
  readonly stderr: readonly string[];
}

/** An example's copy. Paths of files start at its folder. */
export interface ExampleCopy {
  /** Runs its pipeline with these options of `conduit run`. */
  readonly run: (...args: string[]) => Promise<Finished>;
  readonly read: (file: string) => Promise<string>;
  /** Puts a text into a file, in a folder that is made where needed. */
  readonly write: (file: string, text: string) => Promise<void>;
  /** The names in a folder, sorted; none when there is no such folder. */
  readonly list: (folder: string) => Promise<string[]>;
  /** Deletes what earlier runs have written into `out`. */
  readonly clear: () => Promise<void>;
}

/**
 * Copies an example before the tests of this file and deletes the copy after them.
 * @param besides files and folders of the repository to copy too; as there, they stand two folders above the example.
 */
export function useExample(name: string, besides: readonly string[] = []): ExampleCopy {
  let root = "";
  const inside = (file: string) => path.join(root, "examples", name, file);

  beforeAll(async () => {
    root = await mkdtemp(path.join(tmpdir(), "conduit-example-"));
    const isSource = (file: string) => path.basename(file) !== "out";
    for (const file of [`examples/${name}`, ...besides]) {
      await cp(path.join(repository, file), path.join(root, file), { recursive: true, filter: isSource });
    }
  });

  afterAll(async () => {
    await rm(root, { recursive: true, force: true });
  });

  return {
    run: (...args) =>
      new Promise((resolve) => {
        const words = [command, "run", "-q", `examples/${name}/pipeline.yaml`, ...args];
        execFile(process.execPath, words, { cwd: root }, (error, stdout, stderr) => {
          resolve({ exitCode: error === null ? 0 : (error.code ?? "killed"), stdout, stderr: stderr.split("\n") });
        });
      }),
    read: (file) => readFile(inside(file), "utf8"),
    async write(file, text) {
      await mkdir(path.dirname(inside(file)), { recursive: true });
      await writeFile(inside(file), text);
    },
    list: async (folder) => {
      const names: string[] = await readdir(inside(folder)).catch(() => []);
      return names.sort();
    },
    clear: () => rm(inside("out"), { recursive: true, force: true }),
  };
}

/** What a successful run prints on standard output. */
export function printed(outputs: object): string {
  return `${JSON.stringify(outputs, null, 2)}\n`;
}
