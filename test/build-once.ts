// Builds the command and the library once before the tests, since end-to-end tests drive what is built.

import { execFileSync } from "node:child_process";

export default function buildOnce(): void {
  execFileSync(process.execPath, ["scripts/build.mjs"], { stdio: "inherit" });
}
