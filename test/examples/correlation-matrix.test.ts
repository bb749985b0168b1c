// The example correlation-matrix. What is expected is worked out here by the formula of sums, not of departures from means.

import { describe, expect, test } from "vitest";
import { printed, useExample } from "./run-example.ts";

const example = useExample("correlation-matrix");

const columns = ["Beak Length (mm)", "Beak Depth (mm)", "Flipper Length (mm)", "Body Mass (g)"];
const allSpecies = ["Adelie", "Chinstrap", "Gentoo"];

type Bird = Readonly<Record<string, number | string | null>>;

function coefficient(birds: readonly Bird[], x: string, y: string): number {
  let [n, sx, sy, sxx, syy, sxy] = [0, 0, 0, 0, 0, 0];
  for (const bird of birds) {
    const [a, b] = [bird[x], bird[y]];
    if (typeof a !== "number" || typeof b !== "number") continue;
    n++;
    sx += a;
    sy += b;
    sxx += a * a;
    syy += b * b;
    sxy += a * b;
  }
  const value = (n * sxy - sx * sy) / Math.sqrt((n * sxx - sx * sx) * (n * syy - sy * sy));
  return Number(value.toFixed(2));
}

async function expected(species: readonly string[], names: readonly string[], strong: number) {
  const all = JSON.parse(await example.read("data/penguins.json")) as readonly Bird[];
  const birds = all.filter(({ Species }) => species.includes(String(Species)));
  const matrix = names.map((row) => names.map((column) => coefficient(birds, row, column)));
  const pairs = names.flatMap((row, i) =>
    names.slice(0, i).flatMap((column, j) => {
      const value = matrix[i]?.[j] ?? Number.NaN;
      return Math.abs(value) >= strong ? [`${column} and ${row}: ${value}`] : [];
    }),
  );
  const lines = [
    `# ${birds.length} penguins: ${species.join(", ")}`,
    "",
    `| | ${names.join(" | ")} |`,
    `| --- |${" --- |".repeat(names.length)}`,
    ...names.map((name, index) => `| ${name} | ${matrix[index]?.join(" | ")} |`),
    "",
    `Strong, from ${strong} on: ${pairs.join("; ") || "none"}.`,
    "",
  ];
  return { report: lines.join("\n"), outputs: { report: "out/correlations.md", matrix, strong: pairs } };
}

describe("correlation-matrix", () => {
  test.each([
    ["all penguins", [], allSpecies, columns, 0.7],
    ["one species", ["-p", 'species=["Gentoo"]'], ["Gentoo"], columns, 0.7],
    ["weaker pairs, negative ones too", ["-p", "strong=0.4"], allSpecies, columns, 0.4],
    ["nothing strong", ["-p", "strong=0.99"], allSpecies, columns, 0.99],
    [
      "two columns",
      ["-p", `columns=${JSON.stringify(columns.slice(0, 2).toReversed())}`],
      allSpecies,
      columns.slice(0, 2).toReversed(),
      0.7,
    ],
  ])("tells of %s", async (_, args, species, names, strong) => {
    const { outputs, report } = await expected(species, names, strong);
    const { exitCode, stdout } = await example.run(...args);
    expect({ exitCode, outputs: JSON.parse(stdout) }).toEqual({ exitCode: 0, outputs });
    expect(stdout).toBe(printed(outputs));
    expect(await example.read("out/correlations.md")).toBe(report);
  });

  test("finds that beaks of one species are deeper where they are longer, and those of all together are not", async () => {
    const [all, one] = [await expected(allSpecies, columns, 0.7), await expected(["Gentoo"], columns, 0.7)];
    expect(all.outputs.matrix[0]?.[1]).toBeLessThan(0);
    expect(one.outputs.matrix[0]?.[1]).toBeGreaterThan(0);
  });

  test("refuses columns that stand twice", async () => {
    const twice = JSON.stringify([columns[0], columns[0]]);
    expect((await example.run("-p", `columns=${twice}`)).exitCode).toBe(2);
  });
});
