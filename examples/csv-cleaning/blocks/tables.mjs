// The RECORDS blocks that put records together, order and count them, and write them.

import { column, columnOf, columnsOf, records, recordsWith } from "./shared/columns.mjs";

const columns = {
  type: "array",
  items: { type: "string", minLength: 1 },
  minItems: 1,
  description: "The columns, in this order.",
};

const inOrder = (left, right) => (left < right ? -1 : left > right ? 1 : 0);

/** A field of a CSV file, in quotes where it needs them. */
function fieldOf(value, delimiter) {
  const text = typeof value === "string" ? value : JSON.stringify(value ?? "");
  return [delimiter, '"', "\n", "\r"].some((sign) => text.includes(sign)) ? `"${text.replaceAll('"', '""')}"` : text;
}

export default [
  {
    category: "RECORDS",
    name: "SORT",
    description: "Sorts records by a column of numbers or of texts; equal ones keep their order.",
    parameters: { type: "object", properties: { records, column }, required: ["records", "column"] },
    returns: records,
    infer: (given) => recordsWith(columnsOf(given.records)),
    effect: "pure",
    example: { parameters: { records: [{ row: 2 }, { row: 1 }], column: "row" }, result: [{ row: 1 }, { row: 2 }] },
    run: ({ records: all, column: name }) => all.toSorted((left, right) => inOrder(left[name], right[name])),
  },
  {
    category: "RECORDS",
    name: "SELECT",
    description: "Keeps some columns; one that a record lacks becomes null.",
    parameters: { type: "object", properties: { records, columns }, required: ["records", "columns"] },
    returns: records,
    infer: (given) => {
      const names = given.columns?.const;
      if (names === undefined) return records;
      const properties = Object.fromEntries(names.map((name) => [name, columnOf(given.records, name)]));
      return recordsWith({ properties, required: names });
    },
    effect: "pure",
    example: {
      parameters: { records: [{ id: 1, name: "Ada" }], columns: ["name"] },
      result: [{ name: "Ada" }],
    },
    run: ({ records: all, columns: names }) =>
      all.map((record) => Object.fromEntries(names.map((name) => [name, record[name] ?? null]))),
  },
  {
    category: "RECORDS",
    name: "JOIN",
    description: "Adds to each record the columns of the other record with the same value in a column.",
    parameters: {
      type: "object",
      properties: { records, others: { ...records, description: "The records to take columns from." }, column },
      required: ["records", "others", "column"],
    },
    returns: records,
    infer: (given) => {
      // A column that is sometimes missing can come from either side, so nothing is known of it.
      const { properties, required } = columnsOf(given.records);
      const certain = required.map((name) => [name, properties[name] ?? {}]);
      return recordsWith({ properties: Object.fromEntries(certain), required });
    },
    effect: "pure",
    example: {
      parameters: { records: [{ id: 1 }], others: [{ id: 1, name: "Ada" }], column: "id" },
      result: [{ id: 1, name: "Ada" }],
    },
    run: ({ records: all, others, column: name }) => {
      const byValue = new Map(others.map((other) => [other[name], other]));
      return all.map((record) => ({ ...byValue.get(record[name]), ...record }));
    },
  },
  {
    category: "RECORDS",
    name: "COLUMN",
    description: "Lists the values of a column; null where a record lacks it.",
    parameters: { type: "object", properties: { records, column }, required: ["records", "column"] },
    returns: { type: "array" },
    infer: (given) => ({ type: "array", items: columnOf(given.records, given.column?.const) }),
    effect: "pure",
    example: { parameters: { records: [{ fee: 10 }, { fee: 20 }], column: "fee" }, result: [10, 20] },
    run: ({ records: all, column: name }) => all.map((record) => record[name] ?? null),
  },
  {
    category: "RECORDS",
    name: "COUNT_BY",
    description: "Counts the records by the values of a column, in alphabetical order.",
    parameters: { type: "object", properties: { records, column }, required: ["records", "column"] },
    returns: { type: "object", additionalProperties: { type: "integer", minimum: 1 } },
    effect: "pure",
    example: {
      parameters: { records: [{ country: "FR" }, { country: "DE" }, { country: "FR" }], column: "country" },
      result: { DE: 1, FR: 2 },
    },
    run: ({ records: all, column: name }) => {
      const counts = new Map();
      for (const record of all) counts.set(String(record[name]), (counts.get(String(record[name])) ?? 0) + 1);
      return Object.fromEntries([...counts].toSorted(([left], [right]) => inOrder(left, right)));
    },
  },
  {
    category: "RECORDS",
    name: "TO_CSV",
    description: "Writes columns of records as a CSV text with a header.",
    parameters: {
      type: "object",
      properties: {
        records,
        columns,
        delimiter: { type: "string", minLength: 1, maxLength: 1, default: ",", description: "Between two fields." },
      },
      required: ["records", "columns"],
    },
    returns: { type: "string" },
    effect: "pure",
    example: {
      parameters: { records: [{ id: 1, name: "Byron, Ada" }], columns: ["id", "name"] },
      result: 'id,name\n1,"Byron, Ada"\n',
    },
    run: ({ records: all, columns: names, delimiter }) => {
      const lines = [names, ...all.map((record) => names.map((name) => record[name]))];
      return lines.map((values) => `${values.map((value) => fieldOf(value, delimiter)).join(delimiter)}\n`).join("");
    },
  },
];
