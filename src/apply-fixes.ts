// A text and the mistakes found in it -> the text with those mended that say how. Everything between the changes stays as it is.
// Knows neither where the text is kept nor what the mistakes are about.

import type { Diagnostic, Edit } from "./diagnostic.ts";
import type { Source } from "./source.ts";

/** A text after its fixes. */
export interface FixedText {
  readonly text: string;
  /** The mistakes whose fixes it has. */
  readonly mended: readonly Diagnostic[];
}

/**
 * Applies fixes in the order of the mistakes. One that overlaps or touches an earlier one is left out as a whole, for it was
 * made for the text as it was.
 */
export function applyFixes(source: Source, diagnostics: readonly Diagnostic[]): FixedText {
  const edits: Edit[] = [];
  const mended: Diagnostic[] = [];
  for (const diagnostic of diagnostics) {
    const { fix = [] } = diagnostic;
    if (fix.length === 0 || diagnostic.source !== source) continue;
    if (fix.some((edit) => edits.some((other) => touches(edit, other)))) continue;
    edits.push(...fix);
    mended.push(diagnostic);
  }
  const parts: string[] = [];
  let done = 0;
  for (const { span, text } of edits.toSorted((a, b) => a.span.start - b.span.start)) {
    parts.push(source.text.slice(done, span.start), text);
    done = span.end;
  }
  return { text: parts.join("") + source.text.slice(done), mended };
}

function touches({ span: a }: Edit, { span: b }: Edit): boolean {
  return a.start <= b.end && b.start <= a.end;
}
