// The functions of expressions that count the characters of a text: as everywhere in the language these are code points, where the
// library counts UTF-16 units.

import { Fault } from "./cel-value.ts";

/** By the library's signature; no expression can call them by these names. */
export const textFunctions: Readonly<Record<string, (...values: never[]) => unknown>> = {
  "_indexOf(string, string): int": (text: string, part: string) => indexOf(text, part, 0n),
  "_indexOf(string, string, int): int": indexOf,
  "_lastIndexOf(string, string): int": (text: string, part: string) => lastIndexOf(text, part, sizeOf(text)),
  "_lastIndexOf(string, string, int): int": lastIndexOf,
  "_substring(string, int): string": (text: string, start: bigint) => substring(text, start, sizeOf(text)),
  "_substring(string, int, int): string": substring,
  "_split(string, string): list<string>": (text: string, by: string) => split(text, by, -1n),
  "_split(string, string, int): list<string>": split,
};

/** Most texts have no characters of two units, and need not be taken apart. */
const hasPairs = (text: string): boolean => /[\ud800-\udfff]/.test(text);

const sizeOf = (text: string): bigint => BigInt(hasPairs(text) ? [...text].length : text.length);

/** The index in units of a character's index. */
function unitOf(text: string, index: bigint): number {
  if (index < 0n || index > sizeOf(text)) throw new Fault("an index outside the text");
  return hasPairs(text) ? [...text].slice(0, Number(index)).join("").length : Number(index);
}

/** The index of the character at an index in units; -1 for -1. */
function characterAt(text: string, unit: number): bigint {
  return unit < 0 ? -1n : sizeOf(text.slice(0, unit));
}

function indexOf(text: string, part: string, from: bigint): bigint {
  return characterAt(text, text.indexOf(part, unitOf(text, from)));
}

function lastIndexOf(text: string, part: string, from: bigint): bigint {
  return characterAt(text, text.lastIndexOf(part, unitOf(text, from)));
}

function substring(text: string, start: bigint, end: bigint): string {
  const [first, last] = [unitOf(text, start), unitOf(text, end)];
  if (first > last) throw new Fault("an index outside the text");
  return text.slice(first, last);
}

/** @param most how many parts there may be, the last one with all that is left; any number when it is negative. */
function split(text: string, by: string, most: bigint): string[] {
  const parts = by === "" ? [...text] : text.split(by);
  if (most < 0n || BigInt(parts.length) <= most) return parts;
  const count = Number(most);
  return count === 0 ? [] : [...parts.slice(0, count - 1), parts.slice(count - 1).join(by)];
}
