// conduit validate --format: the same findings for people, scripts, code scanners and pull requests.

import { describe, test } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { sarifFaults } from "../report/sarif-schema.ts";
import { type Files, hasEscapes, type RunSettings, runConduit, transcript } from "./run-conduit.ts";

/** One mistake in each of twenty places. */
const twentyMistakes = `nmae: Twenty mistakes
tags: [filesystem, 5]
step_limit: many
parameters:
  limit: { type: integr }
  day: { type: string, default: 5 }
variables: { seen: [] }
steps:
  - { id: a, action: LOG.PRINT, parameters: { message: "{< limit >} {< day >} {# seen #}" } }
  - { id: b, action: LOG.PRINT, parameters: { mesage: hi } }
  - { id: c, action: LOG.PRINT }
  - { id: c, action: LOG.PRINT, parameters: { message: hi } }
  - { id: d, action: LOG.PRINT, parameters: { message: "{: nowhere :}" } }
  - { id: e, action: LOG.PRINT, parameters: { message: "{: z :}" } }
  - { id: f, action: LOG.PRINT, parameters: { message: "{: f :}" } }
  - { id: g, action: LOG.PRINT, parameters: { message: "{# nothing #}" } }
  - { id: h, action: LOG.PRINT, parameters: { message: "{< none >}" } }
  - { id: i, action: LOG.PRINT, parameters: { message: "{% job.nme %}" } }
  - { id: j, action: LOG.PRINT, parameters: { message: "{% job.variables._x %}" } }
  - { id: k, action: LOG.PRINT, parameters: { message: "{:a:}" } }
  - { id: l, action: LOG.PRINT, if: 5, parameters: { message: hi } }
  - { id: m, action: FILE.READ, parameters: { path: [] } }
  - { id: n, action: LOG.PRINT, forced: maybe, parameters: { message: hi } }
  - { id: o, action: LOG.PRNT, parameters: { message: hi } }
  - { id: z, action: LOG.PRINT, parameters: { message: "{: m :}" } }
`;

const good = "steps: [{ action: LOG.PRINT, parameters: { message: hi } }]";
const typo = "steps:\n  - { action: LOG.PRNT, parameters: { message: hi } }\n";

const validate = async (format: string, args: readonly string[], settings: RunSettings) =>
  await runConduit(["validate", ...args, "--format", format], settings);

/** The places and codes of all that is found, read from each format. */
async function foundIn(format: string, args: readonly string[], files: Files): Promise<string[]> {
  const { stdout } = await validate(format, args, { files });
  switch (format) {
    case "json":
      return JSON.parse(stdout).files.flatMap((file: { diagnostics: JsonDiagnostic[] }) =>
        file.diagnostics.map(({ file: name, start, code }) => `${name}:${start.line}:${start.column} ${code}`),
      );
    case "sarif": {
      const log = JSON.parse(stdout);
      if (sarifFaults(log).length > 0) throw new Error(sarifFaults(log).join("\n"));
      return log.runs[0].results.map(({ ruleId, locations: [{ physicalLocation }] }: SarifResult) => {
        const { startLine, startColumn } = physicalLocation.region;
        return `${physicalLocation.artifactLocation.uri}:${startLine}:${startColumn} ${ruleId}`;
      });
    }
    case "github":
      return stdout
        .split("\n")
        .slice(0, -1)
        .map((line) => line.replace(/^::\w+ file=(.*?),line=(\d+),.*?col=(\d+),.*?title=(.*?)::.*$/, "$1:$2:$3 $4"));
    default:
      return [...stdout.matchAll(/^(\S+:\d+:\d+): (?:error|unproved|warning): .*\[(.+)\]$/gm)].map(
        ([, place, code]) => `${place} ${code}`,
      );
  }
}

interface JsonDiagnostic {
  readonly file: string;
  readonly start: { readonly line: number; readonly column: number };
  readonly code: string;
}

interface SarifResult {
  readonly ruleId: string;
  readonly locations: readonly [
    {
      readonly physicalLocation: {
        readonly artifactLocation: { readonly uri: string };
        readonly region: { readonly startLine: number; readonly startColumn: number };
      };
    },
  ];
}

describe.concurrent("every format", () => {
  test("has each of twenty mistakes once, at the same places", async ({ expect }) => {
    const found = async (format: string) => await foundIn(format, ["a.yaml"], { "a.yaml": twentyMistakes });
    const expected = [
      "a.yaml:1:1 unknown-key",
      "a.yaml:2:20 wrong-type",
      "a.yaml:3:13 wrong-type",
      "a.yaml:5:18 parameter-schema",
      "a.yaml:6:33 parameter-default",
      "a.yaml:10:47 block-parameter-unknown",
      "a.yaml:11:22 block-parameter-missing",
      "a.yaml:12:11 duplicate-step-id",
      "a.yaml:13:60 unknown-step",
      "a.yaml:14:60 later-step",
      "a.yaml:15:60 own-step",
      "a.yaml:16:60 unknown-variable",
      "a.yaml:17:60 unknown-parameter",
      "a.yaml:18:64 unknown-context",
      "a.yaml:19:74 private-key",
      "a.yaml:20:57 malformed-tag",
      "a.yaml:21:37 condition-not-boolean",
      "a.yaml:22:53 block-parameter-invalid",
      "a.yaml:23:41 wrong-type",
      "a.yaml:24:22 block-not-found",
    ];
    for (const format of ["text", "json", "sarif", "github"]) expect(await found(format), format).toEqual(expected);
  });

  test("leaves the exit code as it is", async ({ expect }) => {
    const files = { "good.yaml": good, "typo.yaml": typo };
    const codesOf = async (...args: string[]) =>
      await Promise.all(
        ["text", "json", "sarif", "github"].map(async (format) => (await validate(format, args, { files })).code),
      );
    expect(await codesOf("good.yaml")).toEqual([0, 0, 0, 0]);
    expect(await codesOf("good.yaml", "typo.yaml")).toEqual([1, 1, 1, 1]);
    expect(await codesOf("typo.yaml", "none.yaml")).toEqual([2, 2, 2, 2]);
    expect(await codesOf("-", "-")).toEqual([2, 2, 2, 2]);
  });

  test("has files that could not be read, and goes on", async ({ expect }) => {
    const settings = { files: { "typo.yaml": typo } };
    const args = ["none.yaml", "nothing/*.yaml", "typo.yaml"];
    const json = await validate("json", args, settings);
    const { files, summary } = JSON.parse(json.stdout);
    expect(files.map(({ file, verdict }: { file: string; verdict: string }) => [file, verdict])).toEqual([
      ["none.yaml", "unread"],
      ["nothing/*.yaml", "unread"],
      ["typo.yaml", "wrong"],
    ]);
    expect(files[0].problem).toEqual({
      message: "cannot read `none.yaml`: there is no such file",
      help: null,
    });
    expect(summary).toMatchObject({ files: 3, unread: 2, wrong: 1 });
    const sarif = await validate("sarif", args, settings);
    const [run] = JSON.parse(sarif.stdout).runs;
    expect(run.results).toHaveLength(1);
    expect(run.invocations[0].toolExecutionNotifications).toHaveLength(2);
    for (const { stderr } of [json, sarif]) expect(stderr).toContain("error: cannot read `none.yaml`");
    expect(transcript(await validate("github", args, settings))).toMatchInlineSnapshot(`
      "exit 2
      --- stdout
      ::error title=not checked::cannot read \`none.yaml\`: there is no such file
      ::error title=not checked::no file matches \`nothing/*.yaml\`%0Ahelp: \`*\` stands for a part of a name, \`**\` for folders of any depth
      ::error file=typo.yaml,line=2,endLine=2,col=15,endColumn=23,title=block-not-found::block \`LOG.PRNT\` does not exist%0Ahelp: did you mean \`LOG.PRINT\`?"
    `);
  });

  test("prints nothing else on standard output", async ({ expect }) => {
    const files = {
      "a.yaml": "steps: [{ action: OWN.ONE }]",
      "blocks/one.mjs":
        "console.log('loaded');\nprocess.stdout.write('::error::loaded');\nexport default { category: 'OWN', name: 'ONE', run() {} }",
    };
    const args = ["a.yaml", "none.yaml"];
    for (const format of ["json", "sarif"]) {
      expect(JSON.parse((await validate(format, args, { files })).stdout)).toBeTypeOf("object");
    }
    expect((await validate("github", ["a.yaml"], { files })).stdout).toBe("");
  });

  test("is colourless, however much colour is asked for", async ({ expect }) => {
    const settings = { files: { "typo.yaml": typo }, env: { FORCE_COLOR: "3" } };
    for (const format of ["json", "sarif", "github"]) {
      expect(hasEscapes((await validate(format, ["typo.yaml"], settings)).stdout)).toBe(false);
    }
  });

  test("reads standard input", async ({ expect }) => {
    for (const format of ["json", "sarif", "github"]) {
      expect((await validate(format, ["-"], { stdin: typo })).stdout).toContain("stdin");
    }
    const { stdout } = await runConduit(["validate", "-"], { stdin: good });
    expect(stdout).toBe("✓ <stdin> is valid\n");
  });

  test("that is unknown is refused", async ({ expect }) => {
    expect(transcript(await validate("xml", ["good.yaml"], { files: { "good.yaml": good } }))).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      error: option '--format <format>' argument 'xml' is invalid. Allowed choices are text, json, sarif, github.
      (see \`conduit --help\`)"
    `);
  });
});

describe.concurrent("names and texts that mean something", () => {
  const name = "we ird/100%,a:b\n::error::x [y].yaml";
  const files = {
    [name]:
      '\ufeffsteps:\r\n  - id: "é😀"\r\n    action: LOG.PRINT\t # a tab\r\n    parameters: { "😀\\n::error file=x::y\\u001b[31m": 1, message: a }\r\n',
  };
  const column = '    parameters: { "'.length;

  test("stay inside their command", async ({ expect }) => {
    const { stdout, stderr } = await validate("github", [name], { files });
    expect(stderr).toBe("");
    expect(hasEscapes(stdout)).toBe(false);
    expect(stdout.split("\n")).toEqual([
      expect.stringMatching(
        new RegExp(
          `^::error file=we ird/100%25%2Ca%3Ab%0A%3A%3Aerror%3A%3Ax \\[y\\]\\.yaml,line=4,endLine=4,col=${column},endColumn=\\d+,title=block-parameter-unknown::`,
        ),
      ),
      "",
    ]);
  });

  test("are the same in JSON and SARIF as in the file", async ({ expect }) => {
    const json = JSON.parse((await validate("json", [name], { files })).stdout);
    const [diagnostic] = json.files[0].diagnostics;
    expect([json.files[0].file, diagnostic.file]).toEqual([name, name]);
    const text = files[name] ?? "";
    const { start, end } = diagnostic;
    expect(JSON.parse(text.slice(start.offset, end.offset))).toBe("😀\n::error file=x::y\u001b[31m");
    expect([start.line, start.column]).toEqual([4, column]);
    const sarif = JSON.parse((await validate("sarif", [name], { files })).stdout);
    expect(sarifFaults(sarif)).toEqual([]);
    const { artifactLocation, region } = sarif.runs[0].results[0].locations[0].physicalLocation;
    expect(artifactLocation.uri).toBe("we%20ird/100%25%2Ca%3Ab%0A%3A%3Aerror%3A%3Ax%20%5By%5D.yaml");
    expect(decodeURIComponent(artifactLocation.uri)).toBe(name);
    expect(region).toEqual({ startLine: 4, startColumn: column, endLine: 4, endColumn: end.column });
  });
});

test("SARIF names the version that wrote it", async ({ expect }) => {
  const { stdout } = await validate("sarif", ["good.yaml"], { files: { "good.yaml": good } });
  expect(JSON.parse(stdout).runs[0].tool.driver.version).toBe(manifest.version);
});
