// What the threads of isolated blocks run, built of the sources as they are now: a thread cannot load TypeScript.

import path from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

/** Builds it into a folder; its address. */
export async function buildWorker(folder: string): Promise<URL> {
  const outfile = path.join(folder, "block-worker.mjs");
  const source = path.resolve(import.meta.dirname, "../../src/blocks/block-worker.ts");
  await build({ entryPoints: [source], outfile, bundle: true, platform: "node", format: "esm", target: "node20.19" });
  return pathToFileURL(outfile);
}
