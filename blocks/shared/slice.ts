// Slices as in Python: of a text by code points, of a list by items.

import { InvalidArgumentError } from "../../src/block.ts";
import { codePoints } from "./code-points.ts";

/** Which part to take; what is null or left out is the end that fits the direction, and a step of 1. */
interface Slice {
  readonly start?: number | null;
  readonly stop?: number | null;
  readonly step?: number | null;
}

/**
 * The part of a text or a list that a slice means. Negative places count from the end; a negative step goes backwards.
 * @throws {InvalidArgumentError} when the step is zero.
 */
export function takeSlice(value: string | readonly unknown[], slice: Slice): string | readonly unknown[] {
  return typeof value === "string" ? pick(codePoints(value), slice).join("") : pick(value, slice);
}

function pick<T>(items: readonly T[], slice: Slice): readonly T[] {
  const step = slice.step ?? 1;
  if (step === 0) throw new InvalidArgumentError("`step` is zero; a slice goes forwards or backwards");
  const lowest = step > 0 ? 0 : -1;
  const highest = step > 0 ? items.length : items.length - 1;
  const place = (index: number | null | undefined, byDefault: number) => {
    if (index === null || index === undefined) return byDefault;
    return Math.min(highest, Math.max(lowest, index < 0 ? index + items.length : index));
  };
  const start = place(slice.start, step > 0 ? lowest : highest);
  const stop = place(slice.stop, step > 0 ? highest : lowest);
  const picked: T[] = [];
  for (let at = start; step > 0 ? at < stop : at > stop; at += step) picked.push(items[at] as T);
  return picked;
}
