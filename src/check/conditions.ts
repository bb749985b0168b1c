// Rule: a condition gives true or false. One without a tag is what it is; one with tag and text together is always text.

import type { Diagnostic, Edit } from "../diagnostic.ts";
import type { Path } from "../document.ts";
import { type Json, typeName } from "../json.ts";
import type { Pipeline } from "../pipeline.ts";
import { ConduitStatus } from "../status.ts";
import { pathOf, type Tag, type Template } from "../template.ts";
import { booleanIn } from "./fault-fix.ts";
import { foreignTagHelp, foreignTagsAlone } from "./foreign-tags.ts";
import { placeOf, type RuleInput } from "./rule.ts";

/** Yields every condition that cannot be a boolean. */
export function* conditions(input: RuleInput): Generator<Diagnostic> {
  const { pipeline, steps } = input;
  const malformed = new Set(pipeline.malformedTags.map(({ path }) => path.join("\0")));
  for (const { step } of steps) {
    for (const { template, path } of step.conditions ?? []) {
      const found = surelyNotBoolean(template);
      if (found === null || malformed.has(path.join("\0"))) continue;
      yield {
        code: "condition-not-boolean",
        severity: "error",
        message: `a condition must be true or false, found ${found}`,
        help: helpFor(template, input),
        status: ConduitStatus.INVALID_TYPE,
        step: step.order,
        fix: fixFor(template, path, pipeline),
        ...placeOf(pipeline, path),
      };
    }
  }
}

function fixFor(template: Template, path: Path, { document }: Pipeline): readonly Edit[] | undefined {
  const meant =
    template.kind === "literal" && typeof template.value === "string" ? booleanIn(template.value) : undefined;
  const edit = meant === undefined ? undefined : document.rewrite(path, { kind: "whole", value: meant });
  return edit === undefined ? undefined : [edit];
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

function helpFor(template: Template, input: RuleInput): string {
  if (template.kind === "text") {
    const expression = asExpression(template.parts);
    const how = expression === undefined ? "" : `: \`'{= ${expression} =}'\``;
    return `text around a tag makes text of it; write an expression${how}`;
  }
  if (template.kind === "literal" && (template.value === "true" || template.value === "false")) {
    return "write it without quotes";
  }
  const [foreign] = template.kind === "literal" ? foreignTagsAlone(template.value, input) : [];
  return foreign === undefined
    ? "write `true`, `false`, or a tag such as `'{: check :}'`"
    : foreignTagHelp(foreign.inside, input);
}

/** The expression that somebody most likely meant who wrote operators around tags; undefined where that is no more than a guess. */
function asExpression(parts: readonly (string | Tag)[]): string | undefined {
  const words = parts.map((part) => (typeof part === "string" ? operatorsIn(part) : pathOfTag(part)));
  return words.includes(undefined)
    ? undefined
    : words
        .join("")
        .replace(/! (?=\w)/g, "!")
        .trim();
}

/** Operators and plain values, spelt as expressions have them. */
function operatorsIn(text: string): string | undefined {
  if (!/^(?:\s|[<>!=]=?|&&|\|\||\b(?:and|or|not|true|false|null)\b|-?\b\d+(?:\.\d+)?\b|"[^"'\\]*")*$/.test(text))
    return undefined;
  const spelt: Readonly<Record<string, string>> = { and: "&&", or: "||", not: "!", "=": "==" };
  return text.replace(/\b(?:and|or|not)\b|(?<![<>!=])=(?!=)/g, (word) => spelt[word] ?? word);
}

function pathOfTag(tag: Tag): string | undefined {
  if (tag.kind !== "reference" || tag.fallback !== undefined) return undefined;
  const names = pathOf(tag.reference).map((part) => (part.kind === "key" ? part.name : undefined));
  if (!names.every((name) => name !== undefined && /^[A-Za-z_]\w*$/.test(name))) return undefined;
  const roots = { step: ["steps"], variable: ["job", "variables"], parameter: ["job", "parameters"], context: [] };
  return [...roots[tag.reference.to], ...names].join(".");
}
