// The types of expressions hold what they promise: of an expression without a problem every evaluation finds what it reads and takes
// what it is given, and its value is of the type.

import { beforeAll, expect, test } from "vitest";
import { typeExpression } from "../../src/check/expressions/type-expression.ts";
import { describeType } from "../../src/check/types/describe-type.ts";
import { fits } from "../../src/check/types/fits.ts";
import { typeOfSchema } from "../../src/check/types/read-schema.ts";
import { type Fact, refineAt, type TypeScope } from "../../src/check/types/scope.ts";
import { closedMapOf, constType, type Type } from "../../src/check/types/type.ts";
import type { JsonSchema } from "../../src/infer.ts";
import type { Json } from "../../src/json.ts";
import { parseTags } from "../../src/parse/parse-tags.ts";
import { loadExpressions } from "../../src/run/cel-engine.ts";
import { resolve } from "../../src/run/resolve.ts";
import type { ExpressionTag } from "../../src/template.ts";
import { fixedScope } from "../run/fixed-scope.ts";
import { Draw, randomExpression, randomShape } from "./random-expressions.ts";

beforeAll(loadExpressions);

/** A scope of types that facts make narrower. */
function scopeOf(context: Type): TypeScope {
  return {
    context,
    localNames: new Set(),
    given: (facts: readonly Fact[]) =>
      scopeOf(facts.reduce((type, { path, keep }) => refineAt(type, path, keep), context)),
  };
}

function tagOf(expression: string): ExpressionTag | null {
  const { pieces, problems } = parseTags(`{= ${expression} =}`);
  const [tag] = pieces;
  if (problems.length > 0 && !problems.every(({ code }) => code === "expression-size")) {
    throw new Error(`${expression}: ${problems[0]?.message}`);
  }
  return typeof tag === "object" && tag.kind === "expression" ? tag : null;
}

/** A step's entry: done with a result, or not run with none. */
const entries = (result: Type, mayBeMissing: boolean): Type => {
  const entry = (name: string, value: number, own: Type) =>
    closedMapOf({ status: closedMapOf({ name: constType(name), value: constType(value) }), result: own });
  const missing: Type = [{ kind: "null", because: "it may not have run" }];
  return [...entry("DONE", 0, result), ...(mayBeMissing ? entry("IF_CONDITION_FAILED", 110, missing) : [])];
};

interface Case {
  readonly type: Type;
  readonly make: (draw: Draw) => Json;
}

function randomContext(draw: Draw): Case {
  const [s, t, p, v] = [3, 2, 2, 2].map((depth) => randomShape(draw, depth));
  if (s === undefined || t === undefined || p === undefined || v === undefined) throw new Error("four shapes");
  const mayBeMissing = draw.isTrue();
  const type = closedMapOf({
    job: closedMapOf({
      parameters: closedMapOf({ p: typeOfSchema(p.schema) }),
      variables: closedMapOf({ v: typeOfSchema(v.schema) }),
    }),
    steps: closedMapOf({
      s: entries(typeOfSchema(s.schema), mayBeMissing),
      t: entries(typeOfSchema(t.schema), false),
    }),
  });
  const entry = (result: Json, name = "DONE", value = 0) => ({ position: 1, status: { name, value }, result });
  const make = (one: Draw): Json => ({
    job: { parameters: { p: p.make(one) }, variables: { v: v.make(one) } },
    steps: {
      s: mayBeMissing && one.isTrue() ? entry(null, "IF_CONDITION_FAILED", 110) : entry(s.make(one)),
      t: entry(t.make(one)),
    },
  });
  return { type, make };
}

/** What an expression may end in whatever its types are. */
const allowed =
  /a division by zero|no finite number|an integer that is too large|more digits than JSON keeps|text that is no|text that is neither|outside the text|more than 2,000,000 steps|a map with two keys|a key is `__proto__`/;

/** Says what is wrong with what the types of one random expression promise; null when nothing is. */
function broken(seed: number): { readonly isProved: boolean; readonly found: string | null } {
  const draw = new Draw(seed);
  const { type, make } = randomContext(draw);
  const expression = randomExpression(draw, 1 + draw.upTo(2));
  const tag = tagOf(expression);
  if (tag === null) return unproved;
  const typed = typeExpression(tag.expression, scopeOf(type));
  if (typed.problems.some(({ severity }) => severity !== "warning")) return unproved;
  for (let round = 0; round < 6; round++) {
    const context = make(draw);
    const told = `${expression}\n${JSON.stringify(context)}`;
    let value: Json;
    try {
      value = resolve({ kind: "tag", tag }, fixedScope(context));
    } catch (error) {
      const { message } = error as Error;
      if (allowed.test(message)) continue;
      return { isProved: true, found: `${told}\n${message}` };
    }
    if (fits(constType(value), typed.type) === "yes") continue;
    return {
      isProved: true,
      found: `${told}\ngives ${JSON.stringify(value)}, which is not ${describeType(typed.type)}`,
    };
  }
  return { isProved: true, found: null };
}

const unproved = { isProved: false, found: null };

test("what is proved holds", () => {
  const { EXPRESSION_SEED = "1", EXPRESSION_CASES = "4000" } = process.env;
  const [from, cases] = [Number(EXPRESSION_SEED), Number(EXPRESSION_CASES)];
  const found: string[] = [];
  let proved = 0;
  for (let seed = from; seed < from + cases && found.length < 5; seed++) {
    const one = broken(seed);
    if (one.isProved) proved++;
    if (one.found !== null) found.push(`seed ${seed}: ${one.found}`);
  }
  expect(found).toEqual([]);
  expect(proved / cases).toBeGreaterThan(0.1);
});

const person: JsonSchema = {
  type: "object",
  properties: { name: { type: "string" }, age: { type: "integer", minimum: 0 }, mail: { type: ["string", "null"] } },
  required: ["name"],
  additionalProperties: false,
};

const known = scopeOf(
  closedMapOf({
    job: closedMapOf({
      parameters: typeOfSchema({
        type: "object",
        properties: {
          person,
          people: { type: "array", items: person, maxItems: 9 },
          mode: { enum: ["fast", "slow"] },
          limit: { type: ["integer", "null"], minimum: 2 },
          either: { type: ["number", "string"] },
          any: {},
        },
        required: ["person", "people", "mode", "limit", "either", "any"],
        additionalProperties: false,
      }),
    }),
    steps: closedMapOf({ a: entries(typeOfSchema({ type: "string" }), true).flat() }),
  }),
);

/** The type of an expression about the parameters above in words, and the codes of what is said of it. */
function typeIn(expression: string): readonly string[] {
  const tag = tagOf(expression.replace(/\bp\b(?=\.)/g, "job.parameters"));
  if (tag === null) throw new Error(`${expression} is too large`);
  const { type, problems } = typeExpression(tag.expression, known);
  return [describeType(type), ...problems.map(({ code }) => code)];
}

test.each([
  ["1 + 2 * 3", "an integer"],
  ["1 + 2", "`3`"],
  ["7 / 2", "an integer"],
  ["7 / 2.0", "a number"],
  ["size(p.people)", "an integer from 0 to 9"],
  ["p.people[0].name", "text", "unproved-reference"],
  ["size(p.people) > 0 ? p.people[0].name : null", "text or null"],
  ["size(p.people) > 1 ? p.people[1].name + p.people[2].name : ''", "text", "unproved-reference"],
  ["size(p.people) <= 1 ? '' : p.people[1].name", "text"],
  ["size(p.people) == 2 && p.people[1].name == ''", "a boolean"],
  ["p.people[9].name", "anything", "no-such-key"],
  ["p.people.map(x, x.name)", "a list of texts"],
  ["p.people.map(x, x.age)", "a list of an integer from 0", "unproved-reference"],
  ["p.people.filter(x, has(x.age)).map(x, x.age * 2)", "a list of integers"],
  ["p.people.map(x, has(x.mail) && x.mail != null, x.mail)", "a list of texts"],
  ["p.person.map(key, key)", 'a list of `"name"`, `"age"` or `"mail"`'],
  ["p.person.mail", "null or text", "unproved-reference"],
  ["has(p.person.mail) ? p.person.mail : 'none'", "null or text"],
  ["'mail' in p.person && p.person.mail != null ? p.person.mail : 'none'", "text"],
  ["p.person.age >= 0", "a boolean", "unproved-reference"],
  ["p.mode + '!'", '`"fast!"` or `"slow!"`'],
  ["p.mode == 'fast' ? p.mode : 'other'", '`"fast"` or `"other"`'],
  ["p.mode in ['fast'] ? 1 : p.mode", '`1` or `"slow"`'],
  ["p.mode == 'fsat'", "a boolean", "constant-comparison"],
  ["p.limit + 1", "an integer from 3", "unproved-expression"],
  ["p.limit == null ? 0 : p.limit + 1", "`0` or an integer from 3"],
  ["p.limit != null && p.limit > 5 ? p.limit : 6", "an integer from 5 or `6`"],
  ["!(p.limit == null || p.limit < 5) ? p.limit : 5", "an integer from 5 or `5`"],
  ["p.limit < 1", "a boolean", "unproved-expression", "constant-comparison"],
  ["type(p.either) == string ? p.either + '!' : p.either * 2", "text or a number"],
  ["type(p.either) == int ? p.either : 0", "an integer or `0`"],
  ["p.either + 1", "a number", "unproved-expression"],
  ["p.any.x.y + 1", "a number", "unproved-reference"],
  ["p.any == 1 || p.any", "a boolean", "unproved-expression"],
  ["steps.a.result", "text or null", "unproved-result"],
  ["steps.a.result + '!'", "text", "unproved-result"],
  ["steps.a.status.name == 'DONE' ? steps.a.result : 'none'", "text"],
  ["steps.a.status.value == 110 ? 'none' : steps.a.result", "text"],
  ["steps.a.result == null ? 'none' : steps.a.result.upperAscii()", "text"],
  ["[steps.a.result != null && steps.a.result.contains('x'), 1]", "a list of a boolean or `1`"],
  ["{'a': p.mode, 'b': 1}", "a map with `a`, `b`"],
  ["{p.mode: 1}.fast", "`1`", "unproved-reference"],
  ["true && false || p.nothing", "a boolean", "no-such-key"],
  ["false && p.nothing", "`false`"],
  ["true ? 1 : p.nothing", "`1`"],
  ["'a' < 1", "a boolean", "expression-type"],
  ["-p.mode", "a number", "expression-type"],
  ["p.people.all(x, x.name)", "a boolean", "expression-type"],
  ["'a'.substring(0.5)", "text", "expression-type"],
  ["'a'.substring(size(p.people))", "text"],
  ["[1, 'a'].join()", "text", "unproved-expression"],
  ["nothing + 1", "anything", "unknown-name"],
  ["p.people.map(x, y)", "a list", "unknown-name"],
])("%s is %s", (expression, ...expected) => {
  expect(typeIn(expression)).toEqual(expected);
});
