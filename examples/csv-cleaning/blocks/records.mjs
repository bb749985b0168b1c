// The RECORDS blocks that mend values. Each one gives new records; a value that cannot be mended becomes null.

import { column, columnsOf, records, recordsWith, withColumn } from "./shared/columns.mjs";

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const orders = [
  /^(?<year>\d{4})-(?<month>\d{1,2})-(?<day>\d{1,2})$/,
  /^(?<day>\d{1,2})\.\s?(?<month>\d{1,2})\.\s?(?<year>\d{4})$/,
  /^(?<day>\d{1,2}) (?<name>[a-z]{3})[a-z]* (?<year>\d{4})$/i,
];

/** A day such as `2025-02-28`; null when the text is no day of the calendar. */
function readDate(text) {
  const found = orders.map((order) => order.exec(text)?.groups).find((groups) => groups !== undefined);
  if (found === undefined) return null;
  const month = found.name === undefined ? Number(found.month) : months.indexOf(found.name.toLowerCase()) + 1;
  const day = new Date(Date.UTC(Number(found.year), month - 1, Number(found.day)));
  const isDay = day.getUTCMonth() === month - 1 && day.getUTCDate() === Number(found.day);
  return isDay ? day.toISOString().slice(0, 10) : null;
}

/** A number such as `1 200,50 €`; null when there is anything else in the text than the number and its currency. */
function readNumber(text, sign) {
  const bare = text.replace(/^(€|EUR)|(€|EUR)$/g, "").replaceAll(" ", "");
  const [whole, fraction, ...more] = bare.split(sign);
  const isNumber = /^-?\d+$/.test(whole) && (fraction === undefined || /^\d+$/.test(fraction)) && more.length === 0;
  return isNumber ? Number(`${whole}.${fraction ?? 0}`) : null;
}

const collapsed = (value) => (typeof value === "string" ? value.trim().replace(/\s+/g, " ") : value);
const changed = (all, name, change) => all.map((record) => ({ ...record, [name]: change(record[name]) }));

/** What is known of a column once its white space is gone: of texts, that they are texts. */
function trimmed(schema) {
  if (schema.type === "string") return { type: "string" };
  return ["integer", "number", "boolean", "null"].includes(schema.type) ? schema : {};
}

export default [
  {
    category: "RECORDS",
    name: "ENUMERATE",
    description: "Numbers the records in a column of their own.",
    parameters: {
      type: "object",
      properties: {
        records,
        column,
        start: { type: "integer", default: 1, description: "The number of the first one." },
      },
      required: ["records", "column"],
    },
    returns: records,
    infer: (given) => withColumn(given.records, given.column?.const, { type: "integer" }),
    effect: "pure",
    example: {
      parameters: { records: [{ name: "Ada" }], column: "row", start: 2 },
      result: [{ row: 2, name: "Ada" }],
    },
    run: ({ records: all, column: name, start }) => all.map((record, index) => ({ ...record, [name]: start + index })),
  },
  {
    category: "RECORDS",
    name: "TRIM",
    description: "Removes white space around all texts, and makes one space of several.",
    parameters: { type: "object", properties: { records }, required: ["records"] },
    returns: records,
    infer: (given) => {
      const { properties, required } = columnsOf(given.records);
      const columns = Object.entries(properties).map(([name, schema]) => [name, trimmed(schema)]);
      return recordsWith({ properties: Object.fromEntries(columns), required });
    },
    effect: "pure",
    example: { parameters: { records: [{ name: " Ada   Byron " }] }, result: [{ name: "Ada Byron" }] },
    run: ({ records: all }) =>
      all.map((record) => Object.fromEntries(Object.entries(record).map(([name, value]) => [name, collapsed(value)]))),
  },
  {
    category: "RECORDS",
    name: "LOWERCASE",
    description: "Makes the letters of a column lower case.",
    parameters: { type: "object", properties: { records, column }, required: ["records", "column"] },
    returns: records,
    infer: (given) => withColumn(given.records, given.column?.const, { type: "string" }),
    effect: "pure",
    example: {
      parameters: { records: [{ email: "Ada@Example.org" }], column: "email" },
      result: [{ email: "ada@example.org" }],
    },
    run: ({ records: all, column: name }) => changed(all, name, (value) => String(value).toLowerCase()),
  },
  {
    category: "RECORDS",
    name: "LOOK_UP",
    description: "Puts the values of a table in the place of a column's texts, in any case; null for unknown ones.",
    parameters: {
      type: "object",
      properties: {
        records,
        column,
        values: { type: "object", description: "The texts in lower case, with what to put in their place." },
      },
      required: ["records", "column", "values"],
    },
    returns: records,
    infer: (given) => {
      const table = given.values?.const;
      const value = table === undefined ? {} : { enum: [...new Set([...Object.values(table), null])] };
      return withColumn(given.records, given.column?.const, value);
    },
    effect: "pure",
    example: {
      parameters: {
        records: [{ country: "France" }, { country: "Utopia" }],
        column: "country",
        values: { france: "FR" },
      },
      result: [{ country: "FR" }, { country: null }],
    },
    run: ({ records: all, column: name, values }) => {
      const table = new Map(Object.entries(values));
      return changed(all, name, (value) => table.get(String(value).toLowerCase()) ?? null);
    },
  },
  {
    category: "RECORDS",
    name: "READ_DATES",
    description: "Writes the dates of a column as `2025-02-28`: from `28.2.2025`, `28 Feb 2025` or `2025-2-28`.",
    parameters: { type: "object", properties: { records, column }, required: ["records", "column"] },
    returns: records,
    infer: (given) => withColumn(given.records, given.column?.const, { type: ["string", "null"] }),
    effect: "pure",
    example: {
      parameters: { records: [{ born: "28.2.1999" }, { born: "30 Feb 1999" }], column: "born" },
      result: [{ born: "1999-02-28" }, { born: null }],
    },
    run: ({ records: all, column: name }) => changed(all, name, (value) => readDate(String(value))),
  },
  {
    category: "RECORDS",
    name: "READ_NUMBERS",
    description: "Makes numbers of a column's texts; euro signs and spaces are left out.",
    parameters: {
      type: "object",
      properties: {
        records,
        column,
        decimal_sign: { enum: [".", ","], default: ".", description: "What stands before the decimals." },
      },
      required: ["records", "column"],
    },
    returns: records,
    infer: (given) => withColumn(given.records, given.column?.const, { type: ["number", "null"] }),
    effect: "pure",
    example: {
      parameters: { records: [{ fee: "1 200,50 €" }, { fee: "free" }], column: "fee", decimal_sign: "," },
      result: [{ fee: 1200.5 }, { fee: null }],
    },
    run: ({ records: all, column: name, decimal_sign: sign }) =>
      changed(all, name, (value) => readNumber(String(value), sign)),
  },
];
