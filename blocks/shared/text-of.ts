// How a value becomes text.

/** A text as it is, any other value as JSON in one line. */
export function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
