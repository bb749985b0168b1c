// The README is true: every file it shows is written, every command it shows is run, and what it says is printed is printed.

import { execFile } from "node:child_process";
import { chmod, cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { exitCodes } from "../../src/cli/exit-codes.ts";
import { ConduitStatus } from "../../src/status.ts";

const root = path.resolve(import.meta.dirname, "..", "..");
const readme = await readFile(path.join(root, "README.md"), "utf8");

/** Commands that set the project up; a test cannot run them without running itself. CI does, from a clean checkout. */
const setUp = [
  "npm ci && npm run build && npx --no conduit run examples/weather-report/pipeline.yaml",
  "npm ci && npm test",
  "npm pack && npm install --global ./conduit-cli-0.1.0.tgz",
];

const blocks = [...readme.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, language = "", text = ""]) => ({
  language,
  text,
}));

let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "conduit-readme-"));
  await mkdir(path.join(folder, "bin"));
  await mkdir(path.join(folder, "node_modules"));
  await symlink(root, path.join(folder, "node_modules", "conduit-cli"), "dir");
  const command = path.join(folder, "bin", "conduit");
  await writeFile(command, `#!/bin/sh\nexec "${process.execPath}" "${path.join(root, "dist", "conduit.cjs")}" "$@"\n`);
  await chmod(command, 0o755);
  await cp(path.join(root, "examples"), path.join(folder, "examples"), { recursive: true });
  for (const { text } of blocks) {
    const name = /^(?:#|\/\/) ([\w./-]+\.\w+)\n/.exec(text)?.[1];
    if (name === undefined) continue;
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), text);
  }
});

afterAll(() => rm(folder, { recursive: true, force: true }));

test("the set-up commands are the ones that CI runs", () => {
  const commands = blocks.filter(({ language }) => language === "sh").map(({ text }) => text.trim());
  expect(commands).toEqual(setUp);
});

const consoles = blocks.filter(({ language }) => language === "console").map(({ text }) => text);

test.each(consoles.map((text) => [text.split("\n")[0] ?? "", text]))("%s", async (_, text) => {
  const [command = "", ...printed] = text.trimEnd().split("\n");
  expect(command.startsWith("$ ")).toBe(true);
  expect(withoutTimes(await run(command.slice(2)))).toBe(withoutTimes(`${printed.join("\n")}\n`));
});

/** What a command prints: standard error, then standard output, since the order between two pipes is not fixed. */
function run(command: string): Promise<string> {
  const environment = { PATH: `${path.join(folder, "bin")}:${process.env.PATH}`, HOME: folder };
  return new Promise((resolve) => {
    execFile("sh", ["-c", command], { cwd: folder, env: environment }, (_, stdout, stderr) => resolve(stderr + stdout));
  });
}

const withoutTimes = (text: string): string => text.replace(/\d+(\.\d+)? m?s\b/g, "N ms");

test("the tables have every status and every exit code", () => {
  const statuses = [...readme.matchAll(/^\| ([A-Z_]+) \| (-?\d+) \|/gm)].map(([, name, value]) => `${name} ${value}`);
  const all = Object.entries(ConduitStatus).filter(([, value]) => typeof value === "number");
  expect(statuses).toEqual(all.map(([name, value]) => `${name} ${value}`).toSorted(byNumber));
  for (const code of Object.values(exitCodes))
    expect(readme).toMatch(new RegExp(`^\\|[^|]*\\b${code}\\b[^|]*\\|`, "m"));
});

const byNumber = (a: string, b: string): number => Number(a.split(" ")[1]) - Number(b.split(" ")[1]);

test("every link leads to a file", async () => {
  const targets = [...readme.matchAll(/\]\(([^)#]+)\)/g)].map(([, target = ""]) => target);
  const links = targets.filter((target) => !target.startsWith("https://"));
  await Promise.all(links.map((target) => readFile(path.join(root, target))));
  expect(links.length).toBeGreaterThan(5);
});

test("no command can fetch the stranger's package of the bare name", async () => {
  const documents = ["README.md", "CONTRIBUTING.md", "ARCHITECTURE.md", "CHANGELOG.md", "docs/errors.md"];
  for (const name of documents) {
    const text = await readFile(path.join(root, name), "utf8");
    const risky = [
      ...text.matchAll(/npx (?!--no\b)[^\n`]*|npm (?:i|install|exec|x)\b[^\n`]*\bconduit(?!-cli)\b[^\n`]*/g),
    ];
    expect(risky.map(([command]) => `${name}: ${command}`)).toEqual([]);
  }
});
