// Fixes applied to a text: all or none of each, and not a byte between them is touched.

import fc from "fast-check";
import { expect, test } from "vitest";
import { applyFixes } from "../../src/apply-fixes.ts";
import type { Diagnostic, Edit } from "../../src/diagnostic.ts";
import { Source } from "../../src/source.ts";

const mistakeIn = (source: Source, ...fix: readonly Edit[]): Diagnostic => ({
  code: "unknown-key",
  severity: "error",
  message: "",
  source,
  fix,
});

const edit = (start: number, end: number, text: string): Edit => ({ span: { start, end }, text });

test("what stands between the changes is kept", () => {
  const source = new Source("a.yaml", "\ufeffone: 1\r\ntwo: 2  \r\n\tthree");
  const mistakes = [mistakeIn(source, edit(19, 20, "")), mistakeIn(source, edit(1, 4, "eins"))];
  expect(applyFixes(source, mistakes)).toEqual({ text: "\ufeffeins: 1\r\ntwo: 2  \r\nthree", mended: mistakes });
});

test.each<[string, Edit]>([
  ["overlaps", edit(2, 5, "x")],
  ["is the same", edit(1, 3, "x")],
  ["lies inside", edit(2, 2, "x")],
  ["touches the end", edit(3, 4, "x")],
  ["touches the beginning", edit(0, 1, "x")],
])("of two that touch the first is applied: the second %s", (_, second) => {
  const source = new Source("a.yaml", "abcdef");
  const [first, other] = [mistakeIn(source, edit(1, 3, "X")), mistakeIn(source, second)];
  expect(applyFixes(source, [first, other])).toEqual({ text: "aXdef", mended: [first] });
});

test("a fix of two changes is applied as a whole or not at all", () => {
  const source = new Source("a.yaml", "abcdef");
  const both = mistakeIn(source, edit(0, 1, "A"), edit(5, 6, "F"));
  expect(applyFixes(source, [both]).text).toBe("AbcdeF");
  const first = mistakeIn(source, edit(5, 6, "-"));
  expect(applyFixes(source, [first, both])).toEqual({ text: "abcde-", mended: [first] });
});

test("mistakes without a fix, and those of another text, change nothing", () => {
  const source = new Source("a.yaml", "abc");
  const elsewhere = mistakeIn(new Source("a.yaml", "abc"), edit(0, 1, "x"));
  expect(applyFixes(source, [mistakeIn(source), elsewhere])).toEqual({ text: "abc", mended: [] });
});

test("any changes that do not touch are all applied, and nothing else is", () => {
  const part = fc.record({ kept: fc.string({ minLength: 1 }), old: fc.string(), new: fc.string() });
  fc.assert(
    fc.property(fc.array(part), fc.string(), (parts, end) => {
      const text = parts.map((one) => one.kept + one.old).join("") + end;
      const source = new Source("a.yaml", text);
      let at = 0;
      const mistakes = parts.map((one) => {
        const start = at + one.kept.length;
        at = start + one.old.length;
        return mistakeIn(source, edit(start, at, one.new));
      });
      const fixed = parts.map((one) => one.kept + one.new).join("") + end;
      expect(applyFixes(source, mistakes.toReversed()).text).toBe(fixed);
    }),
  );
});
