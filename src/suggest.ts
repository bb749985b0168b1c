// "Did you mean": the nearest known name at a small edit distance, or the whole list where it is short.

/** The optimal string alignment distance: insert, delete, replace and swap of neighbours cost one each. */
function editDistance(from: string, to: string): number {
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
    beforeLast = last;
    last = row;
  }
  return last[to.length] ?? 0;
}

/** The one name that a misspelt one most likely meant; undefined when nothing is near. Case does not count. */
export function nearest(word: string, names: Iterable<string>): string | undefined {
  const wanted = word.toLowerCase();
  const allowed = wanted.length < 3 ? 0 : Math.min(3, Math.floor(wanted.length / 3));
  let best: string | undefined;
  let bestDistance = allowed + 1;
  if (wanted.length > 100) return undefined;
  for (const name of names) {
    if (Math.abs(name.length - wanted.length) >= bestDistance) continue;
    const distance = editDistance(wanted, name.toLowerCase());
    if (distance < bestDistance) {
      best = name;
      bestDistance = distance;
    }
  }
  return best;
}

/** A help line for a name that is not known: the nearest one, else all of them when they are few. */
export function suggestion(word: string, names: Iterable<string>, listed: string): string | undefined {
  const known = [...names];
  const near = nearest(word, known);
  if (near !== undefined) return `did you mean \`${near}\`?`;
  if (known.length === 0 || known.length > 12) return undefined;
  return `${listed}: ${known.map((name) => `\`${name}\``).join(", ")}`;
}
