// The FINDINGS blocks: what the AUDIT blocks have found, waived, counted and written.

/** How bad it is when a rule is broken. */
export const level = { enum: ["must", "should"] };

/** One broken rule of one service. */
export const finding = {
  type: "object",
  properties: { service: { type: "string" }, rule: { type: "string" }, level, message: { type: "string" } },
  required: ["service", "rule", "level", "message"],
  additionalProperties: false,
};

const findings = { type: "array", items: finding, description: "The findings." };

const waivers = {
  type: "array",
  items: {
    type: "object",
    properties: { service: { type: "string" }, rule: { type: "string" }, until: { type: "string" } },
    required: ["service", "rule", "until"],
  },
  description: "Which rule a service may break, and the last day on which it may, such as `2025-12-31`.",
};

const broken = { service: "api", rule: "ports", level: "must", message: "port: 80 is less than 1024" };

export default [
  {
    category: "FINDINGS",
    name: "WAIVE",
    description: "Parts the findings that are waived from the open ones, and names the waivers that are over.",
    parameters: {
      type: "object",
      properties: { findings, waivers, today: { type: "string", format: "date", description: "The day to judge on." } },
      required: ["findings", "waivers", "today"],
    },
    returns: {
      type: "object",
      properties: {
        open: findings,
        waived: findings,
        expired: {
          type: "array",
          items: { type: "string" },
          description: "Services and rules whose waivers are over.",
        },
      },
      required: ["open", "waived", "expired"],
      additionalProperties: false,
    },
    effect: "pure",
    example: {
      parameters: {
        findings: [broken],
        waivers: [{ service: "api", rule: "ports", until: "2025-12-31" }],
        today: "2025-04-01",
      },
      result: { open: [], waived: [broken], expired: [] },
    },
    run: ({ findings: all, waivers: given, today }) => {
      const valid = given.filter(({ until }) => until >= today);
      const isWaived = (one) => valid.some(({ service, rule }) => service === one.service && rule === one.rule);
      return {
        open: all.filter((one) => !isWaived(one)),
        waived: all.filter(isWaived),
        expired: given.filter(({ until }) => until < today).map(({ service, rule }) => `${service}: ${rule}`),
      };
    },
  },
  {
    category: "FINDINGS",
    name: "COUNT",
    description: "Counts the findings of each level.",
    parameters: { type: "object", properties: { findings }, required: ["findings"] },
    returns: {
      type: "object",
      properties: { must: { type: "integer", minimum: 0 }, should: { type: "integer", minimum: 0 } },
      required: ["must", "should"],
      additionalProperties: false,
    },
    effect: "pure",
    example: { parameters: { findings: [broken] }, result: { must: 1, should: 0 } },
    run: ({ findings: all }) => {
      const must = all.filter((one) => one.level === "must").length;
      return { must, should: all.length - must };
    },
  },
  {
    category: "FINDINGS",
    name: "TABLE",
    description: "Writes findings as a Markdown table, those that must not be first.",
    parameters: { type: "object", properties: { findings }, required: ["findings"] },
    returns: { type: "string" },
    effect: "pure",
    example: { parameters: { findings: [] }, result: "None." },
    run: ({ findings: all }) => {
      if (all.length === 0) return "None.";
      const sorted = all.toSorted((left, right) => (left.level < right.level ? -1 : left.level > right.level ? 1 : 0));
      const rows = sorted.map(({ service, rule, level: how, message }) => [service, rule, how, message]);
      const lines = [["service", "rule", "level", "finding"], ["---", "---", "---", "---"], ...rows];
      return lines.map((cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`).join("\n");
    },
  },
];
