// Something thrown, made to cross from one thread to another: what decides a step's status and what reports show of it arrive
// as they were. Other properties stay behind.

import { NotJsonError } from "../json.ts";
import { describeThrown, isThrown, type ThrownDescription } from "../thrown.ts";

/** Something thrown as data that can be cloned. */
export type SentError =
  | { readonly kind: "primitive"; readonly value: unknown }
  | (ThrownDescription & { readonly kind: "error" | "range-error" | "not-json" | "not-finite" });

/** Takes anything that was thrown apart. Never throws. */
export function packThrown(thrown: unknown): SentError {
  if (isPrimitive(thrown)) return { kind: "primitive", value: thrown };
  return { kind: kindOf(thrown), ...describeThrown(thrown) };
}

/** Puts together what is to be thrown in the other thread's stead. */
export function unpackThrown(sent: SentError): unknown {
  if (sent.kind === "primitive") return sent.value;
  const error = makeError(sent.kind, sent.message);
  const { name, code, stack } = sent;
  for (const [key, value] of Object.entries({ name, code, stack })) {
    if (value !== null || key === "stack") define(error, key, value ?? undefined);
  }
  return error;
}

/** A symbol cannot be cloned. */
function isPrimitive(thrown: unknown): boolean {
  return thrown === null || !["object", "function", "symbol"].includes(typeof thrown);
}

function kindOf(thrown: unknown): "error" | "range-error" | "not-json" | "not-finite" {
  if (isThrown(thrown, NotJsonError)) return thrown.isNotFinite ? "not-finite" : "not-json";
  return isThrown(thrown, RangeError) ? "range-error" : "error";
}

function makeError(kind: Exclude<SentError["kind"], "primitive">, message: string): Error {
  if (kind === "range-error") return new RangeError(message);
  return kind === "error" ? new Error(message) : new NotJsonError(message, [], kind === "not-finite");
}

function define(error: Error, key: string, value: unknown): void {
  Object.defineProperty(error, key, { value, configurable: true, writable: true });
}
