// The LOGIC blocks: truth, comparisons, bits and assertions.
// biome-ignore-all lint/suspicious/noThenProperty: the original's name of a parameter

import { expect, it } from "vitest";
import logic from "../../blocks/logic.ts";
import { blockNamed, callBlock, failureOf } from "./call-block.ts";

it.each([
  [null, false],
  [false, false],
  [0, false],
  ["", false],
  [[], false],
  [{}, false],
  [true, true],
  [-1, true],
  [0.1, true],
  ["0", true],
  [" ", true],
  [[0], true],
  [{ a: null }, true],
  [JSON.parse('{"__proto__": 1}'), true],
])("%j counts as %j in every block that asks for truth", async (value, truth) => {
  const results = async (name: string, parameters: { [name: string]: unknown }) =>
    (await callBlock(logic, name, parameters)).result;
  expect(await results("BOOL", { value })).toBe(truth);
  expect(await results("IS_TRUTH", { value })).toBe(truth);
  expect(await results("LOGICAL_NOT", { value })).toBe(!truth);
  expect(await results("LOGICAL_AND", { value1: value, value2: 1 })).toBe(truth);
  expect(await results("LOGICAL_OR", { value1: 0, value2: value })).toBe(truth);
  expect(await results("IF_THEN_ELSE", { value, then: "t", otherwise: "o" })).toBe(truth ? "t" : "o");
});

it.each([
  [1, "=", 1, true],
  [1, "=", true, false],
  [0, "=", "", false],
  [null, "=", null, true],
  [{ a: [1], b: 2 }, "=", { b: 2, a: [1] }, true],
  [{ a: 1 }, "=", { b: 1 }, false],
  [[1, 2], "!=", [2, 1], true],
  [3, ">", 2, true],
  [2, ">=", 2, true],
  [-13, "<", 100, true],
  ["a", "<=", "B", false],
  ["a", "<", "aa", true],
  ["\u{1f600}", ">", "\uff5e", true],
  [[1, "a"], "<", [1, "b"], true],
  [[], "<", [null], true],
  [[null], "<=", [null], true],
  [null, "is", null, true],
  [false, "is", null, false],
  [true, "is not", true, false],
  [[1], "is", [1], true],
])("%j %s %j is %j", async (value1, operator, value2, result) => {
  expect((await callBlock(logic, "IF", { value1, operator, value2 })).result).toBe(result);
  const failure = `AssertionError: \`${JSON.stringify(value1)} ${operator} ${JSON.stringify(value2)}\` does not hold`;
  expect(await failureOf(logic, "IF_ASSERT", { value1, operator, value2 })).toBe(
    result ? "nothing is thrown" : failure,
  );
});

it.each([
  ["TRUE", {}, true],
  ["FALSE", {}, false],
  ["NONE", {}, null],
  ["IS_NONE", { value: 0 }, false],
  ["BITWISE_AND", { value1: 6, value2: 3 }, 2],
  ["BITWISE_AND", { value1: -1, value2: 2 ** 40 + 5 }, 2 ** 40 + 5],
  ["BITWISE_AND", { value1: true, value2: false }, false],
  ["BITWISE_AND", { value1: true, value2: 3 }, 1],
  ["BITWISE_OR", { value1: 2 ** 52, value2: 1 }, 2 ** 52 + 1],
  ["BITWISE_OR", { value1: -8, value2: 3 }, -5],
  ["BITWISE_OR", { value1: false, value2: true }, true],
  ["BITWISE_OR", { value1: { a: 1, b: 1 }, value2: { b: 2 } }, { a: 1, b: 2 }],
  ["BITWISE_NOT", { value: 2 ** 40 }, -(2 ** 40) - 1],
  ["BITWISE_NOT", { value: -1 }, 0],
  ["BITWISE_NOT", { value: true }, -2],
  ["ASSERT", { value: "0" }, null],
  ["NOT_ASSERT", { value: [] }, null],
])("LOGIC.%s of %j is %j", async (name, parameters, result) => {
  expect((await callBlock(logic, name, parameters)).result).toEqual(result);
});

const tooLong = "InvalidArgumentError: the integer has more digits than a number can hold exactly";

it.each([
  ["IF", { value1: 1, value2: 1, operator: "==" }, "refused"],
  ["IF", { value1: 1, value2: 1, operator: "IS" }, "refused"],
  ["IF", { value1: 1, value2: "a", operator: "<" }, "refused"],
  ["IF", { value1: null, value2: null, operator: ">=" }, "refused"],
  ["IF", { value1: {}, value2: {}, operator: ">" }, "refused"],
  [
    "IF_ASSERT",
    { value1: [1], value2: [true], operator: "<" },
    "Error: no order between integer and boolean: numbers, texts and lists compare with their own kind",
  ],
  ["BITWISE_AND", { value1: 1.5, value2: 1 }, "refused"],
  ["BITWISE_AND", { value1: {}, value2: {} }, "refused"],
  ["BITWISE_OR", { value1: {}, value2: 1 }, "refused"],
  ["BITWISE_OR", { value1: true, value2: {} }, "refused"],
  ["BITWISE_OR", { value1: 2 ** 53, value2: 1 }, tooLong],
  ["BITWISE_NOT", { value: 2 ** 53 }, tooLong],
  ["BITWISE_NOT", { value: "1" }, "refused"],
  ["ASSERT", { value: "" }, 'AssertionError: "" does not count as true'],
  ["NOT_ASSERT", { value: "x".repeat(99) }, `AssertionError: "${"x".repeat(59)}… counts as true`],
  ["TRUE", { value: 1 }, "refused"],
])("LOGIC.%s of %j fails: %s", async (name, parameters, failure) => {
  expect(await failureOf(logic, name, parameters)).toBe(failure);
});

it("tells the result's type before anything runs", () => {
  const choose = blockNamed(logic, "IF_THEN_ELSE").infer;
  expect(choose?.({ value: {}, then: { type: "string" }, otherwise: { type: "string" } })).toEqual({ type: "string" });
  expect(choose?.({ value: {}, then: { type: "string" }, otherwise: {} })).toEqual({});
  const or = blockNamed(logic, "BITWISE_OR").infer;
  expect(or?.({ value1: { type: "boolean" }, value2: { const: true } })).toEqual({ type: "boolean" });
  expect(or?.({ value1: { type: "integer" }, value2: {} })).toEqual({ type: "integer" });
  expect(or?.({ value1: {}, value2: {} })).toEqual({});
});
