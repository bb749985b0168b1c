// Bad input ends in one clear message and a documented exit code, never in a stack trace.

import { spawn } from "node:child_process";
import { chmodSync, closeSync, existsSync, openSync } from "node:fs";
import path from "node:path";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { describe, test } from "vitest";
import {
  cleanEnvironment,
  command,
  hasEscapes,
  makeFolder,
  puppets,
  type RunSettings,
  runConduit,
  transcript,
} from "./run-conduit.ts";

const megabytes = 1_000_000;

/** Bytes that look random and are the same in each run. */
function noise(size: number, low: number, high: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let state = 42;
  for (let index = 0; index < size; index++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[index] = low + ((state >>> 16) % (high - low + 1));
  }
  return bytes;
}

/** What every refusal has in common. */
async function refuse(args: readonly string[], settings: RunSettings) {
  const finished = await runConduit(args, settings);
  const shown = finished.stdout + finished.stderr;
  if (/^ {4}at (?!a\.yaml:)|has a defect|node:internal|Node\.js v/m.test(shown))
    throw new Error(`a stack trace:\n${shown}`);
  if (shown.length > 8_000) throw new Error(`${shown.length} characters of output`);
  if (hasEscapes(shown)) throw new Error(`escape codes in ${JSON.stringify(shown)}`);
  return finished;
}

describe.concurrent("a file", () => {
  test("that is missing is named, with a similar one if there is one", async ({ expect }) => {
    const files = { "report.yaml": "steps: []" };
    expect(transcript(await refuse(["run", "reprot.yaml"], { files }))).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      error: cannot read \`reprot.yaml\`: there is no such file
        = help: did you mean \`report.yaml\`?"
    `);
    expect(transcript(await refuse(["run", "there/is/none.yaml"], { files }))).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      error: cannot read \`there/is/none.yaml\`: there is no such file"
    `);
    expect(transcript(await refuse(["run", "report.yaml/x"], { files }))).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      error: cannot read \`report.yaml/x\`: a part of its path is no directory"
    `);
  });

  test("that is a directory is no pipeline", async ({ expect }) => {
    expect(transcript(await refuse(["run", "."], {}))).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      error: cannot read \`.\`: it is a directory
        = help: name a pipeline file in it"
    `);
  });

  test.skipIf(process.getuid?.() === 0)("that may not be read is refused", async ({ expect }) => {
    const folder = makeFolder({ "a.yaml": "steps: []" });
    chmodSync(path.join(folder, "a.yaml"), 0);
    expect(transcript(await refuse(["run", "a.yaml"], { folder }))).toBe(
      "exit 2\n--- stderr\nerror: cannot read `a.yaml`: permission denied",
    );
  });

  test("with escape codes in its name reaches no terminal", async ({ expect }) => {
    const { code, stderr } = await refuse(["run", "\u001b[31m.yaml"], {});
    expect([code, stderr]).toEqual([2, "error: cannot read `\\u001b[31m.yaml`: there is no such file\n"]);
    const file = "\u001b[31m.yaml";
    const { stdout } = await refuse(["validate", file], { files: { [file]: "outputs: {}" } });
    expect(stdout).toBe("✓ \\u001b[31m.yaml is valid\n");
  });

  const contents: [string, string | Uint8Array, string][] = [
    ["is empty", "", "a.yaml:1:1: error: the file is empty [wrong-type]"],
    ["has only comments", "# nothing\n", "a.yaml:1:1: error: the file is empty [wrong-type]"],
    ["holds a list", "- a\n", "a.yaml:1:1: error: the pipeline must be a map, found a list [wrong-type]"],
    ["is 20 MB of binary noise", noise(20 * megabytes, 0, 255), "[not-utf8]"],
    ["is 20 MB of printable noise in one line", noise(20 * megabytes, 33, 126), "a.yaml:1:"],
    [
      "is 20 MB of printable noise in lines",
      noise(20 * megabytes, 32, 126).map((byte, index) => (index % 80 === 79 ? 10 : byte)),
      "a.yaml:",
    ],
    ["is larger than any pipeline", new Uint8Array(65 * 1024 * 1024), "error: `a.yaml` is larger than 64 MB"],
    [
      "is not UTF-8",
      new Uint8Array([...Buffer.from('steps: [{ action: "'), 0xff, 0x22, 0x7d, 0x5d]),
      "a.yaml:1:20: error: the file is not UTF-8: this byte is no part of a character [not-utf8]",
    ],
    ["is UTF-16", Buffer.from("\ufeffsteps: []", "utf16le"), "= help: it looks like UTF-16; save it as UTF-8"],
    ["has a NUL", "steps: [\0]", "a.yaml:1:9: error: the character U+0000 cannot stand in YAML [control-character]"],
    ["has an escape character", "steps: [\u001b[31m]", "the character U+001B cannot stand in YAML [control-character]"],
    [
      "opens 100,000 brackets",
      `steps: ${"[".repeat(100_000)}`,
      "values are nested more than 200 levels deep [yaml-too-deep]",
    ],
    ["opens 100,000 braces", '{"a":'.repeat(100_000), "values are nested more than 200 levels deep [yaml-too-deep]"],
    ["opens 100,000 lists", "- ".repeat(100_000), "values are nested more than 200 levels deep [yaml-too-deep]"],
    [
      "is an alias bomb",
      `x-0: &x0 [a, a, a, a, a, a, a, a]\n${Array.from({ length: 9 }, (_, n) => `x-${n + 1}: &x${n + 1} [${Array(8).fill(`*x${n}`).join(", ")}]\n`).join("")}steps: *x9`,
      "the aliases of the file expand to more than 10,000 values [yaml-alias-expansion]",
    ],
    [
      "has `__proto__` as a key",
      "variables: { __proto__: 1 }\nsteps: []",
      "a.yaml:1:14: error: the key `__proto__` is reserved [yaml-reserved-key]",
    ],
    [
      "has `constructor` as a key of a step",
      "steps: [{ constructor: 1, action: LOG.PRINT, parameters: { message: a } }]",
      "a.yaml:1:11: error: step 1 has no key `constructor` [unknown-key]",
    ],
  ];
  test.for(contents)("that %s", async ([, content, message], { expect }) => {
    const { code, stdout, stderr } = await refuse(["run", "a.yaml"], { files: { "a.yaml": content } });
    expect([code, stdout]).toEqual([message.includes("larger") ? 2 : 1, ""]);
    expect(stderr).toContain(message);
  });

  test("of any of these kinds does not keep others from being validated", async ({ expect }) => {
    const small = contents.filter(([, content]) => content.length < megabytes);
    const files = Object.fromEntries(small.map(([, content], index) => [`${index}.yaml`, content]));
    const { code, stdout, stderr } = await runConduit(["validate", ...Object.keys(files)], { files });
    expect([code, stderr]).toEqual([1, ""]);
    for (const [index, [, , message]] of small.entries()) {
      expect(stdout).toContain(message.replace("a.yaml:", `${index}.yaml:`));
    }
    expect(stdout).toMatch(new RegExp(`\\n${small.length} errors in ${small.length} files\\n$`));
  });

  test("with a byte order mark and CRLF is read as any other", async ({ expect }) => {
    const files = {
      "a.yaml":
        "\ufeffsteps:\r\n  - id: a\r\n    action: TEXT.UPPERCASE\r\n    parameters: { text: hi }\r\noutputs: { a: '{: a :}' }\r\n",
    };
    expect(await refuse(["run", "a.yaml"], { files })).toMatchObject({ code: 0, stdout: '{\n  "a": "HI"\n}\n' });
  });

  test("may use the names of object prototypes as ids, variables, parameters and outputs", async ({ expect }) => {
    const pipeline = `parameters: { constructor: { type: string }, toString: { type: string, default: text } }
variables: { constructor: 1, hasOwnProperty: 2 }
steps:
  - { id: constructor, action: TEXT.UPPERCASE, parameters: { text: "{< constructor >}" } }
  - { id: __proto__, action: TEXT.UPPERCASE, parameters: { text: "{: constructor :}{# constructor #}" } }
outputs: { constructor: "{: constructor :}", valueOf: "{% steps.constructor.result %}", hasOwnProperty: "{# hasOwnProperty #}" }
`;
    const args = ["run", "a.yaml", "--param", "constructor=given", "--var", "constructor=5"];
    const { code, stdout } = await refuse(args, { files: { "a.yaml": pipeline } });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ constructor: "GIVEN", valueOf: "GIVEN", hasOwnProperty: 2 });
  });
});

describe.concurrent("a block that", () => {
  const results: [string, number, string][] = [
    ["bigint", 113, "a bigint cannot be written as JSON"],
    ["function", 113, "a function cannot be written as JSON"],
    ["map", 113, "a Map cannot be written as JSON"],
    ["symbol", 113, "a symbol cannot be written as JSON"],
    ["cycle", 113, "a value that contains itself cannot be written as JSON at `self`"],
    ["nan", 103, "NaN is no finite number"],
    ["infinity", 103, "Infinity is no finite number at `deep.0`"],
  ];
  test("returns what JSON cannot hold ends in 113, and in 103 for a number that is not finite", async ({ expect }) => {
    const steps = results.map(
      ([what]) => `  - { id: ${what}, action: PUPPET.RETURN, forced: true, parameters: { what: ${what} } }\n`,
    );
    const pipeline = `steps:\n${steps.join("")}outputs: { a: '{: bigint :}' }`;
    const { code, stdout, stderr } = await refuse(["run", "a.yaml", "-b", puppets], { files: { "a.yaml": pipeline } });
    expect([code, stdout]).toEqual([113, ""]);
    for (const [what, status, reason] of results) {
      const line = new RegExp(
        `^✗ ${what} .* ${status === 113 ? "INVALID_RETURN" : "INVALID_ARGUMENT"} \\(${status}\\) `,
        "m",
      );
      expect(stderr).toMatch(line);
      expect(stderr).toContain(`block \`PUPPET.RETURN\` returned what cannot be a result: ${reason}`);
    }
  });

  test("returns nothing or unusual keys gives plain data", async ({ expect }) => {
    const pipeline = `steps:
  - { id: a, action: PUPPET.RETURN, parameters: { what: undefined } }
  - { id: b, action: PUPPET.RETURN, parameters: { what: prototype } }
outputs: { a: '{: a :}', b: '{: b :}' }`;
    const { code, stdout } = await refuse(["run", "a.yaml", "-b", puppets], { files: { "a.yaml": pipeline } });
    expect(code).toBe(0);
    expect(stdout).toBe(
      '{\n  "a": null,\n  "b": {\n    "__proto__": {\n      "x": 1\n    },\n    "constructor": 2\n  }\n}\n',
    );
  });

  const thrown: [string, string][] = [
    ["text", "error: just a text"],
    ["null", "error: null was thrown"],
    ["rejection", "error: TypeError: rejected"],
    ["escapes", String.raw`error: \u001b[31mred\u001b[0m \u0007 \u009b2J`],
    ["trap", "error: something that cannot be shown was thrown"],
  ];
  test("throws whatever it likes ends in 101, and no escape code gets through", async ({ expect }) => {
    const steps = thrown.map(([what]) => `  - { action: PUPPET.THROW, forced: true, parameters: { what: ${what} } }\n`);
    const files = { "a.yaml": `steps:\n${steps.join("")}` };
    for (const more of [[], ["--verbose"]]) {
      const { code, stderr } = await runConduit(["run", "a.yaml", "-b", puppets, ...more], { files });
      expect(code).toBe(101);
      expect(stderr.match(/^✗ \d .*UNHANDLED_EXCEPTION \(101\)/gm)).toHaveLength(thrown.length);
      for (const [, message] of thrown) expect(stderr).toContain(`\n    ${message}\n`);
      expect(hasEscapes(stderr)).toBe(false);
    }
  });

  test("throws from a timer ends its step, and forced steps run", async ({ expect }) => {
    const pipeline = `steps:
  - { id: a, action: PUPPET.THROW_FROM_TIMER }
  - { id: b, action: PUPPET.ECHO }
  - { id: c, action: PUPPET.ECHO, forced: true }
`;
    const result = await runConduit(["run", "a.yaml", "-b", puppets], { files: { "a.yaml": pipeline } });
    expect(transcript(result)).toMatchInlineSnapshot(`
      "exit 101
      --- stderr
      warning: an error that nobody waited for ended this step; an earlier one may have left it behind
      ✗ a             PUPPET.THROW_FROM_TIMER  UNHANDLED_EXCEPTION (101)  N ms
          error: from a timer
          at a.yaml:2:22
      - b             PUPPET.ECHO              SKIPPED (100)  N ms
      ✓ c             PUPPET.ECHO              DONE (0)       N ms
      ✗ failed in step a: UNHANDLED_EXCEPTION (101) — 1 done, 1 failed, 1 skipped in N ms"
    `);
  });

  test("fails after its step is done does no harm to the outputs", async ({ expect }) => {
    const pipeline = "steps: [{ id: a, action: PUPPET.THROW_LATE }]\noutputs: { a: '{: a :}' }";
    const { code, stdout, stderr } = await runConduit(["run", "a.yaml", "-b", puppets], {
      files: { "a.yaml": pipeline },
    });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ a: "x".repeat(3_000_000) });
    expect(hasEscapes(stderr) || stderr.includes(" at ")).toBe(false);
  });

  test("ends the process does not make the run look like a success", async ({ expect }) => {
    const files = { "a.yaml": "steps: [{ action: PUPPET.END_PROCESS }]\noutputs: { a: 1 }" };
    expect(transcript(await refuse(["run", "a.yaml", "-b", puppets], { files }))).toBe(
      "exit 101\n--- stderr\nerror: a block ended the process",
    );
  });
});

describe.concurrent("a block module that", () => {
  test("cannot be used is a warning, and an error where the pipeline needs a block", async ({ expect }) => {
    const files = {
      "other.yaml": "outputs: {}",
      "a.yaml": "steps: [{ action: A }]",
      "blocks/1.mjs": "export default {",
      "blocks/2.mjs": "\nthrow new Error('at \\u001b[31m load')",
      "blocks/3.mjs": "throw 'a text'",
      "blocks/4.mjs": "import 'nowhere-to-be-found'",
      "blocks/5.mjs": "const block = 1;",
      "blocks/6.mjs": "export default 5",
      "blocks/7.mjs": "export default [null]",
      "blocks/8.mjs": "export default { run() {} }",
      "blocks/9.mjs":
        "export default [{ name: 'A' }, { name: 'A', parameters: { type: 'object', properties: { a: { type: 'txt' } } }, run() {} }]",
    };
    const named = (text: string) => text.replace(/ imported from .*(?= \[)/, " imported from …");
    const other = await refuse(["run", "other.yaml"], { files });
    expect(named(transcript(other))).toMatchInlineSnapshot(`
      "exit 0
      --- stderr
      blocks/1.mjs: warning: the module cannot be loaded: SyntaxError: Unexpected end of input [block-module]
        = help: mend the module, or take it out of the folder

      blocks/2.mjs: warning: the module cannot be loaded: at \\u001b[31m load (line 2) [block-module]
        = help: mend the module, or take it out of the folder

      blocks/3.mjs: warning: the module cannot be loaded: a text [block-module]
        = help: mend the module, or take it out of the folder

      blocks/4.mjs: warning: the module cannot be loaded: Cannot find package 'nowhere-to-be-found' [block-module]
        = help: mend the module, or take it out of the folder

      blocks/5.mjs: warning: the module has no default export [block-module]
        = help: export one block or a list of blocks: \`export default { name, run }\`

      blocks/6.mjs: warning: a block must be a map with \`name\` and \`run\`, found integer [block-module]
        = help: a block is \`{ name, category?, parameters, run }\`

      blocks/7.mjs: warning: a block must be a map with \`name\` and \`run\`, found null [block-module]
        = help: a block is \`{ name, category?, parameters, run }\`

      blocks/8.mjs: warning: a block has no \`name\` [block-module]
        = help: a block is \`{ name, category?, parameters, run }\`

      blocks/9.mjs: warning: block \`A\` has no function \`run\` [block-module]
        = help: a block is \`{ name, category?, parameters, run }\`

      blocks/9.mjs: warning: \`parameters\` of block \`A\` are no JSON Schema at \`properties.a.type\`: \`properties.a.type\` of the schema cannot be \`"txt"\` [block-module]
        = help: mend the schema
      ✓ succeeded: 0 steps in N ms
      --- stdout
      {}"
    `);
    const needed = await refuse(["run", "a.yaml"], { files });
    expect(needed.code).toBe(102);
    expect(needed.stderr.match(/^blocks\/\d\.mjs: error: /gm)).toHaveLength(10);
    const validated = await refuse(["validate", "a.yaml"], { files });
    expect(validated.code).toBe(1);
    expect(validated.stdout.match(/^blocks\/\d\.mjs: error: /gm)).toHaveLength(10);
  });

  test("takes a name that is taken is a warning, and an error where the pipeline uses the name", async ({ expect }) => {
    const files = {
      "other.yaml": "outputs: {}",
      "a.yaml": "steps: [{ action: LOG.PRINT, parameters: { message: hi } }]",
      "blocks/mine.mjs": "export default { category: 'Log', name: 'print', run: () => 'mine' }",
    };
    const other = await refuse(["run", "other.yaml"], { files });
    expect(transcript(other)).toMatchInlineSnapshot(`
      "exit 0
      --- stderr
      blocks/mine.mjs: warning: a block \`LOG.PRINT\` is there already, from the built-in blocks [block-name-taken]
        = help: give one of them another name
      ✓ succeeded: 0 steps in N ms
      --- stdout
      {}"
    `);
    expect(transcript(await refuse(["run", "a.yaml"], { files }))).toMatchInlineSnapshot(`
      "exit 1
      --- stderr
      blocks/mine.mjs: error: a block \`LOG.PRINT\` is there already, from the built-in blocks [block-name-taken]
        = help: give one of them another name
      nothing ran"
    `);
  });

  test("waits for what never comes does not look like a success", async ({ expect }) => {
    const files = { "a.yaml": "steps: []", "blocks/bad.mjs": "await new Promise(() => {}); export default []" };
    const message = "--- stderr\nerror: a module of blocks (blocks/bad.mjs) waits for what never comes, so nothing ran";
    expect(transcript(await refuse(["run", "a.yaml"], { files }))).toBe(`exit 101\n${message}`);
    expect(transcript(await refuse(["validate", "a.yaml"], { files }))).toBe(`exit 1\n${message}`);
  });

  test("ends the process does not look like a success", async ({ expect }) => {
    const files = { "a.yaml": "steps: []", "blocks/bad.mjs": "process.exit(0)" };
    const message = "--- stderr\nerror: a module of blocks (blocks/bad.mjs) ended the process";
    expect(transcript(await refuse(["run", "a.yaml"], { files }))).toBe(`exit 101\n${message}`);
    expect(transcript(await refuse(["validate", "a.yaml"], { files }))).toBe(`exit 1\n${message}`);
  });

  test("leaves behind what fails while others load is told, and the command goes on", async ({ expect }) => {
    const files = {
      "a.yaml": "steps: []",
      "blocks/bad.mjs":
        "setTimeout(() => { throw new Error('stray \\u001b[31m') }); await new Promise((done) => setTimeout(() => setImmediate(done))); export default []",
    };
    for (const command of ["run", "validate"]) {
      const { code, stderr } = await refuse([command, "a.yaml"], { files });
      expect(code).toBe(0);
      expect(stderr).toContain("warning: a block left something behind that failed: stray \\u001b[31m\n");
    }
  });
});

test.skipIf(!existsSync("/dev/full"))("outputs that cannot be written are told", async ({ expect }) => {
  const full = openSync("/dev/full", "w");
  const child = spawn(process.execPath, [command, "run", "a.yaml"], {
    cwd: makeFolder({ "a.yaml": "steps: []\noutputs: { a: 1 }" }),
    env: cleanEnvironment(),
    stdio: ["ignore", full, "pipe"],
  });
  closeSync(full);
  const code = new Promise((resolve) => child.once("close", resolve));
  expect(await text(child.stderr as Readable)).toMatch(
    /^✓ .*\nerror: standard output cannot be written: ENOSPC: .*\n$/,
  );
  expect(await code).toBe(2);
});
