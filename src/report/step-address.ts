// Where a step of a run stands among the steps around it: as a key for tables and as text for people. Indices are those of the
// list that a loop goes through, so they start at 0.

import type { Enclosing } from "../event.ts";
import { visibleText } from "./visible-text.ts";

/** What says which step an event is about: its id alone is not unique among turns and sub-pipelines. */
export interface StepAddress {
  readonly id: string;
  readonly within: readonly Enclosing[];
}

/** Equal for two addresses of the same running step only. */
export function stepKey({ id, within }: StepAddress): string {
  return within.length === 0 ? id : JSON.stringify([...within.map((step) => [step.id, step.turn]), id]);
}

/** The address of one of the steps around a step, by its index; the last one is the nearest. */
export function enclosingStep({ within }: StepAddress, index: number): StepAddress | undefined {
  const step = within.at(index);
  return step === undefined ? undefined : { id: step.id, within: within.slice(0, index) };
}

/** `regions[0] › shops[3] › buy`, safe to print; `from` leaves out that many of the outermost steps. */
export function pathText({ id, within }: StepAddress, turn: number | null = null, from = 0): string {
  return [...within.slice(from), { id, turn }].map(partText).join(" › ");
}

function partText({ id, turn }: Enclosing): string {
  return turn === null ? visibleText(id) : `${visibleText(id)}[${turn}]`;
}
