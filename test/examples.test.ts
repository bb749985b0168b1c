// Every example, run by the built command in a copy of the folder. What is expected is worked out here from the raw data.
// The larger ones have a file each in the folder examples.

import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const repository = fileURLToPath(new URL("..", import.meta.url));
const command = path.join(repository, "dist", "conduit.cjs");

let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "conduit-examples-"));
  const isSource = (file: string) => path.basename(file) !== "out";
  for (const name of ["examples", "schemas", "package-lock.json"]) {
    await cp(path.join(repository, name), path.join(folder, name), { recursive: true, filter: isSource });
  }
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

interface Finished {
  readonly exitCode: number | string;
  readonly stdout: string;
  readonly stderr: readonly string[];
}

function conduit(...args: string[]): Promise<Finished> {
  return new Promise((resolve) => {
    execFile(process.execPath, [command, ...args], { cwd: folder }, (error, stdout, stderr) => {
      resolve({ exitCode: error === null ? 0 : (error.code ?? "killed"), stdout, stderr: stderr.split("\n") });
    });
  });
}

const runExample = (name: string, ...args: string[]) => conduit("run", "-q", pipelineOf(name), ...args);
const pipelineOf = (name: string) => `examples/${name}/pipeline.yaml`;
const read = (file: string) => readFile(path.join(folder, "examples", file), "utf8");
const printed = (outputs: object) => `${JSON.stringify(outputs, null, 2)}\n`;

/** The cells of a CSV file without quotes, its header left out. */
async function cellsOf(file: string): Promise<string[][]> {
  const [, ...lines] = (await read(file)).trim().split("\n");
  return lines.map((line) => line.split(","));
}

async function exampleNames(): Promise<string[]> {
  const entries = await readdir(path.join(repository, "examples"), { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}

/** What the weather report of a year is to say. */
async function weatherOf(year: number) {
  const days = (await cellsOf("weather-report/data/seattle-weather.csv"))
    .filter(([date]) => date?.slice(0, 4) === String(year))
    .map(([date = "", rain, high, , wind, sky = ""]) => ({
      date,
      rain: Number(rain),
      high: Number(high),
      wind: Number(wind),
      sky,
    }));
  const tenths = (numbers: number[]) => numbers.reduce((total, number) => total + Math.round(number * 10), 0);
  const wettest = days.toSorted((left, right) => right.rain - left.rain).slice(0, 5);
  const hottest = days.reduce((best, day) => (day.high > best.high ? day : best));
  const skies = [...new Set(days.map(({ sky }) => sky))].sort();
  const counts = Object.fromEntries(skies.map((sky) => [sky, days.filter((day) => day.sky === sky).length]));
  const meanHigh = Math.round(tenths(days.map(({ high }) => high)) / days.length) / 10;
  const report = `# Seattle in ${year}

- ${tenths(days.map(({ rain }) => rain)) / 10} mm of rain and snow fell in ${days.length} days.
- It rained on ${counts.rain ?? 0} days, snowed on ${counts.snow ?? 0} and was sunny on ${counts.sun ?? 0}.
- The mean high was ${meanHigh} °C; the hottest day was ${hottest.date} with ${hottest.high} °C.

## The five wettest days

| date | precipitation | temp_max | wind |
| --- | --- | --- | --- |
${wettest.map(({ date, rain, high, wind }) => `| ${date} | ${rain} | ${high} | ${wind} |`).join("\n")}
`;
  const [{ date, rain } = { date: "", rain: 0 }] = wettest;
  const outputs = {
    report: `out/seattle-${year}.md`,
    mean_high: meanHigh,
    rainiest_day: { date, millimetres: rain },
    days: counts,
  };
  return { outputs, report, warning: `  warning | Heavy rain on ${date}: ${rain} mm`, isHeavy: rain > 50 };
}

/** Folders and licences of the packages in the lock file. */
async function lockedLicences(): Promise<[folder: string, licence: string][]> {
  const lock = JSON.parse(await readFile(path.join(folder, "package-lock.json"), "utf8")) as {
    readonly packages: { readonly [folder: string]: { readonly license?: string } };
  };
  const [, ...packages] = Object.entries(lock.packages);
  return packages.map(([name, { license = "none named" }]) => [name, license]);
}

const examples: { readonly [name: string]: () => void } = {
  "weather-report": () => {
    test.each([[[], 2015] as const, [["--param", "year=2012"], 2012] as const, [["-p", "year=2013"], 2013] as const])(
      "with %j writes the report of %i",
      async (args, year) => {
        const expected = await weatherOf(year);
        const { exitCode, stdout, stderr } = await runExample("weather-report", ...args);
        expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: printed(expected.outputs) });
        expect(await read(`weather-report/${expected.outputs.report}`)).toBe(expected.report);
        const warnings = stderr.filter((line) => line.startsWith("  warning |"));
        expect(warnings).toEqual(expected.isHeavy ? [expected.warning] : []);
      },
    );

    test("refuses a year without data", async () => {
      const { exitCode, stdout } = await runExample("weather-report", "--param", "year=2016");
      expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    });
  },

  "licence-gate": () => {
    test("counts the licences of this repository", async () => {
      const counts = new Map<string, number>();
      for (const [, licence] of await lockedLicences()) counts.set(licence, (counts.get(licence) ?? 0) + 1);
      const licences = Object.fromEntries([...counts].sort(([, left], [, right]) => right - left));
      const { exitCode, stdout } = await runExample("licence-gate");
      expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: printed({ licences }) });
    });

    test("names every package whose licence is not allowed", async () => {
      const packages = await lockedLicences();
      const refused = packages.filter(([, licence]) => licence !== "MIT" && !licence.startsWith("MIT OR "));
      expect(refused).not.toEqual([]);
      const { exitCode, stdout, stderr } = await runExample("licence-gate", "--param", 'allowed=["MIT"]');
      expect({ exitCode, stdout }).toEqual({ exitCode: 106, stdout: "" });
      const named = stderr.filter((line) => line.startsWith("      node_modules/")).map((line) => line.trim());
      expect(named).toEqual(refused.map(([name, licence]) => `${name}: ${licence}`));
    });
  },

  "release-check": () => {
    /** Months of the years that are wholly inside the data, and of the two that are not, without a row. */
    async function missingMonths(): Promise<string[]> {
      const present = (await cellsOf("release-check/data/co2-concentration.csv")).map(([date = ""]) =>
        date.slice(0, 7),
      );
      const years = Array.from({ length: 2020 - 1958 + 1 }, (_, index) => 1958 + index);
      const months = Array.from({ length: 12 }, (_, index) => String(index + 1).padStart(2, "0"));
      const all = years.flatMap((year) => months.map((month) => `${year}-${month}`));
      return all.slice(all.indexOf("1958-03"), all.indexOf("2020-04")).filter((month) => !present.includes(month));
    }

    test("fails for the months that are missing and removes its marker", async () => {
      const missing = await missingMonths();
      const { exitCode, stdout, stderr } = await runExample("release-check");
      expect({ exitCode, stdout }).toEqual({ exitCode: 106, stdout: "" });
      expect(stderr).toContain(`  explain | Not released. Months without a measurement: ${JSON.stringify(missing)}`);
      expect(stderr.filter((line) => line.startsWith("✓ clean_up "))).toHaveLength(1);
      expect(await readdir(path.join(folder, "examples/release-check/out"))).toEqual([]);
    });

    test("releases the data when so many gaps are allowed", async () => {
      const missing = await missingMonths();
      const { exitCode, stdout, stderr } = await runExample("release-check", "-p", `gaps_allowed=${missing.length}`);
      const released = "out/co2-concentration.csv";
      expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: printed({ released, missing }) });
      expect(stderr.filter((line) => line.startsWith("  explain |"))).toEqual([]);
      expect(await readdir(path.join(folder, "examples/release-check/out"))).toEqual(["co2-concentration.csv"]);
      expect(await read(`release-check/${released}`)).toBe(await read("release-check/data/co2-concentration.csv"));
    });
  },

  "temperature-change": () => {
    test.each([[[], 1923, 2023] as const, [["-p", "from=1900", "-p", "to=2000"], 1900, 2000] as const])(
      "with %j compares %i and %i",
      async (args, from, to) => {
        const years = (await cellsOf("temperature-change/data/global-temp.csv")).map(([year, temp]) => ({
          year: Number(year),
          temp: Number(temp),
        }));
        const json = JSON.stringify(years);
        const first = years.find(({ year }) => year === from);
        const last = years.find(({ year }) => year === to);
        const change = (last?.temp ?? Number.NaN) - (first?.temp ?? Number.NaN);
        const converted = { path: "out/global-temp.json", bytes: Buffer.byteLength(json) };
        const { exitCode, stdout } = await runExample("temperature-change", ...args);
        expect({ exitCode, stdout }).toEqual({
          exitCode: 0,
          stdout: printed({ from: first, to: last, change, converted }),
        });
        expect(await read("temperature-change/out/global-temp.json")).toBe(json);
      },
    );
  },
};

// Runs of one example write into the same folder, so they follow one another.
for (const [name, defineTests] of Object.entries(examples)) describe(name, defineTests);

describe("all examples", () => {
  test("are run by a test", async () => {
    const files = await readdir(path.join(repository, "test", "examples"));
    const tested = files.filter((file) => file.endsWith(".test.ts")).map((file) => file.slice(0, -".test.ts".length));
    expect((await exampleNames()).toSorted()).toEqual([...Object.keys(examples), ...tested].toSorted());
  });

  test("are proved, without a warning", async () => {
    const pipelines = (await exampleNames()).map(pipelineOf);
    const { exitCode, stdout, stderr } = await conduit("validate", "--strict", ...pipelines);
    const lines = stdout.trimEnd().split("\n");
    const isProved = lines.map((line, index) => line.startsWith(`✓ ${pipelines[index]} is valid: all `));
    expect({ exitCode, stderr, isProved }).toEqual({ exitCode: 0, stderr: [""], isProved: pipelines.map(() => true) });
  });

  test("name their schema and the command that runs them", async () => {
    for (const name of await exampleNames()) {
      const lines = (await read(`${name}/pipeline.yaml`)).split("\n");
      const schema = /^# yaml-language-server: \$schema=(.+)$/.exec(lines[0] ?? "")?.[1] ?? "";
      expect(existsSync(path.join(folder, "examples", name, schema)), lines[0]).toBe(true);
      expect(lines[2]).toContain(`npx --no conduit run ${pipelineOf(name)}`);
    }
  });

  test("say where their data comes from", async () => {
    for (const name of await exampleNames()) {
      const files = await readdir(path.join(folder, "examples", name, "data")).catch(() => ["SOURCE.md"]);
      expect(files, name).toContain("SOURCE.md");
    }
  });
});
