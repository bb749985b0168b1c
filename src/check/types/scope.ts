// What a tag or an expression can read where it stands, as types; and facts, by which a condition that holds makes them narrower.

import type { DiagnosticCode, Severity } from "../../diagnostic.ts";
import type { Span } from "../../source.ts";
import type { ConduitStatus } from "../../status.ts";
import { type Kind, type LazyType, type ListKind, lazily, type Properties, type Property, type Type } from "./type.ts";

/** What holds of the value at a path of the context. */
export interface Fact {
  /** From the context's root, such as `steps`, `fetch`, `result`. */
  readonly path: readonly string[];
  /** What of a type can be there. */
  readonly keep: (type: Type) => Type;
}

/** The context as its reader sees it. */
export interface TypeScope {
  /** A map with `job` and `steps`. */
  readonly context: Type;
  /** The parameters whose values stand in the pipeline itself: no schema says what they are. */
  readonly localNames: ReadonlySet<string>;
  /** The same where these facts hold besides. */
  given(facts: readonly Fact[]): TypeScope;
}

/** A type of which the value at a path is known better. Alternatives that have no such value are left out. */
export function refineAt(type: Type, path: readonly string[], keep: (type: Type) => Type): Type {
  const [name, ...rest] = path;
  if (name === undefined) return keep(type);
  return type.flatMap((kind) => refineKind(kind, name, rest, keep));
}

function refineKind(kind: Kind, name: string, rest: readonly string[], keep: (type: Type) => Type): Type {
  if (kind.kind === "list") return refineItem(kind, name, rest, keep);
  if (kind.kind === "unknown" || kind.kind === "text") return [kind];
  if (kind.kind !== "map") return [];
  const type: LazyType = kind.properties.get(name)?.type ?? kind.rest;
  const refined = refineAt(type(), rest, keep);
  if (refined.length === 0) return [];
  const property = { type: () => refined, isRequired: true };
  return [{ ...kind, properties: withProperty(kind.properties, name, property) }];
}

/** Of longer lists the items are not followed one by one. */
const mostItems = 16;

/** A list of which an item is known, and so is there: what is asked of one that is not there fails. */
function refineItem(kind: ListKind, name: string, rest: readonly string[], keep: (type: Type) => Type): Type {
  const index = /^\d+$/.test(name) ? Number(name) : mostItems;
  if (index >= Math.min(mostItems, kind.maxItems ?? mostItems)) return [kind];
  const itemAt = (at: number) => kind.prefix[at] ?? kind.rest;
  const refined = refineAt(itemAt(index)(), rest, keep);
  if (refined.length === 0) return [];
  const length = Math.max(kind.prefix.length, index + 1);
  const prefix = Array.from({ length }, (_, at) => (at === index ? () => refined : itemAt(at)));
  return [{ ...kind, prefix, minItems: Math.max(kind.minItems, index + 1) }];
}

/** Properties of which one is another one than before. */
export function withProperty(properties: Properties, name: string, property: Property): Properties {
  const isNew = properties.get(name) === undefined;
  return {
    size: properties.size + (isNew ? 1 : 0),
    get: (wanted) => (wanted === name ? property : properties.get(wanted)),
    keys: () => (isNew ? [...properties.keys(), name] : properties.keys()),
  };
}

/** Properties that are made when they are asked for. */
export function propertiesOf(names: () => Iterable<string>, find: (name: string) => Property | undefined): Properties {
  return {
    get size() {
      return [...names()].length;
    },
    get: find,
    keys: names,
  };
}

/** A key that is surely there. */
export const present = (type: LazyType): Property => ({ type: lazily(type), isRequired: true });

/** Something that the types of a text's tags say is wrong, or cannot say is right. */
export interface TypeProblem {
  readonly code: DiagnosticCode;
  readonly severity: Severity;
  readonly message: string;
  readonly help?: string | undefined;
  /** Inside the text. */
  readonly span: Span;
  /** What the step would end in. */
  readonly status?: ConduitStatus;
}
