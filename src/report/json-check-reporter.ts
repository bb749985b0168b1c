// Findings as one JSON object, for scripts. docs/formats.md describes it; its keys change only together with `version`.

import { type Diagnostic, mostDiagnostics } from "../diagnostic.ts";
import type { Source, Span } from "../source.ts";
import { ConduitStatus } from "../status.ts";
import { type CheckedFile, type CheckReporter, placesOf, type UnreadFile } from "./check-reporter.ts";
import { jsonText } from "./json-text.ts";

export interface JsonCheckReporterOptions {
  readonly write: (text: string) => void;
  /** Whether unproved counts as error. */
  readonly isStrict: boolean;
}

/** Writes one object when all files are known. */
export function createJsonCheckReporter({ write, isStrict }: JsonCheckReporterOptions): CheckReporter {
  const files: FileEntry[] = [];
  return {
    onFile(found): void {
      files.push(fileEntry(found));
    },
    end(): void {
      write(jsonText({ version: 1, strict: isStrict, summary: summaryOf(files), files }));
    },
  };
}

type FileEntry = ReturnType<typeof fileEntry>;

function fileEntry(found: CheckedFile | UnreadFile) {
  if ("problem" in found) {
    const problem = { message: found.problem.message, help: found.problem.help ?? null };
    const values = { typed: 0, proved: 0 };
    return { file: found.file, verdict: "unread" as const, problem, values, diagnostics: [], truncated: false };
  }
  const { file, verdict, slots, diagnostics } = found;
  return {
    file,
    verdict,
    problem: null,
    values: { typed: slots.typed, proved: slots.proved },
    diagnostics: diagnostics.map(diagnosticEntry),
    truncated: diagnostics.length >= mostDiagnostics,
  };
}

function diagnosticEntry(diagnostic: Diagnostic) {
  const { code, severity, message, help, source, span, related = [], status, step, fix } = diagnostic;
  return {
    code,
    severity,
    message,
    help: help ?? null,
    ...placeEntry(source, span),
    related: related.map((place) => ({ message: place.message, ...placeEntry(place.source, place.span) })),
    status: status === undefined ? null : { name: ConduitStatus[status], value: status },
    step: step ?? null,
    fix: source === undefined || fix === undefined ? null : fix.map((edit) => editEntry(source, edit.span, edit.text)),
  };
}

function placeEntry(source: Source | undefined, span: Span | undefined) {
  const places = source === undefined || span === undefined ? { start: null, end: null } : placesOf(source, span);
  return { file: source?.name ?? null, ...places };
}

function editEntry(source: Source, span: Span, text: string) {
  return { ...placesOf(source, span), text };
}

function summaryOf(files: readonly FileEntry[]) {
  const withVerdict = (verdict: FileEntry["verdict"]) => files.filter((entry) => entry.verdict === verdict).length;
  const diagnostics = files.flatMap((entry) => entry.diagnostics);
  const withSeverity = (severity: Diagnostic["severity"]) =>
    diagnostics.filter((diagnostic) => diagnostic.severity === severity).length;
  const sum = (key: "typed" | "proved") => files.reduce((total, { values }) => total + values[key], 0);
  return {
    files: files.length,
    proved: withVerdict("proved"),
    unproved: withVerdict("unproved"),
    wrong: withVerdict("wrong"),
    unread: withVerdict("unread"),
    diagnostics: {
      error: withSeverity("error"),
      unproved: withSeverity("unproved"),
      warning: withSeverity("warning"),
    },
    values: { typed: sum("typed"), proved: sum("proved") },
  };
}
