// Findings for the tests of what is made of them, hostile ones among them.

import type { Diagnostic } from "../../src/diagnostic.ts";
import type { CheckedFile, CheckReporter, UnreadFile } from "../../src/report/check-reporter.ts";
import { Source } from "../../src/source.ts";
import { ConduitStatus } from "../../src/status.ts";

/** Everything that a reporter writes. */
export async function written(
  create: (write: (text: string) => void) => CheckReporter,
  found: readonly (CheckedFile | UnreadFile)[],
): Promise<string> {
  let text = "";
  const reporter = create((more) => {
    text += more;
  });
  for (const file of found) await reporter.onFile(file);
  await reporter.end();
  return text;
}

/** A file with these diagnostics. */
export function fileWith(diagnostics: readonly Diagnostic[], rest: Partial<CheckedFile> = {}): CheckedFile {
  const isValid = diagnostics.every(({ severity }) => severity !== "error");
  return { file: "demo.yaml", verdict: "wrong", isValid, diagnostics, slots: { typed: 0, proved: 0 }, ...rest };
}

/** A diagnostic with the least it can have. */
export function plain(rest: Partial<Diagnostic> = {}): Diagnostic {
  return { code: "unknown-key", severity: "error", message: "the pipeline has no key `x`", ...rest };
}

/** One with everything it can have: `word` stands behind a tab and an emoji in the third of three kinds of lines. */
export function full(name = "demo.yaml"): Diagnostic {
  const source = new Source(name, "\ufeffid: one\r\nid: two\r\t😀 word: 1\n");
  const start = source.text.indexOf("word");
  return {
    code: "duplicate-step-id",
    severity: "error",
    message: "id `two` is taken",
    help: "give it another id",
    source,
    span: { start, end: start + 4 },
    related: [{ message: "first used here", source, span: { start: 1, end: 3 } }],
    status: ConduitStatus.DUPLICATE_STEP_IDS,
    step: 2,
    fix: [
      { span: { start, end: start + 4 }, text: "sword" },
      { span: { start, end: start }, text: "'" },
    ],
  };
}

/** Texts that mean something in one of the formats, or to a terminal. */
export const hostile = [
  "a\n::error file=b::c",
  "a\r::set-output name=b::c",
  "##[add-mask]a",
  "100%0A::warning::b",
  "a,line=9:b",
  "\u001b[31mred\u009b31m\u202egnp\u2028",
  '{0} {{1}} [here](https://example.org) ](x) "</script>',
  "\ud83d half",
  "\\u001b \\n",
];
