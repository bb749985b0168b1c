// The STATS blocks: questions about a list of records, the maps that CSV.PARSE gives.

import { AssertionError } from "node:assert";

const record = { type: "object" };
const records = { type: "array", items: record, description: "The records." };
const column = { type: "string", description: "The column to look at." };

const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

/** Decimal sums such as 0.1 + 0.2 without their binary dust. */
const rounded = (number) => Math.round(number * 10) / 10;

/** The records from the greatest number of a column to the least; of equal ones the first comes first. */
function descending(list, name) {
  for (const row of list) {
    if (typeof row[name] !== "number") throw new RangeError(`\`${name}\` of ${JSON.stringify(row)} is no number`);
  }
  return list.toSorted((left, right) => right[name] - left[name]);
}

/** What the schema of a list says of its items. */
const itemsOf = (list) => (list?.type === "array" && !Array.isArray(list.items) ? (list.items ?? {}) : {});

export default [
  {
    category: "STATS",
    name: "SELECT",
    description: "Keeps the records whose column begins with a text.",
    parameters: {
      type: "object",
      properties: { records, column, begins_with: { type: "string", description: "How the column must begin." } },
      required: ["records", "column", "begins_with"],
    },
    returns: { type: "array", items: record },
    infer: ({ records: all }) => ({ type: "array", items: itemsOf(all) }),
    effect: "pure",
    run: ({ records: all, column: name, begins_with: start }) =>
      all.filter((row) => String(row[name]).startsWith(start)),
  },
  {
    category: "STATS",
    name: "DESCRIBE",
    description: "Counts, adds and averages a column of numbers, to one decimal, and finds its extremes.",
    parameters: { type: "object", properties: { records, column }, required: ["records", "column"] },
    returns: {
      type: "object",
      properties: {
        count: { type: "integer" },
        sum: { type: "number" },
        mean: { type: "number" },
        lowest: { ...record, description: "The record with the least number." },
        highest: { ...record, description: "The record with the greatest number." },
      },
      required: ["count", "sum", "mean", "lowest", "highest"],
    },
    infer: ({ records: all }) => ({
      type: "object",
      properties: { lowest: itemsOf(all), highest: itemsOf(all) },
    }),
    effect: "pure",
    run: ({ records: all, column: name }) => {
      if (all.length === 0) throw new AssertionError({ message: "there are no records to describe" });
      const sorted = descending(all, name);
      const total = sum(sorted.map((row) => row[name]));
      return {
        count: all.length,
        sum: rounded(total),
        mean: rounded(total / all.length),
        lowest: sorted.at(-1),
        highest: sorted[0],
      };
    },
  },
  {
    category: "STATS",
    name: "COUNT_BY",
    description: "Counts the records by the values of a column, in alphabetical order.",
    parameters: { type: "object", properties: { records, column }, required: ["records", "column"] },
    returns: { type: "object", additionalProperties: { type: "integer" } },
    effect: "pure",
    run: ({ records: all, column: name }) => {
      const counts = new Map();
      for (const row of all) counts.set(String(row[name]), (counts.get(String(row[name])) ?? 0) + 1);
      return Object.fromEntries([...counts].toSorted(([left], [right]) => (left < right ? -1 : 1)));
    },
  },
  {
    category: "STATS",
    name: "TOP",
    description: "Gives the records with the greatest numbers in a column, the greatest first.",
    parameters: {
      type: "object",
      properties: { records, column, count: { type: "integer", minimum: 1, description: "How many." } },
      required: ["records", "column", "count"],
    },
    returns: { type: "array", items: record },
    infer: ({ records: all }) => ({ type: "array", items: itemsOf(all) }),
    effect: "pure",
    run: ({ records: all, column: name, count }) => descending(all, name).slice(0, count),
  },
];
