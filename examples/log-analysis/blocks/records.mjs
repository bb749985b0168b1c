// The RECORDS blocks: questions about a list of records, maps that all have the same columns.

const records = { type: "array", items: { type: "object" }, description: "The records." };
const column = { type: "string", description: "The column to look at." };

/** The schema of the records themselves, where they are known to be a list of them. */
const recordOf = ({ records: list }) =>
  list?.type === "array" && list.items?.type === "object" ? list.items : { type: "object" };

function cellOf(record, name) {
  if (!Object.hasOwn(record, name)) throw new RangeError(`${JSON.stringify(record)} has no column \`${name}\``);
  return record[name];
}

function numberOf(record, name) {
  const value = cellOf(record, name);
  if (typeof value !== "number") throw new RangeError(`\`${name}\` of ${JSON.stringify(record)} is no number`);
  return value;
}

const tests = {
  "=": (value, wanted) => value === wanted,
  ">=": (value, least) => typeof value === "number" && typeof least === "number" && value >= least,
  "not in": (value, list) => Array.isArray(list) && !list.includes(value),
  contains: (value, piece) => String(value).toLowerCase().includes(String(piece).toLowerCase()),
};

/** To the thousandth, without the binary dust of 0.1 + 0.2. */
const rounded = (number) => Math.round(number * 1000) / 1000;

function summaryOf(key, group, name) {
  const numbers = group.map((record) => numberOf(record, name));
  const sum = numbers.reduce((total, number) => total + number, 0);
  const highest = numbers.reduce((found, number) => Math.max(found, number));
  return { key, count: group.length, sum: rounded(sum), mean: rounded(sum / group.length), highest: rounded(highest) };
}

function groupBy(list, name) {
  const groups = new Map();
  for (const record of list) {
    const key = String(cellOf(record, name));
    groups.set(key, [...(groups.get(key) ?? []), record]);
  }
  return groups;
}

export default [
  {
    category: "RECORDS",
    name: "WHERE",
    description: "Keeps the records whose column passes a test.",
    parameters: {
      type: "object",
      properties: {
        records,
        column,
        operator: {
          enum: Object.keys(tests),
          description: "`contains` looks for a text in any case; `not in` takes a list.",
        },
        value: { description: "What to compare the column with." },
      },
      required: ["records", "column", "operator", "value"],
    },
    returns: { type: "array", items: { type: "object" } },
    infer: (schemas) => ({ type: "array", items: recordOf(schemas) }),
    effect: "pure",
    example: {
      parameters: { records: [{ a: 1 }, { a: 2 }], column: "a", operator: ">=", value: 2 },
      result: [{ a: 2 }],
    },
    run: ({ records: list, column: name, operator, value }) =>
      list.filter((record) => tests[operator](cellOf(record, name), value)),
  },
  {
    category: "RECORDS",
    name: "PLUCK",
    description: "Gives the values of a column.",
    parameters: { type: "object", properties: { records, column }, required: ["records", "column"] },
    returns: { type: "array" },
    infer: (schemas) => {
      const { properties, required } = recordOf(schemas);
      const name = schemas.column?.const;
      return { type: "array", items: required?.includes(name) ? (properties?.[name] ?? {}) : {} };
    },
    effect: "pure",
    example: { parameters: { records: [{ a: 1 }, { a: 2 }], column: "a" }, result: [1, 2] },
    run: ({ records: list, column: name }) => list.map((record) => cellOf(record, name)),
  },
  {
    category: "RECORDS",
    name: "COUNT_BY",
    description: "Counts the records by the values of a column, in alphabetical order.",
    parameters: { type: "object", properties: { records, column }, required: ["records", "column"] },
    returns: { type: "object", additionalProperties: { type: "integer", minimum: 1 } },
    effect: "pure",
    example: { parameters: { records: [{ a: "y" }, { a: "x" }, { a: "y" }], column: "a" }, result: { x: 1, y: 2 } },
    run: ({ records: list, column: name }) =>
      Object.fromEntries(
        [...groupBy(list, name)]
          .map(([key, group]) => [key, group.length])
          .toSorted(([left], [right]) => (left < right ? -1 : 1)),
      ),
  },
  {
    category: "RECORDS",
    name: "SUMMARIZE",
    description: "Sums up a column of numbers for each value of another column; numbers are given to the thousandth.",
    parameters: {
      type: "object",
      properties: {
        records,
        by: { type: "string", description: "The column whose values make the groups." },
        column: { type: "string", description: "The column of numbers." },
        order: {
          enum: ["count", "sum", "mean", "highest"],
          default: "count",
          description: "Which figure puts a group first when it is great; of equal ones the first found comes first.",
        },
      },
      required: ["records", "by", "column"],
    },
    returns: {
      type: "array",
      items: {
        type: "object",
        properties: {
          key: { type: "string", description: "The value that the records of the group share." },
          count: { type: "integer", minimum: 1 },
          sum: { type: "number" },
          mean: { type: "number" },
          highest: { type: "number" },
        },
        required: ["key", "count", "sum", "mean", "highest"],
        additionalProperties: false,
      },
    },
    effect: "pure",
    example: {
      parameters: {
        records: [
          { path: "/", seconds: 1 },
          { path: "/", seconds: 2 },
        ],
        by: "path",
        column: "seconds",
      },
      result: [{ key: "/", count: 2, sum: 3, mean: 1.5, highest: 2 }],
    },
    run: ({ records: list, by, column: name, order }) =>
      [...groupBy(list, by)]
        .map(([key, group]) => summaryOf(key, group, name))
        .toSorted((left, right) => right[order] - left[order]),
  },
];
