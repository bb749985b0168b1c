// Cases that look proved and are not: each has a run that ends in a wrong type. They were found by people who tried to break the check.

import { expect, test } from "vitest";
import { checkPipeline } from "../../src/check/check-pipeline.ts";
import { checkShape } from "../../src/check/check-shape.ts";
import { verdictOf } from "../../src/diagnostic.ts";
import { builtInRegistry } from "../../src/library/built-in-blocks.ts";
import { readPipeline } from "../../src/parse/read-pipeline.ts";
import { documentFromValue } from "../../src/parse/value-document.ts";
import { Registry } from "../../src/registry.ts";

/** A block that takes one value of a schema, and one that gives one. */
const taking = (schema: object) => ({
  name: "TAKE",
  parameters: { type: "object", properties: { value: schema }, required: ["value"] },
  run: () => null,
});
const giving = (schema: object) => ({ name: "GIVE", returns: schema, run: () => null });

function verdict(payload: object, blocks: readonly object[] = []) {
  const pipeline = readPipeline(documentFromValue(payload));
  expect(checkShape(pipeline).diagnostics).toEqual([]);
  const registry = new Registry(blocks as ConstructorParameters<typeof Registry>[0], builtInRegistry);
  return verdictOf(checkPipeline(pipeline, { registry }).diagnostics);
}

const take = (parameters: object) => ({ parameters, steps: [{ action: "TAKE", parameters: { value: "{< p >}" } }] });
test("conditions that differ in the blanks of a text", () => {
  const upper = (id: string, text: string, condition: string) => ({
    id,
    action: "TEXT.UPPERCASE",
    if: `{= job.parameters.x == ${condition} =}`,
    parameters: { text },
  });
  const steps = (second: string) => [upper("a", "hi", '"a  b"'), upper("b", "{: a :}", second)];
  const parameters = { x: { type: "string" } };
  expect(verdict({ parameters, steps: steps('"a b"'), outputs: { b: '{: b ?? "" :}' } })).toBe("unproved");
  expect(verdict({ parameters, steps: steps('"a  b"'), outputs: { b: '{: b ?? "" :}' } })).toBe("proved");
});

test("more alternatives than are kept apart", () => {
  const ranges = Array.from({ length: 30 }, (_, index) => ({ minimum: 10 * index, maximum: 10 * index + 1 }));
  const block = taking({ type: "number", anyOf: ranges });
  expect(verdict(take({ p: { type: "number" } }), [block])).toBe("unproved");
  const values = Array.from({ length: 300 }, (_, index) => `v${index}`);
  expect(verdict(take({ p: { type: "string" } }), [taking({ enum: values })])).toBe("unproved");
  expect(verdict(take({ p: { enum: ["v1", "v299"] } }), [taking({ enum: values })])).toBe("proved");
});

test("references whose base is another schema", () => {
  const inner = {
    $id: "http://example.org/inner",
    type: "object",
    required: ["a"],
    definitions: { x: { type: "number" } },
    properties: { a: { $ref: "#/definitions/x" } },
  };
  const schema = {
    type: "object",
    required: ["i"],
    definitions: { x: { type: "string" } },
    properties: { i: inner },
  };
  const steps = [{ action: "TEXT.UPPERCASE", parameters: { text: "{< p.i.a >}" } }];
  expect(verdict({ parameters: { p: schema }, steps, outputs: { a: "{: 1 :}" } })).toBe("unproved");
});

test("what stands in a schema that holds itself", () => {
  const tree = { type: "object", required: ["k"], properties: { k: { type: "string" }, in: { $ref: "#" } } };
  const reads = (tag: string) => ({
    parameters: { p: tree },
    steps: [{ id: "loud", action: "TEXT.UPPERCASE", parameters: { text: tag } }],
    outputs: { loud: "{: loud :}" },
  });
  expect(verdict(reads("{< p.k >}"))).toBe("proved");
  expect(verdict(reads('{< p.in.in.k ?? "" >}'))).toBe("proved");
  expect(verdict(reads("{< p.in.in.k >}"))).toBe("unproved");
  expect(verdict(reads('{< p.in.in ?? "" >}'))).toBe("unproved");
  const nested = {
    type: "object",
    required: ["value"],
    properties: { value: { type: "integer" }, next: { $ref: "#" } },
  };
  const block = { name: "TAKE", parameters: nested, run: () => null };
  expect(verdict(take({ p: tree }), [taking(structuredClone({ ...tree, additionalProperties: true }))])).toBe(
    "unproved",
  );
  const takes = (type: string) => ({ type: "object", required: ["value"], properties: { value: { type } } });
  const steps = [{ action: "TAKE", parameters: { value: 1, next: "{< p >}" } }];
  expect(verdict({ parameters: { p: { ...nested, additionalProperties: false } }, steps }, [block])).toBe("proved");
  expect(verdict({ parameters: { p: structuredClone(nested) }, steps }, [block])).toBe("unproved");
  expect(verdict({ parameters: { p: takes("integer") }, steps }, [block])).toBe("unproved");
  expect(verdict({ parameters: { p: takes("string") }, steps }, [block])).toBe("wrong");
});

test("the reason of a doubt is not looked for without end", () => {
  const tree = {
    type: "object",
    required: ["in"],
    properties: { in: { $ref: "#/properties/value" } },
    minProperties: 1,
  };
  const own = { type: "object", required: ["in"], properties: { in: { $ref: "#" } } };
  expect(verdict(take({ p: own }), [taking({ ...tree, minProperties: 2 })])).toBe("unproved");
});

test("a condition whose references start at a schema around it", () => {
  const value = { if: { type: "string" }, then: { $ref: "#/if" } };
  const use = { ...taking(value), parameters: { ...taking(value).parameters, if: { type: "number" }, then: true } };
  expect(verdict(take({ p: { enum: ["a"] } }), [use])).toBe("unproved");
  expect(verdict(take({ p: { enum: [1, 2] } }), [taking({ not: { $ref: "#" } })])).toBe("unproved");
});

test("a condition whose references lead elsewhere is not handed to a block", () => {
  const given: unknown[] = [];
  const tree = { type: "object", properties: { in: { $ref: "#" } }, propertyNames: { not: { $ref: "#" } } };
  const block = { ...taking(tree), infer: ({ value }: { value?: unknown }) => given.push(value) && {} };
  verdict(take({ p: tree }), [block]);
  expect(given).toHaveLength(1);
  expect(JSON.stringify(given)).not.toContain("$ref");
});

test("conditions in the same words whose references lead elsewhere", () => {
  const rule = (type: string) => ({
    type: "object",
    required: ["v"],
    properties: { t: { type }, v: { type: "array", contains: { $ref: "#/properties/t" } } },
  });
  const use = { name: "USE", parameters: rule("number"), run: () => null };
  const steps = [
    { id: "given", action: "GIVE" },
    { action: "USE", parameters: { v: "{: given.v :}" } },
  ];
  expect(verdict({ steps }, [giving(rule("string")), use])).toBe("unproved");
});

test("multiples among numbers that are not counted one by one", () => {
  expect(verdict(take({ p: { type: "integer" } }), [taking({ type: "number", multipleOf: 1 })])).toBe("unproved");
  const bounded = { type: "integer", minimum: 0, maximum: 100 };
  expect(verdict(take({ p: bounded }), [taking({ type: "number", multipleOf: 1 })])).toBe("proved");
});

test("multiples of whole numbers among multiples of fractions", () => {
  const sevens = { type: "integer", multipleOf: 7, minimum: 0, maximum: 1000 };
  expect(verdict(take({ p: sevens }), [taking({ type: "number", multipleOf: 0.7 })])).toBe("unproved");
  expect(verdict(take({ p: { ...sevens, multipleOf: 14 } }), [taking({ type: "number", multipleOf: 7 })])).toBe(
    "proved",
  );
});

test.each([
  ["a written one", '{= {job.parameters.k: 2, "a": 1} =}', "unproved"],
  ["another computed one", "{= {job.parameters.k: 2, job.parameters.l: 1} =}", "unproved"],
  ["itself again", "{= {job.parameters.k: 2, job.parameters.k: 1} =}", "unproved"],
  ["none", '{= {"x": 1, job.parameters.k: 2, job.parameters.m: 3} =}', "proved"],
])("a computed key of an expression's map that becomes %s", (_, message, expected) => {
  const parameters = { k: { enum: ["a", "b"] }, l: { enum: ["b", "c"] }, m: { enum: ["d", "e"] } };
  const uses = { action: "LOG.PRINT", parameters: { message: "{< k >}{< l >}{< m >}" } };
  expect(verdict({ parameters, steps: [{ action: "LOG.PRINT", parameters: { message } }, uses] })).toBe(expected);
});

test("several writes of one variable by one step", () => {
  const twice = {
    name: "TWICE",
    parameters: { type: "object", properties: { a: {}, b: {} } },
    changes: ["a", "b"],
    inferWrites: () => ({ changes: { a: { type: "string" }, b: { type: "number" } } }),
    run: () => null,
  };
  const payload = {
    variables: { x: 1 },
    steps: [
      { action: "TWICE", parameters: { a: "{# x #}", b: "{# x #}" } },
      { id: "sum", action: "MATH.SUM", parameters: { value1: "{# x #}", value2: 1 } },
    ],
    outputs: { sum: "{: sum :}" },
  };
  expect(verdict(payload, [twice])).toBe("unproved");
});

test("two halves of one character", () => {
  const half = { type: "string", minLength: 1 };
  const steps = [{ action: "TAKE", parameters: { value: "{< a >}{< b >}" } }];
  expect(verdict({ parameters: { a: half, b: half }, steps }, [taking({ type: "string", minLength: 2 })])).toBe(
    "unproved",
  );
});

test.each([
  ["is nonsense inside", () => ({ type: "object", properties: { x: { anyOf: 3 } }, required: ["x"] })],
  [
    "holds itself",
    () => {
      const schema: { [key: string]: unknown } = { type: "array" };
      schema.items = schema;
      return schema;
    },
  ],
  [
    "throws",
    () => {
      throw new Error("no");
    },
  ],
])("an answer of `infer` that %s counts as none", (_, infer) => {
  const block = { name: "GIVE", returns: { type: "object" }, infer, run: () => ({}) };
  const steps = [{ id: "given", action: "GIVE" }];
  expect(verdict({ steps, outputs: { x: '{: given.x ?? "none" :}' } }, [block])).toBe("proved");
  expect(verdict({ steps, outputs: { x: "{: given.x :}" } }, [block])).toBe("unproved");
});

test("a value that holds the same part again and again is still checked in time", () => {
  const set = { action: "VARIABLE.SET", parameters: { name: "d", value: { a: "{# d #}", b: "{# d #}" } } };
  const payload = { variables: { d: 1 }, steps: Array.from({ length: 60 }, () => set), outputs: { d: "{# d.a.b #}" } };
  expect(verdict(payload)).not.toBe("wrong");
});

test("what is no mistake: a step that never is done, and what takes only an empty list", () => {
  const steps = [
    { id: "none", action: "LISTS.GET", allow_failure: true, parameters: { list: [], index: 0 } },
    { id: "log", action: "LOG.PRINT", parameters: { message: "{: none ?? 1 :}" } },
  ];
  expect(verdict({ steps })).toBe("proved");
  const sliced = { variables: { list: ["a"] }, steps: [{ action: "TAKE", parameters: { value: "{# list.1: #}" } }] };
  expect(verdict(sliced, [taking({ const: [] })])).toBe("proved");
  const wanted = taking({ type: "object", additionalProperties: false });
  expect(verdict(take({ p: {} }), [wanted])).toBe("unproved");
});
