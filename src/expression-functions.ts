// THE tables of what expressions can name: the context, types, functions with what they take and give. The check types calls by them,
// the run admits no others.

/** What a parameter may be; a whole number is one without a fraction. */
export type Operand = "any" | "boolean" | "number" | "whole" | "text" | "texts" | "list" | "map";

/** A function, or where `receiver` is not null a method: `receiver.name(…)`. */
export interface ExpressionFunction {
  readonly name: string;
  /** What it may be called on; null for a plain function. */
  readonly receiver: readonly Operand[] | null;
  readonly parameters: readonly (readonly Operand[])[];
  /** How many parameters must be there. */
  readonly least: number;
  readonly returns: "boolean" | "number" | "whole" | "text" | "texts" | "type";
}

/** What expressions read; `each` is there inside loops. */
export const contextNames = ["job", "steps", "each"] as const;

/** What `type(…)` gives, and the names that stand for it. */
export const typeNames = ["bool", "int", "double", "string", "list", "map", "null_type"] as const;

const sized: readonly Operand[] = ["text", "list", "map"];
const text: readonly Operand[] = ["text"];
const whole: readonly Operand[] = ["whole"];

function plain(
  name: string,
  parameter: readonly Operand[],
  returns: ExpressionFunction["returns"],
): ExpressionFunction {
  return { name, receiver: null, parameters: [parameter], least: 1, returns };
}

function method(
  name: string,
  receiver: readonly Operand[],
  parameters: readonly (readonly Operand[])[],
  returns: ExpressionFunction["returns"],
  least = parameters.length,
): ExpressionFunction {
  return { name, receiver, parameters, least, returns };
}

export const expressionFunctions: readonly ExpressionFunction[] = [
  plain("size", sized, "whole"),
  plain("int", ["number", "text"], "whole"),
  plain("double", ["number", "text"], "number"),
  plain("string", ["text", "number", "boolean"], "text"),
  plain("bool", ["boolean", "text"], "boolean"),
  plain("type", ["any"], "type"),
  method("size", sized, [], "whole"),
  method("contains", text, [text], "boolean"),
  method("startsWith", text, [text], "boolean"),
  method("endsWith", text, [text], "boolean"),
  method("indexOf", text, [text, whole], "whole", 1),
  method("lastIndexOf", text, [text, whole], "whole", 1),
  method("substring", text, [whole, whole], "text", 1),
  method("lowerAscii", text, [], "text"),
  method("upperAscii", text, [], "text"),
  method("trim", text, [], "text"),
  method("split", text, [text, whole], "texts", 1),
  method("join", ["texts"], [text], "text", 0),
];

/** The function that a call means; undefined when there is none of that name and kind. */
export function findFunction(name: string, isMethod: boolean): ExpressionFunction | undefined {
  return expressionFunctions.find((one) => one.name === name && (one.receiver !== null) === isMethod);
}
