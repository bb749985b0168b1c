// The OBJECT blocks: slices as Python takes them, copies and lengths.

import { expect, it } from "vitest";
import object from "../../blocks/object.ts";
import { blockNamed, callBlock, failureOf } from "./call-block.ts";

const numbers = [0, 1, 2, 3, 4];

// What Python gives for `value[start:stop:step]`.
it.each([
  [numbers, {}, [0, 1, 2, 3, 4]],
  [numbers, { stop: 2 }, [0, 1]],
  [numbers, { start: -2 }, [3, 4]],
  [numbers, { start: 1, stop: -1 }, [1, 2, 3]],
  [numbers, { step: 2 }, [0, 2, 4]],
  [numbers, { step: -1 }, [4, 3, 2, 1, 0]],
  [numbers, { start: 3, stop: 0, step: -2 }, [3, 1]],
  [numbers, { start: 0, stop: 3, step: -1 }, []],
  [numbers, { stop: -9, step: -1 }, [4, 3, 2, 1, 0]],
  [numbers, { start: -9, stop: 99 }, [0, 1, 2, 3, 4]],
  [numbers, { start: 99, step: -2 }, [4, 2, 0]],
  [numbers, { start: -9, step: -1 }, []],
  [numbers, { start: 4, stop: 2 }, []],
  [numbers, { step: 1e300 }, [0]],
  [[], { start: -1, step: -1 }, []],
  ["a😀bc", { start: 1, stop: 3 }, "😀b"],
  ["a😀b", { step: -1 }, "b😀a"],
  ["", { start: 1 }, ""],
])("%j sliced by %j is %j", async (value, slice, result) => {
  expect((await callBlock(object, "SLICE_VALUE", { value, ...slice })).result).toEqual(result);
  expect((await callBlock(object, "APPLY_SLICE", { value, slice })).result).toEqual(result);
  const made = (await callBlock(object, "CREATE_SLICE", slice)).result;
  expect(made).toEqual({ start: null, stop: null, step: null, ...slice });
  expect((await callBlock(object, "APPLY_SLICE", { value, slice: made })).result).toEqual(result);
});

it.each([
  ["COPY", { value: null }, null],
  ["COPY", { value: { a: [1] } }, { a: [1] }],
  ["LENGTH", { value: "a😀" }, 2],
  ["LENGTH", { value: [[1, 2]] }, 1],
  ["LENGTH", { value: JSON.parse('{"__proto__": 1, "a": 2}') }, 2],
])("OBJECT.%s of %j is %j", async (name, parameters, result) => {
  expect((await callBlock(object, name, parameters)).result).toEqual(result);
});

const stepZero = "InvalidArgumentError: `step` is zero; a slice goes forwards or backwards";

it.each([
  ["SLICE_VALUE", { value: "abc", step: 0 }, stepZero],
  ["APPLY_SLICE", { value: [], slice: { step: 0 } }, stepZero],
  ["APPLY_SLICE", { value: "abc", slice: "1:2" }, "refused"],
  ["APPLY_SLICE", { value: "abc", slice: { end: 2 } }, "refused"],
  ["SLICE_VALUE", { value: { a: 1 } }, "refused"],
  ["SLICE_VALUE", { value: 5 }, "refused"],
  ["CREATE_SLICE", { start: 0.5 }, "refused"],
  ["LENGTH", { value: 5 }, "refused"],
  ["LENGTH", { value: null }, "refused"],
  ["COPY", {}, "refused"],
])("OBJECT.%s of %j fails: %s", async (name, parameters, failure) => {
  expect(await failureOf(object, name, parameters)).toBe(failure);
});

it("tells the result's type before anything runs", () => {
  const texts = { type: "array", items: { type: "string" }, minItems: 3 } as const;
  expect(blockNamed(object, "SLICE_VALUE").infer?.({ value: texts })).toEqual({
    type: "array",
    items: { type: "string" },
  });
  expect(blockNamed(object, "APPLY_SLICE").infer?.({ value: { const: "abc" } })).toEqual({ type: "string" });
  expect(blockNamed(object, "COPY").infer?.({ value: texts })).toEqual(texts);
});
