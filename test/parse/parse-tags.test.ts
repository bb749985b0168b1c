import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseTags } from "../../src/parse/parse-tags.ts";
import { type PathPart, pathOf, type Tag } from "../../src/template.ts";

/** A tag in short: what it leads to, its path, its fallback. */
function brief(tag: Tag): string {
  if (tag.kind === "expression") return `expression: ${tag.text}`;
  const part = (piece: PathPart): string => {
    if (piece.kind === "tag") return `<${brief(piece.tag)}>`;
    if (piece.kind !== "text") return `${piece.kind === "slice" ? "slice " : ""}${piece.name}`;
    return piece.pieces.map((one) => (typeof one === "string" ? one : `<${brief(one)}>`)).join("");
  };
  const fallback = tag.fallback === undefined ? "" : ` ?? ${JSON.stringify(tag.fallback)}`;
  return `${tag.reference.to}: ${pathOf(tag.reference).map(part).join(" / ")}${fallback}`;
}

function read(text: string): unknown[] {
  return parseTags(text).pieces.map((piece) => (typeof piece === "string" ? piece : [brief(piece)]));
}

describe("tags", () => {
  test.each([
    ["plain text", ["plain text"]],
    ["", []],
    ["{: a :}", [["step: a / result"]]],
    ["{:   a.b.0   :}", [["step: a / result / b / 0"]]],
    ["{:\n a\t:}", [["step: a / result"]]],
    ["{# v #} and {< p >}", [["variable: v"], " and ", ["parameter: p"]]],
    ["{% job.name %}", [["context: job / name"]]],
    ["{% steps.a.error.message %}", [["step: a / error / message"]]],
    ["{% job.variables.v.x %}", [["variable: v / x"]]],
    ["{% job.parameters.p %}", [["parameter: p"]]],
    ["{% job.variables %}", [["context: job / variables"]]],
    [
      "{# l.1:3 #}{# l.:2 #}{# l.::2 #}{# l.-1: #}",
      [
        ["variable: l / slice 1:3"],
        ["variable: l / slice :2"],
        ["variable: l / slice ::2"],
        ["variable: l / slice -1:"],
      ],
    ],
    ["{# map.{: key :}.x #}", [["variable: map / <step: key / result> / x"]]],
    ["{# {% job.name %} #}", [["variable: <context: job / name>"]]],
    ['{: a ?? "none" :}', [['step: a / result ?? "none"']]],
    ['{: a ?? {"x": [1, ":}"]} :}', [['step: a / result ?? {"x":[1,":}"]}']]],
    ['{: a ?? "say \\" :} loud" :}', [['step: a / result ?? "say \\" :} loud"']]],
    ["{: a ?? null :}!", [["step: a / result ?? null"], "!"]],
    ["\\{: a :} {: b :}", ["{: a :} ", ["step: b / result"]]],
    ["\\{% x", ["{% x"]],
    ["back\\slash {x} { % }", ["back\\slash {x} { % }"]],
    ["{: ключ.значение :}", [["step: ключ / result / значение"]]],
    ["{: a-b/c :}", [["step: a-b/c / result"]]],
  ])("%j", (text, expected) => {
    expect(read(text)).toEqual(expected);
    expect(parseTags(text).problems).toEqual([]);
  });

  test.each([
    ["x {:a:} y", "{:a:}", "a tag needs a space after `{:`"],
    ["{% x #} y", "{% x #}", "a tag that begins with `{%` ends with `#}`"],
    ["{: a:} y", "{: a:}", "a tag needs a space before `:}`"],
    ["{: open and on", "{: open", "a tag that begins with `{:` is not closed"],
    ["{: open {# v #}", "{: open", "a tag that begins with `{:` is not closed"],
    ["{: a b :}", "{: a b :}", "a tag's path cannot hold a space"],
    ["{:  :}", "{:  :}", "a tag without a name"],
    ["{: a..b :}", "{: a..b :}", "an empty part in a tag's path"],
    ["{: a. :}", "{: a. :}", "an empty part in a tag's path"],
    ["{: a ?? nope :}", "{: a ?? nope :}", "what follows `??` is not JSON"],
    ["{: a ??1 :}", "{: a ??1 :}", "`??` needs a space and a value in JSON after it"],
    ["{:", "{:", "a tag needs a space after `{:`"],
  ])("%j is malformed", (text, wrong, message) => {
    const { pieces, problems } = parseTags(text);
    expect(problems.map(({ message: words, span }) => [text.slice(span.start, span.end), words])).toEqual([
      [wrong, message],
    ]);
    expect(pieces.filter((piece) => typeof piece === "string").join("")).toBe(
      text.replace(" {# v #}", " ").replace("{: b :}", ""),
    );
  });

  test.each([
    ["{# l.::0 #}", [["variable: l / slice ::0"]], "::0", "a slice whose step is 0"],
    [
      "{# a{: b :}c.d #}",
      [["variable: a<step: b / result>c / d"]],
      "a{: b :}c",
      "a tag inside a path must be a whole part of it",
    ],
  ])("%j is read as the original did, and not allowed", (text, expected, wrong, message) => {
    expect(read(text)).toEqual(expected);
    const { problems } = parseTags(text);
    expect(problems.map(({ message: words, span }) => [text.slice(span.start, span.end), words])).toEqual([
      [wrong, message],
    ]);
  });

  test("spans are those of the text", () => {
    const text = "ab {: one.two :} cd";
    const [, tag] = parseTags(text).pieces;
    if (typeof tag !== "object" || tag.kind !== "reference") throw new Error("no tag");
    expect(text.slice(tag.span.start, tag.span.end)).toBe("{: one.two :}");
    const written = pathOf(tag.reference).map(({ span }) => text.slice(span.start, span.end));
    expect(written).toEqual(["one", "", "two"]);
  });

  test("never throws, and plain pieces and tags make up the text", () => {
    const piece = fc.constantFrom(
      "{",
      "}",
      ":",
      "%",
      "#",
      "<",
      ">",
      "=",
      " ",
      ".",
      "a",
      "0",
      "?",
      '"',
      "\\",
      "{: a :}",
      "??",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (characters) => {
        const text = characters.join("");
        const written = parseTags(text).pieces.map((one) => (typeof one === "string" ? one : one.text));
        expect(written.join("").replaceAll("\\", "")).toBe(text.replaceAll("\\", ""));
      }),
    );
  });

  test("takes time in proportion to the text, however hostile", () => {
    for (const hostile of ["{: ", "{: a ?? ", "{: a ?? 1 ", "{#{#", "{: {: ", '{: a ?? " ']) {
      expect(parseTags(hostile.repeat(20_000)).problems.length).toBeGreaterThan(0);
    }
    expect(parseTags(`{: a ?? ${" ".repeat(500_000)}`).problems).toHaveLength(1);
  });
});
