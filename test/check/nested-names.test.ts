// Who can read whom where steps stand inside each other: ids, loops and variables, from everywhere to everything.

import { describe, expect, test } from "vitest";
import { type Diagnostic, hasErrors } from "../../src/diagnostic.ts";
import type { Json, JsonMap } from "../../src/json.ts";
import { Source } from "../../src/source.ts";
import { checkText } from "./check-text.ts";

const check = (pipeline: Json): Diagnostic[] => checkText(new Source("nested.json", JSON.stringify(pipeline)));
const codes = (pipeline: Json) => check(pipeline).map(({ code }) => code);

/** A tree of steps: what stands in it reads `text`. */
type Tree = readonly (
  | string
  | { readonly id: string; readonly kind: "steps" | "parallel" | "loop"; readonly in: Tree }
)[];

const tree: Tree = [
  "a",
  { id: "g", kind: "steps", in: ["b", "c"] },
  { id: "p", kind: "parallel", in: ["d", { id: "q", kind: "steps", in: ["e", "f"] }] },
  { id: "l", kind: "loop", in: ["h", { id: "m", kind: "loop", in: ["i", "j"] }, "k"] },
  "z",
];

/** The steps of a tree in which one step reads a text: a block as its message, a group as its condition. */
function stepsOf(of: Tree, reader: string, text: string): JsonMap[] {
  return of.map((one) => {
    if (typeof one === "string") {
      return { id: one, action: "LOG.PRINT", parameters: { message: one === reader ? `{= ${text} =}` : "" } };
    }
    const condition: JsonMap = one.id === reader ? { if: `{= ${text} == "DONE" =}` } : {};
    const members = stepsOf(one.in, reader, text);
    return one.kind === "loop"
      ? { id: one.id, ...condition, for_each: { in: [1, 2] }, steps: members }
      : { id: one.id, ...condition, [one.kind]: members };
  });
}

const idsOf = (of: Tree): string[] => of.flatMap((one) => (typeof one === "string" ? one : [one.id, ...idsOf(one.in)]));

const letters: Readonly<Record<string, string>> = {
  "own-step": "o",
  "later-step": "L",
  "parallel-step": "P",
  "loop-step": "I",
};

test("steps", () => {
  const ids = idsOf(tree);
  const rows = [...ids, "outputs"].map((reader) => {
    const marks = ids.map((target) => {
      const text = `steps.${target}.status.name`;
      const outputs: JsonMap = reader === "outputs" ? { outputs: { x: `{= ${text} =}` } } : {};
      const found = codes({ steps: stepsOf(tree, reader, text), ...outputs }).map((code) => letters[code] ?? "");
      return found.join("") || "·";
    });
    return `${reader.padEnd(8)}${marks.join("")}`;
  });
  expect(`\n${"".padEnd(8)}${ids.join("")}\n${rows.join("\n")}\n`).toMatchInlineSnapshot(`
    "
            agbcpdqeflhmijkz
    a       oLLLLLLLLLLLLLLL
    g       ·oLLLLLLLLLLLLLL
    b       ·ooLLLLLLLLLLLLL
    c       ·o·oLLLLLLLLLLLL
    p       ····oLLLLLLLLLLL
    d       ····ooPPPLLLLLLL
    q       ····oPoPPLLLLLLL
    e       ····oPooLLLLLLLL
    f       ····oPo·oLLLLLLL
    l       ·········oLLLLLL
    h       ·········ooLLLLL
    m       ·········o·oLLLL
    i       ·········o·ooLLL
    j       ·········o·o·oLL
    k       ·········o··IIoL
    z       ··········IIIIIo
    outputs ··········IIIII·
    "
  `);
});

const print = (message: string, more: JsonMap = {}): JsonMap => ({
  action: "LOG.PRINT",
  parameters: { message },
  ...more,
});
const set = (name: string, more: JsonMap = {}): JsonMap => ({
  action: "VARIABLE.SET",
  parameters: { name, value: 1 },
  ...more,
});

describe("loops", () => {
  const inner = (steps: JsonMap[], as: JsonMap = {}): JsonMap => ({ for_each: { in: ["a"], ...as }, steps });

  test.each<[string, JsonMap]>([
    ["the step's own", print("{% each.item %} {= each.index + 1 =}", { for_each: { in: [1] } })],
    ["the group's", inner([print("{% each.item %}", { if: "{= each.index == 0 || each.index == 1 =}" })])],
    ["a loop around it in a list", inner([print("{% each.item %}", { for_each: { in: ["{% each.item %}"] } })])],
    [
      "a loop around it in a condition",
      inner([print("", { if: '{= each.row.item + "b" != each.item =}' })], { as: "row" }),
    ],
    [
      "a loop far around it",
      inner([inner([print("{% each.row.item %}{= each.item + each.row.item =}")])], { as: "row" }),
    ],
    ["two loops of one name beside each other", { steps: [inner([], { as: "row" }), inner([], { as: "row" })] }],
    ["all of it", print("{% each %}", { for_each: { in: [1], as: "row" } })],
  ])("%s is read", (_, step) => {
    expect(check({ steps: [step] }).filter(({ severity }) => severity !== "warning")).toEqual([]);
  });

  test.each<[string, JsonMap, string, string]>([
    ["without one", print("{= each.item =}"), "no-loop", "`each` is read outside of any loop"],
    ["in an expression alone", print("{= each =}"), "no-loop", "`each` is read outside of any loop"],
    [
      "beside one",
      { steps: [print("{% each.item %}"), print("", { for_each: { in: [1] } })] },
      "no-loop",
      "`each` is read outside of any loop",
    ],
    [
      "in the own condition, with one around",
      inner([print("", { if: "{= each.row.item == 1 =}", for_each: { in: [1], as: "row" } })]),
      "no-loop",
      "the loop `row` is read before the loop begins",
    ],
    [
      "behind the index",
      print("{% each.index.x %}", { for_each: { in: [1] } }),
      "unknown-context",
      "`index` of `each` has no `x`",
    ],
    [
      "behind a name",
      print("{% each.row.itm %}", { for_each: { in: [1], as: "row" } }),
      "unknown-context",
      "`each.row` has no `itm`",
    ],
  ])("%s is a mistake", (_, step, code, message) => {
    expect(check({ steps: [step] }).filter(({ severity }) => severity !== "warning")).toMatchObject([
      { code, message },
    ]);
  });

  test.each(["x", 5, ["a"], {}, { as: "x" }, { is: [1] }])("one that is none is one mistake: %j", (loop) => {
    const found = codes({ steps: [print("{% each.item %} {= each.x.item =}", { for_each: loop })] });
    expect(found.every((code) => ["wrong-type", "missing-key", "unknown-key"].includes(code))).toBe(true);
    expect(found.length).toBeGreaterThan(0);
  });
});

describe("variables that only a later step sets", () => {
  const read = "{# v ?? 0 #}";
  const isMistaken = (...steps: JsonMap[]) => codes({ steps }).includes("later-variable");

  test("are a mistake", () => {
    expect(isMistaken(print(read), set("v"))).toBe(true);
    expect(isMistaken({ steps: [print(read)] }, { steps: [set("v")] })).toBe(true);
    expect(isMistaken({ steps: [print(read), { steps: [set("v")] }] })).toBe(true);
    expect(isMistaken({ for_each: { in: [1, 2] }, steps: [print(read)] }, set("v"))).toBe(true);
    expect(isMistaken({ if: `{= job.variables.v == 1 =}`, for_each: { in: [1, 2] }, steps: [set("v")] })).toBe(true);
  });

  test("may be there in the next turn or attempt, or when the steps run at once", () => {
    expect(isMistaken({ for_each: { in: [1, 2] }, steps: [print(read), { steps: [set("v")] }] })).toBe(false);
    expect(isMistaken({ retry: { attempts: 2 }, steps: [print(read), set("v")] })).toBe(false);
    expect(isMistaken({ parallel: [print(read), set("v")] })).toBe(false);
    expect(isMistaken(set("v", { for_each: { in: [1, 2] }, parameters: { name: "v", value: read } }))).toBe(false);
  });
});

test("groups and loops set no variables of themselves", () => {
  const found = check({ steps: [{ steps: [] }, { parallel: [] }, print("{# v #}", { for_each: { in: [1] } })] });
  expect(found.filter((one) => hasErrors([one])).map(({ code }) => code)).toEqual(["unknown-variable"]);
});
