// Tags of ours that somebody forgot to quote. YAML reads `{: s :}` as a broken map, `{< p >}` as a whole one and the
// rest of `x {# v #} y` as a comment. Finds them among the lexemes, so quoted texts, block texts and comments are left
// alone, and masks them, so that they cause no further mistakes. Knows nothing of what is inside a tag.

import { Lexer } from "yaml";
import type { Diagnostic, Edit } from "../diagnostic.ts";
import type { Source, Span } from "../source.ts";
import { quoteText } from "./quote-text.ts";
import { isSign, type LexemeKind, lexemeKinds } from "./yaml-lexemes.ts";

/** A tag without quotes, and the whole text around it that must get them. */
export interface UnquotedTag {
  readonly span: Span;
  readonly text: Span;
}

const closers: { readonly [mark: string]: string } = { ":": ":", "#": "#", "%": "%", "<": ">", "=": "=" };
const longestTag = 1_000;
const deepestBrace = 20;
const mostPasses = 20;
const longText = 2 ** 20;
const longestShown = 80;

/** The first tag that begins inside this lexeme and that YAML does not take as part of one plain text. */
export function unquotedTagIn(text: string, offset: number, lexeme: string, kind: LexemeKind): Span | undefined {
  if (kind === "open") return lexeme === "{" ? tagAt(text, offset) : undefined;
  if (kind !== "plain") return undefined;
  const end = offset + lexeme.length;
  for (let at = lexeme.indexOf("{"); at !== -1; ) {
    const tag = tagAt(text, offset + at);
    if (tag !== undefined && tag.end > end) return tag;
    at = lexeme.indexOf("{", tag === undefined ? at + 1 : tag.end - offset);
  }
  return undefined;
}

/**
 * Finds all unquoted tags. A tag misleads the lexer until the end of its line or further, so the text is read again with
 * the texts found so far masked by plain words of the same length, until nothing new turns up.
 */
export function findUnquotedTags(text: string): { tags: readonly UnquotedTag[]; masked: string } {
  const tags: UnquotedTag[] = [];
  let masked = text;
  const passes = text.length > longText ? 2 : mostPasses;
  for (let pass = 0; pass < passes; pass++) {
    const found = scan(masked);
    if (found.length === 0) break;
    masked = mask(masked, found, tags.length);
    tags.push(...found);
  }
  return { tags: tags.toSorted((a, b) => a.span.start - b.span.start), masked };
}

/**
 * Says which tag has no quotes and what the text looks like with them.
 * @param isWhole whether the text around it, were it a plain word, would be one value or key: then quotes mend it.
 */
export function unquotedTagDiagnostic(source: Source, tag: UnquotedTag, isWhole: boolean): Diagnostic {
  const written = source.text.slice(tag.span.start, tag.span.end);
  const whole = source.text.slice(tag.text.start, tag.text.end);
  const isShort = whole.length <= longestShown && !/[\r\n]/.test(whole);
  return {
    code: "yaml-unquoted-tag",
    severity: "error",
    message: `the tag \`${written}\` is not in quotes, so YAML does not read it as text`,
    source,
    span: tag.span,
    help: isShort
      ? `put the whole text in quotes: write \`'${whole.replaceAll("'", "''")}'\``
      : "put the whole text in single quotes",
    fix: isWhole ? quoting(source, tag.text, whole) : undefined,
  };
}

/** A text over several lines is folded alike with and without single quotes; one that begins with a quote is in doubt. */
function quoting(source: Source, span: Span, whole: string): readonly Edit[] | undefined {
  if (/^["']/.test(whole)) return undefined;
  const isOneLine = !/[\r\n]/.test(whole);
  return [{ span, text: isOneLine ? quoteText(whole, source) : `'${whole.replaceAll("'", "''")}'` }];
}

function scan(text: string): UnquotedTag[] {
  const found: UnquotedTag[] = [];
  const kindOf = lexemeKinds();
  let offset = 0;
  let level = 0;
  let textStart: number | undefined;
  // Behind a tag the lexer is lost until a line begins outside of brackets.
  let isLost = false;
  for (const lexeme of new Lexer().lex(text)) {
    const kind = kindOf(lexeme);
    if (kind === "flow-broken") {
      level = 0;
      isLost = false;
    }
    if (isSign(kind)) continue;
    const start = offset;
    offset += lexeme.length;
    if (!isLost) {
      if (kind === "plain" || kind === "quoted") textStart ??= start;
      const span = unquotedTagIn(text, start, lexeme, kind);
      if (span !== undefined) {
        found.push({ span, text: { start: textStart ?? start, end: endOfText(text, span.end, level > 0) } });
        isLost = true;
        if (!text.includes("\n", span.end)) break;
      }
    }
    if (kind === "open") level++;
    else if (kind === "close") level = Math.max(0, level - 1);
    else if (kind === "line-break" && level === 0) isLost = false;
    if (kind !== "plain" && kind !== "quoted" && kind !== "other") textStart = undefined;
  }
  return found;
}

/** The span of a well-closed tag that begins here, within its line. */
function tagAt(text: string, offset: number): Span | undefined {
  const mark = text.charAt(offset + 1);
  const closer = closers[mark];
  if (closer === undefined || (mark === "<" && text.charAt(offset + 2) === "<")) return undefined;
  let depth = 0;
  const last = Math.min(text.length, offset + longestTag);
  for (let at = offset + 2; at < last; at++) {
    const char = text.charAt(at);
    if (char === "\n") return undefined;
    if (char === '"' || (char === "'" && mark === "=")) at = endOfQuoted(text, at, last);
    else if (char === "{" && ++depth > deepestBrace) return undefined;
    else if (char === "}" && depth-- === 0) {
      return at > offset + 2 && text.charAt(at - 1) === closer ? { start: offset, end: at + 1 } : undefined;
    }
  }
  return undefined;
}

/** The closing quote, or the opening one where nothing closes it on the line. */
function endOfQuoted(text: string, opening: number, last: number): number {
  const quote = text.charAt(opening);
  for (let at = opening + 1; at < last; at++) {
    const char = text.charAt(at);
    if (char === "\n") break;
    if (char === "\\") at++;
    else if (char === quote) return at;
  }
  return opening;
}

function endOfText(text: string, from: number, isFlow: boolean): number {
  let at = from;
  for (; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === "\n" || char === "\r") break;
    const tag = char === "{" ? tagAt(text, at) : undefined;
    if (tag !== undefined) at = tag.end - 1;
    else if (char === "#" && /[ \t]/.test(text.charAt(at - 1))) break;
    else if (char === ":" && /^\s?$/.test(text.charAt(at + 1))) break;
    else if (isFlow && ",[]{}".includes(char)) break;
  }
  while (at > from && /[ \t]/.test(text.charAt(at - 1))) at--;
  return at;
}

function mask(text: string, tags: readonly UnquotedTag[], known: number): string {
  const parts: string[] = [];
  let done = 0;
  for (const [index, tag] of tags.entries()) {
    const lineStart = text.lastIndexOf("\n", tag.span.start - 1) + 1;
    const start = Math.max(done, tag.text.start < lineStart ? tag.span.start : tag.text.start);
    // Each word is another one, so that masked keys are no duplicates.
    parts.push(text.slice(done, start), `t${(known + index).toString(36)}`.padEnd(tag.text.end - start, "x"));
    done = tag.text.end;
  }
  return parts.join("") + text.slice(done);
}
