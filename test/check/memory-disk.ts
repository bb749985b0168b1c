// A disk that holds what a test says, below `/`.

import path from "node:path";
import type { Disk } from "../../src/disk.ts";
import { Source } from "../../src/source.ts";

/** @param files texts by their paths from `/`. */
export function memoryDisk(files: Readonly<Record<string, string>>): Disk {
  const texts = new Map(Object.entries(files).map(([name, text]) => [path.resolve("/", name), text]));
  return {
    realPath(file) {
      const isThere = [...texts.keys()].some((one) => one === file || one.startsWith(path.join(file, "/")));
      return isThere || file === "/" ? { path: file } : { code: "ENOENT", reason: "there is no such file" };
    },
    read(file, name) {
      const text = texts.get(file);
      return text === undefined
        ? { message: `cannot read \`${name}\`: it is a directory` }
        : { source: new Source(name, text), diagnostics: [] };
    },
    namesIn: (folder) =>
      [...texts.keys()].filter((one) => path.dirname(one) === folder).map((one) => path.basename(one)),
  };
}
