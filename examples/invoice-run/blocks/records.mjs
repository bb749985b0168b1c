// The RECORDS blocks: records are maps of columns, such as CSV.PARSE gives. What is known of the columns is handed on.

const records = { type: "array", items: { type: "object" }, description: "The records." };
const column = { type: "string", minLength: 1, description: "The column." };

/** The schema of a list with some of the items of another one. */
function someOf(schema) {
  const items = schema?.type === "array" && !Array.isArray(schema.items) ? schema.items : undefined;
  return items === undefined ? records : { type: "array", items };
}

/** The schema of a column that all records of a list have; anything for another one. */
function columnOf(schema, name) {
  const items = schema?.type === "array" ? schema.items : undefined;
  const isThere = items?.type === "object" && items.required?.includes(name);
  return (isThere ? items.properties?.[name] : undefined) ?? {};
}

export default [
  {
    category: "RECORDS",
    name: "WHERE",
    description: "Keeps the records that have a value in a column.",
    parameters: {
      type: "object",
      properties: { records, column, equals: { type: ["string", "number", "boolean"], description: "The value." } },
      required: ["records", "column", "equals"],
    },
    returns: records,
    infer: (given) => someOf(given.records),
    effect: "pure",
    example: {
      parameters: { records: [{ id: 1 }, { id: 2 }], column: "id", equals: 2 },
      result: [{ id: 2 }],
    },
    run: ({ records: all, column: name, equals }) => all.filter((record) => record[name] === equals),
  },
  {
    category: "RECORDS",
    name: "WHERE_BEGINS",
    description: "Keeps the records whose column begins with a text.",
    parameters: {
      type: "object",
      properties: { records, column, begins_with: { type: "string", description: "How the column must begin." } },
      required: ["records", "column", "begins_with"],
    },
    returns: records,
    infer: (given) => someOf(given.records),
    effect: "pure",
    example: {
      parameters: { records: [{ day: "2025-03-31" }, { day: "2025-04-01" }], column: "day", begins_with: "2025-04-" },
      result: [{ day: "2025-04-01" }],
    },
    run: ({ records: all, column: name, begins_with: start }) =>
      all.filter((record) => String(record[name]).startsWith(start)),
  },
  {
    category: "RECORDS",
    name: "COLUMN",
    description: "Lists the values of a column; null where a record lacks it.",
    parameters: { type: "object", properties: { records, column }, required: ["records", "column"] },
    returns: { type: "array" },
    infer: (given) => ({ type: "array", items: columnOf(given.records, given.column?.const) }),
    effect: "pure",
    example: { parameters: { records: [{ cents: 10 }, { cents: 20 }], column: "cents" }, result: [10, 20] },
    run: ({ records: all, column: name }) => all.map((record) => record[name] ?? null),
  },
  {
    category: "RECORDS",
    name: "UNKNOWN",
    description: "Lists the values of a column that are not among the known ones, each one once.",
    parameters: {
      type: "object",
      properties: { records, column, known: { type: "array", description: "The known values." } },
      required: ["records", "column", "known"],
    },
    returns: { type: "array", items: { type: "string" } },
    effect: "pure",
    example: {
      parameters: { records: [{ person: "ada" }, { person: "bob" }], column: "person", known: ["ada"] },
      result: ["bob"],
    },
    run: ({ records: all, column: name, known }) => {
      const values = all.map((record) => record[name]).filter((value) => !known.includes(value));
      return [...new Set(values.map(String))];
    },
  },
];
