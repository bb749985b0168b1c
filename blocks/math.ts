// The MATH blocks. Numbers are JSON's (double precision); a result that is not finite is refused, and division by zero
// is an error of its own.

import { defineBlock, InvalidArgumentError } from "../src/block.ts";
import type { JsonSchema } from "../src/infer.ts";
import { exactInteger, finite } from "./shared/exact-number.ts";
import { eitherOf, isAlways, itemsOf } from "./shared/infer-schema.ts";
import { compareValues, type Ordered, orderedLists, orderedTypes, valuesOfOneType } from "./shared/ordering.ts";
import { showValue } from "./shared/show.ts";

const integerText = /^[+-]?\d+(?:_\d+)*$/;
const numberText = /^[+-]?(?:\d+(?:_\d+)*(?:\.(?:\d+(?:_\d+)*)?)?|\.\d+(?:_\d+)*)(?:[eE][+-]?\d+(?:_\d+)*)?$/;

type Schemas = { readonly [name: string]: JsonSchema | undefined };

function integerOfIntegers({ value1, value2 }: Schemas): JsonSchema {
  return { type: isAlways("integer", value1) && isAlways("integer", value2) ? "integer" : "number" };
}

function parseInteger(text: string): number {
  const digits = text.trim();
  if (!integerText.test(digits)) throw new InvalidArgumentError(`${showValue(text)} is no integer`);
  const unsigned = digits.replaceAll("_", "").replace(/^[+-]/, "");
  // Looked at as a number first, for a big integer of a million digits takes its time.
  finite(Number(unsigned));
  const whole = exactInteger(BigInt(unsigned));
  return finite(digits.startsWith("-") ? -whole : whole);
}

function parseNumber(text: string): number {
  const digits = text.trim();
  if (!numberText.test(digits)) throw new InvalidArgumentError(`${showValue(text)} is no finite number`);
  return finite(Number(digits.replaceAll("_", "")));
}

function floorModulo(dividend: number, divisor: number): number {
  const remainder = dividend % divisor;
  return remainder !== 0 && remainder < 0 !== divisor < 0 ? remainder + divisor : remainder;
}

/** The item that no other one beats; the first of equal ones. */
function best(list: readonly Ordered[], beats: (order: number) => boolean): Ordered {
  const [first] = list;
  if (first === undefined) throw new InvalidArgumentError("`list` is empty, so it has no such item");
  return list.reduce((found, item) => (beats(compareValues(item, found)) ? item : found));
}

const isAbove = (order: number) => order > 0;
const isBelow = (order: number) => order < 0;

const twoOrderedValues = {
  type: "object",
  properties: {
    value1: { type: orderedTypes, description: "The first value; given when both are equal." },
    value2: { type: orderedTypes, description: "The second value, of the same type." },
  },
  required: ["value1", "value2"],
  allOf: valuesOfOneType,
} as const;

/** A power; by division and square root where they are more exact than what V8 makes of such exponents. */
function power(base: number, exponent: number): number {
  if (Number.isInteger(exponent)) return exponent < 0 ? 1 / base ** -exponent : base ** exponent;
  return Number.isInteger(exponent * 2) && base > 0 ? Math.sqrt(power(base, exponent * 2)) : base ** exponent;
}

export default [
  defineBlock({
    category: "MATH",
    name: "CREATE_INTEGER",
    description: "Makes an integer of a text, a number or a boolean; digits after the point are cut off.",
    parameters: {
      type: "object",
      properties: {
        value: {
          type: ["string", "number", "boolean"],
          description: "A text of digits with or without a sign, a number, or a boolean (1 or 0).",
        },
      },
      required: ["value"],
    },
    returns: { type: "integer" },
    effect: "pure",
    example: { parameters: { value: "42" }, result: 42 },
    run: ({ value }) => (typeof value === "string" ? parseInteger(value) : finite(Math.trunc(Number(value)))),
  }),
  defineBlock({
    category: "MATH",
    name: "CREATE_FLOAT",
    description: "Makes a number of a text, a number or a boolean.",
    parameters: {
      type: "object",
      properties: {
        value: {
          type: ["string", "number", "boolean"],
          description: "A text such as `-1.5` or `1e3`, a number, or a boolean (1 or 0).",
        },
      },
      required: ["value"],
    },
    returns: { type: "number" },
    effect: "pure",
    example: { parameters: { value: "1.5" }, result: 1.5 },
    run: ({ value }) => (typeof value === "string" ? parseNumber(value) : finite(Number(value))),
  }),
  defineBlock({
    category: "MATH",
    name: "SUM",
    description: "Adds two numbers.",
    parameters: {
      type: "object",
      properties: {
        value1: { type: "number", description: "The first number." },
        value2: { type: "number", description: "The second number." },
      },
      required: ["value1", "value2"],
    },
    returns: { type: "number" },
    infer: integerOfIntegers,
    effect: "pure",
    example: { parameters: { value1: 1.5, value2: 2.25 }, result: 3.75 },
    run: ({ value1, value2 }) => finite(value1 + value2),
  }),
  defineBlock({
    category: "MATH",
    name: "SUM_LIST",
    description: "Adds the numbers of a list.",
    parameters: {
      type: "object",
      properties: {
        list: { type: "array", items: { type: "number" }, description: "The numbers to add." },
        start: { type: "number", default: 0, description: "What to begin with." },
      },
      required: ["list"],
    },
    returns: { type: "number" },
    infer: ({ list, start = { const: 0 } }) => integerOfIntegers({ value1: start, value2: itemsOf(list) }),
    effect: "pure",
    example: { parameters: { list: [1, 2, 3], start: 10 }, result: 16 },
    run: ({ list, start }) => finite(list.reduce((sum, item) => sum + item, start)),
  }),
  defineBlock({
    category: "MATH",
    name: "SUB",
    description: "Subtracts one number from another.",
    parameters: {
      type: "object",
      properties: {
        value1: { type: "number", description: "The number to subtract from." },
        value2: { type: "number", description: "The number to subtract." },
      },
      required: ["value1", "value2"],
    },
    returns: { type: "number" },
    infer: integerOfIntegers,
    effect: "pure",
    example: { parameters: { value1: 5, value2: 7 }, result: -2 },
    run: ({ value1, value2 }) => finite(value1 - value2),
  }),
  defineBlock({
    category: "MATH",
    name: "DIV",
    description: "Divides one number by another.",
    parameters: {
      type: "object",
      properties: {
        value1: { type: "number", description: "The number to divide." },
        value2: { type: "number", description: "The number to divide by; zero is an error." },
      },
      required: ["value1", "value2"],
    },
    returns: { type: "number" },
    effect: "pure",
    example: { parameters: { value1: 7, value2: 2 }, result: 3.5 },
    run: ({ value1, value2 }) => {
      if (value2 === 0) throw new Error(`division of ${value1} by zero`);
      return finite(value1 / value2);
    },
  }),
  defineBlock({
    category: "MATH",
    name: "MUL",
    description: "Multiplies two numbers.",
    parameters: {
      type: "object",
      properties: {
        value1: { type: "number", description: "The first number." },
        value2: { type: "number", description: "The second number." },
      },
      required: ["value1", "value2"],
    },
    returns: { type: "number" },
    infer: integerOfIntegers,
    effect: "pure",
    example: { parameters: { value1: 4, value2: 2.5 }, result: 10 },
    run: ({ value1, value2 }) => finite(value1 * value2),
  }),
  defineBlock({
    category: "MATH",
    name: "EXP",
    description: "Raises one number to the power of another.",
    parameters: {
      type: "object",
      properties: {
        value1: { type: "number", description: "The base." },
        value2: { type: "number", description: "The exponent." },
      },
      required: ["value1", "value2"],
    },
    returns: { type: "number" },
    effect: "pure",
    example: { parameters: { value1: 2, value2: 10 }, result: 1024 },
    run: ({ value1, value2 }) => {
      if (value1 === 0 && value2 < 0) throw new Error(`division by zero: 0 to the power of ${value2}`);
      return finite(power(value1, value2));
    },
  }),
  defineBlock({
    category: "MATH",
    name: "MOD",
    description: "Gives the remainder of a division, with the sign of the divisor.",
    parameters: {
      type: "object",
      properties: {
        value1: { type: "number", description: "The number to divide." },
        value2: { type: "number", description: "The number to divide by; zero is an error." },
      },
      required: ["value1", "value2"],
    },
    returns: { type: "number" },
    infer: integerOfIntegers,
    effect: "pure",
    example: { parameters: { value1: -7, value2: 3 }, result: 2 },
    run: ({ value1, value2 }) => {
      if (value2 === 0) throw new Error(`division of ${value1} by zero`);
      return finite(floorModulo(value1, value2));
    },
  }),
  defineBlock({
    category: "MATH",
    name: "FLOOR",
    description: "Rounds a number down to an integer.",
    parameters: {
      type: "object",
      properties: { value: { type: "number", description: "The number to round." } },
      required: ["value"],
    },
    returns: { type: "integer" },
    effect: "pure",
    example: { parameters: { value: -3.7 }, result: -4 },
    run: ({ value }) => finite(Math.floor(value)),
  }),
  defineBlock({
    category: "MATH",
    name: "CEILING",
    description: "Rounds a number up to an integer.",
    parameters: {
      type: "object",
      properties: { value: { type: "number", description: "The number to round." } },
      required: ["value"],
    },
    returns: { type: "integer" },
    effect: "pure",
    example: { parameters: { value: 3.2 }, result: 4 },
    run: ({ value }) => finite(Math.ceil(value)),
  }),
  defineBlock({
    category: "MATH",
    name: "MAX",
    description: "Gives the greater of two numbers, two texts or two lists.",
    parameters: twoOrderedValues,
    returns: { type: orderedTypes },
    infer: ({ value1, value2 }) => eitherOf(value1, value2),
    effect: "pure",
    example: { parameters: { value1: 3, value2: 9 }, result: 9 },
    run: ({ value1, value2 }) => (isAbove(compareValues(value2, value1)) ? value2 : value1),
  }),
  defineBlock({
    category: "MATH",
    name: "MIN",
    description: "Gives the lesser of two numbers, two texts or two lists.",
    parameters: twoOrderedValues,
    returns: { type: orderedTypes },
    infer: ({ value1, value2 }) => eitherOf(value1, value2),
    effect: "pure",
    example: { parameters: { value1: "b", value2: "a" }, result: "a" },
    run: ({ value1, value2 }) => (isBelow(compareValues(value2, value1)) ? value2 : value1),
  }),
  defineBlock({
    category: "MATH",
    name: "SQRT",
    description: "Gives the square root of a number.",
    parameters: {
      type: "object",
      properties: { value: { type: "number", description: "The number, not negative." } },
      required: ["value"],
    },
    returns: { type: "number", minimum: 0 },
    effect: "pure",
    example: { parameters: { value: 2.25 }, result: 1.5 },
    run: ({ value }) => {
      if (value < 0) throw new InvalidArgumentError(`${value} is negative, so it has no real square root`);
      return finite(Math.sqrt(value));
    },
  }),
  defineBlock({
    category: "MATH",
    name: "ABS",
    description: "Gives a number without its sign.",
    parameters: {
      type: "object",
      properties: { value: { type: "number", description: "The number." } },
      required: ["value"],
    },
    returns: { type: "number", minimum: 0 },
    infer: ({ value }) => ({ type: isAlways("integer", value) ? "integer" : "number", minimum: 0 }),
    effect: "pure",
    example: { parameters: { value: -4 }, result: 4 },
    run: ({ value }) => finite(Math.abs(value)),
  }),
  defineBlock({
    category: "MATH",
    name: "MAX_LIST",
    description: "Gives the greatest item of a list of numbers, of texts or of lists.",
    parameters: {
      type: "object",
      properties: { list: { anyOf: orderedLists, description: "The items, all of one type; none is an error." } },
      required: ["list"],
    },
    returns: { type: orderedTypes },
    infer: ({ list }) => itemsOf(list),
    effect: "pure",
    example: { parameters: { list: [3, 9, 4] }, result: 9 },
    run: ({ list }) => best(list, isAbove),
  }),
  defineBlock({
    category: "MATH",
    name: "MIN_LIST",
    description: "Gives the least item of a list of numbers, of texts or of lists.",
    parameters: {
      type: "object",
      properties: { list: { anyOf: orderedLists, description: "The items, all of one type; none is an error." } },
      required: ["list"],
    },
    returns: { type: orderedTypes },
    infer: ({ list }) => itemsOf(list),
    effect: "pure",
    example: { parameters: { list: ["b", "a", "c"] }, result: "a" },
    run: ({ list }) => best(list, isBelow),
  }),
];
