// Every mistake that the table of codes knows, with its exact words and marks; and files that look wrong and are right.
// UPDATE_GOLDENS=1 writes the words anew.
//
// invalid/<code>.yaml and invalid/<code>--<variant>.yaml hold one mistake each and stand beside their output; a folder
// <code>/ has pipeline.yaml and blocks/, or other files that it runs in files/. A first line `# params: name=value …` gives parameters, and none when it ends there.

import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { loadBlocks } from "../../src/blocks/load-blocks.ts";
import { readSource } from "../../src/cli/read-source.ts";
import { type Diagnostic, diagnosticCodes } from "../../src/diagnostic.ts";
import { realDisk } from "../../src/files/real-disk.ts";
import { Source } from "../../src/source.ts";
import { checkText, render } from "./check-text.ts";

const root = path.resolve(import.meta.dirname, "../..");
const invalidFolder = "test/fixtures/invalid";
const validFolder = "test/fixtures/valid";
const codes = Object.keys(diagnosticCodes);

/** Texts too large to be kept, by the name of their fixture. */
const builtTexts: Readonly<Record<string, () => string>> = {
  "file-too-large": () => `steps: [] ${"#".repeat(32 * 2 ** 20)}`,
};

const entries = readdirSync(path.join(root, invalidFolder)).filter((name) => !name.endsWith(".txt"));
const invalid = [...new Set([...entries.map((name) => name.replace(/\.yaml$/, "")), ...Object.keys(builtTexts)])];
const valid = readdirSync(path.join(root, validFolder)).toSorted();

/** The mistakes of a fixture. Files are named as from the root of the repository. */
async function mistakesOf(folder: string, name: string): Promise<readonly Diagnostic[]> {
  const built = builtTexts[name];
  if (built !== undefined) return checkText(new Source(`${folder}/${name}.yaml`, built()));
  const isFolder = existsSync(path.join(root, folder, name, "pipeline.yaml"));
  const file = isFolder
    ? `${folder}/${name}/pipeline.yaml`
    : `${folder}/${name}${name.endsWith(".json") ? "" : ".yaml"}`;
  const { source, diagnostics } = await readSource(path.join(root, file), Readable.from([]));
  const named = new Source(file, source.text);
  if (diagnostics.length > 0) return diagnostics.map((found) => ({ ...found, source: named }));
  const given = /^# params:(.*)/.exec(named.text)?.[1];
  const pairs = given?.split(" ").filter((pair) => pair !== "");
  return checkText(named, {
    parameters: pairs && Object.fromEntries(pairs.map((pair) => pair.split("=", 2) as [string, string])),
    disk: realDisk,
    file: path.join(root, file),
    blocks: existsSync(path.join(root, folder, name, "blocks"))
      ? await loadBlocks([{ folder: path.join(root, folder, name, "blocks") }], relative)
      : undefined,
  });
}

const relative = (file: string): string => path.relative(root, file).replaceAll("\\", "/");

test.each(invalid)("%s", async (name) => {
  const found = await mistakesOf(invalidFolder, name);
  expect(found.map(({ code }) => code)).toEqual([name.split("--")[0]]);
  const rendered = render(found);
  expect(render(await mistakesOf(invalidFolder, name))).toBe(rendered);
  const golden = path.join(root, invalidFolder, `${name}.txt`);
  if (process.env.UPDATE_GOLDENS === "1") writeFileSync(golden, rendered);
  expect(rendered).toBe(readFileSync(golden, "utf8"));
});

test.each(valid)("%s is valid", async (file) => {
  expect(render(await mistakesOf(validFolder, file.replace(/\.yaml$/, "")))).toBe("");
});

test("the table of codes, the fixtures and the documentation are the same set", () => {
  const headings = [...readFileSync(path.join(root, "docs/errors.md"), "utf8").matchAll(/^## (.+)$/gm)];
  expect(headings.map(([, heading]) => heading)).toEqual(codes);
  const seen = new Set(invalid.map((name) => name.split("--")[0] ?? ""));
  expect([...seen].toSorted()).toEqual(codes.toSorted());
  expect(invalid.filter((name) => codes.includes(name)).toSorted()).toEqual(codes.toSorted());
});

test("every output belongs to a fixture", () => {
  const outputs = readdirSync(path.join(root, invalidFolder)).filter((name) => name.endsWith(".txt"));
  expect(outputs.filter((name) => !invalid.includes(name.replace(/\.txt$/, "")))).toEqual([]);
});
