// Does what comes out of one place go into another: yes for every value, no for none but an empty one, else maybe. A yes is
// never wrong; where something cannot be told, it is maybe.

import type { JsonSchema } from "../../infer.ts";
import { hasReferences } from "../../schema-reference.ts";
import { accepts, judgeValue } from "./accepts.ts";
import { isEmpty, itemAt, meet } from "./meet.ts";
import { typeOfSchema } from "./read-schema.ts";
import {
  anyType,
  isNever,
  type Kind,
  type ListKind,
  type MapKind,
  type NumberKind,
  never,
  type Property,
  type TextKind,
  type Type,
} from "./type.ts";

export type Fit = "yes" | "no" | "maybe";

const deepest = 16;

/** The same part may stand in a value again and again: so much is looked at in one question. */
const mostWork = 20_000;

/** How far one question has come. */
interface Progress {
  readonly depth: number;
  /** Shared by all parts of the question. */
  readonly count: { work: number };
  /** What is asked of the value around, innermost first. */
  readonly around: Asked | null;
}

interface Asked {
  readonly out: Type;
  readonly target: Type;
  readonly around: Asked | null;
}

const deeper = (progress: Progress): Progress => ({ ...progress, depth: progress.depth + 1 });

/** Whether values of one type are of another one. */
export function fits(out: Type, target: Type): Fit {
  return fitsInside(out, target, { depth: 0, count: { work: 0 }, around: null });
}

function fitsInside(out: Type, target: Type, progress: Progress): Fit {
  if (++progress.count.work > mostWork) return "maybe";
  if (out === target || target === anyType || isAskedAround(out, target, progress)) return "yes";
  const inside = { ...progress, around: { out, target, around: progress.around } };
  return every(out.map((kind) => fitsKind(kind, target, inside)));
}

/** Whether the same is asked of a value around this one: what holds of the rest of every value then holds of this part too. */
function isAskedAround(out: Type, target: Type, { around }: Progress): boolean {
  for (let asked = around; asked !== null; asked = asked.around) {
    if (asked.out === out && asked.target === target) return true;
  }
  return false;
}

/** Of several things that come: all fit, none does, or some. Of nothing all fit. */
function every(fits: readonly Fit[]): Fit {
  if (fits.every((fit) => fit === "yes")) return "yes";
  return fits.every((fit) => fit === "no") ? "no" : "maybe";
}

/** Of several places for one thing: one surely takes it, none does, or one may. */
function some(fits: readonly Fit[]): Fit {
  if (fits.includes("yes")) return "yes";
  return fits.every((fit) => fit === "no") ? "no" : "maybe";
}

/** Of several things that must all hold for one value. */
function all(fits: readonly Fit[]): Fit {
  if (fits.includes("no")) return "no";
  return fits.includes("maybe") ? "maybe" : "yes";
}

function fitsKind(kind: Kind, target: Type, progress: Progress): Fit {
  if (kind.kind === "unknown" || target.some((place) => place.kind === "unknown")) return "yes";
  const values = valuesOf(kind);
  if (values !== undefined) return every(values.map((value) => judgeValue(target, value)));
  return some(
    target.map((place) => {
      const fit = fitsPlace(kind, place, progress);
      return fit === "yes" && !meetsConditionsOf(kind, place, progress) ? "maybe" : fit;
    }),
  );
}

/** So many integers in a row are looked at one by one. */
const mostIntegers = 32;

/** The values of an alternative that has few. */
function valuesOf(kind: Kind): readonly (null | boolean | number | string)[] | undefined {
  switch (kind.kind) {
    case "null":
      return [null];
    case "boolean":
      return kind.only === undefined ? [true, false] : [kind.only];
    case "text":
      return kind.only;
    case "number":
      return kind.only ?? integersOf(kind);
    default:
      return undefined;
  }
}

function integersOf({ isInteger, minimum, maximum, ...kind }: NumberKind): readonly number[] | undefined {
  if (!isInteger || minimum === undefined || maximum === undefined || maximum - minimum > mostIntegers)
    return undefined;
  // Beyond these, one more is no other number.
  if (!Number.isSafeInteger(Math.ceil(minimum)) || !Number.isSafeInteger(Math.floor(maximum))) return undefined;
  const values: number[] = [];
  for (let value = Math.ceil(minimum); value <= maximum; value++) values.push(value);
  return values.filter((value) => accepts([{ ...kind, isInteger, minimum, maximum }], value));
}

/** Whether a value surely meets the conditions of a place: by the same words, or by what they say. */
function meetsConditionsOf(kind: Kind, place: Kind, progress: Progress): boolean {
  if (place.conditions === undefined) return true;
  const known = (kind.conditions ?? []).map((condition) => JSON.stringify(condition));
  return place.conditions.every(
    (condition) =>
      (known.includes(JSON.stringify(condition)) && !hasReferences(condition)) ||
      meetsCondition(kind, condition, deeper(progress)),
  );
}

function meetsCondition(kind: Kind, condition: JsonSchema, progress: Progress): boolean {
  if (progress.depth > deepest || hasReferences(condition)) return false;
  const keys = Object.keys(condition);
  if (keys.every((key) => key === "not")) return isApart(kind, condition.not);
  if (!keys.every((key) => key === "if" || key === "then" || key === "else")) return false;
  const asked = partAt(condition, "if");
  const isTrue = fitsInside([kind], asked, progress) === "yes";
  const isFalse = isEmpty(meet([kind], asked));
  const holds = (key: "then" | "else", values: Type) => fitsInside(values, partAt(condition, key), progress) === "yes";
  return (isFalse || holds("then", meet([kind], asked))) && (isTrue || holds("else", [kind]));
}

/** A type with what follows from those of its conditions that surely hold of what comes. */
export function withConsequences(out: Type, target: Type, depth = 0): Type {
  return target.flatMap((place) => {
    const followed = (place.conditions ?? []).filter(
      (condition) => isAsked(condition) && fits(out, partAt(condition, "if")) === "yes",
    );
    if (followed.length === 0 || depth > deepest) return [place];
    const conditions = place.conditions?.filter((condition) => !followed.includes(condition));
    const consequences = followed.map((condition) => partAt(condition, "then"));
    const narrowed = consequences.reduce<Type>((type, one) => meet(type, one), [{ ...place, conditions }]);
    return withConsequences(out, narrowed, depth + 1);
  });
}

const isAsked = (condition: JsonSchema): boolean =>
  "if" in condition && "then" in condition && !hasReferences(condition);

const partAt = (condition: JsonSchema, key: string): Type => typeOfSchema((condition[key] ?? true) as JsonSchema);

/** Whether no value of an alternative, not even an empty one, meets a schema. */
function isApart(kind: Kind, schema: unknown): boolean {
  return isEmpty(meet([kind], typeOfSchema(schema as JsonSchema)));
}

function fitsPlace(kind: Kind, place: Kind, progress: Progress): Fit {
  if (kind.kind === "number" && place.kind === "number") return fitsNumber(kind, place);
  if (kind.kind === "text" && place.kind === "text") return fitsText(kind, place);
  if (progress.depth > deepest && kind.kind === place.kind) return "maybe";
  if (kind.kind === "list" && place.kind === "list") return fitsList(kind, place, deeper(progress));
  if (kind.kind === "map" && place.kind === "map") return fitsMap(kind, place, deeper(progress));
  return "no";
}

function fitsNumber(out: NumberKind, place: NumberKind): Fit {
  if (place.only !== undefined) return place.only.some((value) => accepts([out], value)) ? "maybe" : "no";
  return all([
    aboveMinimum(out, place),
    belowMaximum(out, place),
    !place.isInteger || out.isInteger ? "yes" : "maybe",
    isMultiple(out, place.multipleOf) ? "yes" : "maybe",
  ]);
}

const mostCounted = 1e15;

function isMultiple(out: NumberKind, step: number | undefined): boolean {
  if (step === undefined) return true;
  // Of numbers that are not counted one by one any more, nobody can say what they are multiples of.
  if (!(Math.abs(out.minimum ?? Number.NaN) < mostCounted) || !(Math.abs(out.maximum ?? Number.NaN) < mostCounted))
    return false;
  // Fractions are divided with rounding: 21 is a multiple of 7, and in a run none of 0.7.
  if (!Number.isSafeInteger(step)) return false;
  if (step === 1 && out.isInteger) return true;
  return out.multipleOf !== undefined && Number.isSafeInteger(out.multipleOf) && out.multipleOf % step === 0;
}

function aboveMinimum(out: NumberKind, { minimum, isMinimumExcluded = false }: NumberKind): Fit {
  if (minimum === undefined) return "yes";
  const { maximum, isMaximumExcluded = false } = out;
  const isBelow =
    maximum !== undefined && (maximum < minimum || (maximum === minimum && (isMaximumExcluded || isMinimumExcluded)));
  if (isBelow) return "no";
  if (out.minimum === undefined || out.minimum < minimum) return "maybe";
  return out.minimum > minimum || !isMinimumExcluded || out.isMinimumExcluded === true ? "yes" : "maybe";
}

function belowMaximum(out: NumberKind, { maximum, isMaximumExcluded = false }: NumberKind): Fit {
  if (maximum === undefined) return "yes";
  const { minimum, isMinimumExcluded = false } = out;
  const isAbove =
    minimum !== undefined && (minimum > maximum || (minimum === maximum && (isMinimumExcluded || isMaximumExcluded)));
  if (isAbove) return "no";
  if (out.maximum === undefined || out.maximum > maximum) return "maybe";
  return out.maximum < maximum || !isMaximumExcluded || out.isMaximumExcluded === true ? "yes" : "maybe";
}

function fitsText(out: TextKind, place: TextKind): Fit {
  if (place.only !== undefined) return place.only.some((value) => accepts([out], value)) ? "maybe" : "no";
  const isTooLong = place.maxLength !== undefined && out.minLength > place.maxLength;
  const isTooShort = out.maxLength !== undefined && out.maxLength < place.minLength;
  if (isTooLong || isTooShort) return "no";
  const isLongEnough = out.minLength >= place.minLength;
  const isShortEnough =
    place.maxLength === undefined || (out.maxLength !== undefined && out.maxLength <= place.maxLength);
  const isWritten = holdsAll(out.patterns, place.patterns) && holdsAll(out.formats, place.formats);
  return isLongEnough && isShortEnough && isWritten ? "yes" : "maybe";
}

function holdsAll(held: readonly string[] | undefined, wanted: readonly string[] | undefined): boolean {
  return wanted === undefined || wanted.every((one) => held?.includes(one) === true);
}

/** A list's items by place, up to the last place that differs from those after it; places that no list reaches are left out. */
function placesOf(out: ListKind, place: ListKind): { readonly items: readonly Type[]; readonly maxItems: number } {
  const count = Math.max(out.prefix.length, place.prefix.length) + 1;
  const items: Type[] = [];
  let maxItems = out.maxItems ?? Number.POSITIVE_INFINITY;
  for (let index = 0; index < count && index < maxItems; index++) {
    const item = itemAt(out, index)();
    if (isNever(item)) maxItems = index;
    else items.push(item);
  }
  return { items, maxItems };
}

function fitsList(out: ListKind, place: ListKind, progress: Progress): Fit {
  const { items, maxItems } = placesOf(out, place);
  const length = all([
    out.minItems >= place.minItems ? "yes" : maxItems < place.minItems ? "no" : "maybe",
    place.maxItems === undefined || maxItems <= place.maxItems ? "yes" : out.minItems > place.maxItems ? "no" : "maybe",
    place.isUnique !== true || out.isUnique === true || maxItems <= 1 ? "yes" : "maybe",
  ]);
  const inside = items.map((item, index) => fitsInside(item, itemAt(place, index)(), progress));
  const firstWrong = inside.indexOf("no");
  // A list that may be shorter goes in without the item that does not; one that then has nothing in it is no use.
  const isEmptyWanted = isNever(itemAt(place, 0)());
  const isWrong = (firstWrong === 0 && !isEmptyWanted) || (firstWrong >= 0 && firstWrong < out.minItems);
  if (length === "no" || isWrong) return "no";
  return length === "yes" && inside.every((fit) => fit === "yes") ? "yes" : "maybe";
}

function fitsMap(out: MapKind, place: MapKind, progress: Progress): Fit {
  const found: Fit[] = [];
  const members: Fit[] = [];
  const rest = out.rest();
  const isClosed = isNever(rest);
  for (const name of out.properties.keys()) {
    const property = out.properties.get(name);
    const type = property?.type();
    if (property === undefined || type === undefined) continue;
    if (isNever(type) && !property.isRequired) continue;
    const fit = fitsInside(type, place.properties.get(name)?.type() ?? place.rest(), progress);
    members.push(fit);
    found.push(fit === "no" && !property.isRequired ? "maybe" : fit);
  }
  if (!isClosed) {
    const others = [...place.properties.keys()].filter((name) => out.properties.get(name) === undefined);
    const inRest = fitsInside(rest, place.rest(), progress);
    members.push(inRest);
    found.push(inRest === "no" ? "maybe" : inRest);
    for (const name of others) {
      const fit = fitsInside(rest, place.properties.get(name)?.type() ?? never, progress);
      found.push(fit === "no" ? "maybe" : fit);
      members.push(fit);
    }
  }
  for (const name of place.properties.keys()) {
    const wanted = place.properties.get(name);
    if (wanted?.isRequired === true) found.push(presence(out.properties.get(name), isClosed));
  }
  found.push(fitsCount(out, place, isClosed));
  // Nothing that it can hold fits, so only the empty map would.
  const isEmptyWanted = place.properties.size === 0 && isNever(place.rest());
  if (members.length > 0 && !isEmptyWanted && members.every((fit) => fit === "no")) return "no";
  return all(found);
}

function presence(property: Property | undefined, isClosed: boolean): Fit {
  if (property === undefined) return isClosed ? "no" : "maybe";
  if (property.isRequired) return "yes";
  return isNever(property.type()) ? "no" : "maybe";
}

function fitsCount(out: MapKind, { minProperties, maxProperties }: MapKind, isClosed: boolean): Fit {
  if (minProperties === undefined && maxProperties === undefined) return "yes";
  let required = 0;
  for (const name of out.properties.keys()) if (out.properties.get(name)?.isRequired === true) required++;
  const least = Math.max(required, out.minProperties ?? 0);
  const most = Math.min(
    isClosed ? out.properties.size : Number.POSITIVE_INFINITY,
    out.maxProperties ?? Number.POSITIVE_INFINITY,
  );
  return all([
    minProperties === undefined || least >= minProperties ? "yes" : most < minProperties ? "no" : "maybe",
    maxProperties === undefined || most <= maxProperties ? "yes" : least > maxProperties ? "no" : "maybe",
  ]);
}
