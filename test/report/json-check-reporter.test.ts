import { expect, test } from "vitest";
import { mostDiagnostics } from "../../src/diagnostic.ts";
import { createJsonCheckReporter } from "../../src/report/json-check-reporter.ts";
import { Source } from "../../src/source.ts";
import { fileWith, full, hostile, plain, written } from "./some-findings.ts";

const report = async (found: Parameters<typeof written>[1], isStrict = false) =>
  await written((write) => createJsonCheckReporter({ write, isStrict }), found);

test("has every file, every part of a diagnostic, and how many there are", async () => {
  const found = [
    fileWith([full(), plain({ severity: "warning" })], { slots: { typed: 3, proved: 1 } }),
    fileWith([plain({ severity: "unproved" })], {
      file: "b.yaml",
      verdict: "unproved",
      slots: { typed: 2, proved: 1 },
    }),
    fileWith([], { file: "c.yaml", verdict: "proved" }),
    { file: "d.yaml", problem: { message: "cannot read `d.yaml`", help: "try again" } },
    { file: "e.yaml", problem: { message: "cannot read `e.yaml`" } },
  ];
  const word = { start: { offset: 22, line: 3, column: 5 }, end: { offset: 26, line: 3, column: 9 } };
  const bare = {
    code: "unknown-key",
    message: "the pipeline has no key `x`",
    help: null,
    file: null,
    start: null,
    end: null,
    related: [],
    status: null,
    step: null,
    fix: null,
  };
  const none = { typed: 0, proved: 0 };
  expect(JSON.parse(await report(found))).toEqual({
    version: 1,
    strict: false,
    summary: {
      files: 5,
      proved: 1,
      unproved: 1,
      wrong: 1,
      unread: 2,
      diagnostics: { error: 1, unproved: 1, warning: 1 },
      values: { typed: 5, proved: 2 },
    },
    files: [
      {
        file: "demo.yaml",
        verdict: "wrong",
        problem: null,
        values: { typed: 3, proved: 1 },
        diagnostics: [
          {
            code: "duplicate-step-id",
            severity: "error",
            message: "id `two` is taken",
            help: "give it another id",
            file: "demo.yaml",
            ...word,
            related: [
              {
                message: "first used here",
                file: "demo.yaml",
                start: { offset: 1, line: 1, column: 1 },
                end: { offset: 3, line: 1, column: 3 },
              },
            ],
            status: { name: "DUPLICATE_STEP_IDS", value: 104 },
            step: 2,
            fix: [
              { ...word, text: "sword" },
              { start: word.start, end: word.start, text: "'" },
            ],
          },
          { ...bare, severity: "warning" },
        ],
        truncated: false,
      },
      {
        file: "b.yaml",
        verdict: "unproved",
        problem: null,
        values: { typed: 2, proved: 1 },
        diagnostics: [{ ...bare, severity: "unproved" }],
        truncated: false,
      },
      { file: "c.yaml", verdict: "proved", problem: null, values: none, diagnostics: [], truncated: false },
      {
        file: "d.yaml",
        verdict: "unread",
        problem: { message: "cannot read `d.yaml`", help: "try again" },
        values: none,
        diagnostics: [],
        truncated: false,
      },
      {
        file: "e.yaml",
        verdict: "unread",
        problem: { message: "cannot read `e.yaml`", help: null },
        values: none,
        diagnostics: [],
        truncated: false,
      },
    ],
  });
});

test("counts columns and offsets as JavaScript counts a text", async () => {
  const { source, span = { start: 0, end: 0 } } = full();
  const parsed = JSON.parse(await report([fileWith([full()])]));
  const [{ start, end }] = parsed.files[0].diagnostics;
  expect(source?.text.slice(start.offset, end.offset)).toBe("word");
  expect([start.offset, end.offset]).toEqual([span.start, span.end]);
  const line = source?.text.split(/\r\n|\n|\r/)[start.line - 1] ?? "";
  expect(line.slice(start.column - 1, end.column - 1)).toBe("word");
});

test("says where a place of several lines ends, and what ends at the end of the file", async () => {
  const source = new Source("a.yaml", "a: [\n1");
  const parsed = JSON.parse(await report([fileWith([plain({ source, span: { start: 3, end: 6 } })])]));
  expect(parsed.files[0].diagnostics[0]).toMatchObject({
    start: { offset: 3, line: 1, column: 4 },
    end: { offset: 6, line: 2, column: 2 },
  });
});

test("gives every text back as it was, and is itself safe to print", async () => {
  for (const text of hostile) {
    const source = new Source(text, "a");
    const diagnostic = plain({ message: text, help: text, source, fix: [{ span: { start: 0, end: 1 }, text }] });
    const json = await report([fileWith([diagnostic], { file: text })]);
    expect(json).not.toMatch(/[^\P{Cc}\n]|\p{Cs}|[\u2028\u202e]/u);
    const [file] = JSON.parse(json).files;
    const [{ message, help, fix }] = file.diagnostics;
    expect([file.file, message, help, file.diagnostics[0].file, fix[0].text]).toEqual([text, text, text, text, text]);
  }
});

test("says when there may be more, and whether unproved counts as error", async () => {
  const parsed = JSON.parse(await report([fileWith(Array.from({ length: mostDiagnostics }, () => plain()))], true));
  expect([parsed.strict, parsed.files[0].truncated]).toEqual([true, true]);
});
