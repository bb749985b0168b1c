// The TEXT blocks. Texts count in code points; white space is what Unicode calls so; nothing a pipeline says is ever
// made into a regular expression.

import { defineBlock, InvalidArgumentError } from "../src/block.ts";
import { codePoints, countCodePoints } from "./shared/code-points.ts";
import { placeOfIndex } from "./shared/place-of-index.ts";
import { textOf } from "./shared/text-of.ts";

const whiteSpace = /^\p{White_Space}$/u;
const numeric = /^\p{N}+$/u;

/** Cuts a text at a separator, at most `limit` times when that is not negative. */
function splitAt(text: string, separator: string, limit: number): string[] {
  if (separator === "") return joinAfter(["", ...codePoints(text), ""], limit);
  const pieces: string[] = [];
  let start = 0;
  while (limit < 0 || pieces.length < limit) {
    const end = text.indexOf(separator, start);
    if (end === -1) break;
    pieces.push(text.slice(start, end));
    start = end + separator.length;
  }
  pieces.push(text.slice(start));
  return pieces;
}

function joinAfter(pieces: string[], limit: number): string[] {
  return limit < 0 || limit >= pieces.length - 1 ? pieces : [...pieces.slice(0, limit), pieces.slice(limit).join("")];
}

/** The words of a text; after `limit` of them the rest is one piece, with the white space at its end. */
function splitAtWhiteSpace(text: string, limit: number): string[] {
  const pieces: string[] = [];
  for (const word of text.matchAll(/\P{White_Space}+/gu)) {
    if (limit >= 0 && pieces.length === limit) {
      pieces.push(text.slice(word.index));
      break;
    }
    pieces.push(word[0]);
  }
  return pieces;
}

// Walks from both ends: a pattern anchored to the end takes quadratic time on long runs inside the text.
function strip(text: string, isStripped: (character: string) => boolean): string {
  const characters = codePoints(text);
  let start = 0;
  let end = characters.length;
  while (start < end && isStripped(characters[start] ?? "")) start++;
  while (end > start && isStripped(characters[end - 1] ?? "")) end--;
  return characters.slice(start, end).join("");
}

function stripWhiteSpace(text: string): string {
  return strip(text, (character) => whiteSpace.test(character));
}

function capitalize(word: string): string {
  const first = codePoints(word)[0] ?? "";
  const [initial = "", ...more] = codePoints(first.toUpperCase());
  // The word is lowered as a whole, for a letter's small form can depend on its place (final sigma).
  return initial + more.join("").toLowerCase() + word.toLowerCase().slice(first.toLowerCase().length);
}

/** `seperator` is how the original spells it; both are taken, but not two different ones. */
function eitherSpelling<T>(separator: T, seperator: T | undefined, byDefault: T): T {
  if (seperator === undefined) return separator;
  if (separator !== byDefault && separator !== seperator) {
    throw new InvalidArgumentError("`separator` and `seperator` are the same parameter, but were given two values");
  }
  return seperator;
}

export default [
  defineBlock({
    category: "TEXT",
    name: "CREATE",
    description: "Makes a text of any value: texts stay as they are, other values become JSON.",
    parameters: {
      type: "object",
      properties: { value: { description: "The value to make a text of." } },
      required: ["value"],
    },
    returns: { type: "string" },
    effect: "pure",
    example: { parameters: { value: [1, true, null] }, result: "[1,true,null]" },
    run: ({ value }) => textOf(value),
  }),
  defineBlock({
    category: "TEXT",
    name: "JOIN",
    description: "Joins two texts.",
    parameters: {
      type: "object",
      properties: {
        text1: { type: "string", description: "The first text." },
        text2: { type: "string", description: "The second text." },
        join_with: { type: "string", default: " ", description: "What to put between them." },
      },
      required: ["text1", "text2"],
    },
    returns: { type: "string" },
    effect: "pure",
    example: { parameters: { text1: "Hello", text2: "World" }, result: "Hello World" },
    run: ({ text1, text2, join_with }) => text1 + join_with + text2,
  }),
  defineBlock({
    category: "TEXT",
    name: "JOIN_LIST",
    description: "Joins the texts of a list.",
    parameters: {
      type: "object",
      properties: {
        list: { type: "array", items: { type: "string" }, description: "The texts to join." },
        separator: { type: "string", default: "", description: "What to put between two of them." },
        seperator: { type: "string", description: "Another spelling of `separator`." },
      },
      required: ["list"],
    },
    returns: { type: "string" },
    effect: "pure",
    example: { parameters: { list: ["a", "b", "c"], separator: "-" }, result: "a-b-c" },
    run: ({ list, separator, seperator }) => list.join(eitherSpelling(separator, seperator, "")),
  }),
  defineBlock({
    category: "TEXT",
    name: "INCLUDES",
    description: "Tells whether a text contains another one.",
    parameters: {
      type: "object",
      properties: {
        text: { type: "string", description: "The text to search." },
        piece: { type: "string", description: "The text to look for; an empty one is in every text." },
      },
      required: ["text", "piece"],
    },
    returns: { type: "boolean" },
    effect: "pure",
    example: { parameters: { text: "hello", piece: "ell" }, result: true },
    run: ({ text, piece }) => text.includes(piece),
  }),
  defineBlock({
    category: "TEXT",
    name: "COUNT",
    description: "Counts the characters of a text.",
    parameters: {
      type: "object",
      properties: { text: { type: "string", description: "The text to count." } },
      required: ["text"],
    },
    returns: { type: "integer", minimum: 0 },
    effect: "pure",
    example: { parameters: { text: "héllo 😀" }, result: 7 },
    run: ({ text }) => countCodePoints(text),
  }),
  defineBlock({
    category: "TEXT",
    name: "GET",
    description: "Gives one character of a text.",
    parameters: {
      type: "object",
      properties: {
        text: { type: "string", description: "The text to take it from." },
        index: { type: "integer", description: "Which one, from 0; a negative index counts from the end." },
      },
      required: ["text", "index"],
    },
    returns: { type: "string", minLength: 1, maxLength: 1 },
    effect: "pure",
    example: { parameters: { text: "hello", index: -1 }, result: "o" },
    run: ({ text, index }) => {
      const characters = codePoints(text);
      return characters[placeOfIndex(index, characters.length, "text")] ?? "";
    },
  }),
  defineBlock({
    category: "TEXT",
    name: "COUNT_PIECE",
    description: "Counts how often a text stands in another one, without overlaps.",
    parameters: {
      type: "object",
      properties: {
        text: { type: "string", description: "The text to search." },
        piece: {
          type: "string",
          description: "The text to count; an empty one counts the places around all characters.",
        },
      },
      required: ["text", "piece"],
    },
    returns: { type: "integer", minimum: 0 },
    effect: "pure",
    example: { parameters: { text: "banana", piece: "an" }, result: 2 },
    run: ({ text, piece }) => splitAt(text, piece, -1).length - 1,
  }),
  defineBlock({
    category: "TEXT",
    name: "IS_EMPTY",
    description: "Tells whether a text is empty.",
    parameters: {
      type: "object",
      properties: {
        text: { type: "string", description: "The text to look at." },
        include_spaces: {
          type: "boolean",
          default: true,
          description: "Whether white space counts as content; false ignores it at both ends.",
        },
      },
      required: ["text"],
    },
    returns: { type: "boolean" },
    effect: "pure",
    example: { parameters: { text: "  ", include_spaces: false }, result: true },
    run: ({ text, include_spaces }) => (include_spaces ? text : stripWhiteSpace(text)) === "",
  }),
  defineBlock({
    category: "TEXT",
    name: "STRIP",
    description: "Removes characters from both ends of a text.",
    parameters: {
      type: "object",
      properties: {
        text: { type: "string", description: "The text to strip." },
        chars: {
          type: ["string", "null"],
          default: null,
          description: "The characters to remove, in any order; null removes white space.",
        },
      },
      required: ["text"],
    },
    returns: { type: "string" },
    effect: "pure",
    example: { parameters: { text: "--a-b-", chars: "-" }, result: "a-b" },
    run: ({ text, chars }) => {
      if (chars === null) return stripWhiteSpace(text);
      const stripped = new Set(codePoints(chars));
      return strip(text, (character) => stripped.has(character));
    },
  }),
  defineBlock({
    category: "TEXT",
    name: "UPPERCASE",
    description: "Makes all letters of a text upper case.",
    parameters: {
      type: "object",
      properties: { text: { type: "string", description: "The text to change." } },
      required: ["text"],
    },
    returns: { type: "string" },
    effect: "pure",
    example: { parameters: { text: "straße" }, result: "STRASSE" },
    run: ({ text }) => text.toUpperCase(),
  }),
  defineBlock({
    category: "TEXT",
    name: "LOWERCASE",
    description: "Makes all letters of a text lower case.",
    parameters: {
      type: "object",
      properties: { text: { type: "string", description: "The text to change." } },
      required: ["text"],
    },
    returns: { type: "string" },
    effect: "pure",
    example: { parameters: { text: "Hello" }, result: "hello" },
    run: ({ text }) => text.toLowerCase(),
  }),
  defineBlock({
    category: "TEXT",
    name: "SPLIT",
    description: "Splits a text into a list of texts.",
    parameters: {
      type: "object",
      properties: {
        text: { type: "string", description: "The text to split." },
        separator: {
          type: ["string", "null"],
          default: null,
          description: "Where to split; null splits at runs of white space and gives no empty texts.",
        },
        seperator: { type: ["string", "null"], description: "Another spelling of `separator`." },
        maxsplit: {
          type: "integer",
          default: -1,
          description: "How often to split at most, the rest staying whole; a negative number is no limit.",
        },
      },
      required: ["text"],
    },
    returns: { type: "array", items: { type: "string" } },
    effect: "pure",
    example: { parameters: { text: "a,b,c", separator: ",", maxsplit: 1 }, result: ["a", "b,c"] },
    run: ({ text, separator, seperator, maxsplit }) => {
      const at = eitherSpelling(separator, seperator, null);
      if (at === "") throw new InvalidArgumentError("`separator` is empty; a text can only be split at some text");
      return at === null ? splitAtWhiteSpace(text, maxsplit) : splitAt(text, at, maxsplit);
    },
  }),
  defineBlock({
    category: "TEXT",
    name: "TITLECASE",
    description: "Makes the first letter of every run of letters upper case and the others lower case.",
    parameters: {
      type: "object",
      properties: { text: { type: "string", description: "The text to change." } },
      required: ["text"],
    },
    returns: { type: "string" },
    effect: "pure",
    example: { parameters: { text: "the 3rd WAY" }, result: "The 3Rd Way" },
    run: ({ text }) => text.replace(/\p{L}[\p{L}\p{M}]*/gu, capitalize),
  }),
  defineBlock({
    category: "TEXT",
    name: "STARTS_WITH",
    description: "Tells whether a text begins with another one.",
    parameters: {
      type: "object",
      properties: {
        text: { type: "string", description: "The text to look at." },
        piece: { type: "string", description: "The text it may begin with." },
      },
      required: ["text", "piece"],
    },
    returns: { type: "boolean" },
    effect: "pure",
    example: { parameters: { text: "hello", piece: "he" }, result: true },
    run: ({ text, piece }) => text.startsWith(piece),
  }),
  defineBlock({
    category: "TEXT",
    name: "ENDS_WITH",
    description: "Tells whether a text ends with another one.",
    parameters: {
      type: "object",
      properties: {
        text: { type: "string", description: "The text to look at." },
        piece: { type: "string", description: "The text it may end with." },
      },
      required: ["text", "piece"],
    },
    returns: { type: "boolean" },
    effect: "pure",
    example: { parameters: { text: "report.csv", piece: ".csv" }, result: true },
    run: ({ text, piece }) => text.endsWith(piece),
  }),
  defineBlock({
    category: "TEXT",
    name: "IS_NUMERIC",
    description: "Tells whether a text is made of digits and other numeric characters alone; a sign or point is none.",
    parameters: {
      type: "object",
      properties: { text: { type: "string", description: "The text to look at." } },
      required: ["text"],
    },
    returns: { type: "boolean" },
    effect: "pure",
    example: { parameters: { text: "-1" }, result: false },
    run: ({ text }) => numeric.test(text),
  }),
  defineBlock({
    category: "TEXT",
    name: "IS_TEXT",
    description: "Tells whether a value is a text.",
    parameters: {
      type: "object",
      properties: { value: { description: "The value to look at." } },
      required: ["value"],
    },
    returns: { type: "boolean" },
    effect: "pure",
    example: { parameters: { value: 3 }, result: false },
    run: ({ value }) => typeof value === "string",
  }),
  defineBlock({
    category: "TEXT",
    name: "REPLACE",
    description: "Replaces a piece of a text by another one, from left to right.",
    parameters: {
      type: "object",
      properties: {
        text: { type: "string", description: "The text to change." },
        old: {
          type: "string",
          description: "The piece to replace, taken literally; an empty one stands around all characters.",
        },
        new: { type: "string", description: "What to put there." },
        count: { type: "integer", default: -1, description: "How many to replace; a negative number means all." },
      },
      required: ["text", "old", "new"],
    },
    returns: { type: "string" },
    effect: "pure",
    example: { parameters: { text: "Hello World", old: "World", new: "Space" }, result: "Hello Space" },
    run: ({ text, old, new: replacement, count }) => splitAt(text, old, count).join(replacement),
  }),
];
