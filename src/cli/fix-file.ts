// A file with mistakes -> the same file without those that can be mended for sure. What is left is for the command to show.

import { stat } from "node:fs/promises";
import { Readable } from "node:stream";
import type { Diagnostic } from "../diagnostic.ts";
import { fixText } from "./fix-text.ts";
import { findRuleMistakes, type PipelineLoader } from "./load-pipeline.ts";
import { readSource } from "./read-source.ts";
import { replaceFile } from "./replace-file.ts";
import { UsageError } from "./usage-error.ts";

/**
 * Mends a pipeline's file.
 * @returns how many mistakes were mended; the file is touched only where it was some.
 * @throws {UsageError} when the file cannot be read or written.
 */
export async function fixFile(file: string, loader: PipelineLoader): Promise<number> {
  const stats = await stat(file).catch(() => undefined);
  if (stats !== undefined && !stats.isFile() && !stats.isDirectory()) {
    throw new UsageError(`--fix cannot change \`${file}\`: it is no regular file`, "save it as one, and name that");
  }
  // Standard input is no file to mend, so none is read.
  const { source, diagnostics } = await readSource(file, Readable.from([]));
  if (diagnostics.length > 0) return 0;
  const { text, mended } = await fixText(source, async (tried) => {
    const loaded = await loader.loadText(file, { source: tried, diagnostics: [] });
    const { shapeMistakes } = loaded;
    if (loaded.pipeline === undefined) return [shapeMistakes, [], []];
    // Mistakes in other files that it runs are not to be mended here, nor can they come of it.
    const own = (found: readonly Diagnostic[]) =>
      found.filter((one) => one.source === tried || !loaded.sources.some((source) => source === one.source));
    return [[], own(shapeMistakes), own(findRuleMistakes(loaded).diagnostics)];
  });
  if (text !== source.text) await replaceFile(file, source.text, text);
  return mended;
}
