// The documentation of errors is true: of each section's two examples the first has the mistake, the second has none.

import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { diagnosticCodes } from "../../src/diagnostic.ts";
import { Source } from "../../src/source.ts";
import { checkText, render } from "../check/check-text.ts";

const text = readFileSync(path.resolve(import.meta.dirname, "../../docs/errors.md"), "utf8");

/** Codes that no text of a pipeline alone can have; their sections show a command line. test/check has fixtures of them. */
const withoutExamples: Readonly<Record<string, string>> = {
  "not-utf8": "the documentation is UTF-8 itself",
  "control-character": "nobody could see it",
  "file-too-large": "32 million characters",
  "yaml-too-deep": "200 levels",
  "input-missing": "comes from the command line",
  "input-invalid": "comes from the command line",
  "input-unknown": "comes from the command line",
  "block-module": "needs a folder of blocks",
  "block-name-taken": "needs a folder of blocks",
  "unproved-key": "needs a block of one's own",
  "unproved-pattern": "needs a block of one's own",
  "unproved-format": "needs a block of one's own",
};

const sections = text
  .split(/^## /m)
  .slice(1)
  .map((section) => {
    const [, code = ""] = /^(.*)/.exec(section) ?? [];
    const examples = [...section.matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, example = ""]) => example);
    return { code, section, examples };
  });

test("there is a section for every code, in the table's order", () => {
  expect(sections.map(({ code }) => code)).toEqual(Object.keys(diagnosticCodes));
});

test.each(sections.filter(({ code }) => !(code in withoutExamples)))("$code", ({ code, examples }) => {
  expect(examples).toHaveLength(2);
  const [wrong = "", right = ""] = examples;
  expect(checkText(new Source("wrong.yaml", wrong)).map((found) => found.code)).toEqual([code]);
  expect(render(checkText(new Source("right.yaml", right)))).toBe("");
});

test.each(sections.filter(({ code }) => code in withoutExamples))(
  "$code has a command line",
  ({ section, examples }) => {
    expect(examples).toEqual([]);
    expect(section).toMatch(/^```sh\n(?:.*\n)*\$ conduit (?:run|validate) /m);
  },
);
