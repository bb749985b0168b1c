// What the check cannot prove: told by default, refused with --strict.

import { describe, test } from "vitest";
import { runConduit, transcript } from "./run-conduit.ts";

/** Nobody knows before it runs what a JSON text holds. */
const unproved = `parameters: { json: { type: string } }
steps:
  - { id: read, action: JSON.PARSE, parameters: { text: "{< json >}" } }
  - { id: loud, action: TEXT.UPPERCASE, parameters: { text: "{: read :}" } }
outputs: { loud: "{: loud :}" }
`;
const proved = unproved.replace("JSON.PARSE", "TEXT.LOWERCASE");
const wrong = unproved.replace("TEXT.UPPERCASE", "TEXT.UPERCASE");
const files = { "unproved.yaml": unproved, "proved.yaml": proved, "wrong.yaml": wrong };

describe.concurrent("validating", () => {
  test("accepts what is unproved, and says so", async ({ expect }) => {
    const { code, stdout, stderr } = await runConduit(["validate", "unproved.yaml"], { files });
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^unproved\.yaml:4:\d+: unproved: .*\[unproved-[a-z]+\]$/m);
    expect(stdout).toMatch(/\n✓ unproved\.yaml is valid, 1 of \d values unproved\n\n1 unproved in 1 file\n$/);
  });

  test("strictly refuses it", async ({ expect }) => {
    const { code, stdout } = await runConduit(["validate", "unproved.yaml", "--strict"], { files });
    expect(code).toBe(1);
    expect(stdout).toMatch(/^unproved\.yaml:4:\d+: error: .*\[unproved-[a-z]+\]$/m);
    expect(stdout).toMatch(/\n\n1 error in 1 file\n$/);
    expect(stdout).not.toContain("✓");
  });

  test("strictly accepts what is proved", async ({ expect }) => {
    const { code, stdout } = await runConduit(["validate", "proved.yaml", "--strict"], { files });
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^✓ proved\.yaml is valid: all \d values proved\n$/)]);
  });

  test("tells programs of both: what the check says, and what counts", async ({ expect }) => {
    const jsonOf = async (...args: string[]) =>
      JSON.parse((await runConduit(["validate", "unproved.yaml", "--format", "json", ...args], { files })).stdout);
    const [usual, strict] = await Promise.all([jsonOf(), jsonOf("--strict")]);
    expect(usual).toMatchObject({
      strict: false,
      files: [{ verdict: "unproved", diagnostics: [{ severity: "unproved" }] }],
    });
    expect(strict).toMatchObject({
      strict: true,
      files: [{ verdict: "unproved", diagnostics: [{ severity: "error" }] }],
    });
    expect(strict.summary).toMatchObject({ unproved: 1, wrong: 0, diagnostics: { error: 1, unproved: 0, warning: 0 } });
  });
});

describe.concurrent("running", () => {
  const run = async (...args: string[]) => await runConduit(["run", ...args], { files });

  test("goes on with what is unproved", async ({ expect }) => {
    const { code, stdout } = await run("unproved.yaml", "--param", 'json="hi"');
    expect([code, JSON.parse(stdout)]).toEqual([0, { loud: "HI" }]);
  });

  test("strictly refuses it with 1, for nobody knows what it would end in", async ({ expect }) => {
    const { code, stdout, stderr } = await run("unproved.yaml", "--param", 'json="hi"', "--strict");
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(/^unproved\.yaml:4:\d+: error: .*\[unproved-[a-z]+\]$/m);
    expect(stderr).toMatch(/\nnothing ran\n$/);
    expect((await run("proved.yaml", "--param", "json=hi", "--strict")).code).toBe(0);
  });

  test("strictly ends with the status of what is wrong", async ({ expect }) => {
    expect((await run("wrong.yaml", "--param", "json=hi", "--strict")).code).toBe(102);
  });

  test("cannot be strict without a check", async ({ expect }) => {
    expect(transcript(await run("proved.yaml", "--strict", "--no-check"))).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      error: option '--strict' cannot be used with option '--no-check'
      (see \`conduit --help\`)"
    `);
  });
});
