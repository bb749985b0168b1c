// conduit schema: printed, and put where the modelines of pipelines say, but never over what is somebody else's.

import {
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { LanguageServer } from "../editor/language-server.ts";
import { type Files, makeFolder, repository, runConduit } from "./run-conduit.ts";

const own = `export default {
  category: "OWN", name: "SEND", description: "Sends it.", tags: ["network"],
  parameters: { type: "object", properties: { to: { type: "string", description: "To whom." } }, required: ["to"] },
  run: () => null,
};`;
const usual = "# yaml-language-server: $schema=.conduit/pipeline.schema.json";
const pipeline = `${usual}\nsteps:\n  - action: OWN.SEND\n    parameters: { to: you }\n`;
const project = { "pipeline.yaml": pipeline, "blocks/own.mjs": own };

interface Schema {
  readonly definitions: { readonly [name: string]: unknown };
}

const readSchema = (file: string) => JSON.parse(readFileSync(file, "utf8")) as Schema;

describe.concurrent("conduit schema", () => {
  test("prints the schema of the current folder, of another one, and of a pipeline's", async () => {
    const folder = makeFolder({ "in/pipeline.yaml": pipeline, "in/blocks/own.mjs": own });
    const [here, there, beside] = await Promise.all(
      [[], ["in"], ["in/pipeline.yaml"]].map((args) => runConduit(["schema", ...args], { folder })),
    );
    expect([here, there, beside].map((run) => [run?.code, run?.stderr])).toEqual([
      [0, ""],
      [0, ""],
      [0, ""],
    ]);
    expect((JSON.parse(here?.stdout ?? "") as Schema).definitions).not.toHaveProperty(["OWN.SEND"]);
    expect((JSON.parse(there?.stdout ?? "") as Schema).definitions).toHaveProperty(["OWN.SEND"]);
    expect(beside?.stdout).toBe(there?.stdout);
    expect(readdirSync(folder)).toEqual(["in"]);
  });

  test("takes folders of blocks, and says which modules cannot be used", async () => {
    const files = { "more/own.mjs": own, "blocks/broken.js": "export default 5;" };
    const { code, stdout, stderr } = await runConduit(["schema", "--blocks", "more"], { files });
    expect(code).toBe(0);
    expect((JSON.parse(stdout) as Schema).definitions).toHaveProperty(["OWN.SEND"]);
    expect(stderr).toMatch(/^blocks\/broken\.js: warning: a block must be a map .*\[block-module\]\n/);
  });

  test("--write puts it where the modeline says, and once more only when it differs", async () => {
    const folder = makeFolder(project);
    const file = path.join(folder, ".conduit/pipeline.schema.json");
    const first = await runConduit(["schema", "--write", "pipeline.yaml"], { folder });
    const written = "✓ .conduit/pipeline.schema.json is written\n";
    expect(first).toMatchObject({ code: 0, stdout: written, stderr: "" });
    const text = readFileSync(file, "utf8");
    expect(text).toBe((await runConduit(["schema"], { folder })).stdout);
    utimesSync(file, 1, 1);
    const second = await runConduit(["schema", "--write", "pipeline.yaml"], { folder });
    expect(second).toMatchObject({ code: 0, stdout: "✓ .conduit/pipeline.schema.json is up to date\n", stderr: "" });
    expect(statSync(file).mtimeMs).toBe(1_000);
    writeFileSync(path.join(folder, "blocks/own.mjs"), own.replace("SEND", "SHIP"));
    await runConduit(["schema", "--write", "pipeline.yaml"], { folder });
    expect(Object.keys(readSchema(file).definitions)).toContain("OWN.SHIP");
    expect(Object.keys(readSchema(file).definitions)).not.toContain("OWN.SEND");
    expect(readdirSync(path.dirname(file))).toEqual(["pipeline.schema.json"]);
  });

  const modelines: [string, (folder: string) => string][] = [
    ["a path upwards", () => "# yaml-language-server: $schema=../out.json"],
    ["a full path", (folder) => `# yaml-language-server: $schema=${path.join(folder, "out.json")}`],
    [
      "a file's address",
      (folder) => `# yaml-language-server: $schema=${pathToFileURL(path.join(folder, "out.json")).href}`,
    ],
    ["a colon", () => "# $schema: ../out.json"],
    ["comments and a blank line before it", () => "# Mine\n\n#  yaml-language-server : $schema=../out.json"],
    ["a byte order mark", () => "\ufeff# yaml-language-server: $schema=../out.json"],
    ["a directive and the start of the document", () => "%YAML 1.2\n---\n# yaml-language-server: $schema=../out.json"],
    ["Windows line ends", () => "# Mine\r\n# yaml-language-server: $schema=../out.json\r"],
  ];
  test.each(modelines)("--write understands a modeline with %s", async (_, modeline) => {
    const folder = makeFolder({ "in/x": "" });
    writeFileSync(path.join(folder, "in/p.yaml"), `${modeline(folder)}\nsteps: []\n`);
    const { code, stderr } = await runConduit(["schema", "-w", "in/p.yaml"], { folder });
    expect([code, stderr]).toEqual([0, ""]);
    expect(readSchema(path.join(folder, "out.json")).definitions).toHaveProperty(["TEXT.JOIN"]);
  });

  const help = (words: string) => `\n  = help: ${words}\n`;
  const another = help(`let the pipeline's line name another file, such as ${usual}`);
  const beside = help(`let its line name a file beside the pipeline, such as ${usual}`);
  const refusals: [string, Files, string[], string][] = [
    [
      "a pipeline without a modeline",
      { "p.yaml": "steps: []\n# yaml-language-server: $schema=out.json\n" },
      ["--write", "p.yaml"],
      `\`p.yaml\` does not say where its schema is${help(`put this into its first line: ${usual}`)}`,
    ],
    [
      "an address",
      { "p.yaml": "# yaml-language-server: $schema=https://example.org/s.json\n" },
      ["--write", "p.yaml"],
      `the schema of \`p.yaml\` is \`https://example.org/s.json\`: only files can be written, not what an address leads to${beside}`,
    ],
    [
      "a pipeline that wants none",
      { "p.yaml": "# yaml-language-server: $schema=none\n" },
      ["--write", "p.yaml"],
      `\`p.yaml\` wants no schema: it says \`$schema=none\`${beside}`,
    ],
    [
      "a part of a schema",
      { "p.yaml": "# yaml-language-server: $schema=s.json#/definitions/step\n" },
      ["--write", "p.yaml"],
      `the schema of \`p.yaml\` is a part of another one: \`s.json#/definitions/step\`${beside}`,
    ],
    [
      "a file of another kind",
      { "p.yaml": "# yaml-language-server: $schema=.bashrc\n" },
      ["--write", "p.yaml"],
      `the schema of \`p.yaml\` is \`.bashrc\`, whose name does not end in .json${beside}`,
    ],
    [
      "a file outside the project",
      { "p.yaml": "# yaml-language-server: $schema=../../etc/x.json\n" },
      ["--write", "p.yaml"],
      `the schema of \`p.yaml\` is \`../../etc/x.json\`, outside the pipeline's folder and the current one${beside}`,
    ],
    [
      "a file that is somebody else's",
      { "p.yaml": "# yaml-language-server: $schema=package.json\n", "package.json": '{ "name": "mine" }\n' },
      ["--write", "p.yaml"],
      `\`package.json\` was not written by \`conduit schema\`, so it is left as it is${another}`,
    ],
    [
      "pipelines that share a schema but not their blocks",
      {
        "a/p.yaml": "# yaml-language-server: $schema=../s.json\n",
        "b/p.yaml": "# yaml-language-server: $schema=../s.json\n",
        "b/blocks/own.mjs": own,
      },
      ["--write", "a/p.yaml", "b/p.yaml"],
      `\`a/p.yaml\` and \`b/p.yaml\` share the schema \`s.json\`, but not their blocks${help("let each of them name a file of its own")}`,
    ],
    [
      "a folder in place of a file",
      { "p.yaml": "# yaml-language-server: $schema=s.json\n", "s.json/x": "" },
      ["--write", "p.yaml"],
      "cannot read `s.json`: it is a directory\n",
    ],
    ["a pipeline that is not there", {}, ["--write", "p.yaml"], "cannot read `p.yaml`: there is no such file\n"],
    [
      "--write alone",
      project,
      ["--write"],
      `--write needs a pipeline: its modeline says where the schema is to be${help("write conduit schema --write pipeline.yaml")}`,
    ],
    [
      "a folder to write",
      { "in/p.yaml": pipeline },
      ["--write", "in"],
      `cannot read \`in\`: it is a directory${help("name a pipeline file in it")}`,
    ],
    [
      "standard input to write",
      {},
      ["--write", "-"],
      `--write needs files, not standard input${help("save the pipeline to a file")}`,
    ],
    [
      "two folders to print",
      { "a/x": "", "b/x": "" },
      ["a", "b"],
      `only one schema can be printed${help("name one pipeline or folder, or add --write")}`,
    ],
    ["a folder that is not there", {}, ["nowhere"], "cannot read `nowhere`: there is no such file\n"],
  ];
  test.each(refusals)("refuses %s", async (_, files, args, message) => {
    const folder = makeFolder(files);
    const { code, stderr } = await runConduit(["schema", ...args], { folder });
    expect([code, stderr]).toEqual([2, `error: ${message}`]);
    const left = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(left.length).toBe(Object.keys(files).length);
    for (const [name, content] of Object.entries(files)) {
      expect(readFileSync(path.join(folder, name), "utf8")).toBe(content);
    }
  });

  test("writes the others when one is refused", async () => {
    const folder = makeFolder({ ...project, "other.yaml": "steps: []\n" });
    const { code, stdout, stderr } = await runConduit(["schema", "-w", "other.yaml", "pipeline.yaml"], { folder });
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error: `other\.yaml` does not say where its schema is\n/);
    expect(stdout).toBe("✓ .conduit/pipeline.schema.json is written\n");
  });

  test("leaves the statement of the shape alone, which the examples name", async () => {
    const shape = path.join(repository, "schemas/pipeline.schema.json");
    const before = readFileSync(shape, "utf8");
    const folder = makeFolder({ "schemas/pipeline.schema.json": before, "examples/it/x": "" });
    const example = readFileSync(path.join(repository, "examples/weather-report/pipeline.yaml"));
    writeFileSync(path.join(folder, "examples/it/pipeline.yaml"), example);
    const { code, stderr } = await runConduit(["schema", "-w", "examples/it/pipeline.yaml"], { folder });
    expect([code, stderr]).toEqual([
      2,
      `error: \`schemas/pipeline.schema.json\` was not written by \`conduit schema\`, so it is left as it is${another}`,
    ]);
    expect(readFileSync(path.join(folder, "schemas/pipeline.schema.json"), "utf8")).toBe(before);
  });

  test("writes through a link to a schema of its own, and not through one to anything else", async () => {
    const folder = makeFolder({ "p.yaml": "# yaml-language-server: $schema=link.json\n", "real.json": "" });
    symlinkSync("real.json", path.join(folder, "link.json"));
    expect((await runConduit(["schema", "-w", "p.yaml"], { folder })).code).toBe(0);
    expect(readSchema(path.join(folder, "real.json")).definitions).toHaveProperty(["TEXT.JOIN"]);
    writeFileSync(path.join(folder, "real.json"), "[]");
    expect((await runConduit(["schema", "-w", "p.yaml"], { folder })).code).toBe(2);
    expect(readFileSync(path.join(folder, "real.json"), "utf8")).toBe("[]");
  });

  test("follows no link out of the project", async () => {
    const folder = makeFolder({ "in/p.yaml": "# yaml-language-server: $schema=link/s.json\n", "other/s.json": "" });
    symlinkSync("../other", path.join(folder, "in/link"));
    const { code, stderr } = await runConduit(["schema", "-w", "p.yaml"], { folder: path.join(folder, "in") });
    const where = "outside the pipeline's folder and the current one";
    expect([code, stderr]).toEqual([2, `error: the schema of \`p.yaml\` is \`link/s.json\`, ${where}${beside}`]);
    expect(readFileSync(path.join(folder, "other/s.json"), "utf8")).toBe("");
  });

  test("leaves a schema that may not be written as it is", async () => {
    const folder = makeFolder({ ...project, ".conduit/pipeline.schema.json": "" });
    const file = path.join(folder, ".conduit/pipeline.schema.json");
    chmodSync(file, 0o444);
    const { code, stderr } = await runConduit(["schema", "-w", "pipeline.yaml"], { folder });
    expect([code, stderr]).toEqual([
      2,
      `error: cannot write \`.conduit/pipeline.schema.json\`: it is read-only${help("let it be written")}`,
    ]);
    expect(readFileSync(file, "utf8")).toBe("");
  });

  test("what it writes is what an editor then knows", async () => {
    const folder = makeFolder(project);
    await runConduit(["schema", "--write", "pipeline.yaml"], { folder });
    const server = await LanguageServer.start();
    const file = path.join(folder, "pipeline.yaml");
    expect(existsSync(file)).toBe(true);
    expect(await server.open(file, pipeline)).toEqual([]);
    const completed = await server.complete(file, { line: 2, character: 12 });
    expect(completed.find(({ label }) => label === "OWN.SEND")?.documentation).toBe("Sends it.");
    expect(await server.hover(file, { line: 3, character: 20 })).toContain("To whom.");
    const wrong = await server.open(path.join(folder, "wrong.yaml"), pipeline.replace("to:", "too:"));
    expect(wrong.map(({ message }) => message)).toEqual(["Property too is not allowed."]);
    await server.stop();
  });
});
