// The editors' schema beside the checker: the two accept the same pipelines, but for the differences that are named here.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { loadBlocks } from "../../src/blocks/load-blocks.ts";
import { checkPipeline } from "../../src/check/check-pipeline.ts";
import { checkShape } from "../../src/check/check-shape.ts";
import type { DiagnosticCode } from "../../src/diagnostic.ts";
import type { Document } from "../../src/document.ts";
import type { JsonSchema } from "../../src/infer.ts";
import { isJsonMap, type Json } from "../../src/json.ts";
import { builtInRegistry } from "../../src/library/built-in-blocks.ts";
import { parseYaml } from "../../src/parse/parse-yaml.ts";
import { readPipeline } from "../../src/parse/read-pipeline.ts";
import { documentFromValue } from "../../src/parse/value-document.ts";
import { nestedSteps } from "../../src/pipeline.ts";
import { Registry } from "../../src/registry.ts";
import { editorSchema, isEditorSchema } from "../../src/report/editor-schema.ts";
import { foldedJson } from "../../src/report/folded-json.ts";
import { Source } from "../../src/source.ts";
import { blockSchema, stepFor, stepOfAnyKind } from "./random-steps.ts";

const root = path.resolve(import.meta.dirname, "../..");

/** What both judge: the shape of the file, the names of blocks, and their parameters as far as they are written out. */
const shared: ReadonlySet<DiagnosticCode> = new Set<DiagnosticCode>([
  "unknown-key",
  "missing-key",
  "wrong-type",
  "wrong-value",
  "ambiguous-step",
  "misplaced-key",
  "block-not-found",
  "block-parameter-missing",
  "block-parameter-unknown",
  "block-parameter-invalid",
]);

/** Says whether the checker finds nothing of what both judge. */
function checkerAccepts(document: Document, registry = builtInRegistry): boolean {
  const pipeline = readPipeline(document);
  const found = [...checkShape(pipeline).diagnostics, ...checkPipeline(pipeline, { registry }).diagnostics];
  const steps = [...nestedSteps(pipeline.steps)].map(({ step }) => step);
  return !found.some(({ code, severity, step }) => {
    // That a tag brings no list is for the checker alone to say.
    if (code === "loop-not-list") return steps.find(({ order }) => order === step)?.loop?.list.kind !== "tag";
    return severity === "error" && shared.has(code);
  });
}

/** The files of a folder that hold pipelines, named from the root of the repository. */
function files(folder: string): string[] {
  const names = readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" });
  return names
    .filter((name) => /\.(?:yaml|json)$/.test(name))
    .map((name) => `${folder}/${name.replaceAll("\\", "/")}`)
    .toSorted();
}

/** Of how long a time may be the editor knows nothing. */
const isShared = (file: string): boolean => !file.endsWith("/wrong-value--duration-too-long.yaml");

const parse = (file: string) => parseYaml(new Source(file, readFileSync(path.join(root, file), "utf8"))).document;

const draft = new Ajv({ strict: false });

/** What a validator of JSON Schema says of pipelines with these blocks. */
function editorOf(registry: Registry): (value: unknown) => boolean {
  const schema = editorSchema(registry.all());
  if (draft.validateSchema(schema) !== true) throw new Error(`the schema is none: ${draft.errorsText()}`);
  const ajv = new Ajv({
    strict: false,
    ownProperties: true,
    validateSchema: false,
    meta: false,
    code: { optimize: false },
  });
  addFormats.default(ajv);
  const validate = ajv.compile(schema);
  return (value) => validate(value);
}

const builtInEditor = editorOf(builtInRegistry);

/** Says whether a value holds a tag, in a key or a value. */
function hasTag(value: unknown): boolean {
  if (typeof value === "string") return /(?<!\\)\{[%:#<=]\s/.test(value);
  if (Array.isArray(value)) return value.some(hasTag);
  return isJsonMap(value) && Object.entries(value).some((entry) => entry.some(hasTag));
}

/** Keywords that choose between schemas, so that what is known of a value can depend on the rest of it. */
const choosing = /"(?:anyOf|oneOf|if|not|dependencies|contains)"/;

/**
 * The differences that are meant. Where a schema chooses by a value of which a part is known only when the run is on, be it what a
 * tag brings or a default, the editor says nothing; the checker sometimes knows better.
 */
function isExcused(step: Json, registry: Registry): boolean {
  if (!isJsonMap(step)) return false;
  const members = [step.steps, step.parallel].flatMap((list) => (Array.isArray(list) ? (list as Json[]) : []));
  if (members.some((member) => isExcused(member, registry))) return true;
  if (typeof step.action !== "string" || !isJsonMap(step.parameters)) return false;
  const block = registry.get(step.action);
  if (block === undefined) return false;
  const { parameters } = step;
  const { properties = {}, definitions: _, ...own } = block.schema;
  const isPartlyKnown =
    hasTag(parameters) || Object.keys(block.defaults).some((key) => !Object.hasOwn(parameters, key));
  if (isPartlyKnown && choosing.test(JSON.stringify(own))) return true;
  return Object.entries(parameters).some(
    ([key, value]) => hasTag(value) && choosing.test(JSON.stringify(properties[key] ?? {})),
  );
}

/** Runs both over a pipeline of one step and compares what they say. */
function expectAgreement(step: Json, registry: Registry, editor: (value: unknown) => boolean): boolean {
  const pipeline = { parameters: { any: {} }, variables: { v: {} }, steps: [step] };
  const isRight = checkerAccepts(documentFromValue(pipeline), registry);
  const isAccepted = editor(pipeline);
  if (isRight !== isAccepted && !(isAccepted && isExcused(step, registry))) {
    throw new Error(
      `the checker ${isRight ? "accepts" : "refuses"}, the editor does not: ${JSON.stringify(step)} ${JSON.stringify(registry.all()[0]?.schema)}`,
    );
  }
  return isRight;
}

describe("the editor and the checker accept the same", () => {
  test("steps with built-in blocks", () => {
    const seen = { right: 0, wrong: 0 };
    fc.assert(
      fc.property(stepFor(builtInRegistry), (step) => {
        seen[expectAgreement(step, builtInRegistry, builtInEditor) ? "right" : "wrong"]++;
      }),
      { numRuns: 1_000, endOnFailure: true },
    );
    expect(Math.min(seen.right, seen.wrong)).toBeGreaterThan(200);
  });

  test("groups, loops, retries and pipelines, one inside another", () => {
    const seen = { right: 0, wrong: 0 };
    fc.assert(
      fc.property(stepOfAnyKind(builtInRegistry), (step) => {
        seen[expectAgreement(step, builtInRegistry, builtInEditor) ? "right" : "wrong"]++;
      }),
      { numRuns: 1_500, endOnFailure: true },
    );
    expect(Math.min(seen.right, seen.wrong)).toBeGreaterThan(200);
  });

  test("steps with blocks of any schema", () => {
    const seen = { right: 0, wrong: 0 };
    fc.assert(
      fc.property(
        blockSchema.chain((schema) => {
          const registry = new Registry([{ category: "OWN", name: "BLOCK", parameters: schema, run: () => null }]);
          return fc.tuple(fc.constant(registry), fc.array(stepFor(registry), { minLength: 8, maxLength: 8 }));
        }),
        ([registry, steps]) => {
          const editor = editorOf(registry);
          for (const step of steps) seen[expectAgreement(step, registry, editor) ? "right" : "wrong"]++;
        },
      ),
      { numRuns: 40, endOnFailure: true },
    );
    expect(Math.min(seen.right, seen.wrong)).toBeGreaterThan(20);
  });

  test.each([...files("test/fixtures/valid"), ...files("test/fixtures/invalid")].filter(isShared))(
    "%s",
    async (file) => {
      const document = parse(file);
      if (document === undefined) return;
      const folder = path.join(root, path.dirname(file), "blocks");
      const { registry: own } = await loadBlocks(existsSync(folder) ? [{ folder }] : []);
      const blocks = own.all().map(({ block }) => block);
      const registry = new Registry(blocks, builtInRegistry);
      const editor = blocks.length === 0 ? builtInEditor : editorOf(registry);
      expect(editor(document.value)).toBe(checkerAccepts(document, registry));
    },
  );
});

/** Where they differ, and how: what the checker says, then the editor. */
const differences: [string, Json, { checker: boolean; editor: boolean }][] = [
  [
    "several tags in one text are text to the checker",
    { action: "MATH.ABS", parameters: { value: "{< a >} {< b >}" } },
    { checker: false, editor: true },
  ],
  [
    "of several forms the checker may know which one is meant",
    { action: "OWN.FORMS", parameters: { value: ["{< a >}", "x"] } },
    { checker: false, editor: true },
  ],
  [
    "a condition on what a tag brings may hold for the checker",
    { action: "LOGIC.IF", parameters: { value1: "{< a >}", value2: true, operator: "<" } },
    { checker: false, editor: true },
  ],
  [
    "of how long a time may be the editor knows nothing",
    { action: "LOGIC.TRUE", timeout: "25d" },
    { checker: false, editor: true },
  ],
  [
    "of letters the editor knows two cases, not others that have the same upper case",
    { action: "LOGIC.I\u017f_NONE", parameters: { value: 1 } },
    { checker: true, editor: false },
  ],
];

test.each(differences)("they differ: %s", (_, step, verdicts) => {
  const list = { type: "array", items: { type: "integer" } } as const;
  const parameters: JsonSchema = { properties: { value: { anyOf: [{ type: "integer" }, list] } } };
  const registry = new Registry([{ category: "OWN", name: "FORMS", parameters, run: () => null }], builtInRegistry);
  const checker = checkerAccepts(documentFromValue({ steps: [step] }), registry);
  expect({ checker, editor: editorOf(registry)({ steps: [step] }) }).toEqual(verdicts);
});

describe("the schema", () => {
  test("is the same for the same blocks in another order", () => {
    const blocks = builtInRegistry.all();
    expect(foldedJson(editorSchema(blocks.toReversed()))).toBe(foldedJson(editorSchema(blocks)));
  });

  test("stays small", () => {
    const { length } = foldedJson(editorSchema(builtInRegistry.all()));
    expect(length / builtInRegistry.all().length).toBeLessThan(2_000);
  });

  test("knows blocks by any name that a block may have", () => {
    const names = ["A/B", "Ärger+", "50%", "x~y", "[Z]", "a|b", "(c", "d$", "^e", "f-g", "h\\i", "ζ"];
    const named = names.map((name) => ({
      name,
      parameters: { properties: { a: { type: "integer" } } },
      run: () => null,
    }));
    const blocks = ["own", "list", undefined].flatMap((category) => named.map((block) => ({ ...block, category })));
    const registry = new Registry(blocks);
    const editor = editorOf(registry);
    for (const action of registry.all().flatMap((block) => [block.action, block.action.toLowerCase()])) {
      expect([action, editor({ steps: [{ action, parameters: { a: 1 } }] })]).toEqual([action, true]);
      expect([action, editor({ steps: [{ action, parameters: { a: "x" } }] })]).toEqual([action, false]);
      expect([action, editor({ steps: [{ action: `${action}S` }] })]).toEqual([action, false]);
    }
    expect(editor({ steps: [{ action: "List.50%" }, { action: "LISTS.50%" }] })).toBe(true);
  });

  test("is known again, and nothing else is", () => {
    expect(isEditorSchema(foldedJson(editorSchema([])))).toBe(true);
    const own = readFileSync(path.join(root, "schemas/pipeline.schema.json"), "utf8");
    for (const other of [own, "", "{}", "null", '{"$comment": 5}', '{"$comment": "Made by hand"}', "{"]) {
      expect(isEditorSchema(other)).toBe(false);
    }
  });

  test("says what a block takes, in words, with examples and the values that are allowed", () => {
    const { definitions } = editorSchema(builtInRegistry.all()) as { definitions: Record<string, JsonSchema> };
    expect(foldedJson(definitions["TEXT.JOIN"] as Json)).toMatchInlineSnapshot(`
      "{
        "properties": {
          "action": { "description": "Joins two texts.\\n\\nGives text." },
          "parameters": {
            "title": "TEXT.JOIN",
            "type": ["object"],
            "properties": {
              "text1": { "description": "The first text.\\n\\nTakes text.", "type": "string", "examples": ["Hello"] },
              "text2": { "description": "The second text.\\n\\nTakes text.", "type": "string", "examples": ["World"] },
              "join_with": {
                "description": "What to put between them.\\n\\nTakes text, \\" \\" when left out.",
                "type": "string"
              }
            },
            "patternProperties": { "(?<!\\\\\\\\)\\\\{[%:#<=]\\\\s": true },
            "additionalProperties": false,
            "if": { "propertyNames": { "enum": ["text1", "text2", "join_with"] } },
            "then": { "required": ["text1", "text2"] }
          }
        },
        "if": { "$ref": "#/definitions/own_keys" },
        "then": { "required": ["parameters"] }
      }"
    `);
    const compare = definitions["LOGIC.IF"]?.properties?.parameters as JsonSchema;
    expect(foldedJson(compare.properties?.operator as Json)).toMatchInlineSnapshot(`
      "{
        "description": "How to compare them: \`=\` and \`is\` mean equal data; the four that order take two numbers, two texts or two lists.\\n\\nTakes \\"=\\" | \\"!=\\" | \\">\\" | \\">=\\" | \\"<\\" | \\"<=\\" | \\"is\\" | \\"is not\\".",
        "anyOf": [
          {
            "type": "string",
            "enum": ["=", "!=", ">", ">=", "<", "<=", "is", "is not"],
            "errorMessage": "Allowed: \\"=\\", \\"!=\\", \\">\\", \\">=\\", \\"<\\", \\"<=\\", \\"is\\", \\"is not\\", or a tag."
          },
          { "$ref": "#/definitions/text" },
          { "$ref": "#/definitions/list" },
          { "$ref": "#/definitions/map" }
        ]
      }"
    `);
  });
});

test.each(["{}", "[]", '{ "a": [1, { "b": null }] }'])("%s is folded to itself", (text) => {
  expect(foldedJson(JSON.parse(text) as Json)).toBe(text);
});

test("JSON is folded where a line would be too wide", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(JSON.parse(foldedJson(value as Json))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
  const word = "word".repeat(10);
  expect(foldedJson({ [word]: [word, word, [1, 2]], short: {} })).toMatchInlineSnapshot(`
    "{
      "wordwordwordwordwordwordwordwordwordword": [
        "wordwordwordwordwordwordwordwordwordword",
        "wordwordwordwordwordwordwordwordwordword",
        [1, 2]
      ],
      "short": {}
    }"
  `);
});
