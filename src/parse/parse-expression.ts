// The text between `{=` and `=}` -> an expression, by the grammar of the Common Expression Language. Never more than the bounds
// of the language: its length, its parts, its depth, its loops inside loops.

import type { BinaryOperator, Expression, Macro, MacroName } from "../expression.ts";
import { contextNames, typeNames } from "../expression-functions.ts";
import type { Span } from "../source.ts";
import { ExpressionLexer, longestExpression, NotAnExpression, type Token, tooLong } from "./expression-lexer.ts";
import { reservedWords, unexpected, wordAsName } from "./expression-mistakes.ts";

const mostParts = 2000;
const deepest = 100;
const deepestLoops = 2;

/** How tightly an operator binds; the conditional binds least. */
const strengths: Readonly<Record<string, number>> = {
  ...{ "||": 1, "&&": 2, "==": 3, "!=": 3 },
  ...{ "<": 4, "<=": 4, ">": 4, ">=": 4, in: 4 },
  ...{ "+": 5, "-": 5, "*": 6, "/": 6, "%": 6 },
};

/** Names that a loop's variable must not have. `each` is kept for loops over steps. */
const takenNames: ReadonlySet<string> = new Set([...contextNames, ...typeNames]);

const macroNames: ReadonlySet<string> = new Set<MacroName>(["all", "exists", "exists_one", "map", "filter"]);

/**
 * Reads an expression.
 * @param start where it begins in the text.
 * @returns the expression and its closer; `closer.text` is empty when the text ends before it.
 * @throws {NotAnExpression} where it is none.
 */
export function parseExpression(text: string, start: number): { expression: Expression; closer: Token } {
  return new Parser(text, start).parse();
}

class Parser {
  readonly #lexer: ExpressionLexer;
  readonly #start: number;
  #token: Token;
  /** The token before. */
  #last: Token | null = null;
  #parts = 0;
  /** How many rules of the grammar are open. */
  #open = 0;
  readonly #heights = new Map<Expression, number>();
  readonly #loops = new Map<Expression, number>();

  constructor(text: string, start: number) {
    this.#lexer = new ExpressionLexer(text, start);
    this.#start = start;
    this.#token = this.#lexer.next();
  }

  parse(): { expression: Expression; closer: Token } {
    const expression = this.#readExpression();
    if (this.#token.kind !== "end") throw this.#unexpected();
    return { expression, closer: this.#token };
  }

  /** A conditional, or what binds tighter. */
  #readExpression(): Expression {
    this.#enter();
    const condition = this.#readOperators(1);
    this.#open--;
    if (!this.#isAt("?")) return condition;
    this.#enter();
    this.#advance();
    const yes = this.#readExpression();
    this.#expect(":");
    const no = this.#readExpression();
    this.#open--;
    return this.#made({ kind: "conditional", condition, yes, no, span: between(condition.span, no.span) }, [
      condition,
      yes,
      no,
    ]);
  }

  #readOperators(weakest: number): Expression {
    let left = this.#readUnary();
    for (let strength = this.#strength(); strength >= weakest; strength = this.#strength()) {
      const { text, span: operatorSpan } = this.#advance();
      const right = this.#readOperators(strength + 1);
      const span = between(left.span, right.span);
      left = this.#made({ kind: "binary", operator: text as BinaryOperator, operatorSpan, left, right, span }, [
        left,
        right,
      ]);
    }
    return left;
  }

  #strength(): number {
    const { kind, text } = this.#token;
    return (kind === "symbol" || text === "in") && Object.hasOwn(strengths, text) ? (strengths[text] ?? 0) : 0;
  }

  #readUnary(): Expression {
    if (!this.#isAt("!") && !this.#isAt("-")) return this.#readMembers();
    this.#enter();
    const { text, span } = this.#advance();
    const operand = this.#readUnary();
    this.#open--;
    const operator = text === "!" ? "!" : "-";
    return this.#made({ kind: "unary", operator, operand, span: between(span, operand.span) }, [operand]);
  }

  #readMembers(): Expression {
    let value = this.#readPrimary();
    for (;;) {
      if (this.#isAt(".")) value = this.#readMember(value);
      else if (this.#isAt("[")) value = this.#readIndex(value);
      else return value;
    }
  }

  #readMember(of: Expression): Expression {
    this.#advance();
    const { text: name, span: nameSpan, kind } = this.#token;
    if (kind !== "name" || isConstant(name) || name === "in") throw this.#unexpected();
    this.#advance();
    if (!this.#isAt("(")) {
      return this.#made({ kind: "member", of, name, nameSpan, span: between(of.span, nameSpan) }, [of]);
    }
    const { items, end } = this.#readParameters();
    const span = { start: of.span.start, end };
    if (macroNames.has(name)) return this.#readMacro(name as MacroName, nameSpan, of, items, span);
    return this.#made({ kind: "call", name, nameSpan, receiver: of, parameters: items, span }, [of, ...items]);
  }

  #readIndex(of: Expression): Expression {
    this.#advance();
    const index = this.#readExpression();
    const { end } = this.#expect("]");
    return this.#made({ kind: "index", of, index, span: { start: of.span.start, end } }, [of, index]);
  }

  #readPrimary(): Expression {
    const { kind, text, span, value } = this.#token;
    switch (kind) {
      case "number":
      case "text": {
        this.#advance();
        const isWhole = kind === "number" && /^(?:0[xX]|[0-9]+$)/.test(text);
        return this.#made({ kind: "literal", value: value ?? null, isWhole, span }, []);
      }
      case "name":
        return this.#readName();
      case "symbol":
        if (text === "(") return this.#readParentheses();
        if (text === "[") return this.#readList();
        if (text === "{") return this.#readMap();
        throw this.#unexpected();
      case "end":
        throw this.#unexpected();
    }
  }

  #readName(): Expression {
    const { text: name, span } = this.#token;
    if (name === "in") throw this.#unexpected();
    this.#advance();
    if (isConstant(name)) {
      const value = name === "null" ? null : name === "true";
      return this.#made({ kind: "literal", value, isWhole: false, span }, []);
    }
    if (reservedWords.has(name)) throw wordAsName(name, span);
    if (!this.#isAt("(")) return this.#made({ kind: "name", name, span }, []);
    const { items, end } = this.#readParameters();
    const whole = { start: span.start, end };
    if (name === "has") return this.#readHas(items, whole);
    return this.#made({ kind: "call", name, nameSpan: span, receiver: null, parameters: items, span: whole }, items);
  }

  #readParentheses(): Expression {
    const { span } = this.#advance();
    const inside = this.#readExpression();
    const whole: Expression = { ...inside, span: between(span, this.#expect(")")) };
    this.#heights.set(whole, this.#heights.get(inside) ?? 0);
    this.#loops.set(whole, this.#loops.get(inside) ?? 0);
    return whole;
  }

  #readList(): Expression {
    const { span } = this.#advance();
    const { items, end } = this.#readItems("]");
    return this.#made({ kind: "list", items, span: { start: span.start, end } }, items);
  }

  #readParameters(): { items: Expression[]; end: number } {
    this.#advance();
    return this.#readItems(")");
  }

  /** Expressions with commas between them, up to a closing bracket. */
  #readItems(closer: ")" | "]"): { items: Expression[]; end: number } {
    const items: Expression[] = [];
    while (!this.#isAt(closer)) {
      items.push(this.#readExpression());
      if (!this.#isAt(",")) break;
      this.#advance();
    }
    return { items, end: this.#expect(closer).end };
  }

  #readMap(): Expression {
    const { span } = this.#advance();
    const entries: { key: Expression; value: Expression }[] = [];
    while (!this.#isAt("}")) {
      const key = this.#readExpression();
      this.#expect(":");
      entries.push({ key, value: this.#readExpression() });
      if (!this.#isAt(",")) break;
      this.#advance();
    }
    const { end } = this.#expect("}");
    const children = entries.flatMap(({ key, value }) => [key, value]);
    return this.#made({ kind: "map", entries, span: { start: span.start, end } }, children);
  }

  #readHas(items: readonly Expression[], span: Span): Expression {
    const [field, second] = items;
    if (field?.kind === "member" && second === undefined) {
      const { of, name, nameSpan } = field;
      return this.#made({ kind: "has", of, name, nameSpan, span }, [of]);
    }
    const help =
      field?.kind === "index" && second === undefined
        ? 'ask for a key with `in`: `"key" in map`'
        : "name a field of something: `has(steps.fetch.result.title)`";
    throw new NotAnExpression("`has` asks for one field, written with a dot", help, span);
  }

  #readMacro(name: MacroName, nameSpan: Span, of: Expression, items: readonly Expression[], span: Span): Expression {
    const [variable, first, second, further] = items;
    const isComplete = first !== undefined && further === undefined && (second === undefined || name === "map");
    if (variable?.kind !== "name" || !isComplete) {
      const inside = name === "map" ? "item.name" : "item > 0";
      const help = `name the item, then say what of it: \`list.${name}(item, ${inside})\``;
      throw new NotAnExpression(`\`${name}\` takes a name and an expression`, help, span);
    }
    if (takenNames.has(variable.name)) {
      const message = `\`${variable.name}\` means something already`;
      throw new NotAnExpression(message, "choose another name for the item", variable.span);
    }
    const [condition, body] = second === undefined ? [null, first] : [first, second];
    const macro: Macro = {
      ...{ kind: "macro", name, nameSpan, of, span },
      ...{ variable: variable.name, variableSpan: variable.span, condition, body },
    };
    const inside = condition === null ? [body] : [condition, body];
    const loops = 1 + Math.max(...inside.map((child) => this.#loops.get(child) ?? 0));
    if (loops > deepestLoops) {
      const help = "let an earlier step compute the inner one";
      throw new NotAnExpression(`loops more than ${deepestLoops} deep`, help, nameSpan, "expression-size");
    }
    const made = this.#made(macro, [of, ...inside]);
    this.#loops.set(made, Math.max(loops, this.#loops.get(made) ?? 0));
    return made;
  }

  /** Counts a part of the tree and how high it is. */
  #made(made: Expression, children: readonly Expression[]): Expression {
    const height = 1 + Math.max(0, ...children.map((child) => this.#heights.get(child) ?? 0));
    if (height > deepest) throw this.#tooDeep(made.span);
    if (++this.#parts > mostParts) {
      const help = "let an earlier step compute a part of it";
      throw new NotAnExpression(`an expression of more than ${mostParts} parts`, help, made.span, "expression-size");
    }
    this.#heights.set(made, height);
    const loops = Math.max(0, ...children.map((child) => this.#loops.get(child) ?? 0));
    if (loops > 0) this.#loops.set(made, loops);
    return made;
  }

  #enter(): void {
    if (++this.#open > deepest) throw this.#tooDeep(this.#token.span);
  }

  #tooDeep(span: Span): NotAnExpression {
    const help = "let an earlier step compute a part of it, or write `x in [a, b]` for many alternatives";
    const message = `an expression nested deeper than ${deepest} levels`;
    return new NotAnExpression(message, help, span, "expression-size");
  }

  #isAt(text: string): boolean {
    return this.#token.kind === "symbol" && this.#token.text === text;
  }

  #expect(text: string): Span {
    if (!this.#isAt(text)) throw this.#unexpected(text);
    return this.#advance().span;
  }

  #unexpected(wanted?: string): NotAnExpression {
    return unexpected(this.#token, this.#last, wanted);
  }

  #advance(): Token {
    const token = this.#token;
    this.#last = token;
    this.#token = this.#lexer.next();
    const { kind, span } = this.#token;
    if (kind !== "end" && span.end - this.#start > longestExpression) {
      throw tooLong({ start: this.#start, end: token.span.end });
    }
    return token;
  }
}

const isConstant = (name: string): boolean => name === "true" || name === "false" || name === "null";

function between(first: Span, last: Span): Span {
  return { start: first.start, end: last.end };
}
