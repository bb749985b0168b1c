// What an expression that is true, or false, says of the values it names: by this the checker knows them better where the expression
// guards something.

import type { Binary, Expression } from "../../expression.ts";
import { ownValue } from "../../json.ts";
import { isPrivateKey } from "../../template.ts";
import { meet } from "../types/meet.ts";
import { type Fact, withProperty } from "../types/scope.ts";
import { anyType, constType, type Kind, type NumberKind, never, type Type, union } from "../types/type.ts";
import { pathOfExpression, pathText } from "./references.ts";

type Scalar = null | boolean | number | string;

/** What holds of values at paths where an expression gives `truth`. Paths may begin with a loop's own variable. */
export function factsWhen(node: Expression, truth: boolean): readonly Fact[] {
  switch (node.kind) {
    case "unary":
      return node.operator === "!" ? factsWhen(node.operand, !truth) : [];
    case "binary":
      return factsOfBinary(node, truth);
    case "has":
      return factsOfKey(node.of, node.name, truth);
    case "name":
    case "member":
    case "index":
      return factAt(node, (type) => filtered(type, "boolean", truth));
    default:
      return [];
  }
}

/** A key that a map has, or an index below the size of a list, where both are paths and neither need be known before the run. */
export interface Held {
  readonly of: string;
  readonly key: string;
  readonly by: "in" | "size";
}

/** The keys and indexes that are there where an expression gives `truth`. */
export function heldWhen(node: Expression, truth: boolean): readonly Held[] {
  if (node.kind === "unary") return node.operator === "!" ? heldWhen(node.operand, !truth) : [];
  if (node.kind !== "binary") return [];
  const { operator, left, right } = node;
  switch (operator) {
    case "&&":
    case "||":
      return truth === (operator === "&&") ? [...heldWhen(left, truth), ...heldWhen(right, truth)] : [];
    case "in":
      return truth ? held(right, left, "in") : [];
    case ">":
    case "<=":
      return truth === (operator === ">") ? held(sizedBy(left), right, "size") : [];
    case "<":
    case ">=":
      return truth === (operator === "<") ? held(sizedBy(right), left, "size") : [];
    default:
      return [];
  }
}

function held(of: Expression | undefined, key: Expression, by: Held["by"]): readonly Held[] {
  const [ofText, keyText] = [of === undefined ? undefined : pathText(of), pathText(key)];
  return ofText === undefined || keyText === undefined ? [] : [{ of: ofText, key: keyText, by }];
}

function factsOfBinary(node: Binary, truth: boolean): readonly Fact[] {
  const { operator, left, right } = node;
  switch (operator) {
    case "&&":
      return truth ? both(node, true) : either(node, false);
    case "||":
      return truth ? either(node, true) : both(node, false);
    case "==":
    case "!=":
      return [
        ...factsOfEquality(left, right, truth === (operator === "==")),
        ...factsOfEquality(right, left, truth === (operator === "==")),
      ];
    case "in":
      return factsOfMembership(left, right, truth);
    case "<":
    case "<=":
    case ">":
    case ">=":
      return [...factsOfOrder(left, operator, right, truth), ...factsOfOrder(right, turned[operator], left, truth)];
    default:
      return [];
  }
}

const both = ({ left, right }: Binary, truth: boolean) => [...factsWhen(left, truth), ...factsWhen(right, truth)];

/** What both sides say of the same path, when one of them holds. */
function either({ left, right }: Binary, truth: boolean): readonly Fact[] {
  const [one, other] = [byPath(factsWhen(left, truth)), byPath(factsWhen(right, truth))];
  const facts: Fact[] = [];
  for (const [key, { path, keep }] of one) {
    const second = other.get(key);
    if (second !== undefined) facts.push({ path, keep: (type) => union(keep(type), second.keep(type)) });
  }
  return facts;
}

/** All that is said of each path, as one fact. */
function byPath(facts: readonly Fact[]): ReadonlyMap<string, Fact> {
  const merged = new Map<string, Fact>();
  for (const { path, keep } of facts) {
    const key = JSON.stringify(path);
    const before = merged.get(key);
    merged.set(key, { path, keep: before === undefined ? keep : (type) => keep(before.keep(type)) });
  }
  return merged;
}

function factAt(node: Expression, keep: Fact["keep"]): readonly Fact[] {
  const path = writtenPath(node);
  return path === undefined ? [] : [{ path, keep }];
}

function writtenPath(node: Expression): readonly string[] | undefined {
  const path = pathOfExpression(node);
  return path?.every((part) => part.kind === "key") ? path.map((part) => ("name" in part ? part.name : "")) : undefined;
}

/** Of one kind of value the ones that are a constant, and nothing else. */
function filtered(type: Type, kind: "boolean", only: boolean): Type {
  return meet(type, [{ kind, only }]);
}

/** The constant that an expression is. */
function constantOf(node: Expression): { readonly value: Scalar } | undefined {
  if (node.kind === "literal") return { value: node.value };
  if (node.kind === "unary" && node.operator === "-") {
    const inner = constantOf(node.operand);
    return typeof inner?.value === "number" ? { value: -inner.value } : undefined;
  }
  return undefined;
}

function factsOfEquality(node: Expression, other: Expression, areEqual: boolean): readonly Fact[] {
  if (node.kind === "call" && node.name === "type") return factsOfType(node.parameters[0], other, areEqual);
  const constant = constantOf(other);
  const size = sizedBy(node);
  const count = constant?.value;
  if (size !== undefined && typeof count === "number") {
    if (areEqual) return factAt(size, (type) => withSize(withSize(type, ">=", count), "<=", count));
    return count === 0 ? factAt(size, (type) => withSize(type, ">", 0)) : [];
  }
  if (constant !== undefined)
    return factAt(node, (type) => (areEqual ? kept(type, [constant.value]) : left(type, [constant.value])));
  if (areEqual && (other.kind === "list" || other.kind === "map")) {
    return factAt(node, (type) => type.filter(({ kind }) => kind === other.kind || kind === "unknown"));
  }
  return [];
}

/** What of a type equals one of some constants. */
function kept(type: Type, values: readonly Scalar[]): Type {
  return meet(type, union(...values.map((value) => constType(value))));
}

/** What of a type may still be there when it equals none of some constants. */
function left(type: Type, values: readonly Scalar[]): Type {
  return type.flatMap((kind): Type => {
    switch (kind.kind) {
      case "null":
        return values.includes(null) ? [] : [kind];
      case "boolean": {
        const rest = [true, false].filter((one) => kind.only !== !one && !values.includes(one));
        const [first, second] = rest;
        return first === undefined ? [] : second === undefined ? [{ ...kind, only: first }] : [kind];
      }
      case "number":
      case "text": {
        const { only } = kind;
        if (only === undefined) return [kind];
        const rest = (only as readonly (string | number)[]).filter((one) => !values.includes(one));
        return rest.length === 0 ? [] : [{ ...kind, only: rest } as Kind];
      }
      default:
        return [kind];
    }
  });
}

function factsOfMembership(node: Expression, of: Expression, truth: boolean): readonly Fact[] {
  if (of.kind === "list") {
    const constants = of.items.map(constantOf);
    const values = constants.flatMap((constant) => (constant === undefined ? [] : [constant.value]));
    if (values.length < constants.length && truth) return [];
    return factAt(node, (type) => (truth ? kept(type, values) : left(type, values)));
  }
  const key = constantOf(node);
  return typeof key?.value === "string" && truth ? factsOfKey(of, key.value, true) : [];
}

/** That a key is there, or is not. Where a list or text is looked into, nothing is known of keys. */
function factsOfKey(of: Expression, name: string, isThere: boolean): readonly Fact[] {
  const path = writtenPath(of);
  if (path === undefined || isPrivateKey(name)) return [];
  if (isThere) return [{ path: [...path, name], keep: (type) => type }];
  const keep = (type: Type) =>
    type.flatMap((kind): Type => {
      if (kind.kind !== "map") return [kind];
      const property = kind.properties.get(name);
      if (property?.isRequired === true) return [];
      const absent = { type: () => never, isRequired: false, because: property?.because };
      return [{ ...kind, properties: withProperty(kind.properties, name, absent) }];
    });
  return [{ path, keep }];
}

const kindsOfTypes: Readonly<Record<string, Kind["kind"]>> = {
  ...{ bool: "boolean", int: "number", double: "number", string: "text" },
  ...{ list: "list", map: "map", null_type: "null" },
};

/** For `type(x) == name`. */
function factsOfType(node: Expression | undefined, other: Expression, areEqual: boolean): readonly Fact[] {
  const name = other.kind === "name" ? other.name : other.kind === "literal" ? other.value : null;
  const wanted = typeof name === "string" ? ownValue(kindsOfTypes, name) : undefined;
  if (node === undefined || wanted === undefined) return [];
  return factAt(node, (type) =>
    type.flatMap((kind): Type => {
      if (kind.kind === "unknown") return [kind];
      if (kind.kind !== wanted) return areEqual ? [] : [kind];
      if (kind.kind !== "number") return areEqual ? [kind] : [];
      return numbersOf(kind, (name === "int") === areEqual);
    }),
  );
}

/** The numbers of a kind that are integers, or that may be others. */
function numbersOf(kind: NumberKind, areIntegers: boolean): Type {
  if (areIntegers) return meet([kind], [{ kind: "number", isInteger: true }]);
  return kind.isInteger ? [] : [kind];
}

type Order = "<" | "<=" | ">" | ">=";
const turned: Readonly<Record<Order, Order>> = { "<": ">", "<=": ">=", ">": "<", ">=": "<=" };
const opposite: Readonly<Record<Order, Order>> = { "<": ">=", "<=": ">", ">": "<=", ">=": "<" };

function factsOfOrder(node: Expression, operator: Order, other: Expression, truth: boolean): readonly Fact[] {
  const constant = constantOf(other);
  if (typeof constant?.value !== "number") return [];
  const { value } = constant;
  const holding = truth ? operator : opposite[operator];
  const size = sizedBy(node);
  if (size !== undefined) return factAt(size, (type) => withSize(type, holding, value));
  return factAt(node, (type) => meet(type, [rangeOfOrder(holding, value)]));
}

function rangeOfOrder(operator: Order, value: number): NumberKind {
  const isExcluded = operator === "<" || operator === ">";
  return operator === "<" || operator === "<="
    ? { kind: "number", isInteger: false, maximum: value, isMaximumExcluded: isExcluded }
    : { kind: "number", isInteger: false, minimum: value, isMinimumExcluded: isExcluded };
}

/** What an expression takes the size of. */
function sizedBy(node: Expression): Expression | undefined {
  return node.kind === "call" && node.name === "size" ? (node.receiver ?? node.parameters[0]) : undefined;
}

/** Lists and texts of a size; of maps nothing is said. */
function withSize(type: Type, operator: Order, size: number): Type {
  const least = operator === ">=" ? Math.ceil(size) : operator === ">" ? Math.floor(size) + 1 : 0;
  const most = operator === "<=" ? Math.floor(size) : operator === "<" ? Math.ceil(size) - 1 : undefined;
  return type.flatMap((kind): Type => {
    const isMissed = most !== undefined && most < 0;
    if (kind.kind === "list") {
      const bounds = { minItems: least, ...(most === undefined ? {} : { maxItems: most }) };
      return isMissed ? [] : meet([kind], [{ kind: "list", prefix: [], rest: () => anyType, ...bounds }]);
    }
    if (kind.kind === "text") {
      const bounds = { minLength: least, ...(most === undefined ? {} : { maxLength: most }) };
      return isMissed ? [] : meet([kind], [{ kind: "text", ...bounds }]);
    }
    return kind.kind === "map" || kind.kind === "unknown" ? [kind] : [];
  });
}
