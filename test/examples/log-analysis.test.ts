// The example log-analysis. What is expected is worked out here from the raw log.

import { describe, expect, test } from "vitest";
import { printed, useExample } from "./run-example.ts";

const example = useExample("log-analysis");

interface Request {
  readonly host: string;
  readonly time: string;
  readonly path: string;
  readonly status: number;
  readonly bytes: number;
  readonly agent: string;
  readonly seconds: number;
}

/** The lines of the log that are requests, and the others. */
async function readLog(): Promise<{ readonly requests: readonly Request[]; readonly others: readonly string[] }> {
  const requests: Request[] = [];
  const others: string[] = [];
  for (const line of (await example.read("data/access.log")).trim().split("\n")) {
    const [start = "", request = "", answer = "", , , agent = "", seconds] = line.split('"');
    const [method, url = "", protocol] = request.split(" ");
    if (method === undefined || protocol === undefined) {
      others.push(line);
      continue;
    }
    const [status, bytes] = answer.trim().split(" ").map(Number);
    requests.push({
      host: start.slice(0, start.indexOf(" ")),
      time: `2026-03-12T${start.slice(start.indexOf("[") + 13, start.indexOf("]") - 6)}Z`,
      path: url.replace(/\?.*/, ""),
      status: status ?? 0,
      bytes: bytes ?? 0,
      agent,
      seconds: Number(seconds),
    });
  }
  return { requests, others };
}

const thousandths = (number: number) => Math.round(number * 1000) / 1000;
const sumOf = (numbers: readonly number[]) => numbers.reduce((sum, number) => sum + number, 0);

/** The first number that is not exceeded by so much of them all. */
function percentile(numbers: readonly number[], percent: number): number {
  const reached = (limit: number) => numbers.filter((number) => number <= limit).length * 100;
  return Math.min(...numbers.filter((limit) => reached(limit) >= percent * numbers.length));
}

/** A row for each path, in the order of the first request. */
function pathsOf(requests: readonly Request[]) {
  return [...new Set(requests.map(({ path }) => path))].map((path) => {
    const seconds = requests.filter((request) => request.path === path).map((request) => request.seconds);
    const mean = thousandths(sumOf(seconds) / seconds.length);
    return { path, count: seconds.length, mean, highest: Math.max(...seconds) };
  });
}

function table(headings: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  return [headings, headings.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** What the pipeline is to print and to write with the default parameters but for the number of rows. */
async function expected(top: number) {
  const { requests: all, others } = await readLog();
  const requests = all.filter(({ path }) => path !== "/health");
  const count = (digit: number) => requests.filter(({ status }) => Math.trunc(status / 100) === digit).length;
  const percent = Math.round((count(5) * 10_000) / requests.length) / 100;
  const seconds = requests.map((request) => request.seconds);
  const late = percentile(seconds, 95);
  const hours = ["05", "06", "07", "08"].map((hour) => ({
    hour,
    count: requests.filter(({ time }) => time.slice(11, 13) === hour).length,
  }));
  const busiest = hours.reduce((best, hour) => (hour.count > best.count ? hour : best));
  const paths = pathsOf(requests);
  const frequent = paths.toSorted((left, right) => right.count - left.count).slice(0, top);
  const slow = paths.toSorted((left, right) => right.mean - left.mean).slice(0, top);
  const failing = pathsOf(requests.filter(({ status }) => status > 499)).toSorted((a, b) => b.count - a.count);
  const missing = pathsOf(requests.filter(({ status }) => status === 404)).toSorted((a, b) => b.count - a.count);
  const crawled = requests.filter(({ agent }) => agent.includes("Bot")).length;
  const alert = `One answer of twenty took ${late} seconds or more; 0.5 should be the most.`;
  const report = `# Requests from ${requests[0]?.time} to ${requests.at(-1)?.time}

${alert}

- ${requests.length} requests of ${new Set(requests.map(({ host }) => host)).size} addresses, ${crawled} of them by crawlers; ${all.length - requests.length} more were ignored.
- ${count(2)} answers were a success, ${count(3)} led elsewhere, ${count(4)} were refused, ${count(5)} (${percent} %) were errors of the server.
- ${Math.round(sumOf(requests.map(({ bytes }) => bytes)) / 10_000) / 100} MB were sent. The busiest hour was that of ${busiest.hour}:00 with ${busiest.count} requests.
- Half of the answers took at most ${percentile(seconds, 50)} seconds, 95 % at most ${late}, the slowest ${Math.max(...seconds)}.

## Frequent paths

${table(
  ["path", "requests", "mean seconds"],
  frequent.map((row) => [row.path, row.count, row.mean]),
)}

## Slow paths

${table(
  ["path", "mean seconds", "slowest", "requests"],
  slow.map((row) => [row.path, row.mean, row.highest, row.count]),
)}

## Paths with errors of the server

${table(
  ["path", "errors", "mean seconds"],
  failing.map((row) => [row.path, row.count, row.mean]),
)}

## Paths that were not found

${table(
  ["path", "requests"],
  missing.map((row) => [row.path, row.count]),
)}
`;
  const outputs = {
    report: "out/report.md",
    unreadable: { lines: others.length, file: "out/unreadable.log" },
    requests: requests.length,
    classes: { "2xx": count(2), "3xx": count(3), "4xx": count(4), "5xx": count(5) },
    error_percent: percent,
    slowest: slow[0]?.path,
    alerts: [alert],
  };
  const unreadable = `# ${others.length} lines of data/access.log that are no requests\n${others.join("\n")}\n`;
  return { outputs, report, unreadable };
}

describe("log-analysis", () => {
  test.each([5, 2])("reports what is in the log with %i rows a table", async (top) => {
    const { outputs, report, unreadable } = await expected(top);
    const { exitCode, stdout } = await example.run("-p", `top=${top}`);
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: printed(outputs) });
    expect(await example.read("out/report.md")).toBe(report);
    expect(await example.read("out/unreadable.log")).toBe(unreadable);
  });

  test("fails for too many errors, with the report that says so", async () => {
    await example.clear();
    const { outputs } = await expected(5);
    const { exitCode, stdout, stderr } = await example.run("-p", "max_error_percent=2");
    expect({ exitCode, stdout }).toEqual({ exitCode: 106, stdout: "" });
    expect(stderr).toContain(
      `  explain | Errors of the server in percent: ${outputs.error_percent}. Report: out/report.md`,
    );
    const alert = `${outputs.error_percent} % of the answers were errors of the server; 2 % are allowed.`;
    expect(await example.read("out/report.md")).toContain(`\n\n${[alert, ...outputs.alerts].join("\n")}\n\n`);
  });

  test("is calm where nothing is out of the ordinary", async () => {
    await example.clear();
    const [first = ""] = (await example.read("data/access.log")).split("\n");
    await example.write("data/calm.log", `${first}\n`);
    const { exitCode, stdout } = await example.run("-p", "log=data/calm.log", "-p", "ignored_paths=[]");
    expect({ exitCode, outputs: JSON.parse(stdout) }).toEqual({
      exitCode: 0,
      outputs: {
        report: "out/report.md",
        unreadable: { lines: 0, file: null },
        requests: 1,
        classes: { "2xx": 1 },
        error_percent: 0,
        slowest: "/health",
        alerts: [],
      },
    });
    expect(await example.read("out/report.md")).toContain("\n\nNothing is out of the ordinary.\n\n");
    expect(await example.list("out")).toEqual(["report.md"]);
  });

  test("refuses a file that is no access log", async () => {
    await example.clear();
    const { exitCode, stdout, stderr } = await example.run("-p", "log=data/SOURCE.md", "-p", "max_unreadable=3");
    expect({ exitCode, stdout }).toEqual({ exitCode: 106, stdout: "" });
    expect(stderr).toContain("  explain | Errors of the server in percent: unknown. Report: none");
    expect(await example.list("out")).toEqual([]);
  });
});
