// Which block a step calls, and how it writes that down.

import type { RegisteredBlock } from "../../src/registry.ts";
import type { Author } from "./author.ts";
import type { Surroundings } from "./surroundings.ts";

/** Built-in blocks that touch nothing outside the run, the ones of much use to types more often. */
const favourites = [
  "LISTS.GET",
  "LISTS.APPEND",
  "LISTS.CREATE",
  "LISTS.COUNT",
  "DICTIONARY.GET",
  "DICTIONARY.SET",
  "DICTIONARY.CREATE_FROM_PAIRS",
  "VARIABLE.SET",
  "VARIABLE.SET",
  "VARIABLE.GET",
  "VARIABLE.DELETE",
  "LOGIC.IF",
  "LOGIC.IS_NONE",
  "LOGIC.IF_THEN_ELSE",
  "TEXT.JOIN",
  "TEXT.SPLIT",
  "TEXT.UPPERCASE",
  "MATH.SUM",
  "OBJECT.COPY",
  "JSON.PARSE",
];

/** What a step may do to variables, and whether it is done again and again. */
export interface BlockWish {
  readonly mayWrite: boolean;
  readonly isRepeated: boolean;
}

export class BlockChoice {
  readonly #author: Author;
  readonly #surroundings: Surroundings;
  readonly #builtIns: readonly RegisteredBlock[];
  readonly #own: readonly RegisteredBlock[];

  constructor(author: Author, surroundings: Surroundings) {
    this.#author = author;
    this.#surroundings = surroundings;
    const { registry, ownBlocks } = author.pool;
    const own = new Set(ownBlocks.map(({ name }) => `GEN.${name}`));
    const all = registry.all();
    this.#own = all.filter(({ action }) => own.has(action));
    this.#builtIns = all.filter(({ action, category }) => !own.has(action) && category !== "FILE");
  }

  choose({ mayWrite, isRepeated }: BlockWish): RegisteredBlock {
    const { random, doubt, pool } = this.#author;
    const { registry } = pool;
    const setter = registry.get("VARIABLE.SET");
    if (mayWrite && doubt === "variables" && setter !== undefined && random.chance(0.4)) return setter;
    if (mayWrite && isRepeated && random.chance(0.2)) {
      const accumulator = registry.get(random.pick(["LISTS.APPEND", "GEN.PUSH", "VARIABLE.SET", "GEN.KEEP"]));
      if (accumulator !== undefined) return accumulator;
    }
    const isLeft = (block: RegisteredBlock | undefined) => block !== undefined && (mayWrite || !writes(block));
    const own = this.#own.filter(isLeft);
    const builtIns = this.#builtIns.filter(isLeft);
    // What can take up a result is chosen oftener, so that types do flow.
    const isTaking = this.#surroundings.sources("step").length > 0 && random.chance(0.6);
    const taking = isTaking ? own.filter((block) => this.#surroundings.hasResultFor(block)) : [];
    if (taking.length > 0) return random.pick(taking);
    return random.weighted([
      [5, () => random.pick(own)],
      [2, () => random.pick(builtIns)],
      [
        4,
        () => {
          const favourite = registry.get(random.pick(favourites));
          return favourite !== undefined && isLeft(favourite) ? favourite : random.pick(builtIns);
        },
      ],
    ]);
  }

  /** An action as a step writes it. */
  written({ action }: RegisteredBlock): string {
    const { random } = this.#author;
    if (action.startsWith("LISTS.") && random.chance(0.1)) return action.replace("LISTS", "list");
    return random.chance(0.2) ? action.toLowerCase() : action;
  }
}

/** Whether a block can change variables. */
export const writes = ({ block }: RegisteredBlock): boolean =>
  block.writesVariables !== undefined || block.changes !== undefined;
