// What a step costs in the engine alone, and whether that grows with the number of steps: plain steps, and a chain in which each
// step reads the one before. `npm run bench` builds first; `node scripts/bench.mjs --json` prints data.

import { Conduit } from "../dist/index.js";

const sizes = [10, 100, 1_000, 10_000, 100_000];
const stepsPerSize = 400_000;
const isJson = process.argv.includes("--json");

const kinds = {
  plain: () => ({ action: "MATH.SUM", parameters: { value1: 1, value2: 2 } }),
  chain: (position) => ({
    action: "MATH.SUM",
    parameters: { value1: position === 1 ? 1 : `{: ${position - 1} :}`, value2: 2 },
  }),
};

/** One job of a size: microseconds a step to make it and to run it. */
async function measure(size, makeStep) {
  const payload = { steps: Array.from({ length: size }, (_, index) => makeStep(index + 1)) };
  globalThis.gc?.();
  const began = performance.now();
  const job = Conduit.fromObject(payload);
  const made = performance.now();
  await job.run();
  const ended = performance.now();
  if (!job.success) throw new Error("the benchmark's own job failed");
  return { creation: ((made - began) * 1_000) / size, run: ((ended - made) * 1_000) / size };
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

const results = [];
for (const [kind, makeStep] of Object.entries(kinds)) {
  await measure(20_000, makeStep);
  const found = new Map(sizes.map((size) => [size, []]));
  // Sizes take turns, so that a slow moment of the machine meets all of them.
  for (let round = 0; round < stepsPerSize / sizes.at(-1) + 3; round++) {
    for (const size of sizes) {
      const repeats = Math.max(1, Math.min(200, Math.floor(stepsPerSize / 8 / size)));
      for (let repeat = 0; repeat < repeats; repeat++) found.get(size).push(await measure(size, makeStep));
    }
  }
  for (const [size, times] of found) {
    const creation = median(times.map((time) => time.creation));
    const run = median(times.map((time) => time.run));
    results.push({ kind, size, creation, run, total: creation + run });
  }
}

for (const result of results) {
  const base = results.find(({ kind, size }) => kind === result.kind && size === 1_000);
  result.growth = result.total / base.total;
}

if (isJson) process.stdout.write(`${JSON.stringify({ node: process.version, results }, null, 2)}\n`);
else {
  process.stdout.write(`Node ${process.version}, microseconds a step (medians); growth against 1,000 steps\n\n`);
  process.stdout.write("kind      steps  creation     run   total  growth\n");
  for (const { kind, size, creation, run, total, growth } of results) {
    const numbers = [creation, run, total, growth].map((number) => number.toFixed(2).padStart(7));
    process.stdout.write(`${kind.padEnd(6)} ${String(size).padStart(8)}   ${numbers.join(" ")}\n`);
  }
}
