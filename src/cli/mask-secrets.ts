// Keeps the values of secret parameters out of what a run shows: every text of an event that can hold one is shown without it.

import type { RunEvent } from "../event.ts";
import { setOwn } from "../json.ts";
import type { Plan } from "../plan.ts";

const shortest = 4;

/** Takes the values of secret parameters out of events. */
export class SecretMask {
  readonly #secrets = new Set<string>();
  /** What is looked for inside of texts, the longest first, so that no part of one is left. */
  #pieces: readonly string[] = [];

  /** @param plan whose secrets are known from the start; those of the pipelines that it calls come while it runs. */
  constructor({ secretParameters, parameters }: Pick<Plan, "secretParameters" | "parameters">) {
    for (const name of secretParameters) this.add(parameters[name]);
  }

  /** Masks one more value, and all texts and numbers in it. */
  add(value: unknown): void {
    const added = textsIn(value).filter((text) => !this.#secrets.has(text));
    if (added.length === 0) return;
    for (const text of added) this.#secrets.add(text);
    // A short one stands in too many other texts: it is masked only where it is all of a text. Escaped as well, since a block
    // may have written it as JSON.
    this.#pieces = [...this.#secrets]
      .filter((secret) => secret.length >= shortest)
      .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)])
      .toSorted((one, other) => other.length - one.length);
  }

  /** An event without the secrets. Ids, actions and places are the file's own words; what values can have come into is masked. */
  mask(event: RunEvent): RunEvent {
    if (this.#secrets.size === 0) return event;
    switch (event.type) {
      case "step_logged":
        return { ...event, message: this.#maskText(event.message) };
      case "step_finished": {
        const { error, stack, parameters } = event;
        return { ...event, error: this.#of(error), stack: this.#of(stack), parameters: this.#of(parameters) };
      }
      case "attempt_failed":
      case "turn_finished":
      case "run_finished":
        return { ...event, error: this.#of(event.error) };
      default:
        return event;
    }
  }

  #of<T>(value: T): T {
    return this.#maskValue(value) as T;
  }

  #maskValue(value: unknown): unknown {
    if (typeof value === "string") return this.#maskText(value);
    if (typeof value === "number") return this.#secrets.has(String(value)) ? "[secret]" : value;
    if (Array.isArray(value)) return value.map((item) => this.#maskValue(item));
    if (typeof value !== "object" || value === null) return value;
    const masked = {};
    for (const [key, inner] of Object.entries(value)) setOwn(masked, this.#maskText(key), this.#maskValue(inner));
    return masked;
  }

  #maskText(text: string): string {
    if (this.#secrets.has(text)) return "[secret]";
    return this.#pieces.reduce((rest, piece) => rest.replaceAll(piece, "[secret]"), text);
  }
}

function textsIn(value: unknown): string[] {
  if (typeof value === "string") return value === "" ? [] : [value];
  if (typeof value === "number") return [String(value)];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}
