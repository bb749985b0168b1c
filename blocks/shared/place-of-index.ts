// Indexes that may count from the end.

/**
 * The place that an index means in something of this length: -1 is the last one.
 * @throws {Error} when there is no such place.
 */
export function placeOfIndex(index: number, length: number, what: string): number {
  const place = index < 0 ? index + length : index;
  if (place >= 0 && place < length) return place;
  const allowed = length === 0 ? `the ${what} is empty` : `the ${what} has ${length}: ${-length} to ${length - 1}`;
  throw new Error(`no index ${index}; ${allowed}`);
}
