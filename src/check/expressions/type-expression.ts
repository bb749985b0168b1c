// The type of an expression's value, and every reason why there may be none. It follows what the run computes, part by part; what is
// known to be true where a part is reached makes the types there narrower.

import type {
  Binary,
  Call,
  Conditional,
  Expression,
  Has,
  Index,
  ListLiteral,
  Macro,
  MapLiteral,
  Member,
  Name,
  Unary,
} from "../../expression.ts";
import { contextNames, findFunction, type Operand, typeNames } from "../../expression-functions.ts";
import type { Reference } from "../../template.ts";
import { isAnything } from "../types/describe-type.ts";
import { type Fact, refineAt, type TypeProblem, type TypeScope } from "../types/scope.ts";
import {
  already,
  booleanType,
  constType,
  isNever,
  isUnknown,
  type Kind,
  listOf,
  never,
  onlyValue,
  type Property,
  type Type,
  tupleOf,
  union,
  unknownType,
  withPlainNull,
} from "../types/type.ts";
import { type Found, member } from "../types/walk.ts";
import { describeOperands, fitOf, typeOfCall } from "./calls.ts";
import { factsWhen, type Held, heldWhen } from "./facts.ts";
import {
  joinedLists,
  joinedTexts,
  typeOfArithmetic,
  typeOfEquality,
  typeOfMembership,
  typeOfNegation,
  typeOfOrdering,
} from "./operators.ts";
import {
  constantComparison,
  doubtfulKey,
  missingKey,
  missingResult,
  neverHas,
  unknownFunction,
  unknownName,
  wrongCount,
  wrongKey,
  wrongOperand,
  wrongPair,
} from "./problems.ts";
import { partsOf, pathOfExpression, pathText, referenceOf } from "./references.ts";
import {
  countsOf,
  isWhole,
  itemOf,
  itemsIn,
  kindsOf,
  listsIn,
  mayBe,
  mayCollide,
  presenceIn,
  textsIn,
} from "./values.ts";

/** The type of an expression and what is wrong with it. */
export interface TypedExpression {
  readonly type: Type;
  readonly problems: readonly TypeProblem[];
}

/**
 * Types an expression.
 * @param isMistaken whether a reference is a mistake by its names alone, which is told elsewhere.
 */
export function typeExpression(
  expression: Expression,
  scope: TypeScope,
  isMistaken: (reference: Reference) => boolean = () => false,
): TypedExpression {
  const problems: TypeProblem[] = [];
  const typer = new Typer(isMistaken, (problem) => problems.push(problem));
  const type = typer.whole(expression, { scope, loops: new Map(), held: [] });
  const isTold = problems.some(({ code }) => code === "constant-comparison");
  const only = onlyValue(type)?.value;
  return { type: isTold && typeof only === "boolean" ? booleanType : type, problems };
}

/** What the names of an expression stand for at one of its parts. */
interface Names {
  readonly scope: TypeScope;
  /** The types of the variables of the loops around it. */
  readonly loops: ReadonlyMap<string, Type>;
  /** What computed keys and indexes are known to be there. */
  readonly held: readonly Held[];
}

/** What is known where a condition gives `truth`. */
function given({ scope, loops, held }: Names, condition: Expression, truth: boolean): Names {
  const own = new Map(loops);
  const others: Fact[] = [];
  for (const fact of factsWhen(condition, truth)) {
    const [root = "", ...path] = fact.path;
    const type = own.get(root);
    if (type === undefined) others.push(fact);
    else own.set(root, refineAt(type, path, fact.keep));
  }
  const known = others.length === 0 ? scope : scope.given(others);
  return { scope: known, loops: own, held: [...held, ...heldWhen(condition, truth)] };
}

/** The name that a path begins with. */
const rootOf = (path: string): string => path.split(/[.[]/, 1)[0] ?? "";

/** What is known where a loop's variable has a name of its own. */
function within({ scope, loops, held }: Names, variable: string, item: Type, own: readonly Held[]): Names {
  const others = held.filter(({ of, key }) => rootOf(of) !== variable && rootOf(key) !== variable);
  return { scope, loops: new Map([...loops, [variable, item]]), held: [...others, ...own] };
}

/** What is found at an index, without the doubts that a condition has taken away. */
function withHeld(found: Found, { of, index }: Index, type: Type, held: readonly Held[]): Found {
  const [ofText, keyText] = [pathText(of), pathText(index)];
  const isHeld = (by: Held["by"]) => held.some((one) => one.by === by && one.of === ofText && one.key === keyText);
  const isCount = type.every((kind) => kind.kind === "number" && kind.isInteger && (kind.minimum ?? -1) >= 0);
  const isThere: Partial<Record<Kind["kind"], boolean>> = { map: isHeld("in"), list: isCount && isHeld("size") };
  return { ...found, misses: found.misses.filter(({ at, isCertain }) => isCertain || isThere[at.kind] !== true) };
}

class Typer {
  readonly #isMistaken: (reference: Reference) => boolean;
  readonly #report: (problem: TypeProblem) => void;
  /** How many parts that are never reached are being typed. */
  #silent = 0;
  /** How many problems, other than warnings, were told so far. */
  #doubts = 0;
  /** Parts that may not be there, or may be null on the way to them. */
  readonly #doubted = new Set<Expression>();

  constructor(isMistaken: (reference: Reference) => boolean, report: (problem: TypeProblem) => void) {
    this.#isMistaken = isMistaken;
    this.#report = (problem) => {
      if (this.#silent > 0) return;
      if (problem.severity !== "warning") this.#doubts++;
      report(problem);
    };
  }

  /** Null that a step left which did not run is found, whatever takes it. */
  whole(node: Expression, names: Names): Type {
    const type = this.#type(node, names);
    const missing = type.find((kind) => kind.kind === "null" && kind.because !== undefined);
    if (missing?.kind !== "null" || missing.because === undefined) return type;
    this.#report(missingResult(node, missing.because));
    return withPlainNull(type);
  }

  #type(node: Expression, names: Names): Type {
    switch (node.kind) {
      case "literal":
        return constType(node.value);
      case "name":
        return this.#typeOfName(node, names);
      case "member":
      case "index":
        return this.#typeOfMember(node, names);
      case "has":
        return this.#typeOfHas(node, names);
      case "unary":
        return this.#typeOfUnary(node, names);
      case "binary":
        return this.#typeOfBinary(node, names);
      case "conditional":
        return this.#typeOfConditional(node, names);
      case "list":
        return this.#typeOfList(node, names);
      case "map":
        return this.#typeOfMap(node, names);
      case "call":
        return this.#typeOfCall(node, names);
      case "macro":
        return this.#typeOfMacro(node, names);
    }
  }

  /** The type of a part, of which only some kinds can be taken; what cannot is told and left out. */
  #take(node: Expression, names: Names, operands: readonly Operand[], by: string): Type {
    const type = this.#type(node, names);
    const judged = type.map((kind) => ({ kind, fit: fitOf(kind, operands) }));
    const wrong = judged.flatMap(({ kind, fit }) => (fit === "yes" ? [] : [kind]));
    const right = judged.flatMap(({ kind, fit }) => (fit === "no" ? [] : [kind]));
    if (wrong.length > 0 && !this.#isDoubted(node, type)) {
      const wanted = describeOperands(operands);
      this.#report(wrongOperand(node, { type, wrong, isCertain: right.length === 0, wanted, by }, names.scope));
    }
    return wrong.length > 0 && right.length === 0 ? unknownType : right;
  }

  /** Whether nothing is known of a value, and that was told: what can be said of it follows from that. */
  #isDoubted(node: Expression, type: Type): boolean {
    return this.#doubted.has(node) && isAnything(type);
  }

  #typeOfName(node: Name, { scope, loops }: Names): Type {
    const own = loops.get(node.name);
    if (own !== undefined) return own;
    if ((contextNames as readonly string[]).includes(node.name)) {
      const { type } = member(scope.context, { kind: "key", name: node.name });
      // Outside of loops there is no `each`, which is told elsewhere.
      return isNever(type) ? unknownType : type;
    }
    if ((typeNames as readonly string[]).includes(node.name)) return constType(node.name);
    this.#report(unknownName(node, [...contextNames, ...loops.keys()]));
    return unknownType;
  }

  #typeOfMember(node: Member | Index, names: Names): Type {
    const type = this.#type(node.of, names);
    const index = node.kind === "index" ? this.#take(node.index, names, ["text", "number"], "an index") : null;
    const path = pathOfExpression(node);
    const reference = path === undefined ? undefined : referenceOf(path);
    if (reference !== undefined && this.#isMistaken(reference)) return unknownType;
    const found =
      node.kind === "member"
        ? member(type, { kind: "key", name: node.name })
        : withHeld(itemOf(type, index ?? unknownType), node, index ?? unknownType, names.held);
    const problem = missingKey(node, type, found, names.scope);
    if (problem === null) return found.type;
    if (!this.#isDoubted(node.of, type)) this.#report(problem);
    this.#doubted.add(node);
    return isNever(found.type) ? unknownType : found.type;
  }

  #typeOfHas(node: Has, names: Names): Type {
    const type = this.#type(node.of, names);
    const presences = type.map((kind) => presenceIn(kind, node.name));
    if (presences.length > 0 && presences.every((presence) => presence === "no")) {
      this.#report(neverHas(node, type));
      return constType(false);
    }
    return presences.length > 0 && presences.every((presence) => presence === "yes") ? constType(true) : booleanType;
  }

  #typeOfUnary({ operator, operand }: Unary, names: Names): Type {
    if (operator === "-") return typeOfNegation(this.#take(operand, names, ["number"], "`-`"));
    const type = this.#take(operand, names, ["boolean"], "`!`");
    const only = onlyValue(type)?.value;
    return typeof only === "boolean" ? constType(!only) : isNever(type) ? never : booleanType;
  }

  #typeOfBinary(node: Binary, names: Names): Type {
    switch (node.operator) {
      case "&&":
      case "||":
        return this.#typeOfLogic(node, names);
      case "==":
      case "!=":
        return this.#typeOfEquality(node, names);
      case "in":
        return this.#typeOfMembership(node, names);
      case "<":
      case "<=":
      case ">":
      case ">=":
        return this.#typeOfOrdering(node, node.operator, names);
      case "+":
        return this.#typeOfSum(node, names);
      default: {
        const by = `\`${node.operator}\``;
        const left = this.#take(node.left, names, ["number"], by);
        const right = this.#take(node.right, names, ["number"], by);
        if (isNever(left) || isNever(right)) return never;
        return typeOfArithmetic(node.operator, left, right, isWhole(node.left) && isWhole(node.right));
      }
    }
  }

  /** `&&` and `||` go from left to right, and stop where the left side says it all. */
  #typeOfLogic({ operator, left: first, right: second }: Binary, names: Names): Type {
    const decisive = operator === "||";
    const by = `\`${operator}\``;
    const left = this.#take(first, names, ["boolean"], by);
    const isReached = mayBe(left, !decisive);
    const inside = given(names, first, !decisive);
    const right = this.#reached(isReached, () => this.#take(second, inside, ["boolean"], by));
    const mayDecide = mayBe(left, decisive) || (isReached && mayBe(right, decisive));
    return union(
      mayDecide ? constType(decisive) : never,
      isReached && mayBe(right, !decisive) ? constType(!decisive) : never,
    );
  }

  /** Types a part without telling anything, where it is never reached. */
  #reached<T>(isReached: boolean, type: () => T): T {
    if (!isReached) this.#silent++;
    const typed = type();
    if (!isReached) this.#silent--;
    return typed;
  }

  #typeOfEquality(node: Binary, names: Names): Type {
    const [left, right] = [this.#type(node.left, names), this.#type(node.right, names)];
    if (isNever(left) || isNever(right)) return never;
    const isNegated = node.operator === "!=";
    const type = typeOfEquality(left, right, isNegated);
    // A guard against null that is not needed does no harm.
    const isGuard = isNegated && [node.left, node.right].some((one) => one.kind === "literal" && one.value === null);
    if (onlyValue(type)?.value === isNegated && !isGuard)
      this.#report(constantComparison(node, left, right, isNegated));
    return type;
  }

  #typeOfMembership(node: Binary, names: Names): Type {
    const value = this.#type(node.left, names);
    const of = this.#take(node.right, names, ["list", "map"], "`in`");
    if (isNever(value) || isNever(of) || isUnknown(of)) return isNever(value) || isNever(of) ? never : booleanType;
    const type = typeOfMembership(value, of);
    if (onlyValue(type)?.value === false) this.#report(constantComparison(node, value, of, false));
    return type;
  }

  #typeOfOrdering(node: Binary, operator: "<" | "<=" | ">" | ">=", names: Names): Type {
    const operands: readonly Operand[] = ["number", "text", "boolean"];
    const doubts = this.#doubts;
    const left = this.#take(node.left, names, operands, `\`${operator}\``);
    const right = this.#take(node.right, names, operands, `\`${operator}\``);
    if (isNever(left) || isNever(right)) return never;
    if (!this.#arePairs(node, left, right, this.#doubts > doubts)) return booleanType;
    const type = typeOfOrdering(operator, left, right);
    if (onlyValue(type)?.value === false) this.#report(constantComparison(node, left, right, false));
    return type;
  }

  #typeOfSum(node: Binary, names: Names): Type {
    const operands: readonly Operand[] = ["number", "text", "list"];
    const doubts = this.#doubts;
    const left = this.#take(node.left, names, operands, "`+`");
    const right = this.#take(node.right, names, operands, "`+`");
    if (isNever(left) || isNever(right)) return never;
    if (isUnknown(left) || isUnknown(right)) return unknownType;
    this.#arePairs(node, left, right, this.#doubts > doubts);
    const [numbers, others] = [left, right].map((type) => type.filter((kind) => kind.kind === "number"));
    const [starts, ends] = [textsIn(left), textsIn(right)];
    const [lists, more] = [listsIn(left), listsIn(right)];
    const type = union(
      numbers?.length && others?.length ? typeOfArithmetic("+", numbers, others, false) : never,
      starts.length > 0 && ends.length > 0 ? joinedTexts(starts, ends) : never,
      lists.length > 0 && more.length > 0 ? joinedLists(lists, more) : never,
    );
    return isNever(type) ? unknownType : type;
  }

  /** Whether two operands are surely of the same kind; if not, that is told, unless one of them was doubted already. */
  #arePairs(node: Binary, left: Type, right: Type, isDoubted: boolean): boolean {
    if (isUnknown(left) || isUnknown(right)) return false;
    const [one, other] = [kindsOf(left), kindsOf(right)];
    const common = [...one].filter((kind) => other.has(kind));
    if (one.size === 1 && other.size === 1 && common.length === 1) return true;
    const isCertain = common.length === 0;
    if (isCertain || !isDoubted) this.#report(wrongPair(node, node.operator, left, right, isCertain));
    return false;
  }

  #typeOfConditional({ condition, yes, no }: Conditional, names: Names): Type {
    const asked = this.#take(condition, names, ["boolean"], "`?`");
    const branch = (node: Expression, truth: boolean) => {
      const isReached = mayBe(asked, truth);
      const type = this.#reached(isReached, () => this.#type(node, given(names, condition, truth)));
      return isReached ? type : never;
    };
    return union(branch(yes, true), branch(no, false));
  }

  #typeOfList({ items }: ListLiteral, names: Names): Type {
    return tupleOf(items.map((item) => this.#type(item, names)));
  }

  #typeOfMap({ entries }: MapLiteral, names: Names): Type {
    const properties = new Map<string, Property>();
    const computed: { readonly key: Expression; readonly type: Type; readonly isDoubted: boolean }[] = [];
    let rest: Type = never;
    for (const { key, value } of entries) {
      const doubts = this.#doubts;
      const keyType = this.#take(key, names, ["text"], "a map's key");
      const name = onlyValue(keyType)?.value;
      const isDoubted = this.#doubts > doubts;
      const type = this.#type(value, names);
      if (isNever(type)) return never;
      if (typeof name !== "string") {
        computed.push({ key, type: keyType, isDoubted });
        rest = union(rest, type);
      } else {
        if (name === "__proto__" || properties.has(name)) this.#report(wrongKey(key, name));
        properties.set(name, { type: already(type), isRequired: true });
      }
    }
    for (const [index, { key, type, isDoubted }] of computed.entries()) {
      const before = computed.slice(0, index).map((other) => other.type);
      if (!isDoubted && mayCollide(type, [...properties.keys()], before)) this.#report(doubtfulKey(key));
    }
    return [{ kind: "map", properties, rest: already(rest) }];
  }

  #typeOfCall(node: Call, names: Names): Type {
    const { name, receiver, parameters } = node;
    const found = findFunction(name, receiver !== null);
    if (found === undefined) {
      this.#report(unknownFunction(node));
      for (const part of partsOf(node)) this.#type(part, names);
      return unknownType;
    }
    const by = `\`${name}\``;
    const of = receiver === null ? null : this.#take(receiver, names, found.receiver ?? [], by);
    const types = parameters.map((parameter, index) =>
      this.#take(parameter, names, found.parameters[index] ?? ["any"], by),
    );
    if (types.length < found.least || types.length > found.parameters.length) {
      this.#report(wrongCount(node, found));
      return unknownType;
    }
    const operands = of === null ? types : [of, ...types];
    if (operands.some(isNever)) return never;
    return typeOfCall(found, operands[0] ?? unknownType);
  }

  #typeOfMacro(node: Macro, names: Names): Type {
    const range = this.#take(node.of, names, ["list", "map"], `\`${node.name}\``);
    if (isNever(range)) return never;
    const item = isUnknown(range) ? unknownType : union(...range.map(itemsIn));
    const isReached = !isNever(item);
    const of = pathText(node.of);
    const isOfMaps = range.every(({ kind }) => kind === "map");
    // The path is one of outside, which the variable may hide.
    const own = of !== undefined && isOfMaps && rootOf(of) !== node.variable;
    const inside = within(names, node.variable, item, own ? [{ of, key: node.variable, by: "in" }] : []);
    return this.#reached(isReached, () => this.#typeOfLoop(node, range, inside));
  }

  #typeOfLoop({ name, variable, condition, body }: Macro, range: Type, inside: Names): Type {
    const by = `\`${name}\``;
    const [least, most] = countsOf(range);
    if (condition !== null) this.#take(condition, inside, ["boolean"], by);
    if (name === "map") {
      const known = condition === null ? inside : given(inside, condition, true);
      return listOf(this.#type(body, known), condition === null ? least : 0, most);
    }
    this.#take(body, inside, ["boolean"], by);
    if (name !== "filter") return booleanType;
    return listOf(given(inside, body, true).loops.get(variable) ?? never, 0, most);
  }
}
