// Patterns for block names: `*` is any number of characters, `?` is one, everything else is itself. Case does not count.

/** Says whether a pattern covers a whole name. Linear in the name's length for each `*`, whatever the pattern. */
export function matchesPattern(pattern: string, name: string): boolean {
  const wanted = [...pattern.toUpperCase()];
  const found = [...name.toUpperCase()];
  let at = 0;
  let next = 0;
  let starAt = -1;
  let resume = 0;
  while (next < found.length) {
    if (wanted[at] === "*") {
      starAt = at++;
      resume = next;
    } else if (at < wanted.length && (wanted[at] === "?" || wanted[at] === found[next])) {
      at++;
      next++;
    } else if (starAt >= 0) {
      at = starAt + 1;
      next = ++resume;
    } else return false;
  }
  while (wanted[at] === "*") at++;
  return at === wanted.length;
}
