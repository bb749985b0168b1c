// A text that a mistake can point into: its name, its characters, and lines and columns computed late.

/** A stretch of a text in UTF-16 offsets, `end` excluded. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A place as people count: from 1, columns in code points. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A text with the name it is shown by. */
export class Source {
  readonly name: string;
  readonly text: string;
  #lineStarts: number[] | undefined;

  constructor(name: string, text: string) {
    this.name = name;
    this.text = text;
  }

  /** Line and column of an offset, both from 1; an offset behind the end counts as the end. */
  positionOf(offset: number): Position {
    const line = this.#lineOf(offset);
    let column = 1;
    for (let at = this.#startOf(line); at < offset && at < this.text.length; at++) {
      const isSecondHalf = (this.text.charCodeAt(at) & 0xfc00) === 0xdc00;
      if (!isSecondHalf) column++;
    }
    return { line, column };
  }

  /** The same for programs, which count columns in UTF-16 code units. */
  codeUnitPositionOf(offset: number): Position {
    const line = this.#lineOf(offset);
    return { line, column: Math.max(Math.min(offset, this.text.length) - this.#startOf(line), 0) + 1 };
  }

  /** The span of a line without its line break; empty behind the last line. */
  lineSpan(line: number): Span {
    const starts = this.#starts();
    const start = starts[line - 1] ?? this.text.length;
    let end = starts[line] ?? this.text.length;
    while (end > start && /[\r\n]/.test(this.text.charAt(end - 1))) end--;
    return { start, end };
  }

  /** The number of the line that an offset is in. */
  #lineOf(offset: number): number {
    const starts = this.#starts();
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  }

  #startOf(line: number): number {
    return this.#starts()[line - 1] ?? 0;
  }

  /** Where the lines start; the first behind a byte order mark, which no editor counts. */
  #starts(): number[] {
    if (this.#lineStarts === undefined) {
      const starts = [this.text.startsWith("\ufeff") ? 1 : 0];
      for (const lineBreak of this.text.matchAll(/\r\n|\n|\r/g)) starts.push(lineBreak.index + lineBreak[0].length);
      this.#lineStarts = starts;
    }
    return this.#lineStarts;
  }
}
