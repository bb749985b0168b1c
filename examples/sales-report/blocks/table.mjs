// The TABLE blocks: columns of records, the maps that CSV.PARSE gives. What is known of the columns is handed on.

import { AssertionError } from "node:assert";
import { toCents } from "./money.mjs";

const records = { type: "array", items: { type: "object" }, description: "The records." };
const column = { type: "string", minLength: 1, description: "The column." };
const columns = { type: "array", items: { type: "string" }, description: "The columns, in this order." };
const amount = { type: "number" };

/** The columns that all records of a list of this schema have. */
function columnsOf(schema) {
  const { type, properties = {}, required = [] } = (schema?.type === "array" ? schema.items : undefined) ?? {};
  const names = type === "object" ? required : [];
  return Object.fromEntries(names.map((name) => [name, properties[name] ?? {}]));
}

function recordsWith(columns) {
  return { type: "array", items: { type: "object", properties: columns, required: Object.keys(columns) } };
}

/** The schema of records that have one more column. */
function withColumn(schema, name, value) {
  return typeof name === "string" ? recordsWith({ ...columnsOf(schema), [name]: value }) : records;
}

/** A number of a column; anything else there is refused. */
export function numberIn(record, name) {
  if (typeof record[name] === "number") return record[name];
  throw new RangeError(`\`${name}\` of ${JSON.stringify(record)} is no number`);
}

export default [
  {
    category: "TABLE",
    name: "JOIN",
    description: "Adds columns of the other record that has the same value in a column; there must be one.",
    parameters: {
      type: "object",
      properties: {
        records,
        others: { ...records, description: "The records to take columns from." },
        column,
        take: { ...columns, description: "The columns to take; null where one is missing." },
      },
      required: ["records", "others", "column", "take"],
    },
    returns: records,
    infer: (given) => {
      const names = given.take?.const;
      if (names === undefined) return records;
      const others = columnsOf(given.others);
      const taken = Object.fromEntries(names.map((name) => [name, others[name] ?? {}]));
      return recordsWith({ ...columnsOf(given.records), ...taken });
    },
    effect: "pure",
    example: {
      parameters: { records: [{ id: 1 }], others: [{ id: 1, name: "Ada" }], column: "id", take: ["name"] },
      result: [{ id: 1, name: "Ada" }],
    },
    run: ({ records: all, others, column: name, take }) => {
      const byValue = new Map(others.map((other) => [other[name], other]));
      const unknown = [...new Set(all.map((record) => record[name]))].filter((value) => !byValue.has(value));
      if (unknown.length > 0) {
        throw new AssertionError({ message: `nothing is known of these values of \`${name}\`: ${unknown.join(", ")}` });
      }
      return all.map((record) => {
        const other = byValue.get(record[name]);
        return { ...record, ...Object.fromEntries(take.map((taken) => [taken, other[taken] ?? null])) };
      });
    },
  },
  {
    category: "TABLE",
    name: "ADD_START",
    description: "Adds a column with the first characters of another one, such as the month of a date.",
    parameters: {
      type: "object",
      properties: {
        records,
        column,
        of: { ...column, description: "The column to take them from." },
        length: { type: "integer", minimum: 1, description: "How many characters." },
      },
      required: ["records", "column", "of", "length"],
    },
    returns: records,
    infer: (given) => withColumn(given.records, given.column?.const, { type: "string" }),
    effect: "pure",
    example: {
      parameters: { records: [{ date: "2025-03-31" }], column: "month", of: "date", length: 7 },
      result: [{ date: "2025-03-31", month: "2025-03" }],
    },
    run: ({ records: all, column: name, of, length }) =>
      all.map((record) => ({ ...record, [name]: String(record[of]).slice(0, length) })),
  },
  {
    category: "TABLE",
    name: "ADD_PRODUCT",
    description: "Adds a column with the product of others, rounded to two decimals.",
    parameters: {
      type: "object",
      properties: {
        records,
        column,
        of: { type: "array", items: { type: "string" }, minItems: 1, description: "The columns to multiply." },
      },
      required: ["records", "column", "of"],
    },
    returns: records,
    infer: (given) => withColumn(given.records, given.column?.const, amount),
    effect: "pure",
    example: {
      parameters: { records: [{ quantity: 3, price: 0.1 }], column: "amount", of: ["quantity", "price"] },
      result: [{ quantity: 3, price: 0.1, amount: 0.3 }],
    },
    run: ({ records: all, column: name, of }) =>
      all.map((record) => {
        const product = of.reduce((result, factor) => result * numberIn(record, factor), 1);
        return { ...record, [name]: toCents(product) / 100 };
      }),
  },
  {
    category: "TABLE",
    name: "WHERE",
    description: "Keeps the records that have a value in a column.",
    parameters: {
      type: "object",
      properties: { records, column, equals: { type: ["string", "number", "boolean"], description: "The value." } },
      required: ["records", "column", "equals"],
    },
    returns: records,
    infer: (given) => recordsWith(columnsOf(given.records)),
    effect: "pure",
    example: {
      parameters: { records: [{ id: 1 }, { id: 2 }], column: "id", equals: 2 },
      result: [{ id: 2 }],
    },
    run: ({ records: all, column: name, equals }) => all.filter((record) => record[name] === equals),
  },
  {
    category: "TABLE",
    name: "TO_CSV",
    description: "Writes columns of records as a CSV text with a header; null becomes an empty field.",
    parameters: {
      type: "object",
      properties: { records, columns },
      required: ["records", "columns"],
    },
    returns: { type: "string" },
    effect: "pure",
    example: {
      parameters: { records: [{ name: "Lago, Figli", now: 1.5 }], columns: ["name", "now"] },
      result: 'name,now\n"Lago, Figli",1.5\n',
    },
    run: ({ records: all, columns: names }) => {
      const field = (value) => {
        const text = String(value ?? "");
        return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
      };
      const rows = [names, ...all.map((record) => names.map((name) => record[name]))];
      return rows.map((row) => `${row.map(field).join(",")}\n`).join("");
    },
  },
];
