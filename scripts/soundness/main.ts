// The command of the experiment: options in, results and exit code out. Several workers share the batches of cases.

import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { type ExperimentSettings, isPassed, joinResults, type Results, runExperiment } from "./experiment.ts";
import { renderResults } from "./report.ts";

if (isMainThread) await runCommand();
else parentPort?.postMessage(await runExperiment(workerData as ExperimentSettings));

async function runCommand(): Promise<void> {
  const { values } = parseArgs({
    options: {
      cases: { type: "string", default: "10000" },
      seed: { type: "string", default: String(Math.floor(Math.random() * 1e6)) },
      only: { type: "string" },
      runs: { type: "string" },
      shown: { type: "string" },
      workers: { type: "string", default: "1" },
      "no-expressions": { type: "boolean" },
      flat: { type: "string" },
    },
  });
  const settings: ExperimentSettings = {
    cases: Number(values.cases),
    seed: Number(values.seed),
    only: asNumber(values.only),
    runs: asNumber(values.runs),
    shown: asNumber(values.shown),
    flat: asNumber(values.flat),
    expressions: values["no-expressions"] === true ? false : undefined,
  };
  const began = performance.now();
  const of = values.only === undefined ? Number(values.workers) : 1;
  const results =
    of === 1
      ? await runExperiment(settings)
      : joinResults(
          await Promise.all(Array.from({ length: of }, (_, index) => runWorker({ ...settings, share: { index, of } }))),
        );
  process.stdout.write(renderResults(results, settings.seed, performance.now() - began));
  process.exitCode = isPassed(results) ? 0 : 1;
}

function asNumber(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}

function runWorker(settings: ExperimentSettings): Promise<Results> {
  return new Promise((fulfil, reject) => {
    const worker = new Worker(fileURLToPath(import.meta.url), { workerData: settings });
    worker.once("message", fulfil);
    worker.once("error", reject);
  });
}
