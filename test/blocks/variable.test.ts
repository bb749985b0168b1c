// The VARIABLE blocks: what they read, change and refuse.

import { expect, it } from "vitest";
import variable from "../../blocks/variable.ts";
import { callBlock, failureOf } from "./call-block.ts";

it.each([
  ["SET", { name: "b", value: [1] }, { b: [1] }],
  ["SET", { name: "b" }, { b: null }],
  ["CREATE", { name: "b" }, { b: null }],
  ["DELETE", { name: "a" }, { a: undefined }],
  ["DELETE", { name: "b" }, {}],
])("VARIABLE.%s with %j changes the variables", async (name, parameters, changes) => {
  const called = await callBlock(variable, name, parameters, { variables: { a: 1 } });
  expect(called.result).toBeNull();
  expect(called.variables).toEqual(JSON.parse(JSON.stringify({ a: 1, ...changes })));
});

it.each([
  ["GET", { name: "a" }, null],
  ["GET", { name: "a", default: 1 }, null],
  ["GET", { name: "z", default: null }, null],
  ["GET", { name: "_odd.name_" }, [2]],
  ["GET", { name: "toString", default: "none" }, "none"],
  ["LIST_NAMES", {}, ["_odd.name_", "a"]],
  ["LIST_VALUES", {}, [[2], null]],
  ["IS_EXISTS", { name: "a" }, true],
  ["IS_EXISTS", { name: "constructor" }, false],
  ["COUNT", {}, 2],
])("VARIABLE.%s of %j is %j", async (name, parameters, result) => {
  const around = { variables: { "_odd.name_": [2], a: null } };
  expect((await callBlock(variable, name, parameters, around)).result).toEqual(result);
});

it("VARIABLE.SET keeps the place of a name that is there", async () => {
  const called = await callBlock(variable, "SET", { name: "b", value: 9 }, { variables: { b: 1, a: 2 } });
  expect(Object.keys(called.variables)).toEqual(["b", "a"]);
});

it.each([
  ["GET", { name: "q" }, 'Error: no variable "q"; variables: `a`'],
  ["DELETE", { name: "q", silent: false }, 'Error: no variable "q"; variables: `a`'],
  ["CREATE", { name: "a" }, 'AssertionError: the variable "a" exists already'],
  ["SET", { value: 1 }, "refused"],
  ["GET", { name: 1 }, "refused"],
])("VARIABLE.%s of %j fails: %s", async (name, parameters, failure) => {
  expect(await failureOf(variable, name, parameters, { variables: { a: 1 } })).toBe(failure);
});
