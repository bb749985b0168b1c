// Which steps can be read by their ids from one place: its own, and those of the places around it.

import { ConduitStatus } from "../status.ts";
import type { ConduitStep } from "./step.ts";

/** Ids with their steps. */
export class StepIds {
  readonly #own = new Map<string, ConduitStep>();
  readonly #outer: StepIds | null;

  constructor(outer: StepIds | null = null) {
    this.#outer = outer;
  }

  get(id: string): ConduitStep | undefined {
    return this.#own.get(id) ?? this.#outer?.get(id);
  }

  /** In the order of their steps, those around first. */
  *names(): Generator<string> {
    if (this.#outer !== null) for (const id of this.#outer.names()) if (!this.#own.has(id)) yield id;
    yield* this.#own.keys();
  }

  /** Adds a step and its members, in place of those that had their ids. A step whose id is taken does not get it. */
  add(step: ConduitStep): void {
    const { refusal } = step.planned;
    if (refusal?.status !== ConduitStatus.DUPLICATE_STEP_IDS || !this.#own.has(step.id)) this.#own.set(step.id, step);
    for (const member of readableMembers(step)) this.add(member);
  }

  remove(step: ConduitStep): void {
    if (this.#own.get(step.id) === step) this.#own.delete(step.id);
    for (const member of readableMembers(step)) this.remove(member);
  }
}

/** The members that can be read wherever the step itself can be: those of a loop have turns, those of a pipeline ids of their own. */
function readableMembers({ planned, kind, steps }: ConduitStep): readonly ConduitStep[] {
  return planned.loop !== null || kind === "pipeline" ? [] : steps;
}
