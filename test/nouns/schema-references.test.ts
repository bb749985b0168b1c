// References inside a schema: where they lead, that one schema knows nothing of another, and which of them lead nowhere.

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { loadBlocks } from "../../src/blocks/load-blocks.ts";
import { compileSchema, findSchemaFault } from "../../src/schema.ts";

const holds = (schema: object, value: unknown) => compileSchema({ ...schema })(value).length === 0;
const faultOf = (schema: object) => findSchemaFault({ ...schema });

test("a schema holds itself", () => {
  const tree = {
    type: "object",
    required: ["k"],
    properties: { k: {}, left: { $ref: "#" }, all: { items: { $ref: "#" } } },
  };
  expect(faultOf(tree)).toBeUndefined();
  expect(holds(tree, { k: 1, left: { k: 1, all: [{ k: 1 }] } })).toBe(true);
  expect(holds(tree, { k: 1, left: { k: 1, all: [{ k: 1 }, {}] } })).toBe(false);
});

test("a reference below an id starts there", () => {
  const inner = { $id: "http://example.org/inner", required: ["b"], properties: { next: { $ref: "#" } } };
  const schema = { type: "object", required: ["a"], properties: { inner } };
  expect(faultOf(schema)).toBeUndefined();
  expect(holds(schema, { a: 1, inner: { b: 1, next: { b: 1 } } })).toBe(true);
  expect(holds(schema, { a: 1, inner: { b: 1, next: { a: 1 } } })).toBe(false);
});

test("schemas of one id are no hindrance to each other, and cannot be reached from another schema", () => {
  const named = (type: string) => ({
    $id: "http://example.org/named",
    type: "array",
    items: { anyOf: [{ type }, { $ref: "#" }] },
  });
  expect(holds(named("string"), [["a"]])).toBe(true);
  expect(holds(named("number"), [["a"]])).toBe(false);
  expect(holds(named("number"), [[1]])).toBe(true);
  expect(faultOf({ items: { $ref: "http://example.org/named" } })?.path).toEqual(["items", "$ref"]);
});

test("a copy of the draft itself is a schema", () => {
  const $id = "http://json-schema.org/draft-07/schema#";
  const schema = { $id, type: "object", required: ["not"], properties: { not: { $ref: "#" } } };
  expect(faultOf(schema)).toBeUndefined();
  expect(holds({ ...schema, required: [] }, { not: { not: 1 } })).toBe(false);
});

test.each([
  [{ $ref: "#" }, ["$ref"]],
  [{ allOf: [{ type: "object" }, { anyOf: [{ $ref: "#" }] }] }, ["allOf", "1", "anyOf", "0", "$ref"]],
  [
    { properties: { a: { $ref: "#/definitions/b" } }, definitions: { b: { not: { $ref: "#/definitions/b" } } } },
    ["definitions", "b", "not", "$ref"],
  ],
])("a reference that leads back to itself: %j", (schema, path) => {
  expect(faultOf(schema)).toMatchObject({ path, message: expect.stringContaining("leads back to itself") });
});

test("a block's schema and defaults may refer to what stands elsewhere in it", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "conduit-references-"));
  const write = (name: string, fallback: unknown) => {
    const next = { $ref: "#", default: fallback };
    const parameters = { type: "object", required: ["k"], properties: { k: { $ref: "#/definitions/k" }, next } };
    const block = { name, parameters: { ...parameters, definitions: { k: { type: "integer" } } } };
    return writeFile(
      path.join(folder, `${name}.mjs`),
      `export default { ...${JSON.stringify(block)}, run: () => null };\n`,
    );
  };
  await Promise.all([write("right", { k: 1, next: { k: 2 } }), write("wrong", { k: 1, next: {} })]);
  const { registry, problems } = await loadBlocks([{ folder }], (file) => file);
  await rm(folder, { recursive: true });
  expect(registry.all().map(({ action }) => action)).toEqual(["RIGHT"]);
  expect(problems.map(({ message }) => message)).toEqual([
    "the default of `next` of block `WRONG` does not meet its own schema",
  ]);
});
