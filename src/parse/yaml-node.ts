// What the other YAML files ask of the library's tree: the text of a key, and where a node stands. Knows no mistakes.

import { type Alias, isAlias, isMap, isScalar, isSeq, type ParsedNode, visit } from "yaml";
import type { Span } from "../source.ts";

/** The node that each alias stands for. */
export type AliasTargets = ReadonlyMap<Alias, ParsedNode>;

/** The node itself, or the one an alias stands for; undefined for an alias without its anchor. */
export function resolveAlias(node: ParsedNode, targets: AliasTargets): ParsedNode | undefined {
  return isAlias(node) ? targets.get(node) : node;
}

/** A key as the text it is in JSON: numbers in their canonical form, the rest as written. Undefined for lists and maps. */
export function keyText(key: ParsedNode | null, targets: AliasTargets): string | undefined {
  if (key === null) return "";
  const node = resolveAlias(key, targets);
  if (!isScalar(node)) return undefined;
  const value: unknown = node.value;
  return typeof value === "number" || typeof value === "string" ? String(value) : (node.source ?? "");
}

/** Says whether a key is the merge key: `<<` without quotes. */
export function isMergeKey(key: ParsedNode | null): boolean {
  return isScalar(key) && key.value === "<<" && key.type === "PLAIN";
}

/** The span of a node from its first to its last character, without comments and white space behind it. */
export function nodeSpan(text: string, node: ParsedNode): Span {
  const start = node.range[0];
  return { start, end: Math.max(start, nodeEnd(text, node)) };
}

function nodeEnd(text: string, node: ParsedNode): number {
  const end = node.range[1];
  if ((isMap(node) || isSeq(node)) && node.flow !== true) {
    // A block ends with its last part; the library counts everything up to the next token.
    const last = node.items.at(-1);
    if (last === undefined) return end;
    if (!("key" in last)) return nodeEnd(text, last);
    const value = last.value;
    return value === null || isUnwritten(value) ? nodeEnd(text, last.key) : nodeEnd(text, value);
  }
  if (isScalar(node) && (node.type === "BLOCK_FOLDED" || node.type === "BLOCK_LITERAL")) {
    let last = end;
    while (last > node.range[0] && /\s/.test(text.charAt(last - 1))) last--;
    return last;
  }
  return end;
}

/** Says whether nothing stands in the source where the library put an empty value. */
export function isUnwritten(node: ParsedNode): boolean {
  return node.range[0] === node.range[1];
}

/** The plain scalars of a tree: where each of them ends, by where it begins. */
export function plainTexts(contents: ParsedNode | null): ReadonlyMap<number, number> {
  const ends = new Map<number, number>();
  visit(contents, {
    Scalar: (_, { type, range }) => {
      if (type === "PLAIN" && range) ends.set(range[0], range[1]);
    },
  });
  return ends;
}
