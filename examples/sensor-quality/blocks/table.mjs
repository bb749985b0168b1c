// The TABLE blocks: records as text.

const records = { type: "array", items: { type: "object" }, description: "The rows." };

const textOf = (value) => String(value ?? "");

/** A field of a CSV file, in quotes where it needs them (RFC 4180). */
const quoted = (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

export default [
  {
    category: "TABLE",
    name: "MARKDOWN",
    description: "Writes columns of records as a Markdown table.",
    parameters: {
      type: "object",
      properties: {
        records,
        columns: {
          type: "object",
          additionalProperties: { type: "string" },
          description: "The columns to show, in this order, and a heading for each.",
        },
        empty: { type: "string", default: "None.", description: "What to write instead when there are no rows." },
      },
      required: ["records", "columns"],
    },
    returns: { type: "string" },
    effect: "pure",
    example: {
      parameters: { records: [{ key: "MIT", count: 3 }], columns: { key: "licence", count: "packages" } },
      result: "| licence | packages |\n| --- | --- |\n| MIT | 3 |",
    },
    run: ({ records: rows, columns, empty }) => {
      if (rows.length === 0) return empty;
      const keys = Object.keys(columns);
      const cells = rows.map((row) => keys.map((key) => textOf(row[key]).replaceAll("|", "\\|")));
      return [Object.values(columns), keys.map(() => "---"), ...cells]
        .map((row) => `| ${row.join(" | ")} |`)
        .join("\n");
    },
  },
  {
    category: "TABLE",
    name: "CSV",
    description: "Writes columns of records as a CSV text; null becomes an empty field.",
    parameters: {
      type: "object",
      properties: {
        records,
        columns: { type: "array", items: { type: "string" }, description: "The columns to write, in this order." },
      },
      required: ["records", "columns"],
    },
    returns: { type: "string" },
    effect: "pure",
    example: {
      parameters: { records: [{ name: "a", licence: "MIT, ISC" }], columns: ["name", "licence"] },
      result: 'name,licence\na,"MIT, ISC"\n',
    },
    run: ({ records: rows, columns }) =>
      [columns, ...rows.map((row) => columns.map((name) => textOf(row[name])))]
        .map((cells) => `${cells.map(quoted).join(",")}\n`)
        .join(""),
  },
];
