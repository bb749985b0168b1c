// The disk of this machine. It knows neither YAML nor pipelines.

import { closeSync, constants, fstatSync, openSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import type { Disk, ReadSource, Unread } from "../disk.ts";
import { decodeSource } from "./decode-source.ts";
import { isDirectory, isTooLarge, largestFile, readFailure } from "./read-failure.ts";

export const realDisk: Disk = {
  realPath: (file) => orFailure(() => ({ path: realpathSync.native(file) })),

  read(file, name) {
    const read = orFailure(() => {
      // Opening a pipe would wait for somebody who writes to it.
      const opened = openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
      try {
        return readOpened(opened, name);
      } finally {
        closeSync(opened);
      }
    });
    return "reason" in read ? { message: `cannot read \`${name}\`: ${read.reason}` } : read;
  },

  namesIn(folder) {
    try {
      return readdirSync(folder);
    } catch {
      // There is only nothing to suggest.
      return [];
    }
  },
};

function readOpened(opened: number, name: string): ReadSource | Unread {
  const stats = fstatSync(opened);
  if (stats.isDirectory()) return isDirectory(name);
  if (!stats.isFile()) return { message: `cannot read \`${name}\`: it is no regular file` };
  return stats.size > largestFile ? isTooLarge(name) : decodeSource(name, readFileSync(opened));
}

function orFailure<T>(read: () => T): T | ReturnType<typeof readFailure> {
  try {
    return read();
  } catch (error) {
    return readFailure(error);
  }
}
