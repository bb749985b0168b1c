// The conditions of steps: new ones, and ones that have stood before, so that two steps run under the same.

import type { Json } from "../../src/json.ts";
import type { Author } from "./author.ts";
import type { Reader } from "./reading.ts";
import type { SlotFiller } from "./slot-filler.ts";

type Test = (step: string) => string;

/** Conditions after which a step's result is there, and ones that only look so. */
const provesDone: readonly Test[] = [
  (step) => `${step}.status.name == "DONE"`,
  (step) => `${step}.status.value == 0`,
  (step) => `"DONE" == ${step}.status.name`,
  (step) => `${step}.status.name == "DONE" && true`,
  (step) => `${step}.status.name in ["DONE"]`,
];
const provesNothing: readonly Test[] = [
  (step) => `${step}.status.name != "SKIPPED"`,
  (step) => `${step}.status.name == "DONE" || job.failed`,
  (step) => `${step}.status.value != 110`,
  (step) => `${step}.error == null`,
  (step) => `!(${step}.status.name == "DONE")`,
  (step) => `${step}.result == null`,
  (step) => `${step}.result != null`,
];

/** The conditions of one pipeline, and the ids that they can read. */
export class Conditions {
  /** The ids that can be read, those that tags cannot name included. */
  ids: readonly string[] = [];
  /** Those that have been written where they can be written again. */
  guards: readonly Json[] = [];
  readonly #author: Author;
  readonly #filler: SlotFiller;

  constructor(author: Author, filler: SlotFiller) {
    this.#author = author;
    this.#filler = filler;
  }

  /** A condition, or a list of them. */
  make(reader: Reader): Json {
    const { random } = this.#author;
    if (this.guards.length > 0 && random.chance(0.4)) return random.pick(this.guards);
    const one = () => this.#one(reader);
    let condition = random.chance(0.15) ? Array.from({ length: random.below(3) }, one) : one();
    if (this.guards.length > 0 && random.chance(0.15)) condition = [random.pick(this.guards), condition].flat();
    this.guards = [...this.guards, condition];
    return condition;
  }

  #one(reader: Reader): Json {
    const { random, hasExpressions } = this.#author;
    if (hasExpressions && this.ids.length > 0 && random.chance(0.3)) {
      const test = random.pick([...provesDone, ...provesNothing])(pathTo(random.pick(this.ids)));
      return `{= ${test} =}`;
    }
    return this.#filler.condition(reader);
  }

  /** The steps that conditions say are done. */
  assumedBy(guard: readonly string[]): ReadonlySet<string> {
    const isAssumed = (id: string) =>
      provesDone.some((test) => guard.includes(JSON.stringify(`{= ${test(pathTo(id))} =}`)));
    return new Set(this.ids.filter(isAssumed));
  }
}

const pathTo = (id: string): string => (/^[a-z]\w*$/.test(id) ? `steps.${id}` : `steps["${id}"]`);
