// The line of a pipeline that says where an editor finds its schema, and the file that it means. Reads nothing but the text.

import path from "node:path";
import { fileURLToPath } from "node:url";
import { UsageError } from "./usage-error.ts";

/** The line that a pipeline without one is asked to have. */
export const usualModeline = "# yaml-language-server: $schema=.conduit/pipeline.schema.json";

/**
 * The file that a pipeline's modeline names, as a full path.
 * @param file the pipeline, for messages.
 * @param folder where it is; relative paths start there.
 * @throws {UsageError} when it names none that could be written.
 */
export function schemaFileOf(text: string, file: string, folder: string): string {
  const named = findModeline(text);
  if (named === undefined) {
    throw new UsageError(
      `\`${file}\` does not say where its schema is`,
      `put this into its first line: ${usualModeline}`,
    );
  }
  const other = `let its line name a file beside the pipeline, such as ${usualModeline}`;
  if (/^none$/i.test(named)) throw new UsageError(`\`${file}\` wants no schema: it says \`$schema=none\``, other);
  const isFileUrl = /^file:/i.test(named);
  if (!isFileUrl && /^[a-z][a-z\d+.-]+:/i.test(named)) {
    throw new UsageError(
      `the schema of \`${file}\` is \`${named}\`: only files can be written, not what an address leads to`,
      other,
    );
  }
  if (named.includes("#"))
    throw new UsageError(`the schema of \`${file}\` is a part of another one: \`${named}\``, other);
  const target = isFileUrl ? pathOfUrl(named) : path.resolve(folder, named);
  if (target?.toLowerCase().endsWith(".json") !== true) {
    throw new UsageError(`the schema of \`${file}\` is \`${named}\`, whose name does not end in .json`, other);
  }
  return target;
}

/** What the modeline among the comments before the content says; only the first one counts, as it does for editors. */
function findModeline(text: string): string | undefined {
  for (const line of text.replace(/^\ufeff/, "").split(/\r\n|\r|\n/)) {
    const comment = /^(?:---)?\s*(#.*)/.exec(line)?.[1];
    if (comment !== undefined && /^#\s+(?:yaml-language-server\s*:|\$schema:)/.test(comment)) {
      return /\$schema(?:=|:\s*)(\S+)/.exec(comment)?.[1];
    }
    if (comment === undefined && !/^(?:---|%.*)?\s*$/.test(line)) return undefined;
  }
  return undefined;
}

function pathOfUrl(url: string): string | undefined {
  try {
    return fileURLToPath(url);
  } catch {
    return undefined;
  }
}
