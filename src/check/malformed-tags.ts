// Rule: texts that look like a tag and are none. A run without check would take them as plain text.

import type { Diagnostic } from "../diagnostic.ts";
import type { RuleInput } from "./rule.ts";

/** Yields every text that looks like a tag and is none. */
export function* malformedTags({ pipeline }: RuleInput): Generator<Diagnostic> {
  const { document } = pipeline;
  for (const { message, help, path, part, span } of pipeline.malformedTags) {
    yield {
      code: "malformed-tag",
      severity: "error",
      message,
      help,
      source: document.source,
      span: document.locateText(path, span.start, span.end, part),
    };
  }
}
