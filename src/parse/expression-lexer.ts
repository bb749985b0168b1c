// The text of an expression -> its tokens, one at a time, up to the closer `=}` that stands outside its texts. It knows no grammar.

import type { Span } from "../source.ts";

export interface Token {
  readonly kind: "number" | "text" | "name" | "symbol" | "end";
  /** As written; of the end, the closer, or nothing when there is none. */
  readonly text: string;
  /** Of numbers and texts. */
  readonly value?: number | string;
  readonly span: Span;
}

/** What is wrong with an expression; caught where its tag is read. */
export class NotAnExpression {
  constructor(
    readonly message: string,
    readonly help: string,
    readonly span: Span,
    readonly code: "expression-syntax" | "expression-size" = "expression-syntax",
  ) {}
}

/** In characters. */
export const longestExpression = 4096;

const blanks = /\s*/y;
const symbol = /==|!=|<=|>=|&&|\|\||[-+*/%<>!()[\]{}.,:?]/y;
const word = /[A-Za-z_][A-Za-z0-9_]*/y;
const digits = /0[xX][0-9a-fA-F]*|[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?/y;
const quote = /([rRbB]?)("""|'''|"|')/y;
/** A tag of another kind, which people put where a name belongs. */
const tagInside = /\{([%:#<=])(?:\s*([^\s{}]+)[^{}]*\})?/y;
const letterOrDigit = /[\p{L}\p{N}_]/u;

const simpleEscapes: Readonly<Record<string, string>> = {
  ...{ "\\": "\\", "?": "?", '"': '"', "'": "'", "`": "`" },
  ...{ a: "\x07", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v" },
};
const numericEscape = /^\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|[xX]([0-9a-fA-F]{2})|([0-3][0-7]{2}))/;

/** Reads tokens from an offset on. */
export class ExpressionLexer {
  readonly #text: string;
  #at: number;

  constructor(text: string, start: number) {
    this.#text = text;
    this.#at = start;
  }

  /**
   * The next token.
   * @throws {NotAnExpression} where there is none.
   */
  next(): Token {
    this.#match(blanks);
    const start = this.#at;
    if (start >= this.#text.length) return { kind: "end", text: "", span: { start, end: start } };
    if (this.#text.startsWith("=}", start)) return { kind: "end", text: "=}", span: { start, end: start + 2 } };
    const tag = this.#match(tagInside);
    if (tag !== null) throw tagMistake(tag, { start, end: this.#at });
    if (this.#match(quote) !== null) return this.#readText(start);
    if (this.#match(word) !== null) return this.#token("name", start);
    if (this.#match(digits) !== null) return this.#readNumber(start);
    if (this.#match(symbol) !== null) return this.#token("symbol", start);
    const character = String.fromCodePoint(this.#text.codePointAt(start) ?? 0);
    throw unexpectedCharacter(character, { start, end: start + character.length });
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match !== null) this.#at += match[0].length;
    return match;
  }

  #token(kind: "name" | "symbol" | "number" | "text", start: number, value?: number | string): Token {
    const token = { kind, text: this.#text.slice(start, this.#at), span: { start, end: this.#at } };
    return value === undefined ? token : { ...token, value };
  }

  #readNumber(start: number): Token {
    const token = this.#token("number", start, Number(this.#text.slice(start, this.#at)));
    const { text, span, value } = token;
    const next = this.#text.charAt(this.#at);
    if (letterOrDigit.test(next) || /^0[xX]$/.test(text)) {
      const isUnsigned = next === "u" || next === "U";
      const help = isUnsigned ? "leave the `u` out" : "write a number, such as `12` or `0.5`";
      const what = isUnsigned
        ? "unsigned integers are not part of the language"
        : "a number that goes on with a letter";
      throw new NotAnExpression(what, help, { start, end: span.end + 1 });
    }
    if (!Number.isFinite(value)) throw new NotAnExpression("a number that is not finite", "write a smaller one", span);
    if (!/[.eE]/.test(text) && !Number.isSafeInteger(value)) {
      throw new NotAnExpression("an integer that would lose digits", "write it in quotes as text", span);
    }
    return token;
  }

  /** From behind the opening quote on. */
  #readText(start: number): Token {
    const opening = this.#text.slice(start, this.#at);
    const [prefix, mark] = [opening.replace(/["']+$/, "").toLowerCase(), opening.replace(/^[rRbB]/, "")];
    if (prefix === "b") {
      throw new NotAnExpression("bytes are not part of the language", "leave the `b` out", { start, end: this.#at });
    }
    let value = "";
    for (;;) {
      const character = this.#text.charAt(this.#at);
      const isLineEnd = mark.length === 1 && (character === "\n" || character === "\r");
      if (character === "" || isLineEnd) throw this.#unclosedText(start, mark);
      if (value.length > longestExpression) throw tooLong({ start, end: this.#at });
      if (this.#text.startsWith(mark, this.#at)) break;
      if (character !== "\\") {
        value += character;
        this.#at++;
      } else if (prefix === "r") {
        value += this.#text.slice(this.#at, this.#at + 2);
        this.#at += 2;
      } else value += this.#readEscape();
    }
    this.#at += mark.length;
    return this.#token("text", start, value);
  }

  #readEscape(): string {
    const rest = this.#text.slice(this.#at, this.#at + 10);
    const simple = simpleEscapes[rest.charAt(1)];
    const numeric = numericEscape.exec(rest);
    const [whole = "", short, long, byte, octal] = numeric ?? [];
    const code = octal === undefined ? Number.parseInt(short ?? long ?? byte ?? "", 16) : Number.parseInt(octal, 8);
    const isCharacter = numeric !== null && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
    if (simple === undefined && !isCharacter) {
      const end = Math.min(this.#at + Math.max(2, whole.length), this.#text.length);
      const help = "write `\\\\` for a backslash, or put `r` before the quote: `r'\\d'`";
      throw new NotAnExpression("an escape that is none in a text", help, { start: this.#at, end });
    }
    this.#at += simple === undefined ? whole.length : 2;
    return simple ?? String.fromCodePoint(code);
  }

  #unclosedText(start: number, mark: string): NotAnExpression {
    const rest = this.#text.slice(start, this.#at);
    const closer = rest.lastIndexOf("=}");
    const end = start + (closer < 0 ? rest.trimEnd().length : rest.slice(0, closer).trimEnd().length);
    const help = `end it with \`${mark}\`; \`\\${mark.charAt(0)}\` is a quote inside it`;
    return new NotAnExpression(`a text that begins with \`${mark}\` is not closed`, help, { start, end });
  }
}

export function tooLong(span: Span): NotAnExpression {
  const message = `an expression longer than ${longestExpression} characters`;
  return new NotAnExpression(message, "let an earlier step compute a part of it", span, "expression-size");
}

function unexpectedCharacter(character: string, span: Span): NotAnExpression {
  switch (character) {
    case "=":
      return new NotAnExpression("a single `=`", "write `==` to compare", span);
    case "&":
    case "|":
      return new NotAnExpression(`a single \`${character}\``, `write \`${character.repeat(2)}\``, span);
    case "\\":
      return new NotAnExpression("a backslash outside a text", "put text into quotes", span);
    default: {
      const isLetter = /\p{L}/u.test(character);
      const help = isLetter
        ? 'read a key with such a letter as `map["key"]`, and put text into quotes'
        : "put text into quotes";
      return new NotAnExpression(`\`${character}\` has no meaning in an expression`, help, span);
    }
  }
}

/** By the mark of a tag: what an expression names instead. */
const rootsOfTags: Readonly<Record<string, (first: string) => string[]>> = {
  ":": (step) => ["steps", step, "result"],
  "#": (variable) => ["job", "variables", variable],
  "<": (parameter) => ["job", "parameters", parameter],
  "%": (root) => [root],
};

function tagMistake([, mark = "", path = "name"]: RegExpExecArray, span: Span): NotAnExpression {
  const [first = "", ...rest] = path.split(".");
  const parts = rootsOfTags[mark]?.(first);
  const help =
    parts === undefined
      ? "one expression is enough"
      : `name what it reads: \`${[...parts, ...rest].map(asKey).join("")}\``;
  return new NotAnExpression("a tag inside an expression", help, span);
}

function asKey(key: string, index: number): string {
  if (index === 0) return key;
  if (/^\d+$/.test(key)) return `[${key}]`;
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}
