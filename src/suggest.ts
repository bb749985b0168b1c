// "Did you mean": the nearest known name at a small edit distance, or the whole list where it is short.

/**
 * The optimal string alignment distance: insert, delete, replace and swap of neighbours cost one each.
 * @param most a distance that is of no more interest when it is greater, and then may be told as too small by some.
 */
function editDistance(one: string, other: string, most = Number.POSITIVE_INFINITY): number {
  const [from, to] = withoutEnds(one, other);
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const row = [i];
    for (let j = 1; j <= to.length; j++) {
      const isSame = from[i - 1] === to[j - 1];
      let cost = Math.min((row[j - 1] ?? 0) + 1, (last[j] ?? 0) + 1, (last[j - 1] ?? 0) + (isSame ? 0 : 1));
      if (i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]) {
        cost = Math.min(cost, (beforeLast[j - 2] ?? 0) + 1);
      }
      row.push(cost);
    }
    // A swap of neighbours reaches back over one row, at the cost of one.
    if (Math.min(...row) > most && Math.min(...last) >= most) return most + 1;
    beforeLast = last;
    last = row;
  }
  return last[to.length] ?? 0;
}

/** Two texts without what they begin and end with alike. */
function withoutEnds(one: string, other: string): readonly [string, string] {
  const shorter = Math.min(one.length, other.length);
  let start = 0;
  while (start < shorter && one[start] === other[start]) start++;
  let end = 0;
  while (end < shorter - start && one.at(-1 - end) === other.at(-1 - end)) end++;
  return [one.slice(start, one.length - end), other.slice(start, other.length - end)];
}

/** So many names of a fitting length are compared: a file with mistakes in thousands of names is told of them soon. */
const mostCompared = 500;

/** The nearest name at a small edit distance, and whether no other one is as near. Case does not count. */
function closest(
  word: string,
  names: Iterable<string>,
): { readonly name: string; readonly isOnly: boolean } | undefined {
  const wanted = word.toLowerCase();
  const allowed = wanted.length < 3 ? 0 : Math.min(3, Math.floor(wanted.length / 3));
  let best: string | undefined;
  let bestDistance = allowed;
  let isOnly = true;
  let compared = 0;
  if (wanted.length > 100) return undefined;
  for (const name of names) {
    if (Math.abs(name.length - wanted.length) > bestDistance) continue;
    if (++compared > mostCompared) return best === undefined ? undefined : { name: best, isOnly: false };
    const distance = editDistance(wanted, name.toLowerCase(), bestDistance);
    if (best === undefined ? distance <= bestDistance : distance < bestDistance) {
      best = name;
      bestDistance = distance;
      isOnly = true;
    } else if (distance === bestDistance && name !== best) isOnly = false;
  }
  return best === undefined ? undefined : { name: best, isOnly };
}

/** The one name that a misspelt one most likely meant; undefined when nothing is near. Case does not count. */
export function nearest(word: string, names: Iterable<string>): string | undefined {
  return closest(word, names)?.name;
}

/**
 * The name that a misspelt one surely meant: the nearest, where no other one is as near and the difference looks like a
 * slip. Names that differ in how they begin or in a number are more often two names than one: `encode` and `decode`,
 * `page1` and `page2`.
 */
export function onlyNearest(word: string, names: Iterable<string>): string | undefined {
  const found = closest(word, names);
  if (found?.isOnly !== true) return undefined;
  const [written, meant] = [word.toLowerCase().split("."), found.name.toLowerCase().split(".")];
  const isSlip = written.length === meant.length && written.every((part, index) => isSlipOf(part, meant[index] ?? ""));
  return isSlip ? found.name : undefined;
}

function isSlipOf(written: string, meant: string): boolean {
  const digits = (text: string) => text.replace(/\D+/g, " ").trim();
  const most = written.length < 6 ? 1 : 2;
  if (digits(written) !== digits(meant) || editDistance(written, meant) > most) return false;
  const [words, others] = [written.split(/[_-]/), meant.split(/[_-]/)];
  if (words.length !== others.length) return beginAlike(written, meant);
  return words.every((word, index) => beginAlike(word, others[index] ?? ""));
}

/** Whether the first letters are the same, or swapped. */
function beginAlike(written: string, meant: string): boolean {
  const [first = "", second = ""] = meant;
  return written.startsWith(first) || written.startsWith(second + first);
}

/** A help line for a name that is not known: the nearest one, else all of them when they are few. */
export function suggestion(word: string, names: Iterable<string>, listed: string): string | undefined {
  const known = [...names];
  const near = nearest(word, known);
  return near === undefined ? listOf(known, listed) : `did you mean \`${near}\`?`;
}

/** A help line with all the names there are; undefined for none, and for more than somebody would read. */
export function listOf(names: Iterable<string>, listed: string): string | undefined {
  const shown: string[] = [];
  for (const name of names) if (shown.push(`\`${name}\``) > 12) return undefined;
  return shown.length === 0 ? undefined : `${listed}: ${shown.join(", ")}`;
}
