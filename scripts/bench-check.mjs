// How the check's time grows: 1,000 files of 20 steps against one such file, one of 1,000 steps against one of 100, each a whole
// process and beside bare Node. `npm run bench` builds first; `node scripts/bench-check.mjs --json` prints data.

import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const command = fileURLToPath(new URL("../dist/conduit.cjs", import.meta.url));
const isJson = process.argv.includes("--json");
const rounds = 7;

/** A pipeline in which types flow from step to step, through variables, conditions and paths. */
function pipelineOf(steps) {
  const lines = [
    "parameters:",
    "  text: { type: string }",
    "  limit: { type: integer, minimum: 1 }",
    "variables: { seen: [] }",
    "steps:",
  ];
  const add = (id, action, parameters, more = "") =>
    lines.push(
      `  - id: ${id}`,
      `    action: ${action}`,
      ...(more === "" ? [] : [`    ${more}`]),
      `    parameters: ${parameters}`,
    );
  for (let index = 0; index < steps; index += 5) {
    const before = index === 0 ? "{< text >}" : `{: loud${index - 5} :}`;
    add(`words${index}`, "TEXT.SPLIT", `{ text: '${before}', separator: ' ' }`);
    add(`count${index}`, "LISTS.COUNT", `{ list: '{: words${index} :}' }`);
    add(`many${index}`, "LOGIC.IF", `{ value1: '{: count${index} :}', operator: '>', value2: '{< limit >}' }`);
    add(
      `seen${index}`,
      "LISTS.APPEND",
      `{ list: '{# seen #}', item: '{: words${index}.0 ?? "none" :}' }`,
      `if: '{: many${index} :}'`,
    );
    add(`loud${index}`, "TEXT.UPPERCASE", `{ text: 'after {: count${index} :} words' }`);
  }
  lines.push("outputs:", "  seen: '{# seen #}'", `  last: '{: loud${steps - 5} :}'`);
  return `${lines.join("\n")}\n`;
}

const folder = mkdtempSync(path.join(tmpdir(), "conduit-bench-"));
mkdirSync(path.join(folder, "many"));
for (let index = 0; index < 1_000; index++) writeFileSync(path.join(folder, "many", `${index}.yaml`), pipelineOf(20));
for (const steps of [20, 100, 1_000]) writeFileSync(path.join(folder, `${steps}.yaml`), pipelineOf(steps));

const cases = {
  "bare node": ["-e", "0"],
  "1 file of 20 steps": [command, "validate", "-q", "20.yaml"],
  "1,000 files of 20 steps": [command, "validate", "-q", "many"],
  "1 file of 100 steps": [command, "validate", "-q", "100.yaml"],
  "1 file of 1,000 steps": [command, "validate", "-q", "1000.yaml"],
};
const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env;
const times = new Map(Object.keys(cases).map((name) => [name, []]));
// The cases take turns, so that a slow moment of the machine meets all of them.
for (let round = 0; round < rounds; round++) {
  for (const [name, args] of Object.entries(cases)) {
    const began = performance.now();
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, env, encoding: "utf8" });
    times.get(name).push(performance.now() - began);
    if (status !== 0 || stdout !== "")
      throw new Error(`the benchmark's own pipeline is not proved: ${stdout}${stderr}`);
  }
}
rmSync(folder, { recursive: true });

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
const found = Object.fromEntries([...times].map(([name, taken]) => [name, median(taken)]));
const ratios = [
  ["1 file of 20 steps", "bare node", undefined],
  ["1,000 files of 20 steps", "1 file of 20 steps", 25],
  ["1 file of 1,000 steps", "1 file of 100 steps", 12],
].map(([name, base, goal]) => ({ name, base, ratio: found[name] / found[base], goal }));

if (isJson)
  process.stdout.write(`${JSON.stringify({ node: process.version, milliseconds: found, ratios }, null, 2)}\n`);
else {
  process.stdout.write(
    `\nNode ${process.version}, conduit validate, whole processes, milliseconds (medians of ${rounds})\n\n`,
  );
  for (const [name, time] of Object.entries(found))
    process.stdout.write(`${name.padEnd(26)} ${time.toFixed(0).padStart(6)}\n`);
  process.stdout.write("\n");
  for (const { name, base, ratio, goal } of ratios) {
    const aim = goal === undefined ? "" : `  (at most ${goal})`;
    process.stdout.write(`${`${name} / ${base}`.padEnd(46)} ${ratio.toFixed(1).padStart(6)}${aim}\n`);
  }
}
