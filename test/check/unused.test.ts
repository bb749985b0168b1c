// What counts as read: every way in which a tag, an expression or a block may read a parameter, a variable or a result, and every
// mistake that hides what was meant. The fixtures have what is not.

import { describe, expect, test } from "vitest";
import type { AnyBlock } from "../../src/block.ts";
import { Registry } from "../../src/registry.ts";
import { Source } from "../../src/source.ts";
import { checkText } from "./check-text.ts";

/** The codes of warnings about what is not used, with the words that are marked. */
function unused(text: string, blocks: readonly AnyBlock[] = []): string[] {
  const found = checkText(new Source("unused.yaml", text), {
    blocks: { registry: new Registry(blocks), problems: [] },
  });
  return found
    .filter(({ code }) => code.startsWith("unused-"))
    .map(({ code, span }) => `${code} ${text.slice(span?.start, span?.end)}`);
}

const declared = `parameters: { p: { type: string } }
local_values: { l: 1 }
variables: { v: [] }
`;
const step = `  - id: s
    action: TEXT.UPPERCASE
    parameters: { text: report }
`;
const all = ["unused-parameter p", "unused-local-value l", "unused-variable v", "unused-result s"];

/** What is not used where a last step shows a message. */
const besides = (message: string, extra = "") =>
  unused(`${declared}steps:\n${step}  - action: LOG.PRINT\n    parameters: { message: ${message} }\n${extra}`);

test("nothing reads what nothing reads", () => {
  expect(besides("hello")).toEqual(all);
});

describe("tags", () => {
  test.each([
    ["'{< p >}'", [all[1], all[2], all[3]]],
    ["'{< l >}'", [all[0], all[2], all[3]]],
    ["'{# v.0 #}'", [all[0], all[1], all[3]]],
    ["'{: s :}'", [all[0], all[1], all[2]]],
    ["'{% steps.s.status.name %}'", [all[0], all[1], all[2]]],
    ["'{% steps.s %}'", [all[0], all[1], all[2]]],
    ["['{% job.parameters.p %}', { a: '{% job.variables.v %}' }]", [all[1], all[3]]],
    ["{ '{< p >}': 1 }", [all[1], all[2], all[3]]],
    ["'{% job.parameters %}'", [all[2], all[3]]],
    ["'{% job.variables %}'", [all[0], all[1], all[3]]],
    ["'{% job %}'", [all[3]]],
    ["'{% steps %}'", [all[0], all[1], all[2]]],
    ["'{% job.name %}'", all],
    ["'{% job.parameters.{# v.0 #} %}'", [all[3]]],
    ["'{# {< p >} #}'", [all[1], all[3]]],
    ["'{% steps.{# v.0 #}.result ?? 1 %}'", [all[0], all[1]]],
    ["'{# v.{: s :} #}'", [all[0], all[1]]],
    ["'\\{< p >}'", all],
  ])("%s", (message, expected) => {
    expect(besides(message)).toEqual(expected);
  });

  test("in conditions and outputs", () => {
    expect(besides("hello", "    if: ['{< p >}', '{: s :}']\noutputs: { '{# v #}': '{< l >}' }\n")).toEqual([]);
  });
});

describe("expressions", () => {
  test.each([
    ["job.parameters.p", [all[1], all[2], all[3]]],
    ['job.parameters["p"] + "a"', [all[1], all[2], all[3]]],
    ["job.variables.v[0] == 1", [all[0], all[1], all[3]]],
    ["has(job.variables.v)", [all[0], all[1], all[3]]],
    ['steps["s"].result', [all[0], all[1], all[2]]],
    ['steps.s.status.name == "DONE" ? 1 : job.parameters.l', [all[0], all[2]]],
    ["size(job.variables.v.filter(p, p > 1))", [all[0], all[1], all[3]]],
    ["job.parameters[steps.s.result]", [all[2]]],
    ["{'a': job.parameters.p, 'b': [-job.parameters.l]}", [all[2], all[3]]],
    ["job.variables.map(name, name)", [all[0], all[1], all[3]]],
    ["steps.all(id, true)", [all[0], all[1], all[2]]],
    ["1 + 2", all],
  ])("%s", (expression, expected) => {
    expect(besides(`"{= ${expression.replaceAll('"', '\\"')} =}"`)).toEqual(expected);
  });
});

describe("blocks", () => {
  const own = (block: Partial<AnyBlock>): AnyBlock => ({ name: "OWN", run: () => null, ...block });
  const variables = "variables: { v: 1, w: 2 }\n";
  const named = { type: "object", properties: { name: { type: "string" } } } as const;

  test.each([
    ["VARIABLE.GET", "{ name: v }", ["w"]],
    ["VARIABLE.IS_EXISTS", "{ name: w }", ["v"]],
    ["VARIABLE.GET", "{ name: '{% job.name %}' }", []],
    ["VARIABLE.SET", "{ name: v }", ["v", "w"]],
    ["VARIABLE.LIST_VALUES", "{}", []],
    ["LOG.PRINT", "{ message: v }", ["v", "w"]],
    ["NO.SUCH_BLOCK", "{ message: v }", []],
    ["LOG.PRNIT", "{ message: v }", ["v", "w"]],
  ])("%s of %s", (action, parameters, expected) => {
    const text = `${variables}steps: [{ action: ${action}, parameters: ${parameters} }]\n`;
    expect(unused(text)).toEqual(expected.map((name) => `unused-variable ${name}`));
  });

  test.each([
    ["not pure", {}, []],
    ["that reads", { effect: "read" }, []],
    ["pure", { effect: "pure" }, ["v", "w"]],
    ["that says it reads none", { readsVariables: [] }, ["v", "w"]],
    ["that says which", { readsVariables: ["w"] }, ["v"]],
    ["that says by which parameter", { readsVariables: { parameter: "name" }, parameters: named }, ["w"]],
  ] as const)("of one's own, %s", (_, block, expected) => {
    const text = `${variables}steps: [{ action: OWN${"parameters" in block ? ", parameters: { name: v }" : ""} }]\n`;
    expect(unused(text, [own(block)])).toEqual(expected.map((name) => `unused-variable ${name}`));
  });

  test.each<[string, Partial<AnyBlock>, boolean]>([
    ["gives nothing", { effect: "pure", returns: { type: "null" } }, false],
    ["does not say what it gives", { effect: "pure" }, false],
    ["gives something", { effect: "pure", returns: { type: "string" } }, true],
    ["infers what it gives", { effect: "pure", infer: () => ({ type: "string" }) }, true],
    ["reads", { effect: "read", returns: { type: "string" } }, false],
    ["may do anything", { returns: { type: "string" } }, false],
  ])("a result of a block that %s", (_, block, isFound) => {
    const text = "steps: [{ id: s, action: OWN }]\noutputs: { a: 1 }\n";
    expect(unused(text, [own(block)])).toEqual(isFound ? ["unused-result s"] : []);
  });
});

describe("results", () => {
  test("of a file that does nothing else are for whoever runs it", () => {
    expect(unused(`steps:\n${step}`)).toEqual([]);
    expect(unused(`steps:\n${step}outputs: { a: 1 }\n`)).toEqual(["unused-result s"]);
  });

  test("that are tested by `returns` are used", () => {
    expect(unused(`steps:\n${step}    returns: { type: string }\noutputs: { a: 1 }\n`)).toEqual([]);
  });

  test.each<[string, string, boolean]>([
    ["the last one of a group that is read", "{ id: g, steps: [{ action: LOGIC.TRUE }] }", false],
    [
      "one of a group at the same time that is read",
      "{ id: g, parallel: [{ action: LOGIC.TRUE }, { steps: [] }] }",
      false,
    ],
    ["the last one of the last one", "{ id: g, steps: [{ steps: [{ action: LOGIC.TRUE }] }] }", false],
    ["in a loop that is read", "{ id: g, for_each: { in: [1] }, steps: [{ action: LOGIC.TRUE }] }", false],
    ["in a group whose result is tested", "{ steps: [{ action: LOGIC.TRUE }], returns: { type: boolean } }", false],
    ["one before the last one", "{ id: g, steps: [{ action: LOGIC.TRUE }, { action: LOG.PRINT }] }", true],
    [
      "the last one of one before the last one",
      "{ id: g, steps: [{ steps: [{ action: LOGIC.TRUE }] }, { parallel: [] }] }",
      true,
    ],
    ["the last one of a group that nothing reads", "{ steps: [{ action: LOGIC.TRUE }] }", true],
  ])("of %s", (_, group, isFound) => {
    const text = `steps: [{ id: g, if: false, action: LOG.PRINT }, ${group}]\noutputs: { a: '{: g :}' }\n`;
    expect(unused(text)).toEqual(isFound ? ["unused-result LOGIC.TRUE"] : []);
  });

  test("are read by the list of a loop", () => {
    const loop = "  - action: LOG.PRINT\n    for_each: { in: '{= [steps.s.result, job.parameters.p] =}' }\n";
    expect(besides("'{# v #}'", loop)).toEqual([all[1]]);
    expect(besides("'{# v #}'", loop.replace("in:", "ni:"))).toEqual([all[1]]);
  });

  test("are read by their position", () => {
    expect(unused("steps: [{ action: LOGIC.TRUE }]\noutputs: { a: '{: 1 :}' }\n")).toEqual([]);
  });
});

describe("a mistake that hides what was meant", () => {
  test.each([
    ["a misspelt name, too short to say of which", "'{< pp >}{# vv #}'", [all[3]]],
    ["a name of another kind", "'{< v >}{: p :}{# s #}'", [all[1]]],
    ["a name that is near none", "'{: headline :}'", [all[0], all[1], all[2]]],
    ["a malformed tag", "'{<p>} {# v} {: s'", [all[1]]],
    ["another tool's tag", `'{{ p }} \${v} $(s)'`, [all[1]]],
    ["a path that is none", "'{% parameters.p %}'", [all[1], all[2], all[3]]],
  ])("%s", (_, message, expected) => {
    expect(besides(message)).toEqual(expected);
  });

  test("a tag where none is read", () => {
    expect(besides("hello", "description: '{< p >} {# v #} {: s :} {< l >}'\n")).toEqual([]);
  });

  test("a key that is not known", () => {
    expect(besides("hello", "outptus: { a: '{< p >}', b: ['{: s :}'] }\n")).toEqual([all[1], all[2]]);
    expect(besides("hello", "    when: '{: s :}'\n")).toEqual([all[0], all[1], all[2]]);
  });
});
