// Why a file cannot be read or written, in words. It knows no file itself.

import type { Unread } from "../disk.ts";

/** Larger files are refused before they are read to the end, in bytes. */
export const largestFile = 64 * 1024 * 1024;

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  ENOTDIR: "a part of its path is no directory",
  EACCES: "permission denied",
  EPERM: "permission denied",
  EISDIR: "it is a directory",
  ELOOP: "its symbolic links go in a circle",
  ENAMETOOLONG: "its name is too long",
  ERR_INVALID_ARG_VALUE: "its name holds a character that no name can hold",
};

/** Why something could not be read, as the system's code and in words. */
export function readFailure(error: unknown): { readonly code: string; readonly reason: string } {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return { code, reason: reasons[code] ?? (error instanceof Error ? error.message : String(error)) };
}

/** What is said of a directory where a file is needed. */
export function isDirectory(name: string): Unread {
  return { message: `cannot read \`${name}\`: it is a directory`, help: "name a pipeline file in it" };
}

/** What is said of a file that is too large to be read. */
export function isTooLarge(name: string): Unread {
  const message = `\`${name}\` is larger than ${largestFile / 1024 / 1024} MB, which no pipeline is`;
  return { message, help: "is it the right file?" };
}
