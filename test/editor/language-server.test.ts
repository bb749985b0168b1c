// What people see in an editor: the schema with the real yaml-language-server.

import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadBlocks } from "../../src/blocks/load-blocks.ts";
import { builtInRegistry } from "../../src/library/built-in-blocks.ts";
import { Registry } from "../../src/registry.ts";
import { editorSchema } from "../../src/report/editor-schema.ts";
import { foldedJson } from "../../src/report/folded-json.ts";
import { LanguageServer, type Position } from "./language-server.ts";

const root = path.resolve(import.meta.dirname, "../..");
const folder = mkdtempSync(path.join(tmpdir(), "conduit-editor-"));
const modeline = "# yaml-language-server: $schema=schema.json\n";
let server: LanguageServer;
let files = 0;

beforeAll(async () => {
  writeSchema(path.join(folder, "schema.json"), builtInRegistry);
  server = await LanguageServer.start();
});

afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

function writeSchema(file: string, registry: Registry): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, foldedJson(editorSchema(registry.all())));
}

const newFile = (): string => path.join(folder, `${++files}.yaml`);

/** Opens a pipeline that has `¦` where the cursor is. */
async function openAt(marked: string): Promise<{ file: string; position: Position }> {
  const before = modeline + marked.slice(0, marked.indexOf("¦"));
  const lines = before.split("\n");
  const file = newFile();
  await server.open(file, modeline + marked.replace("¦", ""));
  return { file, position: { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 } };
}

/** What is offered at the cursor: what it is called, and what is put there. */
async function offered(marked: string): Promise<Record<string, string | undefined>> {
  const { file, position } = await openAt(marked);
  const items = await server.complete(file, position);
  return Object.fromEntries(items.map(({ label, textEdit, insertText }) => [label, textEdit?.newText ?? insertText]));
}

async function hovered(marked: string): Promise<string> {
  const { file, position } = await openAt(marked);
  return await server.hover(file, position);
}

/** What is found in a pipeline: the words that are marked, and what is said of them. */
async function found(text: string): Promise<string[]> {
  const diagnostics = await server.open(newFile(), modeline + text);
  const lines = (modeline + text).split("\n");
  return diagnostics.map(({ range: { start, end }, message: words }) => {
    const message = typeof words === "string" ? words : words.value;
    const marked = start.line === end.line ? lines[start.line]?.slice(start.character, end.character) : "…";
    return `${marked}: ${message}`;
  });
}

const step = (text: string): string => `steps:\n${text.replace(/^/gm, "  ")}\n`;

describe("completes", () => {
  test("actions, with what the blocks do", async () => {
    const { file, position } = await openAt(step("- action: TE¦"));
    const items = await server.complete(file, position);
    const join = items.find(({ label }) => label === "TEXT.JOIN");
    expect(join).toMatchObject({ documentation: "Joins two texts.", textEdit: { newText: "TEXT.JOIN" } });
    expect(join?.textEdit).toMatchObject({
      range: { start: { line: 2, character: 12 }, end: { line: 2, character: 14 } },
    });
    expect(items.map(({ label }) => label).toSorted()).toEqual(
      builtInRegistry
        .all()
        .map(({ action }) => action)
        .toSorted(),
    );
  });

  test("the parameters of one action, however it is spelt, and no others", async () => {
    const parameters = {
      text1: `text1: ${"$"}{1:Hello}`,
      text2: `text2: ${"$"}{1:World}`,
      join_with: "join_with: ",
    };
    expect(await offered(step("- action: TEXT.JOIN\n  parameters:\n    ¦"))).toEqual(parameters);
    expect(await offered(step("- action: text.Join\n  parameters:\n    te¦"))).toEqual(parameters);
    const { text1: _, ...others } = parameters;
    expect(await offered(step("- action: TEXT.JOIN\n  parameters:\n    text1: a\n    ¦"))).toEqual(others);
  });

  test("the values of a parameter, in quotes where YAML needs them", async () => {
    expect(await offered(step("- action: LOGIC.IF\n  parameters:\n    operator: ¦"))).toMatchInlineSnapshot(`
      {
        ""!="": ""!="",
        "">"": "">"",
        "">="": "">="",
        "<": "<",
        "<=": "<=",
        "=": "=",
        "is": "is",
        "is not": "is not",
      }
    `);
    expect(await offered(step("- action: CSV.PARSE\n  parameters:\n    header: ¦"))).toEqual({
      true: "true",
      false: "false",
    });
  });

  test("the keys of a step", async () => {
    expect(await offered(step("- ¦"))).toMatchObject({
      action: "action: ",
      parameters: "parameters:\n    ",
      if: "if: ",
    });
    expect(Object.keys(await offered(step("- action: TEXT.JOIN\n  ¦")))).not.toContain("action");
  });

  test("what stands inside a group, however deep", async () => {
    expect(await offered(step("- steps:\n    - parallel:\n        - ¦"))).toMatchObject({
      action: "action: ",
      for_each: "for_each:\n    ",
      retry: "retry:\n    ",
      timeout: "timeout: ",
    });
    const parameters = await offered(step("- parallel:\n    - action: TEXT.JOIN\n      parameters:\n        ¦"));
    expect(Object.keys(parameters)).toEqual(["text1", "text2", "join_with"]);
  });

  test("the keys of a loop and of a retry", async () => {
    expect(Object.keys(await offered(step("- action: LOGIC.TRUE\n  for_each:\n    ¦")))).toEqual([
      "in",
      "as",
      "concurrency",
    ]);
    expect(await offered(step("- action: LOGIC.TRUE\n  retry:\n    attempts: 2\n    on:\n      - ¦"))).toHaveProperty(
      "TIMEOUT",
    );
  });
});

describe("explains", () => {
  test.each(["TEXT.J¦OIN", "text.j¦oin"])("the action %s", async (action) => {
    expect(await hovered(step(`- action: ${action}`))).toContain("Joins two texts.\n\nGives text.");
  });

  test("a parameter, also where a tag gives it", async () => {
    const explained = await hovered(step("- action: TEXT.GET\n  parameters: { text: a, in¦dex: 1 }"));
    expect(explained.replace(/\n+Source.*$/, "")).toMatchInlineSnapshot(`
      "#### TEXT.GET

      Which one, from 0; a negative index counts from the end.

      Takes integer.

      Example:

      \`\`\`yaml
      -1
      \`\`\`"
    `);
    expect(await hovered(step("- action: TEXT.GET\n  parameters: { text: a, in¦dex: '{< a >}' }"))).toBe(explained);
  });

  test("the tags that a block needs", async () => {
    expect(await hovered(step("- action: FILE.R¦EAD"))).toContain("Needs the tag filesystem.");
  });

  test.each([
    ["parallel:\n    - action: LOGIC.TRUE\n      time¦out: 30s", "How long one attempt may take"],
    ["action: LOGIC.TRUE\n  for_each: { i¦n: [1] }", "The list, such as"],
    ["action: LOGIC.TRUE\n  retry: { attempts: 2, de¦lay: 1s }", "The wait before the second attempt"],
    ["para¦llel: []", "Steps that are done at the same time"],
  ])("the keys of a step: %s", async (text, words) => {
    expect(await hovered(step(`- ${text}`))).toContain(words);
  });

  test("the keys of the file", async () => {
    expect(await hovered("step_li¦mit: 5")).toContain("How many steps there may be");
  });
});

/** Pipelines with one mistake each, and the one thing that is said. */
const mistakes: [string, string, string][] = [
  ["an unknown key of the file", "stepss: []", "stepss: Property stepss is not allowed."],
  ["a wrong type in the file", "steps: { a: 1 }", "{ a: 1 }: Incorrect type. Expected one of array, null."],
  ["a step that is text", "steps: [TEXT.JOIN]", 'TEXT.JOIN: Incorrect type. Expected "step".'],
  ["an unknown key of a step", step("- action: LOGIC.TRUE\n  foo: 1"), "foo: Property foo is not allowed."],
  ["a misspelt action key", step("- acton: LOGIC.TRUE"), "acton: Property acton is not allowed."],
  ["a missing action", step("- id: a"), 'i: Missing property "action".'],
  ["a missing action in a group", step("- steps:\n    - id: a"), 'i: Missing property "action".'],
  [
    "a group that is a block as well",
    step("- action: LOGIC.TRUE\n  steps: [{ action: LOGIC.TRUE }]"),
    "[{ action: LOGIC.TRUE }]: Not beside `action`: a step does one thing.",
  ],
  ["a group that is no list", step("- steps: a"), 'a: Incorrect type. Expected "array".'],
  [
    "parameters of a group",
    step("- steps: [{ action: LOGIC.TRUE }]\n  parameters: { a: 1 }"),
    "{ a: 1 }: Only beside `action` and `pipeline`.",
  ],
  [
    "a concurrency without a group",
    step("- action: LOGIC.TRUE\n  concurrency: 2"),
    "2: Only beside `parallel`; that of a loop stands in `for_each`.",
  ],
  [
    "an unknown key of a step in a group",
    step("- parallel: [{ action: LOGIC.TRUE, foo: 1 }]"),
    "foo: Property foo is not allowed.",
  ],
  ["a loop without a list", step("- action: LOGIC.TRUE\n  for_each: { as: a }"), 'for_each: Missing property "in".'],
  [
    "a loop through text",
    step("- action: LOGIC.TRUE\n  for_each: { in: abc }"),
    'abc: Incorrect type. Expected "array".',
  ],
  [
    "a time without a unit",
    step("- action: LOGIC.TRUE\n  timeout: 5 minutes"),
    "5 minutes: Write it as `500ms`, `30s`, `5m` or `1h30m`.",
  ],
  [
    "an unknown action",
    step("- action: TEXT.JION\n  parameters: { text1: a }"),
    "TEXT.JION: There is no such block here: `conduit blocks` lists the ones that there are.",
  ],
  ["an action that is a number", step("- action: 5\n  parameters: { a: 1 }"), '5: Incorrect type. Expected "string".'],
  ["an action without a value", step("- action:"), ': Incorrect type. Expected "string".'],
  [
    "an unknown parameter",
    step("- action: TEXT.UPPERCASE\n  parameters: { text: a, foo: b }"),
    "foo: Property foo is not allowed.",
  ],
  [
    "a misspelt parameter",
    step("- action: TEXT.UPPERCASE\n  parameters: { txt: a }"),
    "txt: Property txt is not allowed.",
  ],
  [
    "a missing parameter",
    step("- action: TEXT.JOIN\n  parameters: { text1: a }"),
    'parameters: Missing property "text2".',
  ],
  ["missing parameters", step("- action: TEXT.JOIN"), 'a: Missing property "parameters".'],
  ["empty parameters", step("- action: TEXT.JOIN\n  parameters:"), ": Incorrect type. Expected one of object."],
  [
    "misspelt parameters",
    step("- action: TEXT.UPPERCASE\n  paramaters: { text: a }"),
    "paramaters: Property paramaters is not allowed.",
  ],
  [
    "parameters that are a list",
    step("- action: LOGIC.TRUE\n  parameters: [1]"),
    "[1]: Incorrect type. Expected one of object, null.",
  ],
  [
    "text for an integer",
    step("- action: TEXT.GET\n  parameters: { text: a, index: abc }"),
    'abc: Incorrect type. Expected "integer".',
  ],
  [
    "text with a tag in it for an integer",
    step("- action: TEXT.GET\n  parameters: { text: a, index: 'no {: a :}' }"),
    "'no {: a :}': Incorrect type. Expected \"integer\".",
  ],
  [
    "true for an integer",
    step("- action: TEXT.GET\n  parameters: { text: a, index: true }"),
    'true: Incorrect type. Expected "integer".',
  ],
  [
    "nothing for an integer",
    step("- action: TEXT.GET\n  parameters:\n    text: a\n    index:"),
    ': Incorrect type. Expected "integer".',
  ],
  [
    "a number for text",
    step("- action: TEXT.UPPERCASE\n  parameters: { text: 5 }"),
    '5: Incorrect type. Expected "string".',
  ],
  [
    "a number among texts",
    step("- action: TEXT.JOIN_LIST\n  parameters: { list: [a, 5, '{: x :}'] }"),
    '5: Incorrect type. Expected "string".',
  ],
  [
    "a value that is not listed",
    step("- action: LOGIC.IF\n  parameters: { value1: 1, value2: 2, operator: '==' }"),
    '\'==\': Allowed: "=", "!=", ">", ">=", "<", "<=", "is", "is not", or a tag.',
  ],
  [
    "a value of another type than those listed",
    step("- action: LOGIC.IF\n  parameters: { value1: 1, value2: 2, operator: 5 }"),
    '5: Allowed: "=", "!=", ">", ">=", "<", "<=", "is", "is not", or a tag.',
  ],
  [
    "text that is too long",
    step("- action: CSV.PARSE\n  parameters: { text: a, delimiter: ab }"),
    "ab: String is longer than the maximum length of 1.",
  ],
  [
    "two values of different types where an order is asked for",
    step("- action: LOGIC.IF\n  parameters: { value1: 1, value2: x, operator: '<' }"),
    'x: Incorrect type. Expected "number".',
  ],
  [
    "a list for one of several forms",
    step("- action: MATH.MAX_LIST\n  parameters: { list: abc }"),
    'abc: Incorrect type. Expected "array".',
  ],
  [
    "an unknown key inside a parameter",
    step("- action: OBJECT.APPLY_SLICE\n  parameters: { value: abc, slice: { stpo: 1 } }"),
    "stpo: Property stpo is not allowed.",
  ],
];

describe.concurrent("finds each mistake once", () => {
  test.for(mistakes)("%s", async ([, text, diagnostic], { expect: expectHere }) => {
    expectHere(await found(text)).toEqual([diagnostic]);
  });

  test("several mistakes, each once", async ({ expect: expectHere }) => {
    const all = [
      "- action: TEXT.GET\n  parameters: { text: 5, index: a }",
      "- action: TEXT.JOIN\n  parameters: {}",
      "- action: TEXT.UPERCASE",
      "- action: LOGIC.TRUE\n  forced: yes",
    ];
    expectHere(await found(step(all.join("\n")))).toEqual([
      '5: Incorrect type. Expected "string".',
      'a: Incorrect type. Expected "integer".',
      'parameters: Missing property "text1".',
      'parameters: Missing property "text2".',
      "TEXT.UPERCASE: There is no such block here: `conduit blocks` lists the ones that there are.",
      "yes: Incorrect type. Expected one of boolean, null.",
    ]);
  });
});

describe.concurrent("finds nothing in", () => {
  /** What the schema says; the server has opinions of its own, such as on anchors that nobody uses. */
  const findings = async (file: string, text: string) => {
    const diagnostics = await server.open(file, text);
    return diagnostics.filter(({ source }) => source?.startsWith("yaml-schema"));
  };

  test.for(readdirSync(path.join(root, "test/fixtures/valid")))("%s", async (name, { expect: expectHere }) => {
    const text = readFileSync(path.join(root, "test/fixtures/valid", name), "utf8");
    expectHere(
      await findings(
        newFile(),
        text.replace(/^\ufeff?/, (mark) => mark + modeline),
      ),
    ).toEqual([]);
  });

  const examples = readdirSync(path.join(root, "examples")).filter((name) => !name.startsWith("."));
  test.for(examples)("examples/%s", async (name, { expect: expectHere }) => {
    const example = path.join(root, "examples", name);
    const own = await loadBlocks(
      existsSync(path.join(example, "blocks")) ? [{ folder: path.join(example, "blocks") }] : [],
    );
    const blocks = own.registry.all().map(({ block }) => block);
    writeSchema(path.join(folder, name, "schema.json"), new Registry(blocks, builtInRegistry));
    const text = readFileSync(path.join(example, "pipeline.yaml"), "utf8");
    const withModeline = text.replace(/^# yaml-language-server:.*\n/, modeline);
    expectHere(withModeline).not.toBe(text);
    expectHere(await findings(path.join(folder, name, "pipeline.yaml"), withModeline)).toEqual([]);
  });
});
