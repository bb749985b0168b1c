// The words for what is no expression: what was found, and what was most likely meant.

import type { Span } from "../source.ts";
import { NotAnExpression, type Token } from "./expression-lexer.ts";

/** Names that CEL keeps for itself. */
export const reservedWords: ReadonlySet<string> = new Set([
  ...["as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop", "package"],
  ...["namespace", "return", "var", "void", "while", "__proto__", "prototype"],
]);

/** For a word that CEL keeps for itself and that stands where a value is wanted. */
export function wordAsName(word: string, span: Span): NotAnExpression {
  const help =
    word === "if" || word === "else"
      ? "write `condition ? one : other`"
      : word === "for" || word === "while" || word === "loop"
        ? "go through a list with `list.map(item, …)`, `filter`, `all` or `exists`"
        : "choose another name";
  return new NotAnExpression(`\`${word}\` cannot be a name`, help, span);
}

/** Words of other languages, and the symbols that CEL has for them. */
const symbolsOfWords: Readonly<Record<string, string>> = {
  ...{ and: "&&", AND: "&&", or: "||", OR: "||" },
  ...{ is: "==", eq: "==", ne: "!=", lt: "<", le: "<=", gt: ">", ge: ">=", mod: "%", div: "/" },
};

/** A symbol after another one that together mean something elsewhere. */
const symbolsTogether: Readonly<Record<string, string>> = {
  "?.": "ask first: `has(a.b) ? a.b : other`",
  "??": "ask first: `has(a.b) ? a.b : other`, or `a.b != null ? a.b : other`",
  "?:": "give both values: `condition ? one : other`",
  "<>": "write `!=`",
  "**": "multiply by `*`",
  "||}": "say what follows `||`",
};

const closers: Readonly<Record<string, string>> = { "%": "%}", ":": ":}", ">": ">}" };

/**
 * For a token that cannot stand where it does.
 * @param last the token before it; null at the beginning.
 * @param wanted the only symbol that could stand there.
 */
export function unexpected(token: Token, last: Token | null, wanted?: string): NotAnExpression {
  const { kind, text, span } = token;
  const after = last === null ? "" : ` after \`${brief(last.text)}\``;
  const isOperandMissing =
    last === null || (wanted === undefined && last.kind === "symbol" && !/^[)\]}]$/.test(last.text));
  if (kind === "end") {
    if (last === null) return new NotAnExpression("an expression with nothing in it", emptyHelp, span);
    if (wanted !== undefined) {
      return new NotAnExpression(`a \`${wanted}\` is missing${after}`, `write \`${wanted}\``, last.span);
    }
    return new NotAnExpression(`nothing follows \`${last.text}\``, operandHelp(last.text), last.span);
  }
  const together = last?.kind === "symbol" ? symbolsTogether[`${last.text}${text}`] : undefined;
  if (last !== null && together !== undefined) {
    const both = { start: last.span.start, end: span.end };
    return new NotAnExpression(`\`${last.text}${text}\` is not part of the language`, together, both);
  }
  const closer =
    last?.kind === "symbol" && last.span.end === span.start && text === "}" ? closers[last.text] : undefined;
  if (last !== null && closer !== undefined) {
    const both = { start: last.span.start, end: span.end };
    return new NotAnExpression(`an expression that ends with \`${closer}\``, "end it with ` =}`", both);
  }
  const help = helpFor(token, last, wanted, isOperandMissing);
  return new NotAnExpression(`\`${brief(text)}\` cannot stand here${after}`, help, span);
}

const emptyHelp = "write an expression, such as `{= steps.fetch.result.status == 200 =}`";

function operandHelp(operator: string): string {
  if (operator === ".") return "name a key after the dot";
  if (operator === "==" || operator === "!=") return `say what to compare with, such as \`${operator} null\``;
  return `say what follows \`${operator}\``;
}

function helpFor(
  { kind, text, value }: Token,
  last: Token | null,
  wanted: string | undefined,
  isOperandMissing: boolean,
) {
  if (kind === "name" && !isOperandMissing) {
    const symbol = symbolsOfWords[text];
    if (symbol !== undefined) return `write \`${symbol}\``;
    if (last?.text === "not") return "write `!` before what is to be false";
  }
  if (last?.text === "." && kind !== "symbol")
    return `read such a key in brackets: \`[${JSON.stringify(kind === "text" ? value : text)}]\``;
  if (text === "{") return "leave the brace out";
  if (wanted !== undefined) return `write \`${wanted}\` before it, or leave it out`;
  if (isOperandMissing) return last === null ? "begin with a value" : operandHelp(last.text);
  if (kind === "symbol") return "leave it out";
  return "join two values by an operator, such as `+`, `==` or `&&`; put text into quotes";
}

function brief(text: string): string {
  return text.length > 30 ? `${text.slice(0, 29)}…` : text;
}
