// Findings as workflow commands of GitHub Actions, which show them beside the lines of a pull request. A command is one line,
// so whatever comes from a pipeline or a file's name is escaped: it can neither end its command nor start another one.

import type { Diagnostic, Severity } from "../diagnostic.ts";
import { type CheckReporter, type Place, placesOf } from "./check-reporter.ts";
import { nameFrom } from "./file-name.ts";
import { visibleText } from "./visible-text.ts";

export interface GithubCheckReporterOptions {
  readonly write: (text: string) => void;
  /** The folder that files are named from; GitHub expects the root of the repository. */
  readonly folder: string;
}

const commands: Readonly<Record<Severity, string>> = { error: "error", unproved: "notice", warning: "warning" };

/** Writes one command for each diagnostic, and nothing for a file without any. */
export function createGithubCheckReporter({ write, folder }: GithubCheckReporterOptions): CheckReporter {
  return {
    onFile(found): void {
      if ("problem" in found) {
        const { message, help } = found.problem;
        write(commandLine("error", { title: "not checked" }, withNotes(message, help)));
        return;
      }
      for (const diagnostic of found.diagnostics) write(diagnosticLine(diagnostic, folder));
    },
    end(): void {},
  };
}

function diagnosticLine(diagnostic: Diagnostic, folder: string): string {
  const { code, severity, message, help, source, span, related = [] } = diagnostic;
  const notes = related.map((place) => {
    const { line, column } = placesOf(place.source, place.span).start;
    return `${place.message}: ${place.source.name}:${line}:${column}`;
  });
  const properties = {
    ...(source === undefined ? {} : { file: nameFrom(folder, source.name) }),
    ...(source === undefined || span === undefined ? {} : lineProperties(placesOf(source, span))),
    title: code,
  };
  return commandLine(commands[severity], properties, withNotes(message, help, notes));
}

/** Columns are dropped by GitHub where a place has several lines, so such a place ends with its first line. */
function lineProperties({ start, end }: { start: Place; end: Place }): Readonly<Record<string, string>> {
  const { line, column } = start;
  const endColumn = end.line === line ? { endColumn: String(end.column) } : {};
  return { line: String(line), endLine: String(line), col: String(column), ...endColumn };
}

function withNotes(message: string, help: string | undefined, notes: readonly string[] = []): string {
  return [message, ...(help === undefined ? [] : [`help: ${help}`]), ...notes.map((note) => `note: ${note}`)].join(
    "\n",
  );
}

function commandLine(command: string, properties: Readonly<Record<string, string>>, message: string): string {
  const given = Object.entries(properties).map(([name, value]) => `${name}=${escaped(value, /[%\r\n:,]/g)}`);
  return `::${command} ${given.join(",")}::${escaped(message, /[%\r\n]/g)}\n`;
}

/** What has a meaning in a command as `%0A`; the rest of what could steer a terminal as escapes that can be seen. */
function escaped(text: string, special: RegExp): string {
  const percentEncoded = (character: string) =>
    `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;
  return visibleText(text.replace(special, percentEncoded));
}
