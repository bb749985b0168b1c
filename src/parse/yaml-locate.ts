// From a path in the data to its place in the text. Walks the library's tree only when somebody asks, and through
// aliases and merge keys, which the library's own lookup does not follow.

import { isAlias, isMap, isScalar, isSeq, type ParsedNode, type YAMLMap } from "yaml";
import type { Document, Path } from "../document.ts";
import type { Source, Span } from "../source.ts";
import { rewriteScalar } from "./rewrite-scalar.ts";
import { scalarPart } from "./scalar-offsets.ts";
import { type AliasTargets, isMergeKey, isUnwritten, keyText, nodeSpan, resolveAlias } from "./yaml-node.ts";

interface Place {
  readonly key: ParsedNode | undefined;
  readonly value: ParsedNode | undefined;
  /** Whether a merge key brought it here. */
  readonly isMerged?: boolean;
}

/** Gives the lookups of a document. A path that leads nowhere gives the span of its deepest ancestor that exists. */
export function createLocator(
  source: Source,
  contents: ParsedNode | null,
  targets: AliasTargets,
): Pick<Document, "locate" | "locateText" | "rewrite"> {
  const root: Place = { key: undefined, value: contents ?? undefined };

  /** `isShared` says whether what the path leads through stands for more than one path. */
  const find = (path: Path): { place: Place; isThere: boolean; isShared: boolean } => {
    let place = root;
    let isShared = false;
    for (const part of path) {
      if (place.value === undefined) return { place, isThere: false, isShared };
      isShared ||= isAliased(place.value, targets);
      const next = childOf(place.value, part, targets);
      if (next === undefined) return { place, isThere: false, isShared };
      place = next;
      isShared ||= place.isMerged === true;
    }
    return { place, isThere: true, isShared };
  };

  return {
    locate: (path, part = "value") => {
      const { place, isThere } = find(path);
      if (part === "key" && isThere && place.key !== undefined) return nodeSpan(source.text, place.key);
      return spanOf(source.text, place);
    },
    locateText: (path, start, end, part = "value") => {
      const { place, isThere } = find(path);
      const isKey = part === "key" && isThere && place.key !== undefined;
      const written = isKey ? place.key : place.value;
      const node = written === undefined ? undefined : resolveAlias(written, targets);
      if (isThere && isScalar(node) && typeof node.value === "string") {
        const { range, type, value } = node;
        const span = scalarPart(source.text, { range, type, value }, start, end);
        if (span !== undefined) return span;
      }
      return isKey && place.key !== undefined ? nodeSpan(source.text, place.key) : spanOf(source.text, place);
    },
    rewrite: (path, rewriting, part = "value") => {
      const { place, isThere, isShared } = find(path);
      const node = part === "key" ? place.key : place.value;
      if (!isThere || isShared || !isScalar(node) || isAliased(node, targets)) return undefined;
      return rewriteScalar(source, node, rewriting);
    },
  };
}

/** Whether a node is an alias, or one that an alias stands for. */
function isAliased(node: ParsedNode, targets: AliasTargets): boolean {
  return isAlias(node) || (node.anchor !== undefined && [...targets.values()].includes(node));
}

/** An empty value has no character of its own: its key stands for it, in a list its dash. */
function spanOf(text: string, place: Place): Span {
  if (place.value !== undefined && !isUnwritten(place.value)) return nodeSpan(text, place.value);
  if (place.key !== undefined) return nodeSpan(text, place.key);
  const at = place.value?.range[0] ?? 0;
  const before = text.slice(0, at).trimEnd();
  return before.endsWith("-") ? { start: before.length - 1, end: before.length } : { start: at, end: at };
}

function childOf(parent: ParsedNode, part: string | number, targets: AliasTargets): Place | undefined {
  const node = resolveAlias(parent, targets);
  if (isSeq(node)) {
    const value = node.items[Number(part)];
    return value === undefined ? undefined : { key: undefined, value };
  }
  return isMap(node) ? entryOf(node, String(part), targets) : undefined;
}

function entryOf(map: YAMLMap.Parsed, name: string, targets: AliasTargets): Place | undefined {
  const merges: ParsedNode[] = [];
  for (const { key, value } of map.items) {
    if (isMergeKey(key)) {
      if (value !== null) merges.push(value);
    } else if (keyText(key, targets) === name) return { key, value: value ?? undefined };
  }
  for (const merged of merges) {
    const node = resolveAlias(merged, targets);
    for (const item of isSeq(node) ? node.items : [node]) {
      const source = item === undefined ? undefined : resolveAlias(item, targets);
      const entry = isMap(source) ? entryOf(source, name, targets) : undefined;
      if (entry !== undefined) return { ...entry, isMerged: true };
    }
  }
  return undefined;
}
