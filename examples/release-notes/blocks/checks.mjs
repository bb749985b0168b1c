// The CHECKS blocks: claims that hold or not.

export default {
  category: "CHECKS",
  name: "SUM_UP",
  description: "Counts the checks that passed and names the others, also as a Markdown list to tick off.",
  parameters: {
    type: "object",
    properties: {
      checks: {
        type: "object",
        additionalProperties: { type: "boolean" },
        description: "What was checked, and whether it holds.",
      },
    },
    required: ["checks"],
  },
  returns: {
    type: "object",
    properties: {
      passed: { type: "integer", minimum: 0 },
      failed: { type: "array", items: { type: "string" }, description: "The checks that failed." },
      failed_count: { type: "integer", minimum: 0 },
      lines: { type: "string", description: "A line for each check." },
    },
    required: ["passed", "failed", "failed_count", "lines"],
    additionalProperties: false,
  },
  effect: "pure",
  example: {
    parameters: { checks: { "The door is shut": true, "The light is out": false } },
    result: {
      passed: 1,
      failed: ["The light is out"],
      failed_count: 1,
      lines: "- [x] The door is shut\n- [ ] The light is out",
    },
  },
  run: ({ checks }) => {
    const all = Object.entries(checks);
    const failed = all.filter(([, holds]) => !holds).map(([check]) => check);
    return {
      passed: all.length - failed.length,
      failed,
      failed_count: failed.length,
      lines: all.map(([check, holds]) => `- [${holds ? "x" : " "}] ${check}`).join("\n"),
    };
  },
};
