// The VARIABLE blocks: the job's variables by a name that may be computed.

import { AssertionError, type BlockContext, defineBlock } from "../src/block.ts";
import { showNames, showValue } from "./shared/show.ts";

const nothing = { type: "object", properties: {} } as const;

function noSuchVariable(name: string, { variables }: BlockContext): Error {
  return new Error(`no variable ${showValue(name)}; ${showNames(variables.names(), "variables")}`);
}

export default [
  defineBlock({
    category: "VARIABLE",
    name: "SET",
    description: "Sets a variable, creating it where needed.",
    parameters: {
      type: "object",
      properties: {
        name: { type: "string", description: "The name of the variable." },
        value: { default: null, description: "Its value." },
      },
      required: ["name"],
    },
    returns: { type: "null" },
    effect: "write",
    readsVariables: [],
    writesVariables: { parameter: "name" },
    inferWrites: ({ name, value = {} }) => ({ variables: { [String(name?.const)]: value } }),
    example: { parameters: { name: "seen", value: [1] }, result: null },
    run: ({ name, value }, context) => {
      context.setVariable(name, value);
      return null;
    },
  }),
  defineBlock({
    category: "VARIABLE",
    name: "CREATE",
    description: "Creates a variable that is null; fails when it exists.",
    parameters: {
      type: "object",
      properties: { name: { type: "string", description: "The name of the variable." } },
      required: ["name"],
    },
    returns: { type: "null" },
    effect: "write",
    readsVariables: { parameter: "name" },
    writesVariables: { parameter: "name" },
    inferWrites: ({ name }) => ({ variables: { [String(name?.const)]: { const: null } } }),
    example: { parameters: { name: "seen" }, result: null },
    run: ({ name }, context) => {
      if (context.variables.has(name)) throw new AssertionError(`the variable ${showValue(name)} exists already`);
      context.setVariable(name, null);
      return null;
    },
  }),
  defineBlock({
    category: "VARIABLE",
    name: "GET",
    description: "Gives the value of a variable.",
    parameters: {
      type: "object",
      properties: {
        name: { type: "string", description: "The name of the variable." },
        default: { description: "What to give when there is no such variable; left out, that is an error." },
      },
      required: ["name"],
    },
    effect: "read",
    readsVariables: { parameter: "name" },
    example: { variables: { seen: [1] }, parameters: { name: "seen" }, result: [1] },
    run: (parameters, context) => {
      if (context.variables.has(parameters.name)) return context.variables.get(parameters.name);
      if (Object.hasOwn(parameters, "default")) return parameters.default;
      throw noSuchVariable(parameters.name, context);
    },
  }),
  defineBlock({
    category: "VARIABLE",
    name: "DELETE",
    description: "Deletes a variable.",
    parameters: {
      type: "object",
      properties: {
        name: { type: "string", description: "The name of the variable." },
        silent: { type: "boolean", default: true, description: "Whether a missing variable is no error." },
      },
      required: ["name"],
    },
    returns: { type: "null" },
    effect: "write",
    readsVariables: [],
    writesVariables: { parameter: "name" },
    inferWrites: ({ name }) => ({ variables: { [String(name?.const)]: null } }),
    example: { variables: { seen: [1] }, parameters: { name: "seen" }, result: null },
    run: ({ name, silent }, context) => {
      if (!context.deleteVariable(name) && !silent) throw noSuchVariable(name, context);
      return null;
    },
  }),
  defineBlock({
    category: "VARIABLE",
    name: "LIST_NAMES",
    description: "Gives the names of all variables, in the order in which they were created.",
    parameters: nothing,
    returns: { type: "array", items: { type: "string" } },
    effect: "read",
    readsVariables: true,
    example: { variables: { b: 1, a: 2 }, parameters: {}, result: ["b", "a"] },
    run: (_, { variables }) => variables.names(),
  }),
  defineBlock({
    category: "VARIABLE",
    name: "LIST_VALUES",
    description: "Gives the values of all variables, in the order in which they were created.",
    parameters: nothing,
    returns: { type: "array" },
    effect: "read",
    readsVariables: true,
    example: { variables: { b: 1, a: 2 }, parameters: {}, result: [1, 2] },
    run: (_, { variables }) => variables.names().map((name) => variables.get(name)),
  }),
  defineBlock({
    category: "VARIABLE",
    name: "IS_EXISTS",
    description: "Tells whether there is a variable of a name.",
    parameters: {
      type: "object",
      properties: { name: { type: "string", description: "The name to look for." } },
      required: ["name"],
    },
    returns: { type: "boolean" },
    effect: "read",
    readsVariables: { parameter: "name" },
    example: { variables: { seen: [1] }, parameters: { name: "seen" }, result: true },
    run: ({ name }, { variables }) => variables.has(name),
  }),
  defineBlock({
    category: "VARIABLE",
    name: "COUNT",
    description: "Counts the variables.",
    parameters: nothing,
    returns: { type: "integer", minimum: 0 },
    effect: "read",
    readsVariables: true,
    example: { variables: { b: 1, a: 2 }, parameters: {}, result: 2 },
    run: (_, { variables }) => variables.names().length,
  }),
];
