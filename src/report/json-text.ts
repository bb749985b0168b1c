// Data as JSON text that is safe to print: what could steer a terminal, which JSON allows in texts, is written as escapes.

import { visibleText } from "./visible-text.ts";

/** The data as indented JSON, with a line break at its end. */
export function jsonText(data: object): string {
  // Line breaks stand only between values here, and the escapes of visible text are those of JSON.
  const lines = JSON.stringify(data, null, 2).split("\n");
  return `${lines.map(visibleText).join("\n")}\n`;
}
