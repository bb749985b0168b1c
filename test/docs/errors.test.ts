// The documentation of errors is true: of each section's two examples the first has the mistake, the second has none. A block with the name
// of a file behind `yaml` is that file, beside the pipeline.

import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { diagnosticCodes } from "../../src/diagnostic.ts";
import { Source } from "../../src/source.ts";
import { checkText, render } from "../check/check-text.ts";
import { memoryDisk } from "../check/memory-disk.ts";

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
  "pipeline-size": "100,000 steps",
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
    const others = [...section.matchAll(/^```yaml (\S+)\n(.*?)^```$/gms)].map(([, name = "", text = ""]) => [
      name,
      text,
    ]);
    return { code, section, examples, files: Object.fromEntries(others) as Record<string, string> };
  });

test("there is a section for every code, in the table's order", () => {
  expect(sections.map(({ code }) => code)).toEqual(Object.keys(diagnosticCodes));
});

test.each(sections.filter(({ code }) => !(code in withoutExamples)))("$code", ({ code, examples, files }) => {
  expect(examples).toHaveLength(2);
  const [wrong = "", right = ""] = examples;
  const check = (text: string) => {
    const disk = memoryDisk({ ...files, "pipeline.yaml": text });
    return checkText(new Source("pipeline.yaml", text), { disk });
  };
  expect(check(wrong).map((found) => found.code)).toEqual([code]);
  expect(render(check(right))).toBe("");
});

test.each(sections.filter(({ code }) => code in withoutExamples))(
  "$code has a command line",
  ({ section, examples }) => {
    expect(examples).toEqual([]);
    expect(section).toMatch(/^```sh\n(?:.*\n)*\$ conduit (?:run|validate) /m);
  },
);
