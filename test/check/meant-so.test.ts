// Warnings stay away where what looks wrong may well be meant: scripts, templates, numbers, blocks that change what is only a copy.

// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts under test hold what other tools replace
import { describe, expect, test } from "vitest";
import { Source } from "../../src/source.ts";
import { checkText } from "./check-text.ts";

/** The codes that a text has, with the words that are marked. */
function warnings(text: string): string[] {
  return checkText(new Source("meant.yaml", text)).map(
    ({ code, span }) => `${code} ${text.slice(span?.start, span?.end)}`,
  );
}

describe("texts like another tool's tags", () => {
  const given =
    "parameters: { folder: { type: string } }\nsteps:\n  - action: DICTIONARY.CREATE\n    parameters:\n      used: '{< folder >}'\n";
  const found = (entry: string) => warnings(`${given}      ${entry}\noutputs: { a: '{: 1 :}' }\n`);

  test.each([
    "command: rm -rf ${folder} && echo $(folder)",
    "script: ${folder}",
    "args: [-c, $(folder)]",
    "text: |\n        #!/bin/sh\n        echo ${folder} $(folder)",
    "template: 'Dear {{ folder }}'",
    "body_template: '{{ folder }}'",
    "text: the price is $(5) or ${5}",
    "text: see ${HOME} and $(date)",
    "text: |\n        {{ title }} and {{ .Values.image }}",
    'text: \'{{"a": {"b": 1}}}\'',
    "text: '\\frac{{a}}{b}'",
    "text: 'f{folder} {folder} {0} %(folder)s $folder #{folder}'",
    "text: \"{= {'a': {'b': job.parameters.folder}} =}\"",
    "text: 'written {< folder >}: {{}} ${} $()'",
  ])("%s", (entry) => {
    expect(found(entry)).toEqual([]);
  });

  test.each([
    ["command: 'rm {{ folder }}'", "{{ folder }}"],
    ["text: |\n        a {{ folder }}", "{{ folder }}"],
    ["text: |\n        a {{ steps.used.outputs.b | upper }}{{ inputs.folder }}", "{{ inputs.folder }}"],
    ["list: [a, { b: '{{ anything at all }}' }]", "{{ anything at all }}"],
    ["text: '{{ title }} of {< folder >}'", "{{ title }}"],
    ["text: '  $(params.folder) '", "$(params.folder)"],
    ["text: in ${folder}", "${folder}"],
  ])("but %s", (entry, marked) => {
    expect(found(entry)).toEqual([`foreign-tag ${marked}`]);
  });

  test("where an alias repeats it, it is said once", () => {
    expect(found("a: &a '{{ folder }}'\n      b: *a\n      c: [*a]")).toEqual(["foreign-tag {{ folder }}"]);
  });
});

describe("numbers", () => {
  const values = (text: string) => warnings(`variables: { data: ${text} }\noutputs: { data: '{# data #}' }\n`);

  test.each([
    "1.0",
    "2.50",
    "0.5",
    "0",
    "-0",
    "10",
    "100",
    "1e3",
    "0x1F",
    "0o17",
    "+1",
    ".5",
    "[1.10, 2.20]",
    "{ price: 3.10 }",
  ])("%s", (text) => {
    expect(values(text)).toEqual([]);
  });

  test.each([
    ["007", "007"],
    ["[1, -01]", "-01"],
    ["{ version: 3.10 }", "3.10"],
    ["{ api_version: 1.0 }", "1.0"],
    ["{ nodeVersions: [18.0, 20.10, 22] }", "18.0"],
  ])("but %s", (text, marked) => {
    expect(values(text)[0]).toBe(`text-from-number ${marked}`);
  });

  test.each([
    ["MATH.ABS", "value: 3.10", []],
    ["MATH.ABS", "value: 003", ["text-from-number 003"]],
    ["VARIABLE.SET", "name: a, value: 3.10", []],
    ["LOGIC.IF", "value1: 3.10, operator: '>', value2: 1.50", []],
    ["LISTS.CREATE", "value1: 3.10", []],
    ["TEXT.CREATE", "value: 3.10", ["text-from-number 3.10"]],
    ["TEXT.CREATE", "value: 3.0", []],
    ["TEXT.CREATE", "value: '3.10'", []],
  ])("given to %s: %s", (action, parameters, expected) => {
    expect(warnings(`steps: [{ action: ${action}, parameters: { ${parameters} } }]\n`)).toEqual(expected);
  });

  test("put into a text lose digits, alone they do not", () => {
    const shown = (message: string) =>
      warnings(`local_values: { a: 3.10 }\nsteps: [{ action: LOG.PRINT, parameters: { message: ${message} } }]\n`);
    expect(shown("'{< a >}'")).toEqual([]);
    expect(shown("['a', '{< a >}']")).toEqual([]);
    expect(shown("['a', 'about {< a >}']")).toEqual(["text-from-number 3.10"]);
  });
});

describe("blocks that change a parameter", () => {
  const call = (action: string, parameters: string, rest = "") =>
    warnings(
      `variables: { v: [1], m: { a: [1] }, w: v }\nsteps: [{ id: s, action: ${action}, parameters: ${parameters} }]\noutputs: { v: '{% job.variables %}'${rest} }\n`,
    );

  test.each([
    ["LISTS.APPEND", "{ list: '{# v #}', item: 1 }", ""],
    ["LISTS.APPEND", "{ list: '  {% job.variables.v %} ', item: 1 }", ""],
    ["LISTS.POP", "{ list: [1, 2] }", ", s: '{: s :}'"],
    ["LISTS.EXTEND", "{ list1: '{# v #}', list2: [1] }", ""],
  ])("%s of %s", (action, parameters, outputs) => {
    expect(call(action, parameters, outputs)).toEqual([]);
  });

  test.each([
    ["LISTS.APPEND", "{ list: '{# m.a #}', item: 1 }", "'{# m.a #}'"],
    ["LISTS.APPEND", "{ list: '{% job.variables.m.a %}', item: 1 }", "'{% job.variables.m.a %}'"],
    ["LISTS.APPEND", '{ list: "{= job.variables.v =}", item: 1 }', '"{= job.variables.v =}"'],
    ["LISTS.APPEND", "{ list: ['{# v #}'], item: 1 }", "['{# v #}']"],
    ["LISTS.POP", "{ list: [1, 2] }", "[1, 2]"],
    ["LISTS.EXTEND", "{ list1: [1], list2: '{# v #}' }", "[1]"],
  ])("but %s of %s", (action, parameters, marked) => {
    expect(call(action, parameters)).toEqual([`mutated-copy ${marked}`]);
  });
});

describe("steps that are tried again", () => {
  const retried = (action: string, more: string) => warnings(`steps: [{ action: ${action}, ${more} }]\n`);

  test.each([
    ["LOG.PRINT", "parameters: { message: a }"],
    ["LOG.PRINT", "parameters: { message: a }, retry: { attempts: 1 }"],
    ["LOG.PRINT", "parameters: { message: a }, retry: { attempts: 2 }, idempotent: true"],
    ["LOGIC.TRUE", "retry: { attempts: 2 }"],
  ])("%s, %s", (action, more) => {
    expect(retried(action, more)).toEqual([]);
  });

  test.each([
    ["LOG.PRINT", "parameters: { message: a }, retry: { attempts: 2 }, idempotent: false"],
    ["VARIABLE.SET", "parameters: { name: a, value: 1 }, retry: { attempts: 2 }"],
  ])("but %s, %s", (action, more) => {
    expect(retried(action, more)).toEqual(["retried-write retry"]);
  });
});

describe("numbers in the list of a loop", () => {
  const shown = (list: string, message: string) =>
    warnings(`steps:\n  - action: LOG.PRINT\n    for_each: { in: ${list} }\n    parameters: { message: ${message} }\n`);

  test.each([
    ["[3.10]", "'{% each.item %}'"],
    ["[3.1, 4.0]", "'v{% each.item %}'"],
    ["['3.10']", "'v{% each.item %}'"],
    ["[3.10]", "'v{% each.index %}'"],
  ])("%s, %s", (list, message) => {
    expect(shown(list, message)).toEqual([]);
  });

  test("but where one is shown", () => {
    expect(shown("[3.9, 3.10]", "'v{% each.item %}'")).toEqual(["text-from-number 3.10"]);
    expect(shown("[{ version: 3.10 }]", "'{% each.item.version %}'")).toEqual(["text-from-number 3.10"]);
  });
});

describe("tags elsewhere", () => {
  const described = (text: string) => warnings(`description: ${text}\nsteps: [{ action: LOGIC.TRUE }]\n`);

  test.each(["'{%if x%}'", "'{: a b :}'", "'\\{# v #}'", "'{#}'", "'{ # v # }'", "'{: a #}'", "'{:a:}'"])(
    "%s",
    (text) => {
      expect(described(text)).toEqual([]);
    },
  );

  test.each([
    ["'see {# v #} and {: s :}'", "{# v #}"],
    ["'{%\tjob.name %}'", "{%\tjob.name %}"],
    ["'{: a.b.0:2 ?? {} :} {: a.b.0:2 ?? \"x\" :}'", '{: a.b.0:2 ?? "x" :}'],
  ])("but %s", (text, marked) => {
    expect(described(text)).toEqual([`tag-not-read ${marked}`]);
  });

  test("in keys that are free", () => {
    expect(warnings("x-note: '{# v #}'\nsteps: [{ action: LOGIC.TRUE, x-note: '{: s :}' }]\n")).toEqual([]);
  });
});

describe("ids that no tag can read", () => {
  const withId = (id: string, message = "hello") =>
    warnings(
      `steps:\n  - id: ${id}\n    action: LOG.PRINT\n    parameters: { message: a }\n  - action: LOG.PRINT\n    parameters: { message: ${message} }\n`,
    );

  test.each(["a-b", "größe", "7", "-1", "a:b", "a_b", "1:2"])("%s", (id) => {
    expect(withId(id)).toEqual([]);
  });

  test.each(["''", "a.b", "'a b'", "'a\tb'", "_a", "a_", "_"])("but %s", (id) => {
    expect(withId(id)).toEqual([`unreadable-id ${id}`]);
  });

  test("what a tag tries to read is that tag's mistake", () => {
    expect(withId("a.b", "'{: a.b :}'")).toEqual(["unknown-step a"]);
    expect(withId("_a", "'{: _a :}'")).toEqual(["private-key _a"]);
  });

  test("what an expression reads is read", () => {
    expect(withId("a b", `"{= steps['a b'].status.name =}"`)).toEqual([]);
  });
});
