// What the command's exit codes mean. A status of a step is an exit code too.

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
