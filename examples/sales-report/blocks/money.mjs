// The MONEY blocks: amounts with two decimals.

const amount = { type: "number" };

/** Two decimals, half away from zero; what binary fractions leave over is gone. */
export const toCents = (number) => Math.sign(number) * Math.round(Math.abs(number) * 100 + 1e-6);

/** The difference of two amounts, and of the first in percent of the second: null when that is zero. */
export function compare(now, before) {
  const change = toCents(now) - toCents(before);
  const percent = toCents(before) === 0 ? null : Math.round((change / toCents(before)) * 1000) / 10;
  return { change: change / 100, percent };
}

export default [
  {
    category: "MONEY",
    name: "COMPARE",
    description: "Tells by how much an amount has changed, and in percent to one decimal.",
    parameters: {
      type: "object",
      properties: {
        now: { ...amount, description: "The amount." },
        before: { ...amount, description: "What it was." },
      },
      required: ["now", "before"],
    },
    returns: {
      type: "object",
      properties: {
        change: amount,
        percent: { type: ["number", "null"], description: "Null when it was nothing before." },
      },
      required: ["change", "percent"],
      additionalProperties: false,
    },
    effect: "pure",
    example: { parameters: { now: 90.1, before: 100 }, result: { change: -9.9, percent: -9.9 } },
    run: ({ now, before }) => compare(now, before),
  },
  {
    category: "MONEY",
    name: "WRITE",
    description: "Writes an amount with two decimals and a comma for each thousand.",
    parameters: {
      type: "object",
      properties: {
        amount: { ...amount, description: "The amount." },
        currency: { type: "string", description: "What stands behind it." },
      },
      required: ["amount", "currency"],
    },
    returns: { type: "string" },
    effect: "pure",
    example: { parameters: { amount: 12345.6, currency: "EUR" }, result: "12,345.60 EUR" },
    run: ({ amount: given, currency }) => {
      const decimals = (toCents(given) / 100).toFixed(2);
      return `${decimals.replace(/\B(?=(\d{3})+\.)/g, ",")} ${currency}`;
    },
  },
];
