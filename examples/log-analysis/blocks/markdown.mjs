// The MARKDOWN blocks.

export default {
  category: "MARKDOWN",
  name: "TABLE",
  description: "Writes columns of records as a Markdown table.",
  parameters: {
    type: "object",
    properties: {
      records: { type: "array", items: { type: "object" }, description: "The rows." },
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
    parameters: { records: [{ key: "/cart", count: 3 }], columns: { key: "path", count: "requests" } },
    result: "| path | requests |\n| --- | --- |\n| /cart | 3 |",
  },
  run: ({ records, columns, empty }) => {
    if (records.length === 0) return empty;
    const keys = Object.keys(columns);
    const rows = records.map((record) => keys.map((key) => String(record[key] ?? "").replaceAll("|", "\\|")));
    return [Object.values(columns), keys.map(() => "---"), ...rows]
      .map((cells) => `| ${cells.join(" | ")} |`)
      .join("\n");
  },
};
