// Rule: every tag reads something that is there when its step runs: a step before it, a variable that is set by then, a declared
// parameter, a part of the context. These mistakes have no status: they are mistakes of shape.

import type { Diagnostic, Edit } from "../diagnostic.ts";
import type { Path } from "../document.ts";
import type { Step } from "../pipeline.ts";
import type { Span } from "../source.ts";
import { onlyNearest } from "../suggest.ts";
import { isPrivateKey, type PlacedTag, type Reference, type Tag, type Template, tagsOf } from "../template.ts";
import { referencesOf } from "./expressions/references.ts";
import { findMistakenName, isOfUnreadLoop, type MistakenName } from "./find-mistaken-name.ts";
import { KnownNames, type NameReader } from "./known-names.ts";
import { placeOf, type RuleInput } from "./rule.ts";

/** Yields every tag that cannot find what it reads. */
export function* references(input: RuleInput): Generator<Diagnostic> {
  const known = new KnownNames(input);
  const { outputs } = input.pipeline;
  for (const { step, parents } of input.steps) {
    const nested = { step, parents };
    const before = { nested, isInTurn: false };
    for (const { template, path } of step.conditions ?? []) yield* checkTemplate(template, path, known, before);
    if (step.loop !== null) yield* checkTemplate(step.loop.list, [...step.path, "for_each", "in"], known, before);
    yield* checkTemplate(step.parameters, [...step.path, "parameters"], known, { nested, isInTurn: true });
  }
  if (outputs !== null) yield* checkTemplate(outputs, ["outputs"], known, null);
}

function* checkTemplate(
  template: Template,
  base: Path,
  known: KnownNames,
  reader: NameReader | null,
): Generator<Diagnostic> {
  for (const placed of tagsOf(template)) {
    for (const reference of referencesOf(placed.tag)) {
      const found = findMistakenName(reference, known, reader);
      if (found !== null) yield mistakeAt(found, placed, base, known);
    }
  }
}

function mistakeAt(found: MistakenName, { tag, path, part }: PlacedTag, base: Path, { input }: KnownNames): Diagnostic {
  const { document } = input.pipeline;
  const { start, end }: Span = found.part.span;
  const related = found.related === undefined ? undefined : placeOf(input.pipeline, found.related.path);
  const { source } = document;
  return {
    code: found.code,
    severity: "error",
    message: found.message,
    help: found.help,
    source,
    span: document.locateText([...base, ...path], start, end, part),
    fix: renaming(found, tag, (text) => document.rewrite([...base, ...path], { kind: "part", start, end, text }, part)),
    related:
      found.related && source && related?.span ? [{ message: found.related.message, source, span: related.span }] : [],
  };
}

/** Another name for a part that is surely misspelt, if a tag can hold it. */
function renaming(
  { part, names }: MistakenName,
  tag: Tag,
  rewrite: (name: string) => Edit | undefined,
): readonly Edit[] | undefined {
  const meant = "name" in part && names !== undefined ? onlyNearest(part.name, names) : undefined;
  if (meant === undefined || isPrivateKey(meant) || !("name" in part)) return undefined;
  const isName = tag.kind === "reference" ? /^[\p{L}\p{N}_-]+$/u.test(meant) : /^[A-Za-z]\w*$/.test(meant);
  const written = tag.text.slice(part.span.start - tag.span.start, part.span.end - tag.span.start);
  // An expression may have the name in quotes.
  const isReadable = isName && written === part.name;
  const edit = isReadable ? rewrite(meant) : undefined;
  return edit === undefined ? undefined : [edit];
}

/**
 * Says whether a reference is wrong by its names alone.
 * @param reader the step that reads; null for the outputs.
 * @param isInTurn whether it reads in a turn of its own loop, as parameters do, or before: in its condition, and in the list.
 */
export function isMistakenName(reference: Reference, known: KnownNames, reader: Step | null, isInTurn = true): boolean {
  const nameReader = known.readerOf(reader, isInTurn);
  return findMistakenName(reference, known, nameReader) !== null || isOfUnreadLoop(reference, known, nameReader);
}
