// What a schema does not allow, as data, and the words for it: one sentence for what was found, one for what to do.

import type { typeName } from "./json.ts";
import { suggestion } from "./suggest.ts";

/** One thing about a value that its schema does not allow. The path leads from the value's root to where it is. */
export type SchemaFault =
  | {
      readonly kind: "unknown-key";
      readonly path: readonly string[];
      readonly key: string;
      /** A missing key that it most likely stands for. */
      readonly meant: string | undefined;
      readonly allowed: readonly string[];
    }
  | { readonly kind: "missing-key"; readonly path: readonly string[]; readonly key: string }
  | {
      readonly kind: "type";
      readonly path: readonly string[];
      readonly expected: readonly string[];
      readonly found: ReturnType<typeof typeName>;
      readonly value: unknown;
    }
  | {
      readonly kind: "value";
      readonly path: readonly string[];
      readonly keyword: string;
      /** The keyword's value in the schema, such as the list of an `enum`. */
      readonly limit: unknown;
      readonly value: unknown;
    };

/** A fault in words. */
export interface FaultWords {
  readonly message: string;
  readonly help: string | undefined;
}

const typeWords: Readonly<Record<string, string | readonly string[]>> = {
  string: "text",
  array: "a list",
  object: "a map",
  boolean: ["true", "false"],
  integer: "an integer",
  number: "a number",
  null: "null",
};
const foundWords: Readonly<Record<string, string>> = {
  null: "null",
  integer: "an integer",
  number: "a number",
  text: "text",
  list: "a list",
  map: "a map",
};

/**
 * Words for a fault.
 * @param subject what the value is called, such as "`text` of TEXT.JOIN"; the fault's own path is added to it.
 * @param keyNoun what its keys are called: "key", "parameter".
 */
export function describeFault(fault: SchemaFault, subject: string, keyNoun = "key"): FaultWords {
  const place = fault.path.length === 0 ? subject : `\`${fault.path.join(".")}\` of ${subject}`;
  switch (fault.kind) {
    case "unknown-key": {
      const near = fault.meant === undefined ? undefined : `did you mean \`${fault.meant}\`?`;
      const noun = `${keyNoun}s`;
      const allowed = fault.allowed.length === 0 ? `it takes no ${noun}` : `its ${noun} are`;
      return {
        message: `${place} has no ${keyNoun} \`${fault.key}\``,
        help:
          near ?? suggestion(fault.key, fault.allowed, allowed) ?? (fault.allowed.length === 0 ? allowed : undefined),
      };
    }
    case "missing-key":
      return { message: `${place} needs the ${keyNoun} \`${fault.key}\``, help: `add \`${fault.key}\`` };
    case "type": {
      const expected = fault.expected.flatMap((type) => typeWords[type] ?? type);
      return {
        message: `${place} must be ${alternatives(expected)}, found ${foundWords[fault.found] ?? shortValue(fault.value)}`,
        help: typeHelp(fault),
      };
    }
    case "value":
      return { message: `${place} ${valueWords(fault)}`, help: valueHelp(fault) };
  }
}

function alternatives(words: readonly string[]): string {
  // Integers are numbers, so where both may stand one word says it.
  if (words.includes("a number") && words.includes("an integer")) {
    return alternatives(words.filter((word) => word !== "an integer"));
  }
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}

function typeHelp({ expected, found, value }: SchemaFault & { kind: "type" }): string | undefined {
  const isScalar = found === "integer" || found === "number" || found === "boolean";
  if (expected.includes("string") && isScalar) return "put it in quotes to make it text";
  if (expected.includes("array") && !expected.includes("object") && found !== "list") {
    return "write a list: `- ` before each item";
  }
  if (expected.includes("object") && !expected.includes("array") && found !== "null") {
    return found === "list" ? "write a map: `key: value`, without `- ` before it" : "write a map: `key: value`";
  }
  if (found === "null") return "give it a value";
  if (expected.includes("boolean") && typeof value === "string" && /^(?:yes|no|on|off|y|n)$/i.test(value)) {
    return `write \`true\` or \`false\`; \`${value}\` is text`;
  }
  const isNumber = typeof value === "string" && value.trim() !== "" && Number.isFinite(Number(value));
  const wantsNumber = expected.includes("number") || (expected.includes("integer") && Number.isInteger(Number(value)));
  const isBoolean = value === "true" || value === "false";
  const isQuoted = (isNumber && wantsNumber) || (isBoolean && expected.includes("boolean"));
  if (isQuoted) return "write it without quotes";
  return expected.every((type) => type === "boolean") ? "write `true` or `false`" : undefined;
}

type ValueFault = SchemaFault & { kind: "value" };

function valueWords(fault: ValueFault): string {
  const limit = JSON.stringify(fault.limit);
  const many = (unit: string) => `${limit} ${unit}${fault.limit === 1 ? "" : "s"}`;
  switch (fault.keyword) {
    case "enum":
      return `cannot be ${shortValue(fault.value)}`;
    case "const":
      return `must be ${limit}, found ${shortValue(fault.value)}`;
    case "minimum":
      return `must be at least ${limit}, found ${shortValue(fault.value)}`;
    case "maximum":
      return `must be at most ${limit}, found ${shortValue(fault.value)}`;
    case "exclusiveMinimum":
      return `must be more than ${limit}, found ${shortValue(fault.value)}`;
    case "exclusiveMaximum":
      return `must be less than ${limit}, found ${shortValue(fault.value)}`;
    case "multipleOf":
      return `must be a multiple of ${limit}, found ${shortValue(fault.value)}`;
    case "minLength":
      return fault.limit === 1 ? "must not be empty" : `must have at least ${many("character")}`;
    case "maxLength":
      return `must have at most ${many("character")}`;
    case "minItems":
      return fault.limit === 1 ? "must not be empty" : `must have at least ${many("item")}`;
    case "maxItems":
      return `must have at most ${many("item")}`;
    case "minProperties":
      return fault.limit === 1 ? "must not be empty" : `must have at least ${many("key")}`;
    case "maxProperties":
      return `must have at most ${many("key")}`;
    case "uniqueItems":
      return "holds the same item twice";
    case "contains":
      return "holds no item of the kind that it needs";
    case "pattern":
      return `does not match the pattern ${limit}: ${shortValue(fault.value)}`;
    case "format":
      return `is no ${String(fault.limit)}: ${shortValue(fault.value)}`;
    case "anyOf":
    case "oneOf":
      return `has none of the forms that are allowed: ${shortValue(fault.value)}`;
    default:
      return `does not meet \`${fault.keyword}\` of its schema: ${shortValue(fault.value)}`;
  }
}

const formatExamples: Readonly<Record<string, string>> = {
  date: "2026-01-31",
  time: "13:30:00Z",
  "date-time": "2026-01-31T13:30:00Z",
  duration: "PT1H30M",
  email: "ada@example.org",
  hostname: "example.org",
  ipv4: "192.0.2.1",
  ipv6: "2001:db8::1",
  uri: "https://example.org/page",
  uuid: "123e4567-e89b-12d3-a456-426614174000",
};

function valueHelp(fault: ValueFault): string | undefined {
  if (fault.keyword === "const") {
    return String(fault.limit) === fault.value ? "write it without quotes" : `write \`${JSON.stringify(fault.limit)}\``;
  }
  if (/^min(?:Length|Items|Properties)$/.test(fault.keyword) && fault.limit === 1) return "give it a value";
  const format = fault.keyword === "format" ? formatExamples[String(fault.limit)] : undefined;
  if (format !== undefined) return `write it like \`${format}\``;
  if (fault.keyword !== "enum" || !Array.isArray(fault.limit)) return undefined;
  const allowed: unknown[] = fault.limit;
  return suggestion(
    typeof fault.value === "string" ? fault.value : "",
    allowed.map((value) => (typeof value === "string" ? value : JSON.stringify(value))),
    "allowed are",
  );
}

/** A value as messages show it: JSON in backquotes, cut where it is long. */
export function shortValue(value: unknown): string {
  const written = JSON.stringify(value);
  return `\`${written.length > 60 ? `${written.slice(0, 59)}…` : written}\``;
}
