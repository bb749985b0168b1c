// Which variables what runs at the same time shares: surely, perhaps, or not at all.

import { expect, test } from "vitest";
import { Source } from "../../src/source.ts";
import { checkText } from "./check-text.ts";

const set = (name: string) => ({ action: "VARIABLE.SET", parameters: { name, value: 1 } });
const show = (message: string) => ({ action: "LOG.PRINT", parameters: { message } });
const append = (list: string) => ({ action: "LISTS.APPEND", parameters: { list, item: 1 } });
const several = { for_each: { in: [1, 2], concurrency: 2 } };

function said(...steps: object[]): string[] {
  const file = {
    parameters: { name: { enum: ["a", "b"] }, p: { type: "boolean" } },
    variables: { a: [], b: [] },
    steps,
  };
  const found = checkText(new Source("p.json", JSON.stringify(file)));
  const codes = new Set(["shared-variable", "unproved-sharing"]);
  return found.filter(({ code }) => codes.has(code)).map(({ code, message }) => `${code}: ${message}`);
}

const both = (which: string) => `${which}, which run at the same time,`;
const surely = (name: string) =>
  `shared-variable: ${both("`1.2` and `1.1`")} share variable \`${name}\`, and it is written`;

test.each([
  ["two writers", [set("a"), set("a")], [surely("a")]],
  ["two writers of different variables", [set("a"), set("b")], []],
  ["two readers", [show("{# a #}"), show("{# a #}")], []],
  ["a writer and a reader", [set("a"), show("{# a #}")], [surely("a")]],
  ["a reader and a writer", [show("{# a #}"), set("a")], [surely("a")]],
  ["a change in place", [append("{# a #}"), show("{# a #}")], [surely("a")]],
  ["a change of a copy", [append("{# b.0 #}"), show("{# a #}")], []],
  ["a reader in a condition", [set("a"), { ...show("x"), if: "{= size(job.variables.a) == 0 =}" }], [surely("a")]],
  ["a reader in a loop's list", [set("a"), { ...show("x"), for_each: { in: "{# a #}" } }], [surely("a")]],
  ["a reader of all variables", [set("a"), show("{% job.variables %}")], [surely("a")]],
  ["members of groups", [{ steps: [set("a")] }, { parallel: [show("{# a #}")] }], [surely("a")]],
  [
    "a name that a tag brings",
    [set("a"), show("{# {< name >} #}")],
    [`unproved-sharing: ${both("`1.2` and `1.1`")} may share variable \`a\`: \`1.2\` may use any variable`],
  ],
  [
    "a writer of any",
    [set("{< name >}"), show("{# a #}")],
    [`unproved-sharing: ${both("`1.2` and `1.1`")} may share variable \`a\`: \`1.1\` may use any variable`],
  ],
] as const)("%s in a parallel group", (_, members, expected) => {
  expect(said({ parallel: members })).toEqual(expected);
});

const turns = (name: string) =>
  `shared-variable: turns of \`1\` at the same time share variable \`${name}\`, and it is written`;

test.each([
  ["one that writes", { ...set("a"), ...several }, [turns("a")]],
  ["one that writes turn by turn", { ...set("a"), for_each: { in: [1, 2] } }, []],
  ["one that reads", { ...show("{# a #}"), ...several }, []],
  ["a group that writes", { ...several, steps: [show("x"), set("a")] }, [turns("a")]],
  ["one whose list is read before", { ...set("b"), for_each: { in: "{# a #}", concurrency: 2 } }, [turns("b")]],
] as const)("turns at the same time: %s", (_, step, expected) => {
  expect(said(step)).toEqual(expected);
});
