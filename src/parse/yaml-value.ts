// From the library's tree to plain, frozen data, with every guard that the library lacks: duplicate and reserved keys,
// merge keys, aliases that are unknown, cyclic or too many, numbers that JSON cannot hold. Knows no syntax errors.

import { type Alias, isAlias, isMap, isScalar, isSeq, type ParsedNode, type YAMLMap } from "yaml";
import type { Diagnostic, DiagnosticCode, Edit, RelatedPlace } from "../diagnostic.ts";
import { copyJson, isJsonMap, type Json, type JsonMap, setOwn } from "../json.ts";
import type { Source, Span } from "../source.ts";
import { nearest, onlyNearest } from "../suggest.ts";
import { isMergeKey, isUnwritten, keyText, nodeSpan } from "./yaml-node.ts";

/** How deeply lists and maps may be nested. */
export const deepestNesting = 200;
const mostExpandedNodes = 10_000;
const mostDiagnostics = 20;

export interface YamlValue {
  /** Undefined when there is any mistake. */
  readonly value: Json | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** The node that each alias stands for. */
  readonly targets: ReadonlyMap<Alias, ParsedNode>;
}

/** Reads the data of a tree that has no syntax errors; mistakes come in order of their places. */
export function readYamlValue(source: Source, contents: ParsedNode | null): YamlValue {
  const reader = new ValueReader(source);
  const value = contents === null ? null : reader.read(contents, 0);
  const { diagnostics, targets } = reader;
  return { value: diagnostics.length === 0 ? copyJson(value) : undefined, diagnostics, targets };
}

/** What is known of an anchor; without a value while its node is being read. */
interface Anchor {
  readonly node: ParsedNode;
  value?: Json;
  nodes: number;
  height: number;
}

type Entry = { readonly key: string; readonly value: Json } | { readonly merged: readonly JsonMap[] };

class ValueReader {
  readonly diagnostics: Diagnostic[] = [];
  readonly targets = new Map<Alias, ParsedNode>();
  readonly #source: Source;
  readonly #anchors = new Map<string, Anchor>();
  #mistakes = 0;
  /** Nodes read so far, those that aliases bring in included. */
  #nodes = 0;
  #expandedNodes = 0;
  #deepest = 0;

  constructor(source: Source) {
    this.#source = source;
  }

  read(node: ParsedNode, depth: number): Json {
    if (isAlias(node)) return this.#readAlias(node, depth);
    if (node.anchor === undefined) return this.#readNode(node, depth);
    const anchor: Anchor = { node, nodes: 0, height: 0 };
    this.#anchors.set(node.anchor, anchor);
    const outerDeepest = this.#deepest;
    const outerNodes = this.#nodes;
    this.#deepest = depth;
    const value = this.#readNode(node, depth);
    // Frozen here, so that every use of the anchor shares one value.
    anchor.value = this.#mistakes === 0 ? copyJson(value) : value;
    anchor.nodes = this.#nodes - outerNodes;
    anchor.height = this.#deepest - depth;
    this.#deepest = Math.max(outerDeepest, this.#deepest);
    return anchor.value;
  }

  #readNode(node: Exclude<ParsedNode, Alias>, depth: number): Json {
    this.#nodes++;
    if (isScalar(node)) return this.#readScalar(node);
    this.#deepest = Math.max(this.#deepest, depth + 1);
    if (isSeq(node)) return node.items.map((item) => this.read(item, depth + 1));
    return this.#readMap(node, depth);
  }

  #readScalar(node: ParsedNode): Json {
    const value: unknown = isScalar(node) ? node.value : null;
    if (typeof value === "number") this.#checkNumber(node, value);
    return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : null;
  }

  #checkNumber(node: ParsedNode, value: number): void {
    const written = isScalar(node) ? (node.source ?? "") : "";
    const isInteger = /^(?:[-+]?\d+|0[xo][\da-fA-F]+)$/.test(written);
    if (isInteger ? Number.isSafeInteger(value) : Number.isFinite(value)) return;
    const [code, message] = isInteger
      ? (["yaml-number-precision", `the integer \`${shorten(written)}\` is too large to keep all its digits`] as const)
      : (["yaml-number-not-finite", `\`${shorten(written)}\` is no finite number`] as const);
    const help = `put it in quotes to keep it as text: \`'${shorten(written)}'\``;
    this.#report(code, message, this.#span(node), help);
  }

  #readAlias(alias: Alias.Parsed, depth: number): Json {
    const anchor = this.#anchors.get(alias.source);
    const span = this.#span(alias);
    if (anchor === undefined) {
      this.#report(
        "yaml-unknown-alias",
        `no anchor \`&${alias.source}\` stands before this alias`,
        span,
        this.#aliasHelp(alias.source),
        undefined,
        this.#aliasFix(alias.source, span),
      );
      return null;
    }
    this.targets.set(alias, anchor.node);
    if (anchor.value === undefined) {
      const help = "give the value once more instead of pointing to the one that contains it";
      const related = [this.#related(`\`&${alias.source}\` begins here`, nodeSpan(this.#source.text, anchor.node))];
      this.#report(
        "yaml-alias-cycle",
        `the alias \`*${alias.source}\` stands inside its own anchor`,
        span,
        help,
        related,
      );
      return null;
    }
    if (depth + anchor.height > deepestNesting) {
      this.#report(
        "yaml-too-deep",
        `this alias nests values more than ${deepestNesting} levels deep`,
        span,
        "nest less deeply",
      );
    }
    const before = this.#expandedNodes;
    this.#nodes += anchor.nodes;
    this.#expandedNodes += anchor.nodes;
    this.#deepest = Math.max(this.#deepest, depth + anchor.height);
    if (before <= mostExpandedNodes && this.#expandedNodes > mostExpandedNodes) {
      const message = "with this alias, the aliases of the file expand to more than 10,000 values";
      this.#report("yaml-alias-expansion", message, span, "use fewer aliases of large or nested anchors");
    }
    return anchor.value;
  }

  #aliasHelp(name: string): string {
    if (name.endsWith(":")) return "write a space between the alias and the colon";
    const meant = nearest(name, this.#anchors.keys());
    return meant === undefined
      ? `put \`&${name}\` before the value that is meant, or put the text in quotes: \`'*${name}'\``
      : `did you mean \`*${meant}\`?`;
  }

  #aliasFix(name: string, span: Span): readonly Edit[] | undefined {
    // What else stands at an alias may not belong to its name, such as a colon.
    const meant = /^[\p{L}\p{N}_-]+$/u.test(name) ? onlyNearest(name, this.#anchors.keys()) : undefined;
    const isClosed = meant !== undefined && this.#anchors.get(meant)?.value !== undefined;
    return isClosed ? [{ span, text: `*${meant}` }] : undefined;
  }

  #readMap(map: YAMLMap.Parsed, depth: number): Json {
    const entries: Entry[] = [];
    const keys = new Set<string>();
    let hasMerge = false;
    for (const { key, value } of map.items) {
      const isMerge = isMergeKey(key);
      const name = isMerge ? "<<" : this.#readKey(key, depth);
      if (name !== undefined) {
        // A merge key is marked apart from a text `<<` in quotes.
        const mark = isMerge ? "\0<<" : name;
        if (keys.has(mark)) this.#reportDuplicate(map, key, name, isMerge);
        keys.add(mark);
      }
      if (isMerge) {
        hasMerge = true;
        entries.push({ merged: this.#readMerge(key, value, depth + 1) });
        continue;
      }
      const read = value === null ? null : this.read(value, depth + 1);
      if (name !== undefined) entries.push({ key: name, value: read });
    }
    return hasMerge ? mergeEntries(entries, keys) : mapOf(entries);
  }

  #readKey(key: ParsedNode, depth: number): string | undefined {
    const mistakes = this.#mistakes;
    if (isMap(key) || isSeq(key)) {
      const what = isMap(key) ? "map" : "list";
      this.#report(
        "yaml-complex-key",
        `a ${what} cannot be a key`,
        this.#span(key),
        isMap(key)
          ? "a key is a text; a value from elsewhere is a tag in quotes, such as `'{: step :}'`"
          : "a key is a text: put it, or the whole value around it, in quotes",
      );
      return undefined;
    }
    this.read(key, depth + 1);
    if (this.#mistakes > mistakes) return undefined;
    const name = keyText(key, this.targets);
    if (name === undefined) {
      const help = "a key must be a text: use an alias of one, or write the key out";
      this.#report(
        "yaml-complex-key",
        "this alias stands for a list or a map, which cannot be a key",
        this.#span(key),
        help,
      );
    }
    if (name === "__proto__") {
      this.#report("yaml-reserved-key", "the key `__proto__` is reserved", this.#span(key), "use another name");
      return undefined;
    }
    return name;
  }

  #reportDuplicate(map: YAMLMap.Parsed, key: ParsedNode, name: string, isMerge: boolean): void {
    this.#mistakes++;
    if (this.diagnostics.length >= mostDiagnostics) return;
    const first = map.items.find(
      (item) => isMergeKey(item.key) === isMerge && keyText(item.key, this.targets) === name,
    );
    const related = first === undefined ? [] : [this.#related("the first one", this.#span(first.key))];
    const help = isMerge
      ? "merge several maps with one list: `<<: [*a, *b]`"
      : "remove one of the two, or give it another name";
    this.#report(
      "yaml-duplicate-key",
      `the key \`${shorten(name)}\` stands twice in this map`,
      this.#span(key),
      help,
      related,
    );
  }

  /** The maps to take keys from, the strongest first. */
  #readMerge(key: ParsedNode, value: ParsedNode | null, depth: number): readonly JsonMap[] {
    const mistakes = this.#mistakes;
    const read = value === null ? null : this.read(value, depth);
    if (this.#mistakes > mistakes) return [];
    const sources: readonly Json[] = Array.isArray(read) ? read : [read];
    const wrong = sources.findIndex((source) => !isJsonMap(source));
    if (wrong === -1) return sources.filter(isJsonMap);
    const item = isSeq(value) ? value.items[wrong] : value;
    const place = item === null || item === undefined || isUnwritten(item) ? key : item;
    const help = "write a map, an alias of a map, or a list of those; put `'<<'` in quotes for a key of this name";
    this.#report("yaml-merge-key", "the merge key `<<` takes maps, and this is none", this.#span(place), help);
    return [];
  }

  #span(node: ParsedNode): Span {
    return nodeSpan(this.#source.text, node);
  }

  #related(message: string, span: Span): RelatedPlace {
    return { message, source: this.#source, span };
  }

  #report(
    code: DiagnosticCode,
    message: string,
    span: Span,
    help: string,
    related?: readonly RelatedPlace[],
    fix?: readonly Edit[],
  ): void {
    this.#mistakes++;
    // Mistakes are met in order of their places, so what comes later would be dropped anyway.
    if (this.diagnostics.length >= mostDiagnostics) return;
    const { length } = this.diagnostics;
    const found: Diagnostic = { code, severity: "error", message, source: this.#source, span, help, fix };
    this.diagnostics[length] = related === undefined ? found : { ...found, related };
  }
}

function mapOf(entries: readonly Entry[]): JsonMap {
  const map = {};
  for (const entry of entries) if ("key" in entry) setOwn(map, entry.key, entry.value);
  return map;
}

/** Own keys win over merged ones, earlier merged maps over later ones; merged keys stand where their merge key does. */
function mergeEntries(entries: readonly Entry[], own: ReadonlySet<string>): JsonMap {
  const map: { [key: string]: Json } = {};
  for (const entry of entries) {
    if ("key" in entry) {
      setOwn(map, entry.key, entry.value);
      continue;
    }
    for (const source of entry.merged) {
      for (const [key, value] of Object.entries(source)) {
        if (!own.has(key) && !Object.hasOwn(map, key)) setOwn(map, key, value);
      }
    }
  }
  return map;
}

function shorten(text: string): string {
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
