// The page of documentation about the built-in blocks, made from their own definitions. `npm run docs` writes it.

import type { Registry } from "../src/registry.ts";
import { type BlockPage, blockPage } from "../src/report/block-page.ts";
import { typeWithDefault } from "../src/report/render-blocks.ts";

/** docs/blocks.md for a set of blocks. */
export function renderBlockDocs(registry: Registry): string {
  const pages = registry.all().map(blockPage);
  const categories = [...new Set(pages.map(({ category }) => category ?? ""))].toSorted();
  const contents = categories.map((category) => {
    const links = pages
      .filter((page) => page.category === category)
      .map(({ action, name }) => `[${name}](#${anchor(action)})`);
    return `- **${category}**: ${links.join(", ")}`;
  });
  const sections = categories.flatMap((category) => [
    `## ${category}`,
    ...pages.filter((page) => page.category === category).map(blockSection),
  ]);
  return `${[introduction, contents.join("\n"), ...sections].join("\n\n")}\n`;
}

const introduction = `# The built-in blocks

Made from the blocks' own definitions by \`npm run docs\`. \`conduit blocks TEXT.JOIN\` shows the same of any block, your own
included. The category LISTS can also be written LIST.`;

const anchor = (action: string): string => action.toLowerCase().replaceAll(".", "");

function blockSection(page: BlockPage): string {
  const rows = page.parameters.map(
    (parameter) => `| \`${parameter.name}\` | ${cell(typeWithDefault(parameter))} | ${cell(parameter.description)} |`,
  );
  if (page.is_open) rows.push("| any other | any value | |");
  const table = ["| parameter | takes | meaning |", "|---|---|---|", ...rows].join("\n");
  const facts = [
    `Result: ${page.result}.`,
    `Effect: ${page.effect}.`,
    ...(page.tags.length > 0 ? [`Needs the tag ${page.tags.map((tag) => `\`${tag}\``).join(", ")}.`] : []),
    ...(page.writes === null ? [] : [`Writes ${page.writes}.`]),
    ...(page.changes.length > 0
      ? [`Changes ${page.changes.map((name) => `\`${name}\``).join(", ")} in place when it is a whole variable.`]
      : []),
  ];
  return [
    `### ${page.action}`,
    page.description,
    ...(rows.length > 0 ? [table] : []),
    facts.join(" "),
    `\`\`\`yaml\n${page.example}\`\`\``,
  ].join("\n\n");
}

const cell = (text: string): string => text.replaceAll("|", "\\|");
