// Puts another text into a file, all of it or nothing: it is written beside the file and then takes its place. Knows nothing of what
// the text says.

import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { access, type FileHandle, open, readFile, realpath, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { readFailure } from "../files/read-failure.ts";
import { UsageError } from "./usage-error.ts";

/**
 * Replaces a file's text and keeps its mode and owner. Of a symbolic link, the file that it leads to is written.
 * @param before what the file must hold; if it holds something else by now, it is left alone.
 * @throws {UsageError} when it cannot be written, or has changed; then it is as it was.
 */
export async function replaceFile(file: string, before: string, after: string): Promise<void> {
  let temporary: string | undefined;
  try {
    const target = await realpath(file);
    const { mode, uid, gid } = await stat(target);
    // Root may write everything, and a new file could take the place of any: a file without leave to write is not to be changed.
    if ((mode & 0o222) === 0) throw cannotWrite(file, "it is read-only");
    await access(target, constants.W_OK);
    temporary = path.join(path.dirname(target), `.conduit-${randomBytes(6).toString("hex")}.tmp`);
    const handle = await open(temporary, "wx", mode & 0o777);
    try {
      await write(handle, after, { mode, uid, gid });
    } finally {
      await handle.close();
    }
    if (!(await readFile(target)).equals(Buffer.from(before))) {
      throw new UsageError(`\`${file}\` changed while it was being fixed, so it was not written`, "try again");
    }
    await rename(temporary, target);
    temporary = undefined;
  } catch (error) {
    throw error instanceof UsageError ? error : cannotWrite(file, readFailure(error).reason);
  } finally {
    if (temporary !== undefined) await rm(temporary, { force: true });
  }
}

async function write(
  handle: FileHandle,
  text: string,
  { mode, uid, gid }: { readonly mode: number; readonly uid: number; readonly gid: number },
): Promise<void> {
  await handle.writeFile(text);
  const made = await handle.stat();
  if (made.uid !== uid || made.gid !== gid) await handle.chown(uid, gid);
  // Opening it left out what the process may not give by itself.
  await handle.chmod(mode & 0o7777);
  await handle.sync();
}

function cannotWrite(file: string, reason: string): UsageError {
  return new UsageError(
    `cannot write \`${file}\`: ${reason}`,
    "it is as it was; let it be written, or leave out --fix",
  );
}
