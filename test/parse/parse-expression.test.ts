// Expressions in tags: what is read, what is none and what is said of it, and that the grammar is the library's.

import { type ASTNode, Environment } from "@marcbachmann/cel-js";
import { describe, expect, test } from "vitest";
import type { Expression } from "../../src/expression.ts";
import { parseTags } from "../../src/parse/parse-tags.ts";
import type { ExpressionTag } from "../../src/template.ts";
import { Draw, randomExpression } from "../check/random-expressions.ts";

function parse(text: string): ExpressionTag {
  const { pieces, problems } = parseTags(`{= ${text} =}`);
  const [tag] = pieces;
  if (typeof tag !== "object" || tag.kind !== "expression") throw new Error(`${text}: ${problems[0]?.message}`);
  return tag;
}

function accepts(text: string): boolean {
  const { pieces } = parseTags(`{= ${text} =}`);
  return pieces.length === 1 && typeof pieces[0] === "object";
}

/** What is wrong: the code, the words that are underlined, the message and the help. */
function problem(text: string): (string | undefined)[] {
  const { problems } = parseTags(text);
  expect(problems).toHaveLength(1);
  const [found] = problems;
  return [found?.code, text.slice(found?.span.start, found?.span.end), found?.message, found?.help];
}

/** An expression as nested lists, as the library writes its own trees. */
function brief(node: Expression): unknown {
  switch (node.kind) {
    case "literal":
      return ["value", node.isWhole ? BigInt(node.value as number) : node.value];
    case "name":
      return ["id", node.name];
    case "member":
      return [".", brief(node.of), node.name];
    case "index":
      return ["[]", brief(node.of), brief(node.index)];
    case "call": {
      const parameters = node.parameters.map(brief);
      return node.receiver === null
        ? ["call", node.name, parameters]
        : ["rcall", node.name, brief(node.receiver), parameters];
    }
    case "has":
      return ["call", "has", [[".", brief(node.of), node.name]]];
    case "unary":
      return [`${node.operator}_`, brief(node.operand)];
    case "binary":
      return [node.operator, brief(node.left), brief(node.right)];
    case "conditional":
      return ["?:", brief(node.condition), brief(node.yes), brief(node.no)];
    case "list":
      return ["list", ...node.items.map(brief)];
    case "map":
      return ["map", ...node.entries.map(({ key, value }) => [brief(key), brief(value)])];
    case "macro": {
      const parameters = [
        ["id", node.variable],
        ...(node.condition === null ? [] : [brief(node.condition)]),
        brief(node.body),
      ];
      return ["rcall", node.name, brief(node.of), parameters];
    }
  }
}

/** The library's tree in the same form. */
function briefOfLibrary(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(briefOfLibrary);
  if (typeof node !== "object" || node === null || !("op" in node)) return node;
  const { op, args } = node as ASTNode;
  const list: readonly unknown[] = Array.isArray(args) ? args : [args];
  return [op, ...list.map(briefOfLibrary)];
}

const library = new Environment({ unlistedVariablesAreDyn: true });

/** What the library makes of a text; undefined when it takes it for no expression. */
function readByLibrary(text: string): unknown {
  try {
    return briefOfLibrary(library.parse(text).ast);
  } catch {
    return undefined;
  }
}

describe("expressions", () => {
  test.each([
    "1 + 2 * 3 - 4 / 5 % 6",
    "a.b.c[0]['k'].d",
    "!a && !!b || c",
    "a ? b : c ? d : e",
    "(a ? b : c) ? d : e",
    "-1 - -1",
    "-a.b",
    "a in [1, 2, 3,]",
    "{'a': 1, \"b\": [2], c: {}}",
    "has(a.b.c) && a.b.c == null",
    "list.map(x, x.y > 1, x.z).filter(x, x != 2).all(x, x)",
    "list.exists(x, list.exists_one(y, x == y))",
    "size(a) > 0 && a.size() <= 3",
    "a == b == c != d",
    "a < b == c",
    "a + b in c",
    "0x1F + 1.5e3 + 1e-2",
    "'it\\'s' + \"\\u00e9\\x41\\101\\n\" + r'\\d'",
    '\'\'\'a\nb\'\'\' + """c"d"""',
    "f(1,)",
    "a\n  .b\n  + 1",
    "true || false || null == null",
  ])("%s is read as the library reads it", (text) => {
    const read = brief(parse(text).expression);
    expect(read).toEqual(readByLibrary(text));
  });

  test("random ones are read as the library reads them", () => {
    for (let seed = 0; seed < 2_000; seed++) {
      const text = randomExpression(new Draw(seed), 3);
      expect([text, brief(parse(text).expression)]).toEqual([text, readByLibrary(text)]);
    }
  });

  test("random tokens are taken or not as the library does", () => {
    const words = [
      ...["a", "b", "x", "1", "2.5", '"t"', "'u'", "true", "null", "has", "size", "map", "in", "if", "not"],
      ...["+", "-", "!", "*", "==", "=", "<", "&&", "&", "||", "|", "?", ":", ".", ",", "(", ")", "[", "]", "{", "}"],
      ...[" ", " ", "(a)", ".map(x, x)", ".all(x, true)", "@", "#", "\\", "é"],
    ];
    let [taken, refused] = [0, 0];
    for (let seed = 0; seed < 30_000; seed++) {
      const draw = new Draw(seed);
      const text = Array.from({ length: 1 + draw.upTo(6) }, () => words[draw.upTo(words.length - 1)]).join("");
      // What the language refuses besides: tags, bytes, numbers that go on with a letter, `has` and macros in other forms.
      if (/\{[%:#<=]|=\}|b['"]|\d[a-z]|has|map|all/.test(text) || text.trim() === "") continue;
      const own = accepts(text);
      expect([text, own]).toEqual([text, readByLibrary(text) !== undefined]);
      if (own) taken++;
      else refused++;
    }
    expect([taken > 500, refused > 5_000]).toEqual([true, true]);
  });

  test("spans are those of the text around the tag", () => {
    const text = 'sum: {= (a.bc + "x")[1 ] =}!';
    const [, tag] = parseTags(text).pieces;
    if (typeof tag !== "object" || tag.kind !== "expression" || tag.expression.kind !== "index")
      throw new Error("no index");
    const at = ({ start, end }: { start: number; end: number }) => text.slice(start, end);
    const { expression } = tag;
    if (expression.of.kind !== "binary" || expression.of.left.kind !== "member") throw new Error("no sum");
    expect([at(tag.span), tag.text, at(expression.span)]).toEqual([
      '{= (a.bc + "x")[1 ] =}',
      '{= (a.bc + "x")[1 ] =}',
      '(a.bc + "x")[1 ]',
    ]);
    expect([at(expression.of.span), at(expression.of.operatorSpan), at(expression.of.left.nameSpan)]).toEqual([
      '(a.bc + "x")',
      "+",
      "bc",
    ]);
    expect(at(expression.index.span)).toBe("1");
  });

  test("a closer inside a text does not close", () => {
    expect(brief(parse(`"a =} b" + '{= c =}'`).expression)).toEqual(["+", ["value", "a =} b"], ["value", "{= c =}"]]);
  });

  test("several stand in one text, among other tags and escapes", () => {
    const { pieces, problems } = parseTags("a {= 1 =}{: b :} \\{= c =} {= 2 =}");
    expect(pieces.map((piece) => (typeof piece === "string" ? piece : piece.text))).toEqual([
      ...["a ", "{= 1 =}", "{: b :}", " {= c =} ", "{= 2 =}"],
    ]);
    expect(problems).toEqual([]);
  });
});

describe("what is no expression", () => {
  const malformed = "write `{= expression =}`, or `\\{=` for plain text";
  test.each([
    ["{=a =}", ["malformed-tag", "{=a =}", "a tag needs a space after `{=`", malformed]],
    ["{= a=}", ["malformed-tag", "{= a=}", "a tag needs a space before `=}`", malformed]],
    ["{= a", ["malformed-tag", "{= a", "a tag that begins with `{=` is not closed", malformed]],
    ["{= a + 'x =}'", ["malformed-tag", "{= a + 'x =}'", "a tag that begins with `{=` is not closed", malformed]],
    [
      "{: a.{= b =} :}",
      [
        "malformed-tag",
        "{= b =}",
        "an expression inside a tag's path",
        "write the whole as one expression: `{= map[key] =}`",
      ],
    ],
  ])("%s is no tag", (text, expected) => {
    expect(problem(text)).toEqual(expected);
  });

  test.each([
    [
      "",
      "=}",
      "an expression with nothing in it",
      "write an expression, such as `{= steps.fetch.result.status == 200 =}`",
    ],
    ["a = 1", "=", "a single `=`", "write `==` to compare"],
    ["a & b", "&", "a single `&`", "write `&&`"],
    ["a | b", "|", "a single `|`", "write `||`"],
    ["a and b", "and", "`and` cannot stand here after `a`", "write `&&`"],
    ["a or b", "or", "`or` cannot stand here after `a`", "write `||`"],
    ["not a", "a", "`a` cannot stand here after `not`", "write `!` before what is to be false"],
    ["a is b", "is", "`is` cannot stand here after `a`", "write `==`"],
    ["a === b", "=", "a single `=`", "write `==` to compare"],
    ["a <> b", "<>", "`<>` is not part of the language", "write `!=`"],
    [
      "a ?? 1",
      "??",
      "`??` is not part of the language",
      "ask first: `has(a.b) ? a.b : other`, or `a.b != null ? a.b : other`",
    ],
    ["a?.b", "?.", "`?.` is not part of the language", "ask first: `has(a.b) ? a.b : other`"],
    ["a ** 2", "**", "`**` is not part of the language", "multiply by `*`"],
    ["1 +", "+", "nothing follows `+`", "say what follows `+`"],
    ["a ==", "==", "nothing follows `==`", "say what to compare with, such as `== null`"],
    ["a.", ".", "nothing follows `.`", "name a key after the dot"],
    ["* 2", "*", "`*` cannot stand here", "begin with a value"],
    ["a + ) b", ")", "`)` cannot stand here after `+`", "say what follows `+`"],
    ["(a + 1", "1", "a `)` is missing after `1`", "write `)`"],
    ["a ? b", "b", "a `:` is missing after `b`", "write `:`"],
    ["[1 2]", "2", "`2` cannot stand here after `1`", "write `]` before it, or leave it out"],
    ["steps.1.result", "1", "`1` cannot stand here after `.`", 'read such a key in brackets: `["1"]`'],
    ["a.'b c'", "'b c'", "`'b c'` cannot stand here after `.`", 'read such a key in brackets: `["b c"]`'],
    [
      "hello world",
      "world",
      "`world` cannot stand here after `hello`",
      "join two values by an operator, such as `+`, `==` or `&&`; put text into quotes",
    ],
    ["if a", "if", "`if` cannot be a name", "write `condition ? one : other`"],
    [
      "for x in y",
      "for",
      "`for` cannot be a name",
      "go through a list with `list.map(item, …)`, `filter`, `all` or `exists`",
    ],
    [
      "a == é",
      "é",
      "`é` has no meaning in an expression",
      'read a key with such a letter as `map["key"]`, and put text into quotes',
    ],
    ["a == $b", "$", "`$` has no meaning in an expression", "put text into quotes"],
    ["a \\ b", "\\", "a backslash outside a text", "put text into quotes"],
    [
      "{: a.b-c.0 :} == 1",
      "{: a.b-c.0 :}",
      "a tag inside an expression",
      'name what it reads: `steps.a.result["b-c"][0]`',
    ],
    ["{# v #} + 1", "{# v #}", "a tag inside an expression", "name what it reads: `job.variables.v`"],
    ["{< p.q >}", "{< p.q >}", "a tag inside an expression", "name what it reads: `job.parameters.p.q`"],
    ["{% job.id %}", "{% job.id %}", "a tag inside an expression", "name what it reads: `job.id`"],
    ["1 + {= 2", "{= 2 =}", "a tag inside an expression", "one expression is enough"],
    ["'abc", "'abc", "a text that begins with `'` is not closed", "end it with `'`; `\\'` is a quote inside it"],
    ["'a\nb'", "'a", "a text that begins with `'` is not closed", "end it with `'`; `\\'` is a quote inside it"],
    [
      "'a\\d'",
      "\\d",
      "an escape that is none in a text",
      "write `\\\\` for a backslash, or put `r` before the quote: `r'\\d'`",
    ],
    [
      "'\\ud800'",
      "\\ud800",
      "an escape that is none in a text",
      "write `\\\\` for a backslash, or put `r` before the quote: `r'\\d'`",
    ],
    ["b'x'", "b'", "bytes are not part of the language", "leave the `b` out"],
    ["1u", "1u", "unsigned integers are not part of the language", "leave the `u` out"],
    ["12abc", "12a", "a number that goes on with a letter", "write a number, such as `12` or `0.5`"],
    ["9007199254740993", "9007199254740993", "an integer that would lose digits", "write it in quotes as text"],
    ["1e999", "1e999", "a number that is not finite", "write a smaller one"],
    [
      "has(a)",
      "has(a)",
      "`has` asks for one field, written with a dot",
      "name a field of something: `has(steps.fetch.result.title)`",
    ],
    [
      "has(a['b'])",
      "has(a['b'])",
      "`has` asks for one field, written with a dot",
      'ask for a key with `in`: `"key" in map`',
    ],
    [
      "a.all(x)",
      "a.all(x)",
      "`all` takes a name and an expression",
      "name the item, then say what of it: `list.all(item, item > 0)`",
    ],
    [
      "a.map(x.y, 1)",
      "a.map(x.y, 1)",
      "`map` takes a name and an expression",
      "name the item, then say what of it: `list.map(item, item.name)`",
    ],
    ["a.map(job, 1)", "job", "`job` means something already", "choose another name for the item"],
    ["a %}", "%}", "an expression that ends with `%}`", "end it with ` =}`"],
  ])("%s", (text, wrong, message, help) => {
    const found = problem(`{= ${text} =}`);
    expect(found).toEqual(["expression-syntax", wrong, message, help]);
  });

  test.each([
    ["a text", `"${"x".repeat(5_000)}"`, "an expression longer than 4096 characters"],
    ["many parts", `[${"1,".repeat(1_900)}${"a,".repeat(147)}1]`, "an expression of more than 2000 parts"],
    ["length", `[${"1, ".repeat(1_500)}]`, "an expression longer than 4096 characters"],
    ["`!`", `${"!".repeat(4_000)}a`, "an expression nested deeper than 100 levels"],
    ["parentheses", "(".repeat(4_000), "an expression nested deeper than 100 levels"],
    ["a chain", `1${" + 1".repeat(200)}`, "an expression nested deeper than 100 levels"],
    ["conditionals", `${"a ? ".repeat(200)}1`, "an expression nested deeper than 100 levels"],
    ["members", `a${".b".repeat(200)}`, "an expression nested deeper than 100 levels"],
    ["loops", "a.map(x, b.map(y, c.map(z, z)))", "loops more than 2 deep"],
  ])("%s without bound", (_, text, message) => {
    const [code, , words] = problem(`{= ${text} =}`);
    expect([code, words]).toEqual(["expression-size", message]);
  });

  test("10,000 of anything neither overflow nor take long", () => {
    for (const one of [
      "!",
      "-",
      "(",
      "[",
      "{",
      "a.",
      "a[",
      "has(",
      "a ? ",
      "'",
      '"""',
      "{= ",
      "a.map(x, ",
      "1 + ",
      "{a: ",
    ]) {
      const { pieces } = parseTags(`{= ${one.repeat(10_000)} =}`);
      expect(pieces).toHaveLength(1);
    }
  });

  test("it stays as it is written, and what follows is read", () => {
    const text = '{= a = 1 =} and {: b :}, {= "x =} and {= 2 =}';
    const { pieces, problems } = parseTags(text);
    expect(pieces.map((piece) => (typeof piece === "string" ? piece : piece.text)).join("")).toBe(text);
    expect(problems.map(({ message }) => message)).toEqual([
      "a single `=`",
      'a text that begins with `"` is not closed',
    ]);
  });
});
