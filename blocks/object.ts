// The OBJECT blocks: slices, copies and lengths of any value that has them.

import { defineBlock } from "../src/block.ts";
import type { JsonSchema } from "../src/infer.ts";
import { countCodePoints } from "./shared/code-points.ts";
import { isAlways, listOf } from "./shared/infer-schema.ts";
import { takeSlice } from "./shared/slice.ts";

const optionalInteger = { type: ["integer", "null"] } as const;

const start = {
  ...optionalInteger,
  default: null,
  description: "The first place, from 0; a negative one counts from the end.",
} as const;
const stop = { ...optionalInteger, default: null, description: "The first place that is left out again." } as const;
const step = {
  ...optionalInteger,
  default: null,
  description: "How far to go from one to the next, 1 by default; a negative step goes backwards.",
} as const;

function inferSlice({ value }: { readonly [name: string]: JsonSchema | undefined }): JsonSchema {
  if (isAlways("string", value)) return { type: "string" };
  return isAlways("array", value) ? listOf(value) : { type: ["string", "array"] };
}

export default [
  defineBlock({
    category: "OBJECT",
    name: "CREATE_SLICE",
    description: "Describes a part of a list or text, for OBJECT.APPLY_SLICE.",
    parameters: { type: "object", properties: { stop, start, step } },
    returns: {
      type: "object",
      properties: { start: optionalInteger, stop: optionalInteger, step: optionalInteger },
      required: ["start", "stop", "step"],
      additionalProperties: false,
    },
    effect: "pure",
    example: { parameters: { start: 1, stop: 3 }, result: { start: 1, stop: 3, step: null } },
    run: (parameters) => ({ start: parameters.start, stop: parameters.stop, step: parameters.step }),
  }),
  defineBlock({
    category: "OBJECT",
    name: "APPLY_SLICE",
    description: "Gives the part of a list or text that a slice describes.",
    parameters: {
      type: "object",
      properties: {
        value: { type: ["string", "array"], description: "The list or text to take it from." },
        slice: {
          type: "object",
          properties: { start: optionalInteger, stop: optionalInteger, step: optionalInteger },
          additionalProperties: false,
          description: "The slice: a map of start, stop and step, as OBJECT.CREATE_SLICE gives it.",
        },
      },
      required: ["value", "slice"],
    },
    returns: { type: ["string", "array"] },
    infer: inferSlice,
    effect: "pure",
    example: { parameters: { value: "abcdef", slice: { start: 1, stop: 3 } }, result: "bc" },
    run: ({ value, slice }) => takeSlice(value, slice),
  }),
  defineBlock({
    category: "OBJECT",
    name: "SLICE_VALUE",
    description: "Gives a part of a list or text.",
    parameters: {
      type: "object",
      properties: {
        value: { type: ["string", "array"], description: "The list or text to take it from." },
        stop,
        start,
        step,
      },
      required: ["value"],
    },
    returns: { type: ["string", "array"] },
    infer: inferSlice,
    effect: "pure",
    example: { parameters: { value: [1, 2, 3, 4], start: -2 }, result: [3, 4] },
    run: ({ value, ...slice }) => takeSlice(value, slice),
  }),
  defineBlock({
    category: "OBJECT",
    name: "COPY",
    description: "Gives the value it is given.",
    parameters: {
      type: "object",
      properties: { value: { description: "The value to give." } },
      required: ["value"],
    },
    infer: ({ value }) => value ?? {},
    effect: "pure",
    example: { parameters: { value: { a: [1] } }, result: { a: [1] } },
    run: ({ value }) => value,
  }),
  defineBlock({
    category: "OBJECT",
    name: "LENGTH",
    description: "Counts the characters of a text, the items of a list or the keys of a map.",
    parameters: {
      type: "object",
      properties: { value: { type: ["string", "array", "object"], description: "The value to count." } },
      required: ["value"],
    },
    returns: { type: "integer", minimum: 0 },
    effect: "pure",
    example: { parameters: { value: { a: 1, b: 2 } }, result: 2 },
    run: ({ value }) => {
      if (typeof value === "string") return countCodePoints(value);
      return Array.isArray(value) ? value.length : Object.keys(value).length;
    },
  }),
];
