// What is asked of a disk to find the files of pipelines, so that only one place knows a real one.

import type { Diagnostic } from "./diagnostic.ts";
import type { Source } from "./source.ts";

/** A text, and what is wrong with its bytes. */
export interface ReadSource {
  readonly source: Source;
  readonly diagnostics: readonly Diagnostic[];
}

/** Why a file could not be read. */
export interface Unread {
  readonly message: string;
  readonly help?: string | undefined;
}

/** Where files are; src/files has a real one. */
export interface Disk {
  /** The path that is left when all symbolic links are followed; why there is none, as the system's code and in words. */
  realPath(file: string): { readonly path: string } | { readonly code: string; readonly reason: string };
  /**
   * Reads a regular file.
   * @param name what it is called in messages.
   */
  read(file: string, name: string): ReadSource | Unread;
  /** The names of what is in a folder; none where it cannot be read. */
  namesIn(folder: string): readonly string[];
}
