// What --fix would change: each kind of fix with its exact text, what gets none, and that a fix mends its mistake and nothing else.

import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { applyFixes } from "../../src/apply-fixes.ts";
import { type Diagnostic, hasErrors } from "../../src/diagnostic.ts";
import { isJsonMap, type Json } from "../../src/json.ts";
import { parseYaml } from "../../src/parse/parse-yaml.ts";
import { Source } from "../../src/source.ts";
import { checkText } from "./check-text.ts";

/** A text after all fixes that do not touch each other. */
function fixed(text: string, name = "a.yaml"): string {
  const source = new Source(name, text);
  return applyFixes(source, checkText(source)).text;
}

const codesOf = (text: string) => checkText(new Source("a.yaml", text)).map(({ code }) => code);

const step = (parameters: string, action = "TEXT.UPPERCASE") =>
  `steps: [{ action: ${action}, parameters: { ${parameters} } }]`;

describe("an unquoted tag", () => {
  const parameters = "parameters: { p: { type: string, default: x } }\n";
  const inBlock = (text: string) =>
    `${parameters}steps:\n  - action: LOG.PRINT\n    parameters:\n      message: ${text}\n`;
  test.each([
    ["{< p >}", "'{< p >}'"],
    ["{< p >} # why", "'{< p >}' # why"],
    ["{< p >}# why", "'{< p >}# why'"],
    ["it's {# v #}", "'it''s {# v #}'"],
    ["  {< p >}  \t", "  '{< p >}'  \t"],
    ["from {# v #} to {< p >}, and {: s :}", "'from {# v #} to {< p >}, and {: s :}'"],
    ['{< p ?? "a: #b" >}', "'{< p ?? \"a: #b\" >}'"],
    ["&anchor {< p >}", "&anchor '{< p >}'"],
    ["!!str {< p >}", "!!str '{< p >}'"],
    ["first\n        {% job.name %} {# v #} # why", "'first\n        {% job.name %} {# v #}' # why"],
    ["[a {< p >} b, {< p >}]", "['a {< p >} b', '{< p >}']"],
    ["{ a: {< p >}, {< p >}: b }", "{ a: '{< p >}', '{< p >}': b }"],
  ])("%j", (text, quoted) => {
    const after = fixed(inBlock(text));
    expect(after).toBe(inBlock(quoted));
    expect(checkText(new Source("a.yaml", after)).filter(({ code }) => code.startsWith("yaml-"))).toEqual([]);
  });

  test("as a key, and as an item", () => {
    expect(fixed("{: k :}: 1")).toBe("'{: k :}': 1");
    expect(fixed("- {: k :}\n- a")).toBe("- '{: k :}'\n- a");
    expect(fixed("{: k :}")).toBe("'{: k :}'");
  });

  test("has double quotes in a file of JSON", () => {
    expect(fixed('{"a": {: s ?? "b" :} }', "a.json")).toBe(String.raw`{"a": "{: s ?? \"b\" :}" }`);
  });

  test.each([
    ["the text goes on in the next line", "{< p >} and\n        more"],
    ["the text goes on in the next line of brackets", "[a {# b #}\n        more]"],
    ["quotes stand at its beginning", '"a" {< p >}'],
    ["quotes stand at its beginning, with a tag in them", "'{< p >}' {< p >}"],
  ])("none where %s", (_, text) => {
    expect(fixed(inBlock(text))).toBe(inBlock(text));
  });

  test("in any surroundings, the quoted text stands where a plain word would", () => {
    const letters = fc.constantFrom(
      ..."ab '\"#:,[]{}-?&*!|>%@`\\\t",
      "{: s :}",
      "{# v.w #}",
      "{< p >}",
      ": ",
      " #",
      "\n  ",
    );
    const texts = fc.string({ unit: letters, maxLength: 12 });
    const frames = fc.constantFrom(
      "a: $\nb: 1\n",
      "- $\n- b\n",
      "$: a\nb: 1",
      "a: [$, b]\n",
      "a: { c: $, d: e }\r\nb: 1\n",
      "$",
    );
    let quoted = 0;
    fc.assert(
      fc.property(texts, texts, frames, (before, after, frame) => {
        const source = new Source(
          "a.yaml",
          frame.replace("$", () => `${before}{: tag :}${after}`),
        );
        const { diagnostics } = parseYaml(source);
        const [edit] = diagnostics.flatMap(({ fix = [] }) => fix);
        if (edit === undefined || diagnostics.some(({ code }) => code !== "yaml-unquoted-tag")) return;
        // Other tags stay masked by words, so that there is one change to look at.
        const others = diagnostics.flatMap(({ fix = [], span }) => (fix[0] === edit ? [] : [fix[0]?.span ?? span]));
        if (others.length > 0) return;
        const put = (text: string) => source.text.slice(0, edit.span.start) + text + source.text.slice(edit.span.end);
        const [asWord, asText] = [put("zzz"), put(edit.text)].map((text) => dataOf(new Source("a.yaml", text)));
        if (asWord === undefined) return;
        quoted++;
        const text = source.text.slice(edit.span.start, edit.span.end).replace(/[ \t]*\n\s*/g, folded);
        expect(asText).toEqual(
          JSON.parse(JSON.stringify(asWord).replace("zzz", () => JSON.stringify(text).slice(1, -1))),
        );
      }),
      { numRuns: 3_000 },
    );
    expect(quoted).toBeGreaterThan(300);
  });
});

describe("a misspelt key", () => {
  test.each([
    ["stps: []", "steps: []"],
    ['"stps": []', '"steps": []'],
    ["steps: [{ acton: LOGIC.TRUE }]", "steps: [{ action: LOGIC.TRUE }]"],
    ["steps: [{ 'acton': LOGIC.TRUE }]", "steps: [{ 'action': LOGIC.TRUE }]"],
    ["steps: [{ action: LOGIC.TRUE, \u00a0forced: true }]", "steps: [{ action: LOGIC.TRUE, forced: true }]"],
    ["steps: [{ action: LOGIC.TRUE, forcd: yes }]", "steps: [{ action: LOGIC.TRUE, forced: true }]"],
    [
      "steps: [{ action: MATH.SUM, parameters: { value1: 1, valu2: '2' } }]",
      "steps: [{ action: MATH.SUM, parameters: { value1: 1, value2: 2 } }]",
    ],
    ['{"steps":[{"acton":"LOGIC.TRUE"}]}', '{"steps":[{"action":"LOGIC.TRUE"}]}'],
    [step("txt: a"), step("text: a")],
    [step("txt: '{% job.name %}'"), step("text: '{% job.name %}'")],
    [step("txt: '{% job.name %}!'"), step("text: '{% job.name %}!'")],
    ["parameters: { a: { type: integer, minmum: 1 } }", "parameters: { a: { type: integer, minimum: 1 } }"],
    [
      "parameters: { a: { type: object, properties: { b: { typ: string } } } }",
      "parameters: { a: { type: object, properties: { b: { type: string } } } }",
    ],
  ])("%s", (text, expected) => {
    expect(fixed(text)).toBe(expected);
  });

  test.each([
    ["the right one is there too", "stps: []\nsteps: []"],
    ["two may be the same", step("txt: a, tex: b")],
    ["the value does not fit the right one", "step: { action: LOGIC.TRUE }"],
    ["the value does not fit the right one", step("txt: [a]")],
    ["the value does not fit the right one", "parameters: { a: { type: object, requred: true } }"],
    ["it came by an alias", "x-a: &a { acton: LOGIC.TRUE }\nsteps: [*a]"],
    ["it came by a merge key", "steps: [{ <<: { acton: LOGIC.TRUE } }]"],
    ["an alias uses it too", "steps:\n  - &a { acton: LOGIC.TRUE }\n  - *a"],
    ["it is a key of another place", "global_values: {}"],
    ["nobody knows what it is", "steps: [{ action: LOGIC.TRUE, retries: 1 }]"],
  ])("none where %s: %s", (_, text) => {
    expect(fixed(text)).toBe(text);
  });
});

describe("in steps inside of steps", () => {
  const around = (inner: string) =>
    `steps:\n  - id: before\n    action: LOGIC.TRUE\n  - parallel:\n      - steps:\n          - ${inner}\n`;
  test.each([
    ["acton: LOGIC.TRUE", "action: LOGIC.TRUE"],
    ["action: LOGIC.TUE", "action: LOGIC.TRUE"],
    ["{ action: LOGIC.TRUE, timeuot: 5s }", "{ action: LOGIC.TRUE, timeout: 5s }"],
    ["stesp: [{ action: LOGIC.TRUE }]", "steps: [{ action: LOGIC.TRUE }]"],
    ["{ action: LOGIC.TRUE, foreach: { in: [1] } }", "{ action: LOGIC.TRUE, for_each: { in: [1] } }"],
    ["{ action: LOGIC.TRUE, retry: { attemtps: 2 } }", "{ action: LOGIC.TRUE, retry: { attempts: 2 } }"],
    ["{ action: LOGIC.TRUE, retry: { attempts: '2' } }", "{ action: LOGIC.TRUE, retry: { attempts: 2 } }"],
    [
      "{ action: LOGIC.TRUE, retry: { attempts: 2, on: [TIMEOT] } }",
      "{ action: LOGIC.TRUE, retry: { attempts: 2, on: [TIMEOUT] } }",
    ],
    ["{ action: LOGIC.TRUE, if: 'yes' }", "{ action: LOGIC.TRUE, if: true }"],
    ["{ action: LOGIC.TRUE, if: '{: befor :}' }", "{ action: LOGIC.TRUE, if: '{: before :}' }"],
    ["{ action: LOGIC.TRUE, if: '{:before:}' }", "{ action: LOGIC.TRUE, if: '{: before :}' }"],
    [
      "{ action: LOGIC.TRUE, for_each: { in: ['{:before:}'] } }",
      "{ action: LOGIC.TRUE, for_each: { in: ['{: before :}'] } }",
    ],
    [
      "{ action: LOG.PRINT, for_each: { in: [1] }, parameters: { message: '{% each.itme %}' } }",
      "{ action: LOG.PRINT, for_each: { in: [1] }, parameters: { message: '{% each.item %}' } }",
    ],
  ])("%s", (inner, expected) => {
    expect(fixed(around(inner))).toBe(around(expected));
  });

  test.each([
    ["a number is no time", "{ action: LOGIC.TRUE, timeout: 30 }"],
    ["a number is no file", "pipeline: 5"],
    ["a malformed tag may read what runs later", "{ id: x, action: LOGIC.TRUE, if: '{:x:}' }"],
  ])("none where %s", (_, inner) => {
    expect(fixed(around(inner))).toBe(around(inner));
  });
});

describe("a misspelt action", () => {
  test.each([
    ["TEXT.UPERCASE", "TEXT.UPPERCASE"],
    ["text.upercase", "text.uppercase"],
    ["Text.Upercase", "TEXT.UPPERCASE"],
    ["'TEXT.UPERCASE'", "'TEXT.UPPERCASE'"],
    ['"TEXT.UPERCASE"', '"TEXT.UPPERCASE"'],
    ["TXT.UPPERCASE", "TEXT.UPPERCASE"],
    ["LIST.APEND", "LISTS.APPEND"],
  ])("%s", (action, expected) => {
    expect(fixed(`steps:\n  - action: ${action} # why\n`)).toBe(`steps:\n  - action: ${expected} # why\n`);
  });

  test.each([
    ["two are as near", "MATH.MUN"],
    ["the category is missing", "UPPERCASE"],
    ["the category is another one", "STRING.UPPERCASE"],
    ["nothing is near", "HTTP.GET"],
    ["the name is that of a block elsewhere", "MATH.SORT"],
    ["the text has several lines", "TEXT.\n    UPERCASE"],
  ])("none where %s", (_, action) => {
    const text = `steps:\n  - action: ${action}\n`;
    expect(fixed(text)).toBe(text);
  });

  test("none where a module of blocks could not be loaded", () => {
    const source = new Source("a.yaml", "steps: [{ action: TEXT.UPERCASE }]");
    const problem = { code: "block-module", source, message: "", help: "", action: null } as const;
    const registry = { all: () => [] } as never;
    const found = checkText(source, { blocks: { registry, problems: [problem] } });
    expect(found.find(({ code }) => code === "block-not-found")).toMatchObject({ fix: undefined });
  });
});

describe("quotes", () => {
  test.each([
    [step("text: 1.50"), step('text: "1.50"')],
    [step("text: true"), step('text: "true"')],
    [step("list: ['2', 3]", "MATH.SUM_LIST"), step("list: [2, 3]", "MATH.SUM_LIST")],
    ["steps: []\nstep_limit: '10'", "steps: []\nstep_limit: 10"],
    ["version: '1'\nsteps: []", "version: 1\nsteps: []"],
    ["name: 5\nsteps: []", 'name: "5"\nsteps: []'],
    ["steps: [{ action: LOGIC.TRUE, forced: 'true' }]", "steps: [{ action: LOGIC.TRUE, forced: true }]"],
    ["steps: [{ action: LOGIC.TRUE, forced: No }]", "steps: [{ action: LOGIC.TRUE, forced: false }]"],
    ["steps: [{ action: LOGIC.TRUE, if: 'false' }]", "steps: [{ action: LOGIC.TRUE, if: false }]"],
    ["steps: [{ action: LOGIC.TRUE, if: ['yes'] }]", "steps: [{ action: LOGIC.TRUE, if: [true] }]"],
  ])("%s", (text, expected) => {
    expect(fixed(text)).toBe(expected);
  });

  test.each([
    ["the number is written in an unusual way", "steps: []\nstep_limit: '010'"],
    ["the number is not allowed either", "steps: []\nstep_limit: '-1'"],
    ["a number is no action", "steps: [{ action: 5 }]"],
    ["no tag could read the id", "steps: [{ action: LOGIC.TRUE, id: 1.5 }]"],
    ["another value may be the wrong one", step("value1: ten, operator: '>', value2: 1", "LOGIC.IF")],
    ["it is null", step("text: null")],
    ["a default or its schema may be wrong", "parameters: { a: { type: integer, default: '5' } }"],
    ["a condition may mean much", "steps: [{ action: LOGIC.TRUE, if: maybe }]"],
    ["there is a YAML tag", "steps: [{ action: LOGIC.TRUE, forced: !!str true }]"],
  ])("none where %s", (_, text) => {
    expect(fixed(text)).toBe(text);
  });
});

describe("a misspelt name", () => {
  const read = (tag: string) =>
    `parameters: { folder: { type: string } }\nvariables: { total: 1 }\nsteps:\n  - { id: fetch, action: LOGIC.TRUE }\n  - id: later\n    action: LOG.PRINT\n    parameters:\n      message: ${tag}\n`;
  test.each([
    ["'{: fecth :}'", "'{: fetch :}'"],
    ["'it is {: fecth :}'", "'it is {: fetch :}'"],
    ['"{: \\x66ecth :}"', '"{: fetch :}"'],
    ["it is {% steps.fecth.result %}", "it is {% steps.fetch.result %}"],
    ["'{% steps.fetch.reslt %}'", "'{% steps.fetch.result %}'"],
    ["'{# totl #}'", "'{# total #}'"],
    ["'{< foldr >} {< fodler >}'", "'{< folder >} {< folder >}'"],
    ["'{% job.nmae %}'", "'{% job.name %}'"],
  ])("%s", (tag, expected) => {
    expect(fixed(read(tag))).toBe(read(expected));
  });

  test.each([
    ["the step runs later", "'{: latre :}'"],
    ["another kind of thing has the name", "'{: total :}'"],
    ["nothing is near", "'{: other :}'"],
    ["the number is another one", "'{: fetch2 :}'"],
  ])("none where %s", (_, tag) => {
    expect(fixed(read(tag))).toBe(read(tag));
  });

  test("none where the variable is set later", () => {
    const text =
      "steps:\n  - { action: LOG.PRINT, parameters: { message: '{# totl #}' } }\n" +
      "  - { action: VARIABLE.SET, parameters: { name: total, value: 1 } }\n";
    expect(codesOf(text)).toContain("unknown-variable");
    expect(fixed(text)).toBe(text);
  });

  test("an alias", () => {
    expect(fixed("x-a: &base {}\nsteps: []\nvariables: *bas")).toBe("x-a: &base {}\nsteps: []\nvariables: *base");
    for (const text of ["a: &base {}\nb: &bass {}\nc: *basi", "a: &base [*bas]", "a: &base b\n*base: c"]) {
      expect(fixed(text)).toBe(text);
    }
  });
});

describe("a tag without its blanks", () => {
  const read = (tag: string) =>
    `parameters: { folder: { type: string } }\nvariables: { total: 1 }\nsteps:\n  - { id: fetch, action: LOGIC.TRUE }\n  - id: later\n    action: LOG.PRINT\n    parameters:\n      message: ${tag}\n`;
  test.each([
    ["'{:fetch:}'", "'{: fetch :}'"],
    ["'{: fetch:}'", "'{: fetch :}'"],
    ["'{:fetch.a.0 :}'", "'{: fetch.a.0 :}'"],
    ["'{#total#} {<folder>}'", "'{# total #} {< folder >}'"],
    ["'{%job.name%}'", "'{% job.name %}'"],
    ["'{%steps.fetch.result%}'", "'{% steps.fetch.result %}'"],
    ["it is {:fetch:}", "'it is {: fetch :}'"],
  ])("%s", (tag, expected) => {
    expect(fixed(read(tag))).toBe(read(expected));
  });

  test.each([
    ["it would read nothing", "'{:other:}'"],
    ["it would read what is not there yet", "'{:later:}'"],
    ["it would read what is private", "'{:fetch._a:}'"],
    ["it ends otherwise than it begins", "'{:fetch#}'"],
    ["there is more in it", "'{:fetch ?? 1:}'"],
    ["there is another tag in it", "'{:fetch.{:fetch:}:}'"],
  ])("none where %s", (_, tag) => {
    const [before, after] = [read(tag), fixed(read(tag))];
    expect(after.replace("{: fetch :}:}", "{:fetch:}:}")).toBe(before);
  });
});

describe("the fixtures of mistakes", () => {
  const folder = path.resolve(import.meta.dirname, "../fixtures/invalid");
  const layouts: Readonly<Record<string, (text: string) => string>> = {
    "as it is": (text) => text,
    "with CRLF": (text) => text.replaceAll(/\r?\n/g, "\r\n"),
    "with a byte order mark": (text) => `\ufeff${text}`,
    "without a final line break": (text) => text.trimEnd(),
    "with blanks and comments at the end": (text) => `${text.trimEnd()}  \t\n\n# the end \t`,
  };
  const texts = readdirSync(folder)
    .filter((name) => /\.(?:yaml|json)$/.test(name))
    .map((name) => ({ name, text: readFileSync(path.join(folder, name), "utf8") }));
  const fixable = texts.filter(({ name, text }) =>
    checkText(new Source(name, text)).some(({ fix = [] }) => fix.length > 0),
  );

  test("are of many kinds", () => {
    expect(new Set(fixable.map(({ name }) => name.replace(/(?:--.*)?\.(?:yaml|json)$/, ""))).size).toBeGreaterThan(11);
  });

  test.each(fixable)("$name", ({ name, text }) => {
    for (const layout of Object.values(layouts)) {
      const source = new Source(name, layout(text));
      const before = checkText(source);
      for (const mistake of before.filter(({ fix = [] }) => fix.length > 0)) {
        const after = new Source(name, applyFixes(source, [mistake]).text);
        const [edit] = mistake.fix ?? [];
        if (edit === undefined) throw new Error("no fix");
        const { start, end } = edit.span;
        expect(after.text).toBe(source.text.slice(0, start) + edit.text + source.text.slice(end));
        const left = checkText(after);
        expect(errorsOf(left)).toEqual(errorsOf(before.filter((other) => other !== mistake)));
        expect(differences(dataOf(source), dataOf(after))).toHaveLength(dataOf(source) === undefined ? 0 : 1);
      }
    }
  });

  const errorsOf = (found: readonly Diagnostic[]) =>
    found.filter((one) => hasErrors([one])).map(({ code, message }) => `${code}: ${message}`);
});

const dataOf = (source: Source): Json | undefined => parseYaml(source).document?.value;

/** What YAML makes of line breaks with the blanks around them. */
const folded = (blanks: string): string => "\n".repeat(blanks.split("\n").length - 2) || " ";

/** The paths at which two values differ; a key that has another name, in the same place, is one difference. */
function differences(a: Json | undefined, b: Json | undefined, at = ""): string[] {
  if (a === undefined || b === undefined) return [];
  if (Array.isArray(a) && Array.isArray(b) && a.length === b.length) {
    return a.flatMap((item: Json, index) => differences(item, b[index], `${at}/${index}`));
  }
  if (isJsonMap(a) && isJsonMap(b) && Object.keys(a).length === Object.keys(b).length) {
    const others = Object.entries(b);
    return Object.entries(a).flatMap(([key, value], index) => {
      const [otherKey = "", other] = others[index] ?? [];
      return [...(key === otherKey ? [] : [`${at}/${key}`]), ...differences(value, other, `${at}/${otherKey}`)];
    });
  }
  return JSON.stringify(a) === JSON.stringify(b) ? [] : [at];
}
