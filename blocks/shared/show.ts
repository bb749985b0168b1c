// Names and values as messages show them: short, whatever the data is.

const longest = 60;
const most = 8;

/** A value as one short line of JSON. */
export function showValue(value: unknown): string {
  const json = JSON.stringify(value) ?? "null";
  return json.length <= longest ? json : `${json.slice(0, longest)}…`;
}

/** Some names for a help text: `keys: a, b` in backticks, the first few when there are many. */
export function showNames(names: readonly string[], what: string): string {
  if (names.length === 0) return `there are no ${what}`;
  const shown = names
    .slice(0, most)
    .map((name) => `\`${name.length <= longest ? name : `${name.slice(0, longest)}…`}\``);
  const rest = names.length > most ? ` and ${names.length - most} more` : "";
  return `${what}: ${shown.join(", ")}${rest}`;
}
