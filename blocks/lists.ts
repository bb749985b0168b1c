// The LISTS blocks. What a block is given is frozen: the ones that change a list compute the new one, and the engine puts
// it into the variable that the parameter named, if it named one.

import { defineBlock, InvalidArgumentError } from "../src/block.ts";
import { deepEqual } from "./shared/deep-equal.ts";
import { eitherOf, flatListOf, isAlways, itemsOf, listOf, someOf, withItem } from "./shared/infer-schema.ts";
import { compareValues, orderedLists } from "./shared/ordering.ts";
import { placeOfIndex } from "./shared/place-of-index.ts";
import { showValue } from "./shared/show.ts";

const placeOfItem = (list: readonly unknown[], wanted: unknown) => list.findIndex((item) => deepEqual(item, wanted));

export default [
  defineBlock({
    category: "LISTS",
    name: "CREATE",
    description: "Makes a list of the values that are given: none, one or two.",
    parameters: {
      type: "object",
      properties: {
        value1: { description: "The first item; left out, there is none." },
        value2: { description: "The second item; left out, there is none." },
      },
    },
    returns: { type: "array", maxItems: 2 },
    infer: ({ value1, value2 }) => {
      const given = [value1, value2].filter((value) => value !== undefined);
      const size = { minItems: given.length, maxItems: given.length };
      return given.length === 0 ? { const: [] } : { type: "array", items: eitherOf(...given), ...size };
    },
    effect: "pure",
    example: { parameters: { value1: "a", value2: null }, result: ["a", null] },
    run: (parameters) => [
      ...(Object.hasOwn(parameters, "value1") ? [parameters.value1] : []),
      ...(Object.hasOwn(parameters, "value2") ? [parameters.value2] : []),
    ],
  }),
  defineBlock({
    category: "LISTS",
    name: "COUNT",
    description: "Counts the items of a list.",
    parameters: {
      type: "object",
      properties: { list: { type: "array", description: "The list to count." } },
      required: ["list"],
    },
    returns: { type: "integer", minimum: 0 },
    effect: "pure",
    example: { parameters: { list: ["a", "b"] }, result: 2 },
    run: ({ list }) => list.length,
  }),
  defineBlock({
    category: "LISTS",
    name: "APPEND",
    description: "Adds an item at the end of a list that is a variable.",
    parameters: {
      type: "object",
      properties: {
        item: { description: "The item to add." },
        list: { type: "array", description: "The list, a whole variable." },
      },
      required: ["item", "list"],
    },
    returns: { type: "null" },
    effect: "write",
    readsVariables: [],
    changes: ["list"],
    inferWrites: ({ list, item }) => ({ changes: { list: withItem(list, item) } }),
    example: { variables: { seen: [1] }, parameters: { list: "{# seen #}", item: 2 }, result: null },
    run: ({ item, list }, context) => {
      context.replace("list", [...list, item]);
      return null;
    },
  }),
  defineBlock({
    category: "LISTS",
    name: "CLEAR",
    description: "Removes all items of a list that is a variable.",
    parameters: {
      type: "object",
      properties: { list: { type: "array", description: "The list, a whole variable." } },
      required: ["list"],
    },
    returns: { type: "null" },
    effect: "write",
    readsVariables: [],
    changes: ["list"],
    inferWrites: () => ({ changes: { list: { const: [] } } }),
    example: { variables: { seen: [1, 2] }, parameters: { list: "{# seen #}" }, result: null },
    run: (_, context) => {
      context.replace("list", []);
      return null;
    },
  }),
  defineBlock({
    category: "LISTS",
    name: "EXTEND",
    description: "Adds the items of one list at the end of another one that is a variable.",
    parameters: {
      type: "object",
      properties: {
        list1: { type: "array", description: "The list to extend, a whole variable." },
        list2: { type: "array", description: "The items to add." },
      },
      required: ["list1", "list2"],
    },
    returns: { type: "null" },
    effect: "write",
    readsVariables: [],
    changes: ["list1"],
    inferWrites: ({ list1, list2 }) => ({ changes: { list1: listOf(list1, list2) } }),
    example: { variables: { seen: [1] }, parameters: { list1: "{# seen #}", list2: [2, 3] }, result: null },
    run: ({ list1, list2 }, context) => {
      context.replace("list1", [...list1, ...list2]);
      return null;
    },
  }),
  defineBlock({
    category: "LISTS",
    name: "SORT",
    description: "Sorts a list of numbers, of texts or of lists that is a variable; equal items keep their order.",
    parameters: {
      type: "object",
      properties: {
        list: { anyOf: orderedLists, description: "The list, a whole variable; its items are of one type." },
        reverse: { type: "boolean", default: false, description: "Whether the greatest item comes first." },
      },
      required: ["list"],
    },
    returns: { type: "null" },
    effect: "write",
    readsVariables: [],
    changes: ["list"],
    inferWrites: ({ list }) => ({ changes: { list: someOf(list) } }),
    example: { variables: { sizes: [10, 9, 1] }, parameters: { list: "{# sizes #}" }, result: null },
    run: ({ list, reverse }, context) => {
      const direction = reverse ? -1 : 1;
      context.replace(
        "list",
        [...list].sort((left, right) => direction * compareValues(left, right)),
      );
      return null;
    },
  }),
  defineBlock({
    category: "LISTS",
    name: "INSERT",
    description: "Inserts an item into a list that is a variable.",
    parameters: {
      type: "object",
      properties: {
        list: { type: "array", description: "The list, a whole variable." },
        index: {
          type: "integer",
          description:
            "The item to insert it before, from 0; a negative index counts from the end, one too far is an end.",
        },
        item: { description: "The item to insert." },
      },
      required: ["list", "index", "item"],
    },
    returns: { type: "null" },
    effect: "write",
    readsVariables: [],
    changes: ["list"],
    inferWrites: ({ list, item }) => ({ changes: { list: withItem(list, item) } }),
    example: { variables: { seen: ["b"] }, parameters: { list: "{# seen #}", index: 0, item: "a" }, result: null },
    run: ({ list, index, item }, context) => {
      context.replace("list", list.toSpliced(index, 0, item));
      return null;
    },
  }),
  defineBlock({
    category: "LISTS",
    name: "COPY",
    description: "Gives a copy of a list.",
    parameters: {
      type: "object",
      properties: { list: { type: "array", description: "The list to copy." } },
      required: ["list"],
    },
    returns: { type: "array" },
    infer: ({ list }) => (list !== undefined && isAlways("array", list) ? list : { type: "array" }),
    effect: "pure",
    example: { parameters: { list: [1, 2] }, result: [1, 2] },
    run: ({ list }) => [...list],
  }),
  defineBlock({
    category: "LISTS",
    name: "REMOVE",
    description: "Removes the first item that equals a value from a list that is a variable.",
    parameters: {
      type: "object",
      properties: {
        item: { description: "The item to remove; it is an error when there is none." },
        list: { type: "array", description: "The list, a whole variable." },
      },
      required: ["item", "list"],
    },
    returns: { type: "null" },
    effect: "write",
    readsVariables: [],
    changes: ["list"],
    inferWrites: ({ list }) => ({ changes: { list: someOf(list) } }),
    example: { variables: { seen: ["a", "b", "a"] }, parameters: { list: "{# seen #}", item: "a" }, result: null },
    run: ({ item, list }, context) => {
      const place = placeOfItem(list, item);
      if (place === -1) throw new InvalidArgumentError(`${showValue(item)} is not in the list`);
      context.replace("list", list.toSpliced(place, 1));
      return null;
    },
  }),
  defineBlock({
    category: "LISTS",
    name: "POP",
    description: "Removes one item from a list that is a variable and gives it.",
    parameters: {
      type: "object",
      properties: {
        list: { type: "array", description: "The list, a whole variable." },
        index: {
          type: ["integer", "null"],
          default: null,
          description: "Which item, from 0; a negative index counts from the end, null is the last one.",
        },
      },
      required: ["list"],
    },
    infer: ({ list }) => itemsOf(list),
    effect: "write",
    readsVariables: [],
    changes: ["list"],
    inferWrites: ({ list }) => ({ changes: { list: someOf(list) } }),
    example: { variables: { queue: [1, 2, 3] }, parameters: { list: "{# queue #}", index: 0 }, result: 1 },
    run: ({ list, index }, context) => {
      const place = placeOfIndex(index ?? -1, list.length, "list");
      context.replace("list", list.toSpliced(place, 1));
      return list[place];
    },
  }),
  defineBlock({
    category: "LISTS",
    name: "REVERSE",
    description: "Turns the order of a list that is a variable around.",
    parameters: {
      type: "object",
      properties: { list: { type: "array", description: "The list, a whole variable." } },
      required: ["list"],
    },
    returns: { type: "null" },
    effect: "write",
    readsVariables: [],
    changes: ["list"],
    inferWrites: ({ list }) => ({ changes: { list: someOf(list) } }),
    example: { variables: { seen: [1, 2] }, parameters: { list: "{# seen #}" }, result: null },
    run: ({ list }, context) => {
      context.replace("list", list.toReversed());
      return null;
    },
  }),
  defineBlock({
    category: "LISTS",
    name: "COUNT_ITEM",
    description: "Counts the items of a list that equal a value.",
    parameters: {
      type: "object",
      properties: {
        item: { description: "The value to count." },
        list: { type: "array", description: "The list to search." },
      },
      required: ["item", "list"],
    },
    returns: { type: "integer", minimum: 0 },
    effect: "pure",
    example: { parameters: { list: [1, 2, 1], item: 1 }, result: 2 },
    run: ({ item, list }) => list.filter((other) => deepEqual(other, item)).length,
  }),
  defineBlock({
    category: "LISTS",
    name: "MERGE",
    description: "Makes one list of two.",
    parameters: {
      type: "object",
      properties: {
        list1: { type: "array", description: "The list that comes first." },
        list2: { type: "array", description: "The list that follows." },
      },
      required: ["list1", "list2"],
    },
    returns: { type: "array" },
    infer: ({ list1, list2 }) => listOf(list1, list2),
    effect: "pure",
    example: { parameters: { list1: [1], list2: [2, 3] }, result: [1, 2, 3] },
    run: ({ list1, list2 }) => [...list1, ...list2],
  }),
  defineBlock({
    category: "LISTS",
    name: "FLATTEN",
    description:
      "Makes one list of a list of lists; items that are no lists stay, and deeper lists are left as they are.",
    parameters: {
      type: "object",
      properties: { values: { type: "array", description: "The lists to put together." } },
      required: ["values"],
    },
    returns: { type: "array" },
    infer: ({ values }) => flatListOf(values),
    effect: "pure",
    example: { parameters: { values: [1, [2, 3], [[4]]] }, result: [1, 2, 3, [4]] },
    run: ({ values }) => values.flat(),
  }),
  defineBlock({
    category: "LISTS",
    name: "GET",
    description: "Gives one item of a list.",
    parameters: {
      type: "object",
      properties: {
        list: { type: "array", description: "The list to take it from." },
        index: { type: "integer", description: "Which one, from 0; a negative index counts from the end." },
      },
      required: ["list", "index"],
    },
    infer: ({ list }) => itemsOf(list),
    effect: "pure",
    example: { parameters: { list: ["a", "b", "c"], index: -1 }, result: "c" },
    run: ({ list, index }) => list[placeOfIndex(index, list.length, "list")],
  }),
  defineBlock({
    category: "LISTS",
    name: "INDEX",
    description: "Gives the index of the first item that equals a value, -1 when there is none.",
    parameters: {
      type: "object",
      properties: {
        list: { type: "array", description: "The list to search." },
        item: { description: "The value to look for." },
      },
      required: ["list", "item"],
    },
    returns: { type: "integer", minimum: -1 },
    effect: "pure",
    example: { parameters: { list: ["a", "b"], item: "b" }, result: 1 },
    run: ({ list, item }) => placeOfItem(list, item),
  }),
];
