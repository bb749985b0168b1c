// conduit validate --fix: files are mended where that is safe, and what is left is shown as ever.

import { chmodSync, lstatSync, readdirSync, readFileSync, statSync, symlinkSync } from "node:fs";
import path from "node:path";
import { describe, test } from "vitest";
import { makeFolder, runConduit, transcript } from "./run-conduit.ts";

const wrong = `steps:
  - id: fetch
    acton: TEXT.UPERCASE # a comment
    parameters: { txt: loud }
  - action: LOG.PRINT
    parameters:
      message: {: fecth :}
`;
const right = `steps:
  - id: fetch
    action: TEXT.UPPERCASE # a comment
    parameters: { text: loud }
  - action: LOG.PRINT
    parameters:
      message: '{: fetch :}'
`;
const textOf = (folder: string, file = "a.yaml") => readFileSync(path.join(folder, file), "utf8");

describe.concurrent("validating with --fix", () => {
  test("mends a file, also what comes to light only then", async ({ expect }) => {
    const folder = makeFolder({ "a.yaml": wrong });
    expect(transcript(await runConduit(["validate", "--fix", "a.yaml"], { folder }))).toMatchInlineSnapshot(`
      "exit 0
      --- stderr
      fixed 5 mistakes in a.yaml
      --- stdout
      ✓ a.yaml is valid: its value is proved"
    `);
    expect(textOf(folder)).toBe(right);
    expect(readdirSync(folder)).toEqual(["a.yaml"]);
  });

  test("without it says how many mistakes it would mend", async ({ expect }) => {
    const folder = makeFolder({ "a.yaml": "steps: [{ acton: LOGIC.TRUE, name: x }]\n" });
    const { stdout } = await runConduit(["validate", "a.yaml"], { folder });
    expect(stdout.trimEnd().split("\n").at(-1)).toBe("2 errors in 1 file, 1 can be fixed with --fix");
    const quiet = await runConduit(["validate", "a.yaml", "--quiet"], { folder });
    expect(quiet.stdout).not.toContain("--fix");
    const stdin = await runConduit(["validate", "-"], { stdin: textOf(folder) });
    expect(stdin.stdout).toContain("\n2 errors in 1 file\n");
  });

  test("shows what is left, with the usual exit code", async ({ expect }) => {
    const folder = makeFolder({ "a.yaml": "steps: [{ acton: LOGIC.TRUE, if: maybe }]\n" });
    expect(transcript(await runConduit(["validate", "a.yaml", "--fix"], { folder }))).toMatchInlineSnapshot(`
      "exit 1
      --- stderr
      fixed 1 mistake in a.yaml
      --- stdout
      a.yaml:1:35: error: a condition must be true or false, found the text \`maybe\` [condition-not-boolean]
        |
      1 | steps: [{ action: LOGIC.TRUE, if: maybe }]
        |                                   ^^^^^
        = help: write \`true\`, \`false\`, or a tag such as \`'{: check :}'\`

      1 error in 1 file"
    `);
    expect(textOf(folder)).toBe("steps: [{ action: LOGIC.TRUE, if: maybe }]\n");
  });

  test("does not touch a file in which it can mend nothing", async ({ expect }) => {
    const folder = makeFolder({ "a.yaml": right, "b.yaml": "steps: [{ action: NO.SUCH }]" });
    const inodes = () => ["a.yaml", "b.yaml"].map((name) => statSync(path.join(folder, name)).ino);
    const before = inodes();
    const { code, stderr } = await runConduit(["validate", "--fix", "a.yaml", "b.yaml"], { folder });
    expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
    expect(inodes()).toEqual(before);
    expect(textOf(folder)).toBe(right);
  });

  test("keeps the byte order mark, line breaks, blanks at the end of lines, and no line break at the end", async ({
    expect,
  }) => {
    const odd = (text: string) => `\ufeff${text.trimEnd().replaceAll("\n", " \t\r\n")}`;
    const folder = makeFolder({ "a.yaml": odd(wrong) });
    expect(await runConduit(["validate", "--fix", "a.yaml"], { folder })).toMatchObject({ code: 0 });
    expect(textOf(folder)).toBe(odd(right));
  });

  test("keeps a file's mode, and a link to it", async ({ expect }) => {
    const folder = makeFolder({ "real/a.yaml": wrong });
    chmodSync(path.join(folder, "real/a.yaml"), 0o640);
    symlinkSync("real/a.yaml", path.join(folder, "link.yaml"));
    expect(await runConduit(["validate", "--fix", "link.yaml"], { folder })).toMatchObject({
      code: 0,
      stderr: "fixed 5 mistakes in link.yaml\n",
    });
    expect(textOf(folder, "real/a.yaml")).toBe(right);
    expect(lstatSync(path.join(folder, "link.yaml")).isSymbolicLink()).toBe(true);
    expect(statSync(path.join(folder, "real/a.yaml")).mode & 0o777).toBe(0o640);
  });

  test("says so and exits with 2 where it cannot write, and goes on with the next file", async ({ expect }) => {
    const folder = makeFolder({ "a.yaml": wrong, "b.yaml": wrong });
    chmodSync(path.join(folder, "a.yaml"), 0o444);
    const result = await runConduit(["validate", "--fix", "a.yaml", "b.yaml"], { folder });
    expect(transcript(result)).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      fixed 5 mistakes in b.yaml
      error: cannot write \`a.yaml\`: it is read-only
        = help: it is as it was; let it be written, or leave out --fix
      --- stdout
      ✓ b.yaml is valid: its value is proved"
    `);
    expect([textOf(folder), textOf(folder, "b.yaml")]).toEqual([wrong, right]);
    expect(readdirSync(folder)).toEqual(["a.yaml", "b.yaml"]);
  });

  test("takes directories, and one mistake is one", async ({ expect }) => {
    const folder = makeFolder({
      "all/a.yaml": "steps: [{ acton: LOGIC.TRUE }]",
      "all/b.yml": "stps: [{ action: LOGIC.TRUE }]",
    });
    const { code, stderr } = await runConduit(["validate", "--fix", "all"], { folder });
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: "fixed 1 mistake in all/a.yaml\nfixed 1 mistake in all/b.yml\n",
    });
  });

  test("knows the blocks beside the file", async ({ expect }) => {
    const block = "export default { category: 'OWN', name: 'GREET', parameters: {}, run() {} }";
    const folder = makeFolder({ "a.yaml": "steps: [{ action: own.gret }]", "blocks/own.mjs": block });
    expect(await runConduit(["validate", "--fix", "a.yaml"], { folder })).toMatchObject({ code: 0 });
    expect(textOf(folder)).toBe("steps: [{ action: own.greet }]");
  });

  test("leaves standard output to the other formats", async ({ expect }) => {
    const folder = makeFolder({ "a.yaml": wrong });
    const { code, stdout, stderr } = await runConduit(["validate", "--fix", "a.yaml", "--format", "json"], { folder });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "fixed 5 mistakes in a.yaml\n" });
    expect(JSON.parse(stdout)).toMatchObject({ files: [{ file: "a.yaml", diagnostics: [] }] });
  });

  test("quietly mends", async ({ expect }) => {
    const folder = makeFolder({ "a.yaml": wrong });
    const result = await runConduit(["validate", "--fix", "--quiet", "a.yaml"], { folder });
    expect(transcript(result)).toBe("exit 0");
    expect(textOf(folder)).toBe(right);
  });

  test("does not take standard input", async ({ expect }) => {
    const folder = makeFolder({ "a.yaml": wrong });
    const result = await runConduit(["validate", "--fix", "a.yaml", "-"], { folder, stdin: wrong });
    expect(transcript(result)).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      error: --fix cannot change standard input
        = help: save it as a file, and name that"
    `);
    expect(textOf(folder)).toBe(wrong);
  });

  test.skipIf(process.platform === "win32")("does not take what is no file", async ({ expect }) => {
    expect(transcript(await runConduit(["validate", "--fix", "/dev/null"]))).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      error: --fix cannot change \`/dev/null\`: it is no regular file
        = help: save it as one, and name that"
    `);
  });

  test("does not touch what is no text", async ({ expect }) => {
    const bytes = Buffer.concat([Buffer.from("stps: []\n# "), Buffer.from([0xe9])]);
    const folder = makeFolder({ "a.yaml": bytes });
    expect(await runConduit(["validate", "--fix", "a.yaml"], { folder })).toMatchObject({ code: 1, stderr: "" });
    expect(readFileSync(path.join(folder, "a.yaml"))).toEqual(bytes);
  });
});
