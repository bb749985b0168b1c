// The MARKDOWN blocks.

/** How a cell is written: nothing as a dash. */
function cellOf(value, decimals) {
  if (value === null || value === undefined) return "–";
  if (typeof value === "number" && decimals !== undefined) return value.toFixed(decimals);
  return String(value).replaceAll("|", "\\|");
}

export default {
  category: "MARKDOWN",
  name: "TABLE",
  description: "Writes columns of records as a Markdown table, the first one to the left and the others to the right.",
  parameters: {
    type: "object",
    properties: {
      records: { type: "array", items: { type: "object" }, description: "The rows." },
      columns: { type: "array", items: { type: "string" }, description: "The columns to show, in this order." },
      decimals: {
        type: "object",
        additionalProperties: { type: "integer", minimum: 0, maximum: 10 },
        default: {},
        description: "How many decimals the numbers of a column get.",
      },
    },
    required: ["records", "columns"],
  },
  returns: { type: "string" },
  effect: "pure",
  example: {
    parameters: { records: [{ name: "Shelf", total: 74.5 }], columns: ["name", "total"], decimals: { total: 2 } },
    result: "| name | total |\n| --- | ---: |\n| Shelf | 74.50 |",
  },
  run: ({ records, columns, decimals }) => {
    const rule = columns.map((_, index) => (index === 0 ? "---" : "---:"));
    const rows = records.map((record) => columns.map((column) => cellOf(record[column], decimals[column])));
    return [columns, rule, ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
  },
};
