import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import fc from "fast-check";
import { expect, test } from "vitest";
import { diagnosticCodes } from "../../src/diagnostic.ts";
import { uriFrom } from "../../src/report/file-name.ts";
import { createSarifCheckReporter } from "../../src/report/sarif-check-reporter.ts";
import { Source } from "../../src/source.ts";
import { sarifFaults } from "./sarif-schema.ts";
import { fileWith, full, hostile, plain, written } from "./some-findings.ts";

const folder = path.resolve("/project");

async function report(found: Parameters<typeof written>[1]) {
  const text = await written((write) => createSarifCheckReporter({ write, folder, version: "1.2.3" }), found);
  const log = JSON.parse(text);
  expect(sarifFaults(log)).toEqual([]);
  return { text, log, run: log.runs[0] };
}

test("the schema finds what is wrong with a log", () => {
  expect(sarifFaults({ version: "2.1.0", runs: [{ tool: { driver: {} }, colour: 1 }] })).not.toEqual([]);
});

test("has everything that a diagnostic has", async () => {
  const { run } = await report([fileWith([full()], { slots: { typed: 3, proved: 1 } })]);
  const artifactLocation = { uri: "demo.yaml" };
  const region = { startLine: 3, startColumn: 5, endLine: 3, endColumn: 9 };
  expect(run.results).toEqual([
    {
      ruleId: "duplicate-step-id",
      ruleIndex: Object.keys(diagnosticCodes).indexOf("duplicate-step-id"),
      level: "error",
      message: { text: "id `two` is taken\ngive it another id" },
      locations: [{ physicalLocation: { artifactLocation, region } }],
      relatedLocations: [
        {
          message: { text: "first used here" },
          physicalLocation: {
            artifactLocation,
            region: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 3 },
          },
        },
      ],
      fixes: [
        {
          description: { text: "give it another id" },
          artifactChanges: [
            {
              artifactLocation,
              replacements: [
                { deletedRegion: region, insertedContent: { text: "sword" } },
                { deletedRegion: { ...region, endColumn: 5 }, insertedContent: { text: "'" } },
              ],
            },
          ],
        },
      ],
      properties: { severity: "error", status: "DUPLICATE_STEP_IDS (104)", step: 2 },
    },
  ]);
  expect(run.artifacts).toEqual([
    {
      location: artifactLocation,
      roles: ["analysisTarget"],
      properties: { verdict: "wrong", values: { typed: 3, proved: 1 } },
    },
  ]);
  expect(run.invocations).toEqual([{ executionSuccessful: true, toolExecutionNotifications: [] }]);
  expect([run.columnKind, run.newlineSequences]).toEqual(["utf16CodeUnits", ["\r\n", "\n", "\r"]]);
});

test("takes its rules from the table of codes", async () => {
  const { run } = await report([]);
  expect(run.tool.driver).toMatchObject({ name: "conduit", version: "1.2.3" });
  expect(
    run.tool.driver.rules.map((rule: { id: string; shortDescription: { text: string } }) => [
      rule.id,
      rule.shortDescription.text,
    ]),
  ).toEqual(Object.entries(diagnosticCodes));
});

test("has levels for severities, and no place where there is none", async () => {
  const found = (["error", "unproved", "warning"] as const).map((severity) => plain({ severity }));
  const onlyFile = plain({ source: new Source("blocks/a b.mjs", "") });
  const { run } = await report([fileWith([...found, onlyFile])]);
  expect(run.results.map((result: { level: string }) => result.level)).toEqual(["error", "note", "warning", "error"]);
  expect("locations" in run.results[0]).toBe(false);
  expect(run.results[3].locations).toEqual([{ physicalLocation: { artifactLocation: { uri: "blocks/a%20b.mjs" } } }]);
});

test("tells of files that could not be read", async () => {
  const unread = { file: "d.yaml", problem: { message: "cannot read `d.yaml`", help: "try again" } };
  const { run } = await report([unread, fileWith([])]);
  expect(run.invocations).toEqual([
    {
      executionSuccessful: false,
      toolExecutionNotifications: [{ level: "error", message: { text: "cannot read `d.yaml`\ntry again" } }],
    },
  ]);
  expect(run.artifacts).toHaveLength(1);
});

test("lets no text become a placeholder or a link, and is safe to print", async () => {
  const { run } = await report([fileWith([plain({ message: "`{0}` and {: a.0 :} [here](https://example.org)" })])]);
  expect(run.results[0].message.text).toBe("`{{0}}` and {: a.0 :} [here\\](https://example.org)");
  for (const text of hostile) {
    const source = new Source(text, "a");
    const found = await report([
      fileWith([plain({ message: text, help: text, source, fix: [{ span: { start: 0, end: 1 }, text }] })], {
        file: text,
      }),
      { file: text, problem: { message: text } },
    ]);
    expect(found.text).not.toMatch(/[^\P{Cc}\n]|\p{Cs}|[\u2028\u202e]/u);
    expect(found.run.results[0].fixes[0].artifactChanges[0].replacements[0].insertedContent.text).toBe(text);
  }
});

test("percent-encodes the names of files", () => {
  const uri = (name: string) => uriFrom(folder, name);
  expect(uri("a b/100%,c:d#e?f[g].yaml")).toBe("a%20b/100%25%2Cc%3Ad%23e%3Ff%5Bg%5D.yaml");
  expect(uri("new\nline/grüß😀\ud83d.yaml")).toBe("new%0Aline/gr%C3%BC%C3%9F%F0%9F%98%80%EF%BF%BD.yaml");
  expect(uri("./a/../b.yaml")).toBe("b.yaml");
  expect(uri("../a b.yaml")).toBe("../a%20b.yaml");
  expect(uri(path.join(folder, "..a", "b.yaml"))).toBe("..a/b.yaml");
  expect(uri(path.resolve("/else where/a.yaml"))).toBe(pathToFileURL(path.resolve("/else where/a.yaml")).href);
});

test("names every file so that its path comes back", () => {
  const part = fc.string({ unit: "grapheme", minLength: 1 }).filter((text) => !/[/\\\0]/.test(text));
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), (parts) => {
      const file = path.join(folder, ...parts);
      fc.pre(file.startsWith(folder + path.sep));
      const base = pathToFileURL(folder + path.sep);
      expect(fileURLToPath(new URL(uriFrom(folder, file), base))).toBe(file);
    }),
  );
});
