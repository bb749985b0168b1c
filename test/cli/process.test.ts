// What a command does with its process: standard output kept for the outputs, secrets kept back, an end that is always told.

import { execFile } from "node:child_process";
import { describe, expect, test } from "vitest";
import { command, makeFolder, runConduit, transcript } from "./run-conduit.ts";

const one = (run: string) =>
  `export default { category: "OWN", name: "DO", parameters: { additionalProperties: true }, ${run} };`;

describe("standard output", () => {
  test("holds the outputs alone, whatever blocks write to it", async () => {
    const files = {
      "blocks/own.mjs": one(`run: () => { process.stdout.write("loud\\n"); console.log("louder"); return 1; }`),
      "a.yaml": "steps: [{ id: a, action: OWN.DO }]\noutputs: { a: '{: a :}' }\n",
    };
    const { code, stdout, stderr } = await runConduit(["run", "a.yaml"], { files });
    expect([code, stdout]).toEqual([0, '{\n  "a": 1\n}\n']);
    expect(stderr).toContain("loud\nlouder\n");
  });

  test("holds the outputs alone, whatever a block in a thread of its own writes, and nothing of that is lost", async () => {
    const write = `run: () => { for (let n = 1; n <= 500; n++) console.log("line", n); process.stdout.write("loud\\n"); return 1; }`;
    const files = {
      "blocks/own.mjs": one(`isolation: "worker", ${write}`),
      "a.yaml": "steps: [{ id: a, action: OWN.DO }]\noutputs: { a: '{: a :}' }\n",
    };
    const { code, stdout, stderr } = await runConduit(["run", "a.yaml"], { files });
    expect([code, stdout]).toEqual([0, '{\n  "a": 1\n}\n']);
    const lines = Array.from({ length: 500 }, (_, index) => `line ${index + 1}\n`);
    expect(stderr).toContain(`${lines.join("")}loud\n`);
  });

  test("data nested too deeply is refused before it could get there", async () => {
    const deep = `${"[".repeat(2_000)}${"]".repeat(2_000)}`;
    const files = { "a.yaml": `variables: { n: null }\noutputs: { a: '{# n ?? ${deep} #}' }\n` };
    const { code, stdout, stderr } = await runConduit(["run", "a.yaml"], { files });
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toContain("what follows `??` is not JSON [malformed-tag]");
  });
});

test("a secret is kept back, also when a block has written it as JSON", async () => {
  const files = {
    "a.yaml": `parameters: { token: { type: string, secret: true }, pin: { type: string, secret: true } }
steps:
  - { id: j, action: JSON.STRINGIFY, parameters: { value: ['{< token >}'] } }
  - { action: LOG.PRINT, parameters: { message: 'got {: j :} at 1:1' } }
  - { action: LOG.PRINT, parameters: { message: '{< pin >}' } }
`,
  };
  const given = ["--param", 'token=a"b\\c', "--param", "pin=1"];
  const { code, stderr } = await runConduit(["run", "a.yaml", "-v", ...given], { files });
  expect(code).toBe(0);
  expect(stderr).not.toMatch(/a\\*"b/);
  expect(stderr).toContain('[secret]"\n  2 | ] at 1:1');
  expect(stderr).toContain("  3 | [secret]\n");
});

describe("an end that no command came to", () => {
  test.each([
    ["await new Promise(() => {})", "waits for what never comes, so nothing ran"],
    ["process.exit(0)", "ended the process"],
  ])("blocks: %s", async (text, did) => {
    const found = await runConduit(["blocks"], { files: { "blocks/own.mjs": text } });
    expect(transcript(found)).toBe(`exit 1\n--- stderr\nerror: a module of blocks (blocks/own.mjs) ${did}`);
  });

  test("a folder that is gone is a clear message", async () => {
    const script = 'rmdir "$PWD" && exec "$0" "$@"';
    const args = ["-c", script, process.execPath, command, "validate", "a.yaml"];
    const found = await new Promise((resolve) => {
      execFile("sh", args, { cwd: makeFolder() }, (error, stdout, stderr) => resolve([error?.code, stdout, stderr]));
    });
    const message = "error: the current folder is not there any more\n  = help: go to another one\n";
    expect(found).toEqual([2, "", message]);
  });
});

test("--no-check still tells why a block is missing", async () => {
  const files = { "blocks/own.mjs": "throw new Error('boom')", "a.yaml": "steps: [{ action: OWN.DO }]\n" };
  const { code, stderr } = await runConduit(["run", "a.yaml", "--no-check"], { files });
  expect(code).toBe(102);
  expect(stderr).toMatch(/^blocks\/own\.mjs: warning: the module cannot be loaded: boom \(line 1\) \[block-module\]\n/);
});

test("a file of mistakes shows the first ones, in no time to speak of", async () => {
  const files = { "a.yaml": Array.from({ length: 20_000 }, (_, key) => `k${key}: 1\n`).join("") };
  const { code, stdout } = await runConduit(["validate", "a.yaml"], { files });
  expect(code).toBe(1);
  expect(stdout.endsWith("there may be more: mend these first\n\n200 errors in 1 file\n")).toBe(true);
});
