// What a loop says of its turns: the list it goes through, how many items that may have, and what each turn is given.

import { ConduitStatus } from "../status.ts";
import type { Template } from "../template.ts";
import type { Turns } from "./rule.ts";
import type { PlacelessProblem } from "./type-reports.ts";
import { describeType } from "./types/describe-type.ts";
import { explainDoubt } from "./types/explain-fit.ts";
import { fits } from "./types/fits.ts";
import {
  anyType,
  isNever,
  type ListKind,
  listOf,
  type NumberKind,
  type Type,
  union,
  unknownType,
} from "./types/type.ts";
import { anyItemOf } from "./types/walk.ts";

const anyList = listOf(anyType);

const listsOf = (type: Type): readonly ListKind[] => type.filter((kind) => kind.kind === "list");

/** How many items the lists of a type may have. */
export function turnsOf(type: Type): Turns {
  const lists = listsOf(type);
  if (lists.length === 0) return { least: 0, most: undefined };
  const most = lists.map(({ maxItems, prefix, rest }) => maxItems ?? (isNever(rest()) ? prefix.length : undefined));
  return {
    least: Math.min(...lists.map(({ minItems }) => minItems)),
    most: most.includes(undefined) ? undefined : Math.max(...most.map((count) => count ?? 0)),
  };
}

/** What each turn is given. */
export function itemsOf(type: Type): { readonly item: Type; readonly index: Type } {
  const { most } = turnsOf(type);
  const item = union(...listsOf(type).map(anyItemOf));
  const index: NumberKind = { kind: "number", isInteger: true, minimum: 0 };
  return {
    item: isNever(item) ? unknownType : item,
    index: [most === undefined || most === 0 ? index : { ...index, maximum: most - 1 }],
  };
}

/** What is wrong with what a loop goes through; null where it surely is a list. */
export function loopProblem(type: Type, template: Template): PlacelessProblem | null {
  const fit = fits(type, anyList);
  if (fit === "yes") return null;
  const shown = template.kind === "tag" ? `\`${template.tag.text}\`` : "what stands here";
  if (fit === "no") {
    return {
      code: "loop-not-list",
      severity: "error",
      message: `a loop goes through a list, and ${shown} is ${describeType(type)}`,
      help: "read a list, or write one: `[1, 2, 3]`",
      status: ConduitStatus.INVALID_TYPE,
    };
  }
  return {
    code: "unproved-loop",
    severity: "unproved",
    message: `a loop goes through a list, and ${shown} ${explainDoubt(type, anyList).words}`,
    help: "say that it is one where it comes from: by the schema of the parameter, or by `returns: { type: array }` of the step",
  };
}
