// Where each character of a decoded YAML scalar stands in the source, for all five ways to write one. Decodes the
// scalar once more while it counts and gives up where its result is not the library's, so an answer is never a guess.

import type { Span } from "../source.ts";

/** What the tree knows of a scalar; `range` begins at its quote, its block header or its first character. */
export interface WrittenScalar {
  readonly range: readonly [number, number, ...number[]];
  readonly type?: "PLAIN" | "QUOTE_SINGLE" | "QUOTE_DOUBLE" | "BLOCK_FOLDED" | "BLOCK_LITERAL" | undefined;
  readonly value: string;
}

/** For each UTF-16 unit of a decoded text the span of the source that it came from. */
interface ScalarOffsets {
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/** Maps a scalar's characters to the source; undefined where its text is not the one that its spelling decodes to. */
function scalarOffsets(text: string, scalar: WrittenScalar): ScalarOffsets | undefined {
  const decoded = new Decoded();
  const [start, end] = scalar.range;
  if (scalar.type === "QUOTE_DOUBLE") decodeDouble(decoded, text, start + 1, end - 1);
  else if (scalar.type === "QUOTE_SINGLE") decodeLines(decoded, text, start + 1, end - 1, true);
  else if (scalar.type === "PLAIN") decodeLines(decoded, text, start, end, false);
  else decodeBlock(decoded, text, start, end, scalar);
  return decoded.text === scalar.value ? decoded : undefined;
}

/** The span of the source for a part of a decoded scalar. */
export function scalarPart(text: string, scalar: WrittenScalar, start: number, end: number): Span | undefined {
  const offsets = scalarOffsets(text, scalar);
  if (offsets === undefined) return undefined;
  const { starts, ends } = offsets;
  const first = Math.max(0, Math.min(start, starts.length));
  const last = Math.max(first, Math.min(end, starts.length));
  const from = starts[first] ?? ends.at(-1);
  if (from === undefined) return undefined;
  return { start: from, end: last > first ? (ends[last - 1] ?? from) : from };
}

class Decoded implements ScalarOffsets {
  text = "";
  readonly starts: number[] = [];
  readonly ends: number[] = [];

  /** Adds units that all came from one span. */
  put(units: string, start: number, end: number): void {
    this.text += units;
    for (let unit = 0; unit < units.length; unit++) {
      this.starts.push(start);
      this.ends.push(end);
    }
  }

  /** Adds a stretch of the source as it stands. */
  copy(source: string, start: number, end: number): void {
    this.text += source.slice(start, end);
    for (let at = start; at < end; at++) {
      this.starts.push(at);
      this.ends.push(at + 1);
    }
  }
}

function linesOf(text: string, start: number, end: number): Span[] {
  const lines: Span[] = [];
  let lineStart = start;
  for (let at = text.indexOf("\n", start); at !== -1 && at < end; at = text.indexOf("\n", lineStart)) {
    lines.push({ start: lineStart, end: at > lineStart && text.charAt(at - 1) === "\r" ? at - 1 : at });
    lineStart = at + 1;
  }
  lines.push({ start: lineStart, end });
  return lines;
}

const isBlank = (char: string) => char === " " || char === "\t";

/** Plain and single-quoted texts: lines are joined by a space, empty lines between them are line breaks. */
function decodeLines(out: Decoded, text: string, start: number, end: number, isQuoted: boolean): void {
  const lines = linesOf(text, start, end);
  let contentEnd = start;
  let emptyLines: Span[] = [];
  for (const [index, line] of lines.entries()) {
    let from = line.start;
    let to = line.end;
    const isLast = index === lines.length - 1;
    if (index > 0) while (from < to && isBlank(text.charAt(from))) from++;
    if (!isLast) while (to > from && isBlank(text.charAt(to - 1))) to--;
    if (index > 0 && !isLast && from === to) {
      emptyLines.push({ start: line.end, end: lines[index + 1]?.start ?? line.end });
      continue;
    }
    if (index > 0 && emptyLines.length === 0) out.put(" ", contentEnd, from);
    for (const empty of emptyLines) out.put("\n", empty.start, empty.end);
    emptyLines = [];
    contentEnd = to;
    if (!isQuoted) {
      out.copy(text, from, to);
      continue;
    }
    for (let quote = text.indexOf("''", from); quote !== -1 && quote < to - 1; quote = text.indexOf("''", from)) {
      out.copy(text, from, quote);
      out.put("'", quote, quote + 2);
      from = quote + 2;
    }
    out.copy(text, from, to);
  }
}

const escapes: { readonly [letter: string]: string } = {
  "0": "\0",
  a: "\x07",
  b: "\b",
  e: "\x1b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  N: "\u0085",
  _: "\u00a0",
  L: "\u2028",
  P: "\u2029",
};
const hexDigits: { readonly [letter: string]: number } = { x: 2, u: 4, U: 8 };

function decodeDouble(out: Decoded, text: string, start: number, end: number): void {
  let at = start;
  while (at < end) {
    const char = text.charAt(at);
    if (char === "\\") at = decodeEscape(out, text, at, end);
    else if (isBlank(char) || char === "\n" || char === "\r") at = decodeSpace(out, text, at, end);
    else {
      out.copy(text, at, at + 1);
      at++;
    }
  }
}

function decodeEscape(out: Decoded, text: string, start: number, end: number): number {
  const letter = text.charAt(start + 1);
  const digits = hexDigits[letter];
  let next = start + 2;
  if (letter === "\n" || letter === "\r") {
    if (letter === "\r") next++;
    while (next < end && isBlank(text.charAt(next))) next++;
  } else if (digits === undefined) {
    out.put(escapes[letter] ?? letter, start, next);
  } else {
    const code = Number.parseInt(text.slice(next, next + digits), 16);
    next += digits;
    if (code <= 0x10ffff) out.put(String.fromCodePoint(code), start, next);
  }
  return next;
}

/** White space: kept inside a line, folded around line breaks. */
function decodeSpace(out: Decoded, text: string, start: number, end: number): number {
  let next = start;
  const breaks: number[] = [];
  for (; next < end && /[ \t\r\n]/.test(text.charAt(next)); next++) if (text.charAt(next) === "\n") breaks.push(next);
  if (breaks.length === 0) out.copy(text, start, next);
  else if (breaks.length === 1) out.put(" ", start, next);
  for (const at of breaks.slice(1)) out.put("\n", at, at + 1);
  return next;
}

interface BlockLine extends Span {
  /** Where the spaces at its beginning end. */
  readonly content: number;
  readonly isEmpty: boolean;
}

function decodeBlock(out: Decoded, text: string, start: number, end: number, scalar: WrittenScalar): void {
  const headerEnd = text.indexOf("\n", start);
  if (headerEnd === -1 || headerEnd >= end) return;
  const header = /^[|>][-+0-9]*/.exec(text.slice(start, headerEnd))?.[0] ?? "";
  const lines = blockLines(text, headerEnd + 1, end);
  const first = lines.findIndex((line) => !line.isEmpty);
  if (first === -1) {
    const breaks = header.includes("+") ? Math.max(1, lines.length - 1) : 0;
    for (let index = 0; index < breaks; index++) putBreak(out, text, lines[index]?.end ?? end, end);
    return;
  }
  const firstLine = lines[first] as BlockLine;
  // With an indentation indicator only the library knows the parent's indentation; its result shows what it took off.
  const kept = /[1-9]/.test(header) ? /^ */.exec(scalar.value.split("\n", first + 1)[first] ?? "")?.[0].length : 0;
  const indent = firstLine.content - firstLine.start - (kept ?? 0);
  const last = lastBlockLine(lines, indent);
  for (const line of lines.slice(0, first)) {
    out.copy(text, Math.min(line.start + indent, line.content), line.content);
    putBreak(out, text, line.end, end);
  }
  decodeBlockLines(out, text, lines.slice(first, last + 1), { indent, isFolded: header.startsWith(">"), end });
  if (header.includes("-")) return;
  putBreak(out, text, lines[last]?.end ?? end, end);
  if (!header.includes("+")) return;
  const rest = lines.slice(last + 1);
  // The library's last piece is what stands behind the last line break: mostly nothing.
  for (const [index, line] of rest.entries()) {
    out.copy(text, Math.min(line.start + indent, line.content), line.content);
    if (index < rest.length - 1) putBreak(out, text, line.end, end);
  }
}

function blockLines(text: string, start: number, end: number): BlockLine[] {
  return linesOf(text, start, end).map((line) => {
    let content = line.start;
    while (content < line.end && text.charAt(content) === " ") content++;
    return { ...line, content, isEmpty: content === line.end };
  });
}

/** The last line before the trailing empty ones; an empty one that is indented more than the text is part of it. */
function lastBlockLine(lines: readonly BlockLine[], indent: number): number {
  const lastWithText = lines.findLastIndex((line) => !line.isEmpty);
  const lastIndented = lines.findLastIndex((line) => line.content - line.start > indent);
  return Math.max(lastWithText, lastIndented);
}

function decodeBlockLines(
  out: Decoded,
  text: string,
  lines: readonly BlockLine[],
  style: { indent: number; isFolded: boolean; end: number },
): void {
  let wasIndented = false;
  let contentEnd: number | undefined;
  let breaks: number[] = [];
  for (const line of lines) {
    const from = Math.min(line.start + style.indent, line.content);
    const isIndented = line.content > line.start + style.indent || text.charAt(line.content) === "\t";
    if (style.isFolded && line.isEmpty && !isIndented) {
      breaks.push(line.end);
      continue;
    }
    if (contentEnd !== undefined) {
      const isKept = !style.isFolded || isIndented || wasIndented;
      if (isKept) putBreak(out, text, contentEnd, style.end);
      else if (breaks.length === 0) out.put(" ", contentEnd, from);
    }
    for (const at of breaks) putBreak(out, text, at, style.end);
    breaks = [];
    out.copy(text, from, line.end);
    contentEnd = line.end;
    wasIndented = isIndented;
  }
}

function putBreak(out: Decoded, text: string, at: number, end: number): void {
  const length = text.startsWith("\r\n", at) ? 2 : 1;
  out.put("\n", Math.min(at, end), Math.min(at + length, end));
}
