// Why what comes may not fit, in words, and what a schema would have to say so that it surely does.

import type { DiagnosticCode } from "../../diagnostic.ts";
import { describeKind, describeType, isAnything } from "./describe-type.ts";
import { fits } from "./fits.ts";
import { itemAt } from "./meet.ts";
import type { Kind, ListKind, MapKind, NumberKind, TextKind, Type } from "./type.ts";
import { anyItemOf } from "./walk.ts";

/** The first reason why a value may not fit. */
export interface Doubt {
  readonly code: DiagnosticCode;
  /** What may come, to follow a name: "may be null". */
  readonly words: string;
  /** The part of a JSON Schema that would rule it out; undefined where that cannot be written shortly. */
  readonly promise: string | undefined;
  /** Where inside the value, from its root. */
  readonly inside: readonly string[];
  /** Whether null is all that does not fit. */
  readonly isNull: boolean;
}

/** So deep inside a value the reason is looked for; a schema that holds itself may have none that is deeper. */
const deepest = 8;

/** Explains why `fits` says maybe. */
export function explainDoubt(out: Type, target: Type): Doubt {
  const doubt = doubtInside(out, target, []);
  return doubt.inside.length > deepest ? rule("may break a rule of its schema", []) : doubt;
}

function doubtInside(out: Type, target: Type, inside: readonly string[]): Doubt {
  if (inside.length > deepest) return rule("may break a rule of its schema", inside);
  const wrong = out.filter((kind) => fits([kind], target) === "no");
  if (wrong.length > 0) return wrongAlternatives(wrong, out, target, inside);
  const doubtful = out.find((kind) => fits([kind], target) === "maybe");
  const place = target.find((kind) => kind.kind === doubtful?.kind);
  const doubt = doubtful === undefined || place === undefined ? undefined : explainKind(doubtful, place, inside);
  return doubt ?? rule("may break a rule of its schema", inside);
}

const rule = (words: string, inside: readonly string[], promise?: string): Doubt => ({
  code: "unproved-rule",
  words,
  promise,
  inside,
  isNull: false,
});

function wrongAlternatives(wrong: readonly Kind[], out: Type, target: Type, inside: readonly string[]): Doubt {
  const isOfOtherKind = wrong.every((kind) => !target.some((place) => place.kind === kind.kind));
  const [first] = wrong;
  if (!isOfOtherKind && first !== undefined) {
    const place = target.find((kind) => kind.kind === first.kind);
    const doubt = place === undefined ? undefined : explainKind(first, place, inside);
    if (doubt !== undefined) return doubt;
  }
  const words = out.length > wrong.length + 2 ? "may be anything" : `may be ${describeType(wrong)}`;
  const isNull = wrong.every(({ kind }) => kind === "null");
  return { code: "unproved-type", words, promise: typePromise(target), inside, isNull };
}

const schemaNames: Readonly<Record<Kind["kind"], string>> = {
  null: "null",
  boolean: "boolean",
  number: "number",
  text: "string",
  list: "array",
  map: "object",
  unknown: "null",
};

const longestPromise = 110;

/** The schema that a value needs, as far as it is short enough to be read. */
function typePromise(target: Type): string {
  for (const depth of [3, 2, 1]) {
    const promise = schemaWords(target, depth);
    if (promise.length <= longestPromise) return promise;
  }
  return schemaWords(target, 0);
}

/** The keywords of a schema, as YAML writes them on one line. */
function schemaWords(target: Type, depth: number): string {
  const names = target.map((kind) => (kind.kind === "number" && kind.isInteger ? "integer" : schemaNames[kind.kind]));
  const unique = [...new Set(names)];
  const [only, second] = target;
  const type = `type: ${unique.length === 1 ? unique[0] : `[${unique.join(", ")}]`}`;
  if (only === undefined || second !== undefined || depth === 0) return type;
  if (only.kind === "list") {
    const items = only.rest();
    return items.length === 0 || isAnything(items) ? type : `${type}, items: { ${schemaWords(items, depth - 1)} }`;
  }
  if (only.kind !== "map") return type;
  const keys = [...only.properties.keys()];
  const required = keys.filter((key) => only.properties.get(key)?.isRequired === true);
  const properties = keys.flatMap((key) => {
    const own = only.properties.get(key)?.type() ?? [];
    return own.length === 0 || isAnything(own) ? [] : [`${key}: { ${schemaWords(own, depth - 1)} }`];
  });
  const values = only.rest();
  return [
    type,
    ...(required.length === 0 ? [] : [`required: [${required.join(", ")}]`]),
    ...(properties.length === 0 ? [] : [`properties: { ${properties.join(", ")} }`]),
    ...(values.length === 0 || isAnything(values)
      ? []
      : [`additionalProperties: { ${schemaWords(values, depth - 1)} }`]),
  ].join(", ");
}

function explainKind(out: Kind, place: Kind, inside: readonly string[]): Doubt | undefined {
  if (out.kind === "number" && place.kind === "number") return explainNumber(out, place, inside);
  if (out.kind === "text" && place.kind === "text") return explainText(out, place, inside);
  if (out.kind === "list" && place.kind === "list") return explainList(out, place, inside);
  if (out.kind === "map" && place.kind === "map") return explainMap(out, place, inside);
  return undefined;
}

const range = (words: string, promise: string, inside: readonly string[]): Doubt => ({
  code: "unproved-range",
  words,
  promise,
  inside,
  isNull: false,
});

function explainOnly(out: Kind, only: readonly (string | number)[], inside: readonly string[]): Doubt {
  const promise = only.length > 8 ? undefined : `enum: ${JSON.stringify(only)}`;
  const words = `may be ${describeKind(out)} that is none of them`;
  return { code: "unproved-enum", words, promise, inside, isNull: false };
}

function explainNumber(out: NumberKind, place: NumberKind, inside: readonly string[]): Doubt | undefined {
  if (place.only !== undefined) return explainOnly(out, place.only, inside);
  const isLow = fits([out], [{ kind: "number", isInteger: false, ...minimumOf(place) }]) !== "yes";
  if (isLow) {
    const key = place.isMinimumExcluded === true ? "exclusiveMinimum" : "minimum";
    const words = place.isMinimumExcluded === true ? "not be more than" : "be less than";
    return range(`may ${words} ${place.minimum}`, `${key}: ${place.minimum}`, inside);
  }
  const isHigh = fits([out], [{ kind: "number", isInteger: false, ...maximumOf(place) }]) !== "yes";
  if (isHigh) {
    const key = place.isMaximumExcluded === true ? "exclusiveMaximum" : "maximum";
    const words = place.isMaximumExcluded === true ? "not be less than" : "be more than";
    return range(`may ${words} ${place.maximum}`, `${key}: ${place.maximum}`, inside);
  }
  if (place.isInteger && !out.isInteger) {
    return { code: "unproved-type", words: "may be no integer", promise: "type: integer", inside, isNull: false };
  }
  if (place.multipleOf === undefined) return undefined;
  return rule(`may be no multiple of ${place.multipleOf}`, inside, `multipleOf: ${place.multipleOf}`);
}

const minimumOf = ({ minimum, isMinimumExcluded }: NumberKind) => ({ minimum, isMinimumExcluded });
const maximumOf = ({ maximum, isMaximumExcluded }: NumberKind) => ({ maximum, isMaximumExcluded });

function explainText(out: TextKind, place: TextKind, inside: readonly string[]): Doubt | undefined {
  if (place.only !== undefined) return explainOnly(out, place.only, inside);
  const holds = (limits: Partial<TextKind>) => fits([out], [{ kind: "text", minLength: 0, ...limits }]) === "yes";
  if (!holds({ minLength: place.minLength })) {
    const words = place.minLength === 1 ? "may be empty" : `may have fewer than ${place.minLength} characters`;
    return range(words, `minLength: ${place.minLength}`, inside);
  }
  if (!holds({ maxLength: place.maxLength })) {
    return range(`may have more than ${place.maxLength} characters`, `maxLength: ${place.maxLength}`, inside);
  }
  for (const pattern of place.patterns ?? []) {
    if (holds({ patterns: [pattern] })) continue;
    const words = `may not match the pattern \`${pattern}\``;
    return { code: "unproved-pattern", words, promise: `pattern: ${JSON.stringify(pattern)}`, inside, isNull: false };
  }
  for (const format of place.formats ?? []) {
    if (holds({ formats: [format] })) continue;
    return {
      code: "unproved-format",
      words: `may be no ${format}`,
      promise: `format: ${format}`,
      inside,
      isNull: false,
    };
  }
  return undefined;
}

function explainList(out: ListKind, place: ListKind, inside: readonly string[]): Doubt | undefined {
  if (out.minItems < place.minItems) {
    const words = place.minItems === 1 ? "may be empty" : `may have fewer than ${place.minItems} items`;
    return range(words, `minItems: ${place.minItems}`, inside);
  }
  if (place.maxItems !== undefined && (out.maxItems === undefined || out.maxItems > place.maxItems)) {
    return range(`may have more than ${place.maxItems} items`, `maxItems: ${place.maxItems}`, inside);
  }
  const count = Math.max(out.prefix.length, place.prefix.length);
  for (let index = 0; index < count; index++) {
    const [item, wanted] = [itemAt(out, index)(), itemAt(place, index)()];
    if (fits(item, wanted) !== "yes") return explainInside(item, wanted, [...inside, String(index)], `item ${index}`);
  }
  const [items, wanted] = [anyItemOf({ ...out, prefix: [] }), place.rest()];
  if (fits(items, wanted) !== "yes") return explainInside(items, wanted, [...inside, "items"], "its items");
  return place.isUnique === true ? rule("may hold an item twice", inside, "uniqueItems: true") : undefined;
}

function explainMap(out: MapKind, place: MapKind, inside: readonly string[]): Doubt | undefined {
  for (const name of place.properties.keys()) {
    const [own, wanted] = [out.properties.get(name), place.properties.get(name)];
    if (wanted?.isRequired === true && own?.isRequired !== true) {
      const words = `may have no key \`${name}\``;
      return { code: "unproved-key", words, promise: `required: [${name}]`, inside, isNull: false };
    }
    const type = own?.type() ?? out.rest();
    if (wanted !== undefined && fits(type, wanted.type()) !== "yes") {
      return explainInside(type, wanted.type(), [...inside, name], `its \`${name}\``);
    }
  }
  for (const name of out.properties.keys()) {
    if (place.properties.get(name) !== undefined) continue;
    const type = out.properties.get(name)?.type() ?? [];
    if (fits(type, place.rest()) === "yes") continue;
    if (place.rest().length === 0) {
      return { code: "unproved-key", words: `may have the key \`${name}\``, promise: undefined, inside, isNull: false };
    }
    return explainInside(type, place.rest(), [...inside, name], `its \`${name}\``);
  }
  const rest = out.rest();
  if (fits(rest, place.rest()) === "yes") return undefined;
  if (place.rest().length === 0) {
    const words = "may have more keys than are taken";
    return { code: "unproved-key", words, promise: "additionalProperties: false", inside, isNull: false };
  }
  return explainInside(rest, place.rest(), [...inside, "*"], "its values");
}

/** The doubt about a part of a value, said of the whole. */
function explainInside(out: Type, target: Type, inside: readonly string[], subject: string): Doubt {
  if (fits(out, target) === "no") {
    const words = `may hold ${subject} as ${describeType(out)}`;
    return { code: "unproved-type", words, promise: undefined, inside, isNull: false };
  }
  const doubt = doubtInside(out, target, inside);
  return { ...doubt, words: `${doubt.words} in ${subject}`, isNull: false };
}
