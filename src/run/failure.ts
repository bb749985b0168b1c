// What can go wrong while a step runs, and which status it means. Everything a block throws ends here.

import type { Path } from "../document.ts";
import type { ErrorDescription } from "../event.ts";
import { NotJsonError } from "../json.ts";
import type { Span } from "../source.ts";
import { ConduitStatus } from "../status.ts";
import { describeThrown, isThrown } from "../thrown.ts";

/** Where in a step's texts a failure comes from. */
export interface FailurePlace {
  /** Below the place of what was being resolved or checked. */
  readonly path: Path;
  readonly part?: "key" | "value";
  /** Offsets inside that text. */
  readonly within?: Span;
  /** What to do. */
  readonly help?: string | undefined;
}

/** A failure that the engine itself found. Its code, not its name, says which. */
export class StepError extends Error {
  readonly status: ConduitStatus;
  readonly code: string;
  readonly place: FailurePlace | undefined;

  constructor(message: string, status: ConduitStatus, code: string, place?: FailurePlace) {
    super(place?.help === undefined ? message : `${message}; ${place.help}`);
    this.status = status;
    this.code = code;
    this.place = place;
  }
}

/** A tag that finds nothing. */
export class UnresolvedReferenceError extends StepError {
  constructor(message: string, place: FailurePlace) {
    super(message, ConduitStatus.UNHANDLED_EXCEPTION, "unresolved_reference", place);
  }
}

/** Parameters that do not meet the block's schema, or a condition that is no boolean. */
export class InvalidTypeError extends StepError {
  constructor(message: string, place?: FailurePlace) {
    super(message, ConduitStatus.INVALID_TYPE, "invalid_type", place);
  }
}

/** The reason of a signal that a timeout aborts. */
export class TimeOver extends DOMException {
  constructor() {
    super("the time is over", "TimeoutError");
  }
}

/** What ends a step when its signal is aborted. */
export function cancelled({ reason }: AbortSignal): StepError {
  const message = reason instanceof TimeOver ? "the time of a step around it was over" : "the run was cancelled";
  return new StepError(message, ConduitStatus.CANCELLED, "cancelled");
}

/** The status that something thrown while a step ran means. */
export function statusOf(thrown: unknown): ConduitStatus {
  if (isThrown(thrown, StepError)) return thrown.status;
  if (isThrown(thrown, NotJsonError) && thrown.isNotFinite) return ConduitStatus.INVALID_ARGUMENT;
  const { name, message } = describeThrown(thrown);
  if (name === "AssertionError") return ConduitStatus.ASSERTION_ERROR;
  if (name === "InvalidArgumentError") return ConduitStatus.INVALID_ARGUMENT;
  if (isThrown(thrown, RangeError) && !/call stack/i.test(message)) return ConduitStatus.INVALID_ARGUMENT;
  return ConduitStatus.UNHANDLED_EXCEPTION;
}

/** Where something thrown comes from, below the part of the document that was being worked on. */
export function placeOfFailure(thrown: unknown, base: Path): FailurePlace {
  const place = isThrown(thrown, StepError) ? thrown.place : undefined;
  return { ...place, path: [...base, ...(place?.path ?? [])] };
}

/** Something thrown as the plain data that a step shows of it. */
export function describeError(thrown: unknown): ErrorDescription {
  const { name, message, code } = describeThrown(thrown);
  return { name, message, code };
}
