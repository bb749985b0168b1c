// JSON for files that people read and compare: what fits on a line stands on one.

import { isJsonMap, type Json } from "../json.ts";

const widest = 120;

/** Writes a value as JSON with lines that are as wide as they may be; without a final line break. */
export function foldedJson(value: Json, indent = "", room = widest): string {
  const flat = flatJson(value);
  const isShort = indent.length + flat.length <= room;
  if (isShort || typeof value !== "object" || value === null) return flat;
  const inner = `${indent}  `;
  const lines = Array.isArray(value)
    ? value.map((item: Json) => `${inner}${foldedJson(item, inner)}`)
    : Object.entries(value).map(([key, part]) => {
        const name = `${JSON.stringify(key)}: `;
        return `${inner}${name}${foldedJson(part, inner, widest - name.length)}`;
      });
  const [open, close] = Array.isArray(value) ? "[]" : "{}";
  return `${open}\n${lines.join(",\n")}\n${indent}${close}`;
}

function flatJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(flatJson).join(", ")}]`;
  if (!isJsonMap(value)) return JSON.stringify(value);
  const entries = Object.entries(value).map(([key, part]) => `${JSON.stringify(key)}: ${flatJson(part)}`);
  return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
}
