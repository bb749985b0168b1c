// The LOG blocks.

import { defineBlock } from "../src/block.ts";
import { textOf } from "./shared/text-of.ts";

export default [
  defineBlock({
    category: "LOG",
    name: "PRINT",
    description: "Shows a message while the pipeline runs.",
    parameters: {
      type: "object",
      properties: { message: { description: "What to show: a text as it is, any other value as JSON." } },
      required: ["message"],
    },
    returns: { type: "null" },
    effect: "write",
    readsVariables: [],
    example: { parameters: { message: "halfway there" }, result: null },
    run: ({ message }, context) => {
      context.log(textOf(message));
      return null;
    },
  }),
];
