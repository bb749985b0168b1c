// Rule: texts that look like another tool's tag, such as `{{ x }}`, `${{ x }}`, `$(x)` and `${X}`. Here they are plain text. Templates,
// shell scripts and code hold such text rightly, so only what is clearly meant to be read is called a mistake.

import type { Diagnostic } from "../diagnostic.ts";
import { type Path, valueAt } from "../document.ts";
import { isJsonMap, type Json, type JsonMap } from "../json.ts";
import { nestedSteps, type Pipeline } from "../pipeline.ts";
import type { Span } from "../source.ts";
import type { RuleInput } from "./rule.ts";

/** A piece of a text that another tool would replace. */
export interface ForeignTag {
  /** Where its text stands; null where text is an error. */
  readonly path: Path | null;
  /** Inside the text. */
  readonly span: Span;
  /** As written, with its braces, and without. */
  readonly text: string;
  readonly inside: string;
}

/** Yields every text that is clearly meant as a tag and is another tool's. */
export function* foreignTags(input: RuleInput): Generator<Diagnostic> {
  const { pipeline } = input;
  const { document } = pipeline;
  for (const { path, span, text, inside } of foreignTagsIn(input)) {
    if (path === null) continue;
    yield {
      code: "foreign-tag",
      severity: "warning",
      message: `\`${text}\` is no tag here: it stays as it is`,
      help: foreignTagHelp(inside, input),
      source: document.source,
      span: document.locateText(path, span.start, span.end),
    };
  }
}

type Names = Pick<RuleInput, "pipeline" | "variables">;

/** The tag that another tool's stands for, or the tags that there are. */
export function foreignTagHelp(inside: string, names: Names): string {
  const meant = meantTag(inside, names);
  if (meant !== undefined) return `write \`${meant}\``;
  return "here `{: id :}` reads a step, `{# name #}` a variable and `{< name >}` a parameter; make it a local value if it is meant so";
}

/** Every text below parameters, conditions, lists of loops and outputs that is clearly meant as a tag and is another tool's. */
export function* foreignTagsIn(names: Names): Generator<ForeignTag> {
  const { document, steps } = names.pipeline;
  for (const { step } of nestedSteps(steps)) {
    for (const { template } of step.conditions ?? []) {
      if (template.kind === "literal") yield* foreignTagsAlone(template.value, names);
    }
    const list: Path = [...step.path, "for_each", "in"];
    const written = valueAt(document, list);
    yield* typeof written === "string" ? foreignTagsAlone(written, names) : inValue(written, list, names);
    yield* inValue(step.writtenParameters, [...step.path, "parameters"], names);
  }
  yield* inValue(valueAt(document, ["outputs"]), ["outputs"], names);
}

/** The same in one value where text is an error anyway, so that its place does not matter. */
export function* foreignTagsAlone(value: Json, names: Names): Generator<ForeignTag> {
  for (const found of inValue(value, [], names)) yield { ...found, path: null };
}

function* inValue(value: Json | undefined, path: Path, names: Names): Generator<ForeignTag> {
  if (typeof value === "string") yield* inText(value, path, names);
  else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* inValue(item, [...path, index], names);
  } else if (isJsonMap(value)) {
    for (const [key, child] of Object.entries(value)) yield* inValue(child, [...path, key], names);
  }
}

const foreign =
  /\$?\{\{-?\s{0,20}(?<braces>[^{}]{1,200}?)\s{0,20}-?\}\}|\$\((?<round>[\w.-]+)\)|\$\{(?<curly>[\w.]+)\}/g;
const namePath = /^\.?[A-Za-z_][\w.-]*$/;
/** What another tool computes with: names, operators, filters, but no map of JSON. */
const computation = /^[^%:#<={}][^:{}]*$/;

/** Where such texts are another tool's business: the parameter's name, or a key inside of it, says so. */
const scriptKey = /^(?:cmd|command|script|run|shell|exec|arg|argument|code|source|program|entrypoint|query|sql)s?$/i;
const templateKey = /template|^(?:format|pattern|regex|mustache|jinja|handlebars)$/i;

function* inText(text: string, path: Path, names: Names): Generator<ForeignTag> {
  if (!text.includes("{{") && !text.includes("$")) return;
  const keys = path.slice(1).filter((part) => typeof part === "string");
  if (keys.some((key) => templateKey.test(key))) return;
  const isLong = text.includes("\n");
  const isScript = isLong || keys.some((key) => scriptKey.test(key));
  for (const match of text.matchAll(foreign)) {
    if (isInsideOwnTag(text, match.index)) continue;
    const { braces, round, curly } = match.groups ?? {};
    const inside = braces ?? round ?? curly ?? "";
    const isWhole = match[0] === text.trim();
    const isClear =
      braces === undefined
        ? !isScript && namePath.test(inside) && (isWhole || meantTag(inside, names) !== undefined)
        : (isWhole && computation.test(braces)) ||
          (!isLong && /\{\s[^{}]+\s\}/.test(match[0]) && namePath.test(braces)) ||
          meantTag(braces, names) !== undefined;
    if (!isClear) continue;
    const span = { start: match.index, end: match.index + match[0].length };
    yield { path, span, text: match[0], inside };
  }
}

/** Says whether a tag of ours begins shortly before and has not ended: expressions may hold braces and dollars. */
function isInsideOwnTag(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - 500), at);
  const opened = Math.max(...["{% ", "{: ", "{# ", "{< ", "{= "].map((opener) => before.lastIndexOf(opener)));
  return opened >= 0 && !/[%:#>=]\}/.test(before.slice(opened + 2));
}

/** The tag here that reads what another tool's path leads to; undefined when nothing of that name is there. */
function meantTag(inside: string, { pipeline, variables }: Names): string | undefined {
  const [name = ""] = inside.split("|");
  if (!namePath.test(name.trim())) return undefined;
  const parts = name.trim().replace(/^\./, "").split(".");
  const [first = "", second = "", ...rest] = parts;
  const own = tagFor(parts, pipeline, variables);
  if (own !== undefined) return own;
  // What other tools call the outputs of a step is one result here.
  if (first === "steps" && isStep(second, pipeline)) return `{: ${second} :}`;
  if (first === "job" && second !== "") return `{% ${parts.join(".")} %}`;
  const isOwner = /^(?:inputs?|param(?:eter)?s?|var(?:iable)?s?|env|Values|values|matrix|github|workflow)$/.test(first);
  return isOwner && second !== "" ? tagFor([second, ...rest], pipeline, variables) : undefined;
}

function tagFor(parts: readonly string[], pipeline: Pipeline, variables: JsonMap): string | undefined {
  const [name = ""] = parts;
  const written = parts.join(".");
  if (pipeline.parameters.some((parameter) => parameter.name === name) || Object.hasOwn(pipeline.localValues, name)) {
    return `{< ${written} >}`;
  }
  if (Object.hasOwn(variables, name)) return `{# ${written} #}`;
  return isStep(name, pipeline) ? `{: ${written} :}` : undefined;
}

const idsOf = new WeakMap<Pipeline, ReadonlySet<string | null>>();

function isStep(id: string, pipeline: Pipeline): boolean {
  const ids =
    idsOf.get(pipeline) ??
    new Set([...nestedSteps(pipeline.steps)].map(({ step }) => (step.hasOwnId ? step.id : null)));
  idsOf.set(pipeline, ids);
  return ids.has(id);
}
