// A plain value -> a template: every text in it, keys included, read for tags once. Lists and maps without a tag stay literals.

import { freezeJson, isJsonMap, type Json, type JsonMap, setOwn } from "../json.ts";
import type { TagProblem, Template, TemplateEntry, TextTemplate } from "../template.ts";
import { parseTags } from "./parse-tags.ts";

/** A problem with where its text stands inside the value. */
export interface PlacedTagProblem extends TagProblem {
  readonly path: readonly (string | number)[];
  readonly part: "key" | "value";
}

/**
 * Reads the tags of a value.
 * @param report is told of everything that looks like a tag and is none.
 */
export function parseTemplate(
  value: Json,
  report: (problem: PlacedTagProblem) => void,
  path: readonly (string | number)[] = [],
): Template {
  if (typeof value === "string") return parseText(value, report, path, "value");
  if (isJsonMap(value)) return parseMap(value, report, path);
  if (value === null || typeof value !== "object") return { kind: "literal", value };
  const items = value.map((item, index) => parseTemplate(item, report, [...path, index]));
  if (!items.every((item) => item.kind === "literal")) return { kind: "list", items };
  return {
    kind: "literal",
    value: items.every((item, index) => item.value === value[index]) ? value : literals(items),
  };
}

function literals(items: readonly (Template & { kind: "literal" })[]): Json {
  return freezeJson(items.map((item) => item.value));
}

function parseMap(
  map: JsonMap,
  report: (problem: PlacedTagProblem) => void,
  path: readonly (string | number)[],
): Template {
  const entries: TemplateEntry[] = [];
  let isLiteral = true;
  let isSame = true;
  for (const [writtenKey, child] of Object.entries(map)) {
    const inner = [...path, writtenKey];
    const key = parseText(writtenKey, report, inner, "key");
    const value = parseTemplate(child, report, inner);
    if (key.kind !== "literal" || value.kind !== "literal") isLiteral = false;
    else if (key.value !== writtenKey || value.value !== child) isSame = false;
    entries.push({ writtenKey, key, value });
  }
  if (!isLiteral) return { kind: "map", entries };
  return isSame ? { kind: "literal", value: map } : literalMap(entries);
}

/** A map whose only special thing is an escape, if its keys stay distinct; else the run will say that two are alike. */
function literalMap(entries: readonly TemplateEntry[]): Template {
  const value = {};
  for (const entry of entries) {
    if (entry.key.kind !== "literal" || entry.value.kind !== "literal") continue;
    if (Object.hasOwn(value, entry.key.value)) return { kind: "map", entries };
    setOwn(value, entry.key.value, entry.value.value);
  }
  return { kind: "literal", value: freezeJson(value) };
}

function parseText(
  text: string,
  report: (problem: PlacedTagProblem) => void,
  path: readonly (string | number)[],
  part: "key" | "value",
): TextTemplate {
  if (!text.includes("{")) return { kind: "literal", value: text };
  const { pieces, problems } = parseTags(text);
  for (const problem of problems) report({ ...problem, path, part });
  const tags = pieces.filter((piece) => typeof piece !== "string");
  const [tag] = tags;
  if (tag === undefined)
    return { kind: "literal", value: pieces.filter((piece) => typeof piece === "string").join("") };
  const isWhole = tags.length === 1 && pieces.every((piece) => typeof piece !== "string" || piece.trim() === "");
  return isWhole ? { kind: "tag", tag } : { kind: "text", parts: pieces };
}
