// docs/flow.md is true: every file it shows is written and proved but for the one that is a mistake, every command is run and prints
// what stands there. UPDATE_GOLDENS=1 writes what the commands print.

import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { cleanEnvironment, command, makeFolder, repository } from "../cli/run-conduit.ts";

const page = path.join(repository, "docs", "flow.md");
const text = await readFile(page, "utf8");
const blocks = [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, language = "", block = ""]) => ({
  language,
  block,
}));
const consoles = blocks.filter(({ language }) => language === "console").map(({ block }) => block);
const files = blocks
  .filter(({ language }) => language !== "console")
  .map(({ block }) => [/^(?:#|\/\/) ([\w./-]+\.\w+)\n/.exec(block)?.[1] ?? "", block] as const);
const pipelines = files.map(([name]) => name).filter((name) => name.endsWith(".yaml"));
/** What the page shows as a mistake. */
const mistaken = ["hasty.yaml"];
const folder = makeFolder({
  ...Object.fromEntries(files),
  "bin/conduit": `#!/bin/sh\nexec "${process.execPath}" "${command}" "$@"\n`,
});

/** What a line of shell prints: standard error, then standard output, and its exit code. */
function run(line: string): Promise<{ readonly printed: string; readonly code: unknown }> {
  const withCommand = `conduit() { sh ./bin/conduit "$@"; }\n${line}`;
  return new Promise((resolve) => {
    execFile("sh", ["-c", withCommand], { cwd: folder, env: cleanEnvironment() }, (error, stdout, stderr) =>
      resolve({ printed: stderr + stdout, code: error?.code ?? 0 }),
    );
  });
}

/** Times differ from run to run, but for those that are written in a file. */
const withoutTimes = (shown: string): string => shown.replace(/(?<!of |again in |[\d.])\d+(\.\d+)? m?s\b/g, "1 ms");

test.each(consoles.map((block) => [block.split("\n")[0] ?? "", block]))("%s", async (_, block) => {
  const lines = block.split("\n").filter((line) => line.startsWith("$ "));
  const shown: string[] = [];
  for (const line of lines) shown.push(`${line}\n${withoutTimes((await run(line.slice(2))).printed)}`);
  expect(lines.length).toBeGreaterThan(0);
  if (process.env.UPDATE_GOLDENS === "1") {
    const now = await readFile(page, "utf8");
    await writeFile(
      page,
      now.replace(`\`\`\`console\n${block}\`\`\``, () => `\`\`\`console\n${shown.join("")}\`\`\``),
    );
  } else expect(shown.join("")).toBe(withoutTimes(block));
});

test("every file has a name of its own, and all but the mistake are proved without a warning", async () => {
  expect(new Set(files.map(([name]) => name)).size).toBe(files.length);
  expect(pipelines.length).toBeGreaterThan(mistaken.length);
  const names = pipelines.filter((name) => !mistaken.includes(name));
  const { printed, code } = await run(`conduit validate --strict ${names.join(" ")}`);
  const proved = printed.trimEnd().replace(/ is valid: (?:all \d+ values|its value is) proved$/gm, " is proved");
  const expected = names.map((name) => `✓ ${name} is proved`);
  expect({ lines: proved.split("\n").toSorted(), code }).toEqual({ lines: expected.toSorted(), code: 0 });
});

test("every file is used by a command", () => {
  const commands = consoles.join("");
  const unused = pipelines.filter((name) => !commands.includes(name) && !name.includes("/"));
  expect(unused).toEqual([]);
});

test("the tables have the keys that there are", async () => {
  const schema = JSON.parse(await readFile(path.join(repository, "schemas", "pipeline.schema.json"), "utf8"));
  const { properties } = schema.definitions.step;
  const retry = text.slice(text.indexOf("| key of `retry` |")).split("\n\n")[0] ?? "";
  const keys = [...retry.matchAll(/^\| `(\w+)` \|/gm)].map(([, key]) => key);
  expect(keys).toEqual(Object.keys(properties.retry.properties));
  for (const key of Object.keys(properties)) expect(text).toContain(`\`${key}`);
});
