// The JSON blocks.

import { defineBlock, InvalidArgumentError } from "../src/block.ts";
import { findJsonMistake } from "./shared/json-mistake.ts";

/** A place in a text as people count: line and column from 1, columns in code points. */
function lineAndColumn(text: string, offset: number): string {
  const lines = text.slice(0, offset).split("\n");
  return `line ${lines.length}, column ${Array.from(lines.at(-1) ?? "").length + 1}`;
}

export default [
  defineBlock({
    category: "JSON",
    name: "PARSE",
    description: "Reads a JSON text; of keys that stand twice the last one counts, and numbers have double precision.",
    parameters: {
      type: "object",
      properties: { text: { type: "string", description: "The JSON text." } },
      required: ["text"],
    },
    effect: "pure",
    example: { parameters: { text: '{"ids": [1, 2]}' }, result: { ids: [1, 2] } },
    run: ({ text }): unknown => {
      try {
        return JSON.parse(text);
      } catch (error) {
        const mistake = findJsonMistake(text);
        if (mistake === undefined) throw error;
        throw new InvalidArgumentError(`no JSON at ${lineAndColumn(text, mistake.offset)}: ${mistake.message}`);
      }
    },
  }),
  defineBlock({
    category: "JSON",
    name: "STRINGIFY",
    description: "Writes a value as a JSON text.",
    parameters: {
      type: "object",
      properties: {
        value: { description: "The value to write." },
        indent: {
          type: "integer",
          minimum: 0,
          maximum: 10,
          default: 2,
          description: "By how many spaces to indent; 0 writes all in one line.",
        },
      },
      required: ["value"],
    },
    returns: { type: "string" },
    effect: "pure",
    example: { parameters: { value: { ids: [1, 2] }, indent: 0 }, result: '{"ids":[1,2]}' },
    run: ({ value, indent }) => JSON.stringify(value, null, indent),
  }),
];
