// The SERIES blocks: records in the order of time. Most of them give the same records with more columns.

const records = { type: "array", items: { type: "object" }, description: "The records, oldest first." };
const date = { type: "string", description: "The column that holds the date, such as `2020-12-31`." };
const column = { type: "string", description: "The column of numbers." };

/** The schema of a list of the records with more columns. */
function withColumns({ records: list }, added) {
  const { properties = {}, required = [] } = list?.type === "array" ? (list.items ?? {}) : {};
  return {
    type: "array",
    items: {
      type: "object",
      properties: { ...properties, ...added },
      required: [...new Set([...required, ...Object.keys(added)])],
    },
  };
}

function numberOf(record, name) {
  if (typeof record[name] === "number") return record[name];
  throw new RangeError(`\`${name}\` of ${JSON.stringify(record)} is no number`);
}

/** The year and the month of a record. */
function partsOf(record, name) {
  const [, year, month] = /^(\d{4})-(0[1-9]|1[0-2])-\d\d$/.exec(record[name]) ?? [];
  if (month === undefined) throw new RangeError(`\`${name}\` of ${JSON.stringify(record)} is no date`);
  return { year: Number(year), month: Number(month) };
}

/** Decimals without the binary dust of 0.1 + 0.2. */
const rounded = (number) => Math.round(number * 10_000) / 10_000;

const parts = { year: { type: "integer" }, month: { type: "integer", minimum: 1, maximum: 12 } };
const departure = { departure: { type: "number" } };
const difference = { difference: { type: "number" } };
const flag = { flag: { enum: ["good", "suspect"] } };

const listOf = (added) => ({
  type: "array",
  items: { type: "object", properties: added, required: Object.keys(added) },
});

export default [
  {
    category: "SERIES",
    name: "MISSING_MONTHS",
    description: "Lists the months between the first record and the last one that have no record.",
    parameters: { type: "object", properties: { records, date }, required: ["records", "date"] },
    returns: { type: "array", items: { type: "string" } },
    effect: "pure",
    example: {
      parameters: { records: [{ day: "2020-11-01" }, { day: "2021-01-01" }], date: "day" },
      result: ["2020-12"],
    },
    run: ({ records: list, date: name }) => {
      const months = list.map((record) => partsOf(record, name)).map(({ year, month }) => year * 12 + month - 1);
      const present = new Set(months);
      const missing = [];
      for (let at = months[0]; at < months.at(-1); at++) {
        if (!present.has(at)) missing.push(`${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, "0")}`);
      }
      return missing;
    },
  },
  {
    category: "SERIES",
    name: "WITH_PARTS",
    description: "Adds the columns `year` and `month`, both numbers, of the date.",
    parameters: { type: "object", properties: { records, date }, required: ["records", "date"] },
    returns: listOf(parts),
    infer: (schemas) => withColumns(schemas, parts),
    effect: "pure",
    example: {
      parameters: { records: [{ day: "2020-11-01" }], date: "day" },
      result: [{ day: "2020-11-01", year: 2020, month: 11 }],
    },
    run: ({ records: list, date: name }) => list.map((record) => ({ ...record, ...partsOf(record, name) })),
  },
  {
    category: "SERIES",
    name: "WITH_DEPARTURE",
    description:
      "Adds the column `departure`: by how much a number is above the mean of the one before and the one after.",
    parameters: { type: "object", properties: { records, column }, required: ["records", "column"] },
    returns: listOf(departure),
    infer: (schemas) => withColumns(schemas, departure),
    effect: "pure",
    example: {
      parameters: { records: [{ a: 1 }, { a: 5 }, { a: 3 }], column: "a" },
      result: [
        { a: 1, departure: 0 },
        { a: 5, departure: 3 },
        { a: 3, departure: 0 },
      ],
    },
    run: ({ records: list, column: name }) =>
      list.map((record, index) => {
        const [before, after] = [list[index - 1], list[index + 1]];
        if (before === undefined || after === undefined) return { ...record, departure: 0 };
        const expected = (numberOf(before, name) + numberOf(after, name)) / 2;
        return { ...record, departure: rounded(numberOf(record, name) - expected) };
      }),
  },
  {
    category: "SERIES",
    name: "WITH_DIFFERENCE",
    description: "Adds the column `difference`: by how much one column is above another one.",
    parameters: {
      type: "object",
      properties: { records, column, minus: { type: "string", description: "The column to subtract." } },
      required: ["records", "column", "minus"],
    },
    returns: listOf(difference),
    infer: (schemas) => withColumns(schemas, difference),
    effect: "pure",
    example: {
      parameters: { records: [{ a: 0.3, b: 0.1 }], column: "a", minus: "b" },
      result: [{ a: 0.3, b: 0.1, difference: 0.2 }],
    },
    run: ({ records: list, column: name, minus }) =>
      list.map((record) => ({ ...record, difference: rounded(numberOf(record, name) - numberOf(record, minus)) })),
  },
  {
    category: "SERIES",
    name: "WITH_FLAG",
    description: "Adds the column `flag`: `suspect` where a number is further from zero than a limit, else `good`.",
    parameters: {
      type: "object",
      properties: { records, column, limit: { type: "number", description: "The limit, which itself is good." } },
      required: ["records", "column", "limit"],
    },
    returns: listOf(flag),
    infer: (schemas) => withColumns(schemas, flag),
    effect: "pure",
    example: {
      parameters: { records: [{ a: -3 }, { a: 2 }], column: "a", limit: 2 },
      result: [
        { a: -3, flag: "suspect" },
        { a: 2, flag: "good" },
      ],
    },
    run: ({ records: list, column: name, limit }) =>
      list.map((record) => ({ ...record, flag: Math.abs(numberOf(record, name)) > limit ? "suspect" : "good" })),
  },
];
