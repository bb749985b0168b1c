// The keys of a step that say how often it is tried and how long. Nothing here ever hangs, so no time is ever over.

import type { Json, JsonMap } from "../../src/json.ts";
import type { Random } from "./random.ts";

const statuses = [
  "UNHANDLED_EXCEPTION",
  "INVALID_ARGUMENT",
  "ASSERTION_ERROR",
  "INVALID_TYPE",
  "TIMEOUT",
  "INVALID_RETURN",
];

/** How often a step is tried again, and after what. */
export function randomRetry(random: Random): JsonMap {
  return {
    attempts: random.pick([1, 2, 2, 2, 3]),
    ...(random.chance(0.5) ? { delay: random.pick(["1ms", "2s"]) } : {}),
    ...(random.chance(0.2) ? { backoff: 2, max_delay: "3s" } : {}),
    ...(random.chance(0.2) ? { jitter: 0.5 } : {}),
    ...(random.chance(0.4) ? { on: random.some(statuses, 0.6) } : {}),
  };
}

/** A bound on time that everything keeps. */
export const generousTimeout: Json = "1h";
