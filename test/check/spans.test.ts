// The marks stand under the very words, in every way to write a text in YAML. What is to be marked stands between ⟦ and ⟧, which are
// taken out before anybody reads the text.

import { describe, expect, test } from "vitest";
import { Source } from "../../src/source.ts";
import { checkText } from "./check-text.ts";

/** Expects a text to have one mistake, in its marked place. */
function expectMark(code: string, marked: string): void {
  const span = { start: marked.indexOf("⟦"), end: marked.indexOf("⟧") - 1 };
  const text = marked.replace("⟦", "").replace("⟧", "");
  const found = checkText(new Source("spans.yaml", text));
  expect(found.map((one) => ({ code: one.code, span: one.span }))).toEqual([{ code, span }]);
}

/** A text in one style around what is marked; the lines of it are indented by eight. */
type Write = (marked: string) => string;

const styles: readonly (readonly [style: string, write: Write])[] = [
  ["plain", (marked) => `a, ${marked} b`],
  ["plain, over lines", (marked) => `a,\n        b\n\n        ${marked} c\n        d`],
  ["in single quotes", (marked) => `'it''s ${marked} ''b'''`],
  ["in single quotes, over lines", (marked) => `'a ''\n\n        b ${marked}\n        ''c'`],
  ["in double quotes", (marked) => `"a \\"b\\"\\t${marked}\\n c"`],
  ["in double quotes, with code points", (marked) => `"\\u65e5 🎉 \\U0001F389 \\x41${marked}\\u263a"`],
  ["in double quotes, over lines", (marked) => `"a \\\n        b\n\n        ${marked}\n        c"`],
  ["folded", (marked) => `>\n        a\n        b ${marked} c\n          kept\n\n        d`],
  ["folded, stripped", (marked) => `>-\n\n        a 🎉\n        ${marked}`],
  ["literal", (marked) => `|\n        a\n\n          b ${marked}\n        c`],
  ["literal, with its indentation", (marked) => `|2+\n          a\n        ${marked}\n`],
];

const folder = "parameters:\n  folder: { type: string, default: data }\n";
const print = "steps:\n  - action: LOG.PRINT\n    parameters:\n";

describe.each(styles)("in a text that is %s, the mark is at", (_, write) => {
  test("the name in a tag", () => {
    expectMark("unknown-parameter", `${folder}${print}      message: ${write("{< ⟦foldr⟧ >}")}\n`);
  });

  test("a malformed tag", () => {
    expectMark("malformed-tag", `${folder}${print}      message: ${write("⟦{<folder>}⟧")}\n`);
  });

  test("another tool's tag", () => {
    expectMark("foreign-tag", `${folder}${print}      message: ${write("⟦{{ folder }}⟧")}\n`);
  });

  test("a tag that is not read", () => {
    const step = `${print}      message: '{< folder >}'\n    description: ${write("⟦{< folder >}⟧")}\n`;
    expectMark("tag-not-read", `${folder}${step}`);
  });

  test("the text itself, with its quotes", () => {
    const step = `steps:\n  - action: MATH.ABS\n    parameters:\n      value: ⟦${write("four").trimEnd()}⟧\n`;
    expectMark("block-parameter-invalid", step);
  });
});

describe.each([
  ["plain", (marked: string) => marked],
  ["in single quotes", (marked: string) => `'${marked}'`],
  ["in double quotes", (marked: string) => `"${marked}"`],
])("for a key that is %s, the mark is at", (_, quote) => {
  test("the key itself, with its quotes", () => {
    expectMark("unknown-key", `steps:\n  - action: LOGIC.TRUE\n    ⟦${quote("forcedd")}⟧: true\n`);
    expectMark("block-parameter-unknown", `${print}      message: hello\n      ⟦${quote("massage")}⟧: hello\n`);
    expectMark("unused-variable", `variables:\n  ⟦${quote("seen")}⟧: []\n${print}      message: hello\n`);
  });

  test("a malformed tag", () => {
    const map = `steps:\n  - action: DICTIONARY.CREATE\n    parameters:\n      ${quote("to ⟦{<folder>}⟧")}: 1\n`;
    expectMark("malformed-tag", `${folder}${map}`);
  });
});

describe("escapes inside of what is marked", () => {
  test.each([
    ["unknown-parameter", `${folder}${print}      message: "{< ⟦f\\u006fldr⟧ >}"\n`],
    ["malformed-tag", `${folder}${print}      message: "\\"⟦{<fol\\x64er>}⟧\\""\n`],
    ["malformed-tag", `${folder}${print}      message: 'it''s ⟦{<folder''s>}⟧'\n`],
    ["foreign-tag", `${folder}${print}      message: "\\t⟦{{ f\\u006flder }}⟧"\n`],
    ["unknown-key", `steps:\n  - action: LOGIC.TRUE\n    ⟦"forc\\u0065dd"⟧: true\n`],
    ["unknown-key", `steps:\n  - action: LOGIC.TRUE\n    ⟦'it''s'⟧: true\n`],
    ["block-not-found", `steps:\n  - action: ⟦"TEXT.UP\\x45RCASE"⟧\n    parameters: { text: hello }\n`],
  ])("%s", (code, marked) => {
    expectMark(code, marked);
  });
});

describe("what brackets hold", () => {
  test.each([
    ["block-parameter-invalid", "steps: [{ action: MATH.ABS, parameters: { value: ⟦four⟧ } }]"],
    ["block-parameter-invalid", `steps: [{ action: MATH.SUM_LIST, parameters: { list: [1, ⟦"two"⟧, 3] } }]`],
    ["unknown-parameter", `{"steps": [{"action": "LOG.PRINT", "parameters": {"message": "a\\n{< ⟦foldr⟧ >}"}}]}`],
    ["unused-limit", `block_limit_overrides: {⟦"LGO.*"⟧: 3}\n${print}      message: hello\n`],
    ["constant-condition", `steps: [{ action: LOGIC.TRUE, if: [ ⟦true⟧ ] }]`],
    ["text-from-number", `steps: [{ action: LOG.PRINT, parameters: { message: ⟦3.10⟧ } }]`],
  ])("%s", (code, marked) => {
    expectMark(code, marked);
  });
});
