// What functions of expressions take and give, as types.

import type { ExpressionFunction, Operand } from "../../expression-functions.ts";
import { type Fit, fits } from "../types/fits.ts";
import {
  booleanType,
  constType,
  integerType,
  type Kind,
  listOf,
  numberType,
  type Type,
  textType,
  union,
} from "../types/type.ts";
import { anyItemOf } from "../types/walk.ts";
import { typeOfSize } from "./operators.ts";

const words: Readonly<Record<Operand, string>> = {
  any: "any value",
  boolean: "a boolean",
  number: "a number",
  whole: "an integer",
  text: "text",
  texts: "a list of texts",
  list: "a list",
  map: "a map",
};

/** What can be taken, in words that follow "needs". */
export function describeOperands(operands: readonly Operand[]): string {
  const named = operands.map((operand) => words[operand]);
  return named.length < 2 ? (named[0] ?? "nothing") : `${named.slice(0, -1).join(", ")} or ${named.at(-1)}`;
}

/** Whether values of one kind can be taken. */
export function fitOf(kind: Kind, operands: readonly Operand[]): Fit {
  if (kind.kind === "unknown") return "yes";
  const found = operands.map((operand) => fitOfOperand(kind, operand));
  if (found.includes("yes")) return "yes";
  return found.includes("maybe") ? "maybe" : "no";
}

function fitOfOperand(kind: Kind, operand: Operand): Fit {
  switch (operand) {
    case "any":
      return "yes";
    case "whole":
      return fits([kind], integerType);
    case "texts":
      return kind.kind !== "list" ? "no" : kind.maxItems === 0 ? "yes" : ofTexts(anyItemOf(kind), kind.minItems);
    default:
      return kind.kind === operand ? "yes" : "no";
  }
}

/** A list whose items are no texts can be taken where it is empty. */
function ofTexts(items: Type, minItems: number): Fit {
  const fit = fits(items, textType);
  return fit === "no" && minItems === 0 ? "maybe" : fit;
}

/**
 * What a call gives.
 * @param first the type of what it is called on, or of its first parameter.
 */
export function typeOfCall({ name, returns }: ExpressionFunction, first: Type): Type {
  switch (returns) {
    case "boolean":
      return booleanType;
    case "number":
      return numberType;
    case "whole":
      if (name === "size") return typeOfSize(first);
      return name === "int" ? integerType : [{ kind: "number", isInteger: true, minimum: -1 }];
    case "text":
      return textType;
    case "texts":
      return listOf(textType);
    case "type":
      return union(...first.map(typeNamesOf));
  }
}

/** What `type` may give for values of one kind. */
function typeNamesOf(kind: Kind): Type {
  switch (kind.kind) {
    case "null":
      return constType("null_type");
    case "boolean":
      return constType("bool");
    case "number":
      return kind.isInteger ? constType("int") : union(constType("int"), constType("double"));
    case "text":
      return constType("string");
    case "list":
    case "map":
      return constType(kind.kind);
    case "unknown":
      return textType;
  }
}
