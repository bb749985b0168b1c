// Another value in the place of a scalar: the change of the source that writes it in the style of the one that is there. Gives up
// where that would be a guess. Knows no tree around the scalar.

import type { Scalar } from "yaml";
import type { Edit } from "../diagnostic.ts";
import type { Rewriting } from "../document.ts";
import type { Source, Span } from "../source.ts";
import { quoteText } from "./quote-text.ts";
import { scalarPart } from "./scalar-offsets.ts";

/** What YAML reads as text wherever it stands, and never as something else. */
const plainText = /^[\p{L}_][\p{L}\p{N}_.-]*$/u;
const plainPart = /^[\p{L}\p{N}_-]+$/u;
const solid = /^\S(?:.*\S)?$/;
const otherThanText = /^(?:true|false|null)$/i;

/** The change that rewrites a scalar; undefined where its spelling leaves it in doubt. */
export function rewriteScalar(source: Source, node: Scalar.Parsed, rewriting: Rewriting): Edit | undefined {
  // A tag such as `!!str` says what the value is, so another value may need another tag.
  if (node.tag !== undefined || node.range[0] === node.range[1]) return undefined;
  switch (rewriting.kind) {
    case "whole":
      return rewriteWhole(source, node, rewriting.value);
    case "part":
      return typeof node.value === "string" ? rewritePart(source, node, node.value, rewriting) : undefined;
    case "as-text": {
      const isText = typeof node.value === "string" || node.type !== "PLAIN";
      return isText ? undefined : { span: spanOf(node), text: `"${writtenAt(source, spanOf(node))}"` };
    }
  }
}

function rewriteWhole(source: Source, node: Scalar.Parsed, value: string | number | boolean): Edit | undefined {
  if (node.type === "BLOCK_FOLDED" || node.type === "BLOCK_LITERAL") return undefined;
  const text = typeof value === "string" ? spell(value, node, source) : String(value);
  return { span: spanOf(node), text };
}

function spell(text: string, { type }: Scalar.Parsed, source: Source): string {
  if (type === "QUOTE_DOUBLE") return JSON.stringify(text);
  const isPlain = type === "PLAIN" && plainText.test(text) && !otherThanText.test(text);
  return isPlain ? text : quoteText(text, source);
}

function rewritePart(
  source: Source,
  node: Scalar.Parsed,
  value: string,
  { start, end, text }: Rewriting & { kind: "part" },
): Edit | undefined {
  const span = scalarPart(source.text, { range: node.range, type: node.type ?? "PLAIN", value }, start, end);
  if (span === undefined || /[\r\n]/.test(writtenAt(source, span) + text)) return undefined;
  // At the ends of a line, blanks are folded or taken for indentation.
  const isOneLine = node.type?.startsWith("BLOCK") !== true && !/[\r\n]/.test(writtenAt(source, spanOf(node)));
  if (!isOneLine && !(solid.test(value.slice(start, end)) && solid.test(text))) return undefined;
  const isAsWritten = writtenAt(source, span) === value.slice(start, end);
  switch (node.type) {
    case "QUOTE_DOUBLE":
      return { span, text: JSON.stringify(text).slice(1, -1) };
    case "QUOTE_SINGLE":
      return { span, text: text.replaceAll("'", "''") };
    case "BLOCK_FOLDED":
    case "BLOCK_LITERAL":
      return isAsWritten ? { span, text } : undefined;
    default: {
      const isInside = start > 0 && end < value.length;
      if (isInside && isAsWritten && plainPart.test(text)) return { span, text };
      if (writtenAt(source, spanOf(node)) !== value) return undefined;
      return rewriteWhole(source, node, value.slice(0, start) + text + value.slice(end));
    }
  }
}

function spanOf({ range }: Scalar.Parsed): Span {
  return { start: range[0], end: range[1] };
}

function writtenAt({ text }: Source, { start, end }: Span): string {
  return text.slice(start, end);
}
