// A template -> its value, by reading the job it runs in. What a tag brings in is data and is never read for tags.

import { jobFields } from "../context-table.ts";
import type { Path } from "../document.ts";
import { freezeJson, isJsonMap, type Json, type JsonMap, ownValue, setOwn } from "../json.ts";
import type { Span } from "../source.ts";
import { ConduitStatus } from "../status.ts";
import { suggestion } from "../suggest.ts";
import {
  isPrivateKey,
  type PathPart,
  type ReferenceTag,
  type Tag,
  type Template,
  type TemplateEntry,
} from "../template.ts";
import { evaluateExpression } from "./evaluate-expression.ts";
import { InvalidTypeError, StepError, UnresolvedReferenceError } from "./failure.ts";
import type { Scope } from "./scope.ts";

/** Where a text stands that is being resolved: below the template's own place. */
interface TextPlace {
  readonly path: Path;
  readonly part: "key" | "value";
}

/**
 * The value of a template.
 * @throws {UnresolvedReferenceError} when a tag finds nothing.
 * @throws {InvalidTypeError} when two keys of a map become the same text, or one becomes `__proto__`.
 */
export function resolve(template: Template, scope: Scope, path: Path = []): Json {
  return resolveIn(template, scope, { path, part: "value" });
}

function resolveIn(template: Template, scope: Scope, place: TextPlace): Json {
  switch (template.kind) {
    case "literal":
      return template.value;
    case "tag":
      return readTag(template.tag, scope, place);
    case "text":
      return template.parts
        .map((part) => (typeof part === "string" ? part : asText(readTag(part, scope, place))))
        .join("");
    case "list":
      return freezeJson(
        template.items.map((item, index) => resolveIn(item, scope, { path: [...place.path, index], part: "value" })),
      );
    case "map":
      return resolveMap(template.entries, scope, place.path);
  }
}

function resolveMap(entries: readonly TemplateEntry[], scope: Scope, path: Path): JsonMap {
  const map = {};
  for (const { writtenKey, key: keyTemplate, value } of entries) {
    const inner = keyTemplate.kind === "literal" && value.kind === "literal" ? path : [...path, writtenKey];
    const key = asText(resolveIn(keyTemplate, scope, { path: inner, part: "key" }));
    if (key === "__proto__" || Object.hasOwn(map, key)) {
      const message = key === "__proto__" ? "a key becomes `__proto__`" : `two keys become \`${key}\``;
      throw new InvalidTypeError(message, { path: [...path, writtenKey], part: "key" });
    }
    setOwn(map, key, resolveIn(value, scope, { path: inner, part: "value" }));
  }
  return freezeJson(map);
}

/** A value inside a text: texts as they are, the rest as JSON. */
export function asText(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function readTag(tag: Tag, scope: Scope, place: TextPlace): Json {
  if (tag.kind === "expression") return evaluateExpression(tag, scope, place);
  try {
    const value = follow(tag, scope, place);
    return value === null && tag.fallback !== undefined ? tag.fallback : value;
  } catch (error) {
    if (tag.fallback !== undefined && error instanceof NothingThere) return tag.fallback;
    if (!(error instanceof NothingThere)) throw error;
    throw new UnresolvedReferenceError(`\`${tag.text}\` finds nothing: ${error.reason}`, {
      ...place,
      within: error.span ?? tag.span,
      help: error.help?.(),
    });
  }
}

/** Ends a walk along a path; becomes an error or the value behind `??` at the tag's own border. */
class NothingThere {
  constructor(
    readonly reason: string,
    /** Found only when there is an error to show: looking for a name that is near takes time. */
    readonly help: (() => string | undefined) | undefined,
    readonly span: Span | undefined,
  ) {}
}

function follow(tag: ReferenceTag, scope: Scope, place: TextPlace): Json {
  const { reference } = tag;
  const textOf = (piece: string | Tag) => (typeof piece === "string" ? piece : asText(readTag(piece, scope, place)));
  const key = (part: PathPart): string => {
    if (part.kind === "text") return part.pieces.map(textOf).join("");
    return part.kind === "tag" ? textOf(part.tag) : part.name;
  };
  if (reference.to === "context") return followContext(reference.path, scope, key);
  const name = key(reference.name);
  if (isPrivateKey(name)) throw privateKey(name, reference.name.span);
  const { to, tail } = reference;
  if (to === "step") {
    const [field, ...rest] = tail;
    const fieldName = field === undefined ? undefined : key(field);
    const start = scope.step(name, fieldName);
    if (start !== undefined) return walk(start, rest, key);
    if (fieldName !== undefined && scope.step(name, undefined) !== undefined) {
      throw new NothingThere(`a step has no \`${fieldName}\``, undefined, field?.span);
    }
    throw missing(`there is no step \`${name}\``, name, () => scope.stepIds(), reference.name.span);
  }
  const start = to === "variable" ? scope.variable(name) : ownValue(scope.parameters(), name);
  if (start !== undefined) return walk(start, tail, key);
  const names = () => Object.keys(to === "variable" ? scope.variables() : scope.parameters());
  throw missing(`there is no ${to} \`${name}\``, name, names, reference.name.span);
}

function followContext(path: readonly PathPart[], scope: Scope, key: (part: PathPart) => string): Json {
  const [root, second, ...rest] = path;
  const rootName = root === undefined ? "" : key(root);
  if (rootName === "each") return walk(turnOf(scope, root?.span), path.slice(1), key);
  if (second === undefined) return walk(scope.context(), path, key);
  if (rootName === "job") {
    const name = key(second);
    const start = scope.job(name);
    if (start !== undefined) return walk(start, rest, key);
    throw missing(`\`job\` has no \`${name}\``, name, () => Object.keys(jobFields), second.span);
  }
  // All of the context is costly, and one step is what is looked for mostly.
  const [field, ...tail] = rest;
  const id = key(second);
  const isStep = rootName === "steps" && field !== undefined && !isPrivateKey(id);
  const start = isStep ? scope.step(id, key(field)) : undefined;
  return start === undefined ? walk(scope.context(), path, key) : walk(start, tail, key);
}

function turnOf(scope: Scope, span: Span | undefined): JsonMap {
  const each = scope.each();
  if (each !== null) return each;
  throw new NothingThere(
    "`each` is there in a loop only",
    () => "give the step, or a group around it, a `for_each`",
    span,
  );
}

function walk(start: Json, path: readonly PathPart[], key: (part: PathPart) => string): Json {
  let value = start;
  for (const part of path) value = child(value, part, key(part));
  return value;
}

function child(value: Json, part: PathPart, name: string): Json {
  if (value === null) throw new NothingThere(`there is null where \`${name}\` is looked for`, undefined, part.span);
  if (typeof value === "string" || Array.isArray(value)) return itemOf(value, part, name);
  if (!isJsonMap(value)) throw new NothingThere(`${JSON.stringify(value)} has no \`${name}\``, undefined, part.span);
  if (isPrivateKey(name)) throw privateKey(name, part.span);
  const found = ownValue(value, name);
  if (found === undefined) throw missing(`there is no key \`${name}\``, name, () => Object.keys(value), part.span);
  return found;
}

function itemOf(value: string | readonly Json[], part: PathPart, name: string): Json {
  const items = typeof value === "string" ? [...value] : value;
  if (part.kind === "slice") {
    const taken = takeSlice<Json>(items, part.start, part.stop, part.step);
    return typeof value === "string" ? taken.map(asText).join("") : freezeJson(taken);
  }
  const noun = typeof value === "string" ? "a text" : "a list";
  if (!/^\d+$/.test(name)) {
    throw new NothingThere(
      `${noun} has no \`${name}\``,
      () => "use an index from 0, or a slice such as `0:2`",
      part.span,
    );
  }
  const found = items[Number(name)];
  if (found !== undefined) return found;
  const count = `${items.length} ${typeof value === "string" ? "character" : "item"}${items.length === 1 ? "" : "s"}`;
  throw new NothingThere(`index ${name} is past the end of ${noun} of ${count}`, undefined, part.span);
}

/** Items from `start` up to but not including `stop`, each `step` apart; negative bounds count from the end. */
function takeSlice<T>(items: readonly T[], start: number | undefined, stop: number | undefined, step = 1): T[] {
  if (step === 0) throw new StepError("a slice whose step is 0", ConduitStatus.INVALID_ARGUMENT, "invalid_argument");
  const { length } = items;
  const clamp = (bound: number, low: number, high: number) =>
    Math.min(high, Math.max(low, bound < 0 ? bound + length : bound));
  const taken: T[] = [];
  if (step > 0) {
    const end = stop === undefined ? length : clamp(stop, 0, length);
    for (let at = start === undefined ? 0 : clamp(start, 0, length); at < end; at += step) taken.push(items[at] as T);
  } else {
    const end = stop === undefined ? -1 : clamp(stop, -1, length - 1);
    const first = start === undefined ? length - 1 : clamp(start, -1, length - 1);
    for (let at = first; at > end; at += step) taken.push(items[at] as T);
  }
  return taken;
}

function privateKey(name: string, span: Span): NothingThere {
  return new NothingThere(`\`${name}\` is private, as every key that begins or ends with \`_\``, undefined, span);
}

function missing(reason: string, name: string, names: () => Iterable<string>, span: Span): NothingThere {
  return new NothingThere(reason, () => suggestion(name, names(), "there are"), span);
}
