// A text of YAML 1.2 core to plain data with positions, or to everything that is wrong with it. Never throws, and gives
// up early on texts that no pipeline looks like. Knows nothing of what a pipeline says.

import type { Diagnostic, DiagnosticCode } from "../diagnostic.ts";
import { sortDiagnostics } from "../diagnostic.ts";
import type { Document } from "../document.ts";
import { Source, type Span } from "../source.ts";
import { type ComposedYaml, composeYaml } from "./compose-yaml.ts";
import { findUnquotedTags, type UnquotedTag, unquotedTagDiagnostic } from "./unquoted-tags.ts";
import { syntaxErrors } from "./yaml-errors.ts";
import { createLocator } from "./yaml-locate.ts";
import { plainTexts } from "./yaml-node.ts";
import { deepestNesting, readYamlValue } from "./yaml-value.ts";

const longestText = 32 * 2 ** 20;
/** No text has more mistakes of YAML than this: more would only hide the first ones. */
export const mostYamlMistakes = 20;
/** Of a text longer than this the beginning is tried first: where that is no YAML, the rest is not worth reading. */
const longText = 2 ** 18;
const triedFirst = 2 ** 16;
/** A text longer than this whose beginning is no YAML is another kind of file: one mistake says so. */
const noPipeline = 2 ** 22;
const isAboutTag: ReadonlySet<string> = new Set(["TAG_RESOLVE_FAILED", "BAD_COLLECTION_TYPE"]);

/** A document, or undefined when there is any error. */
export interface ParsedYaml {
  readonly document: Document | undefined;
  readonly diagnostics: Diagnostic[];
}

/**
 * Parses a text as one YAML 1.2 document of the core schema; aliases and merge keys are resolved, tags of YAML and
 * further documents are errors. A text without any value is null. At most 20 diagnostics come back, the first by place.
 * The source's text may begin with a byte order mark; offsets count it.
 */
export function parseYaml(source: Source): ParsedYaml {
  const refused = refuse(source);
  if (refused.length > 0) return { document: undefined, diagnostics: refused };
  if (source.text.length > longText) {
    const { diagnostics } = inspect(new Source(source.name, beginningOf(source.text)), true);
    if (diagnostics.length > 0) {
      const most = source.text.length > noPipeline ? 1 : mostYamlMistakes;
      return { document: undefined, diagnostics: firstOf(diagnostics, source, most) };
    }
  }
  const { document, diagnostics } = inspect(source, false);
  return { document, diagnostics: firstOf(diagnostics, source, mostYamlMistakes) };
}

/** What makes a text unreadable before YAML is asked. */
function refuse(source: Source): Diagnostic[] {
  const { text } = source;
  if (text.length > longestText) {
    const message = `the file has ${text.length} characters, more than ${longestText}`;
    const help = "keep large data in files of their own and let a step read them";
    return [{ code: "file-too-large", severity: "error", message, source, help }];
  }
  const found: Diagnostic[] = [];
  for (const { index, 0: character } of text.matchAll(/[^\P{Cc}\t\n\r\x7f-\x9f]|\p{Cs}/gu)) {
    const name = `U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
    const message = `the character ${name} cannot stand in YAML`;
    const help = "remove it, or write it as an escape in double quotes; is this a text file in UTF-8?";
    found.push(mistake(source, "control-character", message, { start: index, end: index + 1 }, help));
    // So many are a file of another kind, which is one mistake.
    if (found.length > mostYamlMistakes) return found.slice(0, 1);
  }
  return found;
}

function inspect(source: Source, isCut: boolean): ParsedYaml {
  const first = composeYaml(source.text, { deepestNesting, watchesTags: true, isCut });
  if (first.stop?.reason !== "unquoted-tag") return judge(source, source, first, []);
  const { tags, masked } = findUnquotedTags(source.text);
  const composed = composeYaml(masked, { deepestNesting, watchesTags: false, isCut });
  return judge(source, new Source(source.name, masked), composed, tags);
}

/** Collects the mistakes of a composed text, in which unquoted tags may be masked. */
function judge(source: Source, masked: Source, composed: ComposedYaml, tags: readonly UnquotedTag[]): ParsedYaml {
  // What the library says about tags is said with the tags.
  const errors = composed.errors.filter(({ code }) => !isAboutTag.has(code));
  const { diagnostics: found, isTreeSound } = syntaxErrors(masked, errors, composed.openMarks);
  found.push(...customTagMistakes(masked, composed));
  const isComplete = composed.stop === undefined || composed.stop.reason === "second-document";
  const reading = isComplete && isTreeSound ? readYamlValue(masked, composed.contents) : undefined;
  const readable = reading?.diagnostics.filter(({ span }) => !found.some((other) => overlaps(other.span, span)));
  found.push(...(readable ?? []));

  const certain = found.filter(({ span }) => (span?.start ?? 0) < composed.certainUntil);
  const stopped = stopMistake(masked, composed);
  if (stopped !== undefined && (certain.length === 0 || isComplete)) certain.push(stopped);
  const own = certain.filter(({ span }) => !tags.some((tag) => overlaps(tag.text, span)));
  const texts = tags.length === 0 ? undefined : plainTexts(composed.contents);
  const unquoted = tags.filter((tag) => tag.span.start < composed.certainUntil);
  const isWhole = ({ text }: UnquotedTag) =>
    texts?.get(text.start) === text.end && !certain.some(({ span }) => overlaps(text, span));
  const diagnostics = [...unquoted.map((tag) => unquotedTagDiagnostic(source, tag, isWhole(tag))), ...own];
  if (diagnostics.length > 0 || reading?.value === undefined) return { document: undefined, diagnostics };
  const locator = createLocator(source, composed.contents, reading.targets);
  return { document: { source, value: reading.value, ...locator }, diagnostics };
}

function customTagMistakes(source: Source, { tags, errors, warnings }: ComposedYaml): Diagnostic[] {
  const misfits = new Set([...errors, ...warnings].filter(({ code }) => isAboutTag.has(code)).map(({ pos }) => pos[0]));
  const help = "remove the tag, or put the text in quotes if the `!` belongs to it";
  const found: Diagnostic[] = [];
  for (const span of tags) {
    if (found.length === mostYamlMistakes) break;
    const tag = source.text.slice(span.start, span.end);
    const isCore = /^!!(?:str|int|float|bool|null|map|seq)$/.test(tag);
    if (isCore && !misfits.has(span.start)) continue;
    const message = isCore
      ? `the value behind \`${tag}\` is of another type`
      : `\`${tag}\` is a YAML tag, and pipelines have none`;
    found.push(mistake(source, "yaml-custom-tag", message, span, help));
  }
  return found;
}

function stopMistake(source: Source, { stop }: ComposedYaml): Diagnostic | undefined {
  if (stop === undefined) return undefined;
  const word = /^\S{1,3}/.exec(source.text.slice(stop.at, stop.at + 3))?.[0].length ?? 1;
  const span = { start: stop.at, end: stop.at + word };
  switch (stop.reason) {
    case "second-document":
      return mistake(
        source,
        "yaml-several-documents",
        "a second document begins here",
        span,
        "keep one document a file",
      );
    case "too-deep": {
      const message = `values are nested more than ${deepestNesting} levels deep`;
      return mistake(source, "yaml-too-deep", message, { start: stop.at, end: stop.at + 1 }, "nest less deeply");
    }
    case "too-many-parts": {
      const help = "keep large data in files of their own and let a step read them";
      return mistake(
        source,
        "file-too-large",
        "the file has too many parts to be a pipeline; reading ended here",
        span,
        help,
      );
    }
    case "unquoted-tag":
      return undefined;
  }
}

function mistake(source: Source, code: DiagnosticCode, message: string, span: Span, help: string): Diagnostic {
  return { code, severity: "error", message, source, span, help };
}

function firstOf(diagnostics: readonly Diagnostic[], source: Source, most: number): Diagnostic[] {
  const inOneSource = diagnostics.map((diagnostic) => inSource(diagnostic, source));
  return sortDiagnostics(inOneSource).slice(0, most);
}

function inSource(diagnostic: Diagnostic, source: Source): Diagnostic {
  const related = diagnostic.related?.map((place) => ({ ...place, source }));
  return { ...diagnostic, source, ...(related === undefined ? {} : { related }) };
}

function overlaps(a: Span | undefined, b: Span | undefined): boolean {
  return a !== undefined && b !== undefined && a.start < b.end && b.start < a.end;
}

function beginningOf(text: string): string {
  const lineEnd = text.lastIndexOf("\n", triedFirst);
  return text.slice(0, lineEnd > 0 ? lineEnd + 1 : triedFirst);
}
