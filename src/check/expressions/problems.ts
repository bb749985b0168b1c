// The words for what the types of an expression say is wrong, or cannot say is right.

import type { BinaryOperator, Expression } from "../../expression.ts";
import {
  type ExpressionFunction,
  expressionFunctions,
  findFunction,
  type Operand,
} from "../../expression-functions.ts";
import { ConduitStatus } from "../../status.ts";
import { nearest, suggestion } from "../../suggest.ts";
import { describeKind, describeType, isAnything } from "../types/describe-type.ts";
import type { TypeProblem, TypeScope } from "../types/scope.ts";
import type { Kind, Type } from "../types/type.ts";
import type { Found, Miss } from "../types/walk.ts";
import { pathOfExpression, pathText } from "./references.ts";

type Locals = Pick<TypeScope, "localNames">;

const status = ConduitStatus.UNHANDLED_EXCEPTION;

/** The null of a step that left it there, if that is all there is. */
function becauseOf(type: Type): string | undefined {
  const reasons = type.map((kind) => (kind.kind === "null" ? kind.because : undefined));
  return reasons.includes(undefined) ? undefined : reasons[0];
}

/** For a value that a step may not have left. */
export function missingResult(node: Expression, because: string): TypeProblem {
  const path = pathText(node) ?? "…";
  const isForced = because.endsWith("forced step");
  const guard = isForced ? "" : ", or give this step the same condition";
  return {
    code: "unproved-result",
    severity: "unproved",
    message: `${path === "…" ? "this" : `\`${path}\``} may be null: ${because}`,
    help: `ask first: \`${path} != null ? ${path} : …\`${guard}`,
    span: node.span,
  };
}

/** What is wrong with an operand. */
export interface WrongOperand {
  readonly type: Type;
  /** The alternatives that cannot be taken, or perhaps not. */
  readonly wrong: Type;
  /** Whether none can. */
  readonly isCertain: boolean;
  /** What can, in words that follow "needs". */
  readonly wanted: string;
  /** What takes it, such as `` `&&` ``. */
  readonly by: string;
}

/** For an operand, where it may be what cannot be taken. */
export function wrongOperand(
  node: Expression,
  { type, wrong, isCertain, wanted, by }: WrongOperand,
  scope: Locals,
): TypeProblem {
  const because = becauseOf(wrong);
  if (because !== undefined && !isCertain) return missingResult(node, because);
  const { span } = node;
  if (isCertain) {
    const message = `${by} needs ${wanted}, and ${subject(node)} is ${describeType(type)}`;
    return { code: "expression-type", severity: "error", message, help: helpForType(type, wanted), span, status };
  }
  const found = isAnything(type) ? "anything" : describeType(wrong);
  const message = `${by} needs ${wanted}, and ${subject(node)} may be ${found}`;
  const help = isAnything(type) ? originOf(node, scope) : helpForDoubt(node, wrong, scope);
  return { code: "unproved-expression", severity: "unproved", message, help, span };
}

function subject(node: Expression): string {
  const path = pathText(node);
  return path === undefined ? "this" : `\`${path}\``;
}

function helpForType(type: Type, wanted: string): string | undefined {
  const kinds = new Set(type.map(({ kind }) => kind));
  if (kinds.size !== 1) return undefined;
  if (wanted === "a boolean")
    return kinds.has("null") ? "compare it: `… != null`" : "compare it with something, such as `… == 1`";
  if (kinds.has("number") && wanted === "text") return "make text of a number by `string(…)`";
  if (kinds.has("text") && /number|integer/.test(wanted)) return "make a number of text by `int(…)` or `double(…)`";
  return "read another value, or change this one by a step before";
}

const namesOfTypes: Partial<Readonly<Record<Kind["kind"], string>>> = {
  ...{ null: "null_type", boolean: "bool", text: "string", list: "list", map: "map", number: "double" },
};

function helpForDoubt(node: Expression, wrong: Type, scope: Locals): string {
  const path = pathText(node) ?? "…";
  const [kind, second] = wrong;
  if (kind?.kind === "null" && second === undefined) return `ask first: \`${path} != null ? … : …\``;
  const name = kind === undefined || second !== undefined ? undefined : namesOfTypes[kind.kind];
  const ask = name === undefined ? "" : `, or ask first: \`type(${path}) != ${name} ? … : …\``;
  return `${originOf(node, scope)}${ask}`;
}

/** For two operands of which each could be taken, but not together. */
export function wrongPair(
  node: Expression,
  operator: string,
  left: Type,
  right: Type,
  isCertain: boolean,
): TypeProblem {
  const found = `${describeType(left)} and ${describeType(right)}`;
  const { span } = node;
  const [verb, together] =
    operator === "+" ? ["join", "two numbers, two texts or two lists"] : ["order", "two numbers or two texts"];
  const help = `it takes ${together}${operator === "+" ? "; `string(…)` makes text of a number" : ""}`;
  if (isCertain) {
    const message = `\`${operator}\` cannot ${verb} ${found}`;
    return { code: "expression-type", severity: "error", message, help, span, status };
  }
  const message = `\`${operator}\` may be given what it cannot ${verb}: ${found}`;
  const ask = "say what it is in the schema that it comes from, or ask first: `type(…) == … ? … : …`";
  return { code: "unproved-expression", severity: "unproved", message, help: ask, span };
}

/** For a key or an item that is not there, or may not be. */
export function missingKey(
  node: Expression & { kind: "member" | "index" },
  type: Type,
  found: Found,
  scope: Locals,
): TypeProblem | null {
  const { misses } = found;
  const [miss] = misses;
  if (miss === undefined) return null;
  const because = misses.find((one) => one.because !== undefined)?.because;
  const span = node.kind === "member" ? node.nameSpan : node.index.span;
  const name = keyText(node);
  const isCertain = found.type.length === 0;
  if (misses.some(({ isPrivate }) => isPrivate === true)) {
    const message = `\`${name}\` is private: keys that begin or end with \`_\` cannot be read`;
    return { code: "private-key", severity: "error", message, help: "rename it, or read the map that holds it", span };
  }
  const of = subject(node.of);
  if (isCertain) {
    const message = `${of} ${absenceOf(miss, type, name, because)}`;
    return { code: "no-such-key", severity: "error", message, help: absenceHelp(miss, name), span, status };
  }
  const nulls = misses.map(({ at }) => at);
  const nullReason = becauseOf(nulls);
  if (nullReason !== undefined) return missingResult(node.of, nullReason);
  const variable = variableOf(node);
  if (variable !== undefined) {
    const message = `variable \`${variable}\` may not be there: ${because ?? "its name is not known"}`;
    const help = `declare it under \`variables\`, or ask first: \`has(job.variables.${variable})\``;
    return { code: "unproved-variable", severity: "unproved", message, help, span };
  }
  const message = `${of} ${doubtOf(miss, type, name)}`;
  return { code: "unproved-reference", severity: "unproved", message, help: doubtHelp(node, type, miss, scope), span };
}

function keyText(node: Expression & { kind: "member" | "index" }): string {
  if (node.kind === "member") return node.name;
  const { index } = node;
  if (index.kind === "literal") return String(index.value);
  const isNegative = index.kind === "unary" && index.operator === "-" && index.operand.kind === "literal";
  return isNegative ? `-${index.operand.value}` : (pathText(index) ?? "…");
}

function variableOf(node: Expression): string | undefined {
  const [root, second, name, further] = pathOfExpression(node) ?? [];
  const isVariable =
    root?.kind === "key" && root.name === "job" && second?.kind === "key" && second.name === "variables";
  return isVariable && name?.kind === "key" && further === undefined ? name.name : undefined;
}

function absenceOf({ at }: Miss, type: Type, name: string, because: string | undefined): string {
  const why = because === undefined ? "" : `: ${because}`;
  if (type.length > 1) return `has no \`${name}\`, whatever it is${why}`;
  if (at.kind === "map") return `has no key \`${name}\`${why}`;
  if (at.kind === "list" && /^-?\d+$/.test(name)) return `has no item ${name}`;
  return `is ${describeKind(at)}, which has no \`${name}\`${why}`;
}

function absenceHelp({ at }: Miss, name: string): string | undefined {
  if (at.kind === "map") return suggestion(name, at.properties.keys(), "its keys are");
  return at.kind === "list" ? "read an item by its index, from 0: `list[0]`" : undefined;
}

function doubtOf({ at }: Miss, type: Type, name: string): string {
  if (isAnything(type)) return `may be anything, so \`${name}\` may not be there`;
  const alone = type.length > 1 ? "may be" : "is";
  switch (at.kind) {
    case "null":
      return `may be null, which has no \`${name}\``;
    case "list":
      return `${alone} a list that may have no item \`${name}\``;
    case "map":
      return `may have no key \`${name}\``;
    default:
      return `may be ${describeKind(at)}, which has no \`${name}\``;
  }
}

/** Where it can be said what a value is. */
function originOf(node: Expression, { localNames }: Locals, promise = ""): string {
  const [root, second, third, further] = (pathOfExpression(node) ?? []).map((part) =>
    "name" in part ? part.name : "",
  );
  const what = promise === "" || further !== undefined ? "" : `: \`${promise}\``;
  if (root === "steps" && third === "result") return `say what step \`${second}\` gives under its \`returns\`${what}`;
  if (root === "job" && second === "parameters" && third !== undefined && localNames.has(third)) {
    return "read a part of it that is always there";
  }
  if (root === "job" && second === "parameters" && third !== undefined) {
    return `say so in the schema of parameter \`${third}\`${what}`;
  }
  return "say what it is in the schema that it comes from";
}

function doubtHelp(node: Expression & { kind: "member" | "index" }, type: Type, { at }: Miss, scope: Locals): string {
  const of = pathText(node.of) ?? "…";
  const promise = node.kind === "member" ? `{ type: object, required: [${node.name}] }` : "";
  if (isAnything(type)) return originOf(node.of, scope, promise);
  if (at.kind === "null") return `ask first: \`${of} != null ? … : …\``;
  if (at.kind === "list" && isNamed(node)) {
    const key = keyText(node);
    const isWritten = node.kind === "index" && node.index.kind === "literal";
    return `ask first: \`${isWritten ? "" : `${key} >= 0 && `}size(${of}) > ${key} ? … : …\``;
  }
  if (!isNamed(node)) return "go through the values themselves, with `for_each` or a macro such as `map`";
  const ask = node.kind === "member" ? `has(${of}.${node.name})` : `${writtenKey(node.index)} in ${of}`;
  return `ask first: \`${ask} ? … : …\`, or ${originOf(node.of, scope, promise)}`;
}

/** Whether a condition can name the key: it is written out, or a path. */
function isNamed(node: Expression & { kind: "member" | "index" }): boolean {
  return node.kind === "member" || node.index.kind === "literal" || pathText(node.index) !== undefined;
}

function writtenKey(node: Expression): string {
  return node.kind === "literal" ? JSON.stringify(node.value) : (pathText(node) ?? "…");
}

const relations: Partial<Readonly<Record<BinaryOperator, string>>> = {
  ...{ in: "is never in", "<": "is never less than", "<=": "is never at most" },
  ...{ ">": "is never more than", ">=": "is never at least" },
};

/** For a comparison of two values of which one is never the other, or never before it. */
export function constantComparison(
  node: Expression & { kind: "binary" },
  left: Type,
  right: Type,
  value: boolean,
): TypeProblem {
  const relation = relations[node.operator] ?? "never equals";
  const message = `this is always ${value}: ${describeType(left)} ${relation} ${describeType(right)}`;
  return { code: "constant-comparison", severity: "warning", message, help: meantText(left, right), span: node.span };
}

/** The text that was most likely meant, where one of a few is compared with another one. */
function meantText(left: Type, right: Type): string {
  const [one, other] = [textsOf(left), textsOf(right)];
  const [word, known] = one?.length === 1 ? [one[0], other] : [other?.[0], one];
  const near = word === undefined || known === undefined || other === undefined ? undefined : nearest(word, known);
  return near === undefined
    ? "compare it with a value that it can have, or leave it out"
    : `did you mean \`${JSON.stringify(near)}\`?`;
}

function textsOf(type: Type): readonly string[] | undefined {
  const [kind, second] = type;
  return kind?.kind === "text" && second === undefined ? kind.only : undefined;
}

/** For a question after a key that is never there. */
export function neverHas(node: Expression & { kind: "has" }, type: Type): TypeProblem {
  const keys = type.flatMap((kind) => (kind.kind === "map" ? [...kind.properties.keys()] : []));
  const message = `this is always false: ${subject(node.of)} has no key \`${node.name}\``;
  const help = suggestion(node.name, new Set(keys), "its keys are");
  return { code: "constant-comparison", severity: "warning", message, help, span: node.nameSpan };
}

/** For a name that is neither of the context nor of a loop. */
export function unknownName({ name, span }: Expression & { kind: "name" }, known: readonly string[]): TypeProblem {
  const near = nearest(name, known);
  const isPlain = /^[a-z]+$/i.test(name);
  const help =
    near !== undefined
      ? `did you mean \`${near}\`?`
      : `read a step by \`steps.${name}.result\`, a parameter by \`job.parameters.${name}\`, a variable by \`job.variables.${name}\`${isPlain ? `; put text into quotes: \`"${name}"\`` : ""}`;
  return { code: "unknown-name", severity: "error", message: `there is no \`${name}\``, help, span };
}

/** What other languages call the functions. */
const otherNames: Readonly<Record<string, string>> = {
  ...{ len: "size", length: "size", count: "size", str: "string", text: "string", number: "double", float: "double" },
  ...{ lower: "lowerAscii", toLowerCase: "lowerAscii", upper: "upperAscii", toUpperCase: "upperAscii" },
  ...{ includes: "contains", strip: "trim", startswith: "startsWith", endswith: "endsWith", slice: "substring" },
  ...{ any: "exists", some: "exists", every: "all", find: "filter" },
};

const macros = ["all", "exists", "exists_one", "map", "filter"];

/** For a function that is not there. */
export function unknownFunction({ name, nameSpan: span, receiver }: Expression & { kind: "call" }): TypeProblem {
  const isMethod = receiver !== null;
  const message = `there is no ${isMethod ? "method" : "function"} \`${name}\``;
  return { code: "unknown-function", severity: "error", message, help: functionHelp(name, isMethod), span };
}

function functionHelp(name: string, isMethod: boolean): string | undefined {
  if (name === "not") return "write `!` before what is to be false";
  if (name === "matches") {
    return "expressions have no regular expressions: use `contains`, `startsWith` or `endsWith`, or let a step find out";
  }
  if (findFunction(name, !isMethod) !== undefined || (!isMethod && macros.includes(name))) {
    return isMethod ? `write \`${name}(…)\`` : `write it behind a value: \`value.${name}(…)\``;
  }
  const other = Object.hasOwn(otherNames, name) ? otherNames[name] : undefined;
  if (other !== undefined) return `it is called \`${other}\``;
  const known = expressionFunctions.filter(({ receiver }) => (receiver !== null) === isMethod);
  const names = [...known.map((one) => one.name), ...(isMethod ? macros : ["has"])];
  return suggestion(name, new Set(names), "there are");
}

const shortNames: Readonly<Record<Operand, string>> = {
  ...{ any: "value", boolean: "boolean", number: "number", whole: "integer" },
  ...{ text: "text", texts: "list", list: "list", map: "map" },
};

/** For a function with too few or too many parameters. */
export function wrongCount(
  node: Expression & { kind: "call" },
  { least, parameters }: ExpressionFunction,
): TypeProblem {
  const most = parameters.length;
  const count = least === most ? `${most}` : `${least} to ${most}`;
  const message = `\`${node.name}\` takes ${count} parameter${most === 1 ? "" : "s"}, found ${node.parameters.length}`;
  const names = parameters.map(([operand, second]) => (second === undefined ? shortNames[operand ?? "any"] : "value"));
  const help = `write \`${node.receiver === null ? "" : "value."}${node.name}(${names.join(", ")})\``;
  return { code: "function-parameters", severity: "error", message, help, span: node.span };
}

/** For a map that cannot be written. */
export function wrongKey(node: Expression, key: string): TypeProblem {
  const message = key === "__proto__" ? "a key is `__proto__`" : `two keys are \`${key}\``;
  return { code: "expression-type", severity: "error", message, help: "write another key", span: node.span, status };
}

/** For a computed key of a map that may be one which is there already. */
export function doubtfulKey(node: Expression): TypeProblem {
  const message = "this key may become the same as another one, or `__proto__`";
  const help = "limit what it can be, for example by `enum` in the schema it comes from";
  return { code: "unproved-keys", severity: "unproved", message, help, span: node.span };
}
