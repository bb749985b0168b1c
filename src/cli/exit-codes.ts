// What the command's exit codes mean. A status of a step is an exit code too.

import type { Diagnostic } from "../diagnostic.ts";

export const exitCodes = {
  success: 0,
  /** The file is no valid pipeline. */
  invalid: 1,
  /** Wrong usage, a file that cannot be read, a parameter that is missing or wrong. */
  usage: 2,
  /** A defect of Conduit itself. */
  defect: 3,
  /** Interrupted by SIGINT. */
  interrupted: 130,
  /** Ended by SIGTERM. */
  terminated: 143,
} as const;

/**
 * The code of a run that the check refused: the status of the first mistake in the order of steps that has one, and where
 * none has, that of a file that is no valid pipeline.
 * @param diagnostics as the check found them, those of one step in the order in which they count.
 */
export function refusalCode(diagnostics: readonly Diagnostic[]): number {
  const first = diagnostics
    .filter(({ severity, status }) => severity === "error" && status !== undefined)
    .toSorted((a, b) => (a.step ?? 0) - (b.step ?? 0))[0];
  return first?.status ?? exitCodes.invalid;
}
