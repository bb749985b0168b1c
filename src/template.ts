// Values with tags in them as small syntax trees: what parsing makes once, before the run, and the run evaluates.

import type { Expression } from "./expression.ts";
import type { Json } from "./json.ts";
import type { Span } from "./source.ts";

/** One part of a tag's path. */
export type PathPart =
  | { readonly kind: "key"; readonly name: string; readonly span: Span }
  | {
      readonly kind: "slice";
      /** As written, which is the key where the value is a map. */
      readonly name: string;
      readonly start?: number;
      readonly stop?: number;
      readonly step?: number;
      readonly span: Span;
    }
  | { readonly kind: "tag"; readonly tag: ReferenceTag; readonly span: Span }
  /** Tags and text together: the original had them, the language wants a tag to be a whole part. */
  | { readonly kind: "text"; readonly pieces: readonly (string | ReferenceTag)[]; readonly span: Span };

/**
 * What a tag leads to. `{: a.b :}` and `{% steps.a.result.b %}` are the same reference: the short forms are spelt out.
 * `tail` is what follows the name; a step's begins with the field, such as `result`.
 */
export type Reference =
  | { readonly to: "step" | "variable" | "parameter"; readonly name: PathPart; readonly tail: readonly PathPart[] }
  | { readonly to: "context"; readonly path: readonly PathPart[] };

/** A tag. Spans are offsets into the text it stands in. */
export type Tag = ReferenceTag | ExpressionTag;

interface TagBase {
  /** As written, braces included. */
  readonly text: string;
  readonly span: Span;
}

/** A tag that names what it reads. */
export interface ReferenceTag extends TagBase {
  readonly kind: "reference";
  readonly reference: Reference;
  /** What follows `??`; undefined when there is none. */
  readonly fallback?: Json;
}

/** `{= … =}` */
export interface ExpressionTag extends TagBase {
  readonly kind: "expression";
  readonly expression: Expression;
}

/** A text that looks like a tag but is none, with what is wrong. It stays in the template as plain text. */
export interface TagProblem {
  readonly code: "malformed-tag" | "expression-syntax" | "expression-size";
  readonly message: string;
  readonly help: string;
  readonly span: Span;
}

/** A value whose texts have been parsed. `literal` has no tag anywhere in it. */
export type Template =
  | { readonly kind: "literal"; readonly value: Json }
  | { readonly kind: "tag"; readonly tag: Tag }
  | { readonly kind: "text"; readonly parts: readonly (string | Tag)[] }
  | { readonly kind: "list"; readonly items: readonly Template[] }
  | { readonly kind: "map"; readonly entries: readonly TemplateEntry[] };

/** A text whose tags have been parsed. */
export type TextTemplate =
  | { readonly kind: "literal"; readonly value: string }
  | { readonly kind: "tag"; readonly tag: Tag }
  | { readonly kind: "text"; readonly parts: readonly (string | Tag)[] };

/** One entry of a map template. */
export interface TemplateEntry {
  /** The key as written, which leads to the value's place in the document. */
  readonly writtenKey: string;
  readonly key: TextTemplate;
  readonly value: Template;
}

/** One tag of a template with where it stands: the path to its text, below the template's own, and in key or value. */
export interface PlacedTag {
  readonly tag: Tag;
  readonly path: readonly (string | number)[];
  readonly part: "key" | "value";
}

/** Every tag of a template, nested ones after the tag that holds them, in the order in which they are written. */
export function* tagsOf(
  template: Template,
  path: readonly (string | number)[] = [],
  part: "key" | "value" = "value",
): Generator<PlacedTag> {
  switch (template.kind) {
    case "literal":
      return;
    case "tag":
      yield* withNested(template.tag, path, part);
      return;
    case "text":
      for (const piece of template.parts) if (typeof piece !== "string") yield* withNested(piece, path, part);
      return;
    case "list":
      for (const [index, item] of template.items.entries()) yield* tagsOf(item, [...path, index]);
      return;
    case "map":
      for (const entry of template.entries) {
        yield* tagsOf(entry.key, [...path, entry.writtenKey], "key");
        yield* tagsOf(entry.value, [...path, entry.writtenKey]);
      }
  }
}

function* withNested(tag: Tag, path: readonly (string | number)[], part: "key" | "value"): Generator<PlacedTag> {
  yield { tag, path, part };
  if (tag.kind === "expression") return;
  for (const piece of pathOf(tag.reference)) for (const inner of innerTags(piece)) yield* withNested(inner, path, part);
}

function innerTags(part: PathPart): readonly ReferenceTag[] {
  if (part.kind === "tag") return [part.tag];
  return part.kind === "text" ? part.pieces.filter((piece) => typeof piece !== "string") : [];
}

/** A reference's parts from its name on. */
export function pathOf(reference: Reference): readonly PathPart[] {
  return reference.to === "context" ? reference.path : [reference.name, ...reference.tail];
}

/** The reference that a path of the context is: which of them are steps, variables and parameters is spelt out. */
export function contextReference(path: readonly PathPart[]): Reference {
  const [root, second, ...rest] = path;
  if (root?.kind !== "key" || second === undefined) return { to: "context", path };
  if (root.name === "steps") return { to: "step", name: second, tail: rest };
  const [name, ...tail] = rest;
  if (root.name !== "job" || second.kind !== "key" || name === undefined) return { to: "context", path };
  if (second.name === "variables") return { to: "variable", name, tail };
  if (second.name === "parameters") return { to: "parameter", name, tail };
  return { to: "context", path };
}

/** Keys that begin or end with `_` are no tag's to read. */
export function isPrivateKey(name: string): boolean {
  return name.startsWith("_") || name.endsWith("_");
}
