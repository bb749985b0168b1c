// The CSV blocks. csv-parse splits the text; names of columns, lengths of records and types of fields are judged here,
// with the line on which the record begins (its own count of lines goes wrong at line breaks inside quotes).

import { defineBlock, InvalidArgumentError } from "../src/block.ts";
import { showValue } from "./shared/show.ts";

type Cell = string | number | boolean | null;

/** Records with the byte at which each one ends. */
interface Records {
  readonly rows: readonly (readonly Cell[])[];
  readonly ends: readonly number[];
}

const mistakes: { readonly [code: string]: string } = {
  CSV_QUOTE_NOT_CLOSED: "a quoted field is not closed",
  CSV_INVALID_CLOSING_QUOTE: "a quoted field goes on after its closing quote",
  INVALID_OPENING_QUOTE: "there is a quote inside a field that does not begin with one",
};

const jsonNumber = /^-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;

/** An unquoted field with its type. Digits are never lost: `007` and integers of 20 digits stay texts. */
function readCell(field: string): Cell {
  if (field === "") return null;
  if (field === "true" || field === "false") return field === "true";
  const number = jsonNumber.exec(field);
  if (number === null) return field;
  const value = Number(field);
  const isWhole = number[1] === undefined && number[2] === undefined;
  return Number.isFinite(value) && (!isWhole || Number.isSafeInteger(value)) ? value || 0 : field;
}

/** The line, from 1, on which the record after the one that ends at this byte begins. */
function lineAfter(text: string, end: number): number {
  const before = Buffer.from(text).toString("utf8", 0, end);
  const blank = /^[\r\n]*/.exec(text.slice(before.length))?.[0] ?? "";
  return (before + blank).split(/\r\n|\r|\n/).length;
}

async function splitRecords(text: string, delimiter: string, hasHeader: boolean, hasTypes: boolean): Promise<Records> {
  const { parse } = await import("csv-parse/sync");
  const ends: number[] = [];
  try {
    const rows = parse(text, {
      bom: true,
      delimiter,
      record_delimiter: ["\r\n", "\n", "\r"],
      relax_column_count: true,
      skip_empty_lines: true,
      cast: (field, { quoting, records }) =>
        !hasTypes || quoting || (hasHeader && records === 0) ? field : readCell(field),
      on_record: (row, { bytes }) => {
        ends.push(bytes);
        return row;
      },
    });
    return { rows, ends };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const mistake = mistakes[(error as { code?: string }).code ?? ""] ?? error.message;
    throw new InvalidArgumentError(`the record on line ${lineAfter(text, ends.at(-1) ?? 0)}: ${mistake}`);
  }
}

function checkLengths(text: string, { rows, ends }: Records): void {
  const expected = rows[0]?.length;
  const wrong = rows.findIndex((row) => row.length !== expected);
  if (wrong === -1) return;
  const line = lineAfter(text, ends[wrong - 1] ?? 0);
  throw new InvalidArgumentError(
    `the record on line ${line} has ${rows[wrong]?.length} fields where the first record has ${expected}`,
  );
}

function checkHeader(names: readonly string[]): void {
  for (const [index, name] of names.entries()) {
    if (name === "__proto__") throw new InvalidArgumentError("a column cannot be named `__proto__`");
    const first = names.indexOf(name);
    if (first === index) continue;
    throw new InvalidArgumentError(`columns ${first + 1} and ${index + 1} have the same name ${showValue(name)}`);
  }
}

const typedCell = { type: ["string", "number", "boolean", "null"] } as const;

export default [
  defineBlock({
    category: "CSV",
    name: "PARSE",
    description:
      "Reads a CSV text, with quotes as in RFC 4180; empty lines are skipped, all records have the same length.",
    parameters: {
      type: "object",
      properties: {
        text: { type: "string", description: "The CSV text." },
        delimiter: {
          type: "string",
          minLength: 1,
          maxLength: 1,
          not: { enum: ['"', "\r", "\n"] },
          default: ",",
          description: "The character between two fields.",
        },
        header: {
          type: "boolean",
          default: true,
          description: "Whether the first record names the columns: true gives a list of maps, false a list of lists.",
        },
        types: {
          type: "boolean",
          default: false,
          description:
            "Whether unquoted fields have types: numbers as JSON writes them, true and false, and null for empty ones.",
        },
      },
      required: ["text"],
    },
    returns: { type: "array", items: { type: ["object", "array"] } },
    infer: ({ header = { const: true }, types = { const: false } }) => {
      const cell = types.const === false ? { type: "string" as const } : typedCell;
      const map = { type: "object", additionalProperties: cell } as const;
      const list = { type: "array", items: cell } as const;
      if (typeof header.const !== "boolean") return { type: "array", items: { anyOf: [map, list] } };
      return { type: "array", items: header.const ? map : list };
    },
    effect: "pure",
    example: {
      parameters: { text: "name,born\nAda,1815\n", types: true },
      result: [{ name: "Ada", born: 1815 }],
    },
    run: async ({ text, delimiter, header, types }) => {
      const records = await splitRecords(text, delimiter, header, types);
      checkLengths(text, records);
      if (!header) return records.rows;
      const [first = [], ...rows] = records.rows;
      const names = first.map(String);
      checkHeader(names);
      return rows.map((row) => Object.fromEntries(names.map((name, index) => [name, row[index]])));
    },
  }),
];
