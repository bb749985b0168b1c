// --fix round after round: what is mended is gone, what it hid is mended next, and a round that would bring harm is not kept.

import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { checkPipeline } from "../../src/check/check-pipeline.ts";
import { checkShape } from "../../src/check/check-shape.ts";
import { type Found, fixText, type TextCheck } from "../../src/cli/fix-text.ts";
import type { Diagnostic, DiagnosticCode } from "../../src/diagnostic.ts";
import { builtInRegistry } from "../../src/library/built-in-blocks.ts";
import { parseYaml } from "../../src/parse/parse-yaml.ts";
import { readPipeline } from "../../src/parse/read-pipeline.ts";
import { Source } from "../../src/source.ts";

/** The stages up to the check, as the command puts them together. */
function findingsOf(source: Source): Found {
  const { document, diagnostics } = parseYaml(source);
  if (document === undefined) return [diagnostics, [], []];
  const pipeline = readPipeline(document);
  return [[], checkShape(pipeline).diagnostics, checkPipeline(pipeline, { registry: builtInRegistry }).diagnostics];
}

const check: TextCheck = (source) => Promise.resolve(findingsOf(source));
const fix = (text: string) => fixText(new Source("a.yaml", text), check);
const codesOf = (text: string) => [
  ...new Set(
    findingsOf(new Source("a.yaml", text))
      .flat()
      .map(({ code }) => code),
  ),
];

describe("with the check", () => {
  test("what a mended mistake hid is mended in the next round", async () => {
    const text =
      "stps:\n  - id: fetch\n    acton: TEXT.UPERCASE\n    parameters: { txt: loud }\n" +
      "  - action: LOG.PRINT\n    parameters:\n      message: {: fecth :} # shown\nstep_limit: '10'\n";
    const mended =
      "steps:\n  - id: fetch\n    action: TEXT.UPPERCASE\n    parameters: { text: loud }\n" +
      "  - action: LOG.PRINT\n    parameters:\n      message: '{: fetch :}' # shown\nstep_limit: 10\n";
    expect(await fix(text)).toEqual({ text: mended, mended: 7 });
    expect(codesOf(mended)).toEqual([]);
  });

  test("what hides harm that a person must look at is mended all the same", async () => {
    const text = "steps: [{ action: FILE.REED, parameters: { path: a, encodng: latin1 } }]";
    const { text: after } = await fix(text);
    expect(after).toContain("FILE.READ,");
    expect(codesOf(after)).toContain("forbidden-block");
  });

  test("a fix that shows another mistake in its own place is not kept, those beside it are", async () => {
    const text = (first: string, second: string) =>
      `steps: [{ action: LOG.PRINT, parameters: { message: '{% ${first}.other.result %} {% ${second}.name %}' } }]`;
    expect(await fix(text("stpes", "jbo"))).toEqual({ text: text("stpes", "job"), mended: 1 });
    expect(await fix(text("stpes", "job"))).toEqual({ text: text("stpes", "job"), mended: 0 });
  });

  test("what one mistake hid does not excuse what another fix brings", async () => {
    const text = (action: string) =>
      `steps: [{ action: ${action}, parameters: { txt: a, text: '{% stpes.other.result %}' } }]`;
    expect(await fix(text("TEXT.UPERCASE"))).toEqual({ text: text("TEXT.UPPERCASE"), mended: 1 });
  });

  test("two keys that would become one are left alone", async () => {
    const text = "steps: [{ action: LOG.PRINT, parameters: { mesage: a, massage: b } }]";
    expect(await fix(text)).toEqual({ text, mended: 0 });
  });

  test("more mistakes than a check lists", async () => {
    const all = Array.from({ length: 250 }, (_, index) => index);
    const tags = (quote: string) => `a:\n${all.map((n) => `  - ${quote}{: b${n} :}${quote}\n`).join("")}`;
    const inTenRounds = 10 * 20;
    expect((await fix(tags(""))).mended).toBe(inTenRounds);
    const read = (name: string) =>
      `variables: { ${all.map((n) => `total${n}: ${n}`).join(", ")} }\nsteps:\n` +
      all.map((n) => `  - { action: LOG.PRINT, parameters: { message: '{# ${name}${n} #}' } }\n`).join("");
    expect(await fix(read("totl"))).toEqual({ text: read("total"), mended: all.length });
  });

  test("the fixtures of mistakes never get worse, and a second time finds nothing to do", async () => {
    const folder = path.resolve(import.meta.dirname, "../fixtures/invalid");
    let changed = 0;
    for (const name of readdirSync(folder).filter((one) => one.endsWith(".yaml"))) {
      const text = readFileSync(path.join(folder, name), "utf8");
      const { text: after, mended } = await fix(text);
      expect(after === text).toBe(mended === 0);
      expect(await fix(after)).toEqual({ text: after, mended: 0 });
      if (mended > 0) changed++;
    }
    expect(changed).toBeGreaterThan(40);
  });
});

describe("with a check that gives what it is told to", () => {
  const mistake = (source: Source, code: DiagnosticCode, text?: string): Diagnostic => ({
    code,
    severity: "error",
    message: code,
    source,
    fix: text === undefined ? undefined : [{ span: { start: 0, end: source.text.length }, text }],
  });
  const fixWith = (text: string, found: (source: Source) => Found) =>
    fixText(new Source("a.yaml", text), (source) => Promise.resolve(found(source)));

  test("a fix that does not mend its mistake is not kept", async () => {
    const found = (source: Source): Found => [[], [mistake(source, "unknown-key", "b")], []];
    expect(await fixWith("a", found)).toEqual({ text: "a", mended: 0 });
  });

  const [yaml, shape, rules] = [0, 1, 2];
  test.each<[string, DiagnosticCode, number, number]>([
    ["a tag by one of YAML", "yaml-unquoted-tag", yaml, yaml],
    ["a key by one of YAML", "unknown-key", shape, yaml],
    ["an action by one of shape", "block-not-found", rules, shape],
    ["a value by one of shape", "wrong-type", shape, shape],
    ["a parameter by one of the rules", "block-parameter-invalid", rules, rules],
  ])("no mistake is exchanged for another one: %s", async (_, code, list, shownIn) => {
    const inList = (index: number, one: Diagnostic): Found => {
      const only = (other: number) => (other === index ? [one] : []);
      return [only(yaml), only(shape), only(rules)];
    };
    const found = (source: Source): Found =>
      source.text === "a" ? inList(list, mistake(source, code, "b")) : inList(shownIn, mistake(source, "yaml-syntax"));
    expect(await fixWith("a", found)).toEqual({ text: "a", mended: 0 });
  });

  test("warnings may come up", async () => {
    const found = (source: Source): Found =>
      source.text === "a"
        ? [[], [], [mistake(source, "block-parameter-invalid", "b")]]
        : [[], [], [{ ...mistake(source, "unused-variable"), severity: "warning" }]];
    expect(await fixWith("a", found)).toEqual({ text: "b", mended: 1 });
  });

  test("there is an end", async () => {
    const found = (source: Source): Found => [
      [],
      [{ ...mistake(source, "unknown-key", `${source.text}+`), message: source.text }],
      [],
    ];
    expect(await fixWith("", found)).toEqual({ text: "+".repeat(10), mended: 10 });
  });
});
