// The soundness experiment: random pipelines, blocks and limits, checked and then run. Its sources are TypeScript, so they are
// bundled into a temporary file first. Usage: node scripts/soundness.mjs [--cases N] [--seed S] [--only CASE] [--runs N]
// [--shown N] [--workers N] [--flat SHARE] [--no-expressions]

import { mkdtempSync, rmSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
// Inside the project, so that the bundle finds the packages it leaves outside.
const folder = mkdtempSync(path.join(root, "node_modules", ".soundness-"));
const outfile = path.join(folder, "main.mjs");
try {
  await build({
    entryPoints: [path.join(root, "scripts", "soundness", "main.ts")],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20.19",
    packages: "external",
    sourcemap: "inline",
    logLevel: "warning",
  });
  await import(pathToFileURL(outfile).href);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
