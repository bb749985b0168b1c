// A tag `{= … =}` in a text: its expression, or what is wrong with it and where it most likely ends.

import type { ExpressionTag, TagProblem } from "../template.ts";
import { NotAnExpression } from "./expression-lexer.ts";
import { parseExpression } from "./parse-expression.ts";

const blank = /\s/;
const textOrCloser = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|=\}/gs;

/**
 * Reads a tag from its opening brace on.
 * @param lastCloser where the text's last `=}` stands.
 * @returns the tag; or the problem, and where the text goes on behind what is none.
 */
export function readExpressionTag(
  text: string,
  start: number,
  lastCloser: number,
): { tag: ExpressionTag } | { problem: TagProblem; end: number } {
  const inside = start + 2;
  const malformed = (message: string, end: number) => {
    const help = "write `{= expression =}`, or `\\{=` for plain text";
    const problem: TagProblem = { code: "malformed-tag", message, help, span: { start, end } };
    return { problem, end };
  };
  if (lastCloser < inside) {
    const word = /^\s*[^\s{]*/.exec(text.slice(inside, inside + 200))?.[0] ?? "";
    return malformed("a tag that begins with `{=` is not closed", inside + word.trimEnd().length);
  }
  try {
    const { expression, closer } = parseExpression(text, inside);
    const { end } = closer.span;
    if (closer.text === "") return malformed("a tag that begins with `{=` is not closed", text.trimEnd().length);
    if (!blank.test(text.charAt(inside))) return malformed("a tag needs a space after `{=`", end);
    if (!blank.test(text.charAt(end - 3))) return malformed("a tag needs a space before `=}`", end);
    return { tag: { kind: "expression", expression, text: text.slice(start, end), span: { start, end } } };
  } catch (reason) {
    if (!(reason instanceof NotAnExpression)) throw reason;
    const { code, message, help, span } = reason;
    return { problem: { code, message, help, span }, end: endOfTag(text, inside, span.end) };
  }
}

/** Behind the closer of what is no expression: the first one outside texts, else the first one behind the mistake. */
function endOfTag(text: string, inside: number, mistake: number): number {
  textOrCloser.lastIndex = inside;
  for (let match = textOrCloser.exec(text); match !== null; match = textOrCloser.exec(text)) {
    if (match[0] === "=}" && match.index + 2 >= mistake) return match.index + 2;
  }
  const closer = text.indexOf("=}", mistake);
  return closer < 0 ? mistake : closer + 2;
}
