import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Scalar, stringify, Document as YamlDocument } from "yaml";
import type { Document, Path } from "../../src/document.ts";
import { parseYaml } from "../../src/parse/parse-yaml.ts";
import { Source, type Span } from "../../src/source.ts";

const parse = (text: string) => parseYaml(new Source("test.yaml", text));

function documentOf(text: string): Document {
  const { document, diagnostics } = parse(text);
  expect(diagnostics).toEqual([]);
  if (document === undefined) throw new Error("no document");
  return document;
}

/** Code and marked text of each diagnostic. */
function mistakesOf(text: string): [string, string][] {
  const { document, diagnostics } = parse(text);
  if (diagnostics.length > 0) expect(document).toBeUndefined();
  return diagnostics.map(({ code, span }) => [code, span === undefined ? "" : cut(text, span)]);
}

function cut(text: string, span: Span | undefined): string {
  if (span === undefined) throw new Error("no span");
  return text.slice(span.start, span.end);
}

const helpsOf = (text: string) => parse(text).diagnostics.map(({ help }) => help);

describe("values", () => {
  test.each([
    ["", null],
    ["# only a comment\n", null],
    ["---\n...\n", null],
    ["a: 1\nb: [x, 2.5, true, ~, 'y']\n", { a: 1, b: ["x", 2.5, true, null, "y"] }],
    ['{"a": {"b": [null, {}]}, "c": "\\u00e9"}', { a: { b: [null, {}] }, c: "é" }],
    ["\uFEFFa: 1", { a: 1 }],
    ["a: 1\r\nb: |\r\n  x\r\n  y\r\n", { a: 1, b: "x\ny\n" }],
    ["%YAML 1.1\n---\na: yes\nb: off\nc: 010\nd: 2001-01-01", { a: "yes", b: "off", c: 10, d: "2001-01-01" }],
    ["True: 1\nnull: 2\n~: 3\n1.0: 4\n0x10: 5\n? \n: 6", { True: 1, null: 2, "~": 3, "1": 4, "16": 5, "": 6 }],
    [
      "a: !!int '3'\nb: !!str 3\nc: !!map {}\nd: !!null ''\ne: !!bool 'true'",
      { a: 3, b: "3", c: {}, d: null, e: true },
    ],
    ["a: 9007199254740991\nb: -9007199254740991\nc: 1e20", { a: 9007199254740991, b: -9007199254740991, c: 1e20 }],
    ["a: { k: }\nb: {c, d}", { a: { k: null }, b: { c: null, d: null } }],
  ])("%j", (text, value) => {
    expect(documentOf(text).value).toEqual(value);
  });

  test("are frozen deeply, and the uses of an anchor share one value", () => {
    const value = documentOf("a: &a { b: [1] }\nc: *a\nd: [*a]").value as { a: object; c: object; d: object[] };
    expect(Object.isFrozen(value) && Object.isFrozen(value.a)).toBe(true);
    expect(value.c).toBe(value.a);
    expect(value.d[0]).toBe(value.a);
  });

  test("an alias takes the last anchor before it", () => {
    expect(documentOf("- &a 1\n- *a\n- &a 2\n- *a\n- &b k\n- { *b : v }").value).toEqual([1, 1, 2, 2, "k", { k: "v" }]);
  });

  test.each([
    ["b: &b {x: 1, y: 2}\nc: {<<: *b, x: 3}", { x: 3, y: 2 }],
    ["b: &b {x: 1, y: 2}\nc: {x: 3, <<: *b}", { x: 3, y: 2 }],
    ["b: &b {x: 1}\nc: {<<: [*b, {x: 2, z: 3}]}", { x: 1, z: 3 }],
    ["b: &b {x: 1}\nd: &d {<<: *b, y: 2}\nc: {<<: *d}", { x: 1, y: 2 }],
    ["c: {'<<': 1}", { "<<": 1 }],
    ["c: {<<: {a: 1}, '<<': 1}", { a: 1, "<<": 1 }],
  ])("merge keys: %j", (text, value) => {
    expect((documentOf(text).value as { c: unknown }).c).toEqual(value);
  });
});

describe("guards", () => {
  test.each<[string, [string, string][]]>([
    ["a: 1\nb: 2\na: 3", [["yaml-duplicate-key", "a"]]],
    ["1: a\n'1': b", [["yaml-duplicate-key", "'1'"]]],
    ["{<<: {a: 1}, <<: {b: 1}}", [["yaml-duplicate-key", "<<"]]],
    ["a: {<<: 3}", [["yaml-merge-key", "3"]]],
    ["a: {<<: [{}, no]}", [["yaml-merge-key", "no"]]],
    ["a:\n  <<:\n", [["yaml-merge-key", "<<"]]],
    ["a: &a {}\nb: {<<: *c}", [["yaml-unknown-alias", "*c"]]],
    ["glob: *.txt", [["yaml-unknown-alias", "*.txt"]]],
    ["a: &a [1, *a]", [["yaml-alias-cycle", "*a"]]],
    ["a: 1\n---\nb: [\n", [["yaml-several-documents", "---"]]],
    ["a: 1\n...\nbee: 2", [["yaml-several-documents", "bee"]]],
    ["if: !x.y", [["yaml-custom-tag", "!x.y"]]],
    [
      "a: !!binary aGk=\nb: !!int x\nc: !!map [1]",
      [
        ["yaml-custom-tag", "!!binary"],
        ["yaml-custom-tag", "!!int"],
        ["yaml-custom-tag", "!!map"],
      ],
    ],
    [
      "a: !<x> 1\nb: !e!f 2",
      [
        ["yaml-custom-tag", "!<x>"],
        ["yaml-custom-tag", "!e!f"],
      ],
    ],
    [
      "a: 9007199254740992\nb: 0xffffffffffffffff",
      [
        ["yaml-number-precision", "9007199254740992"],
        ["yaml-number-precision", "0xffffffffffffffff"],
      ],
    ],
    [
      "- .inf\n- -.INF\n- .nan\n- 1e999",
      [
        ["yaml-number-not-finite", ".inf"],
        ["yaml-number-not-finite", "-.INF"],
        ["yaml-number-not-finite", ".nan"],
        ["yaml-number-not-finite", "1e999"],
      ],
    ],
    ["a: {__proto__: 1}", [["yaml-reserved-key", "__proto__"]]],
    [
      "? [a]\n: 1\n? {b: 1}\n: 2\n",
      [
        ["yaml-complex-key", "[a]"],
        ["yaml-complex-key", "{b: 1}"],
      ],
    ],
    ["a: &a [1]\n*a : 2", [["yaml-complex-key", "*a"]]],
    ["a: x\0y", [["control-character", "\0"]]],
    ["a: x\ud800y", [["control-character", "\ud800"]]],
    [`a: ${"[".repeat(200)}${"]".repeat(200)}`, [["yaml-too-deep", "["]]],
    [
      `a: &a ${"[".repeat(100)}${"]".repeat(100)}\nb: ${"[".repeat(100)}*a${"]".repeat(100)}`,
      [["yaml-too-deep", "*a"]],
    ],
  ])("%j", (text, expected) => {
    expect(mistakesOf(text)).toEqual(expected);
  });

  test("a duplicate key shows the first one", () => {
    const text = "1: a\n'1': b";
    const [found] = parse(text).diagnostics;
    expect(found?.related?.map(({ span }) => cut(text, span))).toEqual(["1"]);
  });

  test("200 levels of nesting are fine", () => {
    documentOf(`${"[".repeat(200)}${"]".repeat(200)}`);
  });

  test("an unknown alias gets a suggestion", () => {
    expect(helpsOf("a: &base {}\nb: *bose")).toEqual(["did you mean `*base`?"]);
    expect(helpsOf("a: &base k\n*base: b")).toEqual(["write a space between the alias and the colon"]);
  });

  test("aliases may expand to 10,000 values and no further", () => {
    const list = `a: &a [${Array(99).fill("x").join(", ")}]\nb:\n`;
    documentOf(`${list}${"- *a\n".repeat(100)}`);
    const text = `${list}${"- *a\n".repeat(100)}- *a # here\n- *a\n`;
    const { diagnostics } = parse(text);
    expect(diagnostics.map(({ code }) => code)).toEqual(["yaml-alias-expansion"]);
    expect(text.slice(diagnostics[0]?.span?.start).startsWith("*a # here")).toBe(true);
  });

  test("a billion laughs cost nothing", () => {
    const lines = Array.from({ length: 80 }, (_, i) => `a${i + 1}: &a${i + 1} [${Array(9).fill(`*a${i}`).join(", ")}]`);
    expect(mistakesOf(`a0: &a0 [x]\n${lines.join("\n")}`).map(([code]) => code)).toEqual(["yaml-alias-expansion"]);
  });

  test("at most 20 diagnostics, the first ones", () => {
    const { diagnostics } = parse(Array.from({ length: 50 }, (_, i) => `k${i}: .inf\n`).join(""));
    expect(diagnostics).toHaveLength(20);
    expect(
      diagnostics.every(({ span }, i) => i === 0 || (span?.start ?? 0) > (diagnostics[i - 1]?.span?.start ?? 0)),
    ).toBe(true);
  });

  test("a file of another kind is one mistake", () => {
    expect(mistakesOf("\0\u0001".repeat(1000))).toEqual([["control-character", "\0"]]);
    expect(mistakesOf("x".repeat(32 * 2 ** 20 + 1))).toEqual([["file-too-large", ""]]);
  });
});

describe("syntax errors", () => {
  test.each<[string, string[]]>([
    ['a: "x', ['"']],
    ['a: "x\nb: 1', ['"']],
    ["a: 'x", ["'"]],
    ["a: [1, 2\nb: 3", ["["]],
    ["a: [1, [2]", ["["]],
    ["a: [1, 2}", ["}"]],
    ["a: ]", ["]"]],
    ["a: b: c # d", ["b: c"]],
    ["a:\n\tb: 1", ["\t"]],
    ['a: "\\q"\nb: "\\z"', ["\\q", "\\z"]],
    ["a: @x\nb: `y`", ["@x", "`y`"]],
    ["a:\n  b: 1\n c: 2\nd: [", ["c"]],
    ["steps:\n  - id: a\n    action X\n  - id: b\n    action Y", ["action X", "action Y"]],
    ["key:value\nb: 1", ["key:value"]],
    ["a: - b", ["-"]],
    ["a: 'it's'", ["s'"]],
    ["- a\nb: 1", ["b"]],
    ["a: 1\n- b", ["-"]],
    ["a: |x\n  b", ["x"]],
    ["a: [1,,2]", [","]],
    ["a: *", ["*"]],
    ["a: &x &y 1", ["&y"]],
    ["%FOO\na: 1", ["%FOO"]],
  ])("%j", (text, words) => {
    expect(mistakesOf(text)).toEqual(words.map((word) => ["yaml-syntax", word]));
    for (const { message, help } of parse(text).diagnostics) {
      expect(help).toBeTruthy();
      expect(message).not.toMatch(/\n|at line|column|\^/);
    }
  });

  test("mistakes inside one value do not hide the others", () => {
    expect(mistakesOf('a: "\\q"\nb: 1\nb: 2')).toEqual([
      ["yaml-syntax", "\\q"],
      ["yaml-duplicate-key", "b"],
    ]);
  });
});

describe("unquoted tags", () => {
  test.each<[string, string[], string]>([
    ["a: {: s :}", ["{: s :}"], "'{: s :}'"],
    ["a: {# v #}", ["{# v #}"], "'{# v #}'"],
    ["a: {% p %}", ["{% p %}"], "'{% p %}'"],
    ["a: {= e =}", ["{= e =}"], "'{= e =}'"],
    ["a: {< p >}", ["{< p >}"], "'{< p >}'"],
    ["a: x {# v #} y # why", ["{# v #}"], "'x {# v #} y'"],
    ["- it's {: s :} # why", ["{: s :}"], "'it''s {: s :}'"],
    ["{: k :}: 1", ["{: k :}"], "'{: k :}'"],
    ["a: { b: x {: s :} y, c: 1 }", ["{: s :}"], "'x {: s :} y'"],
    ['a: {= size("} =}") == 1 ? "a: b" : \'c\' =}', ['{= size("} =}") == 1 ? "a: b" : \'c\' =}'], ""],
    ['a: {% job.{: k :} ?? {"x": 1} %}', ['{% job.{: k :} ?? {"x": 1} %}'], ""],
    ["a: {:a:}", ["{:a:}"], "'{:a:}'"],
    ["[{: a :}, {# b #}, {% c %}]", ["{: a :}", "{# b #}", "{% c %}"], "'{: a :}'"],
    [
      "a: {# v #}\nb: '{# v #}'\nc:\n  - {: w :} # {: x :}\n  - |\n    {: y :}\nd: {< z >}",
      ["{# v #}", "{: w :}", "{< z >}"],
      "'{# v #}'",
    ],
  ])("%j", (text, tags, corrected) => {
    expect(mistakesOf(text)).toEqual(tags.map((tag) => ["yaml-unquoted-tag", tag]));
    expect(helpsOf(text)[0]).toContain(corrected);
  });

  test("other mistakes of the file are still reported", () => {
    const text = "a: {: s :}\nb: 1\nb: 2\nc: [{# v #}]\nd: .inf";
    expect(mistakesOf(text)).toEqual([
      ["yaml-unquoted-tag", "{: s :}"],
      ["yaml-duplicate-key", "b"],
      ["yaml-unquoted-tag", "{# v #}"],
      ["yaml-number-not-finite", ".inf"],
    ]);
  });

  test.each([
    "a: '{: s :}'\nb: \"{# v #}\"\nc: >\n  {% p %} {# v #}\nd: 1 # {: s :}",
    "a: x {% v %} y {= 1 =} {< p >}",
    "a: &b {x: 1}\nc: {<<: *b}",
    "a: {b: {c: 1}}",
    "a: \\{% x",
  ])("none in %j", (text) => {
    documentOf(text);
  });
});

describe("places", () => {
  const text = `name: "Night"   # comment
base: &base
  url: x
  deep: { k: [1, *n] }
steps:
  - id: a
    empty:
    body: |
      one
      two

  - <<: *base
    url: own
  -
  - *base
last: &n2 5
`.replace("*n]", "2]");
  const document = documentOf(text);
  const at = (path: Path, part?: "value" | "key") => cut(text, document.locate(path, part));

  test.each<[Path, string, string]>([
    [["name"], '"Night"', "name"],
    [["base", "url"], "x", "url"],
    [["base", "deep", "k", 1], "2", "2"],
    [["base", "deep"], "{ k: [1, 2] }", "deep"],
    [["steps", 0, "empty"], "empty", "empty"],
    [["steps", 0, "body"], "|\n      one\n      two", "body"],
    [["steps", 1, "url"], "own", "url"],
    [["steps", 1, "deep", "k", 0], "1", "1"],
    [["steps", 2], "-", "-"],
    [["steps", 3], "*base", "*base"],
    [["steps", 3, "url"], "x", "url"],
    [["last"], "5", "last"],
    [["steps", 0, "nowhere", "further"], "id: a\n    empty:\n    body: |\n      one\n      two", ""],
    [["name", "further"], '"Night"', ""],
  ])("%j", (path, value, key) => {
    expect(at(path)).toBe(value);
    if (key !== "") expect(at(path, "key")).toBe(key);
  });

  test("a root that is empty has a place too", () => {
    expect(documentOf("").locate(["a"])).toEqual({ start: 0, end: 0 });
  });

  test.each<[string, Path, string, string]>([
    ["a: hello", ["a"], "ell", "ell"],
    ["a: 'it''s'", ["a"], "'s", "''s"],
    ['a: "x\\ty\\u00e9\\U0001F600z"', ["a"], "é😀z", "\\u00e9\\U0001F600z"],
    ['a: "one \\\n    two\n    three"', ["a"], "two three", "two\n    three"],
    ["a: one\n  two\n\n  three", ["a"], "two\nthree", "two\n\n  three"],
    ["a: >-\n  one\n  two\n\n  three", ["a"], "two\nthree", "two\n\n  three"],
    ["a: >\n  one\n    more\n  two\n", ["a"], "  more\ntwo", "  more\n  two"],
    ["a:\n  - |2+\n      in\n    out\n\n", ["a", 0], " in\n", " in\n"],
    ["a: &t text\nb: *t", ["b"], "ex", "ex"],
  ])("in text: %j", (source, path, part, expected) => {
    const parsed = documentOf(source);
    const value = path.reduce<unknown>(
      (parent, key) => (parent as Record<string, unknown>)[key],
      parsed.value,
    ) as string;
    const start = value.indexOf(part);
    expect(start).not.toBe(-1);
    expect(cut(source, parsed.locateText(path, start, start + part.length))).toBe(expected);
  });

  test("in the text of a key", () => {
    const source = '"x\\ty": 1';
    expect(cut(source, documentOf(source).locateText(["x\ty"], 1, 2, "key"))).toBe("\\t");
  });

  test("of a value that is no text the whole", () => {
    expect(cut("a: 12", documentOf("a: 12").locateText(["a"], 1, 2))).toBe("12");
  });
});

describe("properties", () => {
  const syntax = [
    "{: s :}",
    "{# v #}",
    "{<",
    ">}",
    "a: ",
    "- ",
    "? ",
    "\n",
    "\n  ",
    "\t",
    "[",
    "]",
    "{",
    "}",
    ",",
    "&a ",
    "*a",
    "!x ",
    "!!str ",
    "<<: ",
    "'",
    '"',
    "|\n",
    ">-\n",
    "#",
    " # ",
    "---\n",
    "...",
    "%YAML 1.1\n",
    "\\",
    "\r\n",
    "1",
    "\uFEFF",
    "\0",
  ];
  const anyText = fc.oneof(
    fc.string({ unit: "binary" }),
    fc
      .array(fc.oneof(fc.constantFrom(...syntax), fc.string({ maxLength: 3 })), { maxLength: 30 })
      .map((parts) => parts.join("")),
  );

  test("parsing never throws, and fails exactly with a diagnostic inside the text", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const { document, diagnostics } = parse(text);
        expect(document === undefined).toBe(diagnostics.length > 0);
        expect(diagnostics.length).toBeLessThanOrEqual(20);
        for (const { span, help } of diagnostics) {
          expect(help).toBeTruthy();
          expect(span !== undefined && 0 <= span.start && span.start <= span.end && span.end <= text.length).toBe(true);
        }
      }),
      { numRuns: 3_000 },
    );
  });

  test("JSON is read as JSON", () => {
    fc.assert(
      fc.property(fc.jsonValue({ depthSize: "medium" }), fc.constantFrom(0, 2), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        fc.pre(!/"__proto__"|[^\s\d."-]?\d{16}/.test(text));
        expect(JSON.stringify(documentOf(text).value)).toBe(JSON.stringify(JSON.parse(text)));
      }),
      { numRuns: 300 },
    );
  });

  const unit = fc.oneof(
    fc.constantFrom(" ", "\n", "\t", "'", '"', "\\", ":", "#", "é", "😀", "\u2028", "\u0007"),
    fc.string({ minLength: 1, maxLength: 8 }),
  );
  const someText = fc.array(unit, { maxLength: 20 }).map((units) => units.join(""));

  test.each(["PLAIN", "QUOTE_SINGLE", "QUOTE_DOUBLE", "BLOCK_FOLDED", "BLOCK_LITERAL"] as const)(
    "each character of a text is mapped to what it was decoded from: %s",
    (type) => {
      fc.assert(
        fc.property(someText, fc.constantFrom(0, 20), fc.boolean(), (value, lineWidth, isCrlf) => {
          const scalar = new Scalar(value);
          scalar.type = type;
          const written = stringify({ key: [scalar, "next"] }, { lineWidth, minContentWidth: 0 });
          const text = isCrlf ? written.replaceAll("\n", "\r\n") : written;
          const { document } = parse(text);
          // Control characters and tags that the stringifier leaves as they are.
          fc.pre(document !== undefined && (document.value as { key: string[] }).key[0] === value);
          const path = ["key", 0];
          const opening = text.charAt(document?.locate(path)?.start ?? 0);
          let before: Span = { start: 0, end: 0 };
          for (let i = 0; i < value.length; i++) {
            const span = document?.locateText(path, i, i + 1) ?? before;
            const isSameEscape = span.start === before.start && span.end === before.end;
            expect(isSameEscape || span.start >= before.end).toBe(true);
            before = span;
            expectDecodes(cut(text, span), value.charAt(i), opening, i === value.length - 1);
          }
        }),
        { numRuns: 500 },
      );
    },
  );

  function expectDecodes(fragment: string, unit: string, opening: string, isLast: boolean): void {
    if (fragment === unit) return;
    const isFolded = (unit === " " || unit === "\n") && fragment.includes("\n") && fragment.trim() === "";
    const isAdded = unit === "\n" && fragment === "" && isLast && (opening === "|" || opening === ">");
    if (isFolded || isAdded) return;
    if (opening === "'") expect(fragment.replaceAll("''", "'")).toBe(unit);
    else {
      expect(opening).toBe('"');
      expect(fragment.startsWith("\\")).toBe(true);
      const decoded = parse(`"${fragment}"`).document?.value as string;
      expect([...decoded]).toHaveLength(1);
      expect(decoded).toContain(unit);
    }
  }

  test("the first look at a long text finds nothing wrong where it cuts a good one", () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue(), { minLength: 3 }), fc.nat(400), fc.boolean(), (value, back, isJson) => {
        const list = isJson ? JSON.stringify(value) : new YamlDocument(value).toString({ lineWidth: 30 });
        fc.pre(documentOrNot(list));
        const text = `#${"-".repeat(65_536 - 2 - back)}\n${list}${isJson ? "\n" : ""}#${"-".repeat(200_000)}\n`;
        documentOf(text);
      }),
      { numRuns: 300 },
    );
  });

  const documentOrNot = (text: string) => parse(text).document !== undefined;
});

describe("texts that nobody means as a pipeline end soon, with one diagnostic", () => {
  const noise = () => {
    let seed = 7;
    const characters = new Uint8Array(20_000_000);
    for (let i = 0; i < characters.length; i++) {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
      const drawn = (seed >>> 16) % 96;
      characters[i] = drawn === 95 ? 10 : 32 + drawn;
    }
    return Buffer.from(characters).toString("latin1");
  };

  test.each<[string, () => string, string]>([
    ["100,000 open brackets", () => "[".repeat(100_000), "yaml-too-deep"],
    ["100,000 open braces with keys", () => "{a: ".repeat(100_000), "yaml-too-deep"],
    ["deep block nesting on one line", () => "- ".repeat(100_000), "yaml-too-deep"],
    [
      "deep block nesting",
      () => Array.from({ length: 3000 }, (_, i) => `${" ".repeat(i)}a:`).join("\n"),
      "yaml-too-deep",
    ],
    ["20 MB of printable noise", noise, "yaml-syntax"],
    ["a text of 10 MB that is never closed", () => `a: "${"x".repeat(10_000_000)}`, "yaml-syntax"],
    ["a list of 10 MB on one line", () => `a: [${"1, ".repeat(3_300_000)}1]`, "file-too-large"],
    ["half a million commas", () => `[${",".repeat(500_000)}`, "yaml-syntax"],
    ["a million documents", () => "---\n".repeat(1_000_000), "yaml-several-documents"],
  ])("%s", (_, text, code) => {
    expect(parse(text()).diagnostics.map((found) => found.code)).toEqual([code]);
  });

  test("one line of 10 MB is a text like any other", () => {
    expect(documentOf("x y ".repeat(2_500_000)).value).toHaveLength(9_999_999);
  });
});
