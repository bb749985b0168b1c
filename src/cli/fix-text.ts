// Mends a text round after round, as long as each round takes mistakes away and brings none but what the mended ones hid. Knows the
// check as a function, and no files.

import { applyFixes } from "../apply-fixes.ts";
import { type Diagnostic, type DiagnosticCode, hasErrors, mostDiagnostics } from "../diagnostic.ts";
import { mostYamlMistakes } from "../parse/parse-yaml.ts";
import { Source } from "../source.ts";

/** The mistakes of a text: of YAML, of shape, of the rules. What is wrong in one list hides some of it and of those behind it. */
export type Found = readonly [yaml: readonly Diagnostic[], shape: readonly Diagnostic[], rules: readonly Diagnostic[]];
export type TextCheck = (source: Source) => Promise<Found>;

/** Mending one thing may show another, which can be mended too. */
const mostRounds = 10;
/** How often a round checks a text; each fix that must be left out takes a few of them. */
const mostAttempts = 100;

/** Mends what can be mended: the text that comes of it, and how many mistakes that were. */
export async function fixText(given: Source, check: TextCheck): Promise<{ text: string; mended: number }> {
  let source = given;
  let found = await check(source);
  let mended = 0;
  for (let round = 0; round < mostRounds; round++) {
    const next = await mendOnce(source, found, check);
    if (next === undefined) break;
    mended += next.mended.length;
    ({ source, found } = next);
  }
  return { text: source.text, mended };
}

/** A text some of whose mistakes are mended. */
interface Mended {
  readonly source: Source;
  readonly found: Found;
  readonly mended: readonly Diagnostic[];
}

/**
 * One round. What hides other mistakes is mended first and by itself, so that what it hid is no excuse for what another fix
 * would bring.
 */
async function mendOnce(source: Source, found: Found, check: TextCheck): Promise<Mended | undefined> {
  let attempts = 0;
  const attempt = async (chosen: readonly Diagnostic[]): Promise<Mended | undefined> => {
    const { text, mended } = applyFixes(source, chosen);
    if (mended.length === 0 || ++attempts > mostAttempts) return undefined;
    const next = new Source(source.name, text);
    const tried = { source: next, found: await check(next), mended };
    return isBetter(tried, found) ? tried : undefined;
  };
  /** As many of them as can be mended together. */
  const mendMost = async (chosen: readonly Diagnostic[]): Promise<Mended | undefined> => {
    const all = await attempt(chosen);
    if (all !== undefined || chosen.length < 2) return all;
    const middle = chosen.length >> 1;
    const [some, others] = [await mendMost(chosen.slice(0, middle)), await mendMost(chosen.slice(middle))];
    if (some === undefined || others === undefined) return some ?? others;
    return (await attempt([...some.mended, ...others.mended])) ?? some;
  };
  const fixable = found.flat().filter(({ fix = [] }) => fix.length > 0);
  const first = await mendMost(fixable.filter((one) => isHiding(one, found)));
  return first ?? (await mendMost(fixable.filter((one) => !isHiding(one, found))));
}

/** Whether what was mended is gone, and what is new was hidden by it. */
function isBetter({ found: after, mended }: Mended, found: Found): boolean {
  const left = after.flat();
  for (const { words, start, end } of placesOf(mended)) {
    const isThere = left.some(
      (one) => wordsOf(one) === words && (!one.span || (one.span.start < end && one.span.end > start)),
    );
    if (isThere) return false;
  }
  return newErrors(after, found).every((shown, stage) =>
    shown.every(() => mended.some((one) => mayHide(one, stage, found))),
  );
}

/** Where each change stands in the text that has all of them, with the words of the mistake that it is for. */
function placesOf(mended: readonly Diagnostic[]): { words: string; start: number; end: number }[] {
  const edits = mended.flatMap((one) => (one.fix ?? []).map(({ span, text }) => ({ words: wordsOf(one), span, text })));
  let shift = 0;
  return edits
    .toSorted((a, b) => a.span.start - b.span.start)
    .map(({ words, span, text }) => {
      const start = span.start + shift;
      shift += text.length - (span.end - span.start);
      return { words, start, end: start + text.length };
    });
}

/** The errors of each list that were not there before; places move, so their words tell. */
function newErrors(after: Found, before: Found): Diagnostic[][] {
  const known = countByWords(before.flat());
  return after.map((diagnostics) =>
    diagnostics.filter((diagnostic) => {
      const left = (known.get(wordsOf(diagnostic)) ?? 0) - 1;
      known.set(wordsOf(diagnostic), left);
      return left < 0 && hasErrors([diagnostic]);
    }),
  );
}

const wordsOf = ({ code, message }: Diagnostic): string => `${code}: ${message}`;

function countByWords(diagnostics: readonly Diagnostic[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const words of diagnostics.map(wordsOf)) counts.set(words, (counts.get(words) ?? 0) + 1);
  return counts;
}

/** What the check does not look into: a key or block that it does not know. */
const unknown: ReadonlySet<DiagnosticCode> = new Set(["unknown-key", "block-not-found"]);

/** Whether other mistakes may stand behind one: in text that is no YAML everything, else inside of what is unknown. */
function isHiding(diagnostic: Diagnostic, [yaml]: Found): boolean {
  return yaml.includes(diagnostic) || unknown.has(diagnostic.code);
}

/** Whether a mistake may have hidden those that are now shown in a list; what lies behind the end of a list it always may. */
function mayHide(mended: Diagnostic, shownIn: number, found: Found): boolean {
  const foundIn = found.findIndex((diagnostics) => diagnostics.includes(mended));
  const [yaml] = found;
  const isCut = yaml.length >= mostYamlMistakes || found.some((diagnostics) => diagnostics.length >= mostDiagnostics);
  if (isCut) return shownIn >= foundIn;
  return isHiding(mended, found) && (foundIn === 0 ? shownIn > 0 : shownIn >= foundIn);
}
