import path from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createGithubCheckReporter } from "../../src/report/github-check-reporter.ts";
import { visibleText } from "../../src/report/visible-text.ts";
import { Source } from "../../src/source.ts";
import { fileWith, full, hostile, plain, written } from "./some-findings.ts";

const folder = path.resolve("/project");
const report = async (found: Parameters<typeof written>[1]) =>
  await written((write) => createGithubCheckReporter({ write, folder }), found);

/** Reads a line as GitHub's runner does: the first `::` behind the start ends the properties. */
function readCommand(line: string) {
  const [, command = "", list = "", message = ""] = /^::(\w+) (.*?)::(.*)$/s.exec(line) ?? [];
  const properties = list.split(",").map((pair) => {
    const [, name = "", value = ""] = /^(.*?)=(.*)$/s.exec(pair) ?? [];
    return [name, value.replaceAll("%3A", ":").replaceAll("%2C", ",")].map(decoded);
  });
  return { command, properties: Object.fromEntries(properties), message: decoded(message) };
}

function decoded(text: string): string {
  return text.replaceAll("%0D", "\r").replaceAll("%0A", "\n").replaceAll("%25", "%");
}

test("writes one command for each diagnostic, its level after the severity", async () => {
  const found = [
    fileWith([full(), plain({ severity: "warning", help: "do this" }), plain({ severity: "unproved" })]),
    { file: "d.yaml", problem: { message: "cannot read `d.yaml`", help: "try again" } },
    { file: "e.yaml", problem: { message: "cannot read `e.yaml`" } },
  ];
  expect(await report(found)).toBe(
    [
      "::error file=demo.yaml,line=3,endLine=3,col=5,endColumn=9,title=duplicate-step-id::id `two` is taken%0Ahelp: give it another id%0Anote: first used here: demo.yaml:1:1",
      "::warning title=unknown-key::the pipeline has no key `x`%0Ahelp: do this",
      "::notice title=unknown-key::the pipeline has no key `x`",
      "::error title=not checked::cannot read `d.yaml`%0Ahelp: try again",
      "::error title=not checked::cannot read `e.yaml`",
      "",
    ].join("\n"),
  );
});

test("writes nothing for a file without diagnostics", async () => {
  expect(await report([fileWith([])])).toBe("");
});

test("marks the first line of a place that has several, for GitHub drops the columns of those", async () => {
  const source = new Source("a.yaml", "a: [\n1");
  const text = await report([fileWith([plain({ source, span: { start: 3, end: 6 } })])]);
  expect(readCommand(text).properties).toEqual({
    file: "a.yaml",
    line: "1",
    endLine: "1",
    col: "4",
    title: "unknown-key",
  });
});

test("names files from the folder, and those outside in full", async () => {
  const nameOf = async (name: string) => {
    const text = await report([fileWith([plain({ source: new Source(name, "") })])]);
    return readCommand(text).properties.file;
  };
  expect(await nameOf("./a/../b.yaml")).toBe("b.yaml");
  expect(await nameOf(path.join(folder, "sub", "a.yaml"))).toBe("sub/a.yaml");
  expect(await nameOf("../a.yaml")).toBe("../a.yaml");
  expect(await nameOf(path.resolve("/elsewhere/a.yaml"))).toBe(path.resolve("/elsewhere/a.yaml"));
});

const anyText = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.constantFrom(...hostile),
  fc.string({ unit: fc.constantFrom("%", ":", ",", "\n", "\r", "=", "0", "A", "#", "[") }),
);

test("keeps whatever a text holds inside its command", async () => {
  await fc.assert(
    fc.asyncProperty(anyText, anyText, anyText, async (message, help, name) => {
      const source = new Source(`a${name.replaceAll(/[/\0]/g, "")}`, "");
      const related = [{ message: name, source, span: { start: 0, end: 0 } }];
      const text = await report([fileWith([plain({ message, help, source, related })])]);
      expect(text.endsWith("\n")).toBe(true);
      const line = text.slice(0, -1);
      expect(line).not.toMatch(/\p{Cc}|\p{Cs}/u);
      const visible = (shown: string) =>
        shown
          .split(/(\r|\n)/)
          .map((part) => (/^[\r\n]$/.test(part) ? part : visibleText(part)))
          .join("");
      const read = readCommand(line);
      expect(read.command).toBe("error");
      expect(read.properties).toEqual({ file: visible(source.name), title: "unknown-key" });
      expect(read.message).toBe(visible(`${message}\nhelp: ${help}\nnote: ${name}: ${source.name}:1:1`));
    }),
  );
});
