// The example sales-report. What is expected is added up here from the order lines, in whole cents.

import { beforeEach, describe, expect, test } from "vitest";
import { printed, useExample } from "./run-example.ts";

interface Line {
  readonly order: string;
  readonly month: string;
  readonly name: string;
  readonly region: string;
  readonly product: string;
  readonly cents: number;
}

interface Total {
  readonly name: string;
  readonly lines: number;
  readonly cents: number;
}

const euros = (cents: number) => (cents / 100).toFixed(2);
const cellsOf = (text: string) =>
  text
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => line.split(","));

const sumOf = (lines: readonly { readonly cents: number }[]) => lines.reduce((sum, { cents }) => sum + cents, 0);

function totalsBy(column: "name" | "region" | "product" | "month", lines: readonly Line[]): Total[] {
  const groups = new Map<string, Line[]>();
  for (const line of lines) groups.set(line[column], [...(groups.get(line[column]) ?? []), line]);
  const totals = [...groups].map(([name, group]) => ({ name, lines: group.length, cents: sumOf(group) }));
  return totals.sort((left, right) => right.cents - left.cents || left.name.localeCompare(right.name));
}

/** One decimal; undefined when there was nothing before. */
function percentOf(now: number, before: number): number | undefined {
  return before === 0 ? undefined : Math.round(((now - before) / before) * 1000) / 10;
}

function compared(now: readonly Total[], before: readonly Total[]) {
  const names = new Set([...now, ...before].map(({ name }) => name));
  const centsIn = (totals: readonly Total[], name: string) => totals.find((total) => total.name === name)?.cents ?? 0;
  return [...names].map((name) => ({ name, now: centsIn(now, name), before: centsIn(before, name) }));
}

function comparisonTable(rows: ReturnType<typeof compared>): string {
  const lines = rows.map(({ name, now, before }) => {
    const percent = percentOf(now, before)?.toFixed(1) ?? "–";
    return `| ${name} | ${euros(now)} | ${euros(before)} | ${euros(now - before)} | ${percent} |`;
  });
  return ["| name | now | before | change | percent |", "| --- | ---: | ---: | ---: | ---: |", ...lines].join("\n");
}

function comparisonCsv(rows: ReturnType<typeof compared>): string {
  const lines = rows.map(({ name, now, before }) =>
    [name, now / 100, before / 100, (now - before) / 100, percentOf(now, before) ?? ""].join(","),
  );
  return `name,now,before,change,percent\n${lines.join("\n")}\n`;
}

function totalsTable(totals: readonly Total[]): string {
  const rows = totals.map(({ name, lines, cents }) => `| ${name} | ${lines} | ${euros(cents)} |`);
  return ["| name | lines | total |", "| --- | ---: | ---: |", ...rows].join("\n");
}

const money = (cents: number) =>
  `${(cents / 100).toLocaleString("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 })} EUR`;

describe("sales-report", () => {
  const example = useExample("sales-report");

  beforeEach(example.clear);

  async function linesOfAll(): Promise<Line[]> {
    const customers = new Map(cellsOf(await example.read("data/customers.csv")).map(([id, ...rest]) => [id, rest]));
    return cellsOf(await example.read("data/order-lines.csv")).map(
      ([order = "", date = "", customer, product = "", quantity, price = ""]) => {
        const [name = "", region = ""] = customers.get(customer) ?? [];
        const cents = Number(quantity) * Number(price.replace(".", ""));
        return { order, month: date.slice(0, 7), name, region, product, cents };
      },
    );
  }

  test.each([
    { month: "2025-03", before: "2025-02", args: [], top: 5, alert: 10 },
    { month: "2025-03", before: "2025-02", args: ["-p", "top=2", "-p", "alert_percent=5"], top: 2, alert: 5 },
    { month: "2025-02", before: "2025-01", args: ["-p", "month=2025-02"], top: 5, alert: 10 },
    { month: "2025-01", before: "2024-12", args: ["-p", "month=2025-01"], top: 5, alert: 10 },
  ])("reports on $month with $args", async ({ month, before, args, top, alert }) => {
    const all = await linesOfAll();
    const now = all.filter((line) => line.month === month);
    const older = all.filter((line) => line.month === before);
    const [total, totalBefore] = [sumOf(now), sumOf(older)];
    const orders = new Set(now.map(({ order }) => order)).size;
    const regions = compared(totalsBy("region", now), totalsBy("region", older));
    const products = compared(totalsBy("product", now), totalsBy("product", older));
    const buyers = totalsBy("name", now);
    const [best] = buyers;
    const percent = percentOf(total, totalBefore);
    const hasFallen = (percent ?? 0) < -alert;
    const notices = [
      ...(hasFallen ? [`- Sales fell by more than ${alert} %.`] : []),
      ...((best?.cents ?? 0) * 4 > total ? [`- ${best?.name} alone bought more than 25 % of everything.`] : []),
      ...(older.length === 0 ? [`- There are no sales of ${before} to compare with.`] : []),
    ];
    const files = [`out/sales-${month}.md`, `out/regions-${month}.csv`, `out/products-${month}.csv`] as const;

    const { exitCode, stdout, stderr } = await example.run(...args);
    const outputs = {
      month,
      total: total / 100,
      change: (total - totalBefore) / 100,
      percent: percent ?? null,
      orders,
      best_customer: best?.name,
      files,
    };
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: printed(outputs) });
    const warnings = stderr.filter((line) => line.startsWith("  warn |"));
    expect(warnings).toEqual(hasFallen ? [`  warn | Sales fell by ${percent} %, see ${files[0]}`] : []);
    expect(await example.read(files[1])).toBe(comparisonCsv(regions));
    expect(await example.read(files[2])).toBe(comparisonCsv(products));
    const months = totalsBy("month", all).sort((left, right) => left.name.localeCompare(right.name));
    expect(await example.read(files[0])).toBe(`# Sales in ${month}

${money(total)} from ${orders} orders, ${money(total / orders)} each: ${money(total - totalBefore)} compared with ${before}.

${notices.length === 0 ? "Nothing unusual." : notices.join("\n")}

## Regions

${comparisonTable(regions)}

## Products

${comparisonTable(products)}

## The best customers

${totalsTable(buyers.slice(0, top))}

## All months

${totalsTable(months)}
`);
  });

  test("covers falling sales, a great customer and a month without a past", async () => {
    const pages = [];
    for (const args of [
      ["-p", "alert_percent=5"],
      ["-p", "month=2025-01"],
      ["-p", "largest_share=90"],
    ]) {
      await example.run(...args);
      const [page = ""] = (await example.list("out")).filter((name) => name.endsWith(".md"));
      pages.push(await example.read(`out/${page}`));
      await example.clear();
    }
    expect(pages[0]).toContain("- Sales fell by more than 5 %.\n- Harbour Office alone");
    expect(pages[1]).toContain("no sales of 2024-12");
    expect(pages[2]).toContain("\nNothing unusual.\n");
  });

  test("refuses a month without sales and customers nobody knows", async () => {
    const empty = await example.run("-p", "month=2024-12");
    expect({ exitCode: empty.exitCode, stdout: empty.stdout }).toEqual({ exitCode: 106, stdout: "" });
    expect(empty.stderr).toContain("  explain | No report on 2024-12: its total is 0 EUR");
    const customers = await example.read("data/customers.csv");
    await example.write("data/customers.csv", customers.replace("C08,Harbour Office,West\n", ""));
    const unknown = await example.run();
    await example.write("data/customers.csv", customers);
    expect(unknown.exitCode).toBe(106);
    expect(unknown.stderr).toContain("  explain | No report on 2025-03: its total is unknown EUR");
    expect(await example.list("out")).toEqual([]);
  });
});
