// The NUMBERS blocks.

const mean = (numbers) => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;

function numberOf(record, name) {
  if (typeof record[name] === "number") return record[name];
  throw new RangeError(`\`${name}\` of ${JSON.stringify(record)} is no number`);
}

const product = (left, right) => left.reduce((sum, number, index) => sum + number * right[index], 0);

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
    name: "DEVIATION",
    description: "The standard deviation of numbers: how far they are from their mean.",
    parameters: {
      type: "object",
      properties: {
        numbers: { type: "array", items: { type: "number" }, description: "The numbers; none is an error." },
      },
      required: ["numbers"],
    },
    returns: { type: "number", minimum: 0 },
    effect: "pure",
    example: { parameters: { numbers: [1, 3] }, result: 1 },
    run: ({ numbers }) => {
      if (numbers.length === 0) throw new RangeError("there are no numbers");
      const center = mean(numbers);
      return Math.sqrt(mean(numbers.map((number) => (number - center) ** 2)));
    },
  },
  {
    category: "NUMBERS",
    name: "TREND",
    description: "The straight line that is nearest to points, by least squares.",
    parameters: {
      type: "object",
      properties: {
        records: { type: "array", items: { type: "object" }, description: "The points; fewer than two are an error." },
        x: { type: "string", description: "The column of the numbers that go on, such as years." },
        y: { type: "string", description: "The column of the numbers that follow." },
      },
      required: ["records", "x", "y"],
    },
    returns: {
      type: "object",
      properties: {
        slope: { type: "number", description: "By how much y grows when x grows by one." },
        fit: { type: "number", description: "How much of the change of y the line explains, 1 being all of it." },
      },
      required: ["slope", "fit"],
      additionalProperties: false,
    },
    effect: "pure",
    example: {
      parameters: {
        records: [
          { a: 1, b: 1 },
          { a: 2, b: 3 },
        ],
        x: "a",
        y: "b",
      },
      result: { slope: 2, fit: 1 },
    },
    run: ({ records, x, y }) => {
      const [centerX, centerY] = [x, y].map((name) => mean(records.map((record) => numberOf(record, name))));
      const xs = records.map((record) => record[x] - centerX);
      const ys = records.map((record) => record[y] - centerY);
      const spread = product(xs, xs);
      if (!(spread > 0)) throw new RangeError(`a trend needs two points with different \`${x}\``);
      const slope = product(xs, ys) / spread;
      const height = product(ys, ys);
      return { slope, fit: height === 0 ? 1 : (slope * product(xs, ys)) / height };
    },
  },
];
