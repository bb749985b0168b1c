// What expressions compute, what they cannot reach, and that no expression takes more than its bounds.

import { beforeAll, describe, expect, test } from "vitest";
import type { Json } from "../../src/json.ts";
import { parseTags } from "../../src/parse/parse-tags.ts";
import { loadExpressions } from "../../src/run/cel-engine.ts";
import { StepError } from "../../src/run/failure.ts";
import { resolve } from "../../src/run/resolve.ts";
import type { Scope } from "../../src/run/scope.ts";
import { fixedScope } from "./fixed-scope.ts";

beforeAll(loadExpressions);

const context = {
  job: { id: null, name: "nightly", failed: false, parameters: { p: 3 }, variables: { v: [1, 2] } },
  steps: {
    a: {
      position: 1,
      status: { name: "DONE", value: 0 },
      error: null,
      result: {
        five: 5,
        half: 2.5,
        text: "hé💡",
        none: null,
        list: [1, 2.5, 3],
        map: { constructor: 1, _secret: 2, key: null },
        people: [{ name: "Ada", age: 36 }, { name: "Bob" }, { constructor: "x", name: "Eve", age: null }] as unknown[],
      },
    },
    "with-dash": { position: 2, status: { name: "SKIPPED", value: 100 }, error: null, result: null },
  },
};

function compute(expression: string, scope: Scope = fixedScope(context)): Json {
  const text = `{= ${expression} =}`;
  const { pieces, problems } = parseTags(text);
  const [tag] = pieces;
  if (typeof tag !== "object") throw new Error(`${text}: ${problems[0]?.message}`);
  return resolve({ kind: "tag", tag }, scope);
}

/** How a computation fails: the code, what is said of it, and the part that is meant. */
function failure(expression: string, scope?: Scope): (string | undefined)[] {
  const text = `{= ${expression} =}`;
  try {
    return [JSON.stringify(compute(expression, scope))];
  } catch (error) {
    if (!(error instanceof StepError)) throw error;
    const { within } = error.place ?? {};
    const message = error.message.replace(`\`${text}\` `, "");
    return [error.code, message, text.slice(within?.start, within?.end)];
  }
}

describe("values", () => {
  test.each([
    ["1 + 2 * 3", 7],
    ["7 / 2", 3],
    ["7.0 / 2", 3.5],
    ["steps.a.result.five / 2", 2.5],
    ["steps.a.result.five % 2 == 1", true],
    ["steps.a.result.half % 2 == 0.5", true],
    ["-steps.a.result.five - -1", -4],
    ["steps.a.result.five + 1 == 6 && 6 == steps.a.result.five + 1.0", true],
    ["1 == 1.0 && 1 != 2", true],
    ["size(steps.a.result.list) * 2.5", 7.5],
    ["'1' == 1 || null == 0", false],
    ["[1, 2.5, 3] == steps.a.result.list", true],
    ["{'a': [1, {'b': null}]} == {'a': [1.0, {'b': null}]}", true],
    ["{'a': null, 'b': 1} == {'b': 1, 'a': null}", true],
    ["[null, 1] == [1, null]", false],
    ["{'a': 1} == {'b': 1}", false],
    ["steps.a.result.five in [1, 5] && !(2 in steps.a.result.list)", true],
    ["'key' in steps.a.result.map && !('five' in steps.a.result.map)", true],
    ["1 in {'a': 1}", false],
    ["'a' < 'b' && 1 < 1.5 && false < true", true],
    ["'a' + 'b' + string(1) + string(0.5) + string(true)", "ab10.5true"],
    ["[1] + steps.a.result.list", [1, 1, 2.5, 3]],
    ["steps.a.result.none == null ? 'none' : steps.a.result.none.x", "none"],
    ["true ? 1 : 'a'", 1],
    ["false && 1 + 'a' == null", false],
    ["true || steps.a.result.nothing", true],
    ["has(steps.a.result.map.key) && !has(steps.a.result.map.other)", true],
    ["has(steps.a.result.none.x) || has(steps.a.result.five.x)", false],
    ["has(steps.a) && !has(steps.b)", true],
    ["steps['with-dash'].status.name", "SKIPPED"],
    ["steps.a.result.list[0] + steps.a.result.list[steps.a.result.list[0]]", 3.5],
    ["job.parameters.p + job.variables.v[1]", 5],
    ["job.name + ' ' + string(job.failed)", "nightly false"],
    ["steps.a.result.people.map(p, p.name)", ["Ada", "Bob", "Eve"]],
    ["steps.a.result.people.filter(p, has(p.age) && p.age != null).map(p, p.age + 1)", [37]],
    ["steps.a.result.people.map(p, has(p.age), p.name)", ["Ada", "Eve"]],
    ["steps.a.result.people.exists(p, has(p.constructor))", true],
    ["steps.a.result.list.all(n, n > 0) && steps.a.result.list.exists_one(n, n == 1)", true],
    ["[[1, 2], [3]].map(l, l.map(n, n * 2))", [[2, 4], [6]]],
    ["steps.a.result.map.map(k, k)", ["constructor", "key"]],
    ["[].all(x, x) && ![].exists(x, x)", true],
    ["{'k': [1, 'two', null, true, 0.5]}", { k: [1, "two", null, true, 0.5] }],
    ["{'a' + 'b': 1}['ab']", 1],
    ["size(steps.a.result.text) + steps.a.result.list.size() + size({'a': 1})", 7],
    ["'a,b'.split(',') + ['c']", ["a", "b", "c"]],
    ["'a,b,c'.split(',', 2).size()", 2],
    ["['a', 'b'].join('-') + [].join()", "a-b"],
    ["'Abc'.upperAscii() + 'Abc'.lowerAscii() + ' x '.trim()", "ABCabcx"],
    ["'abc'.contains('b') && 'abc'.startsWith('a') && 'abc'.endsWith('c')", true],
    ["'abcb'.indexOf('b') + 'abcb'.lastIndexOf('b') + 'abc'.indexOf('x')", 3],
    ["'😀a'.substring(1) + '😀a'.substring(0, size('😀a'))", "a😀a"],
    [
      "['a😀b😀'.indexOf('b'), 'a😀b😀'.indexOf('😀', 2), 'a😀b😀'.lastIndexOf('😀'), '😀'.lastIndexOf('')]",
      [2, 3, 3, 1],
    ],
    ["'😀a'.split('')", ["😀", "a"]],
    [
      "[''.split(','), 'a,b,c'.split(',', 2), 'abc'.split('', 2), 'a'.split(',', 0), 'a,b'.split(',', -1)]",
      [[""], ["a", "b,c"], ["a", "bc"], [], ["a", "b"]],
    ],
    [
      "['abcabc'.indexOf('c', 3), 'abc'.indexOf('', 3), 'abcabc'.lastIndexOf('c', 4), 'abc'.lastIndexOf('', 1)]",
      [5, 3, 2, 1],
    ],
    ["'abcd'.substring(1) + 'abcd'.substring(1, steps.a.result.list[2])", "bcdbc"],
    ["int('12') + int(3.9) + int(steps.a.result.half)", 17],
    ["double('1.5') + double(1)", 2.5],
    ["bool('true') && !bool('0')", true],
    [
      "[null, true, 1, 1.5, 'a', [], {}].map(x, type(x))",
      ["null_type", "bool", "int", "double", "string", "list", "map"],
    ],
    ["type(steps.a.result.five) == int && type(steps.a.result.half) == double", true],
    ["'\\u00e9' + r'\\d'", "é\\d"],
    ["0.1 + 0.2", 0.30000000000000004],
    ["-0.0", 0],
    ["1e21", 1e21],
  ])("%s", (expression, expected) => {
    expect(compute(expression)).toEqual(expected);
  });

  test("a value that is read is the value itself, private keys and all", () => {
    expect(compute("steps.a.result.map")).toEqual({ constructor: 1, _secret: 2, key: null });
    const scope = fixedScope(context);
    expect(compute("steps.a.result", scope)).toBe(scope.step("a", "result"));
  });

  test("what is made is frozen, and a key of any name is its own", () => {
    const made = compute("{'constructor': {'toString': [1]}}");
    expect(JSON.stringify(made)).toBe('{"constructor":{"toString":[1]}}');
    expect(Object.isFrozen(made)).toBe(true);
    expect(() => (made as unknown[]).push(1)).toThrow(TypeError);
  });

  test("the whole of the context can be read", () => {
    expect(compute("steps.map(id, steps[id].status.name)")).toEqual(["DONE", "SKIPPED"]);
    expect(compute("has(steps.a) ? steps : job")).toMatchObject({ a: { result: { five: 5 } } });
    expect(compute("job")).toMatchObject({ name: "nightly", variables: { v: [1, 2] } });
  });

  test("only what is named is read", () => {
    const read: string[] = [];
    const fixed = fixedScope(context);
    const scope: Scope = {
      ...fixed,
      step: (id, field) => {
        read.push(`${id}.${field}`);
        return fixed.step(id, field);
      },
      context: () => {
        throw new Error("the whole context is read");
      },
      stepIds: () => {
        throw new Error("all ids are read");
      },
    };
    expect(compute("steps.a.result.five + job.parameters.p", scope)).toBe(8);
    expect(read).toEqual(["a.position", "a.result"]);
  });
});

describe("failures", () => {
  test.each([
    ["steps.a.result.fiv", "there is no key `fiv`; did you mean `five`?", "fiv"],
    ["steps.b.result", "there is no key `b`; there are: `a`, `with-dash`", "b"],
    ["steps.a.result.none.x", "there is null where `x` is looked for", "x"],
    ["steps.a.result.five.x", "a number has no `x`", "x"],
    ["steps.a.result.text.x", "text has no `x`", "x"],
    ["steps.a.result.text[0]", "text has no items", "0"],
    ["steps.a.result.list.x", "a list has no `x`", "x"],
    ["steps.a.result.list[3]", "index 3 is outside a list of 3 items", "3"],
    ["steps.a.result.list[-1]", "index -1 is outside a list of 3 items", "-1"],
    ["steps.a.result.none[0]", "there is null where an item is looked for", "0"],
    ["steps.a.result.people.map(p, p.age)", "there is no key `age`; there are: `name`", "age"],
    ["has(steps.b.result)", "there is no key `b`; there are: `a`, `with-dash`", "b"],
    ["foo.bar", "there is no `foo`", "foo"],
    ["toString", "there is no `toString`", "toString"],
    // Neither prototypes nor private keys can be reached.
    ["steps.a.result.map.toString", "there is no key `toString`; there are: `constructor`, `key`", "toString"],
    ["steps.a.result.list.length", "a list has no `length`", "length"],
    [
      "steps.a.constructor",
      "there is no key `constructor`; there are: `result`, `error`, `status`, `position`, `id`, `action`, `block`, `parameters`",
      "constructor",
    ],
    ["steps.constructor", "there is no key `constructor`; there are: `a`, `with-dash`", "constructor"],
    [
      "job.hasOwnProperty",
      "there is no key `hasOwnProperty`; there are: `id`, `name`, `run_id`, `success`, `failed`, `parameters`, `variables`",
      "hasOwnProperty",
    ],
    ["steps.a.result['__proto__']", "`__proto__` is private, as every key that begins or ends with `_`", "'__proto__'"],
    ["steps.a.result.map._secret", "`_secret` is private, as every key that begins or ends with `_`", "_secret"],
    [
      "steps.a.result.map['_' + 'secret']",
      "`_secret` is private, as every key that begins or ends with `_`",
      "'_' + 'secret'",
    ],
  ])("%s finds nothing", (expression, reason, part) => {
    expect(failure(expression)).toEqual(["unresolved_reference", `finds nothing: ${reason}`, part]);
  });

  test.each([
    ["1 + 'a'", "a number and text cannot be joined by `+`", "1 + 'a'"],
    ["null + 1", "null and a number cannot be joined by `+`", "null + 1"],
    ["'a' * 2", "a number is needed here, found text", "'a'"],
    ["-'a'", "a number is needed here, found text", "'a'"],
    ["!steps.a.result.five", "a boolean is needed here, found a number", "five"],
    ["1 || true", "a boolean is needed here, found a number", "1"],
    ["true && steps.a.result.none", "a boolean is needed here, found null", "none"],
    ["1 ? 2 : 3", "a boolean is needed here, found a number", "1"],
    ["[1].filter(x, x)", "a boolean is needed here, found a number", "x"],
    ["1 < 'a'", "values of two types cannot be ordered", "1 < 'a'"],
    ["null < 1", "null cannot be ordered", "null"],
    ["1 in 5", "a list or a map is needed here, found a number", "1 in 5"],
    ["5.map(x, x)", "a list or a map is needed here, found a number", "5"],
    ["size(5)", "text, a list or a map is needed here, found a number", "size(5)"],
    ["[1]['a']", "an integer is needed here, found text", "'a'"],
    ["[1][0.5]", "an integer is needed here, found 0.5", "0.5"],
    ["{'a': 1}[0]", "a map is read by text, found a number", "0"],
    ["{1: 2}", "a map's keys are texts, found a number", "{1: 2}"],
    ["{'a': 1, 'a': 2}", "a map with two keys `a`", "{'a': 1, 'a': 2}"],
    ["{'__proto__': 1}", "a key is `__proto__`", "{'__proto__': 1}"],
    ["1 / 0", "a division by zero", "1 / 0"],
    ["1 % 0", "a division by zero", "1 % 0"],
    ["9007199254740991 * 9007199254740991", "an integer that is too large", "9007199254740991 * 9007199254740991"],
    ["int('x')", "text that is no integer", "int('x')"],
    ["double('x')", "text that is no number", "double('x')"],
    ["bool('x')", "text that is neither `true` nor `false`", "bool('x')"],
    ["int(null)", "a value that the function cannot take", "int(null)"],
    ["'abc'.substring(5)", "an index outside the text", "'abc'.substring(5)"],
    ["'abc'.substring(2, 1)", "an index outside the text", "'abc'.substring(2, 1)"],
    ["'😀a'.substring(3)", "an index outside the text", "'😀a'.substring(3)"],
    ["'abc'.indexOf('', 4)", "an index outside the text", "'abc'.indexOf('', 4)"],
    ["'abc'.lastIndexOf('a', -1)", "an index outside the text", "'abc'.lastIndexOf('a', -1)"],
    ["[1].join()", "a list of texts is needed here, found a number in it", "[1]"],
    ["foo(1)", "there is no function `foo`", "foo(1)"],
    ["size()", "`size` has too few or too many parameters", "size()"],
    ["_get(job, 'id')", "there is no function `_get`", "_get(job, 'id')"],
    ["'a'.matches('(a+)+$')", "there is no function `matches`", "'a'.matches('(a+)+$')"],
    ["timestamp('2020-01-01T00:00:00Z')", "there is no function `timestamp`", "timestamp('2020-01-01T00:00:00Z')"],
  ])("%s cannot be computed", (expression, reason, part) => {
    expect(failure(expression)).toEqual(["expression_error", `cannot be computed: ${reason}`, part]);
  });

  test("a number that is not finite has a status of its own, as everywhere", () => {
    const reason = (number: string) => `cannot be computed: ${number} is no finite number`;
    expect(failure("1.0 / 0")).toEqual(["not_finite", reason("Infinity"), "1.0 / 0"]);
    expect(failure("[double('nan')]")).toEqual(["not_finite", reason("NaN"), "double('nan')"]);
    expect(failure("steps.a.result.half % 0.0 > 1")).toEqual([
      "not_finite",
      reason("NaN"),
      "steps.a.result.half % 0.0",
    ]);
    expect(failure("1e308 + 1e308 > 5")).toEqual(["not_finite", reason("Infinity"), "1e308 + 1e308"]);
  });

  test("an integer that JSON would not keep is no value", () => {
    const whole = "9007199254740991 + 1";
    const message = "cannot be computed: an integer of more digits than JSON keeps";
    expect(failure(whole)).toEqual(["expression_error", message, whole]);
  });
});

describe("bounds", () => {
  const many = Array.from({ length: 4_000 }, (_, index) => index);
  const large = fixedScope({
    steps: { a: { position: 1, result: { many, text: "x".repeat(1_000_000), maps: many.map((n) => ({ n })) } } },
  });
  const tooMuch = "cannot be computed: it takes more than 2,000,000 steps to compute";

  test.each([
    "steps.a.result.many.all(x, steps.a.result.many.all(y, x + y >= 0))",
    // An error inside does not keep a loop from counting, nor does one that finds what it looks for.
    "steps.a.result.many.exists(x, steps.a.result.many.exists(y, x + y < 0))",
    "steps.a.result.many.exists(x, steps.a.result.many.all(y, x + y >= 0) && x > 3998)",
    "steps.a.result.many.map(x, steps.a.result.text.contains('y'))",
    "steps.a.result.many.map(x, steps.a.result.text + string(x)).map(x, x + x).map(x, x + x)",
    "steps.a.result.many.map(x, steps.a.result.many + steps.a.result.many)",
    "steps.a.result.many.map(x, steps.a.result.maps == steps.a.result.maps)",
    "steps.a.result.many.filter(x, -1 in steps.a.result.many)",
    `['xx']${".map(x, x + x)".repeat(60)}`,
  ])("%s is ended", (expression) => {
    const [code, message] = failure(expression, large);
    expect([code, message]).toEqual(["expression_error", tooMuch]);
  });

  test("loops over long lists are none of that", () => {
    expect(compute("steps.a.result.many.map(x, x * 2).filter(x, x % 1000 == 0).size()", large)).toBe(8);
    expect(compute("steps.a.result.maps.exists(x, x.n == 3999)", large)).toBe(true);
  });

  test("the deepest expressions that are read can be computed", () => {
    expect(compute(`${"!".repeat(98)}true`)).toBe(true);
    expect(compute(`${"(".repeat(99)}1${")".repeat(99)}`)).toBe(1);
    expect(compute(`1${" + 1".repeat(99)}`)).toBe(100);
    expect(compute(`true${" && true".repeat(99)}`)).toBe(true);
    expect(compute(`${"true ? ".repeat(97)}1${" : 2".repeat(97)}`)).toBe(1);
    expect(compute(`${"[".repeat(98)}${"]".repeat(98)}`)).toEqual(JSON.parse(`${"[".repeat(98)}${"]".repeat(98)}`));
    expect(compute(`[${"1,".repeat(1_998)}]`)).toHaveLength(1_998);
  });
});
