// Keeps the values of secret parameters out of what a run shows: every text of an event that can hold one is shown without it.

import type { RunEvent } from "../event.ts";
import { setOwn } from "../json.ts";
import type { Plan } from "../plan.ts";

const shortest = 4;

/** A function that takes the secrets of a plan out of events. */
export function secretMask({ secretParameters, parameters }: Plan): (event: RunEvent) => RunEvent {
  const secrets = [...new Set([...secretParameters].flatMap((name) => textsIn(parameters[name])))];
  if (secrets.length === 0) return (event) => event;
  // A short one stands in too many other texts: it is masked only where it is all of a text. Longest first, so that no part
  // of one is left; escaped as well, since a block may have written it as JSON.
  const masked = secrets
    .filter((secret) => secret.length >= shortest)
    .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)])
    .toSorted((a, b) => b.length - a.length);
  const maskText = (text: string) =>
    secrets.includes(text) ? "[secret]" : masked.reduce((rest, secret) => rest.replaceAll(secret, "[secret]"), text);
  const maskValue = (value: unknown): unknown => {
    if (typeof value === "string") return maskText(value);
    if (typeof value === "number") return secrets.includes(String(value)) ? "[secret]" : value;
    if (Array.isArray(value)) return value.map(maskValue);
    if (typeof value !== "object" || value === null) return value;
    const masked = {};
    for (const [key, inner] of Object.entries(value)) setOwn(masked, maskText(key), maskValue(inner));
    return masked;
  };
  const mask = <T>(value: T) => maskValue(value) as T;
  // Ids, actions and places are the file's own words; only what values can have come into is masked.
  return (event) => {
    switch (event.type) {
      case "step_logged":
        return { ...event, message: mask(event.message) };
      case "step_finished":
        return { ...event, error: mask(event.error), stack: mask(event.stack), parameters: mask(event.parameters) };
      case "run_finished":
        return { ...event, error: mask(event.error) };
      default:
        return event;
    }
  };
}

function textsIn(value: unknown): string[] {
  if (typeof value === "string") return value === "" ? [] : [value];
  if (typeof value === "number") return [String(value)];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}
