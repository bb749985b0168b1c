// The options of conduit run: where values come from, how they are typed, and what --verbose tells.

import { describe, test } from "vitest";
import { puppets, runConduit, transcript, withoutDurations } from "./run-conduit.ts";

const typed = `parameters:
  text: { type: string, default: none }
  number: { type: integer, default: 0 }
  either: { type: [string, "null"], default: null }
  list: { type: array, default: [] }
  any: { default: null }
steps: []
outputs: { text: "{< text >}", number: "{< number >}", either: "{< either >}", list: "{< list >}", any: "{< any >}" }
`;

async function outputsOf(
  args: readonly string[],
  files: Record<string, string> = {},
  env: Record<string, string> = {},
) {
  const finished = await runConduit(["run", "a.yaml", ...args], { files: { "a.yaml": typed, ...files }, env });
  return finished.code === 0 ? (JSON.parse(finished.stdout) as unknown) : transcript(finished);
}

describe.concurrent("--param", () => {
  test("gives text where the schema admits text, else what it reads as JSON", async ({ expect }) => {
    const args = ["--param", "text=12", "--param=number=12", "-p", "either=null", "-p", "list=[1, {}]", "-p", "any={}"];
    expect(await outputsOf(args)).toEqual({ text: "12", number: 12, either: "null", list: [1, {}], any: "{}" });
  });

  test("takes all behind the first equals sign, and the last of several", async ({ expect }) => {
    expect(await outputsOf(["-p", "text=a=b\nc", "-p", "number=1", "-p", "number=2"])).toMatchObject({
      text: "a=b\nc",
      number: 2,
    });
  });

  const mistakes: [string, string[], string][] = [
    [
      "is no pair",
      ["--param", "text"],
      "error: --param: `text` is not `name=value`\n  = help: write --param name=value",
    ],
    ["has no name", ["--param", "=1"], "error: --param: `=1` is not `name=value`\n  = help: write --param name=value"],
    [
      "has a name that is not declared",
      ["--param", "txt=1"],
      "error: the pipeline has no parameter `txt` [input-unknown]\n  = help: did you mean `text`?\nnothing ran",
    ],
    [
      "has a wrong type",
      ["--param", "number=many"],
      `a.yaml:3:3: error: parameter \`number\` must be an integer, found text [input-invalid]
  |
3 |   number: { type: integer, default: 0 }
  |   ^^^^^^
  = help: what takes no text is read as JSON, for example --param number=5
nothing ran`,
    ],
    ["is left alone", ["--param"], "error: option '-p, --param <name=value>' argument missing\n(see `conduit --help`)"],
  ];
  test.for(mistakes)("that %s is refused with 2", async ([, args, message], { expect }) => {
    expect(await outputsOf(args)).toBe(`exit 2\n--- stderr\n${message}`);
  });

  test("is needed for a parameter that has no other value", async ({ expect }) => {
    const pipeline =
      "parameters:\n  a: { type: string }\n  b: { type: integer, env: THE_B }\noutputs: { a: '{< a >}', b: '{< b >}' }\n";
    const files = { "a.yaml": pipeline };
    expect(transcript(await runConduit(["run", "a.yaml"], { files }))).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      a.yaml:2:3: error: parameter \`a\` has no value [input-missing]
        |
      2 |   a: { type: string }
        |   ^
        = help: give it with --param a=…

      a.yaml:3:3: error: parameter \`b\` has no value [input-missing]
        |
      3 |   b: { type: integer, env: THE_B }
        |   ^
        = help: give it with --param b=… or the environment variable THE_B
      nothing ran"
    `);
    const env = { THE_B: "5" };
    expect((await runConduit(["run", "a.yaml", "-p", "a="], { files, env })).code).toBe(0);
  });
});

describe.concurrent("--params-file", () => {
  test("gives values as YAML or JSON, and --param is nearer", async ({ expect }) => {
    const files = { "p.yaml": "text: from file\nnumber: 3\n", "p.json": '{"list": [1], "number": 4}' };
    expect(await outputsOf(["--params-file", "p.yaml"], files)).toMatchObject({ text: "from file", number: 3 });
    expect(await outputsOf(["--params-file", "p.json", "-p", "number=5"], files)).toMatchObject({
      list: [1],
      number: 5,
    });
  });

  test("may be standard input, unless the pipeline is", async ({ expect }) => {
    const files = { "a.yaml": typed };
    const given = await runConduit(["run", "a.yaml", "--params-file", "-"], { files, stdin: "number: 8" });
    expect(JSON.parse(given.stdout)).toMatchObject({ number: 8 });
    const both = await runConduit(["run", "-", "--params-file", "-"], { stdin: typed });
    expect(transcript(both)).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      error: standard input cannot be both the pipeline and its parameters
        = help: name a file for one of them"
    `);
  });

  const noMap =
    "error: --params-file: `params.yaml` holds no map\n  = help: write a map of names and values: `name: value`";
  const mistakes: [string, string | null, string][] = [
    ["is missing", null, "error: cannot read `params.yaml`: there is no such file"],
    ["is a list", "[1, 2]", noMap],
    ["is empty", "", noMap],
    [
      "is no YAML",
      "a: [1",
      `params.yaml:1:4: error: the bracket \`[\` is never closed [yaml-syntax]
  |
1 | a: [1
  |    ^
  = help: write \`]\` where it ends, or put the whole text in quotes
nothing ran`,
    ],
    [
      "has a name that is not declared",
      "numbr: 1",
      "error: the pipeline has no parameter `numbr` [input-unknown]\n  = help: did you mean `number`?\nnothing ran",
    ],
    [
      "has a wrong type",
      "number: many",
      `a.yaml:3:3: error: parameter \`number\` must be an integer, found text [input-invalid]
  |
3 |   number: { type: integer, default: 0 }
  |   ^^^^^^
nothing ran`,
    ],
  ];
  test.for(mistakes)("that %s is refused with 2", async ([, content, message], { expect }) => {
    const files: Record<string, string> = content === null ? {} : { "params.yaml": content };
    expect(await outputsOf(["--params-file", "params.yaml"], files)).toBe(`exit 2\n--- stderr\n${message}`);
  });

  test("that is a directory is refused with 2", async ({ expect }) => {
    expect(await outputsOf(["--params-file", "."])).toMatch(
      /^exit 2\n--- stderr\nerror: cannot read `\.`: it is a directory/,
    );
  });
});

describe.concurrent("--var", () => {
  test("sets variables: text where the variable holds text, else JSON where it is JSON", async ({ expect }) => {
    const pipeline =
      "variables: { a: x, b: 1, c: null }\nsteps: []\noutputs: { a: '{# a #}', b: '{# b #}', c: '{# c #}', d: '{# d #}' }";
    const args = ["run", "a.yaml", "--var", "a=1", "--var", "b=[2]", "--var", "c=word", "--var", "d=true"];
    const { code, stdout } = await runConduit(args, { files: { "a.yaml": pipeline } });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ a: "1", b: [2], c: "word", d: true });
  });

  test("that is no pair is refused with 2", async ({ expect }) => {
    expect(await outputsOf(["--var", "a"])).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      error: --var: \`a\` is not \`name=value\`
        = help: write --var name=value"
    `);
  });
});

describe.concurrent("--blocks", () => {
  test("that is no directory is refused with 2", async ({ expect }) => {
    expect(await outputsOf(["--blocks", "a.yaml"])).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      error: --blocks: \`a.yaml\` is no directory"
    `);
  });
});

describe.concurrent("--step-limit", () => {
  const files = { "a.yaml": "step_limit: 3\nsteps:\n  - { action: PUPPET.ECHO }\n  - { action: PUPPET.ECHO }\n" };
  const run = async (limit: string) =>
    await runConduit(["run", "a.yaml", "-b", puppets, "--step-limit", limit], { files });

  test("allows exactly so many steps", async ({ expect }) => {
    expect((await run("2")).code).toBe(0);
    expect(transcript(await run("1"))).toMatchInlineSnapshot(`
      "exit 108
      --- stderr
      a.yaml:4:15: error: the pipeline may have 1 step, this is step 2 [step-limit]
        |
      4 |   - { action: PUPPET.ECHO }
        |               ^^^^^^^^^^^
        = help: take out steps, or raise the limit
        = ends as: STEP_LIMIT_EXCEED (108)
      nothing ran"
    `);
  });

  test("never widens the limit of the file", async ({ expect }) => {
    const many = { "a.yaml": files["a.yaml"].replace("step_limit: 3", "step_limit: 1") };
    expect((await runConduit(["run", "a.yaml", "-b", puppets, "--step-limit", "5"], { files: many })).code).toBe(108);
  });

  test("that is no whole number is refused with 2", async ({ expect }) => {
    for (const limit of ["-1", "1.5"]) expect((await run(limit)).code).toBe(2);
    expect(transcript(await run("x"))).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      error: --step-limit: \`x\` is no whole number
        = help: write --step-limit 50"
    `);
  });
});

describe.concurrent("--verbose", () => {
  test("shows resolved parameters and stack traces", async ({ expect }) => {
    const pipeline = `steps:
  - { id: a, action: TEXT.UPPERCASE, parameters: { text: "{% job.name %}" } }
  - { id: b, action: OWN.FAILS }
name: hi
outputs: { a: "{: a :}" }
`;
    const files = {
      "a.yaml": pipeline,
      "blocks/own.mjs": "export default { category: 'OWN', name: 'FAILS',\n  run() { throw new Error('why') } }",
    };
    const { code, stderr } = await runConduit(["run", "a.yaml", "--verbose"], { files });
    expect(code).toBe(101);
    const [before, after] = withoutDurations(stderr).split("    stack:\n");
    expect(before).toMatchInlineSnapshot(`
      "✓ a             TEXT.UPPERCASE    DONE (0)       N ms
          parameters: {"text":"hi"}
      ✗ b             OWN.FAILS         UNHANDLED_EXCEPTION (101)  N ms
          error: why
          at a.yaml:3:22
          parameters: {}
      "
    `);
    expect(after).toMatch(/^ {6}at .*blocks\/own\.mjs:2:17\)?\n(?: {6}at .*\n)*✗ failed in step b: /);
    expect((await runConduit(["run", "a.yaml"], { files })).stderr).not.toContain("own.mjs");
  });

  test("never shows the value of a secret parameter", async ({ expect }) => {
    const pipeline = `parameters:
  token: { type: string, secret: true, env: API_TOKEN }
  pin: { type: integer, secret: true }
steps:
  - { id: token, action: LOG.PRINT, parameters: { message: "token {< token >} and pin {< pin >}" } }
  - id: echo
    action: PUPPET.ECHO
    parameters: { "key {< token >}": 1, deep: [{ pin: "{< pin >}" }, "Bearer {< token >}"], pin: "{< pin >}" }
  - { id: fail, action: OWN.FAILS, parameters: { why: "{< token >}" } }
`;
    const files = {
      "a.yaml": pipeline,
      "blocks/own.mjs":
        "export default { category: 'OWN', name: 'FAILS', parameters: { type: 'object', properties: { why: {} } }, run({ why }) { throw new Error('no ' + why) } }",
    };
    const args = ["run", "a.yaml", "-b", puppets, "--verbose", "--param", "pin=90210"];
    const env = { API_TOKEN: 's3cr"et' };
    const { code, stderr } = await runConduit(args, { files, env });
    expect(code).toBe(101);
    expect(stderr).not.toMatch(/s3cr|90210/);
    expect(withoutDurations(stderr.slice(0, stderr.indexOf("    stack:")))).toMatchInlineSnapshot(`
      "  token | token [secret] and pin [secret]
      ✓ token         LOG.PRINT         DONE (0)       N ms
          parameters: {"message":"token [secret] and pin [secret]"}
      ✓ echo          PUPPET.ECHO       DONE (0)       N ms
          parameters: {"key [secret]":1,"deep":[{"pin":"[secret]"},"Bearer [secret]"],"pin":"[secret]"}
      ✗ fail          OWN.FAILS         UNHANDLED_EXCEPTION (101)  N ms
          error: no [secret]
          at a.yaml:9:25
          parameters: {"why":"[secret]"}
      "
    `);
  });

  test("masks no word of its own when a secret is such a word", async ({ expect }) => {
    const pipeline = `parameters: { word: { type: string, secret: true } }
steps:
  - { id: step, action: LOG.PRINT, parameters: { message: "{< word >}" } }
`;
    for (const word of ["step", "finished"]) {
      const args = ["run", "a.yaml", "--param", `word=${word}`];
      const { code, stderr } = await runConduit(args, { files: { "a.yaml": pipeline } });
      expect([code, withoutDurations(stderr)]).toEqual([
        0,
        "  step | [secret]\n✓ step          LOG.PRINT         DONE (0)       N ms\n✓ succeeded: 1 step in N ms\n",
      ]);
    }
  });

  test("does not tell a secret that has a wrong type", async ({ expect }) => {
    const pipeline = "parameters: { pin: { type: integer, secret: true } }\nsteps: []";
    const args = ["run", "a.yaml", "--verbose", "--param", "pin=hush"];
    const { code, stderr } = await runConduit(args, { files: { "a.yaml": pipeline } });
    expect(code).toBe(2);
    expect(stderr).not.toContain("hush");
  });
});
