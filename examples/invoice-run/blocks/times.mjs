// The TIMES and DATE blocks: hours on time sheets, and days.

const day = { type: "string", format: "date" };

const entry = {
  type: "object",
  properties: { date: { type: "string" }, person: { type: "string" }, hours: { type: "number" } },
  required: ["date", "person", "hours"],
};
const entries = { type: "array", items: entry, description: "The entries of the time sheets." };

const minutes = { type: "integer" };

/** The schema of entries that have `minutes` too. */
function withMinutes(schema) {
  const { type, properties = {}, required = [] } = (schema?.type === "array" ? schema.items : undefined) ?? {};
  const known = type === "object" ? { properties, required } : { properties: {}, required: [] };
  return {
    type: "array",
    items: {
      type: "object",
      properties: { ...known.properties, minutes },
      required: [...new Set([...known.required, "minutes"])],
    },
  };
}

export default [
  {
    category: "TIMES",
    name: "TO_MINUTES",
    description: "Adds to each entry its hours in whole `minutes`.",
    parameters: { type: "object", properties: { entries }, required: ["entries"] },
    returns: { type: "array", items: { type: "object" } },
    infer: (given) => withMinutes(given.entries),
    effect: "pure",
    example: {
      parameters: { entries: [{ date: "2025-03-31", person: "ada", hours: 1.1 }] },
      result: [{ date: "2025-03-31", person: "ada", hours: 1.1, minutes: 66 }],
    },
    run: ({ entries: all }) => all.map((one) => ({ ...one, minutes: Math.round(one.hours * 60) })),
  },
  {
    category: "TIMES",
    name: "ROUND_UP",
    description: "Rounds the `minutes` of each entry up to the next step.",
    parameters: {
      type: "object",
      properties: {
        entries: {
          type: "array",
          items: { type: "object", properties: { minutes }, required: ["minutes"] },
          description: "The entries with their minutes.",
        },
        step: { type: "integer", minimum: 1, description: "How many minutes a step has." },
      },
      required: ["entries", "step"],
    },
    returns: { type: "array", items: { type: "object" } },
    infer: (given) => withMinutes(given.entries),
    effect: "pure",
    example: { parameters: { entries: [{ minutes: 66 }], step: 15 }, result: [{ minutes: 75 }] },
    run: ({ entries: all, step }) => all.map((one) => ({ ...one, minutes: Math.ceil(one.minutes / step) * step })),
  },
  {
    category: "TIMES",
    name: "LONG_DAYS",
    description: "Finds the days on which a person worked longer than allowed.",
    parameters: {
      type: "object",
      properties: { entries, longest: { type: "number", description: "How many hours a day are allowed." } },
      required: ["entries", "longest"],
    },
    returns: {
      type: "array",
      items: {
        type: "object",
        properties: { date: { type: "string" }, person: { type: "string" }, hours: { type: "number" } },
        required: ["date", "person", "hours"],
        additionalProperties: false,
      },
    },
    effect: "pure",
    example: {
      parameters: { entries: [{ date: "2025-03-31", person: "ada", hours: 11 }], longest: 10 },
      result: [{ date: "2025-03-31", person: "ada", hours: 11 }],
    },
    run: ({ entries: all, longest }) => {
      const days = new Map();
      for (const { date, person, hours } of all) {
        const key = JSON.stringify([date, person]);
        days.set(key, { date, person, hours: (days.get(key)?.hours ?? 0) + hours });
      }
      const rounded = [...days.values()].map((one) => ({ ...one, hours: Math.round(one.hours * 100) / 100 }));
      return rounded.filter(({ hours }) => hours > longest);
    },
  },
  {
    category: "DATE",
    name: "ADD_DAYS",
    description: "Gives the day that is some days after another one.",
    parameters: {
      type: "object",
      properties: {
        date: { ...day, description: "A day such as `2025-03-31`." },
        days: { type: "integer", minimum: -36500, maximum: 36500, description: "How many days." },
      },
      required: ["date", "days"],
    },
    returns: { type: "string" },
    effect: "pure",
    example: { parameters: { date: "2025-02-28", days: 1 }, result: "2025-03-01" },
    run: ({ date, days }) => {
      const time = new Date(`${date}T00:00:00Z`);
      time.setUTCDate(time.getUTCDate() + days);
      return time.toISOString().slice(0, 10);
    },
  },
];
