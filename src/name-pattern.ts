// Names of blocks, and patterns for them: `*` is any number of characters, `?` is one, everything else is itself. Case does not
// count, and a category may have another name.

/** Other names for a category, kept for those who know the original's. */
const categoryAliases: ReadonlyMap<string, string> = new Map([["LIST", "LISTS"]]);

/** A name or pattern in upper case, with its category's own name. */
export function canonicalName(name: string): string {
  const [category = "", ...rest] = name.toUpperCase().split(".");
  return rest.length === 0 ? category : [categoryAliases.get(category) ?? category, ...rest].join(".");
}

/** The name that an action calls a block by, in upper case. */
export function actionOf({
  category,
  name,
}: {
  readonly category?: string | undefined;
  readonly name: string;
}): string {
  return canonicalName(category === undefined ? name : `${category}.${name}`);
}

/** All names of a category, its own first. */
export function categoryNames(category: string): string[] {
  return [category, ...[...categoryAliases].filter(([, own]) => own === category).map(([alias]) => alias)];
}

/** Says whether a pattern covers a whole name. Linear in the name's length for each `*`, whatever the pattern. */
export function matchesPattern(pattern: string, name: string): boolean {
  const wanted = [...canonicalName(pattern)];
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
