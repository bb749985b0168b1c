// A line of a source with marks under a span, cut to a window where the line is long. The cost follows the window, not
// the line: of a line of 10 MB only the characters around the span are looked at.

import stringWidth from "string-width";
import type { Source, Span } from "../source.ts";
import { expandTabs, visibleText } from "./visible-text.ts";

/** A source line and the marks below it, both safe to print, without gutter and colours. */
export interface Snippet {
  /** From 1. */
  readonly line: number;
  /** From 1, in code points. */
  readonly column: number;
  readonly text: string;
  /** Spaces up to the marked place. */
  readonly indent: string;
  /** How many columns are marked; at least one. */
  readonly width: number;
}

/** The most columns a snippet's text has, without the two for `…`. */
const room = 90;
/** How many of them stand before the span when both sides are cut. */
const roomBefore = 30;

/** The snippet for a span: of several lines the first is shown and marked to its end; an empty span has one mark. */
export function renderSnippet(source: Source, span: Span): Snippet {
  const { text } = source;
  const offset = clamp(span.start, 0, text.length);
  const { line, column } = source.positionOf(offset);
  const whole = source.lineSpan(line);
  const start = atCharacter(text, clamp(offset, whole.start, whole.end));
  const end = atCharacter(text, clamp(span.end, start, whole.end));
  const shown = windowAround(text, whole, start);
  const before = (shown.start > whole.start ? "…" : "") + printable(text.slice(shown.start, start));
  const marked = printable(text.slice(start, Math.min(end, shown.end)));
  const after = printable(text.slice(Math.max(start, Math.min(end, shown.end)), shown.end));
  const indent = stringWidth(before);
  return {
    line,
    column,
    text: before + marked + after + (shown.end < whole.end ? "…" : ""),
    indent: " ".repeat(indent),
    // Measured together, because a mark or joiner at the border belongs to the character before it.
    width: Math.max(1, stringWidth(before + marked) - indent),
  };
}

function printable(text: string): string {
  return visibleText(expandTabs(text));
}

/** The part of the line that is shown: all of it where there is room, else what stands around the span's start. */
function windowAround(text: string, line: Span, start: number): Span {
  const fromLineStart = forward(text, line.start, line.end, room);
  if (fromLineStart === line.end) return line;
  const left = backward(text, start, line.start, roomBefore);
  if (left === line.start) return { start: left, end: fromLineStart };
  const right = forward(text, left, line.end, room);
  if (right < line.end) return { start: left, end: right };
  return { start: Math.min(left, backward(text, line.end, line.start, room)), end: right };
}

/** The farthest offset from `from` up to `to` whose text fits into that many columns. */
function forward(text: string, from: number, to: number, columns: number): number {
  let offset = from;
  let left = columns;
  for (let steps = mostSteps(columns); offset < to && steps > 0; steps--) {
    const character = String.fromCodePoint(text.codePointAt(offset) ?? 0);
    left -= stringWidth(printable(character));
    if (left < 0) break;
    offset += character.length;
  }
  return offset;
}

function backward(text: string, from: number, to: number, columns: number): number {
  let offset = from;
  let left = columns;
  for (let steps = mostSteps(columns); offset > to && steps > 0; steps--) {
    const previous = atCharacter(text, offset - 1);
    left -= stringWidth(printable(text.slice(previous, offset)));
    if (left < 0) break;
    offset = previous;
  }
  return offset;
}

/** Characters without a width must not make the window endless. */
function mostSteps(columns: number): number {
  return columns * 4;
}

/** The offset itself, or one less inside a surrogate pair. */
function atCharacter(text: string, offset: number): number {
  const isInside = /[\ud800-\udbff]/.test(text.charAt(offset - 1)) && /[\udc00-\udfff]/.test(text.charAt(offset));
  return isInside ? offset - 1 : offset;
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
