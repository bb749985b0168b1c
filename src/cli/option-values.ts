// How the values of options are read.

import { UsageError } from "./usage-error.ts";

/** The values of --format: how findings are written. */
export const checkFormats = ["text", "json", "sarif", "github"] as const;
export type CheckFormat = (typeof checkFormats)[number];

/** Collects the values of an option that can be repeated. */
export function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}

/** Reads the value of an option that is a limit, such as `--step-limit`. */
export function readLimit(option: string): (text: string) => number {
  return (text) => {
    if (/^\d{1,15}$/.test(text)) return Number(text);
    throw new UsageError(`${option}: \`${text}\` is no whole number`, `write ${option} 50`);
  };
}
