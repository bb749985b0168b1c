// conduit validate: all mistakes of all files, and nothing runs.

import { existsSync } from "node:fs";
import path from "node:path";
import { describe, test } from "vitest";
import { hasEscapes, puppets, runConduit, startConduit, transcript } from "./run-conduit.ts";

const files = {
  "good.yaml": "steps: [{ action: LOG.PRINT, parameters: { message: hi } }]",
  "typo.yaml": "steps:\n  - { action: LOG.PRNT, parameters: { message: hi } }\n",
  "two.yaml": "stps: []\nsteps:\n  - action: TEXT.UPPERCASE\n    parameters: { text: [1], txt: a }\n",
  "broken.yaml": "steps: [\n",
};

describe.concurrent("validating", () => {
  test("reports all mistakes of all files on standard output", async ({ expect }) => {
    const names = ["typo.yaml", "good.yaml", "two.yaml", "broken.yaml"];
    expect(transcript(await runConduit(["validate", ...names], { files }))).toMatchInlineSnapshot(`
      "exit 1
      --- stdout
      typo.yaml:2:15: error: block \`LOG.PRNT\` does not exist [block-not-found]
        |
      2 |   - { action: LOG.PRNT, parameters: { message: hi } }
        |               ^^^^^^^^
        = help: did you mean \`LOG.PRINT\`?
      ✓ good.yaml is valid

      two.yaml:1:1: error: the pipeline has no key \`stps\` [unknown-key]
        |
      1 | stps: []
        | ^^^^
        = help: did you mean \`steps\`?

      two.yaml:4:25: error: \`text\` of block \`TEXT.UPPERCASE\` must be text, found a list [block-parameter-invalid]
        |
      4 |     parameters: { text: [1], txt: a }
        |                         ^^^

      two.yaml:4:30: error: block \`TEXT.UPPERCASE\` has no parameter \`txt\` [block-parameter-unknown]
        |
      4 |     parameters: { text: [1], txt: a }
        |                              ^^^
        = help: did you mean \`text\`?

      broken.yaml:1:8: error: the bracket \`[\` is never closed [yaml-syntax]
        |
      1 | steps: [
        |        ^
        = help: write \`]\` where it ends, or put the whole text in quotes

      5 errors in 4 files, 1 can be fixed with --fix"
    `);
  });

  test("says which files are valid, each once, and exits with 0", async ({ expect }) => {
    const result = await runConduit(["validate", "good.yaml", "good.yaml"], { files });
    expect(transcript(result)).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      ✓ good.yaml is valid"
    `);
  });

  test("goes on behind a file that cannot be read, and exits with 2", async ({ expect }) => {
    const result = await runConduit(["validate", "typo.yml", "good.yaml", "typo.yaml"], { files });
    expect(transcript(result)).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      error: cannot read \`typo.yml\`: there is no such file
        = help: did you mean \`typo.yaml\`?
      --- stdout
      ✓ good.yaml is valid
      typo.yaml:2:15: error: block \`LOG.PRNT\` does not exist [block-not-found]
        |
      2 |   - { action: LOG.PRNT, parameters: { message: hi } }
        |               ^^^^^^^^
        = help: did you mean \`LOG.PRINT\`?

      1 error in 3 files, 1 can be fixed with --fix"
    `);
  });

  test("runs nothing", async ({ expect }) => {
    const pipeline = "steps: [{ action: PUPPET.TOUCH, parameters: { file: touched } }]";
    const running = startConduit(["validate", "a.yaml", "--blocks", puppets], { files: { "a.yaml": pipeline } });
    expect((await running.ended).code).toBe(0);
    expect(existsSync(path.join(running.folder, "touched"))).toBe(false);
  });

  test("needs no values of parameters", async ({ expect }) => {
    const pipeline =
      "parameters: { a: { type: string } }\nsteps: [{ action: LOG.PRINT, parameters: { message: '{< a >}' } }]";
    expect((await runConduit(["validate", "a.yaml"], { files: { "a.yaml": pipeline } })).code).toBe(0);
  });

  test("reads standard input, once", async ({ expect }) => {
    const stdin = files["typo.yaml"];
    expect(transcript(await runConduit(["validate", "-"], { stdin }))).toMatchInlineSnapshot(`
      "exit 1
      --- stdout
      <stdin>:2:15: error: block \`LOG.PRNT\` does not exist [block-not-found]
        |
      2 |   - { action: LOG.PRNT, parameters: { message: hi } }
        |               ^^^^^^^^
        = help: did you mean \`LOG.PRINT\`?

      1 error in 1 file"
    `);
    const twice = await runConduit(["validate", "-", "-"], { stdin });
    expect(transcript(twice)).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      error: standard input can be read only once"
    `);
  });

  test("loads the blocks beside each file", async ({ expect }) => {
    const nested = {
      "one/a.yaml": "steps: [{ action: OWN.ONE }]",
      "one/blocks/one.mjs": "export default { category: 'OWN', name: 'ONE', run() {} }",
      "two/a.yaml": "steps: [{ action: OWN.ONE }]",
    };
    const result = await runConduit(["validate", "one/a.yaml", "two/a.yaml"], { files: nested });
    expect(result.code).toBe(1);
    expect(result.stdout).toMatch(
      /^✓ one\/a\.yaml is valid\ntwo\/a\.yaml:1:19: error: block `OWN\.ONE` does not exist/,
    );
  });

  test("succeeds with warnings", async ({ expect }) => {
    const warned = { "good.yaml": files["good.yaml"], "blocks/bad.mjs": "export default 5" };
    expect(transcript(await runConduit(["validate", "good.yaml"], { files: warned }))).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      blocks/bad.mjs: warning: a block must be a map with \`name\` and \`run\`, found integer [block-module]
        = help: a block is \`{ name, category?, parameters, run }\`
      ✓ good.yaml is valid

      1 warning in 1 file"
    `);
  });

  test("colours only where it is asked to", async ({ expect }) => {
    const env = { FORCE_COLOR: "1" };
    expect(hasEscapes((await runConduit(["validate", "typo.yaml"], { files, env })).stdout)).toBe(true);
    expect(hasEscapes((await runConduit(["validate", "typo.yaml"], { files })).stdout)).toBe(false);
    for (const option of ["--no-color", "--quiet"]) {
      expect(hasEscapes((await runConduit(["validate", "typo.yaml", option], { files, env })).stdout)).toBe(false);
    }
  });

  test("quietly prints only mistakes", async ({ expect }) => {
    expect(await runConduit(["validate", "good.yaml", "--quiet"], { files })).toMatchObject({ code: 0, stdout: "" });
  });
});
