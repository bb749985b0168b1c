// How a number or another plain value is spelt in the source, which its value no longer tells: `3.10` is 3.1, `007` is 7.

import type { Document, Path } from "../document.ts";
import type { SchemaFault } from "../schema-fault.ts";

/** Zeros that begin a number, and those that end its fraction. */
const lossyNumber = /^[-+]?(?:0\d+(?:\.\d*)?|\d+\.\d*0)$/;
const lossyNumbers = /(?<![\w.])(?:0\d|\d+\.\d*0(?![\d.]))/;

/** Says whether a document can hold a number whose digits are not all kept, without asking for the place of any. */
export function mayLoseSpelling({ source }: Document): boolean {
  return source !== undefined && lossyNumbers.test(source.text);
}

/** A number's own spelling, where a text of it would be another: digits that do not count for a number are lost. */
export function spellingLost(document: Document, path: Path): string | undefined {
  const written = spellingAt(document, path);
  return lossyNumber.test(written) ? written : undefined;
}

/** Help for a plain value where text is wanted: the very characters that stand there, in quotes. */
export function quotesHelp(fault: SchemaFault, document: Document, path: Path): string | undefined {
  if (fault.kind !== "type" || !fault.expected.includes("string")) return undefined;
  if (typeof fault.value !== "number" && typeof fault.value !== "boolean") return undefined;
  const written = spellingAt(document, path);
  return /^[\w.+-]{1,40}$/.test(written) ? `put it in quotes to make it text: \`"${written}"\`` : undefined;
}

function spellingAt(document: Document, path: Path): string {
  const span = document.locate(path);
  return document.source === undefined || span === undefined ? "" : document.source.text.slice(span.start, span.end);
}
