// A text -> its pieces: plain text and tags, by the grammar of LANGUAGE section 3. What looks like a tag and is none stays plain
// text and is reported as a problem; who reads the text decides whether that matters.

import { copyJson, type Json } from "../json.ts";
import type { Span } from "../source.ts";
import {
  contextReference,
  type PathPart,
  type Reference,
  type ReferenceTag,
  type Tag,
  type TagProblem,
} from "../template.ts";
import { readExpressionTag } from "./expression-tag.ts";

/** What a text holds. Without tags and escapes it is one piece, or none for the empty text. */
export interface TextPieces {
  readonly pieces: readonly (string | Tag)[];
  readonly problems: readonly TagProblem[];
}

/** By the mark of the opening brace: what a tag leads to, and how it is closed. */
const kinds: Readonly<Record<string, TagKind>> = {
  "%": { refer: contextReference, close: "%}", noun: "the context", example: "job.name" },
  ":": {
    refer: (path) => shortReference("step", path, [resultField]),
    close: ":}",
    noun: "the result of a step",
    example: "step.key",
  },
  "#": { refer: (path) => shortReference("variable", path), close: "#}", noun: "a variable", example: "variable.key" },
  "<": {
    refer: (path) => shortReference("parameter", path),
    close: ">}",
    noun: "a parameter",
    example: "parameter.key",
  },
};

interface TagKind {
  readonly refer: (path: readonly PathPart[]) => Reference;
  readonly close: string;
  /** What it reads, and a path to it, for help. */
  readonly noun: string;
  readonly example: string;
}
const resultField: PathPart = { kind: "key", name: "result", span: { start: 0, end: 0 } };
const opener = /\\?\{[%:#<=]/g;
const slicePattern = /^(-?\d+)?:(-?\d+)?(?::(-?\d+)?)?$/;
const blank = /\s/;
const openerAt = (text: string, at: number): boolean => text[at] === "{" && "%:#<=".includes(text[at + 1] ?? " ");
const deepestNesting = 20;

/** Reads a text's tags. Never throws. */
export function parseTags(text: string): TextPieces {
  const pieces: (string | Tag)[] = [];
  const problems: TagProblem[] = [];
  let plain = "";
  let done = 0;
  const lastCloser = text.lastIndexOf("=}");
  opener.lastIndex = 0;
  for (let match = opener.exec(text); match !== null; match = opener.exec(text)) {
    plain += text.slice(done, match.index);
    if (match[0].startsWith("\\")) {
      plain += match[0].slice(1);
      done = opener.lastIndex;
      continue;
    }
    const found = problems.length;
    const isExpression = match[0] === "{=";
    const read = isExpression
      ? readExpressionTag(text, match.index, lastCloser)
      : new TagReader(text, match.index, problems).read();
    if ("tag" in read) {
      if (plain !== "") pieces.push(plain);
      plain = "";
      pieces.push(read.tag);
      done = read.tag.span.end;
    } else {
      problems.length = found;
      problems.push(read.problem);
      done = read.end ?? read.problem.span.end;
      plain += text.slice(match.index, done);
    }
    opener.lastIndex = done;
  }
  plain += text.slice(done);
  if (plain !== "") pieces.push(plain);
  return { pieces, problems };
}

type Read = { tag: ReferenceTag } | { problem: TagProblem; end?: undefined };

/** What is wrong inside a tag; caught at the tag's own border. */
class NotATag {
  constructor(
    readonly message: string,
    readonly help: string,
    /** Where, when it is a nested tag that is wrong. */
    readonly span?: Span,
  ) {}
}

/** Reads one tag from its opening brace on. */
class TagReader {
  readonly #text: string;
  readonly #start: number;
  readonly #problems: TagProblem[];
  readonly #depth: number;
  #at: number;

  /**
   * @param problems gets what the language does not allow in a tag that can be read all the same; the original allowed it.
   */
  constructor(text: string, start: number, problems: TagProblem[], depth = 0) {
    this.#text = text;
    this.#start = start;
    this.#problems = problems;
    this.#depth = depth;
    this.#at = start + 2;
  }

  read(): Read {
    try {
      return { tag: this.#readTag() };
    } catch (reason) {
      if (!(reason instanceof NotATag)) throw reason;
      const { message, help, span = this.#problemSpan() } = reason;
      return { problem: { code: "malformed-tag", message, help, span } };
    }
  }

  #readTag(): ReferenceTag {
    const mark = this.#text.charAt(this.#start + 1);
    const kind = kinds[mark];
    if (kind === undefined) {
      throw new NotATag("an expression inside a tag's path", "write the whole as one expression: `{= map[key] =}`");
    }
    const open = `{${mark}`;
    if (this.#skipBlanks() === 0) {
      throw new NotATag(`a tag needs a space after \`${open}\``, this.#spacedHelp(open, kind.close));
    }
    const path = this.#readPath(kind.close);
    let fallback: { value: Json } | undefined;
    const hasBlank = this.#skipBlanks() > 0;
    if (hasBlank && this.#text.startsWith("??", this.#at)) fallback = this.#readFallback(kind.close);
    else if (!hasBlank) throw this.#unclosed(open, kind.close);
    if (!this.#text.startsWith(kind.close, this.#at)) throw this.#unclosed(open, kind.close);
    const span = { start: this.#start, end: this.#at + 2 };
    const tag: Tag = {
      kind: "reference",
      reference: kind.refer(path),
      text: this.#text.slice(span.start, span.end),
      span,
    };
    return fallback === undefined ? tag : { ...tag, fallback: fallback.value };
  }

  #readPath(close: string): PathPart[] {
    const path: PathPart[] = [];
    do path.push(this.#readPart(close));
    while (this.#text[this.#at] === "." && ++this.#at > 0);
    return path;
  }

  #readPart(close: string): PathPart {
    const start = this.#at;
    const pieces: (string | ReferenceTag)[] = [];
    for (let plain = start; ; ) {
      const isTag = openerAt(this.#text, this.#at);
      const isEnd = this.#at >= this.#text.length || /[\s.]/.test(this.#text.charAt(this.#at));
      if ((isTag || isEnd) && this.#at > plain) pieces.push(this.#text.slice(plain, this.#at));
      if (isEnd) break;
      if (!isTag) this.#at++;
      else {
        pieces.push(this.#readNestedTag());
        plain = this.#at;
      }
    }
    const span = { start, end: this.#at };
    const [first] = pieces;
    if (pieces.length < 2)
      return typeof first === "object" ? { kind: "tag", tag: first, span } : this.#readName(span, close);
    const help = "separate it by dots, such as `{# map.{: key :} #}`";
    this.#problems.push({
      code: "malformed-tag",
      message: "a tag inside a path must be a whole part of it",
      help,
      span,
    });
    return { kind: "text", pieces, span };
  }

  #readName(span: Span, close: string): PathPart {
    const name = this.#text.slice(span.start, span.end);
    if (name === "" || name === close || name === "??") {
      this.#at = span.start;
      const isFirst = this.#text.charAt(span.start - 1) !== ".";
      const open = this.#text.slice(this.#start, this.#start + 2);
      const example = `${open} ${kinds[open.charAt(1)]?.example ?? "name"} ${close}`;
      throw new NotATag(
        isFirst ? "a tag without a name" : "an empty part in a tag's path",
        `name what the tag reads, such as \`${example}\``,
      );
    }
    const slice = slicePattern.exec(name);
    if (slice === null) return { kind: "key", name, span };
    const [start, stop, step] = [slice[1], slice[2], slice[3]].map((digits) => (digits ? Number(digits) : undefined));
    if (step === 0) {
      this.#problems.push({
        code: "malformed-tag",
        message: "a slice whose step is 0",
        help: "leave the step out, or use 1 or -1",
        span,
      });
    }
    return {
      kind: "slice",
      name,
      ...(start === undefined ? {} : { start }),
      ...(stop === undefined ? {} : { stop }),
      ...(step === undefined ? {} : { step }),
      span,
    };
  }

  #readNestedTag(): ReferenceTag {
    if (this.#depth >= deepestNesting) {
      throw new NotATag(`tags nested deeper than ${deepestNesting}`, "put the inner value into a variable first");
    }
    const inner = new TagReader(this.#text, this.#at, this.#problems, this.#depth + 1).read();
    if ("problem" in inner) throw new NotATag(inner.problem.message, inner.problem.help, inner.problem.span);
    this.#at = inner.tag.span.end;
    return inner.tag;
  }

  /** The JSON behind `??`, up to a blank and the closer that stand outside its strings. */
  #readFallback(close: string): { value: Json } {
    this.#at += 2;
    const help = 'write JSON, such as `?? "text"`, `?? 0` or `?? null`';
    if (this.#skipBlanks() === 0 || this.#text.startsWith(close, this.#at)) {
      throw new NotATag("`??` needs a space and a value in JSON after it", help);
    }
    const start = this.#at;
    let end = this.#text.length;
    for (let isInString = false; this.#at < this.#text.length; ) {
      const character = this.#text.charAt(this.#at);
      if (!isInString && blank.test(character)) {
        end = this.#at;
        this.#skipBlanks();
        if (this.#text.startsWith(close, this.#at)) break;
        continue;
      }
      // JSON never has a tag's opening brace outside its strings, so what follows belongs to another tag.
      if (!isInString && openerAt(this.#text, this.#at)) break;
      if (character === '"') isInString = !isInString;
      this.#at += isInString && character === "\\" ? 2 : 1;
    }
    const written = this.#text.slice(start, end);
    try {
      return { value: copyJson(JSON.parse(written)) };
    } catch {
      const isWord = /^[\p{L}\p{N}_-]{1,40}$/u.test(written);
      throw new NotATag(
        "what follows `??` is not JSON",
        isWord ? `put text in double quotes: \`?? "${written}"\`` : help,
      );
    }
  }

  #skipBlanks(): number {
    const start = this.#at;
    while (this.#at < this.#text.length && blank.test(this.#text.charAt(this.#at))) this.#at++;
    return this.#at - start;
  }

  #unclosed(open: string, close: string): NotATag {
    const help = this.#spacedHelp(open, close);
    const found = this.#nextBorder();
    if (found?.[0].startsWith("{") !== false)
      return new NotATag(`a tag that begins with \`${open}\` is not closed`, help);
    if (found[0] !== close) {
      const message = `a tag that begins with \`${open}\` ends with \`${found[0]}\``;
      return new NotATag(message, this.#mixedHelp(open, close, found[0]));
    }
    const isTight = !blank.test(this.#text.charAt(this.#start + 1 + found.index));
    return new NotATag(isTight ? `a tag needs a space before \`${close}\`` : "a tag's path cannot hold a space", help);
  }

  /** What to write for a tag whose braces are wrong. */
  #spacedHelp(open: string, close: string): string {
    return `write \`${open} ${this.#likelyName()} ${close}\`, or \`\\${open}\` for plain text`;
  }

  /** What to write for a tag that begins like one kind and ends like another. */
  #mixedHelp(open: string, close: string, found: string): string {
    const [mark, other] = [open, `{${found === ">}" ? "<" : found.charAt(0)}`].map((brace) => brace.charAt(1));
    const [begun, ended] = [kinds[mark ?? ""], kinds[other ?? ""]];
    if (begun === undefined || ended === undefined) return this.#spacedHelp(open, close);
    const name = this.#likelyName();
    return `write \`${open} ${name} ${close}\` for ${begun.noun}, or \`{${other} ${name} ${found}\` for ${ended.noun}`;
  }

  /** The path that a badly closed tag most likely has. */
  #likelyName(): string {
    const { start, end } = this.#problemSpan();
    const inside = this.#text
      .slice(start + 2, end)
      .replace(/[%:#>=]?\}$/, "")
      .trim();
    return /^[^\s{}]{1,40}$/.test(inside) ? inside : "name";
  }

  /** Up to the closer that most likely ends it, else the opening brace with the word that follows. */
  #problemSpan(): Span {
    const start = this.#start;
    const border = this.#nextBorder();
    if (border?.[0].startsWith("{") === false) return { start, end: start + 2 + border.index + 2 };
    const word = /^\s*[^\s{]*/.exec(this.#text.slice(start + 2))?.[0] ?? "";
    return { start, end: start + 2 + word.trimEnd().length };
  }

  /** The next closing or opening brace of a tag behind this tag's own opening one. */
  #nextBorder(): RegExpExecArray | null {
    return /[%:#>=]\}|\{[%:#<=]/.exec(this.#text.slice(this.#start + 2));
  }
}

function shortReference(
  to: "step" | "variable" | "parameter",
  path: readonly PathPart[],
  field: readonly PathPart[] = [],
): Reference {
  const [name, ...tail] = path;
  return name === undefined ? { to: "context", path } : { to, name, tail: [...field, ...tail] };
}
