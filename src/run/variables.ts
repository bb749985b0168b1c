// The variables of one run. Values are frozen, so to change one is to put a new value in its place: nothing that read it
// before can see the change.

import type { VariableView } from "../block.ts";
import { copyJson, type Json, type JsonMap, setOwn } from "../json.ts";

/** Names and values, in the order in which they were created. */
export class Variables implements VariableView {
  readonly #values: Map<string, Json>;

  constructor(initial: JsonMap) {
    this.#values = new Map(Object.entries(initial));
  }

  get(name: string): Json | undefined {
    return this.#values.get(name);
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }

  names(): string[] {
    return [...this.#values.keys()];
  }

  /**
   * Stores a copy.
   * @throws {NotJsonError} for what JSON cannot hold.
   */
  set(name: string, value: unknown): void {
    this.#values.set(name, copyJson(value));
  }

  delete(name: string): boolean {
    return this.#values.delete(name);
  }

  /** All of them as one map, made anew at each call. */
  toMap(): JsonMap {
    const map = {};
    for (const [name, value] of this.#values) setOwn(map, name, value);
    return map;
  }
}
