// THE table of statuses: what a step can end in. Numbers are exit codes too; they never change and are never reused.

/** How a step stands or ended. `ConduitStatus[101]` is the name of a number. */
export enum ConduitStatus {
  /** Not executed yet; every step starts so. */
  NONE = -1,
  /** Executed without an error. */
  DONE = 0,
  /** An earlier step failed and this one is not forced. */
  SKIPPED = 100,
  /** Any other error in the block, or a reference to nothing. */
  UNHANDLED_EXCEPTION = 101,
  /** No block has this name. */
  BLOCK_NOT_FOUND = 102,
  /** The block refused a value: InvalidArgumentError, RangeError, a number that is not finite. */
  INVALID_ARGUMENT = 103,
  /** An earlier step has the same id. */
  DUPLICATE_STEP_IDS = 104,
  /** The job lacks one of the block's tags. */
  FORBIDDEN_BLOCK = 105,
  /** The block threw an AssertionError. */
  ASSERTION_ERROR = 106,
  /** Parameters do not meet the block's schema, or a condition is no boolean. */
  INVALID_TYPE = 107,
  /** More steps than the step limit allows. */
  STEP_LIMIT_EXCEED = 108,
  /** The block is used more often than its limit allows. */
  BLOCK_LIMIT_EXCEED = 109,
  /** The condition was false; not a failure. */
  IF_CONDITION_FAILED = 110,
  /** The attempt outlived its timeout. */
  TIMEOUT = 111,
  /** The run was interrupted or aborted. */
  CANCELLED = 112,
  /** The result does not meet the declared schema or cannot be written as JSON. */
  INVALID_RETURN = 113,
}

/** The statuses that do not fail a job: done, condition false, skipped, not run yet. */
export function isFailure(status: ConduitStatus): boolean {
  return (
    status !== ConduitStatus.NONE &&
    status !== ConduitStatus.DONE &&
    status !== ConduitStatus.SKIPPED &&
    status !== ConduitStatus.IF_CONDITION_FAILED
  );
}

/** A status as people read it: `INVALID_TYPE (107)`. */
export function statusText(status: ConduitStatus): string {
  return `${ConduitStatus[status]} (${status})`;
}
