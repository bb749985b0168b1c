// Keeps the values of secret parameters out of what a run shows: every text of an event that holds one is shown without it.

import type { RunEvent } from "../event.ts";
import type { Plan } from "../plan.ts";

/** A function that takes the secrets of a plan out of events. */
export function secretMask({ secretParameters, parameters }: Plan): (event: RunEvent) => RunEvent {
  const secrets = [...secretParameters]
    .flatMap((name) => textsIn(parameters[name]))
    .toSorted((a, b) => b.length - a.length);
  if (secrets.length === 0) return (event) => event;
  const mask = (value: unknown): unknown => {
    if (typeof value === "string") return secrets.reduce((text, secret) => text.replaceAll(secret, "[secret]"), value);
    if (Array.isArray(value)) return value.map(mask);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, mask(inner)]));
  };
  return (event) => (event.type === "run_started" ? event : (mask(event) as RunEvent));
}

function textsIn(value: unknown): string[] {
  if (typeof value === "string") return value === "" ? [] : [value];
  if (typeof value === "number") return [String(value)];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}
