// The experiment's results as text.

import type { Reproduction, Results } from "./experiment.ts";

/** What is printed at the end. */
export function renderResults(results: Results, seed: number, milliseconds: number): string {
  const { cases, accepted } = results;
  const rate = Math.round((cases / milliseconds) * 1_000);
  const share = (count: number, of: number) => `${count} (${of === 0 ? 0 : ((count / of) * 100).toFixed(1)} %)`;
  const excused = [...results.excused].map(([excuse, count]) => `${count} ${excuse}`).join(", ") || "none";
  const { typed, proved } = results.slots;
  const lines = [
    ...results.reproductions.flatMap((one) => [renderReproduction(one, seed), ""]),
    `seed          ${seed}`,
    `cases         ${cases} (${rate} a second, ${results.runs} runs)`,
    `accepted      ${share(accepted, cases)}; ${results.unproved} unproved, ${results.wrong} wrong, ${results.shapeless} of a wrong shape`,
    `violations    ${results.violations}`,
    `unreproduced  ${results.unreproduced} of ${results.witnessed + results.unreproduced} mistakes at steps that runs reach`,
    `unreached     ${excused}`,
    "",
    "of the accepted cases have",
    `  ${share(results.severalSlots, accepted).padEnd(16)} several typed slots with tags`,
    ...[...results.features]
      .toSorted(([, a], [, b]) => b - a)
      .map(([feature, count]) => `  ${share(count, accepted).padEnd(16)} ${feature}`),
    ...(typed === 0 ? [] : [`  ${typed} slots in all, as the check counts them, ${proved} of them proved`]),
  ];
  return `${lines.join("\n")}\n`;
}

function renderReproduction({ index, finding, found, blocks }: Reproduction, seed: number): string {
  return [
    `${finding.kind.toUpperCase()} [${finding.code}] in case ${index} (again with --seed ${seed} --only ${index})`,
    `  ${finding.words}`,
    `  made small: ${JSON.stringify(found.pipeline)}`,
    ...Object.entries(found.files).map(([name, file]) => `  ${name}: ${JSON.stringify(file)}`),
    ...(Object.keys(found.settings).length === 0 ? [] : [`  its caller: ${JSON.stringify(found.settings)}`]),
    ...blocks.map((block) => `  block: ${JSON.stringify(block)}`),
  ].join("\n");
}
