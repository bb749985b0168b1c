// Which files conduit validate looks at: names, directories and globs that no shell expanded.

import { symlinkSync } from "node:fs";
import path from "node:path";
import { describe, test } from "vitest";
import { findPipelines } from "../../src/cli/find-pipelines.ts";
import { type Files, makeFolder, runConduit, transcript } from "./run-conduit.ts";

const good = "steps: [{ action: LOG.PRINT, parameters: { message: hi } }]";

/** Empty files of these names. */
function filesNamed(...names: string[]): Files {
  return Object.fromEntries(names.map((name) => [name, good]));
}

const tree = filesNamed(
  "b.yaml",
  "a.yml",
  "package.json",
  "notes.txt",
  ".hidden.yaml",
  "jobs/c.yaml",
  "jobs/Loud.YAML",
  "jobs/deep/er/d.yml",
  "jobs/[x]/e.yaml",
  "jobs/.git/f.yaml",
  "jobs/node_modules/m/g.yaml",
  "we ird/{h}.yaml",
  "!i.yaml",
);

const found = async (args: readonly string[], folder = makeFolder(tree)) =>
  (await findPipelines(args, folder)).map((target) => ("problem" in target ? target.problem.message : target.file));

describe.concurrent("a glob", () => {
  const globs: [string, string[]][] = [
    ["*.yaml", ["!i.yaml", "b.yaml"]],
    ["./*.y*ml", ["!i.yaml", "a.yml", "b.yaml"]],
    ["**/*.yml", ["a.yml", "jobs/deep/er/d.yml"]],
    ["jobs/**/*.{yaml,yml}", ["jobs/[x]/e.yaml", "jobs/c.yaml", "jobs/deep/er/d.yml"]],
    ["jobs/*/*/*.yml", ["jobs/deep/er/d.yml"]],
    ["jobs/**", ["jobs/Loud.YAML", "jobs/[x]/e.yaml", "jobs/c.yaml", "jobs/deep/er/d.yml"]],
    ["?.[y]ml", ["a.yml"]],
    ["@(a|b).y?(a)ml", ["a.yml", "b.yaml"]],
    ["jobs/[[]x]/*.yaml", ["jobs/[x]/e.yaml"]],
    ["jobs/\\[x\\]/*.yaml", ["jobs/[x]/e.yaml"]],
    ["!*.yaml", ["!i.yaml"]],
    [".h*.yaml", [".hidden.yaml"]],
    ["jobs/.g*/*.yaml", ["jobs/.git/f.yaml"]],
    ["jobs/node_modules/**/*.yaml", ["jobs/node_modules/m/g.yaml"]],
    ["jobs/deep/../*.yaml", ["jobs/c.yaml"]],
    ["none/*.yaml", ["no file matches `none/*.yaml`"]],
    ["b.yaml/*", ["no file matches `b.yaml/*`"]],
    ["*.toml", ["no file matches `*.toml`"]],
    ["[", ["["]],
    [`${"a".repeat(5000)}*`, [`${"a".repeat(5000)}*`]],
  ];
  test.for(globs)("%s", async ([glob, files], { expect }) => {
    expect(await found([glob])).toEqual(files);
  });

  test("may begin above or at the root", async ({ expect }) => {
    const folder = makeFolder(tree);
    expect(await found(["../*.yml"], path.join(folder, "jobs"))).toEqual(["../a.yml"]);
    expect(await found([`${folder}/*.yml`], folder)).toEqual([path.join(folder, "a.yml")]);
  });

  test("is a plain name where a file bears it", async ({ expect }) => {
    expect(await found(["we ird/{h}.yaml", "jobs/[x]"])).toEqual(["we ird/{h}.yaml", "jobs/[x]/e.yaml"]);
  });

  test("takes links to files, and follows none to folders", async ({ expect }) => {
    const folder = makeFolder(tree);
    symlinkSync("..", path.join(folder, "jobs", "loop"));
    symlinkSync("../b.yaml", path.join(folder, "jobs", "link.yaml"));
    symlinkSync("nowhere.yaml", path.join(folder, "jobs", "broken.yaml"));
    symlinkSync("deep", path.join(folder, "jobs", "folder.yaml"));
    expect(await found(["jobs/**/*.yaml"], folder)).toEqual([
      "jobs/[x]/e.yaml",
      "jobs/broken.yaml",
      "jobs/c.yaml",
      "jobs/link.yaml",
    ]);
  });
});

describe.concurrent("a directory", () => {
  test("stands for the YAML files below it", async ({ expect }) => {
    const jobs = ["jobs/Loud.YAML", "jobs/[x]/e.yaml", "jobs/c.yaml", "jobs/deep/er/d.yml"];
    expect(await found(["jobs"])).toEqual(jobs);
    expect(await found(["./jobs/"])).toEqual(jobs);
    expect(await found(["."])).toEqual(["!i.yaml", "a.yml", "b.yaml", ...jobs, "we ird/{h}.yaml"]);
    expect(await found(["jobs/.git"])).toEqual(["jobs/.git/f.yaml"]);
  });

  test("without any is told", async ({ expect }) => {
    const result = await runConduit(["validate", "data"], { files: filesNamed("data/package.json") });
    expect(transcript(result)).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      error: there is no YAML file in \`data\`
        = help: name its files, or a glob in quotes such as '*.json'"
    `);
  });
});

describe.concurrent("arguments", () => {
  test("keep their order, and each file comes once", async ({ expect }) => {
    expect(await found(["jobs/c.yaml", "b.yaml", "*.yaml", "./jobs/../b.yaml", "none.yaml", "none.yaml"])).toEqual([
      "jobs/c.yaml",
      "b.yaml",
      "!i.yaml",
      "none.yaml",
    ]);
  });

  test("that are empty are no directory", async ({ expect }) => {
    expect(transcript(await runConduit(["validate", ""], { files: tree }))).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      error: cannot read \`\`: there is no such file"
    `);
  });

  test("that lead to nothing keep no others from being looked at", async ({ expect }) => {
    const args = ["*.toml", "b.yaml", "jobs/*.yaml"];
    expect(transcript(await runConduit(["validate", ...args], { files: tree }))).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      error: no file matches \`*.toml\`
        = help: \`*\` stands for a part of a name, \`**\` for folders of any depth
      --- stdout
      ✓ b.yaml is valid
      ✓ jobs/c.yaml is valid"
    `);
  });

  test("name folders of blocks once for all files", async ({ expect }) => {
    const args = ["validate", "b.yaml", "a.yml", "--blocks", "none"];
    expect(transcript(await runConduit(args, { files: tree }))).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      error: --blocks: \`none\` is no directory"
    `);
  });
});
