// The text of the live part of a terminal: one line per running step, each cut so that it never wraps. Apart from the
// live reporter because measuring text loads string-width, which only slow steps need.

import stringWidth from "string-width";
import type { Colors } from "./colors.ts";
import { renderDuration } from "./render-duration.ts";
import { visibleText } from "./visible-text.ts";

/** A step that has begun and not ended. */
export interface RunningStep {
  readonly id: string;
  readonly action: string;
  readonly description: string | null;
  /** In milliseconds, of the same clock as `now`. */
  readonly startedAt: number;
}

export interface LiveTextOptions {
  readonly colors: Colors;
  readonly columns: number;
  readonly rows: number;
  readonly now: number;
}

/** The most lines the live part takes, however many steps run at once. */
const mostLines = 6;

/** What stands behind the spinner's sign: the first step on its line, the others below it, the oldest first. */
export function liveText(running: readonly RunningStep[], { colors, columns, rows, now }: LiveTextOptions): string {
  // The sign and a space come first, and a line as wide as the terminal would wrap on some.
  const room = Math.max(0, columns - 3);
  const most = Math.max(1, Math.min(mostLines, rows - 2));
  const shown = running.length > most ? running.slice(0, most - 1) : running;
  const widths = { id: widest(shown, "id"), action: widest(shown, "action") };
  const lines = shown.map((step) => stepText(step, widths, room, now, colors));
  if (shown.length < running.length) lines.push(colors.dim(cut(`… ${running.length - shown.length} more`, room)));
  return lines.join("\n  ");
}

interface Widths {
  readonly id: number;
  readonly action: number;
}

function widest(running: readonly RunningStep[], key: "id" | "action"): number {
  return Math.max(0, ...running.map((step) => stringWidth(visibleText(step[key]))));
}

/** The time, shown from the first second on, is never cut off; the rest gives way from its end. */
function stepText(step: RunningStep, widths: Widths, room: number, now: number, colors: Colors): string {
  const elapsed = Math.floor((now - step.startedAt) / 100) * 100;
  const time = elapsed < 1000 ? "" : cut(renderDuration(elapsed), room);
  let left = room - (time === "" ? 0 : time.length + 2);
  const take = (text: string, width = 0): string => {
    const taken = cut(visibleText(text), left);
    const own = stringWidth(taken);
    const padded = Math.max(own, Math.min(width, left));
    left -= padded + 2;
    return taken + " ".repeat(Math.max(0, padded - own));
  };
  const id = take(step.id, widths.id);
  const action = take(step.action, widths.action);
  const description = step.description === null ? "" : take(step.description);
  const parts = [colors.bold(id), action, colors.dim(description), colors.dim(time)];
  return parts.filter((part) => part !== "").join("  ");
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
