// Why something failed, and where in its file, as lasting lines below the line that says that it failed.

import type { ErrorDescription, Place } from "../event.ts";
import { ConduitStatus, statusText } from "../status.ts";
import type { Colors } from "./colors.ts";
import { shortened, visibleLines, visibleText } from "./visible-text.ts";

/** What a finished step and a finished run have in common. */
export interface Failure {
  readonly error: ErrorDescription | null;
  readonly place: Place | null;
  readonly status: ConduitStatus;
}

/** How much of an error stands on a line with other words, in UTF-16 units. */
const longestReason = 200;

/** Our own codes repeat the status's name; every assertion of Node has the same code. */
function isSaidByStatus(code: string, status: ConduitStatus): boolean {
  return code.toUpperCase() === ConduitStatus[status] || code === "ERR_ASSERTION";
}

/** The error's whole text and its place; no line where there is neither. */
export function failureLines(
  { error, place, status }: Failure,
  colors: Colors,
  color: "red" | "yellow" = "red",
): string[] {
  const lines: string[] = [];
  if (error !== null) {
    const [words, ...more] = wordsOf(error);
    lines.push(`    ${colors[color]("error:")} ${words}${colors.dim(codeOf(error, status))}`);
    lines.push(...more.map((line) => `      ${line}`.trimEnd()));
  }
  if (place !== null) {
    lines.push(`    ${colors.dim("at")} ${visibleText(place.file)}:${place.line}:${place.column}`);
  }
  return lines;
}

/** The error in few words, for a line that says more than that. */
export function shortReason({ error, status }: Omit<Failure, "place">): string {
  if (error === null) return statusText(status);
  const [words, ...more] = wordsOf(error);
  return `${shortened(words, longestReason)}${more.length > 0 ? " …" : ""}${codeOf(error, status)}`;
}

function wordsOf({ name, message }: ErrorDescription): [string, ...string[]] {
  const shownName = name === "Error" || name === "" ? "" : `${visibleText(name)}: `;
  const [first = "", ...more] = visibleLines(shortened(message));
  return [`${shownName}${first || "(no message)"}`.trimEnd(), ...more];
}

/** In brackets, where it tells something new. */
function codeOf({ code, message }: ErrorDescription, status: ConduitStatus): string {
  const isSaid = code === null || message.includes(code) || isSaidByStatus(code, status);
  return isSaid ? "" : ` [${visibleText(code)}]`;
}
