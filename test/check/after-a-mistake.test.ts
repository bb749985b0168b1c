// What follows from a mistake is not told again: neither as another mistake, nor as something that is not proved.

import { expect, test } from "vitest";
import { Registry } from "../../src/registry.ts";
import { Source } from "../../src/source.ts";
import { checkText } from "./check-text.ts";

const registry = new Registry([
  {
    name: "TAKE",
    parameters: { type: "object", properties: { number: { type: "integer" }, list: { type: "array" } } },
    run: () => null,
  },
]);

/** The codes of what is found. */
function codes(payload: object): string[] {
  const found = checkText(new Source("pipeline.json", JSON.stringify(payload)), {
    blocks: { registry, problems: [] },
  });
  return found.map(({ code }) => code);
}

const take = (number: unknown) => ({ action: "TAKE", parameters: { number } });

test("what a step gives whose `returns` is no schema", () => {
  const parse = { id: "parsed", action: "JSON.PARSE", parameters: { text: "{}" }, returns: { type: "objekt" } };
  expect(codes({ steps: [parse, take("{: parsed.a :}")] })).toEqual(["returns-schema"]);
});

test.each([
  ["an item of what is not there", [{ id: "got", action: "LISTS.GET", parameters: { list: "{: none :}", index: 0 } }]],
  [
    "a value of a variable that is not there",
    [{ id: "got", action: "DICTIONARY.GET", parameters: { dictionary: "{# none #}", key: "k" } }],
  ],
])("%s", (_, steps) => {
  expect(codes({ steps: [...steps, take("{: got :}")] })).toHaveLength(1);
});

test("a variable that is set to what is not there", () => {
  const steps = [{ action: "VARIABLE.SET", parameters: { name: "m", value: "{: none :}" } }, take("{# m #}")];
  expect(codes({ variables: { m: 1 }, steps })).toEqual(["unknown-step"]);
});

test("a variable that any of several names may mean, set to what is not there", () => {
  const set = { action: "VARIABLE.SET", parameters: { name: "{< name >}", value: "{: none :}" } };
  const parameters = { name: { type: "string" } };
  expect(codes({ parameters, variables: { m: 1 }, steps: [set, take("{# m #}")] })).toEqual(["unknown-step"]);
});

test("a list that is given an item which is not there", () => {
  const append = { action: "LISTS.APPEND", parameters: { list: "{# l #}", item: "{= steps.none.result =}" } };
  const steps = [append, { action: "TAKE", parameters: { list: "{# l #}" } }, take("{# l.0 #}")];
  expect(codes({ variables: { l: [] }, steps })).toEqual(["unknown-step"]);
});

test("a variable that a step sets which is given something wrong besides", () => {
  const set = { action: "VARIABLE.SET", parameters: { name: "m", value: 1, valu: 2 } };
  expect(codes({ variables: { m: "a" }, steps: [set, take("{# m #}")] })).toEqual(["block-parameter-unknown"]);
});

test.each([
  ["an expression", "{= 1 + =}", "expression-syntax"],
  ["a tag", "{:a:}", "malformed-tag"],
])("%s that is none, where no text is wanted", (_, text, code) => {
  expect(codes({ steps: [take(text)] })).toEqual([code]);
  const withTag = { number: "{< p >}", list: text };
  expect(codes({ parameters: { p: { type: "integer" } }, steps: [{ action: "TAKE", parameters: withTag }] })).toEqual([
    code,
  ]);
  const set = { action: "VARIABLE.SET", parameters: { name: "m", value: { in: [text] } } };
  expect(codes({ variables: { m: 1 }, steps: [set, take("{# m.in.0 #}")] })).toEqual([code]);
  expect(codes({ steps: [{ action: "TAKE", parameters: { number: "one", list: text } }] })).toEqual(
    expect.arrayContaining([code, "block-parameter-invalid"]),
  );
});

test("a name of a parameter with a tag in it that is none", () => {
  expect(codes({ steps: [{ action: "TAKE", parameters: { "{= 1 + =}": 1 } }] })).toEqual(["expression-syntax"]);
});
