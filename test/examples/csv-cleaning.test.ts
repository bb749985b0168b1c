// The example csv-cleaning. What is expected is worked out here from the export itself.

import { beforeEach, describe, expect, test } from "vitest";
import { printed, useExample } from "./run-example.ts";

const columns = ["name", "email", "country", "born", "fee", "newsletter", "registered"] as const;
const countryNames: { readonly [code: string]: readonly string[] } = {
  AT: ["at", "austria", "österreich"],
  CH: ["ch", "switzerland", "schweiz"],
  DE: ["de", "germany", "deutschland"],
  FR: ["fr", "france"],
  GB: ["gb", "uk", "great britain", "united kingdom"],
};

/** The fields of a line of the export, where quotes stand around whole fields only. */
function fieldsOf(line: string): string[] {
  return [...line.matchAll(/(?<=^|;)(?:"([^"]*)"|([^;]*))/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");
}

/** A date of the export by the calendar of `Date`; undefined when it is none. */
function dayOf(text: string): string | undefined {
  const german = /^(\d+)\. ?(\d+)\. ?(\d+)$/.exec(text);
  const written = german === null ? text : `${german[3]}-${german[2]?.padStart(2, "0")}-${german[1]?.padStart(2, "0")}`;
  const time = Date.parse(/^\d/.test(written) && written.includes("-") ? written : `${written} UTC`);
  if (Number.isNaN(time)) return undefined;
  const day = new Date(time).toISOString().slice(0, 10);
  // V8 takes the 31st of February for a day of March.
  return written.includes("-") && written !== day ? undefined : day;
}

function answerOf(text: string): boolean | undefined {
  if (["yes", "y", "ja", "1"].includes(text.toLowerCase())) return true;
  return ["no", "n", "nein", "0", ""].includes(text.toLowerCase()) ? false : undefined;
}

/** What is to become of each row of an export. */
function cleaned(file: string) {
  const [, ...lines] = file.replaceAll("\u00a0", " ").trimEnd().split("\n");
  const seen = new Set<string>();
  const kept: { [column: string]: unknown }[] = [];
  const rejected: { readonly row: number; readonly reason: string; readonly fields: readonly string[] }[] = [];
  for (const [index, line] of lines.entries()) {
    const fields = fieldsOf(line);
    const [name = "", email = "", country = "", born = "", fee = "", newsletter = "", registered = ""] = fields.map(
      (field) => field.trim().split(/ +/).join(" "),
    );
    const address = email.toLowerCase();
    const code = Object.keys(countryNames).find((one) => countryNames[one]?.includes(country.toLowerCase()));
    const [birthday, day, answer] = [dayOf(born), dayOf(registered), answerOf(newsletter)];
    const euros = Number(fee.replace("EUR", "").replace("€", "").replaceAll(" ", "").replace(",", "."));
    const claims: readonly (readonly [string, boolean])[] = [
      ["the name is missing", name !== ""],
      ["the e-mail address is none", /^[\w.]+@\w+(\.\w+)+$/.test(address)],
      ["the country is not known", code !== undefined],
      ["the answer is neither yes nor no", answer !== undefined],
      ["the date of birth is none or too late", birthday !== undefined && birthday < "2025-01-15"],
      ["the date of registration is none or too early", day !== undefined && day >= "2025-01-15"],
      ["the fee is none or out of range", euros >= 0 && euros <= 500],
      ["registered before", !seen.has(address)],
    ];
    const [reason] = claims.find(([, holds]) => !holds) ?? [];
    if (reason !== undefined) rejected.push({ row: index + 2, reason, fields });
    else {
      seen.add(address);
      const values = [name, address, code, birthday, euros, answer, day];
      kept.push(Object.fromEntries(columns.map((column, place) => [column, values[place]])));
    }
  }
  return { rows: lines.length, kept, rejected };
}

function counted(values: readonly string[]): { [value: string]: number } {
  const names = [...new Set(values)].sort();
  return Object.fromEntries(names.map((name) => [name, values.filter((value) => value === name).length]));
}

describe("csv-cleaning", () => {
  const example = useExample("csv-cleaning");

  beforeEach(example.clear);

  test("writes clean rows, rejected rows and a summary", async () => {
    const file = "data/registrations.csv";
    const { rows, kept, rejected } = cleaned(await example.read(file));
    const reasons = counted(rejected.map(({ reason }) => reason));
    expect(Object.keys(reasons)).toHaveLength(8);
    const percent = Math.ceil((rejected.length / rows) * 100);
    const { exitCode, stdout } = await example.run();
    const outputs = {
      clean: "out/registrations.json",
      rejected: "out/rejected.csv",
      kept: kept.length,
      rejected_percent: percent,
      reasons,
    };
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: printed(outputs) });
    expect(JSON.parse(await example.read(outputs.clean))).toEqual(kept);
    const set = (fields: readonly string[]) =>
      fields.map((field) => (field.includes(";") ? `"${field}"` : field)).join(";");
    const lines = rejected.map(({ row, reason, fields }) => set([`${row}`, reason, ...fields]));
    expect(await example.read(outputs.rejected)).toBe(`${["row;reason", ...columns].join(";")}\n${lines.join("\n")}\n`);
    const days = kept.map(({ registered }) => String(registered)).sort();
    expect(JSON.parse(await example.read("out/summary.json"))).toEqual({
      file,
      rows,
      kept: kept.length,
      rejected: rejected.length,
      rejected_percent: percent,
      reasons,
      countries: counted(kept.map(({ country }) => String(country))),
      subscribers: kept.filter(({ newsletter }) => newsletter === true).length,
      fees: kept.reduce((total, { fee }) => total + Number(fee), 0),
      registered: { from: days[0], to: days.at(-1) },
    });
  });

  test("withdraws the clean rows when too many are rejected", async () => {
    const { rows, rejected } = cleaned(await example.read("data/registrations.csv"));
    const { exitCode, stdout, stderr } = await example.run("-p", "most_rejected_percent=40");
    expect({ exitCode, stdout }).toEqual({ exitCode: 106, stdout: "" });
    const reasons = JSON.stringify(counted(rejected.map(({ reason }) => reason)));
    expect(stderr).toContain(`  explain | Not cleaned: ${rejected.length} of ${rows} rows rejected, ${reasons}`);
    expect(await example.list("out")).toEqual(["rejected.csv", "summary.json"]);
  });

  test("refuses an export that lacks a column or has no rows", async () => {
    await example.write("data/short.csv", "name,email\nAda,ada@example.org\n");
    const short = await example.run("-p", "file=data/short.csv", "-p", "delimiter=,");
    expect(short.exitCode).toBe(113);
    expect(short.stderr).toContain("  explain | Not cleaned: ? of ? rows rejected, {}");
    await example.write("data/empty.csv", `${columns.join(";")}\n`);
    const empty = await example.run("-p", "file=data/empty.csv");
    expect(empty.exitCode).toBe(106);
    expect(empty.stderr).toContain("  explain | Not cleaned: ? of 0 rows rejected, {}");
    expect(await example.list("out")).toEqual([]);
  });
});
