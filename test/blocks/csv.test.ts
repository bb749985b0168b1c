// The CSV blocks: rows, types, and the lines named in failures.

import { expect, it } from "vitest";
import csv from "../../blocks/csv.ts";
import { blockNamed, callBlock, failureOf } from "./call-block.ts";

it.each([
  ["", {}, []],
  ["a,b\n", {}, []],
  ["a,b\n1,2\n", {}, [{ a: "1", b: "2" }]],
  ["\ufeffa,b\r\n1,2", {}, [{ a: "1", b: "2" }]],
  ['a,b\r\n"x ""y"", z","two\r\nlines"\r\n', {}, [{ a: 'x "y", z', b: "two\r\nlines" }]],
  ["\na\n\n1\n\n", {}, [{ a: "1" }]],
  ['a\n""\n', {}, [{ a: "" }]],
  [",b\n1,2", {}, [{ "": "1", b: "2" }]],
  ["toString\n1", {}, [{ toString: "1" }]],
  ["a;b\n1,5;2", { delimiter: ";" }, [{ a: "1,5", b: "2" }]],
  ["a\tb", { delimiter: "\t", header: false }, [["a", "b"]]],
  ["a😀b", { delimiter: "😀", header: false }, [["a", "b"]]],
  [" a , b ", { header: false }, [[" a ", " b "]]],
  [
    '1,2\ntrue,-1.5e3\n"1",\n007,12345678901234567890\n-0,TRUE',
    { types: true },
    [
      { 1: true, 2: -1500 },
      { 1: "1", 2: null },
      { 1: "007", 2: "12345678901234567890" },
      { 1: 0, 2: "TRUE" },
    ],
  ],
  ["1,1e999", { types: true, header: false }, [[1, "1e999"]]],
])("CSV.PARSE of %j with %j is %j", async (text, options, result) => {
  expect((await callBlock(csv, "PARSE", { text, ...options })).result).toEqual(result);
});

it.each([
  ["a,b\n1,2,3\n", "the record on line 2 has 3 fields where the first record has 2"],
  ['a\n\n\n"1\r\n2"\n3,4\n', "the record on line 6 has 2 fields where the first record has 1"],
  ['\ufeffé,b\r\n"2\r\n😀",1\r\n\r\n3\r\n', "the record on line 5 has 1 fields where the first record has 2"],
  ["a,b\r1,2\r3", "the record on line 3 has 1 fields where the first record has 2"],
  ['a,b\n\n1,"x\ny\n\n', "the record on line 3: a quoted field is not closed"],
  ['a,b\n1,"2\n3" x\n', "the record on line 2: a quoted field goes on after its closing quote"],
  ['a\n1"2\n', "the record on line 2: there is a quote inside a field that does not begin with one"],
  ["a,b,a\n1,2,3", 'columns 1 and 3 have the same name "a"'],
  ["a,__proto__\n1,2", "a column cannot be named `__proto__`"],
])("CSV.PARSE says what is wrong with %j", async (text, failure) => {
  expect(await failureOf(csv, "PARSE", { text })).toBe(`InvalidArgumentError: ${failure}`);
});

it.each(["", "ab", '"', "\n"])("CSV.PARSE refuses the delimiter %j", async (delimiter) => {
  expect(await failureOf(csv, "PARSE", { text: "a", delimiter })).toBe("refused");
});

it("tells the rows' type before anything runs", () => {
  const infer = blockNamed(csv, "PARSE").infer;
  const map = { type: "object", additionalProperties: { type: "string" } };
  const list = { type: "array", items: { type: "string" } };
  expect(infer?.({ text: {} })).toEqual({ type: "array", items: map });
  expect(infer?.({ text: {}, header: { const: false } })).toEqual({ type: "array", items: list });
  expect(infer?.({ text: {}, header: { type: "boolean" } })).toEqual({ type: "array", items: { anyOf: [map, list] } });
});
