// A pipeline and all that it runs, held against the rules: what is told of which file, and which status comes first.

import { describe, expect, test } from "vitest";
import { checkAll } from "../../src/check/check-all.ts";
import type { CheckSettings } from "../../src/check/check-pipeline.ts";
import { checkShape } from "../../src/check/check-shape.ts";
import { type Diagnostic, sortDiagnostics } from "../../src/diagnostic.ts";
import { builtInRegistry } from "../../src/library/built-in-blocks.ts";
import { parseYaml } from "../../src/parse/parse-yaml.ts";
import { PipelineFiles } from "../../src/parse/pipeline-files.ts";
import type { Pipeline } from "../../src/pipeline.ts";
import { Source } from "../../src/source.ts";
import { ConduitStatus } from "../../src/status.ts";
import { memoryDisk } from "./memory-disk.ts";

type Texts = Readonly<Record<string, string>>;

/** `main.yaml` of some files. */
function read(files: Texts): Pipeline {
  const source = new Source("main.yaml", files["main.yaml"] ?? "");
  const { document } = parseYaml(source);
  if (document === undefined) throw new Error("main.yaml is no YAML");
  return new PipelineFiles(memoryDisk(files), { path: "/", shownAs: "" }).read(document, "/main.yaml");
}

/** Where each mistake is, and which. */
function check(files: Texts, settings: Partial<CheckSettings> = {}) {
  const pipeline = read(files);
  const shape = checkShape(pipeline);
  const { diagnostics, status, slots } = checkAll(pipeline, { registry: builtInRegistry, ...settings });
  return {
    shape: placesOf(sortDiagnostics(shape.diagnostics, shape.sources)),
    rules: placesOf(sortDiagnostics(diagnostics, shape.sources)),
    status: status === null ? null : ConduitStatus[status],
    slots,
    diagnostics,
    isChecked: shape.checked !== undefined,
  };
}

const placesOf = (diagnostics: readonly Diagnostic[]) =>
  diagnostics.map(({ source, span, code }) => {
    const { line, column } = source?.positionOf(span?.start ?? 0) ?? { line: 0, column: 0 };
    return `${source?.name}:${line}:${column} ${code}`;
  });

const print = "{ action: LOG.PRINT, parameters: { message: hi } }";
const wrong = "{ action: LOG.PRNT, parameters: { message: hi } }";
const forbidden = "{ action: FILE.DELETE, parameters: { path: a } }";
const mistyped = "{ action: TEXT.UPPERCASE, parameters: { text: 1 } }";
const steps = (...all: string[]) => `steps: [${all.join(", ")}]\n`;
const run = (name: string) => `{ pipeline: ${name} }`;

describe("what is told", () => {
  test("comes once, file by file in the order of steps", () => {
    const { shape, rules, isChecked } = check({
      "main.yaml": steps(run("lib/b.yaml"), run("a.yaml"), wrong, run("lib/b.yaml")),
      "lib/b.yaml": steps(wrong, run("../a.yaml"), run("../a.yaml")),
      "a.yaml": steps(print, wrong),
    });
    expect({ shape, isChecked }).toEqual({ shape: [], isChecked: true });
    expect(rules).toEqual([
      "main.yaml:1:67 block-not-found",
      "lib/b.yaml:1:19 block-not-found",
      "a.yaml:1:71 block-not-found",
    ]);
  });

  test("is of shape first, also where the file that has it is reached last", () => {
    const { shape, isChecked } = check({
      "main.yaml": `${steps(run("a.yaml"), run("none.yaml"))}name: 1\n`,
      "a.yaml": `nam: x\n${steps(run("b.yaml"))}`,
      "b.yaml": "steps: [\n",
    });
    expect(isChecked).toBe(false);
    expect(shape).toEqual([
      "main.yaml:1:43 pipeline-file",
      "main.yaml:2:7 wrong-type",
      "a.yaml:1:1 unknown-key",
      "b.yaml:1:8 yaml-syntax",
    ]);
  });

  test("leaves the warnings of other files to those who check them, and takes what is unproved", () => {
    const inner =
      "parameters: { list: { type: array }, unused: {} }\nsteps: [{ action: MATH.SUM_LIST, parameters: { list: '{< list >}' } }]\n";
    const { rules, slots } = check({
      "main.yaml": `variables: { unused: 1 }\nsteps: [{ pipeline: a.yaml, parameters: { list: [], unused: 1 } }]\n`,
      "a.yaml": inner,
    });
    expect(rules).toEqual(["main.yaml:1:14 unused-variable", "a.yaml:2:55 unproved-type"]);
    expect(slots.typed).toBe(0);
    expect(check({ "main.yaml": inner }).rules).toContain("main.yaml:1:38 unused-parameter");
  });

  test("is no more than two hundred mistakes, those of the first file first", () => {
    const many = steps(...Array.from({ length: 150 }, () => wrong));
    const { diagnostics } = check({ "main.yaml": `${many.slice(0, -2)}, ${run("a.yaml")}]\n`, "a.yaml": many });
    const countOf = (name: string) => diagnostics.filter(({ source }) => source?.name === name).length;
    expect([countOf("main.yaml"), countOf("a.yaml")]).toEqual([150, 50]);
  });

  test("of files that run each other is the cycle, once for each step that closes one", () => {
    const { shape, rules } = check({
      "main.yaml": steps(run("a.yaml"), run("main.yaml"), wrong),
      "a.yaml": steps(run("b.yaml"), run("b.yaml")),
      "b.yaml": steps(run("c.yaml"), run("./main.yaml"), run("b.yaml")),
      "c.yaml": steps(wrong, run("a.yaml")),
    });
    expect(shape).toEqual([
      "main.yaml:1:43 pipeline-cycle",
      "b.yaml:1:43 pipeline-cycle",
      "b.yaml:1:70 pipeline-cycle",
      "c.yaml:1:72 pipeline-cycle",
    ]);
    expect(rules).toEqual(["main.yaml:1:66 block-not-found", "c.yaml:1:19 block-not-found"]);
  });
});

describe("permissions", () => {
  const inner = `tags: [filesystem]\n${steps(forbidden)}`;

  test.each<[string, Texts, Partial<CheckSettings>, string[]]>([
    ["are those that all ask for", { "main.yaml": `tags: [filesystem]\n${steps(run("a.yaml"))}` }, {}, []],
    ["are never more than the caller's", { "main.yaml": steps(run("a.yaml")) }, {}, ["a.yaml:2:19 forbidden-block"]],
    ["may be granted to the caller", { "main.yaml": steps(run("a.yaml")) }, { tags: ["filesystem"] }, []],
    [
      "granted to the caller do not reach who does not ask",
      { "main.yaml": steps(run("b.yaml")), "b.yaml": steps(forbidden) },
      { tags: ["filesystem"] },
      ["b.yaml:1:19 forbidden-block"],
    ],
    [
      "are lost on the way",
      { "main.yaml": `tags: [filesystem]\n${steps(run("b.yaml"))}`, "b.yaml": steps(run("a.yaml")) },
      {},
      ["a.yaml:2:19 forbidden-block"],
    ],
    [
      "that one of two callers lacks are missing",
      {
        "main.yaml": `tags: [filesystem]\n${steps(run("a.yaml"), run("b.yaml"), run("a.yaml"))}`,
        "b.yaml": steps(run("a.yaml")),
      },
      {},
      ["a.yaml:2:19 forbidden-block"],
    ],
  ])("%s", (_, files, settings, found) => {
    expect(check({ "a.yaml": inner, ...files }, settings).rules).toEqual(found);
  });

  test("that go many ways through many files are not tried out for ever", () => {
    const names = Array.from({ length: 16 }, (_, index) => `t${index}`);
    const files: Record<string, string> = {};
    for (const [index, name] of names.entries()) {
      const both = steps(run(`keep${index + 1}.yaml`), run(`drop${index + 1}.yaml`));
      files[`keep${index}.yaml`] = `tags: [${names.join(", ")}]\n${both}`;
      files[`drop${index}.yaml`] = `tags: [${names.filter((one) => one !== name).join(", ")}]\n${both}`;
    }
    const last = `tags: [${names.join(", ")}]\n${steps(wrong)}`;
    files["keep16.yaml"] = last;
    files["drop16.yaml"] = steps(wrong);
    const { rules, shape } = check({
      ...files,
      "main.yaml": `tags: [${names.join(", ")}]\n${steps(run("keep0.yaml"))}`,
    });
    expect(shape.length).toBeGreaterThan(0);
    expect(new Set(shape.map((one) => one.split(" ")[1]))).toEqual(new Set(["pipeline-size"]));
    const codes = rules.map((rule) => rule.split(" ")[1]);
    expect(codes).toHaveLength(3);
    expect(new Set(codes)).toEqual(new Set(["block-not-found", "pipeline-size"]));
  });
});

describe("more than is told of", () => {
  const always = '{ if: "{= 1 == 1 =}", action: LOG.PRINT, parameters: { message: hi } }';
  const unproved = '{ action: TEXT.UPPERCASE, parameters: { text: "{< any >}" } }';
  const declared = "parameters: { any: {} }\n";

  test.each<[string, Texts, string]>([
    [
      "warnings hide no error of another file",
      { "main.yaml": steps(...Array<string>(300).fill(always), run("a.yaml")), "a.yaml": steps(mistyped) },
      "a.yaml block-parameter-invalid",
    ],
    [
      "unproved values hide no error behind them",
      { "main.yaml": declared + steps(...Array<string>(300).fill(unproved), mistyped) },
      "main.yaml block-parameter-invalid",
    ],
    [
      "unproved values hide no error of another file",
      { "main.yaml": declared + steps(...Array<string>(300).fill(unproved), run("a.yaml")), "a.yaml": steps(mistyped) },
      "a.yaml block-parameter-invalid",
    ],
    [
      "warnings hide nothing that is unproved",
      { "main.yaml": declared + steps(...Array<string>(300).fill(always), unproved) },
      "main.yaml unproved-type",
    ],
  ])("%s", (_, files, found) => {
    const { rules } = check(files);
    expect(rules).toHaveLength(200);
    expect(rules.map((rule) => rule.replace(/:\d+:\d+/, ""))).toContain(found);
  });

  test("errors hide no status of an earlier step", () => {
    const many = steps(mistyped, ...Array<string>(300).fill(wrong));
    expect(check({ "main.yaml": many }).status).toBe("INVALID_TYPE");
  });

  test("files are all checked", () => {
    const names = Array.from({ length: 1_200 }, (_, index) => `f${index}.yaml`);
    const files = Object.fromEntries(names.map((name) => [name, steps(print)]));
    const { rules, status } = check({ ...files, "main.yaml": steps(...names.map(run)), "f1199.yaml": steps(mistyped) });
    expect(rules).toEqual(["f1199.yaml:1:55 block-parameter-invalid"]);
    expect(status).toBe("INVALID_TYPE");
  });
});

describe("the first status", () => {
  test.each<[string, Texts, string | null]>([
    ["is none where nothing is wrong", { "main.yaml": steps(run("a.yaml")), "a.yaml": steps(print) }, null],
    [
      "of a file counts where the step stands that runs it",
      { "main.yaml": steps(print, run("a.yaml"), wrong), "a.yaml": steps(print, print, print, print, forbidden) },
      "FORBIDDEN_BLOCK",
    ],
    [
      "may stand before that step",
      { "main.yaml": steps(print, wrong, run("a.yaml")), "a.yaml": steps(forbidden) },
      "BLOCK_NOT_FOUND",
    ],
    [
      "counts through groups and files",
      {
        "main.yaml": steps(print, `{ parallel: [${print}, { steps: [${run("a.yaml")}] }] }`, wrong),
        "a.yaml": steps(print, run("b.yaml"), wrong),
        "b.yaml": steps(mistyped),
      },
      "INVALID_TYPE",
    ],
    [
      "is the calling step's own before that of what it runs",
      {
        "main.yaml": steps("{ id: a, pipeline: a.yaml }", "{ id: a, pipeline: b.yaml }"),
        "a.yaml": steps(print),
        "b.yaml": steps(forbidden),
      },
      "DUPLICATE_STEP_IDS",
    ],
    [
      "of a file that is run twice counts at its first run",
      {
        "main.yaml": steps(run("b.yaml"), run("a.yaml"), wrong, run("a.yaml")),
        "a.yaml": steps(forbidden),
        "b.yaml": steps(print),
      },
      "FORBIDDEN_BLOCK",
    ],
  ])("%s", (_, files, status) => {
    expect(check(files).status).toBe(status);
  });
});

test("files may run each other fifty deep and no deeper, on every way", () => {
  const chain = (length: number) => {
    const files: Record<string, string> = { "main.yaml": steps(run("f2.yaml")) };
    for (let index = 2; index <= length; index++) {
      files[`f${index}.yaml`] = index === length ? steps(print) : steps(run(`f${index + 1}.yaml`));
    }
    return files;
  };
  expect(check(chain(50))).toMatchObject({ shape: [], rules: [], isChecked: true });
  expect(check(chain(51)).shape).toEqual(["f50.yaml:1:21 pipeline-size"]);
  expect(check(chain(5000)).shape).toEqual(["f50.yaml:1:21 pipeline-size"]);
  const shortcut = { ...chain(51), "main.yaml": steps(run("f40.yaml"), run("f2.yaml")) };
  expect(check(shortcut).shape).toEqual(["f39.yaml:1:21 pipeline-size"]);
});
