// The example energy-mix. What is expected is worked out here from the lines of the data.

import { execFile } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { printed, useExample } from "./run-example.ts";

const example = useExample("energy-mix");

interface Row {
  readonly year: number;
  readonly source: string;
  readonly given: number;
}

async function readRows(): Promise<Row[]> {
  const [, ...lines] = (await example.read("data/iowa-electricity.csv")).trim().split("\n");
  return lines.map((line) => {
    const [date = "", source = "", given] = line.split(",");
    return { year: Number(date.slice(0, 4)), source, given: Number(given) };
  });
}

/** A source in the years from one to another. */
function summaryOf(rows: readonly Row[], source: string, from: number, to: number) {
  const period = rows.filter(({ year }) => year >= from && year <= to);
  const own = new Map(period.filter((row) => row.source === source).map(({ year, given }) => [year, given]));
  const [first, last] = [Math.min(...own.keys()), Math.max(...own.keys())];
  let [part, all] = [0, 0];
  for (const row of period) {
    all += row.given;
    if (row.source === source) part += row.given;
  }
  return { from: first, to: last, first: own.get(first), last: own.get(last), percent: Math.round((part * 100) / all) };
}

/** What the pipeline is to print and to write. */
async function expected(followed: string, periods: readonly (readonly [from: number, to: number])[]) {
  const rows = await readRows();
  const fossil = summaryOf(rows, "Fossil Fuels", 0, 9999);
  const renewable = summaryOf(rows, "Renewables", 0, 9999);
  const course = periods.map(([from, to]) => summaryOf(rows, followed, from, to));
  const lines = course.map(
    (one) => `| ${one.from}-01-01 | ${one.to}-01-01 | ${one.first} | ${one.last} | ${one.percent} % |\n`,
  );
  const report = `# Electricity in Iowa

In GWh a year, fossil sources went from ${fossil.first} to ${fossil.last}, renewable ones from ${renewable.first} to ${renewable.last}.

## ${followed}

| from | to | first | last | share |
| --- | --- | --- | --- | --- |
${lines.join("")}`;
  const outputs = {
    report: "out/energy-mix.md",
    percent: { fossil: fossil.percent, renewable: renewable.percent },
    course: course.map(({ percent }) => percent),
  };
  return { outputs, report };
}

const threePeriods = [[2001, 2005] as const, [2006, 2011] as const, [2012, 2017] as const];
const fromTo = (periods: readonly (readonly [number, number])[]) =>
  JSON.stringify(periods.map(([from, to]) => ({ from: `${from}-01-01`, to: `${to}-12-31` })));

describe("energy-mix", () => {
  test.each([
    ["what it is made for", [], "Renewables", threePeriods],
    ["another source", ["-p", "followed=Nuclear Energy"], "Nuclear Energy", threePeriods],
    ["a single year", ["-p", `periods=${fromTo([[2010, 2010]])}`], "Renewables", [[2010, 2010] as const]],
    ["no period", ["-p", "periods=[]"], "Renewables", []],
  ])("reports on %s", async (_, args, followed, periods) => {
    const { outputs, report } = await expected(followed, periods);
    const { exitCode, stdout } = await example.run(...args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: printed(outputs) });
    expect(await example.read("out/energy-mix.md")).toBe(periods.length > 0 ? report : `${report}\n`);
  });

  test("fails where the other file does, and names that place", async () => {
    await example.clear();
    const { exitCode, stdout, stderr } = await example.run("-p", "followed=Tides");
    expect({ exitCode, stdout }).toEqual({ exitCode: 106, stdout: "" });
    const lines = (await example.read("source.yaml")).split("\n");
    const line = lines.findIndex((one) => one.includes("id: is_known")) + 1;
    expect(
      stderr.filter((one) => one.trim().startsWith(`at examples/energy-mix/source.yaml:${line + 1}:`)),
    ).not.toEqual([]);
    expect(await example.list("out")).toEqual([]);
  });

  test("has a part that is proved on its own, too", async () => {
    const root = fileURLToPath(new URL("../..", import.meta.url));
    const words = [path.join(root, "dist", "conduit.cjs"), "validate", "--strict", "examples/energy-mix/source.yaml"];
    const code = await new Promise((resolve) => {
      execFile(process.execPath, words, { cwd: root }, (error) => resolve(error?.code ?? 0));
    });
    expect(code).toBe(0);
  });
});
