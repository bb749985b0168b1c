// The MONTH blocks: months such as `2025-03`.

const month = { type: "string", pattern: "^[12]\\d{3}-(0[1-9]|1[0-2])$" };

export default {
  category: "MONTH",
  name: "BEFORE",
  description: "Gives the month before another one.",
  parameters: {
    type: "object",
    properties: { month: { ...month, description: "A month such as `2025-03`." } },
    required: ["month"],
  },
  returns: month,
  effect: "pure",
  example: { parameters: { month: "2025-01" }, result: "2024-12" },
  run: ({ month: given }) => {
    const [year, number] = given.split("-").map(Number);
    return new Date(Date.UTC(year, number - 2)).toISOString().slice(0, 7);
  },
};
