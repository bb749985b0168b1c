// A schema -> its file. What `conduit schema` did not write itself, it leaves as it is.

import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { readFailure } from "../files/read-failure.ts";
import { isEditorSchema } from "../report/editor-schema.ts";
import { replaceFile } from "./replace-file.ts";
import { usualModeline } from "./schema-modeline.ts";
import { UsageError } from "./usage-error.ts";

/**
 * Writes a schema, and the folders that its file needs.
 * @returns whether the file holds something else than before.
 * @throws {UsageError} when the file is somebody else's, or cannot be written; then it is as it was.
 */
export async function writeSchemaFile(file: string, text: string): Promise<boolean> {
  const before = await readFileText(file);
  if (before === text) return false;
  if (before !== undefined && before !== "" && !isEditorSchema(before)) {
    throw new UsageError(
      `\`${file}\` was not written by \`conduit schema\`, so it is left as it is`,
      `let the pipeline's line name another file, such as ${usualModeline}`,
    );
  }
  if (before === undefined) await createEmpty(file);
  try {
    await replaceFile(file, before ?? "", text);
  } catch (error) {
    if (before === undefined) await rm(file, { force: true });
    throw error instanceof UsageError ? new UsageError(error.message, "let it be written") : error;
  }
  return true;
}

async function readFileText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    const { code, reason } = readFailure(error);
    if (code === "ENOENT") return undefined;
    throw new UsageError(`cannot read \`${file}\`: ${reason}`);
  }
}

/** An empty file is nobody's, so a schema can take its place as it takes that of an older one. */
async function createEmpty(file: string): Promise<void> {
  try {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, "", { flag: "wx" });
  } catch (error) {
    throw new UsageError(`cannot write \`${file}\`: ${readFailure(error).reason}`);
  }
}
