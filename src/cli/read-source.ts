// A file or standard input -> its text. What cannot be read is wrong usage; what is no text is a mistake in the file.

import { open, readdir } from "node:fs/promises";
import path from "node:path";
import type { Readable } from "node:stream";
import type { ReadSource, Unread } from "../disk.ts";
import { decodeSource } from "../files/decode-source.ts";
import { isDirectory, isTooLarge, largestFile, readFailure } from "../files/read-failure.ts";
import { nearest } from "../suggest.ts";
import { UsageError } from "./usage-error.ts";

/**
 * Reads a file, or standard input for `-`.
 * @throws {UsageError} when it cannot be read.
 */
export async function readSource(file: string, stdin: Readable): Promise<ReadSource> {
  const name = file === "-" ? "<stdin>" : file;
  return decodeSource(name, file === "-" ? await readAll(stdin, name) : await readFileBytes(file));
}

async function readFileBytes(file: string): Promise<Buffer> {
  let handle: Awaited<ReturnType<typeof open>> | undefined;
  try {
    handle = await open(file, "r");
    const stats = await handle.stat();
    if (stats.isDirectory()) throw asUsageError(isDirectory(file));
    if (stats.isFile() && stats.size > largestFile) throw asUsageError(isTooLarge(file));
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
    if (size > largestFile) throw asUsageError(isTooLarge(name));
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

const asUsageError = ({ message, help }: Unread): UsageError => new UsageError(message, help);

async function unreadable(file: string, error: unknown): Promise<UsageError> {
  const { code, reason } = readFailure(error);
  return new UsageError(`cannot read \`${file}\`: ${reason}`, code === "ENOENT" ? await similarFile(file) : undefined);
}

async function similarFile(file: string): Promise<string | undefined> {
  const names = await readdir(path.dirname(file)).catch(() => []);
  const near = nearest(path.basename(file), names);
  return near === undefined ? undefined : `did you mean \`${path.join(path.dirname(file), near)}\`?`;
}
