// A file with twenty different mistakes has twenty diagnostics: each once, in the order of the text, none that only follows from
// another. Mending one takes away its own diagnostic and no other.

import { expect, test } from "vitest";
import { Source } from "../../src/source.ts";
import { checkText, render } from "./check-text.ts";

const wrong = `name: Nightly report
descripton: Sums up the orders of a day.
tags: filesystem
parameters:
  day: { type: string, format: dat }
  folder: { type: string, default: 007 }
  limit: { type: integer }
local_values:
  title: 'Orders of {< day >}'
  depth: 3
variables: { seen: [], total: 0, shown: {} }
block_limit_overrides: { "TXT.*": 10 }
steps:
  - id: path
    action: TEXT.JOIN
    parameters: { text1: '{< folder >}', text2: '{< day >}', join_with: / }
  - id: all orders
    action: LOG.PRINT
    parameters: { message: '{< title >}' }
  - id: orders
    action: JSON.PARSE
    parameters: { txt: '{: path :}' }
  - id: lines
    action: TEXT.SPLIT
    parameters: { text: "one\\ttwo", maxsplit: two }
  - id: count
    action: LISTS.COUNT
    parameters: { list: '{: linse :}' }
  - action: LISTS.APPEND
    parameters: { list: '{: lines :}', item: last }
  - id: count # again
    action: VARIABLE.SET
    parameters: { name: total, value: '{# totl #}' }
  - action: LOG.PRINT
    parameters:
      message: >-
        There are {:count:} orders,
        that is {{ count }} in all.
  - action: LOG.PRINT
    parameters: { message: '{% job.nam %}: {: orders :} {# seen #} {# total #} {: lines :}' }
  - action: FILE.WRTIE
    parameters: { path: out.txt, content: '{: path :}' }
`;

/** What stands there, what would be right, and what is said of it: the code and the words that are marked. */
const mistakes: readonly (readonly [wrong: string, right: string, code: string, marked: string])[] = [
  ["descripton:", "description:", "unknown-key", "descripton"],
  ["tags: filesystem", "tags: [filesystem]", "wrong-type", "filesystem"],
  ["format: dat }", "format: date }", "parameter-schema", "dat"],
  ["default: 007 }", "default: '007' }", "parameter-default", "007"],
  ["  limit: { type: integer }\n", "", "unused-parameter", "limit"],
  ["'Orders of {< day >}'", "Orders", "tag-not-read", "{< day >}"],
  ["  depth: 3\n", "", "unused-local-value", "depth"],
  [", shown: {} }", " }", "unused-variable", "shown"],
  ['"TXT.*": 10', '"TEXT.*": 10', "unused-limit", '"TXT.*"'],
  ["id: all orders", "id: all_orders", "unreadable-id", "all orders"],
  ["txt: '{: path :}'", "text: '{: path :}'", "block-parameter-unknown", "txt"],
  ["maxsplit: two", "maxsplit: 2", "block-parameter-invalid", "two"],
  ["'{: linse :}'", "'{: lines :}'", "unknown-step", "linse"],
  ["list: '{: lines :}', item", "list: '{# seen #}', item", "mutated-copy", "'{: lines :}'"],
  ["id: count # again", "id: sum", "duplicate-step-id", "count"],
  ["'{# totl #}'", "'{# total #}'", "unknown-variable", "totl"],
  ["{:count:}", "{: count :}", "malformed-tag", "{:count:}"],
  ["{{ count }}", "{: count :}", "foreign-tag", "{{ count }}"],
  ["job.nam ", "job.name ", "unknown-context", "nam"],
  ["FILE.WRTIE", "FILE.WRITE", "block-not-found", "FILE.WRTIE"],
];

/** The codes of what is found in a text, with the words that are marked. */
function found(text: string): (readonly [code: string, marked: string])[] {
  return checkText(new Source("report.yaml", text)).map(({ code, span }) => [code, text.slice(span?.start, span?.end)]);
}

const said = mistakes.map(([, , code, marked]) => [code, marked]);

test("twenty mistakes are twenty diagnostics, in the order of the text", () => {
  expect(new Set(mistakes.map(([, , code]) => code)).size).toBe(20);
  expect(found(wrong)).toEqual(said);
});

test.each(mistakes.map(([stands, right, code], index) => ({ stands, right, code, index })))(
  "mending $code takes away no other",
  ({ stands, right, index }) => {
    expect(wrong.split(stands)).toHaveLength(2);
    expect(found(wrong.replace(stands, right))).toEqual(said.toSpliced(index, 1));
  },
);

test("without all of them nothing is left", () => {
  const mended = mistakes.reduce((text, [stands, right]) => text.replace(stands, right), wrong);
  expect(render(checkText(new Source("report.yaml", mended)))).toBe("");
});
