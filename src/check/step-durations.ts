// The lengths of time in steps: the words for what is none, and what is too long. How they are written is said by src/duration.ts.

import type { Diagnostic } from "../diagnostic.ts";
import type { Document, Path } from "../document.ts";
import { longestDuration, parseDuration } from "../duration.ts";
import { isJsonMap, ownValue } from "../json.ts";
import { type FaultWords, type SchemaFault, shortValue } from "../schema-fault.ts";
import { writtenSteps } from "./step-kinds.ts";
import { stepPlaceOf } from "./step-path.ts";

const places: readonly (readonly string[])[] = [["timeout"], ["retry", "delay"], ["retry", "max_delay"]];

/** Words for a fault of a length of time; undefined for any other fault. */
export function durationWords(fault: SchemaFault, subject: string): FaultWords | undefined {
  const { rest = [] } = stepPlaceOf(fault.path) ?? {};
  if (!places.some((place) => place.join() === rest.join())) return undefined;
  if (fault.kind === "value" && typeof fault.value === "string") {
    if (parseDuration(fault.value) === 0) {
      return { message: `${subject} must be more than nothing`, help: "take it out where nothing bounds the step" };
    }
    return {
      message: `${subject} is no length of time: ${shortValue(fault.value)}`,
      help: `write ${meantBy(fault.value)}`,
    };
  }
  if (fault.kind !== "type" || typeof fault.value !== "number") return undefined;
  return {
    message: `${subject} must be a length of time, found the number ${fault.value}`,
    help: Number.isInteger(fault.value) && fault.value >= 0 ? `write \`${fault.value}s\`` : `write ${examples}`,
  };
}

const examples = "it as `500ms`, `30s`, `5m` or `1h30m`";

const unitWords: readonly [RegExp, string][] = [
  [/^(?:milliseconds?|millis|msecs?)$/, "ms"],
  [/^(?:seconds?|secs?|)$/, "s"],
  [/^(?:minutes?|mins?)$/, "m"],
  [/^(?:hours?|hrs?)$/, "h"],
  [/^days?$/, "d"],
];

/** How a length of time in other words is written. */
function meantBy(text: string): string {
  const [, count = "", word = ""] = /^\s*(\d+)\s*([a-z]*)\s*$/i.exec(text) ?? [];
  const unit = unitWords.find(([pattern]) => pattern.test(word.toLowerCase()))?.[1];
  const meant = `${count}${unit ?? word.toLowerCase()}`;
  return count !== "" && parseDuration(meant) !== undefined ? `\`${meant}\`` : examples;
}

/** Yields every length of time that no timer takes. */
export function* checkDurations(document: Document): Generator<Diagnostic> {
  for (const { step, path } of writtenSteps(document.value)) {
    for (const [key = "", inner] of places) {
      const value = ownValue(step, key);
      const text = inner === undefined ? value : isJsonMap(value) ? ownValue(value, inner) : undefined;
      if (typeof text !== "string" || (parseDuration(text) ?? 0) <= longestDuration) continue;
      const rest: Path = inner === undefined ? [key] : [key, inner];
      yield {
        code: "wrong-value",
        severity: "error",
        message: `\`${rest.join(".")}\` of step ${stepPlaceOf(path)?.number} is too long: ${shortValue(text)}`,
        help: `write at most \`${Math.floor(longestDuration / 86_400_000)}d\``,
        source: document.source,
        span: document.locate([...path, ...rest]),
      };
    }
  }
}
