// The documentation of expressions is true: every row is computed, the check proves it, and every function has a row.

import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { expressionFunctions, typeNames } from "../../src/expression-functions.ts";
import { isJsonMap, type Json, type JsonMap } from "../../src/json.ts";
import { parseYaml } from "../../src/parse/parse-yaml.ts";
import { documentFromValue } from "../../src/parse/value-document.ts";
import { mostWork } from "../../src/run/cel-functions.ts";
import { Source } from "../../src/source.ts";
import { checkText, render } from "../check/check-text.ts";
import { runDocument } from "../run/run-document.ts";

const text = readFileSync(path.resolve(import.meta.dirname, "../../docs/expressions.md"), "utf8");
const rows = [...text.matchAll(/^\|(?: `(\w+)` \|)? `(.+?)` \| `(.+?)` \|$/gm)].map(
  ([, name, expression = "", value = ""]) => ({
    name,
    expression: expression.replaceAll("\\|", "|"),
    value: JSON.parse(value) as Json,
  }),
);

/** The context that the page is about, as a pipeline that computes one expression. */
function pipelineOf(expression: string): JsonMap {
  const [, yaml = ""] = /^```yaml\n(.*?)^```$/ms.exec(text) ?? [];
  const { document } = parseYaml(new Source("context.yaml", yaml));
  if (document === undefined) throw new Error("the page has no context");
  const { parameters, variables } = document.value as { parameters: JsonMap; variables: Json };
  const steps = [{ id: "title", action: "TEXT.UPPERCASE", parameters: { text: "report" } }];
  const declared = Object.entries(parameters).map(([name, value]) => [
    name,
    { ...schemaOf(value), ...(isJsonMap(value) ? { required: Object.keys(value) } : {}), default: value },
  ]);
  return {
    parameters: Object.fromEntries(declared) as JsonMap,
    variables,
    steps,
    outputs: { value: `{= ${expression} =}` },
  };
}

/** What somebody would declare who has such values. */
function schemaOf(value: Json): JsonMap {
  if (value === null) return { type: ["string", "null"] };
  if (Array.isArray(value)) return { type: "array", items: (value as readonly Json[]).map(schemaOf)[0] ?? {} };
  if (!isJsonMap(value)) return { type: typeof value === "number" ? "integer" : "string" };
  const properties = Object.entries(value).map(([key, one]) => [key, schemaOf(one)]);
  return { type: "object", properties: Object.fromEntries(properties) as JsonMap };
}

test.each(rows)("$expression", async ({ expression, value }) => {
  const pipeline = pipelineOf(expression);
  const { outcome } = await runDocument(documentFromValue(pipeline), {});
  expect([outcome.error, outcome.outputs]).toEqual([null, { value }]);
});

test("every function has a row, and every row's function is one", () => {
  const shown = new Set(rows.flatMap(({ name }) => name ?? []));
  expect([...shown].toSorted()).toEqual([...new Set(expressionFunctions.map(({ name }) => name))].toSorted());
  for (const name of typeNames) expect(text).toContain(`\`${name}\``);
  expect(text).toContain(mostWork.toLocaleString("en"));
});

test("the check proves what the page asks first", () => {
  const asking = text.slice(text.indexOf("## Asking first"), text.indexOf("## Loops"));
  const asked = rows.filter(({ expression }) => asking.includes(`| \`${expression}\` |`));
  expect(asked).toHaveLength(6);
  for (const { expression } of asked) {
    const source = new Source("page.yaml", JSON.stringify(pipelineOf(expression)));
    const found = checkText(source).filter(
      ({ severity, code }) => severity !== "warning" || code === "constant-comparison",
    );
    expect(render(found)).toBe("");
  }
});
