import fc from "fast-check";
import { expect, test } from "vitest";
import type { Diagnostic } from "../../src/diagnostic.ts";
import { createColors } from "../../src/report/colors.ts";
import { renderDiagnostic, renderDiagnostics, summarize } from "../../src/report/render-diagnostic.ts";
import { Source, type Span } from "../../src/source.ts";
import { ConduitStatus } from "../../src/status.ts";

const colors = createColors(0);

/** The span of the first `word` in a text, and the source around it. */
function place(text: string, word: string, name = "demo.yaml"): { source: Source; span: Span } {
  const start = text.indexOf(word);
  return { source: new Source(name, text), span: { start, end: start + word.length } };
}

function mistake(rest: Partial<Diagnostic>): Diagnostic {
  return { code: "unknown-key", severity: "error", message: "unknown key `x`", ...rest };
}

function render(rest: Partial<Diagnostic>): string {
  return renderDiagnostic(mistake(rest), { colors });
}

const pipeline = [
  "name: Demo",
  "steps:",
  "  - id: fetch",
  "    action: TEXT.UPERCASE",
  "  - id: fetch",
  "    action: LOG.PRINT",
  "",
].join("\n");

test("shows place, message, code, the line, marks under the very word, and help", () => {
  const diagnostic: Diagnostic = {
    code: "block-not-found",
    severity: "error",
    message: "block `TEXT.UPERCASE` does not exist",
    ...place(pipeline, "TEXT.UPERCASE"),
    help: "did you mean `TEXT.UPPERCASE`?",
    status: ConduitStatus.BLOCK_NOT_FOUND,
  };
  const expected = [
    "demo.yaml:4:13: error: block `TEXT.UPERCASE` does not exist [block-not-found]",
    "  |",
    "4 |     action: TEXT.UPERCASE",
    "  |             ^^^^^^^^^^^^^",
    "  = help: did you mean `TEXT.UPPERCASE`?",
  ].join("\n");
  expect(renderDiagnostic(diagnostic, { colors })).toBe(expected);
  expect(renderDiagnostic(diagnostic, { colors, showStatus: true })).toBe(
    `${expected}\n  = ends as: BLOCK_NOT_FOUND (102)`,
  );
});

test("shows related places with their lines, all gutters equally wide", () => {
  const text = `${"#\n".repeat(7)}${pipeline}`;
  const { source, span: first } = place(text, "fetch");
  const start = text.lastIndexOf("fetch");
  const rendered = render({
    code: "duplicate-step-id",
    message: "the id `fetch` is taken",
    source,
    span: { start, end: start + 5 },
    help: "ids are unique in a file;\nrename one of them",
    related: [{ message: "first used here", source, span: first }],
  });
  expect(rendered).toBe(
    [
      "demo.yaml:12:9: error: the id `fetch` is taken [duplicate-step-id]",
      "   |",
      "12 |   - id: fetch",
      "   |         ^^^^^",
      "   = help: ids are unique in a file;",
      "           rename one of them",
      "   = note: first used here: demo.yaml:10:9",
      "   |",
      "10 |   - id: fetch",
      "   |         -----",
    ].join("\n"),
  );
});

test("does not show a line again for a related place on the same one", () => {
  const text = "{ name: A, name: B }";
  const { source, span } = place(text, "name");
  const rendered = render({ source, span: { start: 11, end: 15 }, related: [{ message: "first here", source, span }] });
  expect(rendered).toBe(
    [
      "demo.yaml:1:12: error: unknown key `x` [unknown-key]",
      "  |",
      "1 | { name: A, name: B }",
      "  |            ^^^^",
      "  = note: first here: demo.yaml:1:3",
    ].join("\n"),
  );
});

test("needs neither a source nor a span", () => {
  expect(render({ help: "leave it out" })).toBe("error: unknown key `x` [unknown-key]\n  = help: leave it out");
  expect(render({ severity: "warning", source: new Source("a.yaml", "x: 1") })).toBe(
    "a.yaml: warning: unknown key `x` [unknown-key]",
  );
});

test.each([
  ["wide characters", "日本: 東京 x", "東京", "1 | 日本: 東京 x", "  |       ^^^^"],
  ["emoji of several code points", "👩‍👩‍👧 🇪🇺: ok", "ok", "1 | 👩‍👩‍👧 🇪🇺: ok", "  |        ^^"],
  ["combining marks", "e\u0301te\u0301: e\u0301", "e\u0301te\u0301", "1 | e\u0301te\u0301: e\u0301", "  | ^^^"],
  ["tabs before and inside", "\ta:\tb\tc", "b\tc", "1 |     a:    b    c", "  |           ^^^^^^"],
  ["control characters", "a\u001b[31m: b\u202e", "b\u202e", "1 | a\\u001b[31m: b\\u202e", "  |              ^^^^^^^"],
  ["lone surrogates", "\ud800: b", "b", "1 | \\ud800: b", "  |         ^"],
])("puts the marks right with %s", (_, text, word, line, marks) => {
  const column = [...text.slice(0, text.indexOf(word))].length + 1;
  expect(render(place(text, word))).toBe(
    [`demo.yaml:1:${column}: error: unknown key \`x\` [unknown-key]`, "  |", line, marks].join("\n"),
  );
});

test.each<[string, Span, string[]]>([
  ["an empty span", { start: 3, end: 3 }, ["1:4", "1 | a: 1", "  |    ^"]],
  ["a span over several lines", { start: 3, end: 99 }, ["1:4", "1 | a: 1", "  |    ^"]],
  ["a span of the line break", { start: 4, end: 5 }, ["1:5", "1 | a: 1", "  |     ^"]],
  ["an empty line", { start: 5, end: 5 }, ["2:1", "2 |", "  | ^"]],
  ["the end of the text", { start: 99, end: 99 }, ["3:5", "3 | b: 2", "  |     ^"]],
  ["a span turned round", { start: 3, end: 1 }, ["1:4", "1 | a: 1", "  |    ^"]],
])("marks something for %s", (_, span, [at, ...lines]) => {
  expect(render({ source: new Source("demo.yaml", "a: 1\n\nb: 2"), span })).toBe(
    [`demo.yaml:${at}: error: unknown key \`x\` [unknown-key]`, "  |", ...lines].join("\n"),
  );
});

test("marks to the end of the first line without a Windows line break", () => {
  expect(render({ source: new Source("demo.yaml", "ab: {\r\n}\r\n"), span: { start: 4, end: 8 } })).toBe(
    ["demo.yaml:1:5: error: unknown key `x` [unknown-key]", "  |", "1 | ab: {", "  |     ^"].join("\n"),
  );
});

test("shows no byte order mark, and does not count it", () => {
  const source = new Source("demo.yaml", "\ufeffnmae: a");
  for (const start of [0, 1]) {
    expect(render({ source, span: { start, end: 5 } })).toBe(
      ["demo.yaml:1:1: error: unknown key `x` [unknown-key]", "  |", "1 | nmae: a", "  | ^^^^"].join("\n"),
    );
  }
});

test("cuts a long line on the sides that do not fit", () => {
  const lines = (text: string, word: string) => render(place(text, word)).split("\n").slice(2);
  expect(lines(`here${"a".repeat(200)}`, "here")).toEqual([`1 | here${"a".repeat(86)}…`, "  | ^^^^"]);
  expect(lines(`${"a".repeat(200)}here`, "here")).toEqual([`1 | …${"a".repeat(86)}here`, `  | ${" ".repeat(87)}^^^^`]);
  expect(lines(`${"a".repeat(200)}here${"b".repeat(200)}`, "here")).toEqual([
    `1 | …${"a".repeat(30)}here${"b".repeat(56)}…`,
    `  | ${" ".repeat(31)}^^^^`,
  ]);
  expect(lines(`${"日".repeat(200)}here${"本".repeat(200)}`, "here")).toEqual([
    `1 | …${"日".repeat(15)}here${"本".repeat(28)}…`,
    `  | ${" ".repeat(31)}^^^^`,
  ]);
  expect(lines(`- ${"x".repeat(200)}`, "x".repeat(200))).toEqual([
    `1 | - ${"x".repeat(88)}…`,
    `  |   ${"^".repeat(88)}`,
  ]);
});

test("shows a place in one line of 10 MB", () => {
  const text = `${"ä".repeat(5_000_000)}here${"b".repeat(5_000_000)}`;
  expect(render(place(text, "here"))).toBe(
    [
      "demo.yaml:1:5000001: error: unknown key `x` [unknown-key]",
      "  |",
      `1 | …${"ä".repeat(30)}here${"b".repeat(56)}…`,
      `  | ${" ".repeat(31)}^^^^`,
    ].join("\n"),
  );
});

test("looks at a window only, also among characters without a width", () => {
  const text = `a${"\u0301".repeat(1_000_000)}here${"\u0301".repeat(1_000_000)}`;
  const [, , line = ""] = render(place(text, "here")).split("\n");
  expect(line.length).toBeLessThan(1_000);
});

test("makes every text from outside visible", () => {
  const { source, span } = place("a: 1", "a", "evil\u001b]0;x\u0007.yaml");
  const rendered = render({
    source,
    span,
    message: "one\ntwo\u001b[2J",
    help: "use\u009b0m\tthis",
    related: [{ message: "here\r", source, span }],
  });
  expect(rendered).toBe(
    [
      "evil\\u001b]0;x\\u0007.yaml:1:1: error: one\\ntwo\\u001b[2J [unknown-key]",
      "  |",
      "1 | a: 1",
      "  | ^",
      "  = help: use\\u009b0m    this",
      "  = note: here\\r: evil\\u001b]0;x\\u0007.yaml:1:1",
    ].join("\n"),
  );
});

test("colours the severity and its marks", () => {
  const diagnostic = mistake({ ...place("a: 1", "a"), help: "go" });
  const red = (text: string) => `\u001b[31m${text}\u001b[39m`;
  const dim = (text: string) => `\u001b[2m${text}\u001b[22m`;
  expect(renderDiagnostic(diagnostic, { colors: createColors(1) })).toBe(
    [
      `demo.yaml:1:1: ${red("error:")} \u001b[1munknown key \`x\`\u001b[22m ${dim("[unknown-key]")}`,
      dim("  |"),
      `${dim("1 |")} a: 1`,
      `${dim("  |")} ${red("^")}`,
      `  ${dim("=")} \u001b[36mhelp:\u001b[39m go`,
    ].join("\n"),
  );
});

test("renders several with an empty line between, and counts them", () => {
  const list = [mistake({}), mistake({ severity: "warning" }), mistake({ message: "m" })];
  expect(renderDiagnostics(list, { colors })).toBe(
    [
      "error: unknown key `x` [unknown-key]",
      "",
      "warning: unknown key `x` [unknown-key]",
      "",
      "error: m [unknown-key]",
    ].join("\n"),
  );
  expect(summarize(list)).toBe("2 errors, 1 warning");
  expect(summarize(list.slice(0, 1))).toBe("1 error");
  expect(summarize([mistake({ severity: "warning" }), mistake({ severity: "warning" })])).toBe("2 warnings");
  expect(summarize([])).toBe("no errors");
});

test("any span in any text renders, without control characters and not too wide", () => {
  const piece = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom("\n", "\r\n", "\t", "\u001b[31m", "日本", "👩‍👩‍👧", "\ud83d", "\ude00", "\u0301", "x".repeat(150)),
  );
  const text = fc.array(piece).map((pieces) => pieces.join(""));
  const offset = fc.integer({ min: -5, max: 500 });
  fc.assert(
    fc.property(text, offset, offset, fc.string({ unit: "binary" }), (content, start, end, message) => {
      const source = new Source("demo.yaml", content);
      const rendered = render({
        source,
        span: { start, end },
        message,
        help: message,
        related: [{ message, source, span: { start: end, end: start } }],
      });
      expect(rendered.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cs}]/u);
      const marks = rendered.split("\n").filter((line) => /^ +\| +?[\^-]+$/.test(line));
      expect(marks.length).toBeGreaterThan(0);
      for (const line of marks) expect(line.length).toBeLessThan(105);
    }),
    { numRuns: 500 },
  );
});
