// The DICTIONARY blocks. Keys are plain data, `__proto__` too: spreading, computed keys of a literal and
// Object.fromEntries define own keys, and reading goes through Object.hasOwn. Like lists, what is given is never changed.

import { defineBlock } from "../src/block.ts";
import { isJsonMap } from "../src/json.ts";
import { deepEqual } from "./shared/deep-equal.ts";
import { mapOf, mapOfPairs, mergeOf, valueOfKey, valuesOf, withKey, withoutKey } from "./shared/infer-schema.ts";
import { showNames, showValue } from "./shared/show.ts";

type Dictionary = { readonly [key: string]: unknown };

const pair = { type: "array", items: [{ type: "string" }, {}], minItems: 2, maxItems: 2 } as const;

function noSuchKey(dictionary: Dictionary, key: string): Error {
  return new Error(`no key ${showValue(key)}; ${showNames(Object.keys(dictionary), "keys")}`);
}

function without(dictionary: Dictionary, key: string): Dictionary {
  return Object.fromEntries(Object.entries(dictionary).filter(([other]) => other !== key));
}

export default [
  defineBlock({
    category: "DICTIONARY",
    name: "CREATE",
    description: "Makes a dictionary of its parameters.",
    parameters: { type: "object", additionalProperties: { description: "The value of the key of this name." } },
    returns: { type: "object" },
    infer: mapOf,
    effect: "pure",
    example: { parameters: { name: "Ada", born: 1815 }, result: { name: "Ada", born: 1815 } },
    run: (parameters) => ({ ...parameters }),
  }),
  defineBlock({
    category: "DICTIONARY",
    name: "CREATE_FROM_PAIRS",
    description: "Makes a dictionary of one key and its value.",
    parameters: {
      type: "object",
      properties: {
        key: { type: "string", description: "The key." },
        value: { description: "Its value." },
      },
      required: ["key", "value"],
    },
    returns: { type: "object" },
    infer: ({ key, value = {} }) =>
      typeof key?.const === "string" ? mapOf({ [key.const]: value }) : { type: "object", additionalProperties: value },
    effect: "pure",
    example: { parameters: { key: "name", value: "Ada" }, result: { name: "Ada" } },
    run: ({ key, value }) => ({ [key]: value }),
  }),
  defineBlock({
    category: "DICTIONARY",
    name: "CREATE_FROM_LIST",
    description: "Makes a dictionary of pairs of a key and a value.",
    parameters: {
      type: "object",
      properties: {
        pairs: {
          anyOf: [pair, { type: "array", items: pair }],
          description: "A list of pairs, or one pair alone; of pairs with the same key the last one counts.",
        },
      },
      required: ["pairs"],
    },
    returns: { type: "object" },
    infer: ({ pairs }) => mapOfPairs(pairs),
    effect: "pure",
    example: {
      parameters: {
        pairs: [
          ["a", 1],
          ["b", 2],
        ],
      },
      result: { a: 1, b: 2 },
    },
    run: ({ pairs }) => {
      const all = typeof pairs[0] === "string" ? [pairs] : pairs;
      return Object.fromEntries(all as readonly (readonly [string, unknown])[]);
    },
  }),
  defineBlock({
    category: "DICTIONARY",
    name: "GET",
    description: "Gives the value of a key.",
    parameters: {
      type: "object",
      properties: {
        key: { type: "string", description: "The key to look for." },
        dictionary: { type: "object", description: "The dictionary to take it from." },
        default: { description: "What to give when there is no such key; left out, that is an error." },
      },
      required: ["key", "dictionary"],
    },
    infer: ({ key, dictionary, default: byDefault }) => valueOfKey(dictionary, key, byDefault),
    effect: "pure",
    example: { parameters: { key: "b", dictionary: { a: 1 }, default: null }, result: null },
    run: (parameters) => {
      const { key, dictionary } = parameters;
      if (Object.hasOwn(dictionary, key)) return dictionary[key];
      if (Object.hasOwn(parameters, "default")) return parameters.default;
      throw noSuchKey(dictionary, key);
    },
  }),
  defineBlock({
    category: "DICTIONARY",
    name: "SET",
    description: "Sets a key of a dictionary that is a variable.",
    parameters: {
      type: "object",
      properties: {
        key: { type: "string", description: "The key to set." },
        value: { description: "Its value." },
        dictionary: { type: "object", description: "The dictionary, a whole variable." },
      },
      required: ["key", "value", "dictionary"],
    },
    returns: { type: "null" },
    effect: "write",
    readsVariables: [],
    changes: ["dictionary"],
    inferWrites: ({ dictionary, key, value }) => ({ changes: { dictionary: withKey(dictionary, key, value) } }),
    example: {
      variables: { ages: { Ada: 36 } },
      parameters: { dictionary: "{# ages #}", key: "Alan", value: 41 },
      result: null,
    },
    run: ({ key, value, dictionary }, context) => {
      context.replace("dictionary", { ...dictionary, [key]: value });
      return null;
    },
  }),
  defineBlock({
    category: "DICTIONARY",
    name: "DELETE",
    description: "Removes a key, or all of them, from a dictionary that is a variable.",
    parameters: {
      type: "object",
      properties: {
        key: { type: ["string", "null"], description: "The key to remove; null removes all." },
        dictionary: { type: "object", description: "The dictionary, a whole variable." },
        silent: { type: "boolean", default: true, description: "Whether a missing key is no error." },
      },
      required: ["key", "dictionary"],
    },
    returns: { type: "null" },
    effect: "write",
    readsVariables: [],
    changes: ["dictionary"],
    inferWrites: ({ dictionary, key }) => ({ changes: { dictionary: withoutKey(dictionary, key) } }),
    example: { variables: { ages: { Ada: 36 } }, parameters: { dictionary: "{# ages #}", key: "Ada" }, result: null },
    run: ({ key, dictionary, silent }, context) => {
      if (key !== null && !silent && !Object.hasOwn(dictionary, key)) throw noSuchKey(dictionary, key);
      context.replace("dictionary", key === null ? {} : without(dictionary, key));
      return null;
    },
  }),
  defineBlock({
    category: "DICTIONARY",
    name: "MERGE",
    description: "Makes one dictionary of two; where both have a key, the second one counts.",
    parameters: {
      type: "object",
      properties: {
        dict1: { type: "object", description: "The first dictionary." },
        dict2: { type: "object", description: "The second dictionary." },
      },
      required: ["dict1", "dict2"],
    },
    returns: { type: "object" },
    infer: ({ dict1, dict2 }) => mergeOf(dict1, dict2),
    effect: "pure",
    example: { parameters: { dict1: { a: 1, b: 1 }, dict2: { b: 2 } }, result: { a: 1, b: 2 } },
    run: ({ dict1, dict2 }) => ({ ...dict1, ...dict2 }),
  }),
  defineBlock({
    category: "DICTIONARY",
    name: "POP",
    description: "Removes a key from a dictionary that is a variable and gives its value.",
    parameters: {
      type: "object",
      properties: {
        key: { type: "string", description: "The key to remove." },
        dictionary: { type: "object", description: "The dictionary, a whole variable." },
        default: { description: "What to give when there is no such key; left out, that is an error." },
      },
      required: ["key", "dictionary"],
    },
    infer: ({ key, dictionary, default: byDefault }) => valueOfKey(dictionary, key, byDefault),
    effect: "write",
    readsVariables: [],
    changes: ["dictionary"],
    inferWrites: ({ dictionary, key }) => ({ changes: { dictionary: withoutKey(dictionary, key) } }),
    example: { variables: { ages: { Ada: 36 } }, parameters: { dictionary: "{# ages #}", key: "Ada" }, result: 36 },
    run: (parameters, context) => {
      const { key, dictionary } = parameters;
      if (Object.hasOwn(dictionary, key)) {
        context.replace("dictionary", without(dictionary, key));
        return dictionary[key];
      }
      if (Object.hasOwn(parameters, "default")) return parameters.default;
      throw noSuchKey(dictionary, key);
    },
  }),
  defineBlock({
    category: "DICTIONARY",
    name: "UPDATE",
    description: "Sets all keys of one dictionary in another one that is a variable.",
    parameters: {
      type: "object",
      properties: {
        dict1: { type: "object", description: "The dictionary to change, a whole variable." },
        dict2: { type: "object", description: "The keys to set and their values." },
      },
      required: ["dict1", "dict2"],
    },
    returns: { type: "null" },
    effect: "write",
    readsVariables: [],
    changes: ["dict1"],
    inferWrites: ({ dict1, dict2 }) => ({ changes: { dict1: mergeOf(dict1, dict2) } }),
    example: {
      variables: { ages: { Ada: 36 } },
      parameters: { dict1: "{# ages #}", dict2: { Alan: 41 } },
      result: null,
    },
    run: ({ dict1, dict2 }, context) => {
      context.replace("dict1", { ...dict1, ...dict2 });
      return null;
    },
  }),
  defineBlock({
    category: "DICTIONARY",
    name: "CLEAR",
    description: "Removes all keys of a dictionary that is a variable.",
    parameters: {
      type: "object",
      properties: { dictionary: { type: "object", description: "The dictionary, a whole variable." } },
      required: ["dictionary"],
    },
    returns: { type: "null" },
    effect: "write",
    readsVariables: [],
    changes: ["dictionary"],
    inferWrites: () => ({ changes: { dictionary: { const: {} } } }),
    example: { variables: { ages: { Ada: 36 } }, parameters: { dictionary: "{# ages #}" }, result: null },
    run: (_, context) => {
      context.replace("dictionary", {});
      return null;
    },
  }),
  defineBlock({
    category: "DICTIONARY",
    name: "COUNT",
    description: "Counts the keys of a dictionary.",
    parameters: {
      type: "object",
      properties: { dictionary: { type: "object", description: "The dictionary to count." } },
      required: ["dictionary"],
    },
    returns: { type: "integer", minimum: 0 },
    effect: "pure",
    example: { parameters: { dictionary: { a: 1, b: 2 } }, result: 2 },
    run: ({ dictionary }) => Object.keys(dictionary).length,
  }),
  defineBlock({
    category: "DICTIONARY",
    name: "LIST_KEYS",
    description: "Gives the keys of a dictionary.",
    parameters: {
      type: "object",
      properties: { dictionary: { type: "object", description: "The dictionary to read." } },
      required: ["dictionary"],
    },
    returns: { type: "array", items: { type: "string" } },
    effect: "pure",
    example: { parameters: { dictionary: { b: 1, a: 2 } }, result: ["b", "a"] },
    run: ({ dictionary }) => Object.keys(dictionary),
  }),
  defineBlock({
    category: "DICTIONARY",
    name: "LIST_VALUES",
    description: "Gives the values of a dictionary.",
    parameters: {
      type: "object",
      properties: { dictionary: { type: "object", description: "The dictionary to read." } },
      required: ["dictionary"],
    },
    returns: { type: "array" },
    infer: ({ dictionary }) => {
      const items = valuesOf(dictionary);
      return items === undefined ? { const: [] } : { type: "array", items };
    },
    effect: "pure",
    example: { parameters: { dictionary: { b: 1, a: 2 } }, result: [1, 2] },
    run: ({ dictionary }) => Object.values(dictionary),
  }),
  defineBlock({
    category: "DICTIONARY",
    name: "LIST_ITEMS",
    description: "Gives the keys of a dictionary with their values, as pairs.",
    parameters: {
      type: "object",
      properties: { dictionary: { type: "object", description: "The dictionary to read." } },
      required: ["dictionary"],
    },
    returns: { type: "array", items: pair },
    infer: ({ dictionary }) => {
      const value = valuesOf(dictionary);
      if (value === undefined) return { const: [] };
      return { type: "array", items: { type: "array", items: [{ type: "string" }, value], minItems: 2, maxItems: 2 } };
    },
    effect: "pure",
    example: {
      parameters: { dictionary: { b: 1, a: 2 } },
      result: [
        ["b", 1],
        ["a", 2],
      ],
    },
    run: ({ dictionary }) => Object.entries(dictionary),
  }),
  defineBlock({
    category: "DICTIONARY",
    name: "IS_DICTIONARY",
    description: "Tells whether a value is a dictionary.",
    parameters: {
      type: "object",
      properties: { value: { description: "The value to look at." } },
      required: ["value"],
    },
    returns: { type: "boolean" },
    effect: "pure",
    example: { parameters: { value: [] }, result: false },
    run: ({ value }) => isJsonMap(value),
  }),
  defineBlock({
    category: "DICTIONARY",
    name: "IS_KEY_EXISTS",
    description: "Tells whether a dictionary has a key.",
    parameters: {
      type: "object",
      properties: {
        key: { type: "string", description: "The key to look for." },
        dictionary: { type: "object", description: "The dictionary to search." },
      },
      required: ["key", "dictionary"],
    },
    returns: { type: "boolean" },
    effect: "pure",
    example: { parameters: { key: "a", dictionary: { a: 1 } }, result: true },
    run: ({ key, dictionary }) => Object.hasOwn(dictionary, key),
  }),
  defineBlock({
    category: "DICTIONARY",
    name: "IS_VALUE_EXISTS",
    description: "Tells whether some key of a dictionary has a value.",
    parameters: {
      type: "object",
      properties: {
        value: { description: "The value to look for." },
        dictionary: { type: "object", description: "The dictionary to search." },
      },
      required: ["value", "dictionary"],
    },
    returns: { type: "boolean" },
    effect: "pure",
    example: { parameters: { value: [1], dictionary: { a: [1] } }, result: true },
    run: ({ value, dictionary }) => Object.values(dictionary).some((other) => deepEqual(other, value)),
  }),
];
