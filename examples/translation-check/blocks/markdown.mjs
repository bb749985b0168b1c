// The MARKDOWN blocks.

const empty = { type: "string", default: "None.", description: "What to write instead when there is nothing." };

export default [
  {
    category: "MARKDOWN",
    name: "LIST",
    description: "Writes texts as a Markdown list of code words.",
    parameters: {
      type: "object",
      properties: { items: { type: "array", items: { type: "string" }, description: "The texts." }, empty },
      required: ["items"],
    },
    returns: { type: "string" },
    effect: "pure",
    example: { parameters: { items: ["nav.home", "nav.help"] }, result: "- `nav.home`\n- `nav.help`" },
    run: ({ items, empty: otherwise }) =>
      items.length === 0 ? otherwise : items.map((item) => `- \`${item}\``).join("\n"),
  },
  {
    category: "MARKDOWN",
    name: "TABLE",
    description: "Writes columns of records as a Markdown table.",
    parameters: {
      type: "object",
      properties: {
        records: { type: "array", items: { type: "object" }, description: "The rows." },
        columns: { type: "array", items: { type: "string" }, description: "The columns to show, in this order." },
        empty,
      },
      required: ["records", "columns"],
    },
    returns: { type: "string" },
    effect: "pure",
    example: {
      parameters: { records: [{ language: "de", missing: 0 }], columns: ["language", "missing"] },
      result: "| language | missing |\n| --- | --- |\n| de | 0 |",
    },
    run: ({ records, columns, empty: otherwise }) => {
      if (records.length === 0) return otherwise;
      const rows = records.map((record) => columns.map((name) => String(record[name] ?? "").replaceAll("|", "\\|")));
      return [columns, columns.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
    },
  },
];
