// The blocks that are there as text: a list by category, or all that is to say about one.

import type { BlockPage, ParameterRow } from "./block-page.ts";
import type { Colors } from "./colors.ts";
import { visibleLines, visibleText } from "./visible-text.ts";

/** A line for each block, under its category; without a final line break. */
export function renderBlockList(pages: readonly BlockPage[], colors: Colors): string {
  const width = Math.max(...pages.map(({ action }) => action.length));
  const categories = [...new Set(pages.map(({ category }) => category))];
  const sections = categories.map((category) => {
    const rows = pages
      .filter((page) => page.category === category)
      .map(({ action, description, tags }) => {
        const marks = tags.length === 0 ? "" : ` ${colors.yellow(`[${tags.map(visibleText).join(", ")}]`)}`;
        return `  ${colors.cyan(action.padEnd(width))}  ${visibleText(description)}${marks}`;
      });
    return [colors.bold(category ?? "without a category"), ...rows].join("\n");
  });
  return sections.join("\n\n");
}

/** Everything about one block; without a final line break. */
export function renderBlockPage(page: BlockPage, colors: Colors): string {
  const heading = (text: string) => colors.bold(text);
  return [
    colors.cyan.bold(page.action),
    ...(page.description === "" ? [] : visibleLines(page.description)),
    "",
    heading("Parameters"),
    ...parameterLines(page, colors),
    "",
    ...factLines(page, heading),
    ...exampleLines(page, heading),
  ].join("\n");
}

function parameterLines({ parameters, is_open: isOpen }: BlockPage, colors: Colors): string[] {
  const width = Math.max(0, ...parameters.map(({ name }) => name.length));
  const lines = parameters.flatMap((parameter) => [
    `  ${colors.cyan(visibleText(parameter.name).padEnd(width))}  ${typeWithDefault(parameter)}`,
    ...(parameter.description === ""
      ? []
      : [`  ${" ".repeat(width)}  ${colors.dim(visibleText(parameter.description))}`]),
  ]);
  if (isOpen) lines.push("  any others, of any name");
  return lines.length === 0 ? ["  none"] : lines;
}

/** What a parameter takes and what it is when left out, in words. */
export function typeWithDefault(parameter: ParameterRow): string {
  if (parameter.default !== undefined)
    return `${parameter.type}, ${visibleText(JSON.stringify(parameter.default))} when left out`;
  return parameter.is_required ? parameter.type : `${parameter.type}, can be left out`;
}

function factLines(page: BlockPage, heading: (text: string) => string): string[] {
  const facts = [
    ["Result", page.result],
    ["Effect", page.effect],
    ["Tags", page.tags.length === 0 ? "none" : page.tags.map(visibleText).join(", ")],
    ["Writes", page.writes],
    ["Changes", page.changes.length === 0 ? null : `${page.changes.join(", ")}, when it is a whole variable`],
    ["Runs in", page.isolation === null ? null : "a worker thread of its own"],
    ["Limit", page.max_uses === null ? null : `${page.max_uses} uses in one job`],
    ["From", page.file === null ? null : visibleText(page.file)],
  ] as const;
  return facts.flatMap(([name, words]) => (words === null ? [] : [`${heading(name.padEnd(10))}  ${words}`]));
}

function exampleLines({ example }: BlockPage, heading: (text: string) => string): string[] {
  return ["", heading("Example"), ...visibleLines(example.trimEnd()).map((line) => `  ${line}`)];
}
