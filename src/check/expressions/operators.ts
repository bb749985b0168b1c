// What operators give: types of operands -> type of the result, and whether a comparison can come out both ways. It assumes that the
// operands can be taken; what cannot has been left out before.

import type { BinaryOperator } from "../../expression.ts";
import { isPrivateKey } from "../../template.ts";
import { meet } from "../types/meet.ts";
import {
  booleanType,
  constType,
  type Kind,
  type ListKind,
  listOf,
  type MapKind,
  type NumberKind,
  numberType,
  onlyValue,
  type TextKind,
  type Type,
  union,
} from "../types/type.ts";
import { anyItemOf } from "../types/walk.ts";

/** Whether two values may be equal, as expressions compare them: maps by the keys that can be seen. */
function mayBeEqual(left: Type, right: Type): boolean {
  return left.some((one) => right.some((other) => mayKindsBeEqual(one, other)));
}

function mayKindsBeEqual(one: Kind, other: Kind): boolean {
  if (one.kind === "unknown" || other.kind === "unknown") return true;
  if (one.kind !== other.kind) return false;
  if (one.kind === "map") return true;
  if (one.kind === "list" && other.kind === "list") return mayListsBeEqual(one, other);
  return meet([one], [other]).length > 0;
}

function mayListsBeEqual(one: ListKind, other: ListKind): boolean {
  const isApart = (left: ListKind, right: ListKind) => left.maxItems !== undefined && left.maxItems < right.minItems;
  return !isApart(one, other) && !isApart(other, one);
}

/** What `==` gives, or with `isNegated` what `!=` gives. */
export function typeOfEquality(left: Type, right: Type, isNegated: boolean): Type {
  if (!mayBeEqual(left, right)) return constType(isNegated);
  const [one, other] = [onlyValue(left), onlyValue(right)];
  const isScalar = one !== undefined && (typeof one.value !== "object" || one.value === null);
  return isScalar && other !== undefined ? constType(!isNegated) : booleanType;
}

/** What `in` a list or a map gives. */
export function typeOfMembership(value: Type, of: Type): Type {
  return of.some((kind) => mayHold(kind, value)) ? booleanType : constType(false);
}

function mayHold(kind: Kind, value: Type): boolean {
  if (kind.kind === "list") return kind.maxItems !== 0 && mayBeEqual(value, anyItemOf(kind));
  if (kind.kind !== "map") return true;
  return value.some((one) => one.kind === "unknown" || (one.kind === "text" && mayNameKey(one, kind)));
}

function mayNameKey({ only }: TextKind, { properties, rest }: MapKind): boolean {
  if (only === undefined || rest().length > 0) return true;
  return only.some((key) => !isPrivateKey(key) && (properties.get(key)?.type().length ?? 0) > 0);
}

/** What an ordering of two numbers gives; of other values nothing is known. */
export function typeOfOrdering(operator: "<" | "<=" | ">" | ">=", left: Type, right: Type): Type {
  if (operator === ">" || operator === ">=") return typeOfOrdering(operator === ">" ? "<" : "<=", right, left);
  const [one, other] = [rangeOf(left), rangeOf(right)];
  if (one === undefined || other === undefined) return booleanType;
  const isNever = operator === "<" ? one.least >= other.most : one.least > other.most;
  return isNever ? constType(false) : booleanType;
}

interface Range {
  readonly least: number;
  readonly most: number;
}

/** The bounds of a type of numbers; undefined when it has other values. */
function rangeOf(type: Type): Range | undefined {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const kind of type) {
    if (kind.kind !== "number") return undefined;
    const values = kind.only ?? [];
    least = Math.min(least, kind.only === undefined ? (kind.minimum ?? Number.NEGATIVE_INFINITY) : Math.min(...values));
    most = Math.max(most, kind.only === undefined ? (kind.maximum ?? Number.POSITIVE_INFINITY) : Math.max(...values));
  }
  return type.length === 0 ? undefined : { least, most };
}

/** A number between bounds, where they are finite. */
function numberBetween(isInteger: boolean, least: number, most: number): Type {
  if (least === most && Number.isSafeInteger(least)) return constType(least);
  const minimum = Number.isFinite(least) ? { minimum: least } : {};
  return [{ kind: "number", isInteger, ...minimum, ...(Number.isFinite(most) ? { maximum: most } : {}) }];
}

const isInteger = (type: Type): boolean => type.every((kind) => kind.kind === "number" && kind.isInteger);

/**
 * What arithmetic gives.
 * @param areWhole whether both operands are whole numbers of the expression itself, which divide without a fraction.
 */
export function typeOfArithmetic(operator: BinaryOperator, left: Type, right: Type, areWhole: boolean): Type {
  const [one, other] = [rangeOf(left), rangeOf(right)];
  const isWhole = isInteger(left) && isInteger(right);
  if (one === undefined || other === undefined) return numberType;
  switch (operator) {
    case "+":
      return numberBetween(isWhole, one.least + other.least, one.most + other.most);
    case "-":
      return numberBetween(isWhole, one.least - other.most, one.most - other.least);
    case "*":
      return [{ kind: "number", isInteger: isWhole }];
    case "%":
      return numberBetween(isWhole, one.least >= 0 ? 0 : Number.NEGATIVE_INFINITY, remainderBound(one, other, isWhole));
    default:
      return [{ kind: "number", isInteger: areWhole }];
  }
}

/** A remainder is nearer to zero than what it was divided by. */
function remainderBound(one: Range, { least, most }: Range, isWhole: boolean): number {
  const divisor = Math.max(Math.abs(least), Math.abs(most));
  return Math.min(Math.max(one.most, 0), isWhole && divisor >= 1 ? divisor - 1 : divisor);
}

/** What `-` before a number gives. */
export function typeOfNegation(type: Type): Type {
  const range = rangeOf(type);
  return range === undefined ? numberType : numberBetween(isInteger(type), -range.most, -range.least);
}

const mostTexts = 24;

/** What `+` of two texts gives. */
export function joinedTexts(left: readonly TextKind[], right: readonly TextKind[]): Type {
  const [starts, ends] = [onlyTexts(left), onlyTexts(right)];
  if (starts !== undefined && ends !== undefined && starts.length * ends.length <= mostTexts) {
    const only = new Set(starts.flatMap((start) => ends.map((end) => start + end)));
    return [{ kind: "text", minLength: 0, only: [...only] }];
  }
  const least = (kinds: readonly TextKind[]) => Math.min(...kinds.map((kind) => textBounds(kind)[0]));
  const maxima = [...left, ...right].map((kind) => textBounds(kind)[1]);
  const most = (kinds: readonly TextKind[]) => Math.max(...kinds.map((kind) => textBounds(kind)[1] ?? 0));
  // Two halves of one character may meet where the texts are joined.
  const minLength = Math.max(0, least(left) + least(right) - 1);
  return [{ kind: "text", minLength, ...(maxima.includes(undefined) ? {} : { maxLength: most(left) + most(right) }) }];
}

function onlyTexts(kinds: readonly TextKind[]): readonly string[] | undefined {
  const texts = kinds.map(({ only }) => only);
  return texts.includes(undefined) ? undefined : texts.flatMap((only) => only ?? []);
}

/** How long a text is, at least and at most, in characters. */
function textBounds({ only, minLength, maxLength }: TextKind): readonly [number, number | undefined] {
  if (only === undefined) return [minLength, maxLength];
  const lengths = only.map((text) => [...text].length);
  return [Math.min(...lengths), Math.max(...lengths)];
}

/** What `+` of two lists gives. */
export function joinedLists(left: readonly ListKind[], right: readonly ListKind[]): Type {
  const items = union(...[...left, ...right].map(anyItemOf));
  const least = (lists: readonly ListKind[]) => Math.min(...lists.map(({ minItems }) => minItems));
  const maxima = [left, right].map((lists) =>
    lists.some(({ maxItems }) => maxItems === undefined)
      ? undefined
      : Math.max(...lists.map(({ maxItems }) => maxItems ?? 0)),
  );
  const [one, other] = maxima;
  return listOf(items, least(left) + least(right), one === undefined || other === undefined ? undefined : one + other);
}

/** What `size` gives. */
export function typeOfSize(type: Type): Type {
  const sizes = type.map((kind): NumberKind => {
    const [least, most] =
      kind.kind === "list" ? [kind.minItems, kind.maxItems] : kind.kind === "text" ? textBounds(kind) : [0, undefined];
    return { kind: "number", isInteger: true, minimum: least, ...(most === undefined ? {} : { maximum: most }) };
  });
  const ranges = sizes.map((kind) => rangeOf([kind]));
  const least = Math.min(...ranges.map((range) => range?.least ?? 0));
  const most = Math.max(...ranges.map((range) => range?.most ?? Number.POSITIVE_INFINITY));
  return numberBetween(true, least, most);
}
