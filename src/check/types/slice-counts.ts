// How many items a slice takes of a list or text of which the length is known to lie between two bounds.

/** From `start` up to but not including `stop`, each `step` apart; negative bounds count from the end. */
export interface Slice {
  readonly start?: number;
  readonly stop?: number;
  readonly step?: number;
}

/** The least and the most that a slice takes; undefined where there is no most. */
export function countsIn(written: Slice, least: number, most: number | undefined): [number, number | undefined] {
  const slice = countable(written);
  if (least === most) return [countOf(slice, least), countOf(slice, least)];
  const { start = 0, stop = 0, step = 1 } = slice;
  // From the other end to this one: the longer the list, the further the two bounds are apart, until they have passed each other.
  const isPassing =
    slice.start !== undefined && slice.stop !== undefined && start < 0 !== stop < 0 && stop < 0 === step < 0;
  if (isPassing) {
    const widest = countOf(slice, step > 0 ? Math.max(-start, stop) : Math.max(start + 1, -stop - 1));
    return [0, most === undefined ? widest : Math.min(widest, most)];
  }
  // Otherwise a longer list never gives less.
  const far = 2 * (Math.abs(start) + Math.abs(stop) + Math.abs(step));
  const isBounded = countOf(slice, far) === countOf(slice, far + Math.abs(step));
  return [
    countOf(slice, least),
    most !== undefined ? countOf(slice, most) : isBounded ? countOf(slice, far) : undefined,
  ];
}

/** A slice whose bounds can be counted with: no list reaches the others. */
function countable({ start, stop, step }: Slice): Slice {
  const limited = (bound: number) => Math.max(-furthest, Math.min(furthest, bound));
  return {
    ...(start === undefined ? {} : { start: limited(start) }),
    ...(stop === undefined ? {} : { stop: limited(stop) }),
    ...(step === undefined ? {} : { step: limited(step) }),
  };
}

const furthest = 2 ** 40;

/** How many of so many items a slice takes. */
function countOf({ start, stop, step = 1 }: Slice, length: number): number {
  const clamp = (bound: number, low: number, high: number) =>
    Math.min(high, Math.max(low, bound < 0 ? bound + length : bound));
  const first = step > 0 ? clamp(start ?? 0, 0, length) : clamp(start ?? length - 1, -1, length - 1);
  const end = step > 0 ? clamp(stop ?? length, 0, length) : stop === undefined ? -1 : clamp(stop, -1, length - 1);
  return Math.max(0, Math.ceil((end - first) / step));
}
