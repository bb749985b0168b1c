// Pipelines whose steps run files, as the command checks and runs them.

import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, test } from "vitest";
import { type Files, makeFolder, runConduit, transcript } from "./run-conduit.ts";

const shout = `parameters: { text: { type: string } }
steps:
  - { id: loud, action: TEXT.UPPERCASE, parameters: { text: '{< text >}' } }
outputs: { text: '{: loud :}!' }
`;
const main = `steps:
  - { id: said, pipeline: lib/shout.yaml, parameters: { text: hi } }
outputs: { said: '{: said.text :}' }
`;
const good: Files = { "main.yaml": main, "lib/shout.yaml": shout };
const wrongShout = shout.replace("UPPERCASE", "UPPERCSE");
const wrong: Files = { "main.yaml": main, "other.yaml": main, "lib/shout.yaml": wrongShout };

describe.concurrent("a right one", () => {
  test("runs, from wherever it is named", async ({ expect }) => {
    const folder = makeFolder({ "jobs/main.yaml": main, "jobs/lib/shout.yaml": shout });
    const names = ["jobs/main.yaml", "./jobs/main.yaml", path.join(folder, "jobs/main.yaml")];
    for (const name of names) {
      const { code, stdout } = await runConduit(["run", name], { folder });
      expect([code, stdout]).toEqual([0, '{\n  "said": "HI!"\n}\n']);
    }
    const { stdout } = await runConduit(["validate", "--strict", "jobs"], { folder });
    expect(stdout).toBe(
      "✓ jobs/lib/shout.yaml is valid: all 2 values proved\n✓ jobs/main.yaml is valid: its value is proved\n",
    );
  });

  test("on standard input names files from the current folder", async ({ expect }) => {
    const { code, stdout } = await runConduit(["run", "-"], { files: good, stdin: main });
    expect([code, stdout]).toEqual([0, '{\n  "said": "HI!"\n}\n']);
    const { stderr } = await runConduit(["run", "-"], { files: wrong, stdin: main });
    expect(stderr).toContain("lib/shout.yaml:3:25: error: block `TEXT.UPPERCSE` does not exist [block-not-found]\n");
  });

  test("has the blocks of its caller, whatever is beside it", async ({ expect }) => {
    const block = (text: string) => `export default {
      category: "SAY", name: "IT", parameters: { type: "object" }, returns: { type: "string" }, run: () => ${JSON.stringify(text)},
    };`;
    const files = {
      "main.yaml": "steps: [{ id: a, pipeline: lib/a.yaml }]\noutputs: { said: '{: a.said :}' }\n",
      "lib/a.yaml": "steps: [{ id: it, action: SAY.IT }]\noutputs: { said: '{: it :}' }\n",
      "blocks/say.mjs": block("the caller's"),
      "lib/blocks/say.mjs": block("its own"),
    };
    const folder = makeFolder(files);
    expect((await runConduit(["run", "main.yaml"], { folder })).stdout).toBe('{\n  "said": "the caller\'s"\n}\n');
    expect((await runConduit(["run", "lib/a.yaml"], { folder })).stdout).toBe('{\n  "said": "its own"\n}\n');
  });
});

describe.concurrent("mistakes in a file that is run", () => {
  test("are shown in that file, and nothing runs", async ({ expect }) => {
    expect(
      transcript(await runConduit(["run", "jobs/main.yaml"], { files: inFolder("jobs", wrong) })),
    ).toMatchInlineSnapshot(`
      "exit 102
      --- stderr
      jobs/lib/shout.yaml:3:25: error: block \`TEXT.UPPERCSE\` does not exist [block-not-found]
        |
      3 |   - { id: loud, action: TEXT.UPPERCSE, parameters: { text: '{< text >}' } }
        |                         ^^^^^^^^^^^^^
        = help: did you mean \`TEXT.UPPERCASE\`?
        = ends as: BLOCK_NOT_FOUND (102)
      nothing ran"
    `);
    expect(
      transcript(await runConduit(["validate", "jobs/main.yaml"], { files: inFolder("jobs", wrong) })),
    ).toMatchInlineSnapshot(`
      "exit 1
      --- stdout
      jobs/lib/shout.yaml:3:25: error: block \`TEXT.UPPERCSE\` does not exist [block-not-found]
        |
      3 |   - { id: loud, action: TEXT.UPPERCSE, parameters: { text: '{< text >}' } }
        |                         ^^^^^^^^^^^^^
        = help: did you mean \`TEXT.UPPERCASE\`?

      1 error in 1 file"
    `);
  });

  test("are listed once, with that file where it is checked as well", async ({ expect }) => {
    const folder = makeFolder(wrong);
    const list = async (...names: string[]) => {
      const { code, stdout } = await runConduit(["validate", ...names], { folder });
      const lines = stdout.split("\n").filter((line) => /^[✓✗]|error|fixed/.test(line));
      return [code, ...lines];
    };
    const mistake = "lib/shout.yaml:3:25: error: block `TEXT.UPPERCSE` does not exist [block-not-found]";
    expect(await list("main.yaml", "other.yaml")).toEqual([
      1,
      mistake,
      "✗ other.yaml runs a file with mistakes",
      "1 error in 2 files",
    ]);
    expect(await list("main.yaml", "lib/shout.yaml", "other.yaml")).toEqual([
      1,
      "✗ main.yaml runs a file with mistakes",
      mistake,
      "✗ other.yaml runs a file with mistakes",
      "1 error in 3 files, 1 can be fixed with --fix",
    ]);
    expect(await list(".")).toEqual(await list("lib/shout.yaml", "main.yaml", "other.yaml"));
  });

  test("that only one caller makes are listed with that caller", async ({ expect }) => {
    const files = {
      "a.yaml": "steps: [{ pipeline: lib/remove.yaml }]\n",
      "b.yaml": "tags: [filesystem]\nsteps: [{ pipeline: lib/remove.yaml }]\n",
      "lib/remove.yaml": "tags: [filesystem]\nsteps: [{ action: FILE.DELETE, parameters: { path: a } }]\n",
    };
    const { stdout } = await runConduit(["validate", "."], { files });
    expect(stdout.split("\n").filter((line) => /^[✓✗]|error/.test(line))).toEqual([
      "lib/remove.yaml:2:19: error: block `FILE.DELETE` needs the tag `filesystem` [forbidden-block]",
      "✓ b.yaml is valid",
      "✓ lib/remove.yaml is valid",
      "1 error in 3 files",
    ]);
  });

  test("are in the lists for programs with the name of their file", async ({ expect }) => {
    const folder = makeFolder(wrong);
    const json = await runConduit(["validate", "--format", "json", "main.yaml", "other.yaml"], { folder });
    const { files, summary } = JSON.parse(json.stdout) as {
      files: {
        file: string;
        verdict: string;
        diagnostics: { file: string; code: string; start: { line: number } }[];
      }[];
      summary: object;
    };
    const listed = files.map(({ file, verdict, diagnostics }) => [
      file,
      verdict,
      diagnostics.map((one) => [one.file, one.code, one.start.line]),
    ]);
    expect(listed).toEqual([
      ["main.yaml", "wrong", [["lib/shout.yaml", "block-not-found", 3]]],
      ["other.yaml", "wrong", []],
    ]);
    expect(summary).toMatchObject({ wrong: 2, diagnostics: { error: 1 } });
    const sarif = await runConduit(["validate", "--format", "sarif", "main.yaml"], { folder });
    expect(sarif.stdout).toContain('"uri": "lib/shout.yaml"');
    const github = await runConduit(["validate", "--format", "github", "main.yaml"], { folder });
    expect(github.stdout).toMatch(/^::error file=lib\/shout\.yaml,line=3,endLine=3,col=25,/);
    expect([json.code, sarif.code, github.code]).toEqual([1, 1, 1]);
  });

  test("are mended only in the file that is named", async ({ expect }) => {
    const folder = makeFolder({ ...wrong, "main.yaml": main.replace("outputs", "outputz") });
    const textOf = (name: string) => readFileSync(path.join(folder, name), "utf8");
    const first = await runConduit(["validate", "--fix", "main.yaml"], { folder });
    expect([first.code, first.stderr, textOf("main.yaml"), textOf("lib/shout.yaml")]).toEqual([
      1,
      "fixed 1 mistake in main.yaml\n",
      main,
      wrongShout,
    ]);
    const second = await runConduit(["validate", "--fix", "lib/shout.yaml", "main.yaml"], { folder });
    expect([second.code, second.stderr, textOf("lib/shout.yaml")]).toEqual([
      0,
      "fixed 1 mistake in lib/shout.yaml\n",
      shout,
    ]);
  });

  test("are not shown where they are warnings, and are where they are unproved", async ({ expect }) => {
    const files = {
      "main.yaml": "steps: [{ pipeline: a.yaml, parameters: { list: [1] } }]\n",
      "a.yaml":
        "variables: { unused: 1 }\nparameters: { list: { type: array } }\nsteps: [{ action: MATH.SUM_LIST, parameters: { list: '{< list >}' } }]\n",
    };
    const folder = makeFolder(files);
    const codes = (text: string) => [...text.matchAll(/\[([a-z-]+)\]$/gm)].map(([, code]) => code);
    const loose = await runConduit(["validate", "main.yaml"], { folder });
    expect([loose.code, codes(loose.stdout)]).toEqual([0, ["unproved-type"]]);
    expect(loose.stdout).toContain("✓ main.yaml is valid, not all of it proved\n");
    const strict = await runConduit(["validate", "--strict", "main.yaml"], { folder });
    expect([strict.code, codes(strict.stdout)]).toEqual([1, ["unproved-type"]]);
    const both = await runConduit(["validate", "main.yaml", "a.yaml"], { folder });
    expect(codes(both.stdout)).toEqual(["unused-variable", "unproved-type"]);
    expect((await runConduit(["run", "main.yaml"], { folder })).code).toBe(0);
  });
});

describe.concurrent("the exit code of a refused run", () => {
  const print = "{ action: LOG.PRINT, parameters: { message: hi } }";
  const forbidden = "{ action: FILE.DELETE, parameters: { path: a } }";
  const cases: [string, Files, number][] = [
    [
      "is the status of the first mistake in the order of steps, through files",
      {
        "main.yaml": `steps: [${print}, { pipeline: a.yaml }, { action: NONE }]`,
        "a.yaml": `steps: [${print}, ${print}, ${print}, { steps: [${forbidden}] }]`,
      },
      105,
    ],
    [
      "may be that of an earlier step",
      { "main.yaml": "steps: [{ action: NONE }, { pipeline: a.yaml }]", "a.yaml": `steps: [${forbidden}]` },
      102,
    ],
    ["is 1 for a mistake of shape in any file", { "main.yaml": "steps: [{ pipeline: a.yaml }]", "a.yaml": "[]" }, 1],
    [
      "is 1 for YAML that is none",
      { "main.yaml": "steps: [{ action: NONE }, { pipeline: a.yaml }]", "a.yaml": "[" },
      1,
    ],
    ["is 1 for a file that is not there", { "main.yaml": "steps: [{ pipeline: a.yaml }]" }, 1],
    [
      "is 1 for files that run each other",
      {
        "main.yaml": "steps: [{ pipeline: a.yaml }]",
        "a.yaml": "steps: [{ pipeline: b.yaml }]",
        "b.yaml": "steps: [{ pipeline: main.yaml }]",
      },
      1,
    ],
  ];
  test.for(cases)("%s", async ([, files, code], { expect }) => {
    const { code: found, stderr } = await runConduit(["run", "main.yaml"], { files });
    expect([found, stderr.endsWith("\nnothing ran\n")]).toEqual([code, true]);
    // Without the check a mistake of shape still keeps everything from running.
    if (code === 1) expect((await runConduit(["run", "--no-check", "main.yaml"], { files })).code).toBe(1);
  });
});

describe.concurrent("a file that cannot be run", () => {
  test("is named with the reason, wherever a link leads", async ({ expect }) => {
    const folder = makeFolder({
      "project/main.yaml": `steps:
  - pipeline: loop.yaml
  - pipeline: leak.yaml
  - pipeline: leaks/secret.yaml
  - pipeline: lib
  - pipeline: latin.yaml
  - pipeline: empty.yaml
  - pipeline: link.yaml
`,
      "outside/secret.yaml": "steps: []",
      "project/lib/a.yaml": "steps: []",
      "project/latin.yaml": new Uint8Array([0x23, 0xe4]),
      "project/empty.yaml": "\ufeff# nothing\r\n",
    });
    const at = (name: string) => path.join(folder, "project", name);
    symlinkSync("loop.yaml", at("loop.yaml"));
    symlinkSync("../outside/secret.yaml", at("leak.yaml"));
    symlinkSync("../outside", at("leaks"));
    symlinkSync("lib/a.yaml", at("link.yaml"));
    expect(transcript(await runConduit(["validate", "project/main.yaml"], { folder }))).toMatchInlineSnapshot(`
      "exit 1
      --- stdout
      project/main.yaml:2:15: error: cannot read \`project/loop.yaml\`: its symbolic links go in a circle [pipeline-file]
        |
      2 |   - pipeline: loop.yaml
        |               ^^^^^^^^^
        = help: a path starts at the folder of the file that it is written in

      project/main.yaml:3:15: error: \`leak.yaml\` is outside of the project's folder [pipeline-file]
        |
      3 |   - pipeline: leak.yaml
        |               ^^^^^^^^^
        = help: the project begins at the folder of the pipeline that is run; put the file there or below

      project/main.yaml:4:15: error: \`leaks/secret.yaml\` is outside of the project's folder [pipeline-file]
        |
      4 |   - pipeline: leaks/secret.yaml
        |               ^^^^^^^^^^^^^^^^^
        = help: the project begins at the folder of the pipeline that is run; put the file there or below

      project/main.yaml:5:15: error: cannot read \`project/lib\`: it is a directory [pipeline-file]
        |
      5 |   - pipeline: lib
        |               ^^^
        = help: name a pipeline file in it

      project/latin.yaml:1:2: error: the file is not UTF-8: this byte is no part of a character [not-utf8]
        |
      1 | #�
        |  ^
        = help: save the file as UTF-8

      project/empty.yaml:1:1: error: the file is empty [wrong-type]
        |
      1 | # nothing
        | ^
        = help: write at least \`steps:\` and a list of steps

      6 errors in 1 file"
    `);
  });

  test("is any file outside of the folder of the pipeline that is run", async ({ expect }) => {
    const folder = makeFolder({
      "jobs/main.yaml": "steps: [{ pipeline: ../shared.yaml }]",
      "shared.yaml": "steps: []",
    });
    const { code, stderr } = await runConduit(["run", "jobs/main.yaml"], { folder });
    expect(code).toBe(1);
    expect(stderr).toContain("error: `../shared.yaml` is outside of the project's folder [pipeline-file]\n");
    mkdirSync(path.join(folder, "jobs/lib"));
    writeFileSync(path.join(folder, "jobs/lib/deep.yaml"), "steps: [{ pipeline: ../top.yaml }]");
    writeFileSync(path.join(folder, "jobs/top.yaml"), "steps: []");
    writeFileSync(path.join(folder, "jobs/main.yaml"), "steps: [{ pipeline: lib/deep.yaml }]");
    expect((await runConduit(["run", "jobs/main.yaml"], { folder })).code).toBe(0);
  });
});

function inFolder(folder: string, files: Files): Files {
  return Object.fromEntries(Object.entries(files).map(([name, text]) => [`${folder}/${name}`, text]));
}
