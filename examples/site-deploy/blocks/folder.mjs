// The FOLDER blocks. Relative paths start at the project's folder.

import { cp, mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import path from "node:path";

const folder = { type: "string", minLength: 1 };

/** Whether a folder is there; what is there and no folder is an error. */
async function isFolder(place) {
  try {
    if ((await stat(place)).isDirectory()) return true;
  } catch (error) {
    if (error.code === "ENOENT") return false;
    throw error;
  }
  throw new Error(`${path.basename(place)} is no folder`);
}

export default [
  {
    category: "FOLDER",
    name: "COPY",
    description: "Makes a folder hold what another one holds, and nothing else. One that is not there holds nothing.",
    parameters: {
      type: "object",
      properties: {
        from: { ...folder, description: "The folder to copy." },
        to: { ...folder, description: "The folder to replace." },
      },
      required: ["from", "to"],
    },
    returns: { type: "integer", minimum: 0, description: "How many files and folders the copy has at its top." },
    tags: ["filesystem"],
    effect: "write",
    readsVariables: [],
    run: async ({ from, to }, { projectFolder, signal }) => {
      const source = path.resolve(projectFolder, from);
      const target = path.resolve(projectFolder, to);
      const [isThere, hasOld] = [await isFolder(source), await isFolder(target)];
      // All is copied before the old folder goes, so that a copy that fails leaves the target as it was.
      const [copy, old] = [`${target}.new`, `${target}.old`];
      await rm(copy, { recursive: true, force: true });
      await mkdir(copy, { recursive: true });
      if (isThere) await cp(source, copy, { recursive: true });
      signal.throwIfAborted();
      await rm(old, { recursive: true, force: true });
      if (hasOld) await rename(target, old);
      await rename(copy, target);
      await rm(old, { recursive: true, force: true });
      return (await readdir(target)).length;
    },
  },
  {
    category: "FOLDER",
    name: "DELETE",
    description: "Deletes a folder with all that is in it and tells whether it was there.",
    parameters: {
      type: "object",
      properties: { path: { ...folder, description: "The folder." } },
      required: ["path"],
    },
    returns: { type: "boolean" },
    tags: ["filesystem"],
    effect: "write",
    readsVariables: [],
    run: async ({ path: given }, { projectFolder }) => {
      const place = path.resolve(projectFolder, given);
      const isThere = await isFolder(place);
      if (isThere) await rm(place, { recursive: true });
      return isThere;
    },
  },
];
