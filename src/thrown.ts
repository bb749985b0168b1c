// What somebody else's code threw, read without trusting it: it may be no error, and reading it may throw again.

import { copyJson } from "./json.ts";

/** Something thrown, in words. */
export interface ThrownDescription {
  readonly name: string;
  readonly message: string;
  /** A word for programs, such as `ENOENT`; null when it has none. */
  readonly code: string | null;
  /** Null when it has none. */
  readonly stack: string | null;
}

/** Describes anything that can be thrown. Never throws. */
export function describeThrown(thrown: unknown): ThrownDescription {
  if ((typeof thrown !== "object" && typeof thrown !== "function") || thrown === null) {
    const message = typeof thrown === "string" ? thrown : `${String(thrown)} was thrown`;
    return { name: "Error", message, code: null, stack: null };
  }
  const message = readText(thrown, "message") ?? `${asJson(thrown)} was thrown`;
  const name = readText(thrown, "name") ?? "Error";
  return { name, message, code: readText(thrown, "code"), stack: readText(thrown, "stack") };
}

/** Says whether something thrown is of a class, which a hostile prototype may keep from being asked. */
export function isThrown<T>(thrown: unknown, kind: abstract new (...given: never[]) => T): thrown is T {
  try {
    return thrown instanceof kind;
  } catch {
    return false;
  }
}

function readText(thrown: object, key: string): string | null {
  try {
    const value: unknown = Reflect.get(thrown, key);
    return typeof value === "string" ? value : null;
  } catch {
    return null;
  }
}

const longestShown = 200;

function asJson(thrown: object): string {
  try {
    const written = JSON.stringify(copyJson(thrown));
    return written.length > longestShown ? `${written.slice(0, longestShown)}…` : written;
  } catch {
    return "something that cannot be shown";
  }
}
