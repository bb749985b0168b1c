// The type of what a tag or a text with tags brings in, where it stands; and every reason why it may bring nothing.

import type { Path } from "../document.ts";
import { isJsonMap, type Json } from "../json.ts";
import { ConduitStatus } from "../status.ts";
import { suggestion } from "../suggest.ts";
import {
  type PathPart,
  pathOf,
  type Reference,
  type ReferenceTag,
  type Tag,
  type Template,
  type TemplateEntry,
  type TextTemplate,
} from "../template.ts";
import { typeExpression } from "./expressions/type-expression.ts";
import { describeKind, isAnything } from "./types/describe-type.ts";
import type { TypeProblem, TypeScope } from "./types/scope.ts";
import {
  already,
  closedMapOf,
  constType,
  isNever,
  isUnknown,
  type Kind,
  never,
  onlyValue,
  type Property,
  type TextKind,
  type Type,
  tupleOf,
  union,
  unknownType,
  withoutNull,
  withPlainNull,
} from "./types/type.ts";
import { type Found, type Miss, member, type PathKey } from "./types/walk.ts";

/** Where a text stands: the path to it, and whether it is a key. */
interface TextPlace {
  readonly path: Path;
  readonly part: "key" | "value";
}

/** What types of tags are told with. */
export interface TagReader {
  readonly scope: TypeScope;
  /** The texts of which nothing is known but that they are wrong. */
  readonly malformed: ReadonlySet<string>;
  /** Whether a reference is a mistake already, by its names alone. */
  readonly isMistaken: (reference: Reference) => boolean;
  /** Is told every problem, with the place of its text. */
  readonly report: (problem: TypeProblem, place: TextPlace) => void;
}

/** The type of a template's value. */
export function typeOfTemplate(template: Template, reader: TagReader, path: Path): Type {
  switch (template.kind) {
    case "literal":
      return literalType(template.value, reader.malformed);
    case "tag":
      return typeOfTag(template.tag, reader, { path, part: "value" });
    case "text":
      return typeOfText(template.parts, reader, { path, part: "value" });
    case "list":
      return tupleOf(template.items.map((item, index) => orUnknown(typeOfTemplate(item, reader, [...path, index]))));
    case "map":
      return typeOfMap(template.entries, reader, path);
  }
}

/** The type of a value that is written out, where texts with a mistake in them may stand for anything. */
export function literalType(value: Json, malformed: ReadonlySet<string>): Type {
  if (malformed.size === 0) return constType(value);
  if (typeof value === "string" && malformed.has(value)) return unknownType;
  if (Array.isArray(value)) return tupleOf(value.map((item: Json) => literalType(item, malformed)));
  if (!isJsonMap(value)) return constType(value);
  return closedMapOf(
    Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, literalType(inner, malformed)])),
  );
}

/** Inside a value, what never comes is no reason to forget the rest. */
const orUnknown = (type: Type): Type => (isNever(type) ? unknownType : type);

function typeOfMap(entries: readonly TemplateEntry[], reader: TagReader, path: Path): Type {
  const properties = new Map<string, Property>();
  let rest: Type = never;
  for (const { writtenKey, key, value } of entries) {
    const inner = [...path, writtenKey];
    const name = onlyValue(keyType(key, reader, inner));
    const type = orUnknown(typeOfTemplate(value, reader, inner));
    if (typeof name?.value === "string") properties.set(name.value, { type: already(type), isRequired: true });
    else rest = union(rest, type);
  }
  return [{ kind: "map", properties, rest: already(rest) }];
}

/** The texts that a key may become. */
export function keyType(key: TextTemplate, reader: TagReader, path: Path): Type {
  const place: TextPlace = { path, part: "key" };
  if (key.kind === "literal") return constType(key.value);
  return textOf(key.kind === "tag" ? typeOfTag(key.tag, reader, place) : typeOfText(key.parts, reader, place));
}

/** The type of a value that is put into a text. */
function textOf(type: Type): Type {
  if (isUnknown(type)) return type;
  return union(...type.map((kind): Type => (kind.kind === "text" ? [kind] : textOfKind(kind))));
}

function textOfKind(kind: Kind): Type {
  const values =
    kind.kind === "null" ? [null] : kind.kind === "number" || kind.kind === "boolean" ? kind.only : undefined;
  if (values === undefined) return [{ kind: "text", minLength: 1 }];
  const only = [values].flat().map((value) => JSON.stringify(value));
  return [{ kind: "text", minLength: 0, only }];
}

const mostTexts = 24;

/** The type of a text with tags in it. */
function typeOfText(parts: readonly (string | Tag)[], reader: TagReader, place: TextPlace): Type {
  // All are typed, so that each one's problems are found.
  const types = parts.map((part) => (typeof part === "string" ? constType(part) : typeOfTag(part, reader, place)));
  if (types.some(isUnknown)) return unknownType;
  let whole: TextKind = { kind: "text", minLength: 0, only: [""] };
  for (const type of types) whole = concatenated(whole, textOf(type));
  return [whole.only === undefined ? { ...whole, ...borderPatterns(parts) } : whole];
}

/** How a text begins and ends, where that is written out. */
function borderPatterns(parts: readonly (string | Tag)[]): Pick<TextKind, "patterns"> {
  const [first, last] = [parts[0], parts.at(-1)];
  const patterns = [
    ...(typeof first === "string" ? [`^${escaped(first)}`] : []),
    ...(typeof last === "string" ? [`${escaped(last)}$`] : []),
  ];
  return patterns.length === 0 ? {} : { patterns };
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");

function concatenated(left: TextKind, type: Type): TextKind {
  const kinds = type.filter((kind) => kind.kind === "text");
  const only = kinds.every((kind) => kind.only !== undefined) ? kinds.flatMap((kind) => kind.only ?? []) : undefined;
  if (left.only !== undefined && only !== undefined && left.only.length * only.length <= mostTexts) {
    const texts = left.only.flatMap((start) => only.map((end) => start + end));
    return { kind: "text", minLength: 0, only: [...new Set(texts)] };
  }
  const [least, most] = bounds([left]);
  const [leastMore, mostMore] = bounds(kinds);
  const maxLength = most === undefined || mostMore === undefined ? {} : { maxLength: most + mostMore };
  const lost = mayJoin([left], "end") && mayJoin(kinds, "start") ? 1 : 0;
  return { kind: "text", minLength: Math.max(least, leastMore, least + leastMore - lost), ...maxLength };
}

/** Whether texts may end, or start, with half of a character, which another half makes whole. */
function mayJoin(kinds: readonly TextKind[], border: "start" | "end"): boolean {
  const half = border === "end" ? /[\ud800-\udbff]$/ : /^[\udc00-\udfff]/;
  return kinds.some(({ only }) => only === undefined || only.some((text) => half.test(text)));
}

function bounds(kinds: readonly TextKind[]): [number, number | undefined] {
  if (kinds.length === 0) return [0, undefined];
  const lengths = kinds.map(({ only, minLength, maxLength }): [number, number | undefined] => {
    if (only === undefined) return [minLength, maxLength];
    const own = only.map((text) => [...text].length);
    return [Math.min(...own), Math.max(...own)];
  });
  const maxima = lengths.map(([, most]) => most);
  return [
    Math.min(...lengths.map(([least]) => least)),
    maxima.includes(undefined) ? undefined : Math.max(0, ...maxima.map((most) => most ?? 0)),
  ];
}

/** The type of what a tag brings in. */
function typeOfTag(tag: Tag, reader: TagReader, place: TextPlace): Type {
  if (tag.kind === "expression") {
    const { type, problems } = typeExpression(tag.expression, reader.scope, reader.isMistaken);
    for (const problem of problems) reader.report(problem, place);
    return type;
  }
  if (reader.isMistaken(tag.reference)) return unknownType;
  return new TagWalk(tag, reader, place).type();
}

/** One tag's path followed through the context. */
class TagWalk {
  readonly #tag: ReferenceTag;
  readonly #reader: TagReader;
  readonly #place: TextPlace;
  #mayMiss = false;
  #isReported = false;

  constructor(tag: ReferenceTag, reader: TagReader, place: TextPlace) {
    this.#tag = tag;
    this.#reader = reader;
    this.#place = place;
  }

  type(): Type {
    const { fallback } = this.#tag;
    let type = this.#start();
    for (const part of this.#parts()) {
      const found = member(type, this.#key(part));
      this.#mayMiss ||= found.misses.length > 0;
      if (isNever(found.type)) {
        if (found.misses.length === 0) return unknownType;
        if (fallback !== undefined) return constType(fallback);
        this.#reportNothing(found, type, part);
        return unknownType;
      }
      if (found.misses.length > 0 && fallback === undefined) this.#reportDoubt(found.misses, type, part);
      type = found.type;
    }
    return fallback === undefined ? this.#checkedForNull(type) : this.#withFallback(type, fallback);
  }

  /** What of the context the path begins in. */
  #start(): Type {
    const { context } = this.#reader.scope;
    const at = (type: Type, name: string) => member(type, { kind: "key", name }).type;
    switch (this.#tag.reference.to) {
      case "context":
        return context;
      case "step":
        return at(context, "steps");
      case "variable":
        return at(at(context, "job"), "variables");
      case "parameter":
        return at(at(context, "job"), "parameters");
    }
  }

  #parts(): readonly PathPart[] {
    return pathOf(this.#tag.reference);
  }

  #key(part: PathPart): PathKey {
    switch (part.kind) {
      case "key":
      case "slice":
        return part;
      case "tag":
        return { kind: "computed", type: textOf(orUnknown(typeOfTag(part.tag, this.#reader, this.#place))) };
      case "text":
        return { kind: "computed", type: typeOfText(part.pieces, this.#reader, this.#place) };
    }
  }

  #withFallback(type: Type, fallback: Json): Type {
    const hasNull = type.some(({ kind }) => kind === "null");
    return this.#mayMiss || hasNull ? union(withoutNull(type), constType(fallback)) : type;
  }

  /** Null that a step left which did not run is found here, whatever takes it. */
  #checkedForNull(type: Type): Type {
    const missing = type.find((kind) => kind.kind === "null" && kind.because !== undefined);
    if (missing?.kind !== "null" || missing.because === undefined) return type;
    this.#reportNull(missing.because);
    return withPlainNull(type);
  }

  #reportNull(because: string): void {
    this.#report({
      code: "unproved-result",
      severity: "unproved",
      message: `\`${this.#tag.text}\` may be null: ${because}`,
      help: this.#fallbackHelp(because),
      span: this.#nameSpan(),
    });
  }

  #reportDoubt(misses: readonly Miss[], type: Type, part: PathPart): void {
    const [miss] = misses;
    if (miss === undefined) return;
    const { because } = misses.find((one) => one.because !== undefined) ?? miss;
    const isOfVariable = this.#tag.reference.to === "variable" && part === this.#tag.reference.name;
    if (isOfVariable) {
      const message = `variable \`${textOfPart(part)}\` may not be there: ${because ?? "its name is not known"}`;
      const help = "declare it under `variables`, or give a value for that case: `?? null`";
      this.#report({ code: "unproved-variable", severity: "unproved", message, help, span: part.span });
    } else if (because !== undefined) this.#reportNull(because);
    else {
      const message = `${this.#subject(part)} ${doubtOf(miss, type, part)}`;
      const help = this.#doubtHelp(part);
      this.#report({ code: "unproved-reference", severity: "unproved", message, help, span: part.span });
    }
  }

  #reportNothing({ misses }: Found, type: Type, part: PathPart): void {
    const because = misses.find((miss) => miss.because !== undefined)?.because;
    const [kind] = type;
    const keys = kind?.kind === "map" ? [...kind.properties.keys()] : [];
    const isOfVariable = this.#tag.reference.to === "variable" && part === this.#tag.reference.name;
    const reason = kind === undefined ? "is nothing" : nothingOf(kind, part, because);
    const help =
      because !== undefined
        ? this.#fallbackHelp(because)
        : kind?.kind === "list" || kind?.kind === "text"
          ? indexHelp(part)
          : suggestion(textOfPart(part), keys, "its keys are");
    this.#report({
      code: "no-such-key",
      severity: "error",
      message: isOfVariable
        ? `there is no variable \`${textOfPart(part)}\`: ${because ?? "nothing sets it"}`
        : `${this.#subject(part)} ${reason}`,
      help,
      span: part.span,
      status: ConduitStatus.UNHANDLED_EXCEPTION,
    });
  }

  /** Of one tag the first problem counts. */
  #report(problem: TypeProblem): void {
    if (!this.#isReported) this.#reader.report(problem, this.#place);
    this.#isReported = true;
  }

  /** What a part of the path is looked for in. */
  #subject(part: PathPart): string {
    const { reference, text, span } = this.#tag;
    const parts = this.#parts().filter(({ span: own }) => own.end > own.start);
    const index = parts.indexOf(part);
    const [first, last] = [parts[0], parts[index - 1]];
    if (first === undefined || last === undefined) return "the context";
    if (last === first && reference.to === "step") return `the result of step \`${textOfPart(first)}\``;
    if (last === first && reference.to !== "context") return `${reference.to} \`${textOfPart(first)}\``;
    return `\`${text.slice(first.span.start - span.start, last.span.end - span.start)}\``;
  }

  #nameSpan() {
    const { reference } = this.#tag;
    return reference.to === "context" ? this.#tag.span : reference.name.span;
  }

  #fallbackHelp(because: string): string {
    const { reference } = this.#tag;
    if (reference.to !== "step") return "say what to take then: `?? …`";
    const guard = because.endsWith("condition holds")
      ? "give this step the same condition"
      : `ask first: \`if: '{= steps.${textOfPart(reference.name)}.result != null =}'\``;
    return `say what to take then: \`?? …\`, or ${guard}`;
  }

  #doubtHelp(part: PathPart): string {
    const { reference } = this.#tag;
    const name = reference.to === "context" ? "" : textOfPart(reference.name);
    const isFirst = reference.to !== "context" && this.#parts().indexOf(part) === (reference.to === "step" ? 2 : 1);
    const isKey = part.kind === "key" && !/^\d+$/.test(part.name);
    const promise = isFirst && isKey ? `: \`{ type: object, required: [${textOfPart(part)}] }\`` : "";
    if (reference.to === "step" && isResult(reference.tail[0])) {
      return `say what step \`${name}\` gives under its \`returns\`${promise}, or take a value for that case: \`?? …\``;
    }
    if (reference.to === "parameter" && !this.#reader.scope.localNames.has(name)) {
      return `say so in the schema of parameter \`${name}\`${promise}, or take a value for that case: \`?? …\``;
    }
    return "take a value for that case: `?? …`";
  }
}

/** Whether a part behind a step's id leads to its result, and not to what else is known of it. */
const isResult = (part: PathPart | undefined): boolean =>
  part !== undefined && "name" in part && part.name === "result";

/** A part of a path as it is written. */
export function textOfPart(part: PathPart): string {
  switch (part.kind) {
    case "key":
    case "slice":
      return part.name;
    case "tag":
      return part.tag.text;
    case "text":
      return part.pieces.map((piece) => (typeof piece === "string" ? piece : piece.text)).join("");
  }
}

function indexHelp(part: PathPart): string {
  const fromEnd = /^-\d+$/.exec(textOfPart(part))?.[0];
  return fromEnd === undefined
    ? "use an index from 0, or a slice such as `0:2`"
    : `an index counts from 0; a slice may count from the end: \`${fromEnd}:\``;
}

function doubtOf({ at }: Miss, type: Type, part: PathPart): string {
  const key = textOfPart(part);
  if (isAnything(type)) return `may be anything, so \`${key}\` may not be there`;
  const alone = type.length > 1 ? "may be" : "is";
  switch (at.kind) {
    case "null":
      return `may be null, which has no \`${key}\``;
    case "list":
      return `${alone} a list that may have no item \`${key}\``;
    case "text":
      return `${alone} text that may have no character \`${key}\``;
    case "map":
      return `may have no key \`${key}\``;
    default:
      return `may be ${describeKind(at)}, which has no \`${key}\``;
  }
}

function nothingOf(kind: Kind, part: PathPart, because: string | undefined): string {
  const key = textOfPart(part);
  if (kind.kind === "map") return `has no key \`${key}\`${because === undefined ? "" : `: ${because}`}`;
  if (kind.kind === "null") return `is null, which has no \`${key}\`${because === undefined ? "" : `: ${because}`}`;
  const isIndex = part.kind !== "key" || /^\d+$/.test(part.name);
  if ((kind.kind === "list" || kind.kind === "text") && isIndex) return `has no item \`${key}\``;
  return `is ${describeKind(kind)}, which has no \`${key}\``;
}
