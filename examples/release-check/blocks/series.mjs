// The SERIES blocks: records in the order of time.

/** The month after `2020-12` is `2021-01`. */
function nextMonth(month) {
  const [year, number] = month.split("-").map(Number);
  return number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, "0")}`;
}

export default {
  category: "SERIES",
  name: "MISSING_MONTHS",
  description: "Lists the months between the first record and the last one that have no record.",
  parameters: {
    type: "object",
    properties: {
      records: { type: "array", items: { type: "object" }, description: "The records, oldest first." },
      column: { type: "string", description: "The column that holds the date, such as `2020-12-31`." },
    },
    required: ["records", "column"],
  },
  returns: { type: "array", items: { type: "string" } },
  effect: "pure",
  run: ({ records, column }) => {
    const months = records.map((record) => String(record[column]).slice(0, 7));
    const malformed = months.find((month) => !/^\d{4}-(0[1-9]|1[0-2])$/.test(month));
    if (malformed !== undefined)
      throw new RangeError(`\`${column}\` holds \`${malformed}\`, which begins with no month`);
    const missing = [];
    for (let month = months[0]; month < months.at(-1); month = nextMonth(month)) {
      if (!months.includes(month)) missing.push(month);
    }
    return missing;
  },
};
