// From a path in the data to its place in the text. Walks the library's tree only when somebody asks, and through
// aliases and merge keys, which the library's own lookup does not follow.

import { isMap, isScalar, isSeq, type ParsedNode, type YAMLMap } from "yaml";
import type { Document, Path } from "../document.ts";
import type { Source, Span } from "../source.ts";
import { scalarPart } from "./scalar-offsets.ts";
import { type AliasTargets, isMergeKey, isUnwritten, keyText, nodeSpan, resolveAlias } from "./yaml-node.ts";

interface Place {
  readonly key: ParsedNode | undefined;
  readonly value: ParsedNode | undefined;
}

/** Gives the two lookups of a document. A path that leads nowhere gives the span of its deepest ancestor that exists. */
export function createLocator(
  source: Source,
  contents: ParsedNode | null,
  targets: AliasTargets,
): Pick<Document, "locate" | "locateText"> {
  const root: Place = { key: undefined, value: contents ?? undefined };

  const find = (path: Path): { place: Place; isThere: boolean } => {
    let place = root;
    for (const part of path) {
      const next = place.value === undefined ? undefined : childOf(place.value, part, targets);
      if (next === undefined) return { place, isThere: false };
      place = next;
    }
    return { place, isThere: true };
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
  };
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
      if (entry !== undefined) return entry;
    }
  }
  return undefined;
}
