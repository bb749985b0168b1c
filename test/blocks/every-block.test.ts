// What holds for every built-in block: its words, its schemas, its example; and which blocks there are.

import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import csv from "../../blocks/csv.ts";
import dictionary from "../../blocks/dictionary.ts";
import file from "../../blocks/file.ts";
import json from "../../blocks/json.ts";
import lists from "../../blocks/lists.ts";
import log from "../../blocks/log.ts";
import logic from "../../blocks/logic.ts";
import math from "../../blocks/math.ts";
import object from "../../blocks/object.ts";
import text from "../../blocks/text.ts";
import variable from "../../blocks/variable.ts";
import type { AnyBlock } from "../../src/block.ts";
import type { JsonSchema } from "../../src/infer.ts";
import { isJsonMap } from "../../src/json.ts";
import { callBlock } from "./call-block.ts";

const original: readonly AnyBlock[] = [...dictionary, ...lists, ...logic, ...math, ...object, ...text, ...variable];
const all: readonly AnyBlock[] = [...original, ...csv, ...file, ...json, ...log];
const named = all.map((block) => [`${block.category}.${block.name}`, block] as const);

let projectFolder: string;

beforeAll(async () => {
  projectFolder = await mkdtemp(join(tmpdir(), "conduit-blocks-"));
  await mkdir(join(projectFolder, "notes"));
  await writeFile(join(projectFolder, "notes/today.txt"), "Buy milk\n");
});
afterAll(() => rm(projectFolder, { recursive: true }));

it("has the 98 blocks of the original", () => {
  const names = new Map<string, string[]>();
  for (const { category = "", name } of original) names.set(category, [...(names.get(category) ?? []), name]);
  expect(original).toHaveLength(98);
  expect(Object.fromEntries(names)).toEqual({
    DICTIONARY: (
      "CREATE CREATE_FROM_PAIRS CREATE_FROM_LIST GET SET DELETE MERGE POP UPDATE CLEAR COUNT LIST_KEYS LIST_VALUES " +
      "LIST_ITEMS IS_DICTIONARY IS_KEY_EXISTS IS_VALUE_EXISTS"
    ).split(" "),
    LISTS:
      "CREATE COUNT APPEND CLEAR EXTEND SORT INSERT COPY REMOVE POP REVERSE COUNT_ITEM MERGE FLATTEN GET INDEX".split(
        " ",
      ),
    LOGIC: (
      "BOOL IF IS_TRUTH IS_NONE TRUE FALSE NONE IF_THEN_ELSE LOGICAL_NOT LOGICAL_OR LOGICAL_AND BITWISE_AND " +
      "BITWISE_OR BITWISE_NOT ASSERT NOT_ASSERT IF_ASSERT"
    ).split(" "),
    MATH: "CREATE_INTEGER CREATE_FLOAT SUM SUM_LIST SUB DIV MUL EXP MOD FLOOR CEILING MAX MIN SQRT ABS MAX_LIST MIN_LIST".split(
      " ",
    ),
    OBJECT: ["CREATE_SLICE", "APPLY_SLICE", "SLICE_VALUE", "COPY", "LENGTH"],
    TEXT: (
      "CREATE JOIN JOIN_LIST INCLUDES COUNT GET COUNT_PIECE IS_EMPTY STRIP UPPERCASE LOWERCASE SPLIT TITLECASE " +
      "STARTS_WITH ENDS_WITH IS_NUMERIC IS_TEXT REPLACE"
    ).split(" "),
    VARIABLE: "SET CREATE GET DELETE LIST_NAMES LIST_VALUES IS_EXISTS COUNT".split(" "),
  });
});

it("has these blocks beside them", () => {
  const beside = named.map(([name]) => name).slice(original.length);
  expect(beside).toEqual([
    "CSV.PARSE",
    "FILE.READ",
    "FILE.WRITE",
    "FILE.DELETE",
    "JSON.PARSE",
    "JSON.STRINGIFY",
    "LOG.PRINT",
  ]);
});

describe.each(named)("%s", (_, block) => {
  it("is described, with every parameter", () => {
    const sentence = /^[A-Z].*\.$/;
    expect(block.description).toMatch(sentence);
    expect(block.effect).toMatch(/^(pure|read|write)$/);
    expect(block.effect === "pure").toBe(block.readsVariables === undefined);
    const schema: JsonSchema = block.parameters;
    expect(schema.type).toBe("object");
    for (const [name, property] of Object.entries(schema.properties ?? {})) {
      expect(property, name).toMatchObject({ description: expect.stringMatching(sentence) });
    }
    expect(Object.keys(schema.properties ?? {})).toEqual(expect.arrayContaining([...(schema.required ?? [])]));
  });

  it("does what its example says", async () => {
    const { example } = block;
    expect(example).toHaveProperty("result");
    const called = await callBlock([block], block.name, example?.parameters ?? {}, {
      variables: example?.variables ?? {},
      projectFolder,
    });
    expect(called.result).toEqual(example?.result);
  });

  it("infers something of any schemas", () => {
    const names = Object.keys(block.parameters.properties ?? { anything: {} });
    const schema = fc.letrec<{ schema: JsonSchema }>((tie) => ({
      schema: fc.oneof(
        { maxDepth: 3 },
        fc.constant({}),
        fc.record({ const: fc.jsonValue() }),
        fc.record({ enum: fc.array(fc.jsonValue()) }),
        fc.record({ type: fc.constantFrom("string", "integer", "array", "object"), minItems: fc.nat() }),
        fc.record({ type: fc.constant("array" as const), items: fc.oneof(fc.boolean(), tie("schema")) }),
        fc.record({
          type: fc.constant("object" as const),
          additionalProperties: fc.oneof(fc.boolean(), tie("schema")),
        }),
        fc.record({ anyOf: fc.array(fc.oneof(fc.boolean(), tie("schema"))) }),
      ),
    })).schema;
    const schemas = fc.dictionary(fc.constantFrom(...names, "__proto__"), schema);
    fc.assert(fc.property(schemas, (given) => isJsonMap(block.infer?.(given) ?? {})));
  });
});
