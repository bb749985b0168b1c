// Which step a path of a document leads into, and where in it. Knows how lists of steps stand in each other, and nothing else of them.

import type { Path } from "../document.ts";

/** A place in a step. */
export interface StepPlace {
  /** The positions that lead to the step, such as `3.2`. */
  readonly number: string;
  /** Where the step stands. */
  readonly path: Path;
  /** From the step on. */
  readonly rest: Path;
}

/** The innermost step on a path; undefined where it leads into none. */
export function stepPlaceOf(path: Path): StepPlace | undefined {
  const positions: number[] = [];
  let at = 0;
  for (; at + 1 < path.length; at += 2) {
    const [list, index] = [path[at], path[at + 1]];
    const isList = list === "steps" || (at > 0 && list === "parallel");
    if (!isList || !/^\d+$/.test(String(index))) break;
    positions.push(Number(index) + 1);
  }
  if (positions.length === 0) return undefined;
  return { number: positions.join("."), path: path.slice(0, at), rest: path.slice(at) };
}
