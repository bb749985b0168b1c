// docs/formats.md is true: every file it shows is written, every command is run, and its tables have the keys that there are.
// UPDATE_GOLDENS=1 writes what the commands print.

import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { cleanEnvironment, command, makeFolder, repository } from "../cli/run-conduit.ts";

const text = await readFile(path.join(repository, "docs", "formats.md"), "utf8");
const blocks = [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, language = "", block = ""]) => ({
  language,
  block,
}));
const consoles = blocks.filter(({ language }) => language === "console").map(({ block }) => block);
const files = blocks.flatMap(({ block }) => {
  const name = /^# ([\w./-]+\.yaml)\n/.exec(block)?.[1];
  return name === undefined ? [] : [[name, block] as const];
});
const folder = makeFolder({
  ...Object.fromEntries(files),
  conduit: `#!/bin/sh\nexec "${process.execPath}" "${command}" "$@"\n`,
});

function run(line: string): Promise<string> {
  const withCommand = `conduit() { sh ./conduit "$@"; }\n${line}`;
  return new Promise((resolve) => {
    const settings = { cwd: folder, env: cleanEnvironment() };
    execFile("sh", ["-c", withCommand], settings, (_, stdout, stderr) => resolve(stderr + stdout));
  });
}

test.each(consoles.map((block) => [block.split("\n")[0] ?? "", block]))("%s", async (first, block) => {
  expect(first.startsWith("$ ")).toBe(true);
  const printed = await run(first.slice(2));
  if (process.env.UPDATE_GOLDENS === "1") {
    const page = await readFile(path.join(repository, "docs", "formats.md"), "utf8");
    const updated = page.replace(`\`\`\`console\n${block}\`\`\``, () => `\`\`\`console\n${first}\n${printed}\`\`\``);
    await writeFile(path.join(repository, "docs", "formats.md"), updated);
  } else expect(`${first}\n${printed}`).toBe(block);
});

/** The keys that stand in the first column of the table with this heading. */
function keysOf(heading: string): string[] {
  const table = text.slice(text.indexOf(`| ${heading} | value |`)).split("\n\n")[0] ?? "";
  return [...table.matchAll(/^\| (`[^|]*`) \|/gm)].flatMap(([, cell = ""]) =>
    [...cell.matchAll(/`(\w+)`/g)].map(([, key = ""]) => key),
  );
}

test("the tables have the keys of the JSON, in its order", async () => {
  const json = JSON.parse(await run("conduit validate typo.yaml --format json"));
  const [file] = json.files;
  expect(keysOf("key")).toEqual(Object.keys(json));
  expect(keysOf("key of `summary`")).toEqual(Object.keys(json.summary));
  expect(keysOf("key of a file")).toEqual(Object.keys(file));
  expect(keysOf("key of a diagnostic")).toEqual(Object.keys(file.diagnostics[0]));
});
