// The STATISTICS blocks.

const sumOf = (numbers) => numbers.reduce((sum, number) => sum + number, 0);

export default {
  category: "STATISTICS",
  name: "CORRELATION",
  description: "Pearson's coefficient of two columns of records, over those that have a number in both.",
  parameters: {
    type: "object",
    properties: {
      records: { type: "array", items: { type: "object" }, description: "The records." },
      x: { type: "string", description: "The one column." },
      y: { type: "string", description: "The other one, or the same." },
    },
    required: ["records", "x", "y"],
  },
  returns: { type: "number", minimum: -1, maximum: 1, description: "Rounded to two digits." },
  effect: "pure",
  example: {
    parameters: {
      records: [
        { a: 1, b: 6 },
        { a: 2, b: 4 },
        { a: 3, b: 2 },
        { a: 4, b: null },
      ],
      x: "a",
      y: "b",
    },
    result: -1,
  },
  run: ({ records, x, y }) => {
    const pairs = records.filter((one) => typeof one[x] === "number" && typeof one[y] === "number");
    if (pairs.length < 2) throw new RangeError(`fewer than two records have a number in \`${x}\` and in \`${y}\``);
    const departures = (column) => {
      const mean = sumOf(pairs.map((one) => one[column])) / pairs.length;
      return pairs.map((one) => one[column] - mean);
    };
    const [left, right] = [departures(x), departures(y)];
    const spread = Math.sqrt(sumOf(left.map((d) => d * d)) * sumOf(right.map((d) => d * d)));
    if (spread === 0) throw new RangeError(`all values of \`${x}\` or of \`${y}\` are the same`);
    const coefficient = sumOf(left.map((d, index) => d * right[index])) / spread;
    // Adding 0 makes a plain 0 of -0.
    return Math.round(100 * coefficient) / 100 + 0;
  },
};
