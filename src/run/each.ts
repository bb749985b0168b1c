// What the loops around give to a step: the item and index of the innermost one, and those of each loop that has a name.

import { freezeJson, type Json, type JsonMap, setOwn } from "../json.ts";

/** One turn of a loop. */
export class Each {
  readonly #item: Json;
  readonly #index: number;
  readonly #name: string | null;
  readonly #outer: Each | null;
  #map: JsonMap | undefined;

  constructor(item: Json, index: number, name: string | null, outer: Each | null) {
    this.#item = item;
    this.#index = index;
    this.#name = name;
    this.#outer = outer;
  }

  /** As tags read it. */
  toMap(): JsonMap {
    if (this.#map === undefined) {
      const map = { item: this.#item, index: this.#index };
      this.#addNames(map);
      this.#map = freezeJson(map);
    }
    return this.#map;
  }

  #addNames(map: object): void {
    if (this.#outer !== null) this.#outer.#addNames(map);
    if (this.#name !== null) setOwn(map, this.#name, freezeJson({ item: this.#item, index: this.#index }));
  }
}
