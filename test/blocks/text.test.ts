// The TEXT blocks: what they give and why they fail.

import { expect, it } from "vitest";
import text from "../../blocks/text.ts";
import { callBlock, failureOf } from "./call-block.ts";

it.each([
  ["CREATE", { value: "as it is" }, "as it is"],
  ["CREATE", { value: 5 }, "5"],
  ["CREATE", { value: null }, "null"],
  ["CREATE", { value: { a: [true, 1.5] } }, '{"a":[true,1.5]}'],
  ["JOIN", { text1: "a", text2: "b" }, "a b"],
  ["JOIN", { text1: "a", text2: "b", join_with: "" }, "ab"],
  ["JOIN_LIST", { list: [] }, ""],
  ["JOIN_LIST", { list: ["a", "b"] }, "ab"],
  ["JOIN_LIST", { list: ["a", "b"], seperator: "-" }, "a-b"],
  ["JOIN_LIST", { list: ["a", "b"], separator: "-" }, "a-b"],
  ["JOIN_LIST", { list: ["a", "b"], separator: "-", seperator: "-" }, "a-b"],
  ["INCLUDES", { text: "hello", piece: "" }, true],
  ["INCLUDES", { text: "hello", piece: "El" }, false],
  ["COUNT", { text: "" }, 0],
  ["COUNT", { text: "a😀b" }, 3],
  ["GET", { text: "a😀b", index: 1 }, "😀"],
  ["GET", { text: "a😀b", index: -1 }, "b"],
  ["GET", { text: "a😀b", index: -3 }, "a"],
  ["COUNT_PIECE", { text: "aaaa", piece: "aa" }, 2],
  ["COUNT_PIECE", { text: "a😀", piece: "" }, 3],
  ["COUNT_PIECE", { text: "a.c", piece: "." }, 1],
  ["IS_EMPTY", { text: "" }, true],
  ["IS_EMPTY", { text: " \t\n" }, false],
  ["IS_EMPTY", { text: " \t\n\u00a0", include_spaces: false }, true],
  ["STRIP", { text: " \n a b\u3000" }, "a b"],
  ["STRIP", { text: "  " }, ""],
  ["STRIP", { text: "😀a😀", chars: "😀" }, "a"],
  ["STRIP", { text: "abcba", chars: "ab" }, "c"],
  ["STRIP", { text: " a ", chars: "" }, " a "],
  ["STRIP", { text: "[a]-", chars: "]-[" }, "a"],
  ["UPPERCASE", { text: "straße" }, "STRASSE"],
  ["LOWERCASE", { text: "ÀΣ" }, "àς"],
  ["SPLIT", { text: "  a b\t\nc " }, ["a", "b", "c"]],
  ["SPLIT", { text: "  a  b  c ", maxsplit: 1 }, ["a", "b  c "]],
  ["SPLIT", { text: " a b ", maxsplit: 0 }, ["a b "]],
  ["SPLIT", { text: "a ", maxsplit: 1 }, ["a"]],
  ["SPLIT", { text: "   ", maxsplit: 0 }, []],
  ["SPLIT", { text: "", separator: "," }, [""]],
  ["SPLIT", { text: "a,,b", seperator: "," }, ["a", "", "b"]],
  ["SPLIT", { text: "a.b.c", separator: ".", maxsplit: 1 }, ["a", "b.c"]],
  ["SPLIT", { text: "a.b", separator: ".", maxsplit: 0 }, ["a.b"]],
  ["SPLIT", { text: "a b", seperator: null }, ["a", "b"]],
  ["TITLECASE", { text: "they're 3rd-RATE" }, "They'Re 3Rd-Rate"],
  ["TITLECASE", { text: "ßa ΟΔΟΣ 𐐨𐐀" }, "Ssa Οδος 𐐀𐐨"],
  ["STARTS_WITH", { text: "abc", piece: "" }, true],
  ["ENDS_WITH", { text: "abc", piece: "ab" }, false],
  ["IS_NUMERIC", { text: "" }, false],
  ["IS_NUMERIC", { text: "0٣½" }, true],
  ["IS_NUMERIC", { text: "1.5" }, false],
  ["IS_TEXT", { value: "" }, true],
  ["IS_TEXT", { value: null }, false],
  ["REPLACE", { text: "a.a.a", old: ".", new: "$&" }, "a$&a$&a"],
  ["REPLACE", { text: "aaa", old: "a", new: "b", count: 2 }, "bba"],
  ["REPLACE", { text: "aaa", old: "a", new: "b", count: 0 }, "aaa"],
  ["REPLACE", { text: "a😀", old: "", new: "-" }, "-a-😀-"],
  ["REPLACE", { text: "abc", old: "", new: "-", count: 2 }, "-a-bc"],
  ["REPLACE", { text: "", old: "", new: "x" }, "x"],
])("TEXT.%s of %j is %j", async (name, parameters, result) => {
  expect((await callBlock(text, name, parameters)).result).toEqual(result);
});

it.each([
  ["JOIN", { text1: "a" }, "refused"],
  ["JOIN", { text1: "a", text2: "b", text3: "c" }, "refused"],
  ["JOIN_LIST", { list: ["a", 1] }, "refused"],
  [
    "JOIN_LIST",
    { list: [], separator: "-", seperator: "+" },
    "InvalidArgumentError: `separator` and `seperator` are the same parameter, but were given two values",
  ],
  ["GET", { text: "😀", index: 1 }, "Error: no index 1; the text has 1: -1 to 0"],
  ["GET", { text: "", index: -1 }, "Error: no index -1; the text is empty"],
  ["GET", { text: "a", index: 0.5 }, "refused"],
  [
    "SPLIT",
    { text: "a", separator: "" },
    "InvalidArgumentError: `separator` is empty; a text can only be split at some text",
  ],
  ["UPPERCASE", { text: null }, "refused"],
])("TEXT.%s of %j fails: %s", async (name, parameters, failure) => {
  expect(await failureOf(text, name, parameters)).toBe(failure);
});

it("strips and splits long runs of white space in linear time", async () => {
  const long = `a${" ".repeat(1_000_000)}b`;
  expect((await callBlock(text, "STRIP", { text: long })).result).toBe(long);
  expect((await callBlock(text, "SPLIT", { text: long })).result).toEqual(["a", "b"]);
});
