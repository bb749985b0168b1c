// Drives the yaml library's lexer, parser and composer piece by piece, so that a text that is nested too deeply, has too
// many parts, or holds an unquoted tag is given up early, and notes what the library's tree forgets: tags, further
// documents, brackets and quotes left open. Its facts are offsets; it knows no words for them.

import { Composer, type CST, type Document, Lexer, type ParsedNode, Parser, type YAMLError } from "yaml";
import type { Span } from "../source.ts";
import { unquotedTagIn } from "./unquoted-tags.ts";
import { type LexemeKind, lexemeKinds } from "./yaml-lexemes.ts";

/** More than 100,000 steps of seven lines have. */
const mostLexemes = 6_000_000;

/** A bracket or quote without its partner; for `mismatched` the closing bracket is in `closer`. */
export interface OpenMark {
  readonly kind: "unclosed" | "mismatched" | "stray";
  readonly at: number;
  readonly mark: string;
  readonly closer?: Span | undefined;
}

/** Why reading stopped before the end, and where. */
interface Stop {
  readonly reason: "too-deep" | "too-many-parts" | "unquoted-tag" | "second-document";
  readonly at: number;
}

export interface ComposedYaml {
  readonly contents: ParsedNode | null;
  readonly errors: readonly YAMLError[];
  /** Warnings that a tag does not fit its value. */
  readonly warnings: readonly YAMLError[];
  readonly openMarks: readonly OpenMark[];
  readonly tags: readonly Span[];
  readonly stop: Stop | undefined;
  /** Mistakes that begin before this offset do not come from a text that was cut off. */
  readonly certainUntil: number;
}

/** What composing watches for: nesting, unquoted tags, and whether the text is only the beginning of one. */
export interface ComposeOptions {
  readonly deepestNesting: number;
  readonly watchesTags: boolean;
  readonly isCut: boolean;
}

/** Reads one YAML document as far as it is worth reading. Never throws. */
export function composeYaml(text: string, options: ComposeOptions): ComposedYaml {
  const parser = new Parser();
  const composer = new Composer({
    schema: "core",
    merge: false,
    resolveKnownTags: false,
    uniqueKeys: false,
    prettyErrors: false,
  });
  const kindOf = lexemeKinds();
  const marks = new MarkWatch();
  const tags: Span[] = [];
  let document: Document.Parsed | undefined;
  const compose = (token: CST.Token) => {
    withoutStackTraces(() => {
      for (const composed of composer.next(token)) document ??= composed;
    });
  };

  let stop: Stop | undefined;
  let lexemes = 0;
  let documents = 0;
  for (const lexeme of new Lexer().lex(text)) {
    const kind = kindOf(lexeme);
    const at = parser.offset;
    if (options.watchesTags && (kind === "open" || kind === "plain")) {
      const tag = unquotedTagIn(text, at, lexeme, kind);
      if (tag !== undefined) stop = { reason: "unquoted-tag", at: tag.start };
    }
    if (kind === "tag") tags.push({ start: at, end: at + lexeme.length });
    if (++lexemes > mostLexemes) stop = { reason: "too-many-parts", at };
    if (stop !== undefined) break;
    marks.see(lexeme, kind, at);
    for (const token of parser.next(lexeme)) {
      if (token.type === "document") documents++;
      compose(token);
    }
    const bottom = parser.stack[0];
    if (documents > 0 && bottom?.type === "document") stop = { reason: "second-document", at: bottom.offset };
    else stop = depthStop(parser.stack, options.deepestNesting);
    if (stop !== undefined) break;
  }

  const isCut = options.isCut || (stop !== undefined && stop.reason !== "second-document");
  const certainUntil = isCut ? startOfOpenPart(parser.stack, parser.offset) : text.length + 1;
  // The first document stands complete; with an unquoted tag or too many parts it is not asked for.
  if (stop === undefined || stop.reason === "too-deep") for (const token of parser.end()) compose(token);
  for (const composed of composer.end(true, text.length)) document ??= composed;
  if (!isCut) marks.end();
  return {
    contents: document?.contents ?? null,
    errors: document?.errors ?? [],
    warnings: document?.warnings ?? [],
    openMarks: marks.found,
    tags,
    stop,
    certainUntil,
  };
}

/** The library makes an Error of each mistake; of half a million, collecting the stacks would take most of the time. */
function withoutStackTraces(work: () => void): void {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    work();
  } finally {
    Error.stackTraceLimit = limit;
  }
}

function depthStop(stack: readonly CST.Token[], deepest: number): Stop | undefined {
  const top = stack.at(-1);
  // At the bottom of the stack lies the document.
  if (stack.length <= deepest + 1 || top === undefined || !("items" in top)) return undefined;
  return { reason: "too-deep", at: top.offset };
}

/** Where the innermost part that was still being read begins. */
function startOfOpenPart(stack: readonly CST.Token[], end: number): number {
  for (const token of stack.toReversed()) {
    if (!("items" in token)) continue;
    const item = token.items.at(-1);
    if (item === undefined) return token.offset;
    const first = item.start[0] ?? item.key ?? item.sep?.[0] ?? item.value;
    return first?.offset ?? token.offset;
  }
  return stack[0]?.offset ?? end;
}

/** Pairs brackets and looks at the ends of quoted texts. One mistake is noted for each stretch that the lexer gives up. */
class MarkWatch {
  readonly found: OpenMark[] = [];
  #open: { mark: string; at: number }[] = [];
  #isBroken = false;

  see(lexeme: string, kind: LexemeKind, at: number): void {
    if (kind === "open") {
      if (this.#open.length === 0) this.#isBroken = false;
      this.#open.push({ mark: lexeme, at });
    } else if (kind === "close") this.#close(lexeme, at);
    else if (kind === "flow-broken") this.end();
    else if (kind === "quoted" && (lexeme.length === 1 || lexeme.at(-1) !== lexeme.charAt(0))) {
      this.found.push({ kind: "unclosed", at, mark: lexeme.charAt(0) });
      this.#isBroken = true;
    }
  }

  end(): void {
    const [outermost] = this.#open;
    if (outermost !== undefined && !this.#isBroken) this.found.push({ kind: "unclosed", ...outermost });
    this.#open = [];
    this.#isBroken = false;
  }

  #close(closer: string, at: number): void {
    const opener = this.#open.pop();
    if (opener === undefined) {
      this.found.push({ kind: "stray", at, mark: closer });
    } else if ((opener.mark === "[") !== (closer === "]") && !this.#isBroken) {
      this.found.push({ kind: "mismatched", ...opener, closer: { start: at, end: at + 1 } });
      this.#isBroken = true;
    }
  }
}
