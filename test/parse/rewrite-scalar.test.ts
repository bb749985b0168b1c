// Another value in the place of one in the source: in the style of the one that is there, or not at all.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Scalar, stringify } from "yaml";
import type { Path, Rewriting } from "../../src/document.ts";
import type { Json } from "../../src/json.ts";
import { parseYaml } from "../../src/parse/parse-yaml.ts";
import { Source } from "../../src/source.ts";

/** The text after a rewriting; undefined where there is none. */
function rewrite(
  text: string,
  path: Path,
  rewriting: Rewriting,
  { part = "value" }: { part?: "key" | "value" } = {},
): string | undefined {
  const edit = parseYaml(new Source("a.yaml", text)).document?.rewrite(path, rewriting, part);
  return edit && text.slice(0, edit.span.start) + edit.text + text.slice(edit.span.end);
}

const dataOf = (text: string): Json | undefined => parseYaml(new Source("a.yaml", text)).document?.value;
const whole = (value: string | number | boolean): Rewriting => ({ kind: "whole", value });

describe("a whole value", () => {
  test.each<[string, string | number | boolean, string]>([
    ["a: b # why", "c", "a: c # why"],
    ["a: 'b'", "c", "a: 'c'"],
    ["a: 'b'", "it's", "a: 'it''s'"],
    ['a: "b"', 'say "c"', String.raw`a: "say \"c\""`],
    ["a: b", "c d", "a: 'c d'"],
    ["a: b", "null", "a: 'null'"],
    ["a: b", "5", "a: '5'"],
    ["a: b", "x\ny", String.raw`a: "x\ny"`],
    ["a: '5'", 5, "a: 5"],
    ["{a: 'true', b: 1}", true, "{a: true, b: 1}"],
    ["a: &x b", "c", "a: &x c"],
  ])("%s with %j", (text, value, expected) => {
    expect(rewrite(text, ["a"], whole(value))).toBe(expected);
    expect(dataOf(expected)).toMatchObject({ a: value });
  });

  test("a key keeps its quotes", () => {
    const key = { part: "key" } as const;
    expect(rewrite("txt: 1", ["txt"], whole("text"), key)).toBe("text: 1");
    expect(rewrite('{"txt":1}', ["txt"], whole("text"), key)).toBe('{"text":1}');
    expect(rewrite("? 'txt'\n: 1", ["txt"], whole("two words"), key)).toBe("? 'two words'\n: 1");
    expect(rewrite(String.raw`"t\x78t": 1`, ["txt"], whole("text"), key)).toBe('"text": 1');
    expect(rewrite("t\u00a0: 1", ["t\u00a0"], whole("t"), key)).toBe("t: 1");
  });
});

describe("a number as text", () => {
  test.each([
    ["a: 1.50", 'a: "1.50"'],
    ["a: 0x1F # why", 'a: "0x1F" # why'],
    ["[a, true]", '[a, "true"]'],
  ])("%s", (text, expected) => {
    expect(rewrite(text, [text.startsWith("[") ? 1 : "a"], { kind: "as-text" })).toBe(expected);
  });

  test("needs something that is written, and is no text", () => {
    for (const text of ["a:", "a: b", "a: '1'", "a: [1]"]) {
      expect(rewrite(text, ["a"], { kind: "as-text" })).toBeUndefined();
    }
  });
});

describe("nothing is written where it would change more than was asked for", () => {
  test.each<[string, string, Path]>([
    ["an alias", "b: &x c\na: *x", ["a"]],
    ["the anchor that an alias uses", "a: &x c\nb: *x", ["a"]],
    ["below an alias", "b: &x { c: d }\na: *x", ["a", "c"]],
    ["below the anchor that an alias uses", "a: &x { c: d }\nb: *x", ["a", "c"]],
    ["below an anchor that a merge key uses", "a: &x { c: d }\nb: { <<: *x }", ["a", "c"]],
    ["through a merge key", "b: { <<: { c: d } }", ["b", "c"]],
    ["behind a YAML tag", "a: !!str c", ["a"]],
    ["a block text", "a: |\n  c\n", ["a"]],
    ["nothing at all", "a:", ["a"]],
    ["no such path", "a: 1", ["b"]],
    ["a list", "a: [1]", ["a"]],
  ])("%s", (_, text, path) => {
    expect(rewrite(text, path, whole("new"))).toBeUndefined();
  });

  test("keys that are aliases, or stand where an alias leads", () => {
    const key = { part: "key" } as const;
    expect(rewrite("- &x c\n- { *x : 1 }", [1, "c"], whole("d"), key)).toBeUndefined();
    expect(rewrite("- { &x c: 1 }\n- *x", [0, "c"], whole("d"), key)).toBeUndefined();
    expect(rewrite("- &x { c: 1 }\n- *x", [1, "c"], whole("d"), key)).toBeUndefined();
    expect(rewrite("- &x { c: 1 }", [0, "c"], whole("d"), key)).toBe("- &x { d: 1 }");
  });

  test("an object without a text", async () => {
    const { documentFromValue } = await import("../../src/parse/value-document.ts");
    expect(documentFromValue({ a: 1 }).rewrite(["a"], whole(2))).toBeUndefined();
  });
});

describe("a part of a text", () => {
  const part = (text: string, from: string, to: string): Rewriting => {
    const { a: value } = dataOf(text) as { a: string };
    return { kind: "part", start: value.indexOf(from), end: value.indexOf(from) + from.length, text: to };
  };

  test.each([
    ["a: '{: fecth :}'", "fecth", "fetch", "a: '{: fetch :}'"],
    ["a: it {% fecth %}", "fecth", "fetch", "a: it {% fetch %}"],
    ["a: it {:x:} b", "{:x:}", "{: x :}", "a: 'it {: x :} b'"],
    ["a: it's {:x:}", "{:x:}", "{: x :}", "a: 'it''s {: x :}'"],
    ["a: >\n  it {:x:}\n  b\n", "{:x:}", "{: x :}", "a: >\n  it {: x :}\n  b\n"],
    [String.raw`a: "{:x:}\t"`, "{:x:}", '{: "x" :}', String.raw`a: "{: \"x\" :}\t"`],
    ["a: 'it''s {:x:}'", "{:x:}", "{: it's :}", "a: 'it''s {: it''s :}'"],
  ])("%s", (text, from, to, expected) => {
    expect(rewrite(text, ["a"], part(text, from, to))).toBe(expected);
  });

  test.each([
    ["over two lines", "a: '{: b\n  c :}'", "{: b c :}", "{: d :}"],
    ["of a plain text over two lines, when it needs quotes", "a: it {:x:}\n  b", "{:x:}", "{: x :}"],
    ["with a line break", "a: 'b c'", "c", "c\nd"],
  ])("not %s", (_, text, from, to) => {
    expect(rewrite(text, ["a"], part(text, from, to))).toBeUndefined();
  });
});

test("in any style, the value is the one that was meant and everything else is as it was", () => {
  const styles = [
    Scalar.PLAIN,
    Scalar.QUOTE_SINGLE,
    Scalar.QUOTE_DOUBLE,
    Scalar.BLOCK_LITERAL,
    Scalar.BLOCK_FOLDED,
  ] as const;
  const letters = fc.constantFrom(..."ab'\"\\ #:,{}[]-?&*!|>%@`\n\té😀1.", "{: x :}", ": ", " #", "null");
  const texts = fc.string({ unit: letters, maxLength: 30 });
  let rewritten = 0;
  fc.assert(
    fc.property(
      texts,
      texts,
      fc.constantFrom(...styles),
      fc.boolean(),
      fc.tuple(fc.nat(30), fc.nat(30)),
      fc.boolean(),
      (value, replacement, type, isFlow, cut, isWhole) => {
        const scalar = new Scalar(value);
        scalar.type = type;
        const text = stringify(
          { before: "x", a: scalar, after: ["y"] },
          { collectionStyle: isFlow ? "flow" : "block" },
        );
        if (JSON.stringify(dataOf(text)) !== JSON.stringify({ before: "x", a: value, after: ["y"] })) return;
        const [start, end] = [Math.min(...cut, value.length), Math.min(Math.max(...cut), value.length)];
        if (/^[\udc00-\udfff]/.test(value.slice(start)) || /^[\udc00-\udfff]/.test(value.slice(end))) return;
        const rewriting: Rewriting = isWhole ? whole(replacement) : { kind: "part", start, end, text: replacement };
        const after = rewrite(text, ["a"], rewriting);
        if (after === undefined) return;
        rewritten++;
        const expected = isWhole ? replacement : value.slice(0, start) + replacement + value.slice(end);
        expect(dataOf(after)).toEqual({ before: "x", a: expected, after: ["y"] });
      },
    ),
    { numRuns: 2_000 },
  );
  expect(rewritten).toBeGreaterThan(500);
});
