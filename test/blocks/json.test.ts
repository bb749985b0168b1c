// The JSON blocks, and the places they name in texts that are no JSON.

import fc from "fast-check";
import { expect, it } from "vitest";
import json from "../../blocks/json.ts";
import { findJsonMistake } from "../../blocks/shared/json-mistake.ts";
import { callBlock, failureOf } from "./call-block.ts";

it.each([
  ["PARSE", { text: ' [1, "a\\u00e9", null] ' }, [1, "aé", null]],
  ["PARSE", { text: "0" }, 0],
  ["PARSE", { text: '{"__proto__": {"polluted": true}}' }, JSON.parse('{"__proto__": {"polluted": true}}')],
  ["STRINGIFY", { value: { a: [1] } }, '{\n  "a": [\n    1\n  ]\n}'],
  ["STRINGIFY", { value: "😀", indent: 0 }, '"😀"'],
  ["STRINGIFY", { value: null }, "null"],
])("JSON.%s of %j is %j", async (name, parameters, result) => {
  const called = await callBlock(json, name, parameters);
  expect(JSON.stringify(called.result)).toBe(JSON.stringify(result));
  expect({}).not.toHaveProperty("polluted");
});

it.each([
  ["", "line 1, column 1: the text ends where a value should be"],
  ["\n  nope", "line 2, column 3: found `n` where a value should be"],
  ['{"a": 1,}', "line 1, column 9: found `}` where a key in double quotes should be"],
  ["{a: 1}", "line 1, column 2: found `a` where a key in double quotes or `}` should be"],
  ['{"a" 1}', "line 1, column 6: found `1` where `:` should be"],
  ['["😀" 1]', "line 1, column 6: found `1` where `,` or the end of it should be"],
  ["[1,\r\n 2", "line 2, column 3: the text ends where `,` or the end of it should be"],
  ["[01]", "line 1, column 3: found `1` where `,` or the end of it should be"],
  ["{]", "line 1, column 2: found `]` where a key in double quotes or `}` should be"],
  ["[}", "line 1, column 2: found `}` where a value or `]` should be"],
  ["1 😀", "line 1, column 3: there is more text after the value"],
  ['["a\nb"]', "line 1, column 4: a line break or control character in a text"],
  ['"\\x"', "line 1, column 2: an unknown escape in a text"],
  ['{"a": "b', 'line 1, column 9: a text in it lacks its closing `"`'],
])("JSON.PARSE says where %j is no JSON", async (text, failure) => {
  expect(await failureOf(json, "PARSE", { text })).toBe(`InvalidArgumentError: no JSON at ${failure}`);
});

it("JSON.STRINGIFY refuses an indent out of bounds", async () => {
  expect(await failureOf(json, "STRINGIFY", { value: 1, indent: 11 })).toBe("refused");
  expect(await failureOf(json, "STRINGIFY", { value: 1, indent: -1 })).toBe("refused");
});

it("finds a mistake exactly where JSON.parse refuses a text", () => {
  const isJson = (text: string) => {
    try {
      JSON.parse(text);
      return true;
    } catch {
      return false;
    }
  };
  const pieces = fc.constantFrom(...'[]{},:"\\ \n\t0-1.5eE+truefalsn/ubx\u0001\u2028é', "null", '"a"', "12", '{"k":');
  const almost = fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join(""));
  const broken = fc
    .tuple(fc.json(), fc.nat(), pieces)
    .map(([text, at, piece]) => text.slice(0, at % (text.length + 1)) + piece + text.slice((at + 1) % text.length));
  fc.assert(
    fc.property(fc.oneof(fc.json(), almost, broken), (text) => (findJsonMistake(text) === undefined) === isJson(text)),
    { numRuns: 5000 },
  );
});

it("finds mistakes of long and deep texts", () => {
  expect(findJsonMistake("[".repeat(100_000))?.offset).toBe(100_000);
  expect(findJsonMistake(`"${"\\n".repeat(2_000_000)}`)?.offset).toBe(4_000_001);
  expect(findJsonMistake(`"${"a".repeat(5_000_000)}`)?.offset).toBe(5_000_001);
});
