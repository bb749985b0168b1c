// Which of the yaml library's syntax errors are mistakes of their own rather than consequences of an earlier one, and
// where exactly they stand. Knows no words for them but those for brackets and quotes left open.

import type { YAMLError } from "yaml";
import type { Diagnostic } from "../diagnostic.ts";
import type { Source, Span } from "../source.ts";
import type { OpenMark } from "./compose-yaml.ts";
import { wordingOf } from "./yaml-wordings.ts";

const longestFound = 60;
const mostDiagnostics = 20;

/** The syntax errors that are mistakes of their own, in order of their places, and whether all values are read well. */
export function syntaxErrors(
  source: Source,
  errors: readonly YAMLError[],
  openMarks: readonly OpenMark[],
): { diagnostics: Diagnostic[]; isTreeSound: boolean } {
  const { text } = source;
  const all = [...openMarks, ...errors].toSorted((a, b) => offsetOf(a) - offsetOf(b));
  const diagnostics: Diagnostic[] = [];
  let isRestInDoubt = false;
  let lineEnd = -1;
  for (const error of all) {
    if (diagnostics.length === mostDiagnostics) break;
    const spoils = spoilsOf(error);
    if (offsetOf(error) < lineEnd || (isRestInDoubt && spoils !== "itself")) continue;
    const diagnostic = "kind" in error ? wordMark(source, error) : wordError(source, error);
    const start = diagnostic.span?.start ?? 0;
    if (start < lineEnd) continue;
    diagnostics.push(diagnostic);
    if (spoils === "rest") isRestInDoubt = true;
    const next = text.indexOf("\n", start);
    lineEnd = next === -1 ? text.length + 1 : next;
  }
  return { diagnostics, isTreeSound: all.every((error) => spoilsOf(error) === "itself") };
}

function offsetOf(error: YAMLError | OpenMark): number {
  return "kind" in error ? error.at : error.pos[0];
}

function spoilsOf(error: YAMLError | OpenMark): "itself" | "line" | "rest" {
  return "kind" in error ? "rest" : (wordingOf(error).spoils ?? "rest");
}

function wordError(source: Source, error: YAMLError): Diagnostic {
  const { message, help } = wordingOf(error);
  const span = spanOf(source.text, error);
  const text = source.text.slice(span.start, Math.min(span.end, span.start + longestFound));
  const lineStart = source.text.lastIndexOf("\n", span.start - 1) + 1;
  const found = { text, isFirstOnLine: source.text.slice(lineStart, span.start).trim() === "" };
  return syntaxError(source, message(found), span, typeof help === "string" ? help : help(found));
}

function wordMark(source: Source, { kind, at, mark, closer }: OpenMark): Diagnostic {
  const span = { start: at, end: at + 1 };
  if (kind === "stray") {
    const help = "remove it, or put the text in quotes if it belongs to one";
    return syntaxError(source, `\`${mark}\` closes nothing`, span, help);
  }
  const partner = mark === "[" ? "]" : mark === "{" ? "}" : mark;
  if (closer === undefined) {
    const what = partner === mark ? "text that begins with" : "bracket";
    const help = `write \`${partner}\` where it ends, or put the whole text in quotes`;
    return syntaxError(source, `the ${what} \`${mark}\` is never closed`, span, help);
  }
  const found = source.text.charAt(closer.start);
  const message = `\`${found}\` stands where \`${partner}\` must close the bracket`;
  const related = [{ message: "opened here", source, span }];
  return { ...syntaxError(source, message, closer, `write \`${partner}\``), related };
}

function syntaxError(source: Source, message: string, span: Span, help: string): Diagnostic {
  return { code: "yaml-syntax", severity: "error", message, source, span, help };
}

/** The words that an error points at, within one line; the library often gives only where they begin, or the space before. */
function spanOf(text: string, error: YAMLError): Span {
  let start = Math.min(error.pos[0], text.length);
  if (error.code === "TAB_AS_INDENT") {
    const tab = text.indexOf("\t", start);
    return { start: tab, end: tab + 1 };
  }
  if (/directives-end/.test(error.message)) start = /^%/m.exec(text)?.index ?? start;
  while (start < text.length && /\s/.test(text.charAt(start))) start++;
  if (start === text.length) return endOf(text);
  const lineEnd = /[\r\n]|$/.exec(text.slice(start, start + 200))?.index ?? 0;
  const limit = start + lineEnd;
  if (error.code === "BAD_DQ_ESCAPE") return { start, end: Math.min(start + 2, limit) };
  if (error.pos[1] > start + 1) return { start, end: Math.min(error.pos[1], limit) };
  const isWhole = error.code === "BLOCK_AS_IMPLICIT_KEY";
  const word = (isWhole ? /^.+?(?=\s+#|\s*$)/ : /^[^\s,:[\]{}]+|^./).exec(text.slice(start, limit))?.[0] ?? "";
  return { start, end: start + Math.max(1, word.length) };
}

function endOf(text: string): Span {
  let end = text.length;
  while (end > 0 && /\s/.test(text.charAt(end - 1))) end--;
  return { start: Math.max(0, end - 1), end };
}
