// The LISTS blocks: results, changes of variables, and failures.

import { expect, it } from "vitest";
import lists from "../../blocks/lists.ts";
import { blockNamed, callBlock, failureOf } from "./call-block.ts";

it.each([
  ["CREATE", {}, []],
  ["CREATE", { value2: null }, [null]],
  ["CREATE", { value1: 1, value2: 2 }, [1, 2]],
  ["COUNT", { list: [] }, 0],
  ["COUNT", { list: [1, [2, 3]] }, 2],
  ["COPY", { list: [1, [2]] }, [1, [2]]],
  ["POP", { list: [1, 2, 3] }, 3],
  ["POP", { list: [1, 2, 3], index: null }, 3],
  ["POP", { list: [1, 2, 3], index: -3 }, 1],
  ["COUNT_ITEM", { list: [1, true, "1", 1], item: 1 }, 2],
  ["COUNT_ITEM", { list: [{ a: 1, b: [2] }], item: { b: [2], a: 1 } }, 1],
  ["COUNT_ITEM", { list: [JSON.parse('{"__proto__": 1}'), {}], item: {} }, 1],
  ["MERGE", { list1: [1], list2: [] }, [1]],
  ["FLATTEN", { values: [] }, []],
  ["FLATTEN", { values: [[1], "ab", [[2]]] }, [1, "ab", [2]]],
  ["GET", { list: [1, 2], index: -2 }, 1],
  ["GET", { list: [null], index: 0 }, null],
  ["INDEX", { list: [[1], [2]], item: [2] }, 1],
  ["INDEX", { list: [1], item: true }, -1],
])("LISTS.%s of %j is %j", async (name, parameters, result) => {
  expect((await callBlock(lists, name, parameters)).result).toEqual(result);
});

it.each([
  ["APPEND", { item: [3] }, [1, 2], [1, 2, [3]]],
  ["CLEAR", {}, [1, 2], []],
  ["SORT", {}, [10, 9, 1], [1, 9, 10]],
  ["SORT", { reverse: true }, ["a", "B", "\u{1f600}", "\uff5e"], ["\u{1f600}", "\uff5e", "a", "B"]],
  ["SORT", {}, [[2], [1, 2], [1]], [[1], [1, 2], [2]]],
  ["SORT", {}, [], []],
  ["INSERT", { index: 1, item: "x" }, ["a", "b"], ["a", "x", "b"]],
  ["INSERT", { index: -1, item: "x" }, ["a", "b"], ["a", "x", "b"]],
  ["INSERT", { index: 1e300, item: "x" }, ["a"], ["a", "x"]],
  ["INSERT", { index: -9, item: "x" }, ["a"], ["x", "a"]],
  ["REMOVE", { item: { k: 1 } }, [1, { k: 1 }, { k: 1 }], [1, { k: 1 }]],
  ["POP", {}, [1, 2], [1]],
  ["POP", { index: 0 }, [1, 2], [2]],
  ["REVERSE", {}, [1, 2, 3], [3, 2, 1]],
])("LISTS.%s with %j makes %j %j", async (name, parameters, before, after) => {
  const around = { variables: { l: before } };
  expect((await callBlock(lists, name, { ...parameters, list: "{# l #}" }, around)).variables).toEqual({ l: after });
  // A literal is nobody's variable, so nothing changes.
  expect((await callBlock(lists, name, { ...parameters, list: before }, around)).variables).toEqual({ l: before });
});

it("LISTS.EXTEND changes the first list alone", async () => {
  const around = { variables: { a: [1], b: [2] } };
  const called = await callBlock(lists, "EXTEND", { list1: "{# a #}", list2: "{# b #}" }, around);
  expect(called).toMatchObject({ result: null, variables: { a: [1, 2], b: [2] } });
});

it("LISTS.SORT keeps the order of equal items, backwards too", async () => {
  const around = {
    variables: {
      l: [
        [1, null],
        [0, 1],
        [1, null],
      ],
    },
  };
  const called = await callBlock(lists, "SORT", { list: "{# l #}", reverse: true }, around);
  expect(called.variables).toEqual({
    l: [
      [1, null],
      [1, null],
      [0, 1],
    ],
  });
});

it.each([
  ["CREATE", { value3: 1 }, "refused"],
  ["COUNT", { list: "ab" }, "refused"],
  ["SORT", { list: [1, "a"] }, "refused"],
  ["SORT", { list: [true, false] }, "refused"],
  [
    "SORT",
    { list: [[1], [null]] },
    "Error: no order between null and integer: numbers, texts and lists compare with their own kind",
  ],
  ["REMOVE", { list: [1], item: 2 }, "InvalidArgumentError: 2 is not in the list"],
  ["POP", { list: [] }, "Error: no index -1; the list is empty"],
  ["POP", { list: [1], index: 1 }, "Error: no index 1; the list has 1: -1 to 0"],
  ["GET", { list: [1], index: 5 }, "Error: no index 5; the list has 1: -1 to 0"],
  ["GET", { list: [1, 2], index: -3 }, "Error: no index -3; the list has 2: -2 to 1"],
  ["GET", { list: [1], index: "0" }, "refused"],
])("LISTS.%s of %j fails: %s", async (name, parameters, failure) => {
  expect(await failureOf(lists, name, parameters)).toBe(failure);
});

it("tells the items of a list before anything runs", () => {
  const texts = { type: "array", items: { type: "string" } } as const;
  expect(blockNamed(lists, "GET").infer?.({ list: texts })).toEqual({ type: "string" });
  expect(blockNamed(lists, "GET").infer?.({ list: { const: [1, 2, 1] } })).toEqual({
    anyOf: [{ const: 1 }, { const: 2 }],
  });
  expect(blockNamed(lists, "GET").infer?.({ list: { const: Array(30).fill(0) } })).toEqual({});
  expect(blockNamed(lists, "POP").infer?.({ list: { anyOf: [texts, texts] } })).toEqual({ type: "string" });
  expect(blockNamed(lists, "MERGE").infer?.({ list1: texts, list2: { const: [] } })).toEqual(texts);
  expect(blockNamed(lists, "MERGE").infer?.({ list1: texts, list2: { type: "array" } })).toEqual({
    type: "array",
    items: {},
  });
  expect(blockNamed(lists, "CREATE").infer?.({ value1: { type: "null" } })).toEqual({
    type: "array",
    items: { type: "null" },
    minItems: 1,
    maxItems: 1,
  });
});
