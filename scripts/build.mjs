// Builds dist/: the library and the built-in blocks as ES modules that keep their dependencies outside, the command as one
// CommonJS file with everything inside (the fastest to start on Node 20), what the threads of isolated blocks run, and the types.

import { execFileSync } from "node:child_process";
import { chmodSync, readdirSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
process.chdir(root);

// Built aside and put in place at the end, so that a command running meanwhile finds what it needs.
const made = "dist-new";
rmSync(made, { recursive: true, force: true });

const shared = { bundle: true, platform: "node", target: "node20.19", logLevel: "warning", legalComments: "none" };
const blockModules = readdirSync("blocks", { withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
  .map((entry) => path.join("blocks", entry.name));

await build({
  ...shared,
  entryPoints: ["src/index.ts", ...blockModules].map((file) => ({
    in: file,
    out: file.replace(/^src\//, "").replace(/\.ts$/, ""),
  })),
  outdir: made,
  format: "esm",
  packages: "external",
  splitting: true,
  chunkNames: "shared/[name]-[hash]",
});
await build({
  ...shared,
  entryPoints: ["bin/conduit.ts"],
  outfile: path.join(made, "conduit.cjs"),
  format: "cjs",
  minifySyntax: true,
  minifyWhitespace: true,
  define: { "import.meta.url": "moduleUrl" },
  banner: { js: 'const moduleUrl = require("node:url").pathToFileURL(__filename).href;' },
});
await build({
  ...shared,
  entryPoints: ["src/blocks/block-worker.ts"],
  outfile: path.join(made, "block-worker.js"),
  format: "esm",
});
chmodSync(path.join(made, "conduit.cjs"), 0o755);
const compiler = path.join("node_modules", "typescript", "bin", "tsc");
const types = ["-p", "tsconfig.build.json", "--outDir", path.join(made, "types")];
execFileSync(process.execPath, [compiler, ...types], { stdio: "inherit" });
rmSync("dist", { recursive: true, force: true });
renameSync(made, "dist");
