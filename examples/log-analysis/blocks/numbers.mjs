// The NUMBERS blocks.

export default [
  {
    category: "NUMBERS",
    name: "ROUND",
    description: "Rounds a number to some digits after the point.",
    parameters: {
      type: "object",
      properties: {
        number: { type: "number", description: "The number to round." },
        digits: { type: "integer", minimum: 0, maximum: 9, default: 0, description: "How many digits to keep." },
      },
      required: ["number"],
    },
    returns: { type: "number" },
    infer: ({ digits = { const: 0 } }) => ({ type: digits.const === 0 ? "integer" : "number" }),
    effect: "pure",
    example: { parameters: { number: 4.257, digits: 1 }, result: 4.3 },
    run: ({ number, digits }) => Math.round(number * 10 ** digits) / 10 ** digits,
  },
  {
    category: "NUMBERS",
    name: "PERCENTILE",
    description: "Gives the least of some numbers that so many percent of them do not exceed.",
    parameters: {
      type: "object",
      properties: {
        numbers: { type: "array", items: { type: "number" }, description: "The numbers; none is an error." },
        percent: { type: "number", exclusiveMinimum: 0, maximum: 100, description: "How many percent." },
      },
      required: ["numbers", "percent"],
    },
    returns: { type: "number" },
    effect: "pure",
    example: { parameters: { numbers: [3, 1, 2, 4], percent: 50 }, result: 2 },
    run: ({ numbers, percent }) => {
      if (numbers.length === 0) throw new RangeError("there are no numbers");
      const sorted = [...numbers].sort((left, right) => left - right);
      return sorted[Math.ceil((percent * numbers.length) / 100) - 1];
    },
  },
];
