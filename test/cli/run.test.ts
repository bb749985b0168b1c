// conduit run: what it prints where, and what it exits with.

import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, test } from "vitest";
import { hasEscapes, puppets, runConduit, startConduit, transcript } from "./run-conduit.ts";

const greeting = `
parameters: { name: { type: string, default: world }, shout: { type: boolean, default: false } }
steps:
  - id: greet
    action: TEXT.JOIN
    parameters: { text1: hello, text2: "{< name >}" }
  - action: LOG.PRINT
    parameters: { message: "{: greet :}" }
  - id: loud
    action: text.uppercase
    if: "{< shout >}"
    parameters: { text: "{: greet :}" }
outputs: { said: ["{: greet :}", '{: loud ?? "quiet" :}'] }
`;

const failing = `steps:
  - id: first
    action: TEXT.UPPERCASE
    parameters: { text: fine }
  - id: broken
    action: JSON.PARSE
    parameters:
      text: "{: first :}"
  - id: rest
    action: LOG.PRINT
    parameters: { message: never }
  - id: clean
    action: LOG.PRINT
    forced: true
    parameters: { message: "failed: {% job.failed %}" }
outputs: { nothing: here }
`;

describe.concurrent("a run", () => {
  test("tells each step on standard error and gives the outputs alone on standard output", async ({ expect }) => {
    const result = await runConduit(["run", "hello.yaml"], { files: { "hello.yaml": greeting } });
    expect(transcript(result)).toMatchInlineSnapshot(`
      "exit 0
      --- stderr
      ✓ greet         TEXT.JOIN         DONE (0)       N ms
        2 | hello world
      ✓ 2             LOG.PRINT         DONE (0)       N ms
      ○ loud          TEXT.UPPERCASE    IF_CONDITION_FAILED (110)  N ms
      ✓ succeeded: 3 steps in N ms (2 done, 1 condition false)
      --- stdout
      {
        "said": [
          "hello world",
          "quiet"
        ]
      }"
    `);
  });

  test("prints nothing on standard output for a pipeline without outputs", async ({ expect }) => {
    const pipeline = "steps: [{ id: hi, action: LOG.PRINT, parameters: { message: hello } }]";
    const result = await runConduit(["run", "a.yaml"], { files: { "a.yaml": pipeline } });
    expect(transcript(result)).toMatchInlineSnapshot(`
      "exit 0
      --- stderr
        hi | hello
      ✓ hi            LOG.PRINT         DONE (0)       N ms
      ✓ succeeded: 1 step in N ms"
    `);
  });

  test("goes on with forced steps after a failure and exits with its status", async ({ expect }) => {
    const result = await runConduit(["run", "failing.yaml"], { files: { "failing.yaml": failing } });
    expect(transcript(result)).toMatchInlineSnapshot(`
      "exit 103
      --- stderr
      ✓ first         TEXT.UPPERCASE    DONE (0)       N ms
      ✗ broken        JSON.PARSE        INVALID_ARGUMENT (103)  N ms
          error: InvalidArgumentError: no JSON at line 1, column 1: found \`F\` where a value should be
          at failing.yaml:6:13
      - rest          LOG.PRINT         SKIPPED (100)  N ms
        clean | failed: true
      ✓ clean         LOG.PRINT         DONE (0)       N ms
      ✗ failed in step broken: INVALID_ARGUMENT (103) — 2 done, 1 failed, 1 skipped in N ms"
    `);
  });

  test("ends with 0 when only what may fail failed, and shows it all the same", async ({ expect }) => {
    const pipeline = failing
      .replace("  - id: broken\n", "  - id: broken\n    allow_failure: true\n")
      .replace("nothing: here", "parsed: '{: broken ?? \"unknown\" :}'");
    const result = await runConduit(["run", "may-fail.yaml"], { files: { "may-fail.yaml": pipeline } });
    expect(transcript(result)).toMatchInlineSnapshot(`
      "exit 0
      --- stderr
      ✓ first         TEXT.UPPERCASE    DONE (0)       N ms
      ! broken        JSON.PARSE        INVALID_ARGUMENT (103), allowed  N ms
          error: InvalidArgumentError: no JSON at line 1, column 1: found \`F\` where a value should be
          at may-fail.yaml:7:13
        rest | never
      ✓ rest          LOG.PRINT         DONE (0)       N ms
        clean | failed: false
      ✓ clean         LOG.PRINT         DONE (0)       N ms
      ✓ succeeded: 4 steps in N ms (3 done, 1 failed as allowed)
      --- stdout
      {
        "parsed": "unknown"
      }"
    `);
  });

  test("ends with 101 when an output cannot be resolved", async ({ expect }) => {
    const pipeline =
      "steps:\n  - { id: a, action: TEXT.SPLIT, parameters: { text: a b, separator: ' ' } }\noutputs: { third: '{: a.2 :}' }\n";
    const result = await runConduit(["run", "a.yaml"], { files: { "a.yaml": pipeline } });
    expect(transcript(result)).toMatchInlineSnapshot(`
      "exit 101
      --- stderr
      ✓ a             TEXT.SPLIT        DONE (0)       N ms
          error: \`{: a.2 :}\` finds nothing: index 2 is past the end of a list of 2 items [unresolved_reference]
          at a.yaml:3:25
      ✗ failed in the outputs: UNHANDLED_EXCEPTION (101) — 1 done in N ms"
    `);
  });

  test("reads the pipeline from standard input", async ({ expect }) => {
    const stdin = "steps:\n  - { id: a, action: PUPPET.ECHO, parameters: { n: 1 } }\noutputs: { a: '{: a :}' }\n";
    const result = await runConduit(["run", "-", "--blocks", puppets], { stdin });
    expect(transcript(result)).toMatchInlineSnapshot(`
      "exit 0
      --- stderr
      ✓ a             PUPPET.ECHO       DONE (0)       N ms
      ✓ succeeded: 1 step in N ms
      --- stdout
      {
        "a": {
          "n": 1
        }
      }"
    `);
  });

  test("calls its source <stdin> where a step fails", async ({ expect }) => {
    const stdin = "steps:\n  - { id: a, action: PUPPET.THROW, parameters: { what: rejection } }\n";
    const result = await runConduit(["run", "-", "-b", puppets], { stdin });
    expect(transcript(result)).toMatchInlineSnapshot(`
      "exit 101
      --- stderr
      ✗ a             PUPPET.THROW      UNHANDLED_EXCEPTION (101)  N ms
          error: TypeError: rejected
          at <stdin>:2:22
      ✗ failed in step a: UNHANDLED_EXCEPTION (101) — 1 failed in N ms"
    `);
  });

  test("takes JSON as the YAML it is", async ({ expect }) => {
    const pipeline = JSON.stringify({
      steps: [{ id: 1, action: "MATH.SUM_LIST", parameters: { list: [1, 2] } }],
      outputs: { sum: "{: 1 :}" },
    });
    const result = await runConduit(["run", "a.json"], { files: { "a.json": pipeline } });
    expect(result).toMatchObject({ code: 0, stdout: '{\n  "sum": 3\n}\n' });
  });

  test("takes blocks from the folder `blocks` beside the pipeline, wherever it is started", async ({ expect }) => {
    const files = {
      "deep/a.yaml": "steps: [{ id: a, action: OWN.ANSWER }]\noutputs: { a: '{: a :}' }",
      "deep/blocks/own.mjs": "export default { category: 'OWN', name: 'ANSWER', run: () => 42 };",
    };
    const result = await runConduit(["run", "deep/a.yaml"], { files });
    expect(result).toMatchObject({ code: 0, stdout: '{\n  "a": 42\n}\n' });
  });

  test("takes blocks from every --blocks folder, CommonJS and lists included", async ({ expect }) => {
    const files = {
      "a.yaml":
        "steps: [{ id: a, action: ONE.A }, { id: b, action: B }, { id: c, action: TWO.C }]\noutputs: { all: ['{: a :}', '{: b :}', '{: c :}'] }",
      "one/a.mjs": "export default [{ category: 'ONE', name: 'A', run: () => 1 }, { name: 'B', run: async () => 2 }];",
      "two/c.cjs": "module.exports = { category: 'TWO', name: 'C', run: () => 3 };",
      "two/c.test.js": "throw new Error('a test of blocks is no block');",
    };
    const result = await runConduit(["run", "a.yaml", "--blocks", "one", "--blocks", "two"], { files });
    expect({ ...result, stdout: JSON.parse(result.stdout) as unknown }).toMatchObject({
      code: 0,
      stdout: { all: [1, 2, 3] },
    });
  });

  test("keeps paths of blocks in the pipeline's folder", async ({ expect }) => {
    const files = {
      "deep/a.yaml":
        "tags: [filesystem]\nsteps: [{ id: a, action: FILE.WRITE, parameters: { path: out.txt, content: hi } }]",
    };
    const running = startConduit(["run", "deep/a.yaml"], { files });
    const result = await running.ended;
    expect(result.stderr).toContain("✓ succeeded");
    expect(readFileSync(path.join(running.folder, "deep/out.txt"), "utf8")).toBe("hi");
  });

  test("ends although a block leaves a timer and a server behind", async ({ expect }) => {
    const files = { "a.yaml": "steps: [{ id: a, action: PUPPET.LEAVE_OPEN }]\noutputs: { a: '{: a :}' }" };
    const result = await runConduit(["run", "a.yaml", "-b", puppets], { files });
    expect(result).toMatchObject({ code: 0, stdout: '{\n  "a": "left open"\n}\n' });
  });

  test("keeps what blocks write with console.log away from the outputs", async ({ expect }) => {
    const files = {
      "a.yaml": "steps: [{ id: a, action: CHATTY }]\noutputs: { a: '{: a :}' }",
      "blocks/chatty.mjs":
        "console.log('loading'); export default { name: 'CHATTY', run() { console.info('running'); return 1; } };",
    };
    const { code, stdout, stderr } = await runConduit(["run", "a.yaml"], { files });
    expect([code, stdout]).toEqual([0, '{\n  "a": 1\n}\n']);
    expect(stderr).toMatch(/^loading\nrunning\n✓ a /);
  });

  test("writes all of a large output", async ({ expect }) => {
    const files = {
      "a.yaml": "steps: [{ id: a, action: BIG }]\noutputs: { a: '{: a :}' }",
      "blocks/big.mjs": "export default { name: 'BIG', run: () => 'x'.repeat(3e6) };",
    };
    const { code, stdout } = await runConduit(["run", "a.yaml"], { files });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ a: "x".repeat(3e6) });
  });

  test("does not mind a reader that goes before it has read all", async ({ expect }) => {
    const files = {
      "a.yaml": "steps: [{ id: a, action: BIG }]\noutputs: { a: '{: a :}' }",
      "blocks/big.mjs": "export default { name: 'BIG', run: () => 'x'.repeat(3e6) };",
    };
    const running = startConduit(["run", "a.yaml"], { files });
    running.child.stdout.once("data", () => running.child.stdout.destroy());
    const { code, stderr } = await running.ended;
    expect(code).toBe(0);
    expect(stderr).toMatch(/^✓ a .*\n✓ succeeded: 1 step in .*\n$/);
  });

  test("does not mind a standard error that nobody reads", async ({ expect }) => {
    const args = ["run", "hello.yaml", "--param", "shout=true"];
    const running = startConduit(args, { files: { "hello.yaml": greeting } });
    running.child.stderr.destroy();
    const { code, stdout } = await running.ended;
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ said: ["hello world", "HELLO WORLD"] });
  });

  test("writes no escape codes into a pipe, unless they are asked for", async ({ expect }) => {
    const files = { "failing.yaml": failing };
    for (const env of [{}, { CI: "true" }, { NO_COLOR: "1" }, { TERM: "xterm-256color", COLORTERM: "truecolor" }]) {
      expect(hasEscapes((await runConduit(["run", "failing.yaml"], { files, env })).stderr)).toBe(false);
    }
    const env = { FORCE_COLOR: "1" };
    expect((await runConduit(["run", "failing.yaml"], { files, env })).stderr).toContain(
      "\u001b[31mINVALID_ARGUMENT (103)\u001b[39m",
    );
    for (const option of ["--no-color", "--quiet"]) {
      expect(hasEscapes((await runConduit(["run", "failing.yaml", option], { files, env })).stderr)).toBe(false);
    }
  });
});

const mistaken = `steps:
  - id: a
    action: TEXT.UPERCASE
    parameters: { text: hi }
  - id: a
    action: LOG.PRINT
    parameters: { mesage: hi }
  - action: TEXT.JOIN
    parameters: { text1: "{: later :}", text2: [1] }
`;

describe.concurrent("the check before a run", () => {
  test("shows each mistake with the status it would have ended in, and runs nothing", async ({ expect }) => {
    const files = {
      "a.yaml": `${mistaken}  - { action: PUPPET.TOUCH, forced: true, parameters: { file: touched } }\n`,
    };
    const result = await runConduit(["run", "a.yaml", "-b", puppets], { files });
    expect(transcript(result)).toMatchInlineSnapshot(`
      "exit 102
      --- stderr
      a.yaml:3:13: error: block \`TEXT.UPERCASE\` does not exist [block-not-found]
        |
      3 |     action: TEXT.UPERCASE
        |             ^^^^^^^^^^^^^
        = help: did you mean \`TEXT.UPPERCASE\`?
        = ends as: BLOCK_NOT_FOUND (102)

      a.yaml:5:9: error: id \`a\` is taken by step 1 [duplicate-step-id]
        |
      5 |   - id: a
        |         ^
        = help: give one of them another id
        = note: first used here: a.yaml:2:9
        |
      2 |   - id: a
        |         -
        = ends as: DUPLICATE_STEP_IDS (104)

      a.yaml:7:19: error: block \`LOG.PRINT\` has no parameter \`mesage\` [block-parameter-unknown]
        |
      7 |     parameters: { mesage: hi }
        |                   ^^^^^^
        = help: did you mean \`message\`?
        = ends as: INVALID_TYPE (107)

      a.yaml:9:30: error: there is no step \`later\` [unknown-step]
        |
      9 |     parameters: { text1: "{: later :}", text2: [1] }
        |                              ^^^^^
        = help: the steps before this one are: \`a\`

      a.yaml:9:48: error: \`text2\` of block \`TEXT.JOIN\` must be text, found a list [block-parameter-invalid]
        |
      9 |     parameters: { text1: "{: later :}", text2: [1] }
        |                                                ^^^
        = ends as: INVALID_TYPE (107)
      nothing ran"
    `);
  });

  test("refuses a mistake in a step that may fail", async ({ expect }) => {
    const pipeline = "steps:\n  - action: LOG.PRIND\n    allow_failure: true\n";
    const files = { "p.yaml": pipeline };
    expect((await runConduit(["run", "p.yaml"], { files })).code).toBe(102);
    expect((await runConduit(["run", "--no-check", "p.yaml"], { files })).code).toBe(0);
  });

  test("is left out with --no-check: mistakes are met in the order of the run", async ({ expect }) => {
    const result = await runConduit(["run", "a.yaml", "--no-check"], { files: { "a.yaml": mistaken } });
    expect(transcript(result)).toMatchInlineSnapshot(`
      "exit 102
      --- stderr
      ✗ a             TEXT.UPERCASE     BLOCK_NOT_FOUND (102)  N ms
          error: block \`TEXT.UPERCASE\` does not exist
          at a.yaml:3:13
      - a             LOG.PRINT         SKIPPED (100)  N ms
      - 3             TEXT.JOIN         SKIPPED (100)  N ms
      ✗ failed in step a: BLOCK_NOT_FOUND (102) — 1 failed, 2 skipped in N ms"
    `);
  });

  test("has forced steps run after a mistake that --no-check met", async ({ expect }) => {
    const pipeline = `steps:
  - { id: ok, action: LOG.PRINT, parameters: { message: first } }
  - { id: wrong, action: LOG.PRNT, parameters: { message: second } }
  - { id: last, action: LOG.PRINT, forced: true, parameters: { message: third } }
`;
    const result = await runConduit(["run", "a.yaml", "--no-check"], { files: { "a.yaml": pipeline } });
    expect(transcript(result)).toMatchInlineSnapshot(`
      "exit 102
      --- stderr
        ok | first
      ✓ ok            LOG.PRINT         DONE (0)       N ms
      ✗ wrong         LOG.PRNT          BLOCK_NOT_FOUND (102)  N ms
          error: block \`LOG.PRNT\` does not exist
          at a.yaml:3:26
        last | third
      ✓ last          LOG.PRINT         DONE (0)       N ms
      ✗ failed in step wrong: BLOCK_NOT_FOUND (102) — 2 done, 1 failed in N ms"
    `);
  });

  test("refuses with 1 what is no pipeline, with --no-check as well", async ({ expect }) => {
    const files = { "a.yaml": "steps:\n  - { acton: LOG.PRINT }\n" };
    const result = await runConduit(["run", "a.yaml"], { files });
    expect(transcript(result)).toMatchInlineSnapshot(`
      "exit 1
      --- stderr
      a.yaml:2:7: error: step 1 has no key \`acton\` [unknown-key]
        |
      2 |   - { acton: LOG.PRINT }
        |       ^^^^^
        = help: did you mean \`action\`?
      nothing ran"
    `);
    const unchecked = await runConduit(["run", "a.yaml", "--no-check"], { files });
    expect(unchecked.code).toBe(1);
  });

  const refusals: [string, number, string][] = [
    ["a block that does not exist", 102, "steps: [{ action: NO.SUCH }]"],
    ["an id that is taken", 104, "steps: [{ id: a, action: NONE }, { id: a, action: NONE }]"],
    ["a block without permission", 105, "steps: [{ action: FILE.READ, parameters: { path: a } }]"],
    ["a parameter of a wrong type", 107, "steps: [{ action: TEXT.UPPERCASE, parameters: { text: [] } }]"],
    ["a condition that is no boolean", 107, "steps: [{ action: NONE, if: 1 }]"],
    ["more steps than the file allows", 108, "step_limit: 1\nsteps: [{ action: NONE }, { action: NONE }]"],
    [
      "more uses of a block than allowed",
      109,
      "block_limit_overrides: { NONE: 1 }\nsteps: [{ action: NONE }, { action: NONE }]",
    ],
  ];
  test.for(refusals)(
    "refuses %s with %i, and a run without check ends the same",
    async ([, status, pipeline], { expect }) => {
      const files = {
        "a.yaml": pipeline.replaceAll("action: NONE", "action: PUPPET.ECHO").replace("NONE: 1", "PUPPET.ECHO: 1"),
      };
      const checked = await runConduit(["run", "a.yaml", "-b", puppets], { files });
      const unchecked = await runConduit(["run", "a.yaml", "-b", puppets, "--no-check"], { files });
      expect(checked.stderr).toContain(`(${status})`);
      expect(checked.stderr).toMatch(/\nnothing ran\n$/);
      expect([checked.code, unchecked.code]).toEqual([status, status]);
    },
  );
});
