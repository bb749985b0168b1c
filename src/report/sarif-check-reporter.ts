// Findings as a log in SARIF 2.1.0, which code scanners and editors read. The table of codes becomes the log's rules.

import { type Diagnostic, diagnosticCodes, type Edit, type Severity } from "../diagnostic.ts";
import type { Source, Span } from "../source.ts";
import { statusText } from "../status.ts";
import { type CheckedFile, type CheckReporter, placesOf, type UnreadFile } from "./check-reporter.ts";
import { uriFrom } from "./file-name.ts";
import { jsonText } from "./json-text.ts";

export interface SarifCheckReporterOptions {
  readonly write: (text: string) => void;
  /** The folder that URIs are relative to. */
  readonly folder: string;
  /** Of this tool. */
  readonly version: string;
}

const levels: Readonly<Record<Severity, string>> = { error: "error", unproved: "note", warning: "warning" };
const ruleIds = Object.keys(diagnosticCodes);
const rules = Object.entries(diagnosticCodes).map(([id, text]) => ({
  id,
  shortDescription: { text },
  fullDescription: { text },
  help: { text: `The section ${id} of docs/errors.md has an example with it and one without.` },
}));

/** Writes one log when all files are known. */
export function createSarifCheckReporter({ write, folder, version }: SarifCheckReporterOptions): CheckReporter {
  const results: object[] = [];
  const artifacts: object[] = [];
  const notifications: object[] = [];
  return {
    onFile(found): void {
      if ("problem" in found) {
        notifications.push(notificationOf(found));
        return;
      }
      artifacts.push(artifactOf(found, folder));
      results.push(...found.diagnostics.map((diagnostic) => resultOf(diagnostic, folder)));
    },
    end(): void {
      const run = {
        tool: { driver: { name: "conduit", version, rules } },
        invocations: [{ executionSuccessful: notifications.length === 0, toolExecutionNotifications: notifications }],
        artifacts,
        results,
        columnKind: "utf16CodeUnits",
        newlineSequences: ["\r\n", "\n", "\r"],
        defaultEncoding: "utf-8",
      };
      const $schema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
      write(jsonText({ $schema, version: "2.1.0", runs: [run] }));
    },
  };
}

function notificationOf({ problem: { message, help } }: UnreadFile) {
  return { level: "error", message: messageOf(message, help) };
}

function artifactOf({ file, verdict, slots }: CheckedFile, folder: string) {
  return {
    location: { uri: uriFrom(folder, file) },
    roles: ["analysisTarget"],
    properties: { verdict, values: { typed: slots.typed, proved: slots.proved } },
  };
}

function resultOf({ source, span, ...diagnostic }: Diagnostic, folder: string) {
  const { code, severity, message, help, related = [], status, step, fix } = diagnostic;
  return {
    ruleId: code,
    ruleIndex: ruleIds.indexOf(code),
    level: levels[severity],
    message: messageOf(message, help),
    ...(source === undefined ? {} : { locations: [locationOf(source, span, folder)] }),
    ...(related.length === 0
      ? {}
      : {
          relatedLocations: related.map((place) => ({
            message: messageOf(place.message),
            ...locationOf(place.source, place.span, folder),
          })),
        }),
    ...(source === undefined || fix === undefined ? {} : { fixes: [fixOf(source, fix, help, folder)] }),
    properties: {
      severity,
      ...(status === undefined ? {} : { status: statusText(status) }),
      ...(step === undefined ? {} : { step }),
    },
  };
}

function locationOf(source: Source, span: Span | undefined, folder: string) {
  const artifactLocation = { uri: uriFrom(folder, source.name) };
  return {
    physicalLocation: span === undefined ? { artifactLocation } : { artifactLocation, region: regionOf(source, span) },
  };
}

function regionOf(source: Source, span: Span) {
  const { start, end } = placesOf(source, span);
  return { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column };
}

function fixOf(source: Source, edits: readonly Edit[], help: string | undefined, folder: string) {
  const replacements = edits.map(({ span, text }) => ({
    deletedRegion: regionOf(source, span),
    insertedContent: { text },
  }));
  return {
    ...(help === undefined ? {} : { description: messageOf(help) }),
    artifactChanges: [{ artifactLocation: { uri: uriFrom(folder, source.name) }, replacements }],
  };
}

/**
 * A text that its reader must not take for one with placeholders or links, for `{0}` and `[text](target)` in it are a
 * pipeline's own. Other braces stay single, against the letter of the standard: readers show a text without arguments as it is.
 */
function messageOf(message: string, help?: string) {
  const text = help === undefined ? message : `${message}\n${help}`;
  return { text: text.replace(/\{(\d+)\}/g, "{{$1}}").replaceAll("](", "\\](") };
}
