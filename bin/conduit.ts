#!/usr/bin/env node
// The command: starts src/cli/main and nothing else. Built, it stands beside the folder of the built-in blocks.

import { fileURLToPath } from "node:url";
import { exitCodes } from "../src/cli/exit-codes.ts";
import { main } from "../src/cli/main.ts";

// What blocks leave running must not keep a finished command alive.
void main(fileURLToPath(new URL("./blocks", import.meta.url))).then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`conduit has a defect and stopped: ${String(error)}\n`);
    process.exit(exitCodes.defect);
  },
);
