// docs/blocks.md says what the blocks' definitions say, and each of its pipelines works when it is pasted.
// UPDATE_GOLDENS=1 writes the page.

import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { renderBlockDocs } from "../../scripts/block-docs.ts";
import { ConduitStatus } from "../../src/index.ts";
import { builtInRegistry } from "../../src/library/built-in-blocks.ts";
import { parseYaml } from "../../src/parse/parse-yaml.ts";
import { blockPage } from "../../src/report/block-page.ts";
import { Source } from "../../src/source.ts";
import { checkText } from "../check/check-text.ts";
import { runDocument } from "../run/run-document.ts";

const page = path.resolve(import.meta.dirname, "..", "..", "docs", "blocks.md");

test("docs/blocks.md is up to date (`npm run docs` writes it)", async () => {
  const made = renderBlockDocs(builtInRegistry);
  if (process.env.UPDATE_GOLDENS === "1") await writeFile(page, made);
  expect(await readFile(page, "utf8")).toBe(made);
});

let projectFolder = "";

beforeAll(async () => {
  projectFolder = await mkdtemp(path.join(tmpdir(), "conduit-examples-"));
});
afterAll(() => rm(projectFolder, { recursive: true }));

test.each(builtInRegistry.all().map((block) => [block.action, block] as const))("%s", async (_, block) => {
  const { example } = blockPage(block);
  const source = new Source("pasted.yaml", example);
  expect(checkText(source)).toEqual([]);
  const { document } = parseYaml(source);
  if (document === undefined) throw new Error("no YAML");
  const { job, outcome } = await runDocument(document, { projectFolder });
  expect(job.steps.map(({ status }) => ConduitStatus[status])).toEqual(job.steps.map(() => "DONE"));
  expect(outcome.success).toBe(true);
  const expected = block.block.example;
  if (expected !== undefined && "result" in expected) expect(outcome.outputs?.result).toEqual(expected.result);
});
