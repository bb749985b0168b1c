// How exactly blocks tell the type of their result from the types of their parameters.

import { describe, expect, test } from "vitest";
import type { JsonSchema } from "../../src/infer.ts";
import { builtInRegistry } from "../../src/library/built-in-blocks.ts";

const text = { type: "string" } as const;
const number = { type: "number" } as const;
const closed = (properties: { [key: string]: JsonSchema }, required = Object.keys(properties)): JsonSchema => ({
  type: "object",
  properties,
  required,
  additionalProperties: false,
});

describe("the result of", () => {
  test.each<[string, { [name: string]: JsonSchema }, JsonSchema]>([
    [
      "DICTIONARY.MERGE",
      { dict1: closed({ a: text, b: text }), dict2: closed({ b: number }) },
      closed({ a: text, b: number }),
    ],
    [
      "DICTIONARY.MERGE",
      { dict1: closed({ a: text }), dict2: closed({ a: number }, []) },
      closed({ a: { anyOf: [text, number] } }),
    ],
    ["DICTIONARY.MERGE", { dict1: closed({}), dict2: { type: "object" } }, { type: "object" }],
    ["DICTIONARY.LIST_VALUES", { dictionary: closed({ a: text, b: text }) }, { type: "array", items: text }],
    ["DICTIONARY.LIST_VALUES", { dictionary: closed({}) }, { const: [] }],
    ["DICTIONARY.LIST_VALUES", { dictionary: { type: "object" } }, { type: "array", items: {} }],
    [
      "LISTS.FLATTEN",
      { values: { type: "array", items: { type: "array", items: number } } },
      { type: "array", items: number },
    ],
    ["LISTS.FLATTEN", { values: { const: [1, [2]] } }, { const: [1, 2] }],
    ["LISTS.FLATTEN", { values: { type: "array" } }, { type: "array" }],
    ["LISTS.COPY", { list: { type: ["array", "null"] } }, { type: "array" }],
    ["LISTS.GET", { list: { type: "array", items: text }, index: { const: 0 } }, text],
    ["LOGIC.IF_THEN_ELSE", { value: { const: [] }, then: text, otherwise: number }, number],
    ["LOGIC.IF_THEN_ELSE", { value: {}, then: text, otherwise: number }, { anyOf: [text, number] }],
    ["DICTIONARY.GET", { dictionary: closed({ a: text }), key: { const: "a" } }, text],
  ])("%s of %j", (action, schemas, expected) => {
    expect(builtInRegistry.get(action)?.block.infer?.(schemas)).toEqual(expected);
  });
});
