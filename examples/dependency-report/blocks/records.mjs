// The RECORDS blocks: questions about a list of records, maps that all have the same columns.

const records = { type: "array", items: { type: "object" }, description: "The records." };

/** The schema of the records themselves, where they are known to be a list of them. */
const recordOf = ({ records: list }) =>
  list?.type === "array" && list.items?.type === "object" ? list.items : { type: "object" };

function cellOf(record, name) {
  if (!Object.hasOwn(record, name)) throw new RangeError(`${JSON.stringify(record)} has no column \`${name}\``);
  return record[name];
}

const areNumbers = (left, right) => typeof left === "number" && typeof right === "number";

const tests = {
  "=": (value, wanted) => value === wanted,
  "!=": (value, unwanted) => value !== unwanted,
  ">=": (value, least) => areNumbers(value, least) && value >= least,
  "<": (value, limit) => areNumbers(value, limit) && value < limit,
};

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
        column: { type: "string", description: "The column to look at." },
        operator: {
          enum: Object.keys(tests),
          description: "How to compare; `>=` and `<` hold for numbers alone.",
        },
        value: {
          type: ["string", "number", "boolean", "null"],
          description: "What to compare the column with.",
        },
      },
      required: ["records", "column", "operator", "value"],
    },
    returns: { type: "array", items: { type: "object" } },
    infer: (schemas) => ({ type: "array", items: recordOf(schemas) }),
    effect: "pure",
    example: {
      parameters: { records: [{ a: 1 }, { a: null }, { a: 2 }], column: "a", operator: "<", value: 2 },
      result: [{ a: 1 }],
    },
    run: ({ records: list, column, operator, value }) =>
      list.filter((record) => tests[operator](cellOf(record, column), value)),
  },
  {
    category: "RECORDS",
    name: "GROUP",
    description: "Groups records by a column and lists the values of another one; the largest group comes first.",
    parameters: {
      type: "object",
      properties: {
        records,
        by: { type: "string", description: "The column whose values make the groups." },
        column: { type: "string", description: "The column to list the values of." },
      },
      required: ["records", "by", "column"],
    },
    returns: {
      type: "array",
      items: {
        type: "object",
        properties: {
          key: { type: "string", description: "The value that the records of the group share." },
          count: { type: "integer", minimum: 1, description: "How many records it has." },
          distinct: { type: "integer", minimum: 1, description: "How many values the other column has in it." },
          values: { type: "string", description: "These values in alphabetical order, with commas between them." },
        },
        required: ["key", "count", "distinct", "values"],
        additionalProperties: false,
      },
    },
    effect: "pure",
    example: {
      parameters: {
        records: [
          { name: "a", version: "2" },
          { name: "b", version: "1" },
          { name: "a", version: "1" },
        ],
        by: "name",
        column: "version",
      },
      result: [
        { key: "a", count: 2, distinct: 2, values: "1, 2" },
        { key: "b", count: 1, distinct: 1, values: "1" },
      ],
    },
    run: ({ records: list, by, column }) =>
      [...groupBy(list, by)]
        .map(([key, group]) => {
          const values = [...new Set(group.map((record) => String(cellOf(record, column))))].sort((left, right) =>
            left < right ? -1 : 1,
          );
          return { key, count: group.length, distinct: values.length, values: values.join(", ") };
        })
        .toSorted((left, right) => right.count - left.count || (left.key < right.key ? -1 : 1)),
  },
];
