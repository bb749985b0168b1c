// The PACKAGE blocks: the files of an npm package.

import { readdir, stat } from "node:fs/promises";
import path from "node:path";

/** The sizes in bytes of a file, or of all files in a folder; none when there is nothing of this name. */
async function sizesOf(file) {
  const found = await stat(file).catch(() => undefined);
  if (found === undefined) return [];
  if (!found.isDirectory()) return [found.size];
  const names = await readdir(file);
  const kept = names.filter((name) => name !== "node_modules" && name !== ".git");
  return (await Promise.all(kept.map((name) => sizesOf(path.join(file, name))))).flat();
}

export default {
  category: "PACKAGE",
  name: "FILES",
  description: "Counts the files that a package would publish, and finds entries that lead to no file.",
  parameters: {
    type: "object",
    properties: {
      folder: { type: "string", minLength: 1, description: "The package's folder." },
      entries: {
        type: "array",
        items: { type: "string", minLength: 1 },
        description: "Files and folders inside it, without patterns.",
      },
    },
    required: ["folder", "entries"],
  },
  returns: {
    type: "object",
    properties: {
      count: { type: "integer", minimum: 0, description: "How many files there are." },
      bytes: { type: "integer", minimum: 0, description: "Their size together." },
      missing: { type: "array", items: { type: "string" }, description: "The entries without a file." },
    },
    required: ["count", "bytes", "missing"],
    additionalProperties: false,
  },
  tags: ["filesystem"],
  effect: "read",
  example: {
    parameters: { folder: "no-such-package", entries: ["dist"] },
    result: { count: 0, bytes: 0, missing: ["dist"] },
  },
  run: async ({ folder, entries }, { projectFolder }) => {
    const found = await Promise.all(entries.map((entry) => sizesOf(path.resolve(projectFolder, folder, entry))));
    const sizes = found.flat();
    return {
      count: sizes.length,
      bytes: sizes.reduce((total, size) => total + size, 0),
      missing: entries.filter((_, index) => found[index].length === 0),
    };
  },
};
