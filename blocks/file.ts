// The FILE blocks. Relative paths start at the project's folder; which paths a job may touch is the policy's to say, not
// theirs.

import { randomUUID } from "node:crypto";
import type { Stats } from "node:fs";
import { lstat, mkdir, open, readFile, realpath, rename, rm, stat, unlink } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { defineBlock, InvalidArgumentError } from "../src/block.ts";
import { showValue } from "./shared/show.ts";

const reasons: { readonly [code: string]: string } = {
  ENOENT: "there is no such file",
  ENOTDIR: "a part of the path is a file, not a folder",
  EISDIR: "it is a folder, not a file",
  EACCES: "no permission",
  EPERM: "no permission",
  EROFS: "the file system is read-only",
  ENOSPC: "there is no space left",
  ELOOP: "its symbolic links go in a circle",
  ENAMETOOLONG: "the name is too long",
  ENOTFILE: "only regular files can be read and written, not devices, pipes or sockets",
};

function codeOf(error: unknown): string | undefined {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  return typeof code === "string" ? code : undefined;
}

/** Does something with a file; what the system answers is said in words that name the path as the pipeline wrote it. */
async function withFile<T>(doing: string, path: string, work: () => Promise<T>): Promise<T> {
  if (path.includes("\0")) throw new InvalidArgumentError("`path` contains a NUL character");
  try {
    return await work();
  } catch (error) {
    const reason = reasons[codeOf(error) ?? ""];
    if (reason === undefined) throw error;
    throw new Error(`cannot ${doing} ${showValue(path)}: ${reason}`, { cause: error });
  }
}

/** What the work gives, or undefined when there is no such file. */
async function unlessMissing<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}

// Devices and pipes have no end or no content to replace, so only regular files are touched.
function assertIsFile(found: Stats): void {
  if (found.isDirectory()) throw Object.assign(new Error("is a folder"), { code: "EISDIR" });
  if (!found.isFile()) throw Object.assign(new Error("is no regular file"), { code: "ENOTFILE" });
}

/** Replaces a file as a whole: whoever reads it meanwhile sees the old content or the new one, never a part. */
async function writeAtomically(target: string, content: Uint8Array, signal: AbortSignal): Promise<void> {
  const existing = await unlessMissing(stat(target));
  if (existing !== undefined) assertIsFile(existing);
  await mkdir(dirname(target), { recursive: true });
  const temporary = join(dirname(target), `.${basename(target).slice(0, 100)}.${randomUUID()}.tmp`);
  const file = await open(temporary, "wx");
  try {
    try {
      await file.writeFile(content, { signal });
      if (existing !== undefined) await file.chmod(existing.mode);
    } finally {
      await file.close();
    }
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

const path = { type: "string", minLength: 1 } as const;

export default [
  defineBlock({
    category: "FILE",
    name: "READ",
    description: "Reads a text file in UTF-8; a byte order mark at its start is dropped.",
    parameters: {
      type: "object",
      properties: { path: { ...path, description: "The file; a relative path starts at the project's folder." } },
      required: ["path"],
    },
    returns: { type: "string" },
    tags: ["filesystem"],
    effect: "read",
    readsVariables: [],
    example: {
      before: [{ action: "FILE.WRITE", parameters: { path: "notes/today.txt", content: "Buy milk\n" } }],
      parameters: { path: "notes/today.txt" },
      result: "Buy milk\n",
    },
    run: (parameters, { projectFolder, signal }) =>
      withFile("read", parameters.path, async () => {
        const file = resolve(projectFolder, parameters.path);
        assertIsFile(await stat(file));
        const bytes = await readFile(file, { signal });
        try {
          return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
        } catch {
          throw new InvalidArgumentError(`${showValue(parameters.path)} is no text in UTF-8`);
        }
      }),
  }),
  defineBlock({
    category: "FILE",
    name: "WRITE",
    description: "Writes a text file in UTF-8, replacing one that is there; missing folders are made.",
    parameters: {
      type: "object",
      properties: {
        path: { ...path, description: "The file; a relative path starts at the project's folder." },
        content: { type: "string", description: "The text to write." },
      },
      required: ["path", "content"],
    },
    returns: {
      type: "object",
      properties: {
        path: { type: "string", description: "The path as it was given." },
        bytes: { type: "integer", minimum: 0, description: "How many bytes were written." },
      },
      required: ["path", "bytes"],
      additionalProperties: false,
    },
    tags: ["filesystem"],
    effect: "write",
    readsVariables: [],
    example: {
      parameters: { path: "out/greeting.txt", content: "Grüß dich\n" },
      result: { path: "out/greeting.txt", bytes: 12 },
    },
    run: (parameters, { projectFolder, signal }) =>
      withFile("write", parameters.path, async () => {
        if (/\p{Surrogate}/u.test(parameters.content)) {
          throw new InvalidArgumentError("`content` has half of a surrogate pair, which UTF-8 cannot hold");
        }
        const written = resolve(projectFolder, parameters.path);
        const content = Buffer.from(parameters.content);
        // A link stays a link: the file behind it is the one to replace.
        await writeAtomically((await unlessMissing(realpath(written))) ?? written, content, signal);
        return { path: parameters.path, bytes: content.length };
      }),
  }),
  defineBlock({
    category: "FILE",
    name: "DELETE",
    description: "Deletes a file and tells whether it was there.",
    parameters: {
      type: "object",
      properties: {
        path: { ...path, description: "The file; a relative path starts at the project's folder." },
        missing_ok: { type: "boolean", default: true, description: "Whether a missing file is no error." },
      },
      required: ["path"],
    },
    returns: { type: "boolean" },
    tags: ["filesystem"],
    effect: "write",
    readsVariables: [],
    example: { parameters: { path: "out/old.txt" }, result: false },
    run: (parameters, { projectFolder }) =>
      withFile("delete", parameters.path, async () => {
        const file = resolve(projectFolder, parameters.path);
        const found = parameters.missing_ok ? await unlessMissing(lstat(file)) : await lstat(file);
        if (found === undefined) return false;
        if (found.isDirectory()) throw Object.assign(new Error("is a folder"), { code: "EISDIR" });
        await unlink(file);
        return true;
      }),
  }),
];
