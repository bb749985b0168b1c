// The published schema of SARIF 2.1.0 as a check for tests.

import schema from "@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json" with { type: "json" };
import { Ajv } from "ajv";
import formats from "ajv-formats";

// It is of an older draft, of which it uses nothing that the present one reads otherwise but these two keys.
const { $schema: _, id: __, ...rest } = schema;
const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
formats.default(ajv);
const check = ajv.compile(rest);

/** What the schema finds wrong with a log, one line for each. */
export function sarifFaults(log: unknown): string[] {
  check(log);
  return (check.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}
