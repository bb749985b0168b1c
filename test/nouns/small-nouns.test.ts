import fc from "fast-check";
import { describe, expect, expectTypeOf, test } from "vitest";
import { defineBlock, type Infer, type JsonSchema } from "../../src/index.ts";
import { copyJson, NotJsonError } from "../../src/json.ts";
import { matchesPattern } from "../../src/name-pattern.ts";
import { compileSchema, findSchemaFault } from "../../src/schema.ts";
import { describeFault } from "../../src/schema-fault.ts";
import { Source } from "../../src/source.ts";
import { nearest, suggestion } from "../../src/suggest.ts";

describe("copyJson", () => {
  test("copies what JSON can hold and freezes it deeply, once", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const copy = copyJson(value);
        expect(JSON.stringify(copy)).toBe(JSON.stringify(value));
        expect(copyJson(copy)).toBe(copy);
        if (typeof copy === "object") expect(Object.isFrozen(copy)).toBe(true);
      }),
    );
  });

  test("keeps `__proto__` as a key like any other", () => {
    const copy = copyJson(JSON.parse('{"__proto__": {"x": 1}}'));
    expect(JSON.stringify(copy)).toBe('{"__proto__":{"x":1}}');
    expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
  });

  test("says where something is that JSON cannot hold", () => {
    expect(() => copyJson({ a: [1, new Set()] })).toThrow(
      new NotJsonError("a Set cannot be written as JSON", ["a", 1]),
    );
    const nested = { toJSON: (): unknown => nested };
    expect(() => copyJson(nested)).toThrow("a value that contains itself cannot be written as JSON");
    let deep: unknown = 1;
    for (let level = 0; level < 100_000; level++) deep = [deep];
    expect(() => copyJson(deep)).toThrow("a value nested deeper than 1000 levels");
  });
});

describe("matchesPattern", () => {
  test("does what a regular expression does", () => {
    const letters = fc.string({ unit: fc.constantFrom("a", "b", ".", "*", "?", "+", "["), maxLength: 8 });
    fc.assert(
      fc.property(letters, letters, (pattern, name) => {
        const source = pattern.replace(/[.+[]/g, "\\$&").replaceAll("*", ".*").replaceAll("?", ".");
        expect(matchesPattern(pattern, name)).toBe(new RegExp(`^${source}$`, "i").test(name));
      }),
    );
  });

  test("has no pattern that takes for ever", () => {
    expect(matchesPattern("*a".repeat(50), `${"a".repeat(5_000)}b`)).toBe(false);
  });
});

describe("suggestions", () => {
  test.each([
    ["TEXT.UPERCASE", "TEXT.UPPERCASE"],
    ["text.uppercase", "TEXT.UPPERCASE"],
    ["TEXT.JION", "TEXT.JOIN"],
    ["XYZ", undefined],
    ["T", undefined],
  ])("%s -> %s", (word, expected) => {
    expect(nearest(word, ["TEXT.UPPERCASE", "TEXT.JOIN"])).toBe(expected);
  });

  test("list all names when they are few and none is near", () => {
    expect(suggestion("zzz", ["a", "b"], "there are")).toBe("there are: `a`, `b`");
    expect(suggestion("zzz", [], "there are")).toBeUndefined();
  });
});

test("positions count lines and code points from 1", () => {
  const source = new Source("x", "a😀b\r\nc\rd\n");
  expect([0, 1, 3, 4, 6, 8, 10].map((offset) => Object.values(source.positionOf(offset)).join(":"))).toEqual([
    "1:1",
    "1:2",
    "1:3",
    "1:4",
    "2:1",
    "3:1",
    "4:1",
  ]);
});

test("positions for programs count UTF-16 code units", () => {
  const source = new Source("x", "a😀b\r\nc");
  expect([0, 1, 3, 4, 6, 7, 99].map((offset) => Object.values(source.codeUnitPositionOf(offset)).join(":"))).toEqual([
    "1:1",
    "1:2",
    "1:4",
    "1:5",
    "2:1",
    "2:2",
    "2:2",
  ]);
});

test("positions count no byte order mark", () => {
  const source = new Source("x", "\ufeffab\nc");
  for (const key of ["positionOf", "codeUnitPositionOf"] as const) {
    const positions = [0, 1, 2, 3, 4].map((offset) => Object.values(source[key](offset)).join(":"));
    expect(positions).toEqual(["1:1", "1:1", "1:2", "1:3", "2:1"]);
  }
  expect(source.lineSpan(1)).toEqual({ start: 1, end: 3 });
});

describe("schemas", () => {
  const words = (schema: unknown, value: unknown) =>
    compileSchema(schema as JsonSchema)(value).map((fault) => describeFault(fault, "it"));

  test.each([
    [{ type: "string" }, 1, "it must be text, found an integer", "put it in quotes to make it text"],
    [{ type: ["integer", "null"] }, "5", "it must be an integer or null, found text", "write it without quotes"],
    [{ enum: ["a", "b"] }, "c", 'it cannot be `"c"`', "allowed are: `a`, `b`"],
    [{ type: "number", minimum: 3 }, 2, "it must be at least 3, found `2`", undefined],
    [{ type: "string", format: "date" }, "x", 'it is no date: `"x"`', "write it like `2026-01-31`"],
    [{ required: ["toString"] }, {}, "it needs the key `toString`", "add `toString`"],
    [
      { anyOf: [{ type: "string" }, { type: "array" }] },
      1,
      "it must be text or a list, found an integer",
      "put it in quotes to make it text",
    ],
  ])("%j of %j", (schema, value, message, help) => {
    expect(words(schema, value)).toEqual([{ message, help }]);
  });

  test("a misspelt required key is one fault", () => {
    const schema = { properties: { url: {}, to: {} }, required: ["url"], additionalProperties: false };
    expect(words(schema, { urll: 1 })).toEqual([{ message: "it has no key `urll`", help: "did you mean `url`?" }]);
  });

  test.each([
    [{ type: "strng" }, ["type"]],
    [{ minimum: "a" }, ["minimum"]],
    [{ typ: "string" }, ["typ"]],
    [{ properties: { a: { pattern: "(" } } }, ["properties", "a", "pattern"]],
    [{ items: { minimum: "low" } }, ["items", "minimum"]],
  ])("%j is none", (schema, path) => {
    expect(findSchemaFault(schema as JsonSchema)?.path).toEqual(path);
  });
});

test("the types of `run` follow from the schemas", () => {
  type Parameters = Infer<{
    readonly type: "object";
    readonly properties: {
      readonly text: { readonly type: "string" };
      readonly count: { readonly type: readonly ["integer", "null"] };
      readonly by: { readonly enum: readonly ["a", "b"]; readonly default: "a" };
      readonly list: { readonly type: "array"; readonly items: { readonly type: "number" } };
      readonly any: Record<string, never>;
    };
    readonly required: readonly ["text", "any"];
  }>;
  expectTypeOf<Parameters>().toEqualTypeOf<{
    readonly text: string;
    readonly count?: number | null;
    readonly by: "a" | "b";
    readonly list?: readonly number[];
    readonly any: unknown;
  }>();
  defineBlock({
    name: "X",
    parameters: { type: "object", properties: { n: { type: "integer" } }, required: ["n"] },
    returns: { type: "array", items: { type: "string" } },
    run: ({ n }) => {
      expectTypeOf(n).toEqualTypeOf<number>();
      return ["a"];
    },
  });
  // @ts-expect-error a number is no text
  defineBlock({ name: "X", parameters: {}, returns: { type: "string" }, run: () => 1 });
});
