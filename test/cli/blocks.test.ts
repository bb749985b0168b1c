// conduit blocks: the list, one block, patterns, JSON, blocks of one's own.

import { describe, expect, test } from "vitest";
import { runConduit } from "./run-conduit.ts";

const own = {
  "blocks/own.js": `export default [
    { category: "OWN", name: "SEND", description: "Sends it.", tags: ["network"], maxUses: 2,
      parameters: { type: "object", properties: { to: { type: "string" } }, required: ["to"] }, run: () => null },
    { name: "BARE", run: () => null },
    { category: "OWN", name: "HIDDEN", private: true, run: () => null },
  ];`,
};

describe("conduit blocks", () => {
  test("lists the built-in and the user's blocks by category", async () => {
    const { code, stdout, stderr } = await runConduit(["blocks"], { files: own });
    expect([code, stderr]).toEqual([0, ""]);
    const lines = stdout.split("\n");
    expect(lines.filter((line) => /^\S/.test(line))).toEqual([
      "without a category",
      ...["CSV", "DICTIONARY", "FILE", "JSON", "LISTS", "LOG", "LOGIC", "MATH", "OBJECT", "OWN", "TEXT", "VARIABLE"],
      "107 blocks; `conduit blocks TEXT.JOIN` shows all about one",
    ]);
    expect(lines.filter((line) => line.startsWith("  ")).length).toBe(107);
    expect(lines).toContain(`  ${"OWN.SEND".padEnd(28)}  Sends it. [network]`);
    expect(stdout).not.toContain("HIDDEN");
  });

  test("shows all about one, in any case", async () => {
    const { code, stdout } = await runConduit(["blocks", "own.send"], { files: own });
    expect(code).toBe(0);
    expect(stdout).toBe(`OWN.SEND
Sends it.

Parameters
  to  text

Result      any value
Effect      write
Tags        network
Limit       2 uses in one job
From        blocks/own.js

Example
  tags:
    - network
  steps:
    - id: example
      action: OWN.SEND
      parameters:
        to: text
  outputs:
    result: '{: example :}'
`);
  });

  test.each([
    [["*.COUNT"], ["DICTIONARY.COUNT", "LISTS.COUNT", "TEXT.COUNT", "VARIABLE.COUNT"]],
    [["file"], ["FILE.DELETE", "FILE.READ", "FILE.WRITE"]],
    [
      ["LOGIC.T?UE", "own", "LIST.COPY"],
      ["LISTS.COPY", "LOGIC.TRUE", "OWN.SEND"],
    ],
    [["bare"], ["BARE"]],
    [["list.c*"], ["LISTS.CLEAR", "LISTS.COPY", "LISTS.COUNT", "LISTS.COUNT_ITEM", "LISTS.CREATE"]],
  ])("%j as JSON", async (patterns, actions) => {
    const { code, stdout } = await runConduit(["blocks", ...patterns, "--json"], { files: own });
    expect(code).toBe(0);
    const pages = JSON.parse(stdout) as { action: string; schemas: { parameters: object } }[];
    expect(pages.map(({ action }) => action)).toEqual(actions);
    expect(pages.every(({ schemas }) => "type" in schemas.parameters)).toBe(true);
  });

  test("takes folders of blocks", async () => {
    const files = { "more/own.js": own["blocks/own.js"] };
    const { code, stdout } = await runConduit(["blocks", "OWN.*", "--blocks", "more"], { files });
    expect(code).toBe(0);
    expect(stdout.split("\n")[1]).toBe("  OWN.SEND  Sends it. [network]");
  });

  test("says what it does not know, and what cannot be used", async () => {
    const unknown = await runConduit(["blocks", "TEXT.JION"]);
    expect([unknown.code, unknown.stdout, unknown.stderr]).toEqual([
      2,
      "",
      "error: there is no block `TEXT.JION`\n  = help: did you mean `TEXT.JOIN`?\n",
    ]);
    const broken = await runConduit(["blocks", "CSV.PARSE"], { files: { "blocks/broken.js": "export default 5;" } });
    expect(broken.code).toBe(0);
    expect(broken.stderr).toMatch(/^blocks\/broken\.js: warning: a block must be a map .*\[block-module\]\n/);
  });
});
