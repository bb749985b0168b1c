// Rule: texts that look like a tag and are none. A run without check would take them as plain text.

import type { Diagnostic } from "../diagnostic.ts";
import { type Path, valueAt } from "../document.ts";
import type { Pipeline } from "../pipeline.ts";
import type { RuleInput } from "./rule.ts";
import { tagFix } from "./tag-fix.ts";

/** So many in one text are another language, which is one mistake. */
const mostInOneText = 20;

/** The texts with something in them that looks like a tag and is none: what they were to be is not known. */
export function malformedTexts({ document, malformedTags: tags }: Pipeline): ReadonlySet<string> {
  const texts = tags.map(({ path, part }) => (part === "key" ? path.at(-1) : valueAt(document, path)));
  return new Set(texts.filter((text) => typeof text === "string"));
}

/** Yields every text that looks like a tag and is none. */
export function* malformedTags(input: RuleInput): Generator<Diagnostic> {
  const { document } = input.pipeline;
  let last: Path = [];
  let inOneText = 0;
  for (const tag of input.pipeline.malformedTags) {
    const { code, message, help, path, part, span } = tag;
    inOneText = path.join("\0") === last.join("\0") ? inOneText + 1 : 0;
    last = path;
    if (inOneText >= mostInOneText) continue;
    yield {
      code,
      severity: "error",
      message,
      help,
      source: document.source,
      span: document.locateText(path, span.start, span.end, part),
      fix: code === "malformed-tag" ? tagFix(tag, input) : undefined,
    };
  }
}
