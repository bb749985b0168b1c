// Our words for the yaml library's syntax errors, a row for each. The library's own wording is only looked at to tell
// errors with one code apart, and never shown.

import type { ErrorCode, YAMLError } from "yaml";

/** What stands where an error points. */
interface Found {
  readonly text: string;
  readonly isFirstOnLine: boolean;
}

/** What is said about one kind of error. */
export interface Wording {
  readonly code: ErrorCode;
  /** Needed where a code has several meanings. */
  readonly when?: RegExp;
  readonly message: (found: Found) => string;
  readonly help: string | ((found: Found) => string);
  /** `itself`: the error lies inside one value; `line`: the lines behind it are read well; otherwise all is in doubt. */
  readonly spoils?: "itself" | "line";
}

const listHelp = "give the list a key of its own, or indent it below its key";
const quoteIt = "put the text in quotes if it is one";

const wordings: readonly Wording[] = [
  {
    code: "BAD_DQ_ESCAPE",
    spoils: "itself",
    message: ({ text }) => `\`${text}\` is no escape that a text in double quotes knows`,
    help: "write `\\\\` for a backslash, or use single quotes, which know no escapes",
  },
  {
    code: "BAD_SCALAR_START",
    spoils: "itself",
    message: ({ text }) => {
      const first = text.charAt(0);
      return `a text without quotes cannot begin with ${first === "`" ? "a backquote" : `\`${first}\``}`;
    },
    help: "put the text in quotes",
  },
  {
    code: "TAB_AS_INDENT",
    spoils: "line",
    message: () => "a tab stands where the line is indented",
    help: "indent with spaces",
  },
  {
    code: "BAD_INDENT",
    when: /Block scalar/,
    message: () => "this line is indented less than the block text that it belongs to",
    help: "indent all lines of the text alike, more than its key",
  },
  {
    code: "BAD_INDENT",
    message: ({ text }) => `\`${text}\` is not indented like the lines that it belongs to`,
    help: "give all keys of a map and all items of a list the same number of spaces",
  },
  {
    code: "BLOCK_AS_IMPLICIT_KEY",
    when: /sequence/,
    message: () => "a list item stands among the keys of a map",
    help: listHelp,
  },
  {
    code: "BLOCK_AS_IMPLICIT_KEY",
    spoils: "line",
    message: ({ text }) => `\`${text}\` has a key and a colon where only a value can stand`,
    help: "put the text in quotes if the colon belongs to it, or begin the inner map on a line of its own",
  },
  {
    code: "BLOCK_IN_FLOW",
    message: ({ text }) => {
      const key = /^[^\n]*?\s([\w-]+):/.exec(text)?.[1];
      return key === undefined
        ? "a map or list written with lines stands inside brackets"
        : `a comma is missing before \`${key}\``;
    },
    help: "put a comma between two entries, write all of it with brackets, or put the text in quotes",
  },
  {
    code: "MULTILINE_IMPLICIT_KEY",
    message: ({ text }) =>
      text === "-"
        ? "a list item stands among the keys of a map"
        : `\`${text}\` and the lines behind it are read as one key`,
    help: (found) => (found.text === "-" ? listHelp : keyHelp(found)),
  },
  {
    code: "KEY_OVER_1024_CHARS",
    message: () => "a key is longer than 1,024 characters",
    help: "write `? ` before it, or make it shorter",
  },
  {
    code: "ALIAS_PROPS",
    spoils: "itself",
    message: ({ text }) => `the alias \`${text}\` cannot have an anchor or a tag`,
    help: "remove what stands before the alias",
  },
  {
    code: "BAD_ALIAS",
    spoils: "itself",
    message: ({ text }) => `\`${text.charAt(0)}\` begins an anchor or alias, but no name follows`,
    help: "write a name behind it, or put the text in quotes",
  },
  {
    code: "MULTIPLE_ANCHORS",
    spoils: "itself",
    message: ({ text }) => `\`${text}\` is a second anchor for one value`,
    help: "keep one of the two",
  },
  {
    code: "MULTIPLE_TAGS",
    spoils: "itself",
    message: ({ text }) => `\`${text}\` is a second YAML tag for one value`,
    help: "keep one of the two",
  },
  {
    code: "BAD_PROP_ORDER",
    message: () => "an anchor or YAML tag stands before the sign of the value that it belongs to",
    help: "write it directly before the value",
  },
  {
    code: "BAD_DIRECTIVE",
    spoils: "line",
    message: ({ text }) => `the directive \`${text}\` is not complete`,
    help: "remove the line, or put the text in quotes if it is one",
  },
  {
    code: "MISSING_CHAR",
    when: /^Comments must/,
    spoils: "line",
    message: () => "a `#` stands directly behind something else",
    help: "write a space before a comment, or put the text in quotes if the `#` belongs to it",
  },
  {
    code: "MISSING_CHAR",
    when: /^Implicit map keys/,
    spoils: "line",
    message: ({ text }) => `\`${text}\` stands where a key and its colon must stand`,
    help: keyHelp,
  },
  {
    code: "MISSING_CHAR",
    when: /^Missing ,/,
    message: ({ text }) => `a comma is missing before \`${text}\``,
    help: "separate what stands inside brackets with commas",
  },
  {
    code: "MISSING_CHAR",
    when: /^Missing space after :/,
    message: () => "a space is missing behind the colon",
    help: "write `key: value`",
  },
  {
    code: "MISSING_CHAR",
    when: /^Sequence item/,
    message: ({ text }) => `\`${text}\` stands among the items of a list, but is none`,
    help: "begin each item with `- `, or give the key its own indentation",
  },
  {
    code: "MISSING_CHAR",
    when: /separated from the next|after block sequence props/,
    message: () => "an anchor or YAML tag is not separated from what follows",
    help: "write a space or a line break behind it",
  },
  {
    code: "MISSING_CHAR",
    when: /^Block collection/,
    message: () => "a map or list begins on the line of `---`",
    help: "begin it on the next line",
  },
  {
    code: "MISSING_CHAR",
    when: /^Missing directives-end/,
    message: () => "a line that begins with `%` is not followed by `---`",
    help: "write `---` between such lines and the rest, or put the text in quotes",
  },
  {
    code: "MISSING_CHAR",
    when: /^Block scalars with/,
    message: () => "an empty line before a block text has more spaces than the text",
    help: "remove the spaces, or say the indentation as in `|2`",
  },
  {
    code: "UNEXPECTED_TOKEN",
    when: /block-seq-ind/,
    message: () => "a list cannot begin on the line of its key",
    help: "begin each item with `- ` on a line of its own",
  },
  {
    code: "UNEXPECTED_TOKEN",
    when: /header/,
    message: ({ text }) => `\`${text}\` cannot stand behind the sign of a block text`,
    help: "begin the text on the next line",
  },
  {
    code: "UNEXPECTED_TOKEN",
    when: /(?:Unexpected ,|empty item)/,
    message: () => "there is a comma with nothing before it",
    help: "remove the comma",
  },
  {
    code: "UNEXPECTED_TOKEN",
    when: /at node end/,
    message: ({ text, isFirstOnLine }) =>
      isFirstOnLine
        ? `\`${text}\` belongs neither to the value before it nor to what is around that`
        : `\`${text}\` stands behind a value that has already ended`,
    help: ({ isFirstOnLine }) =>
      isFirstOnLine
        ? "indent the line like those it belongs to"
        : "put the whole text in quotes, and write quotes inside of it twice or with a backslash",
  },
];

const otherwise: Wording = {
  code: "IMPOSSIBLE",
  message: ({ text }) => `YAML cannot read \`${text}\` here`,
  help: quoteIt,
};

function keyHelp({ text: found }: Found): string {
  if (/^\*.*:$/.test(found)) return "write a space between the alias and the colon";
  const written = /^([\w-]+):(\S.*)$/.exec(found);
  return written === null
    ? `write a colon and a space behind a key: \`${found.split(" ")[0]}: ...\``
    : `write a space behind the colon: \`${written[1]}: ${written[2]}\``;
}

/** The row for an error; `spoils` says how far it puts the rest of the text in doubt. */
export function wordingOf(error: YAMLError): Wording {
  return wordings.find(({ code, when }) => code === error.code && (when?.test(error.message) ?? true)) ?? otherwise;
}
