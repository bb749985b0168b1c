// A diagnostic as text: where, what, the line with marks under the very words, what to do. It knows neither what found
// the mistake nor where the text is printed.

import { type Diagnostic, mostDiagnostics, type Severity } from "../diagnostic.ts";
import type { Source, Span } from "../source.ts";
import { statusText } from "../status.ts";
import type { Colors } from "./colors.ts";
import { renderSnippet, type Snippet } from "./render-snippet.ts";
import { visibleLines, visibleText } from "./visible-text.ts";

export interface DiagnosticOptions {
  readonly colors: Colors;
  /** Adds the status a run without check would have ended in. */
  readonly showStatus?: boolean;
}

/** One diagnostic as several lines, the last without a line break. Only source lines are cut, never words. */
export function renderDiagnostic(diagnostic: Diagnostic, options: DiagnosticOptions): string {
  const { colors } = options;
  const severityColor = diagnostic.severity === "error" ? colors.red : colors.yellow;
  const snippet = snippetOf(diagnostic);
  const related = (diagnostic.related ?? []).map((place) => {
    const there = renderSnippet(place.source, place.span);
    const isSameLine = place.source === diagnostic.source && there.line === snippet?.line;
    return { ...place, there, isShown: !isSameLine };
  });
  const numbers = [snippet, ...related.filter((place) => place.isShown).map((place) => place.there)];
  const gutter = Math.max(...numbers.map((shown) => String(shown?.line ?? 1).length));
  const note = (kind: string, text: string) => noteLines(kind, text, gutter, colors);

  const lines = [headLine(diagnostic, snippet, severityColor, colors)];
  if (snippet !== undefined) lines.push(...snippetLines(snippet, gutter, "^", severityColor, colors));
  if (diagnostic.help !== undefined) lines.push(...note("help", diagnostic.help));
  for (const { message, source, there, isShown } of related) {
    lines.push(...note("note", visibleText(`${message}: ${source.name}:${there.line}:${there.column}`)));
    if (isShown) lines.push(...snippetLines(there, gutter, "-", colors.blue, colors));
  }
  if (options.showStatus === true && diagnostic.status !== undefined) {
    lines.push(...note("ends as", statusText(diagnostic.status)));
  }
  return lines.join("\n");
}

/** Several diagnostics in the order given, an empty line between them; of very many it is said that there may be more. */
export function renderDiagnostics(diagnostics: readonly Diagnostic[], options: DiagnosticOptions): string {
  const shown = diagnostics.map((diagnostic) => renderDiagnostic(diagnostic, options));
  const more = diagnostics.length < mostDiagnostics ? [] : ["there may be more: mend these first"];
  return [...shown, ...more].join("\n\n");
}

/** How many there are: `2 errors, 1 unproved, 1 warning`; `no errors` for none at all. */
export function summarize(diagnostics: readonly Pick<Diagnostic, "severity">[]): string {
  const count = (severity: Severity) => diagnostics.filter((diagnostic) => diagnostic.severity === severity).length;
  const unproved = count("unproved");
  const parts = [
    counted(count("error"), "error"),
    unproved === 0 ? "" : `${unproved} unproved`,
    counted(count("warning"), "warning"),
  ];
  return parts.filter((part) => part !== "").join(", ") || "no errors";
}

function snippetOf({ source, span }: { source?: Source | undefined; span?: Span | undefined }): Snippet | undefined {
  return source === undefined || span === undefined ? undefined : renderSnippet(source, span);
}

function headLine(diagnostic: Diagnostic, snippet: Snippet | undefined, severityColor: Colors, colors: Colors): string {
  const file = diagnostic.source === undefined ? "" : visibleText(diagnostic.source.name);
  const place = snippet === undefined ? file : `${file}:${snippet.line}:${snippet.column}`;
  const severity = severityColor(`${diagnostic.severity}:`);
  const message = colors.bold(visibleText(diagnostic.message));
  return `${place === "" ? "" : `${place}: `}${severity} ${message} ${colors.dim(`[${diagnostic.code}]`)}`;
}

function snippetLines(snippet: Snippet, gutter: number, mark: string, markColor: Colors, colors: Colors): string[] {
  const bar = colors.dim(`${" ".repeat(gutter)} |`);
  const numbered = colors.dim(`${String(snippet.line).padStart(gutter)} |`);
  return [
    bar,
    snippet.text === "" ? numbered : `${numbered} ${snippet.text}`,
    `${bar} ${snippet.indent}${markColor(mark.repeat(snippet.width))}`,
  ];
}

/** `= help: text`, further lines of the text standing below its first. */
function noteLines(kind: string, text: string, gutter: number, colors: Colors): string[] {
  const start = `${" ".repeat(gutter)} ${colors.dim("=")} ${colors.cyan(`${kind}:`)} `;
  const indent = " ".repeat(gutter + kind.length + 5);
  return visibleLines(text).map((line, index) => ((index === 0 ? start : indent) + line).trimEnd());
}

function counted(count: number, word: string): string {
  if (count === 0) return "";
  return `${count} ${count === 1 ? word : `${word}s`}`;
}
