// The example invoice-run. What is expected is worked out here from time sheets, clients and rates, in whole numbers alone.

import { beforeEach, describe, expect, test } from "vitest";
import { printed, useExample } from "./run-example.ts";

interface Client {
  readonly id: string;
  readonly name: string;
  readonly address: readonly string[];
  readonly projects: readonly string[];
  readonly vat_percent: number;
  readonly discount_percent?: number;
}

interface Entry {
  readonly person: string;
  readonly project: string;
  readonly minutes: number;
  readonly isBillable: boolean;
}

const sumOf = (numbers: readonly number[]) => numbers.reduce((sum, number) => sum + number, 0);

/** A fraction of whole numbers, rounded half up. */
const rounded = (above: number, below: number) =>
  (above * 2 + below - ((above * 2 + below) % (below * 2))) / (below * 2);

/** Percent of cents, where percent has at most one decimal. */
const percentOf = (cents: number, percent: number) => rounded(cents * Math.round(percent * 10), 1000);

function written(cents: number): string {
  const digits = String(cents).padStart(3, "0");
  return `${Number(digits.slice(0, -2)).toLocaleString("en")}.${digits.slice(-2)}`;
}

function invoiceOf(
  client: Client,
  number: number,
  entries: readonly Entry[],
  step: number,
  rates: Map<string, number>,
) {
  const own = entries.filter(({ project, isBillable }) => isBillable && client.projects.includes(project));
  const lines = client.projects.toSorted().flatMap((project) =>
    [...rates.keys()].toSorted().flatMap((person) => {
      const worked = own.filter((entry) => entry.project === project && entry.person === person);
      const minutes = sumOf(worked.map((entry) => entry.minutes + ((step - (entry.minutes % step)) % step)));
      const rate = rates.get(person) ?? 0;
      const line = { client: client.id, project, person, minutes, rate, cents: rounded(minutes * rate, 60) };
      return worked.length === 0 ? [] : [line];
    }),
  );
  const subtotal = sumOf(lines.map(({ cents }) => cents));
  const discount = percentOf(subtotal, client.discount_percent ?? 0);
  const net = subtotal - discount;
  const vat = percentOf(net, client.vat_percent);
  const { id, name, address, vat_percent } = client;
  return { number, client: id, name, address, lines, subtotal, discount, net, vat_percent, vat, gross: net + vat };
}

function pageOf(invoice: ReturnType<typeof invoiceOf>, due: string): string {
  const { number, name, address, lines, discount, net, vat_percent, vat, gross } = invoice;
  const rows = lines.map(({ project, person, minutes, rate, cents }) => {
    const hours = written(rounded(minutes * 100, 60));
    return `| ${project} | ${person} | ${hours} | ${written(rate)} | ${written(cents)} |`;
  });
  return `# Invoice ${number}

${name}, ${address.join(", ")}. Issued on 2025-04-01, due on ${due}.

| project | person | hours | rate | amount |
| --- | --- | ---: | ---: | ---: |
${rows.join("\n")}

${discount === 0 ? "" : `- Discount: -${written(discount)} EUR\n`}- Net: ${written(net)} EUR
- VAT ${vat_percent} %: ${written(vat)} EUR
- **Total: ${written(gross)} EUR**
`;
}

describe("invoice-run", () => {
  const example = useExample("invoice-run");

  beforeEach(example.clear);

  async function entriesOf(month: string): Promise<Entry[]> {
    const [, ...rows] = (await example.read("data/timesheets.csv")).trim().split("\n");
    const own = rows.map((row) => row.split(",")).filter(([date]) => date?.startsWith(month));
    return own.map(([, person = "", project = "", hours = "", billable]) => {
      const [whole = "", fraction = ""] = hours.split(".");
      const minutes = Number(whole) * 60 + Number(fraction.padEnd(2, "0")) * 0.6;
      return { person, project, minutes: Math.round(minutes), isBillable: billable === "true" };
    });
  }

  test.each([
    { month: "2025-03", args: [], first: 1004, step: 15, due: "2025-05-01" },
    {
      month: "2025-02",
      args: ["-p", "month=2025-02", "-p", "first_number=1001", "-p", "round_to_minutes=1", "-p", "days_to_pay=14"],
      first: 1001,
      step: 1,
      due: "2025-04-15",
    },
  ])("invoices $month with $args", async ({ month, args, first, step, due }) => {
    const clients = JSON.parse(await example.read("data/clients.json")) as Client[];
    const rates = new Map(Object.entries(JSON.parse(await example.read("data/rates.json")) as Record<string, number>));
    const entries = await entriesOf(month);
    const billed = clients.filter(({ projects }) =>
      entries.some((one) => one.isBillable && projects.includes(one.project)),
    );
    const invoices = billed.map((client, index) => invoiceOf(client, first + index, entries, step, rates));
    expect(invoices.length).toBeGreaterThan(1);
    const [net, vat, gross, discount] = (["net", "vat", "gross", "discount"] as const).map((amount) =>
      sumOf(invoices.map((invoice) => invoice[amount])),
    );
    const files = [`out/invoices-${month}.md`, `out/ledger-${month}.csv`, `out/invoices-${month}.json`] as const;
    const next = first + invoices.length;

    const { exitCode, stdout } = await example.run(...args);
    const outputs = { invoices: invoices.length, next_number: next, gross_cents: gross, due_on: due, files };
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: printed(outputs) });
    expect(await example.read(files[0])).toBe(invoices.map((invoice) => pageOf(invoice, due)).join("\n"));
    const rows = invoices.map((one) => {
      const amounts = [one.net, one.vat, one.gross].map((cents) => written(cents).replaceAll(",", ""));
      return `${one.number},${one.client},2025-04-01,${due},${amounts.join(",")}\n`;
    });
    expect(await example.read(files[1])).toBe(`number,client,issued_on,due_on,net,vat,gross\n${rows.join("")}`);
    const all = sumOf(entries.map(({ minutes }) => minutes));
    const billable = sumOf(entries.filter(({ isBillable }) => isBillable).map(({ minutes }) => minutes));
    expect(JSON.parse(await example.read(files[2]))).toEqual({
      month,
      due_on: due,
      next_number: next,
      minutes: { all, billable, billable_percent: Math.floor((billable * 100) / all) },
      cents: { net, vat, gross, discount },
      invoices,
    });
  });

  test("points out long days", async () => {
    const { exitCode, stderr } = await example.run("-p", "longest_day=8");
    expect(exitCode).toBe(0);
    const [warning = ""] = stderr.filter((line) => line.startsWith("  warn_of_long_days |"));
    const shown = JSON.parse(warning.slice(warning.indexOf("[{"))) as { date: string; person: string; hours: number }[];
    const sums = new Map<string, number>();
    for (const row of (await example.read("data/timesheets.csv")).split("\n")) {
      const [date = "", person = "", , hours] = row.split(",");
      if (date.startsWith("2025-03"))
        sums.set(`${date} ${person}`, (sums.get(`${date} ${person}`) ?? 0) + Number(hours));
    }
    const long = [...sums].filter(([, hours]) => hours > 8).map(([day]) => day);
    expect(long).not.toEqual([]);
    expect(shown.map(({ date, person }) => `${date} ${person}`)).toEqual(long);
  });

  test("refuses a month without entries, and entries without a rate or a client", async () => {
    expect((await example.run("-p", "month=2024-12")).exitCode).toBe(106);
    const sheet = await example.read("data/timesheets.csv");
    const explained = async (row: string) => {
      await example.write("data/timesheets.csv", `${sheet}${row}\n`);
      const { exitCode, stderr } = await example.run();
      await example.write("data/timesheets.csv", sheet);
      expect(exitCode).toBe(106);
      expect(await example.list("out")).toEqual([]);
      return stderr.filter((line) => line.startsWith("  explain |"));
    };
    expect(await explained("2025-03-31,olga,shop,3,true,")).toEqual([
      "  explain | No invoices for 2025-03.",
      '  explain | People without a rate: ["olga"]',
      "  explain | Projects without a client: unknown",
    ]);
    expect(await explained("2025-03-31,mei,moon,3,true,")).toEqual([
      "  explain | No invoices for 2025-03.",
      "  explain | People without a rate: []",
      '  explain | Projects without a client: ["moon"]',
    ]);
  });
});
