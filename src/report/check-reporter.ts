// The contract of everything that tells people or programs what the check found, file by file. It knows neither where the
// files came from nor what is done with the text.

import type { Diagnostic, Verdict } from "../diagnostic.ts";
import type { Source, Span } from "../source.ts";

/** What was found in a file. */
export interface CheckedFile {
  /** How it is called in messages. */
  readonly file: string;
  /** What the check says of it, whether or not unproved values are allowed. */
  readonly verdict: Verdict;
  /** Whether there is no error, neither here nor in a file that it runs; unproved ones count where none are allowed. */
  readonly isValid: boolean;
  /**
   * In the order of their places; unproved ones are errors already where none are allowed. Those in files that it runs are here only
   * where they are listed with no other file.
   */
  readonly diagnostics: readonly Diagnostic[];
  /** How many values are judged by what tags bring, and how many of them are proved right. */
  readonly slots: { readonly typed: number; readonly proved: number };
}

/** A file that could not be read, or an argument that names none. */
export interface UnreadFile {
  readonly file: string;
  /** Why. */
  readonly problem: { readonly message: string; readonly help?: string | undefined };
}

/** Turns findings into text; what it writes to is handed to its constructor. */
export interface CheckReporter {
  /** Takes the next file, and keeps nothing of its text. */
  onFile(found: CheckedFile | UnreadFile): void | Promise<void>;
  /** Writes what can be said only when all files are known. */
  end(): void | Promise<void>;
}

/** A place in a source as programs count it. */
export interface Place {
  /** Offset in UTF-16 code units, from 0. */
  readonly offset: number;
  /** From 1. */
  readonly line: number;
  /** In UTF-16 code units, from 1. */
  readonly column: number;
}

/** Where a span starts and where it ends; the end is the place behind its last character. */
export function placesOf(source: Source, { start, end }: Span): { readonly start: Place; readonly end: Place } {
  return {
    start: { offset: start, ...source.codeUnitPositionOf(start) },
    end: { offset: end, ...source.codeUnitPositionOf(end) },
  };
}
