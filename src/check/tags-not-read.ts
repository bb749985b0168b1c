// Rule: no tag stands where tags are not read, since it would stay plain text there.

import type { Diagnostic } from "../diagnostic.ts";
import { type Path, valueAt } from "../document.ts";
import { isJsonMap, type Json } from "../json.ts";
import type { RuleInput } from "./rule.ts";

/** Yields every text that holds a tag and is not read for tags; of several tags in one text the first. */
export function* tagsNotRead(input: RuleInput): Generator<Diagnostic> {
  const { document } = input.pipeline;
  for (const { text, path, where, help } of plainTexts(input)) {
    const tag = text.includes("{") ? wellFormedTag.exec(text) : null;
    if (tag === null) continue;
    yield {
      code: "tag-not-read",
      severity: "warning",
      message: `\`${tag[0]}\` is not read in ${where}: it stays as it is`,
      help,
      source: document.source,
      span: document.locateText(path, tag.index, tag.index + tag[0].length),
    };
  }
}

/** A tag as the language has it, not escaped, without others inside of it, and not longer than one that somebody wrote by hand. */
const wellFormedTag = new RegExp(
  ["%%", "::", "##", "<>"]
    .map(([open, close]) => `\\{${open}\\s{1,20}[^\\s{}]{1,200}(?:\\s{1,20}\\?\\?[^{}]{0,200})?\\s${close}\\}`)
    .concat("\\{=\\s.{0,500}?\\s=\\}")
    .map((tag) => `(?<!\\\\)${tag}`)
    .join("|"),
  "s",
);

/** Help for a tag that stands elsewhere. */
export const whereRead = "tags are read in `parameters`, `if` and `for_each.in` of a step, and in `outputs`";

interface PlainText {
  readonly text: string;
  readonly path: Path;
  readonly where: string;
  readonly help: string;
}

function* plainTexts({ pipeline, steps }: RuleInput): Generator<PlainText> {
  const { document, parameters } = pipeline;
  const texts = (path: Path, where: string, help: string) => textsIn(valueAt(document, path), path, where, help);
  for (const key of ["name", "id", "description"]) yield* texts([key], `\`${key}\``, whereRead);
  for (const { name, schema, default: value, path } of parameters) {
    const isAllowed = schema.type === undefined || [schema.type].flat().includes("string");
    // Where no text is allowed it is an error.
    if (typeof value === "string" && !isAllowed) continue;
    yield* texts([...path, "default"], `the default of \`${name}\``, `write the value itself; ${whereRead}`);
  }
  yield* texts(["local_values"], "`local_values`", `write the tag where the value is read; ${whereRead}`);
  yield* texts(
    ["variables"],
    "`variables`",
    "set the variable with a step, such as `VARIABLE.SET`, whose parameters may hold it",
  );
  for (const { step } of steps) {
    for (const key of ["id", "description"]) yield* texts([...step.path, key], `\`${key}\` of a step`, whereRead);
  }
}

function* textsIn(value: Json | undefined, path: Path, where: string, help: string): Generator<PlainText> {
  if (typeof value === "string") yield { text: value, path, where, help };
  else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* textsIn(item, [...path, index], where, help);
  } else if (isJsonMap(value)) {
    for (const [key, child] of Object.entries(value)) yield* textsIn(child, [...path, key], where, help);
  }
}
