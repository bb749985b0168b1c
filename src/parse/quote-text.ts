// A text -> the same text in quotes, by YAML's rules and, in a file of JSON, by JSON's.

import type { Source } from "../source.ts";

/** Puts a text in quotes: single ones where they can hold it, double ones in a file that is called JSON. */
export function quoteText(text: string, source: Source): string {
  const isPrintable = !/[\p{Cc}\u2028\u2029\ufeff]/u.test(text);
  return isPrintable && !isJsonFile(source) ? `'${text.replaceAll("'", "''")}'` : JSON.stringify(text);
}

function isJsonFile({ name }: Source): boolean {
  return /\.json$/i.test(name);
}
