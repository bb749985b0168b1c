// The house's one-way streets: which folder may import which. The test names the import that breaks a rule.

import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

const root = path.resolve(import.meta.dirname, "..");
const files = ["src", "blocks", "bin"].flatMap((folder) =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => path.posix.join(folder, file.replaceAll("\\", "/"))),
);

/** The layer of a file: the nouns at the top of src, a stage, the commands, the public entry. */
function layerOf(file: string): string {
  if (!file.startsWith("src/")) return file.split("/")[0] ?? "";
  if (file === "src/index.ts") return "entry";
  const [, folder, rest] = file.split("/");
  if (rest === undefined) return "nouns";
  return folder === "blocks" ? "blocks-loading" : (folder ?? "");
}

const stages = ["files", "parse", "check", "blocks-loading", "plan", "run", "report"];

/** What each layer may import beside itself. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  nouns: [],
  ...Object.fromEntries(stages.map((stage) => [stage, ["nouns"]])),
  // Built-in blocks import the public contract of blocks and JSON data, both nouns.
  blocks: ["nouns"],
  library: ["nouns", "blocks", ...stages],
  entry: ["nouns", "library", "run"],
  cli: ["nouns", ...stages],
  bin: ["cli"],
};

/** The local files that a file imports. */
function importsOf(file: string): string[] {
  const text = readFileSync(path.join(root, file), "utf8");
  return [...text.matchAll(/(?:from|import\()\s*"(\.[^"]+)"/g)].map((match) =>
    path.posix.normalize(path.posix.join(path.posix.dirname(file), match[1] ?? "")),
  );
}

const sources = new Map(files.map((file) => [file, importsOf(file).filter((target) => target.endsWith(".ts"))]));

test("every layer imports only what it may", () => {
  const broken = [...sources].flatMap(([file, targets]) =>
    targets
      .filter((target) => layerOf(target) !== layerOf(file) && !allowed[layerOf(file)]?.includes(layerOf(target)))
      .map((target) => `${file} imports ${target}`),
  );
  expect(broken).toEqual([]);
});

test("blocks import of the nouns only the contract of a block and JSON data", () => {
  const contract = ["src/block.ts", "src/infer.ts", "src/json.ts"];
  const broken = [...sources]
    .filter(([file]) => layerOf(file) === "blocks")
    .flatMap(([file, targets]) =>
      targets
        .filter((target) => layerOf(target) === "nouns" && !contract.includes(target))
        .map((target) => `${file} imports ${target}`),
    );
  expect(broken).toEqual([]);
});

test("no file imports itself through others", () => {
  const done = new Set<string>();
  const findLoop = (file: string, open: readonly string[]): string[] | null => {
    if (open.includes(file)) return [...open.slice(open.indexOf(file)), file];
    if (done.has(file)) return null;
    for (const target of sources.get(file) ?? []) {
      const loop = findLoop(target, [...open, file]);
      if (loop !== null) return loop;
    }
    done.add(file);
    return null;
  };
  expect(files.map((file) => findLoop(file, [])).filter((loop) => loop !== null)).toEqual([]);
});

test("only the commands touch the process and the console", () => {
  const broken = files.filter((file) => {
    const isBelow = !["cli", "bin"].includes(layerOf(file));
    return isBelow && /\b(process|console)\.\w/.test(readFileSync(path.join(root, file), "utf8"));
  });
  expect(broken).toEqual([]);
});

test("only the live report knows ora, only src/schema.ts knows ajv, only src/run knows cel-js, only the commands know commander", () => {
  const users = (name: string) =>
    files.filter((file) =>
      new RegExp(`(?:from|import\\()\\s*"${name}"`).test(readFileSync(path.join(root, file), "utf8")),
    );
  expect(users("ora")).toEqual(["src/report/live-reporter.ts"]);
  expect(users("ajv")).toEqual(["src/schema.ts"]);
  expect(users("chalk")).toEqual(["src/report/colors.ts"]);
  expect(users("@marcbachmann/cel-js")).toEqual(["src/run/cel-engine.ts"]);
  expect(users("commander")).toEqual(["src/cli/main.ts"]);
  const readers = users("yaml").filter((file) => !file.startsWith("src/parse/"));
  expect(readers).toEqual(["src/report/block-page.ts"]);
});
