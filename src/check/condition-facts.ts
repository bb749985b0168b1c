// What a condition says of the context where it is true, and whether two conditions must come out alike.

import type { Step } from "../pipeline.ts";
import type { Reference, Tag, Template } from "../template.ts";
import { pathOf } from "../template.ts";
import { factsWhen } from "./expressions/facts.ts";
import type { Fact } from "./types/scope.ts";
import type { Type } from "./types/type.ts";
import type { VariableTypes } from "./variable-types.ts";

/** What holds where a condition is true. */
export function factsOfCondition(template: Template): readonly Fact[] {
  if (template.kind !== "tag") return [];
  const { tag } = template;
  if (tag.kind === "expression") return factsWhen(tag.expression, true);
  // A value behind `??` that is true itself says nothing.
  if (tag.fallback === true) return [];
  const path = writtenPath(tag.reference);
  return path === undefined ? [] : [{ path, keep: onlyTrue }];
}

const onlyTrue = (type: Type): Type =>
  type.flatMap((kind): Type => {
    if (kind.kind === "unknown") return [kind];
    return kind.kind === "boolean" && kind.only !== false ? [{ ...kind, only: true }] : [];
  });

/** A reference's path from the context's root; undefined where a part of it is brought by a tag. */
function writtenPath(reference: Reference): readonly string[] | undefined {
  const names: string[] = [];
  for (const part of pathOf(reference)) {
    if (part.kind !== "key") return undefined;
    names.push(part.name);
  }
  switch (reference.to) {
    case "context":
      return names;
    case "step":
      return ["steps", ...names];
    case "variable":
      return ["job", "variables", ...names];
    case "parameter":
      return ["job", "parameters", ...names];
  }
}

/** Whether a fact still holds whatever happens afterwards. */
export function isLasting({ path: [root, second] }: Fact): boolean {
  return root === "steps" || (root === "job" && second === "parameters");
}

/** Whether a fact is about the turn of a loop, which stays the same to its end. */
export function isOfTurn({ path: [root] }: Fact): boolean {
  return root === "each";
}

/**
 * A text that two conditions share only when both come out alike: what they say, and how often the variables they read have
 * been written. Undefined for what may change in other ways.
 * @param loop the innermost loop around.
 */
export function conditionKey(template: Template, variables: VariableTypes, loop?: Step): string | undefined {
  if (template.kind === "literal") return JSON.stringify(template.value);
  if (template.kind !== "tag") return undefined;
  const key = tagKey(template.tag, variables);
  // What an item is depends on the loop that it is of.
  const isOfLoop = loop !== undefined && /\beach\b/.test(template.tag.text);
  return isOfLoop && key !== undefined ? `${key} ${loop.order}` : key;
}

function tagKey(tag: Tag, variables: VariableTypes): string | undefined {
  const { text } = tag;
  if (tag.kind === "expression") {
    // An expression names what it reads; of `job` only what never changes is taken without asking.
    const isLastingOnly = !/\bjob\b(?!\.(?:parameters|id|name|run_id)\b)|\bsteps\b(?!\.)/.test(text);
    const isOfVariables = !/\bjob\b(?!\.(?:parameters|id|name|run_id|variables)\b)|\bsteps\b(?!\.)/.test(text);
    if (isLastingOnly) return text;
    return isOfVariables ? `${text} ${variables.version}` : undefined;
  }
  const { reference } = tag;
  let key = text;
  for (const part of pathOf(reference)) {
    if (part.kind === "text") return undefined;
    if (part.kind !== "tag") continue;
    const inner = tagKey(part.tag, variables);
    if (inner === undefined) return undefined;
    key += ` ${inner}`;
  }
  switch (reference.to) {
    case "parameter":
      return key;
    case "step":
      return reference.name.kind === "tag" ? undefined : key;
    case "variable":
      return "name" in reference.name ? `${key} ${variables.versionOf(reference.name.name)}` : undefined;
    case "context": {
      const [root, field] = reference.path;
      if (root?.kind === "key" && root.name === "each") return key;
      const isJob = root?.kind === "key" && root.name === "job" && field?.kind === "key";
      return isJob && ["id", "name", "run_id"].includes(field.name) ? key : undefined;
    }
  }
}
