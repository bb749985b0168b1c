import { expect, test } from "vitest";
import { createColors } from "../../src/report/colors.ts";
import { createTextCheckReporter } from "../../src/report/text-check-reporter.ts";
import { Source } from "../../src/source.ts";
import { fileWith, plain, written } from "./some-findings.ts";

const report = async (found: Parameters<typeof written>[1], isQuiet = false) =>
  await written((write) => createTextCheckReporter({ write, colors: createColors(0), isQuiet }), found);

const valid = (verdict: "proved" | "unproved", typed: number, proved: number) =>
  fileWith([], { verdict, slots: { typed, proved } });

test("says how much of a valid file is proved", async () => {
  const found = [
    valid("proved", 0, 0),
    valid("proved", 1, 1),
    valid("proved", 12, 12),
    valid("unproved", 12, 10),
    valid("unproved", 1, 0),
    valid("unproved", 0, 0),
    valid("unproved", 2, 2),
  ];
  expect(await report(found)).toBe(
    [
      "✓ demo.yaml is valid",
      "✓ demo.yaml is valid: its value is proved",
      "✓ demo.yaml is valid: all 12 values proved",
      "✓ demo.yaml is valid, 2 of 12 values unproved",
      "✓ demo.yaml is valid, 1 of 1 value unproved",
      "✓ demo.yaml is valid, not all of it proved",
      "✓ demo.yaml is valid, not all of it proved",
      "",
    ].join("\n"),
  );
});

test("shows what is unproved above the line that says so, and counts all of it at the end", async () => {
  const unproved = fileWith([plain({ severity: "unproved" })], { verdict: "unproved", slots: { typed: 3, proved: 2 } });
  const wrong = fileWith([plain(), plain({ severity: "warning" })], { file: "b.yaml" });
  const unread = { file: "c.yaml", problem: { message: "cannot read `c.yaml`" } };
  expect(await report([unproved, wrong, unread])).toBe(
    [
      "unproved: the pipeline has no key `x` [unknown-key]",
      "✓ demo.yaml is valid, 1 of 3 values unproved",
      "",
      "error: the pipeline has no key `x` [unknown-key]",
      "",
      "warning: the pipeline has no key `x` [unknown-key]",
      "",
      "1 error, 1 unproved, 1 warning in 3 files",
      "",
    ].join("\n"),
  );
});

test("says of a file whose mistakes are listed with another one that it has them", async () => {
  const caller = fileWith([plain({ severity: "warning" })], { file: "b.yaml", isValid: false });
  expect(await report([fileWith([plain()]), caller])).toBe(
    [
      "error: the pipeline has no key `x` [unknown-key]",
      "",
      "warning: the pipeline has no key `x` [unknown-key]",
      "✗ b.yaml runs a file with mistakes",
      "",
      "1 error, 1 warning in 2 files",
      "",
    ].join("\n"),
  );
  expect(await report([fileWith([], { isValid: false })], true)).toBe("");
});

test("counts as fixable only what --fix would change: what is in the file itself", async () => {
  const [own, other] = ["demo.yaml", "lib.yaml"].map((name) => {
    const source = new Source(name, "x: 1\n");
    return plain({ source, fix: [{ span: { start: 0, end: 1 }, text: "y" }] });
  });
  const text = await report([fileWith([own, other].filter((one) => one !== undefined))]);
  expect(text.split("\n").at(-2)).toBe("2 errors in 1 file, 1 can be fixed with --fix");
});

test("quietly shows only mistakes", async () => {
  expect(await report([valid("proved", 2, 2)], true)).toBe("");
  expect(await report([fileWith([plain()])], true)).toBe("error: the pipeline has no key `x` [unknown-key]\n");
});
