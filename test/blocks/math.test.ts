// The MATH blocks: what they give and why they fail.

import { expect, it } from "vitest";
import math from "../../blocks/math.ts";
import { blockNamed, callBlock, failureOf } from "./call-block.ts";

const tooLarge = "InvalidArgumentError: the result is too large for a number";
const notReal = "InvalidArgumentError: the result is not a real number";
const empty = "InvalidArgumentError: `list` is empty, so it has no such item";

it.each([
  ["CREATE_INTEGER", { value: " -1_000 " }, -1000],
  ["CREATE_INTEGER", { value: "+007" }, 7],
  ["CREATE_INTEGER", { value: "-0" }, 0],
  ["CREATE_INTEGER", { value: "9007199254740992" }, 9007199254740992],
  ["CREATE_INTEGER", { value: -3.9 }, -3],
  ["CREATE_INTEGER", { value: -0.5 }, 0],
  ["CREATE_INTEGER", { value: true }, 1],
  ["CREATE_FLOAT", { value: " 1e3 " }, 1000],
  ["CREATE_FLOAT", { value: "-.5" }, -0.5],
  ["CREATE_FLOAT", { value: "1_0.2_5e-1_0" }, 10.25e-10],
  ["CREATE_FLOAT", { value: "1." }, 1],
  ["CREATE_FLOAT", { value: false }, 0],
  ["SUM", { value1: 0.5, value2: -0.5 }, 0],
  ["SUM_LIST", { list: [] }, 0],
  ["SUM_LIST", { list: [1, 2.5], start: 10 }, 13.5],
  ["SUB", { value1: 1, value2: 2.5 }, -1.5],
  ["DIV", { value1: 7, value2: 2 }, 3.5],
  ["MUL", { value1: 1001, value2: -1001 }, -1002001],
  ["MUL", { value1: 0, value2: -1 }, 0],
  ["EXP", { value1: 2, value2: 100 }, 2 ** 100],
  ["EXP", { value1: 0, value2: 0 }, 1],
  ["EXP", { value1: 4, value2: -0.5 }, 0.5],
  ["EXP", { value1: 10, value2: -5 }, 0.00001],
  ["EXP", { value1: 2, value2: 1.5 }, 2.8284271247461903],
  ["MOD", { value1: 7, value2: 4 }, 3],
  ["MOD", { value1: -7, value2: 3 }, 2],
  ["MOD", { value1: 7, value2: -3 }, -2],
  ["MOD", { value1: -6, value2: 3 }, 0],
  ["MOD", { value1: 5.5, value2: 2 }, 1.5],
  ["FLOOR", { value: -3.7 }, -4],
  ["CEILING", { value: -0.2 }, 0],
  ["MAX", { value1: 3, value2: 9 }, 9],
  ["MAX", { value1: "\u{10000}", value2: "\uffff" }, "\u{10000}"],
  ["MAX", { value1: [1, "a"], value2: [1, "b"] }, [1, "b"]],
  ["MIN", { value1: [1], value2: [1, 0] }, [1]],
  ["MIN", { value1: "b", value2: "a" }, "a"],
  ["SQRT", { value: 2.25 }, 1.5],
  ["ABS", { value: -4.5 }, 4.5],
  ["MAX_LIST", { list: [-1] }, -1],
  [
    "MAX_LIST",
    {
      list: [
        [1, null],
        [1, null, 2],
      ],
    },
    [1, null, 2],
  ],
  ["MIN_LIST", { list: ["b", "B", "a"] }, "B"],
])("MATH.%s of %j is %j", async (name, parameters, result) => {
  expect((await callBlock(math, name, parameters)).result).toEqual(result);
});

it.each([
  ["CREATE_INTEGER", { value: "abc" }, 'InvalidArgumentError: "abc" is no integer'],
  ["CREATE_INTEGER", { value: "1.5" }, 'InvalidArgumentError: "1.5" is no integer'],
  ["CREATE_INTEGER", { value: "1__0" }, 'InvalidArgumentError: "1__0" is no integer'],
  [
    "CREATE_INTEGER",
    { value: "9007199254740993" },
    "InvalidArgumentError: the integer has more digits than a number can hold exactly",
  ],
  ["CREATE_INTEGER", { value: "9".repeat(400) }, tooLarge],
  ["CREATE_INTEGER", { value: null }, "refused"],
  ["CREATE_FLOAT", { value: "nan" }, 'InvalidArgumentError: "nan" is no finite number'],
  ["CREATE_FLOAT", { value: "inf" }, 'InvalidArgumentError: "inf" is no finite number'],
  ["CREATE_FLOAT", { value: "0x10" }, 'InvalidArgumentError: "0x10" is no finite number'],
  ["CREATE_FLOAT", { value: "" }, 'InvalidArgumentError: "" is no finite number'],
  ["CREATE_FLOAT", { value: "1e999" }, tooLarge],
  ["CREATE_FLOAT", { value: [] }, "refused"],
  ["SUM", { value1: "abc", value2: 2 }, "refused"],
  ["SUM", { value1: true, value2: 2 }, "refused"],
  ["SUM", { value1: 1e308, value2: 1e308 }, tooLarge],
  ["SUM_LIST", { list: [1, "2"] }, "refused"],
  ["DIV", { value1: 1, value2: 0 }, "Error: division of 1 by zero"],
  ["MUL", { value1: 1e200, value2: 1e200 }, tooLarge],
  ["EXP", { value1: 10, value2: 1000 }, tooLarge],
  ["EXP", { value1: 0, value2: -1 }, "Error: division by zero: 0 to the power of -1"],
  ["EXP", { value1: -8, value2: 0.5 }, notReal],
  ["MOD", { value1: 1, value2: 0 }, "Error: division of 1 by zero"],
  ["MAX", { value1: 1, value2: "a" }, "refused"],
  ["MIN", { value1: null, value2: null }, "refused"],
  [
    "MIN",
    { value1: [1], value2: ["a"] },
    "Error: no order between text and integer: numbers, texts and lists compare with their own kind",
  ],
  ["SQRT", { value: -4 }, "InvalidArgumentError: -4 is negative, so it has no real square root"],
  ["MAX_LIST", { list: [] }, empty],
  ["MIN_LIST", { list: [] }, empty],
  ["MAX_LIST", { list: [1, "a"] }, "refused"],
])("MATH.%s of %j fails: %s", async (name, parameters, failure) => {
  expect(await failureOf(math, name, parameters)).toBe(failure);
});

it.each(["MAX", "MIN"])("MATH.%s gives the first of two equal values", (name) => {
  const [first, second] = [[0], [0]];
  expect(blockNamed(math, name).run({ value1: first, value2: second }, {} as never)).toBe(first);
});

it("tells integers from other numbers before anything runs", () => {
  const sum = blockNamed(math, "SUM").infer;
  expect(sum?.({ value1: { type: "integer" }, value2: { const: 2 } })).toEqual({ type: "integer" });
  expect(sum?.({ value1: { type: "integer" }, value2: { const: 2.5 } })).toEqual({ type: "number" });
  expect(sum?.({ value1: { type: "integer" }, value2: undefined })).toEqual({ type: "number" });
  const sumList = blockNamed(math, "SUM_LIST").infer;
  expect(sumList?.({ list: { type: "array", items: { type: "integer" } } })).toEqual({ type: "integer" });
  const max = blockNamed(math, "MAX").infer;
  expect(max?.({ value1: { type: "string" }, value2: { const: "b" } })).toEqual({
    anyOf: [{ type: "string" }, { const: "b" }],
  });
});
