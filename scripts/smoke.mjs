// Starts the built command and library on each supported major version of Node. The binaries come from the npm registry, into a
// temporary folder. Usage: node scripts/smoke.mjs [version …]

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const given = process.argv.slice(2);
const versions = given.length > 0 ? given : ["20.19", "22", "24"];
const folder = mkdtempSync(path.join(tmpdir(), "conduit-smoke-"));

const program = `
  import { Conduit, ConduitStatus } from ${JSON.stringify(path.join(root, "dist", "index.js"))};
  const job = Conduit.fromObject({ steps: [{ action: "MATH.SUM", parameters: { value1: 1, value2: 2 } }] });
  await job.run();
  if (job.steps[0].status !== ConduitStatus.DONE || job.steps[0].returnValue !== 3) throw new Error("wrong result");
`;

try {
  writeFileSync(path.join(folder, "package.json"), "{}");
  writeFileSync(path.join(folder, "library.mjs"), program);
  const platform = `${process.platform}-${process.arch}`;
  for (const version of versions) {
    const alias = `node-${version.replaceAll(".", "-")}`;
    const wanted = `${alias}@npm:node-${platform}@${version}`;
    execFileSync("npm", ["install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error", wanted], {
      cwd: folder,
      stdio: "inherit",
    });
    const node = path.join(folder, "node_modules", alias, "bin", "node");
    const example = path.join(root, "examples", "weather-report", "pipeline.yaml");
    const outputs = JSON.parse(run(node, [path.join(root, "dist", "conduit.cjs"), "run", example, "--quiet"]));
    if (Object.keys(outputs).length === 0) throw new Error("the example has no outputs");
    run(node, [path.join(folder, "library.mjs")]);
    process.stdout.write(`Node ${run(node, ["--version"]).trim()}: the command and the library work\n`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function run(node, args) {
  return execFileSync(node, args, { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
}
