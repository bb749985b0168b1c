// Which file a step names: found on a real disk, inside of one folder, and read once.

import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import type { Disk } from "../../src/disk.ts";
import { realDisk } from "../../src/files/real-disk.ts";
import { PipelineFiles } from "../../src/parse/pipeline-files.ts";
import { documentFromValue } from "../../src/parse/value-document.ts";
import type { Pipeline, PipelineFile } from "../../src/pipeline.ts";

const root = mkdtempSync(path.join(tmpdir(), "conduit-files-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const project = path.join(root, "project");
const main = path.join(project, "main.yaml");
const good = "steps: [{ action: LOG.PRINT, parameters: { message: hi } }]\n";

for (const folder of ["project/lib/deep", "outside", "project/folder.yaml"])
  mkdirSync(path.join(root, folder), { recursive: true });
const texts: Readonly<Record<string, string | Uint8Array>> = {
  "project/main.yaml": "steps: [{ pipeline: lib/a.yaml }]\n",
  "project/lib/a.yaml": good,
  "project/lib/b.yml": "steps: [{ pipeline: deep/c.yaml }, { pipeline: ../main.yaml }, { pipeline: a.yaml }]\n",
  "project/lib/deep/c.yaml": "steps: [{ pipeline: ../a.yaml }]\n",
  "project/lib/data.json": "{}",
  "project/lib/notes.txt": "no pipeline",
  "project/marked.yaml": "\ufeffname: marked\r\nsteps:\r\n  - action: LOG.PRINT\r\n",
  "project/broken.yaml": "steps: [\n",
  "project/latin.yaml": new Uint8Array([0x23, 0xe4, 0x0a]),
  "project/..odd.yaml": good,
  "outside/secret.yaml": good,
};
for (const [name, text] of Object.entries(texts)) writeFileSync(path.join(root, name), text);
const links: readonly (readonly [string, string])[] = [
  ["lib/a.yaml", "project/link.yaml"],
  ["../outside/secret.yaml", "project/leak.yaml"],
  ["../outside", "project/leaks"],
  ["loop.yaml", "project/loop.yaml"],
  ["two.yaml", "project/one.yaml"],
  ["one.yaml", "project/two.yaml"],
  ["project", "linked-project"],
  ["../project/lib/a.yaml", "outside/back.yaml"],
];
for (const [target, name] of links) symlinkSync(target, path.join(root, name));
writeFileSync(path.join(project, "large.yaml"), "");
truncateSync(path.join(project, "large.yaml"), 65 * 2 ** 20);

/** What a step of a pipeline names. */
function open(name: string, { file = main, folder = project, shownAs = "" } = {}): PipelineFile {
  return target(new PipelineFiles(realDisk, { path: folder, shownAs }).read(naming(name), file));
}

const naming = (...names: string[]) => documentFromValue({ steps: names.map((pipeline) => ({ pipeline })) });

function target(pipeline: Pipeline, index = 0): PipelineFile {
  const work = pipeline.steps[index]?.work;
  if (work?.kind !== "pipeline") throw new Error("the step runs no file");
  return work.target();
}

/** What became of it, in short. */
function summaryOf(found: PipelineFile): unknown {
  switch (found.kind) {
    case "pipeline":
      return found.pipeline.document.source?.name;
    case "mistaken":
      return found.diagnostics.map(({ code, source }) => `${source?.name} ${code}`);
    case "unreadable":
      return [found.message, found.help];
  }
}

const startHelp = "a path starts at the folder of the file that it is written in";
const outside = (name: string) => [
  `\`${name}\` is outside of the project's folder`,
  "the project begins at the folder of the pipeline that is run; put the file there or below",
];

test.each<[string, unknown]>([
  ["lib/a.yaml", "lib/a.yaml"],
  ["./lib/../lib//a.yaml", "lib/a.yaml"],
  [path.join(project, "lib/a.yaml"), "lib/a.yaml"],
  ["link.yaml", "lib/a.yaml"],
  ["..odd.yaml", "..odd.yaml"],
  ["lib/data.json", "lib/data.json"],
  ["marked.yaml", "marked.yaml"],
  ["../project/lib/a.yaml", "lib/a.yaml"],
  ["broken.yaml", ["broken.yaml yaml-syntax"]],
  ["latin.yaml", ["latin.yaml not-utf8"]],
  ["lib", ["cannot read `lib`: it is a directory", "name a pipeline file in it"]],
  ["folder.yaml", ["cannot read `folder.yaml`: it is a directory", "name a pipeline file in it"]],
  [".", ["cannot read `.`: it is a directory", "name a pipeline file in it"]],
  ["large.yaml", ["`large.yaml` is larger than 64 MB, which no pipeline is", "is it the right file?"]],
  ["lib/b.yaml", ["cannot read `lib/b.yaml`: there is no such file", "did you mean `lib/b.yml`?"]],
  ["lib/c.yaml", ["cannot read `lib/c.yaml`: there is no such file", startHelp]],
  ["brokn.yml", ["cannot read `brokn.yml`: there is no such file", "did you mean `broken.yaml`?"]],
  ["lib/note.txt", ["cannot read `lib/note.txt`: there is no such file", startHelp]],
  ["nowhere/a.yaml", ["cannot read `nowhere/a.yaml`: there is no such file", startHelp]],
  ["main.yaml/a.yaml", ["cannot read `main.yaml/a.yaml`: a part of its path is no directory", startHelp]],
  ["loop.yaml", ["cannot read `loop.yaml`: its symbolic links go in a circle", startHelp]],
  ["one.yaml", ["cannot read `one.yaml`: its symbolic links go in a circle", startHelp]],
  ["a\0b.yaml", ["cannot read `a\0b.yaml`: its name holds a character that no name can hold", startHelp]],
  [`${"a".repeat(300)}.yaml`, [`cannot read \`${"a".repeat(300)}.yaml\`: its name is too long`, startHelp]],
  ["leak.yaml", outside("leak.yaml")],
  ["leaks/secret.yaml", outside("leaks/secret.yaml")],
  ["../outside/secret.yaml", outside("../outside/secret.yaml")],
  ["../outside/none.yaml", outside("../outside/none.yaml")],
  ["/etc/passwd", outside("/etc/passwd")],
  ["/dev/zero", outside("/dev/zero")],
  ["..", outside("..")],
  ["", ["`pipeline` names no file", "write the path of a pipeline's file"]],
  [" \n", ["`pipeline` names no file", "write the path of a pipeline's file"]],
  [
    "{: file :}",
    [
      "`{: file :}` holds a tag, and a path is taken as it is written",
      "write the path itself; for a choice between files write a step for each, with `if`",
    ],
  ],
])("%j", (name, found) => {
  expect(summaryOf(open(name))).toEqual(found);
});

test("a name that leads out of the project tells nothing of what is there", () => {
  const [there, none] = ["../outside/secret.yaml", "../outside/secrat.yaml"].map((name) => summaryOf(open(name)));
  expect([there, none]).toEqual([outside("../outside/secret.yaml"), outside("../outside/secrat.yaml")]);
  expect(summaryOf(open("leaks/secrat.yaml"))).toEqual([
    "cannot read `leaks/secrat.yaml`: there is no such file",
    startHelp,
  ]);
});

test("a pipe is not waited for", () => {
  execFileSync("sh", ["-c", "mkfifo pipe.yaml"], { cwd: project });
  expect(summaryOf(open("pipe.yaml"))).toEqual([
    "cannot read `pipe.yaml`: it is no regular file",
    "let it be a file that can be read",
  ]);
});

test.each([
  [{ shownAs: "jobs" }, "jobs/lib/a.yaml"],
  [{ shownAs: "/srv/jobs" }, "/srv/jobs/lib/a.yaml"],
  [{ folder: path.join(root, "linked-project"), file: path.join(root, "linked-project/main.yaml") }, "lib/a.yaml"],
  [{ folder: path.join(root, "outside"), file: path.join(root, "outside/x.yaml") }, undefined],
])("%j is called as from its caller", (settings, name) => {
  const found = open("lib/a.yaml", settings);
  if (name !== undefined) expect(summaryOf(found)).toBe(name);
  else expect(found.kind).toBe("unreadable");
});

test("a project that is reached through a link takes paths through it and past it", () => {
  const folder = path.join(root, "linked-project");
  const at = (name: string) => summaryOf(open(name, { folder, file: path.join(folder, "main.yaml") }));
  expect([at(path.join(folder, "lib/a.yaml")), at(main), at(path.join(root, "outside/back.yaml"))]).toEqual([
    "lib/a.yaml",
    // It is the pipeline itself, which has no text here.
    undefined,
    "lib/a.yaml",
  ]);
  expect(at("lib/b.yaml")).toEqual(["cannot read `lib/b.yaml`: there is no such file", "did you mean `lib/b.yml`?"]);
});

test("one file is one pipeline, whoever names it and however, and is read once", () => {
  const reads: string[] = [];
  const counting: Disk = {
    ...realDisk,
    read: (file, name) => {
      reads.push(name);
      return realDisk.read(file, name);
    },
  };
  const files = new PipelineFiles(counting, { path: project, shownAs: "" });
  const pipeline = files.read(naming("lib/a.yaml", "link.yaml", "lib/b.yml"), main);
  expect(reads).toEqual([]);
  const pipelineAt = (from: Pipeline, index: number): Pipeline => {
    const found = target(from, index);
    if (found.kind !== "pipeline") throw new Error(found.kind);
    return found.pipeline;
  };
  const a = pipelineAt(pipeline, 0);
  const b = pipelineAt(pipeline, 2);
  expect(pipelineAt(pipeline, 1)).toBe(a);
  expect(pipelineAt(b, 2)).toBe(a);
  expect(pipelineAt(pipelineAt(b, 0), 0)).toBe(a);
  expect(pipelineAt(b, 1)).toBe(pipeline);
  expect(target(pipeline, 0)).toBe(target(b, 2));
  expect(reads).toEqual(["lib/a.yaml", "lib/b.yml", "lib/deep/c.yaml"]);
});

test("a pipeline without a file names files from the project's folder, and no file is itself", () => {
  const files = new PipelineFiles(realDisk, { path: project, shownAs: "" });
  const pipeline = files.read(naming("main.yaml"), null);
  const found = target(pipeline);
  expect(summaryOf(found)).toBe("main.yaml");
  expect(found.kind === "pipeline" && found.pipeline).not.toBe(pipeline);
});
