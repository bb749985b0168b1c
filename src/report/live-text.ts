// The text of the live part of a terminal: one line per running step, each cut so that it never wraps. Apart from the
// live reporter because measuring text loads string-width, which only slow steps need.

import stringWidth from "string-width";
import type { Colors } from "./colors.ts";
import { renderDuration } from "./render-duration.ts";
import { visibleText } from "./visible-text.ts";

/** A step that has begun and not ended. */
export interface RunningStep {
  /** Its id, and in a loop its turn; safe to print. */
  readonly name: string;
  /** How many steps with lines of their own it is in. */
  readonly depth: number;
  /** The action, or the kind of group. */
  readonly action: string;
  readonly description: string | null;
  /** How far it is, in words; empty where nothing can be said. */
  readonly progress: string;
  /** In milliseconds, of the same clock as `now`. */
  readonly startedAt: number;
}

export interface LiveTextOptions {
  readonly colors: Colors;
  readonly columns: number;
  readonly rows: number;
  readonly now: number;
}

/** How many lines the live part may take on any screen; on a high one it is half of the screen. */
const fewLines = 6;

/** What stands behind the spinner's sign: the first step on its line, the others below it, the oldest first. */
export function liveText(running: readonly RunningStep[], { colors, columns, rows, now }: LiveTextOptions): string {
  // The sign and a space come first, and a line as wide as the terminal would wrap on some.
  const room = Math.max(0, columns - 3);
  const most = Math.max(1, Math.min(Math.max(fewLines, Math.floor(rows / 2)), rows - 2));
  const shown = running.length > most ? running.slice(0, most - 1) : running;
  const widths = {
    name: Math.max(0, ...shown.map((step) => stringWidth(nameOf(step)))),
    action: Math.max(0, ...shown.map((step) => stringWidth(visibleText(step.action)))),
  };
  const lines = shown.map((step) => stepText(step, widths, room, now, colors));
  if (shown.length < running.length) lines.push(colors.dim(cut(`… ${running.length - shown.length} more`, room)));
  return lines.join("\n  ");
}

interface Widths {
  readonly name: number;
  readonly action: number;
}

function nameOf({ name, depth }: RunningStep): string {
  return "  ".repeat(depth) + name;
}

/** How far it is and the time, shown from the first second on, are never cut off; the rest gives way from its end. */
function stepText(step: RunningStep, widths: Widths, room: number, now: number, colors: Colors): string {
  const elapsed = Math.floor((now - step.startedAt) / 100) * 100;
  const time = elapsed < 1000 ? "" : renderDuration(elapsed);
  const end = cut([step.progress, time].filter((part) => part !== "").join("  "), room);
  let left = room - (end === "" ? 0 : end.length + 2);
  const take = (text: string, width = 0): string => {
    const taken = cut(text, left);
    const own = stringWidth(taken);
    const padded = Math.max(own, Math.min(width, left));
    left -= padded + 2;
    return taken + " ".repeat(Math.max(0, padded - own));
  };
  const name = take(nameOf(step), widths.name);
  const action = take(visibleText(step.action), widths.action);
  const description = step.description === null ? "" : take(visibleText(step.description));
  const parts = [
    { text: name, style: colors.bold },
    { text: action, style: String },
    { text: description, style: colors.dim },
    { text: end, style: colors.dim },
  ].filter(({ text }) => text !== "");
  return parts.map(({ text, style }, index) => style(index < parts.length - 1 ? text : text.trimEnd())).join("  ");
}

/** The longest beginning that fits into that many columns, with `…` where something is missing. */
function cut(text: string, columns: number): string {
  if (columns <= 0) return "";
  // A long text is not measured to its end.
  const beginning = text.slice(0, columns * 4);
  if (beginning.length === text.length && stringWidth(text) <= columns) return text;
  let kept = "";
  let width = 1;
  for (const character of beginning) {
    width += stringWidth(character);
    if (width > columns) break;
    kept += character;
  }
  return `${kept}…`;
}
