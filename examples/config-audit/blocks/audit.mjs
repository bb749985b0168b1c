// The AUDIT blocks: each holds one field of all services against one rule, and lists what breaks it. A field that is missing
// breaks every rule but uniqueness.

import { finding, level } from "./findings.mjs";

const text = { type: "string", minLength: 1 };
const wanted = { ...text, description: "What should be there, for the message." };
const pattern = { ...text, description: "A regular expression." };

const common = {
  services: {
    type: "array",
    items: { type: "object", properties: { name: { type: "string" } }, required: ["name"] },
    description: "The services' configurations.",
  },
  rule: { ...text, description: "The name of the rule." },
  level: { ...level, description: "Whether the rule must hold or should." },
  field: { ...text, description: "The field to look at." },
};

const show = (value) => (value === undefined ? "nothing" : `\`${value}\``);

/** What is wrong with a number outside a range; undefined for one inside. */
function outside(value, { minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY }) {
  if (typeof value !== "number") return `${show(value)} is no number`;
  if (value < minimum) return `${value} is less than ${minimum}`;
  return value > maximum ? `${value} is more than ${maximum}` : undefined;
}

/** A block whose judge says of each service what is wrong, in a list of messages. */
function rule(name, description, own, example, judge) {
  const { optional = [], ...properties } = own;
  const required = [...Object.keys(common), ...Object.keys(properties)].filter((key) => !optional.includes(key));
  return {
    category: "AUDIT",
    name,
    description,
    parameters: { type: "object", properties: { ...common, ...properties }, required },
    returns: { type: "array", items: finding },
    effect: "pure",
    example,
    run: (given) =>
      given.services.flatMap((service) =>
        judge(service[given.field], given, service).map((problem) => ({
          service: service.name,
          rule: given.rule,
          level: given.level,
          message: `${given.field}: ${problem}`,
        })),
      ),
  };
}

const found = (message) => [{ service: "api", rule: "example", level: "must", message }];

export default [
  rule(
    "UNIQUE",
    "Finds the services that have a value in common with another one.",
    {},
    {
      parameters: {
        services: [{ name: "web" }, { name: "api", port: 80 }, { name: "old", port: 81 }],
        rule: "example",
        level: "must",
        field: "port",
      },
      result: [],
    },
    (value, { services, field }, service) => {
      const others = services.filter((other) => other !== service && value !== undefined && other[field] === value);
      return others.length === 0 ? [] : [`${show(value)} is also that of ${others.map(({ name }) => name).join(", ")}`];
    },
  ),
  rule(
    "ONE_OF",
    "Finds the services whose field has none of some values.",
    { allowed: { type: "array", description: "The values that are allowed." } },
    {
      parameters: {
        services: [{ name: "api" }],
        rule: "example",
        level: "must",
        field: "owner",
        allowed: ["web-team"],
      },
      result: found("owner: nothing instead of web-team"),
    },
    (value, { allowed }) => (allowed.includes(value) ? [] : [`${show(value)} instead of ${allowed.join(", ")}`]),
  ),
  rule(
    "MATCHES",
    "Finds the services whose field does not match a pattern.",
    { pattern, wanted },
    {
      parameters: {
        services: [{ name: "api", image: "api:latest" }],
        rule: "example",
        level: "must",
        field: "image",
        pattern: ":[0-9.]+$",
        wanted: "a version",
      },
      result: found("image: `api:latest` instead of a version"),
    },
    (value, given) =>
      typeof value === "string" && new RegExp(given.pattern, "u").test(value)
        ? []
        : [`${show(value)} instead of ${given.wanted}`],
  ),
  rule(
    "RANGE",
    "Finds the services whose field is out of range.",
    {
      minimum: { type: "number", description: "The least number allowed." },
      maximum: { type: "number", description: "The greatest number allowed." },
      optional: ["minimum", "maximum"],
    },
    {
      parameters: {
        services: [{ name: "api", port: 80 }],
        rule: "example",
        level: "must",
        field: "port",
        minimum: 1024,
      },
      result: found("port: 80 is less than 1024"),
    },
    (value, range) => [outside(value, range)].filter((problem) => problem !== undefined),
  ),
  rule(
    "RANGE_BY",
    "Finds the services whose field is out of the range that another field chooses.",
    {
      by: { ...text, description: "The field that chooses." },
      ranges: {
        type: "object",
        additionalProperties: {
          type: "object",
          properties: { minimum: { type: "number" }, maximum: { type: "number" } },
          additionalProperties: false,
        },
        description: "The range for each value of that field; a value without one is not judged.",
      },
    },
    {
      parameters: {
        services: [{ name: "api", tier: "critical", replicas: 1 }],
        rule: "example",
        level: "must",
        field: "replicas",
        by: "tier",
        ranges: { critical: { minimum: 2 } },
      },
      result: found("replicas: 1 is less than 2"),
    },
    (value, { by, ranges }, service) => {
      if (service[by] === undefined) return [`without \`${by}\` its range is not known`];
      if (!Object.hasOwn(ranges, service[by])) return [];
      return [outside(value, ranges[service[by]])].filter((problem) => problem !== undefined);
    },
  ),
  rule(
    "ENTRIES_MATCH",
    "Finds the entries of a map, chosen by their names, whose texts do not match a pattern.",
    { names: { ...text, description: "A regular expression that chooses entries by name." }, pattern, wanted },
    {
      parameters: {
        services: [{ name: "api", environment: { API_KEY: "abc", PORT: "80" } }],
        rule: "example",
        level: "must",
        field: "environment",
        names: "KEY$",
        pattern: "^secret:",
        wanted: "a reference",
      },
      result: found("environment: `API_KEY` is not a reference"),
    },
    (value = {}, { names, pattern: accepted, wanted: what }) =>
      Object.entries(value)
        .filter(([name, entry]) => new RegExp(names, "u").test(name) && !new RegExp(accepted, "u").test(String(entry)))
        .map(([name]) => `\`${name}\` is not ${what}`),
  ),
];
