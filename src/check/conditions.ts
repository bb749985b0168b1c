// Rule: a condition gives true or false. One without a tag is what it is; one with tag and text together is always text.

import type { Diagnostic } from "../diagnostic.ts";
import { type Json, typeName } from "../json.ts";
import { ConduitStatus } from "../status.ts";
import type { Template } from "../template.ts";
import { placeOf, type RuleInput } from "./rule.ts";

/** Yields every condition that cannot be a boolean. */
export function* conditions({ pipeline }: RuleInput): Generator<Diagnostic> {
  const malformed = new Set(pipeline.malformedTags.map(({ path }) => path.join("\0")));
  for (const step of pipeline.steps) {
    for (const { template, path } of step.conditions ?? []) {
      const found = surelyNotBoolean(template);
      if (found === null || malformed.has(path.join("\0"))) continue;
      yield {
        code: "condition-not-boolean",
        severity: "error",
        message: `a condition must be true or false, found ${found}`,
        help: helpFor(template),
        status: ConduitStatus.INVALID_TYPE,
        step: step.position,
        ...placeOf(pipeline, path),
      };
    }
  }
}

function surelyNotBoolean(template: Template): string | null {
  switch (template.kind) {
    case "literal":
      return typeof template.value === "boolean" ? null : describeValue(template.value);
    case "tag":
      return null;
    case "text":
      return "text around a tag";
    default:
      return `a ${template.kind}`;
  }
}

function describeValue(value: Json): string {
  switch (typeof value) {
    case "string":
      if (value.trim() === "") return "empty text";
      return value.length > 40 ? "text" : `the text \`${value}\``;
    case "number":
      return `\`${value}\``;
    default:
      return value === null ? "null" : `a ${typeName(value)}`;
  }
}

function helpFor(template: Template): string {
  if (template.kind === "text")
    return "let a step such as `LOGIC.IF` find out, and write its tag alone: `'{: check :}'`";
  const isQuoted = template.kind === "literal" && (template.value === "true" || template.value === "false");
  return isQuoted ? "write it without quotes" : "write `true`, `false`, or a tag such as `'{: check :}'`";
}
