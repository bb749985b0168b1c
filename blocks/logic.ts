// The LOGIC blocks: truth, comparisons, bits and assertions.
// biome-ignore-all lint/suspicious/noThenProperty: a keyword of JSON Schema, and the original's name of a parameter

import { AssertionError, defineBlock } from "../src/block.ts";
import type { JsonSchema } from "../src/infer.ts";
import { deepEqual } from "./shared/deep-equal.ts";
import { exactInteger } from "./shared/exact-number.ts";
import { eitherOf, isAlways } from "./shared/infer-schema.ts";
import { isTruthy } from "./shared/is-truthy.ts";
import { compareValues, orderedTypes, valuesOfOneType } from "./shared/ordering.ts";
import { showValue } from "./shared/show.ts";

// JSON data has no identity, so `is` asks for the same as `=`.
const operators = {
  "=": deepEqual,
  "!=": (left: unknown, right: unknown) => !deepEqual(left, right),
  ">": (left: unknown, right: unknown) => compareValues(left, right) > 0,
  ">=": (left: unknown, right: unknown) => compareValues(left, right) >= 0,
  "<": (left: unknown, right: unknown) => compareValues(left, right) < 0,
  "<=": (left: unknown, right: unknown) => compareValues(left, right) <= 0,
  is: deepEqual,
  "is not": (left: unknown, right: unknown) => !deepEqual(left, right),
};

const comparison = {
  type: "object",
  properties: {
    value1: { description: "The value on the left." },
    value2: { description: "The value on the right." },
    operator: {
      enum: ["=", "!=", ">", ">=", "<", "<=", "is", "is not"],
      description:
        "How to compare them: `=` and `is` mean equal data; the four that order take two numbers, two texts or two lists.",
    },
  },
  required: ["value1", "value2", "operator"],
  allOf: [
    {
      if: { properties: { operator: { enum: [">", ">=", "<", "<="] } }, required: ["operator"] },
      then: { properties: { value1: { type: orderedTypes }, value2: { type: orderedTypes } }, allOf: valuesOfOneType },
    },
  ],
} as const;

const twoValues = {
  type: "object",
  properties: {
    value1: { description: "The first value." },
    value2: { description: "The second value." },
  },
  required: ["value1", "value2"],
} as const;

const oneValue = {
  type: "object",
  properties: { value: { description: "The value to look at." } },
  required: ["value"],
} as const;

const nothing = { type: "object", properties: {} } as const;

const bits = { type: ["integer", "boolean"] } as const;

/** A boolean is 1 or 0, but two of them give a boolean again. */
function combineBits(
  left: number | boolean,
  right: number | boolean,
  combine: (left: bigint, right: bigint) => bigint,
): number | boolean {
  const combined = exactInteger(combine(BigInt(left), BigInt(right)));
  return typeof left === "boolean" && typeof right === "boolean" ? combined === 1 : combined;
}

function inferBits(schemas: { readonly [name: string]: JsonSchema | undefined }): JsonSchema {
  const { value1, value2 } = schemas;
  if (isAlways("boolean", value1) && isAlways("boolean", value2)) return { type: "boolean" };
  if (isAlways("object", value1) && isAlways("object", value2)) return { type: "object" };
  return isAlways("integer", value1) || isAlways("integer", value2) ? { type: "integer" } : {};
}

export default [
  defineBlock({
    category: "LOGIC",
    name: "BOOL",
    description: "Makes a boolean of any value: null, false, 0 and empty texts, lists and maps are false.",
    parameters: oneValue,
    returns: { type: "boolean" },
    effect: "pure",
    example: { parameters: { value: [] }, result: false },
    run: ({ value }) => isTruthy(value),
  }),
  defineBlock({
    category: "LOGIC",
    name: "IF",
    description: "Compares two values.",
    parameters: comparison,
    returns: { type: "boolean" },
    effect: "pure",
    example: { parameters: { value1: 3, value2: 2, operator: ">" }, result: true },
    run: ({ value1, value2, operator }) => operators[operator](value1, value2),
  }),
  defineBlock({
    category: "LOGIC",
    name: "IS_TRUTH",
    description: "Tells whether a value counts as true, as LOGIC.BOOL does.",
    parameters: oneValue,
    returns: { type: "boolean" },
    effect: "pure",
    example: { parameters: { value: "x" }, result: true },
    run: ({ value }) => isTruthy(value),
  }),
  defineBlock({
    category: "LOGIC",
    name: "IS_NONE",
    description: "Tells whether a value is null.",
    parameters: oneValue,
    returns: { type: "boolean" },
    effect: "pure",
    example: { parameters: { value: null }, result: true },
    run: ({ value }) => value === null,
  }),
  defineBlock({
    category: "LOGIC",
    name: "TRUE",
    description: "Gives true.",
    parameters: nothing,
    returns: { const: true },
    effect: "pure",
    example: { parameters: {}, result: true },
    run: () => true as const,
  }),
  defineBlock({
    category: "LOGIC",
    name: "FALSE",
    description: "Gives false.",
    parameters: nothing,
    returns: { const: false },
    effect: "pure",
    example: { parameters: {}, result: false },
    run: () => false as const,
  }),
  defineBlock({
    category: "LOGIC",
    name: "NONE",
    description: "Gives null.",
    parameters: nothing,
    returns: { type: "null" },
    effect: "pure",
    example: { parameters: {}, result: null },
    run: () => null,
  }),
  defineBlock({
    category: "LOGIC",
    name: "IF_THEN_ELSE",
    description: "Gives one of two values, as a third one counts as true or false.",
    parameters: {
      type: "object",
      properties: {
        value: { description: "The value that decides." },
        then: { description: "What to give when it counts as true." },
        otherwise: { description: "What to give when it counts as false." },
      },
      required: ["value", "then", "otherwise"],
    },
    infer: ({ value, then: whenTrue, otherwise }) => {
      if (value === undefined || !Object.hasOwn(value, "const")) return eitherOf(whenTrue, otherwise);
      return (isTruthy(value.const) ? whenTrue : otherwise) ?? {};
    },
    effect: "pure",
    example: { parameters: { value: 0, then: "some", otherwise: "none" }, result: "none" },
    run: (parameters) => (isTruthy(parameters.value) ? parameters.then : parameters.otherwise),
  }),
  defineBlock({
    category: "LOGIC",
    name: "LOGICAL_NOT",
    description: "Tells whether a value counts as false.",
    parameters: oneValue,
    returns: { type: "boolean" },
    effect: "pure",
    example: { parameters: { value: {} }, result: true },
    run: ({ value }) => !isTruthy(value),
  }),
  defineBlock({
    category: "LOGIC",
    name: "LOGICAL_OR",
    description: "Tells whether at least one of two values counts as true.",
    parameters: twoValues,
    returns: { type: "boolean" },
    effect: "pure",
    example: { parameters: { value1: 0, value2: "x" }, result: true },
    run: ({ value1, value2 }) => isTruthy(value1) || isTruthy(value2),
  }),
  defineBlock({
    category: "LOGIC",
    name: "LOGICAL_AND",
    description: "Tells whether both of two values count as true.",
    parameters: twoValues,
    returns: { type: "boolean" },
    effect: "pure",
    example: { parameters: { value1: 0, value2: "x" }, result: false },
    run: ({ value1, value2 }) => isTruthy(value1) && isTruthy(value2),
  }),
  defineBlock({
    category: "LOGIC",
    name: "BITWISE_AND",
    description: "Gives the bits that two integers of any size have in common.",
    parameters: {
      type: "object",
      properties: {
        value1: { type: ["integer", "boolean"], description: "The first integer; a boolean is 1 or 0." },
        value2: { type: ["integer", "boolean"], description: "The second integer; two booleans give a boolean." },
      },
      required: ["value1", "value2"],
    },
    returns: bits,
    infer: inferBits,
    effect: "pure",
    example: { parameters: { value1: 6, value2: 3 }, result: 2 },
    run: ({ value1, value2 }) => combineBits(value1, value2, (left, right) => left & right),
  }),
  defineBlock({
    category: "LOGIC",
    name: "BITWISE_OR",
    description: "Gives the bits that at least one of two integers of any size has; of two maps it makes one.",
    parameters: {
      type: "object",
      properties: {
        value1: { type: ["integer", "boolean", "object"], description: "The first integer, boolean (1 or 0) or map." },
        value2: {
          type: ["integer", "boolean", "object"],
          description: "The second one: a map when the first is a map, and its values count where both have a key.",
        },
      },
      required: ["value1", "value2"],
      allOf: [
        {
          if: { properties: { value1: { type: "object" } }, required: ["value1"] },
          then: { properties: { value2: { type: "object" } } },
        },
        {
          if: { properties: { value1: bits }, required: ["value1"] },
          then: { properties: { value2: bits } },
        },
      ],
    },
    returns: { type: ["integer", "boolean", "object"] },
    infer: inferBits,
    effect: "pure",
    example: { parameters: { value1: 6, value2: 3 }, result: 7 },
    run: ({ value1, value2 }) => {
      if (typeof value1 !== "object" && typeof value2 !== "object") {
        return combineBits(value1, value2, (left, right) => left | right);
      }
      return { ...Object(value1), ...Object(value2) };
    },
  }),
  defineBlock({
    category: "LOGIC",
    name: "BITWISE_NOT",
    description: "Turns all bits of an integer of any size around: `-value - 1`.",
    parameters: {
      type: "object",
      properties: { value: { type: ["integer", "boolean"], description: "The integer; a boolean is 1 or 0." } },
      required: ["value"],
    },
    returns: { type: "integer" },
    effect: "pure",
    example: { parameters: { value: 6 }, result: -7 },
    run: ({ value }) => exactInteger(~BigInt(value)),
  }),
  defineBlock({
    category: "LOGIC",
    name: "ASSERT",
    description: "Fails when a value does not count as true.",
    parameters: oneValue,
    returns: { type: "null" },
    effect: "pure",
    example: { parameters: { value: 1 }, result: null },
    run: ({ value }) => {
      if (!isTruthy(value)) throw new AssertionError(`${showValue(value)} does not count as true`);
      return null;
    },
  }),
  defineBlock({
    category: "LOGIC",
    name: "NOT_ASSERT",
    description: "Fails when a value counts as true.",
    parameters: oneValue,
    returns: { type: "null" },
    effect: "pure",
    example: { parameters: { value: 0 }, result: null },
    run: ({ value }) => {
      if (isTruthy(value)) throw new AssertionError(`${showValue(value)} counts as true`);
      return null;
    },
  }),
  defineBlock({
    category: "LOGIC",
    name: "IF_ASSERT",
    description: "Fails when a comparison of two values does not hold.",
    parameters: comparison,
    returns: { type: "null" },
    effect: "pure",
    example: { parameters: { value1: 1, value2: 2, operator: "<=" }, result: null },
    run: ({ value1, value2, operator }) => {
      if (operators[operator](value1, value2)) return null;
      throw new AssertionError(`\`${showValue(value1)} ${operator} ${showValue(value2)}\` does not hold`);
    },
  }),
];
