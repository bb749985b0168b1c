// The RECORDS blocks: questions about a list of records, maps that all have the same columns.

const records = { type: "array", items: { type: "object" }, description: "The records." };
const column = { type: "string", description: "The column to look at." };

/** The schema of the records themselves, where they are known to be a list of them. */
const recordOf = ({ records: list }) =>
  list?.type === "array" && list.items?.type === "object" ? list.items : { type: "object" };

/** The schema of a column that all records are known to have, else of anything. */
function columnOf(schemas, name) {
  const { properties, required } = recordOf(schemas);
  return required?.includes(name) ? (properties?.[name] ?? {}) : {};
}

function cellOf(record, name) {
  if (!Object.hasOwn(record, name)) throw new RangeError(`${JSON.stringify(record)} has no column \`${name}\``);
  return record[name];
}

function numberOf(record, name) {
  const value = cellOf(record, name);
  if (typeof value !== "number") throw new RangeError(`\`${name}\` of ${JSON.stringify(record)} is no number`);
  return value;
}

const summary = (key) => ({
  type: "array",
  items: {
    type: "object",
    properties: {
      key: { ...key, description: "The value that the records of the group share." },
      count: { type: "integer", minimum: 1 },
      mean: { type: "number", description: "To the hundredth." },
      lowest: { type: "number" },
      highest: { type: "number" },
    },
    required: ["key", "count", "mean", "lowest", "highest"],
    additionalProperties: false,
  },
});

export default [
  {
    category: "RECORDS",
    name: "WHERE",
    description: "Keeps the records whose column has a value.",
    parameters: {
      type: "object",
      properties: { records, column, value: { description: "The value." } },
      required: ["records", "column", "value"],
    },
    returns: { type: "array", items: { type: "object" } },
    infer: (schemas) => ({ type: "array", items: recordOf(schemas) }),
    effect: "pure",
    example: { parameters: { records: [{ a: 1 }, { a: 2 }], column: "a", value: 2 }, result: [{ a: 2 }] },
    run: ({ records: list, column: name, value }) => list.filter((record) => cellOf(record, name) === value),
  },
  {
    category: "RECORDS",
    name: "PLUCK",
    description: "Gives the values of a column.",
    parameters: { type: "object", properties: { records, column }, required: ["records", "column"] },
    returns: { type: "array" },
    infer: (schemas) => ({ type: "array", items: columnOf(schemas, schemas.column?.const) }),
    effect: "pure",
    example: { parameters: { records: [{ a: 1 }, { a: 2 }], column: "a" }, result: [1, 2] },
    run: ({ records: list, column: name }) => list.map((record) => cellOf(record, name)),
  },
  {
    category: "RECORDS",
    name: "SUMMARIZE",
    description: "Sums up a column of numbers for each value of another column, the least of these values first.",
    parameters: {
      type: "object",
      properties: { records, by: { type: "string", description: "The column whose values make the groups." }, column },
      required: ["records", "by", "column"],
    },
    returns: summary({}),
    infer: (schemas) => summary(columnOf(schemas, schemas.by?.const)),
    effect: "pure",
    example: {
      parameters: {
        records: [
          { year: 2020, value: 1 },
          { year: 2020, value: 2 },
        ],
        by: "year",
        column: "value",
      },
      result: [{ key: 2020, count: 2, mean: 1.5, lowest: 1, highest: 2 }],
    },
    run: ({ records: list, by, column: name }) => {
      const groups = new Map();
      for (const record of list) {
        const key = cellOf(record, by);
        groups.set(key, [...(groups.get(key) ?? []), numberOf(record, name)]);
      }
      const sorted = [...groups].toSorted(([left], [right]) => (left < right ? -1 : 1));
      return sorted.map(([key, numbers]) => {
        const mean = numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
        const range = { lowest: Math.min(...numbers), highest: Math.max(...numbers) };
        return { key, count: numbers.length, mean: Math.round(mean * 100) / 100, ...range };
      });
    },
  },
];
