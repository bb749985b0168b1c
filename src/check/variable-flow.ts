// What is known of variables on the way through a pipeline's steps. Every list of steps around the one at hand keeps its own knowledge: what a
// group writes is certain inside of it, and may not have happened where the group's condition was false.

import { anyType } from "./types/type.ts";
import { widen } from "./types/widen.ts";
import type { VariableTypes, VariableWrite } from "./variable-types.ts";

/** The variables where nothing of a list has failed, and where something may have. */
export interface VariableStates {
  readonly quiet: VariableTypes;
  readonly any: VariableTypes;
}

/** One write of a variable, or without a name of any variable. */
export interface StepWrite extends Omit<VariableWrite, "name"> {
  readonly name: string | null;
}

/** So often the turns of a loop are gone through before nothing more is taken to be known of any variable. */
const mostTurns = 4;

export class VariableFlow {
  /** One for each list of steps, the innermost last. */
  readonly #states: VariableStates[];
  /** Why what the step of each list does may not have happened; null where it surely has. */
  readonly #doubts: (string | null)[] = [];

  constructor(initial: VariableTypes) {
    this.#states = [{ quiet: initial, any: initial }];
  }

  /** What the innermost list knows. */
  get states(): VariableStates {
    const states = this.#states.at(-1);
    if (states === undefined) throw new Error("the job's own list is never left");
    return states;
  }

  /** Goes through the members of a group, which all start from the same. */
  inGroup<T>(entry: VariableTypes, walk: () => T): T {
    this.#states.push({ quiet: entry, any: entry });
    try {
      return walk();
    } finally {
      this.#states.pop();
    }
  }

  /** Does what a step does, of which its own list may doubt that it happens. */
  inStep<T>(doubt: string | null, walk: () => T): T {
    this.#doubts.push(doubt);
    try {
      return walk();
    } finally {
      this.#doubts.pop();
    }
  }

  /**
   * A step has written a variable.
   * @param missed why the write may not have happened where something has failed.
   * @param whoAny why any variable may have been written, for a write without a name.
   */
  write({ name, type, doubt }: StepWrite, missed: string, whoAny: string): void {
    let own = doubt;
    for (let level = this.#states.length - 1; level >= 0; level--) {
      own ??= this.#doubts[level] ?? null;
      const states = this.#states[level];
      if (states === undefined) continue;
      const after = (variables: VariableTypes, because: string | null) =>
        name === null ? variables.writeAny(whoAny, type ?? anyType) : variables.write({ name, type, doubt: because });
      this.#states[level] = { quiet: after(states.quiet, own), any: after(states.any, own ?? missed) };
    }
  }

  /**
   * Does what is done again and again: each time may find what the time before has left in variables.
   * @param silently does it for what it writes alone.
   * @param because why a variable may not be there that it writes.
   */
  repeated<T>(walk: () => T, silently: (walk: () => unknown) => void, because: string): T {
    const before = [...this.#states];
    const start = this.states;
    const restore = (states: VariableStates) =>
      this.#states.splice(0, this.#states.length, ...before.slice(0, -1), states);
    let entry = start;
    for (let turn = 1; turn <= mostTurns; turn++) {
      restore(entry);
      silently(walk);
      const after = this.states;
      if (after.any.isWithin(entry.any) && after.quiet.isWithin(entry.quiet)) break;
      const next = (one: VariableTypes, other: VariableTypes, first: VariableTypes) => {
        if (turn === mostTurns) return first.writeAny(because);
        const joined = one.joined(other, because);
        return turn === 1 ? joined : joined.widened(first, turn === 2 ? widen : () => anyType);
      };
      entry = { quiet: next(entry.quiet, after.any, start.quiet), any: next(entry.any, after.any, start.any) };
    }
    restore(entry);
    return walk();
  }
}
