// An expression `{= … =}` as a small syntax tree: what parsing makes, the check types and the run evaluates. Every span is an
// offset into the text that the expression's tag stands in.

import type { Span } from "./source.ts";

interface NodeBase {
  readonly span: Span;
}

interface Literal extends NodeBase {
  readonly kind: "literal";
  readonly value: null | boolean | number | string;
  /** Whether a number was written without point and exponent: whole numbers divide as whole numbers. */
  readonly isWhole: boolean;
}

/** `job`, `steps` or a macro's variable. */
export interface Name extends NodeBase {
  readonly kind: "name";
  readonly name: string;
}

/** `of.name` */
export interface Member extends NodeBase {
  readonly kind: "member";
  readonly of: Expression;
  readonly name: string;
  readonly nameSpan: Span;
}

/** `of[index]` */
export interface Index extends NodeBase {
  readonly kind: "index";
  readonly of: Expression;
  readonly index: Expression;
}

/** `name(items)`, or with a receiver `receiver.name(items)`. Whether there is such a function is not the parser's to say. */
export interface Call extends NodeBase {
  readonly kind: "call";
  readonly name: string;
  readonly nameSpan: Span;
  readonly receiver: Expression | null;
  readonly parameters: readonly Expression[];
}

/** `has(of.name)` */
export interface Has extends NodeBase {
  readonly kind: "has";
  readonly of: Expression;
  readonly name: string;
  readonly nameSpan: Span;
}

export interface Unary extends NodeBase {
  readonly kind: "unary";
  readonly operator: "!" | "-";
  readonly operand: Expression;
}

export type BinaryOperator = "||" | "&&" | "==" | "!=" | "<" | "<=" | ">" | ">=" | "in" | "+" | "-" | "*" | "/" | "%";

export interface Binary extends NodeBase {
  readonly kind: "binary";
  readonly operator: BinaryOperator;
  readonly operatorSpan: Span;
  readonly left: Expression;
  readonly right: Expression;
}

/** `condition ? yes : no` */
export interface Conditional extends NodeBase {
  readonly kind: "conditional";
  readonly condition: Expression;
  readonly yes: Expression;
  readonly no: Expression;
}

export interface ListLiteral extends NodeBase {
  readonly kind: "list";
  readonly items: readonly Expression[];
}

export interface MapLiteral extends NodeBase {
  readonly kind: "map";
  readonly entries: readonly { readonly key: Expression; readonly value: Expression }[];
}

export type MacroName = "all" | "exists" | "exists_one" | "map" | "filter";

/** `of.all(variable, body)` and the like: the only loops there are. */
export interface Macro extends NodeBase {
  readonly kind: "macro";
  readonly name: MacroName;
  readonly nameSpan: Span;
  /** The list, or the map whose keys it goes through. */
  readonly of: Expression;
  readonly variable: string;
  readonly variableSpan: Span;
  /** The condition of `map(variable, condition, body)`. */
  readonly condition: Expression | null;
  readonly body: Expression;
}

export type Expression =
  | Literal
  | Name
  | Member
  | Index
  | Call
  | Has
  | Unary
  | Binary
  | Conditional
  | ListLiteral
  | MapLiteral
  | Macro;
