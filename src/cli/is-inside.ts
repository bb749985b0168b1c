// Whether a file that is to be written, or its folder, lies inside another folder, wherever links lead.

import { realpath } from "node:fs/promises";
import path from "node:path";

/** Whether a file is inside one of these folders. It need not be there yet. */
export async function isInside(file: string, folders: readonly string[]): Promise<boolean> {
  const real = await realPlace(file);
  for (const folder of folders) {
    const relative = path.relative(await realPlace(folder), real);
    if (relative !== "" && relative.split(path.sep)[0] !== ".." && !path.isAbsolute(relative)) return true;
  }
  return false;
}

/** Where a path leads: links are followed as far as there is something. */
async function realPlace(file: string): Promise<string> {
  const found = await realpath(file).catch(() => undefined);
  if (found !== undefined) return found;
  const folder = path.dirname(file);
  return folder === file ? file : path.join(await realPlace(folder), path.basename(file));
}
