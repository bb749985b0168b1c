// The MARKDOWN blocks.

export default {
  category: "MARKDOWN",
  name: "TABLE",
  description: "Writes columns of records as a Markdown table.",
  parameters: {
    type: "object",
    properties: {
      records: { type: "array", items: { type: "object" }, description: "The rows." },
      columns: { type: "array", items: { type: "string" }, description: "The columns to show, in this order." },
    },
    required: ["records", "columns"],
  },
  returns: { type: "string" },
  effect: "pure",
  run: ({ records, columns }) => {
    const rows = records.map((record) => columns.map((column) => String(record[column]).replaceAll("|", "\\|")));
    return [columns, columns.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
  },
};
