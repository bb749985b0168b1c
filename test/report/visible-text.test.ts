import { expect, test } from "vitest";
import { expandTabs, visibleLines, visibleText } from "../../src/report/visible-text.ts";

test("shows whatever steers a terminal or hides as an escape", () => {
  expect(visibleText("a\u0000\u0007\u001b[31m\u007f\u009b0m")).toBe("a\\u0000\\u0007\\u001b[31m\\u007f\\u009b0m");
  expect(visibleText("a\n\r\tb")).toBe("a\\n\\r\\tb");
  expect(visibleText("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")).toBe(
    "\\u061c\\u200e\\u200f\\u202a\\u202b\\u202c\\u202d\\u202e\\u2066\\u2067\\u2068\\u2069",
  );
  expect(visibleText("\u200b\u2028\u2029\u2060\ufeff")).toBe("\\u200b\\u2028\\u2029\\u2060\\ufeff");
  expect(visibleText("\ud800x\udc00")).toBe("\\ud800x\\udc00");
});

test("leaves the characters of every script as they are", () => {
  for (const text of ["", "plain ~", "日本 é e\u0301", "👩‍👩‍👧 🇪🇺", "می\u200cخواهم", "back\\slash"]) {
    expect(visibleText(text)).toBe(text);
  }
});

test("splits text into safe lines", () => {
  expect(visibleLines("a\r\nb\rc\n\n\td\u001b\n")).toEqual(["a", "b", "c", "", "    d\\u001b"]);
  expect(visibleLines("")).toEqual([""]);
  expect(visibleLines("\n")).toEqual([""]);
});

test("expands a tab to four spaces wherever it stands", () => {
  expect(expandTabs("\ta\tb")).toBe("    a    b");
});
