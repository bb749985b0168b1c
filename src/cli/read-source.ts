// A file or standard input -> its text. What cannot be read is wrong usage; what is no text is a mistake in the file.

import { isUtf8 } from "node:buffer";
import { open, readdir } from "node:fs/promises";
import path from "node:path";
import type { Readable } from "node:stream";
import type { Diagnostic } from "../diagnostic.ts";
import { Source } from "../source.ts";
import { nearest } from "../suggest.ts";
import { UsageError } from "./usage-error.ts";

/** The text, and what is wrong with its bytes. */
export interface ReadSource {
  readonly source: Source;
  readonly diagnostics: readonly Diagnostic[];
}

/** Larger files are refused before they are read to the end, in bytes. */
const largest = 64 * 1024 * 1024;

/**
 * Reads a file, or standard input for `-`.
 * @throws {UsageError} when it cannot be read.
 */
export async function readSource(file: string, stdin: Readable): Promise<ReadSource> {
  const name = file === "-" ? "<stdin>" : file;
  const bytes = file === "-" ? await readAll(stdin, name) : await readFileBytes(file);
  if (isUtf8(bytes))
    return { source: new Source(name, new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes)), diagnostics: [] };
  const source = new Source(name, bytes.toString("utf8"));
  const start = source.text.indexOf("\ufffd");
  const help = /^(\xff\xfe|\xfe\xff)/.test(bytes.toString("latin1", 0, 2))
    ? "it looks like UTF-16; save it as UTF-8"
    : "save the file as UTF-8";
  const span = { start, end: start + 1 };
  const message = "the file is not UTF-8: this byte is no part of a character";
  return { source, diagnostics: [{ code: "not-utf8", severity: "error", message, help, source, span }] };
}

async function readFileBytes(file: string): Promise<Buffer> {
  let handle: Awaited<ReturnType<typeof open>> | undefined;
  try {
    handle = await open(file, "r");
    const stats = await handle.stat();
    if (stats.isDirectory())
      throw new UsageError(`cannot read \`${file}\`: it is a directory`, "name a pipeline file in it");
    if (stats.isFile() && stats.size > largest) throw tooLarge(file);
    return stats.isFile()
      ? await handle.readFile()
      : await readAll(handle.createReadStream({ autoClose: false }), file);
  } catch (error) {
    throw error instanceof UsageError ? error : await unreadable(file, error);
  } finally {
    await handle?.close();
  }
}

async function readAll(stream: Readable, name: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk as Uint8Array);
    size += bytes.length;
    if (size > largest) throw tooLarge(name);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

function tooLarge(name: string): UsageError {
  return new UsageError(
    `\`${name}\` is larger than ${largest / 1024 / 1024} MB, which no pipeline is`,
    "is it the right file?",
  );
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  ENOTDIR: "a part of its path is no directory",
  EACCES: "permission denied",
  EPERM: "permission denied",
  EISDIR: "it is a directory",
  ELOOP: "its symbolic links go in a circle",
  ENAMETOOLONG: "its name is too long",
};

/** Why something could not be read, as the system's code and in words. */
export function readFailure(error: unknown): { readonly code: string; readonly reason: string } {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return { code, reason: reasons[code] ?? (error instanceof Error ? error.message : String(error)) };
}

async function unreadable(file: string, error: unknown): Promise<UsageError> {
  const { code, reason } = readFailure(error);
  return new UsageError(`cannot read \`${file}\`: ${reason}`, code === "ENOENT" ? await similarFile(file) : undefined);
}

async function similarFile(file: string): Promise<string | undefined> {
  const names = await readdir(path.dirname(file)).catch(() => []);
  const near = nearest(path.basename(file), names);
  return near === undefined ? undefined : `did you mean \`${path.join(path.dirname(file), near)}\`?`;
}
