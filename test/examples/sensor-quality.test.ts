// The example sensor-quality. What is expected is worked out here from the raw measurements, in whole hundredths of a ppm.

import { describe, expect, test } from "vitest";
import { printed, useExample } from "./run-example.ts";

const example = useExample("sensor-quality");

const source = "data/co2-concentration.csv";

interface Month {
  readonly date: string;
  readonly year: number;
  readonly month: number;
  readonly co2: number;
  readonly adjusted: number;
}

async function readMonths(): Promise<Month[]> {
  const [, ...lines] = (await example.read(source)).trim().split("\n");
  return lines.map((line) => {
    const [date = "", ...cells] = line.split(",");
    const [co2 = 0, adjusted = 0] = cells.map((cell) => Math.round(Number(cell) * 100));
    return { date, year: Number(date.slice(0, 4)), month: Number(date.slice(5, 7)), co2, adjusted };
  });
}

const sumOf = (numbers: readonly number[]) => numbers.reduce((sum, number) => sum + number, 0);
const meanOf = (numbers: readonly number[]) => sumOf(numbers) / numbers.length;
const ppm = (hundredths: number) => hundredths / 100;
const hundredths = (number: number) => Math.round(number * 100) / 100;

/** Count, mean to the hundredth, lowest and highest of values for each key. */
function summaries(pairs: readonly (readonly [key: number, value: number])[]) {
  const keys = [...new Set(pairs.map(([key]) => key))].sort((left, right) => left - right);
  return keys.map((key) => {
    const values = pairs.filter((pair) => pair[0] === key).map(([, value]) => value);
    const [mean, lowest, highest] = [Math.round(meanOf(values)), Math.min(...values), Math.max(...values)].map(ppm);
    return { key, count: values.length, mean: mean ?? 0, lowest: lowest ?? 0, highest: highest ?? 0 };
  });
}

/** The slope of the line through means by year, by the textbook's formula of sums. */
function slopeOf(years: readonly { readonly key: number; readonly mean: number }[]): number {
  const n = years.length;
  const xs = years.map(({ key }) => key - 2000);
  const ys = years.map(({ mean }) => mean);
  const sumOfProducts = sumOf(xs.map((x, index) => x * (ys[index] ?? 0)));
  const sumOfSquares = sumOf(xs.map((x) => x * x));
  return hundredths((n * sumOfProducts - sumOf(xs) * sumOf(ys)) / (n * sumOfSquares - sumOf(xs) ** 2));
}

function table(headings: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  if (rows.length === 0) return "None.";
  return [headings, headings.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** What the pipeline is to say with a number of recent years, its other parameters being the default ones. */
async function expected(recentYears: number) {
  const months = await readMonths();
  const [first, last] = [months[0], months.at(-1)];
  if (first === undefined || last === undefined) throw new Error("no measurements");
  const dates = new Set(months.map(({ date }) => date.slice(0, 7)));
  const missing: string[] = [];
  for (let time = new Date(`${first.date}T00:00Z`); time.toISOString() < last.date; ) {
    const month = time.toISOString().slice(0, 7);
    if (!dates.has(month)) missing.push(month);
    time = new Date(Date.UTC(time.getUTCFullYear(), time.getUTCMonth() + 1));
  }
  const departures = months.map(({ adjusted }, index) => {
    const [before, after] = [months[index - 1], months[index + 1]];
    return before === undefined || after === undefined ? 0 : (2 * adjusted - before.adjusted - after.adjusted) / 200;
  });
  const center = meanOf(departures);
  const limit = hundredths(3 * Math.sqrt(meanOf(departures.map((departure) => (departure - center) ** 2))));
  const isSuspect = departures.map((departure) => Math.abs(departure) > limit);
  const suspects = months.flatMap(({ date, co2 }, index) =>
    isSuspect[index] === true ? [[date, ppm(co2), departures[index] ?? 0] as const] : [],
  );
  const good = months.filter((_, index) => isSuspect[index] !== true);
  const seasons = summaries(good.map(({ month, co2, adjusted }) => [month, co2 - adjusted]));
  const years = summaries(months.map(({ year, co2 }) => [year, co2])).filter(({ count }) => count === 12);
  const recent = years.slice(-recentYears);
  const [slope, recentSlope] = [slopeOf(years), slopeOf(recent)];
  const all = months.map(({ co2 }) => co2);
  const total = months.length + missing.length;
  const remarks = [
    ...(missing.length > 0 ? [`- ${missing.length} months are missing: ${missing.join(", ")}.`] : []),
    ...(suspects.length > 0 ? [`- ${suspects.length} values are more than ${limit} ppm from their neighbours.`] : []),
  ];
  const report = `# Carbon dioxide from ${first.date} to ${last.date}

${months.length} months of ${total} have a value (${Math.round((months.length / total) * 1000) / 10} %), from ${ppm(Math.min(...all))} to ${ppm(Math.max(...all))} ppm.

${remarks.join("\n") || "Nothing is missing and nothing is suspect."}

## Suspect values

${table(["month", "ppm", "from its neighbours"], suspects)}

## The course of a year

By how many ppm a month is above the yearly swing's middle, without suspect values:

${table(
  ["month", "mean", "lowest", "highest", "values"],
  seasons.map((row) => [row.key, row.mean, row.lowest, row.highest, row.count]),
)}

## The trend

${slope} ppm a year in all full years, ${recentSlope} in the last ${recentYears} of them: it has become ${recentSlope > slope ? "faster" : "not faster"}.

${table(
  ["year", "mean ppm", "lowest", "highest"],
  recent.map((row) => [row.key, row.mean, row.lowest, row.highest]),
)}
`;
  const released = months.map(({ date, co2, adjusted }, index) =>
    [date, ppm(co2), ppm(adjusted), isSuspect[index] === true ? "suspect" : "good"].join(","),
  );
  const outputs = {
    released: "out/co2-with-flags.csv",
    report: "out/quality.md",
    gaps: missing,
    suspects: suspects.length,
    ppm_a_year: { all: slope, recent: recentSlope },
  };
  return { outputs, report, released: `${["Date,CO2,adjusted CO2,flag", ...released].join("\n")}\n` };
}

describe("sensor-quality", () => {
  test.each([10, 20])("releases the data with flags and a report on the last %i years", async (years) => {
    await example.clear();
    const { outputs, report, released } = await expected(years);
    const { exitCode, stdout } = await example.run("-p", `recent_years=${years}`);
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: printed(outputs) });
    expect(await example.list("out")).toEqual(["co2-with-flags.csv", "quality.md"]);
    expect(await example.read("out/quality.md")).toBe(report);
    expect(await example.read("out/co2-with-flags.csv")).toBe(released);
  });

  test.each(["gaps", "suspects"] as const)("withdraws an older release when there are too many %s", async (what) => {
    const { outputs, report } = await expected(10);
    const count = what === "gaps" ? outputs.gaps.length : outputs.suspects;
    expect(count).toBeGreaterThan(0);
    expect((await example.run("-p", `max_${what}=${count}`)).exitCode).toBe(0);
    const { exitCode, stdout, stderr } = await example.run("-p", `max_${what}=${count - 1}`);
    expect({ exitCode, stdout }).toEqual({ exitCode: 106, stdout: "" });
    expect(await example.list("out")).toEqual(["quality.md"]);
    expect(await example.read("out/quality.md")).toBe(report);
    const counts = `Gaps: ${outputs.gaps.length}, suspect values: ${outputs.suspects}`;
    expect(stderr).toContain(`  explain | Not released. ${counts}. An older release was there: true`);
  });

  test("refuses what the analyser cannot have measured, and cleans up", async () => {
    await example.clear();
    const plausible = 'plausible={"lowest": 250, "highest": 400}';
    const { exitCode, stdout, stderr } = await example.run("-p", plausible);
    expect({ exitCode, stdout }).toEqual({ exitCode: 106, stdout: "" });
    expect(await example.list("out")).toEqual([]);
    const { outputs } = await expected(10);
    const counts = `Gaps: ${outputs.gaps.length}, suspect values: unknown`;
    expect(stderr).toContain(`  explain | Not released. ${counts}. An older release was there: false`);
  });

  test("says so when nothing is wrong", async () => {
    const original = await example.read(source);
    try {
      const [header = "", ...lines] = original.trim().split("\n");
      const calm = lines.filter((line) => line > "2000" && line < "2016");
      await example.write(source, `${[header, ...calm].join("\n")}\n`);
      const { outputs, report } = await expected(10);
      expect({ gaps: outputs.gaps, suspects: outputs.suspects }).toEqual({ gaps: [], suspects: 0 });
      const { exitCode, stdout } = await example.run();
      expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: printed(outputs) });
      expect(await example.read("out/quality.md")).toBe(report);
    } finally {
      await example.write(source, original);
    }
  });
});
