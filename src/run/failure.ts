// What can go wrong while a step runs, and which status it means. Everything a block throws ends here.

import type { Path } from "../document.ts";
import type { ErrorDescription } from "../event.ts";
import { NotJsonError } from "../json.ts";
import type { Span } from "../source.ts";
import { ConduitStatus } from "../status.ts";

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

/** The status that something thrown while a step ran means. */
export function statusOf(thrown: unknown): ConduitStatus {
  if (thrown instanceof StepError) return thrown.status;
  if (thrown instanceof NotJsonError && thrown.isNotFinite) return ConduitStatus.INVALID_ARGUMENT;
  const name = readText(thrown, "name");
  if (name === "AssertionError") return ConduitStatus.ASSERTION_ERROR;
  if (name === "InvalidArgumentError") return ConduitStatus.INVALID_ARGUMENT;
  if (thrown instanceof RangeError && !/call stack/i.test(readText(thrown, "message") ?? "")) {
    return ConduitStatus.INVALID_ARGUMENT;
  }
  return ConduitStatus.UNHANDLED_EXCEPTION;
}

/** Something thrown as plain data; also what is no error, or makes trouble when it is read. */
export function describeError(thrown: unknown): ErrorDescription {
  const isError = typeof thrown === "object" && thrown !== null;
  const code = readText(thrown, "code");
  if (isError) {
    return { name: readText(thrown, "name") ?? "Error", message: readText(thrown, "message") ?? "", code };
  }
  return { name: "Error", message: typeof thrown === "string" ? thrown : `${String(thrown)} was thrown`, code: null };
}

/** The stack of something thrown, where it has one. */
export function stackOf(thrown: unknown): string | null {
  return readText(thrown, "stack");
}

function readText(thrown: unknown, key: string): string | null {
  if (typeof thrown !== "object" || thrown === null) return null;
  try {
    const value: unknown = Reflect.get(thrown, key);
    return typeof value === "string" ? value : null;
  } catch {
    return null;
  }
}
