// The DICTIONARY blocks: results, changes of variables, and failures; `__proto__` as a key everywhere.

import { expect, it } from "vitest";
import dictionary from "../../blocks/dictionary.ts";
import { blockNamed, callBlock, failureOf } from "./call-block.ts";

const proto = JSON.parse('{"__proto__": {"polluted": true}}') as { [key: string]: unknown };

it.each([
  ["CREATE", {}, {}],
  ["CREATE", { a: 1, b: [2] }, { a: 1, b: [2] }],
  ["CREATE", proto, proto],
  ["CREATE_FROM_PAIRS", { key: "k", value: null }, { k: null }],
  ["CREATE_FROM_PAIRS", { key: "__proto__", value: { polluted: true } }, proto],
  ["CREATE_FROM_LIST", { pairs: [] }, {}],
  ["CREATE_FROM_LIST", { pairs: ["ab", "cd"] }, { ab: "cd" }],
  ["CREATE_FROM_LIST", { pairs: ["a", ["b", 1]] }, { a: ["b", 1] }],
  [
    "CREATE_FROM_LIST",
    {
      pairs: [
        ["a", 1],
        ["b", 2],
        ["a", 3],
      ],
    },
    { a: 3, b: 2 },
  ],
  ["CREATE_FROM_LIST", { pairs: [["__proto__", { polluted: true }]] }, proto],
  ["GET", { key: "a", dictionary: { a: null }, default: 1 }, null],
  ["GET", { key: "b", dictionary: {}, default: null }, null],
  ["GET", { key: "__proto__", dictionary: proto }, { polluted: true }],
  ["GET", { key: "toString", dictionary: {}, default: "none" }, "none"],
  ["MERGE", { dict1: { a: 1, b: { c: 1 } }, dict2: { b: { d: 2 } } }, { a: 1, b: { d: 2 } }],
  ["MERGE", { dict1: { a: 1 }, dict2: proto }, JSON.parse('{"a": 1, "__proto__": {"polluted": true}}')],
  ["POP", { key: "a", dictionary: { a: 5 } }, 5],
  ["POP", { key: "b", dictionary: { a: 5 }, default: 0 }, 0],
  ["COUNT", { dictionary: proto }, 1],
  ["LIST_KEYS", { dictionary: { b: 1, a: 2 } }, ["b", "a"]],
  ["LIST_VALUES", { dictionary: { b: 1, a: 2 } }, [1, 2]],
  [
    "LIST_ITEMS",
    { dictionary: { b: 1, a: [2] } },
    [
      ["b", 1],
      ["a", [2]],
    ],
  ],
  ["IS_DICTIONARY", { value: {} }, true],
  ["IS_DICTIONARY", { value: [] }, false],
  ["IS_DICTIONARY", { value: null }, false],
  ["IS_KEY_EXISTS", { key: "__proto__", dictionary: {} }, false],
  ["IS_KEY_EXISTS", { key: "__proto__", dictionary: proto }, true],
  ["IS_VALUE_EXISTS", { value: { b: 1, a: 2 }, dictionary: { k: { a: 2, b: 1 } } }, true],
  ["IS_VALUE_EXISTS", { value: 1, dictionary: { k: true } }, false],
])("DICTIONARY.%s of %j is %j", async (name, parameters, result) => {
  const called = await callBlock(dictionary, name, parameters);
  // As JSON too, since an own `__proto__` is easily lost on the way.
  expect(JSON.stringify(called.result)).toBe(JSON.stringify(result));
  expect({}).not.toHaveProperty("polluted");
});

it.each([
  ["SET", { key: "a", value: 9 }, { a: 1, b: 2 }, { a: 9, b: 2 }],
  ["SET", { key: "__proto__", value: 1 }, {}, JSON.parse('{"__proto__": 1}')],
  ["DELETE", { key: "a" }, { a: 1, b: 2 }, { b: 2 }],
  ["DELETE", { key: "x" }, { a: 1 }, { a: 1 }],
  ["DELETE", { key: null }, { a: 1 }, {}],
  ["DELETE", { key: null, silent: false }, {}, {}],
  ["DELETE", { key: "a" }, { a: 1, ...proto }, proto],
  ["POP", { key: "a" }, { a: 1, b: 2 }, { b: 2 }],
  ["POP", { key: "x", default: 0 }, { a: 1 }, { a: 1 }],
  ["CLEAR", {}, { a: 1 }, {}],
])("DICTIONARY.%s with %j makes %j %j", async (name, parameters, before, after) => {
  const around = { variables: { d: before } };
  const changed = await callBlock(dictionary, name, { ...parameters, dictionary: "{# d #}" }, around);
  expect(JSON.stringify(changed.variables)).toBe(JSON.stringify({ d: after }));
  const unchanged = await callBlock(dictionary, name, { ...parameters, dictionary: before }, around);
  expect(JSON.stringify(unchanged.variables)).toBe(JSON.stringify({ d: before }));
});

it("DICTIONARY.UPDATE changes the first dictionary alone", async () => {
  const around = { variables: { a: { x: 1, y: 1 }, b: { y: 2 } } };
  const called = await callBlock(dictionary, "UPDATE", { dict1: "{# a #}", dict2: "{# b #}" }, around);
  expect(called).toMatchObject({ result: null, variables: { a: { x: 1, y: 2 }, b: { y: 2 } } });
});

it.each([
  ["GET", { key: "b", dictionary: { a: 1 } }, 'Error: no key "b"; keys: `a`'],
  ["GET", { key: "b", dictionary: {} }, 'Error: no key "b"; there are no keys'],
  [
    "GET",
    { key: "x", dictionary: Object.fromEntries(Array.from("abcdefghij", (key) => [key, 0])) },
    'Error: no key "x"; keys: `a`, `b`, `c`, `d`, `e`, `f`, `g`, `h` and 2 more',
  ],
  ["GET", { key: 1, dictionary: {} }, "refused"],
  ["GET", { key: "a", dictionary: [] }, "refused"],
  ["POP", { key: "__proto__", dictionary: {} }, 'Error: no key "__proto__"; there are no keys'],
  ["DELETE", { key: "b", dictionary: { a: 1 }, silent: false }, 'Error: no key "b"; keys: `a`'],
  ["DELETE", { dictionary: { a: 1 } }, "refused"],
  ["CREATE_FROM_LIST", { pairs: ["a", 1, 2] }, "refused"],
  ["CREATE_FROM_LIST", { pairs: [["a"]] }, "refused"],
  ["CREATE_FROM_LIST", { pairs: [[1, "a"]] }, "refused"],
])("DICTIONARY.%s of %j fails: %s", async (name, parameters, failure) => {
  expect(await failureOf(dictionary, name, parameters)).toBe(failure);
});

it("tells the value of a key before anything runs", () => {
  const get = blockNamed(dictionary, "GET").infer;
  const closed = {
    type: "object",
    properties: { a: { type: "string" }, b: { type: "integer" } },
    required: ["a"],
    additionalProperties: false,
  } as const;
  expect(get?.({ key: { const: "a" }, dictionary: closed, default: { const: null } })).toEqual({ type: "string" });
  expect(get?.({ key: { const: "b" }, dictionary: closed, default: { const: null } })).toEqual({
    anyOf: [{ type: "integer" }, { const: null }],
  });
  expect(get?.({ key: { const: "c" }, dictionary: closed, default: { const: null } })).toEqual({ const: null });
  expect(get?.({ key: { const: "c" }, dictionary: closed })).toEqual({});
  expect(get?.({ key: { const: "toString" }, dictionary: { const: {} } })).toEqual({});
  expect(get?.({ key: { type: "string" }, dictionary: closed })).toEqual({});
  expect(blockNamed(dictionary, "CREATE").infer?.({ a: { type: "string" } })).toEqual({
    type: "object",
    properties: { a: { type: "string" } },
    required: ["a"],
    additionalProperties: false,
  });
});
