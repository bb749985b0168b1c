// One attempt of a step, or of one turn of it: what the kinds of steps are given to do their work.

import type { Enclosing } from "../event.ts";
import type { Frame } from "./frame.ts";
import type { ConduitStep } from "./step.ts";
import type { Subject } from "./step-end.ts";
import type { Stops } from "./stops.ts";

/** Runs a step of a list in its surroundings, which are the list's own but in parallel groups. Never rejects. */
type TakeStep = (step: ConduitStep, list: Frame, surroundings?: Frame) => Promise<void>;

/** A step whose turn it is, in its surroundings. */
export interface RunningStep {
  readonly step: ConduitStep;
  readonly frame: Frame;
  readonly stops: Stops;
  /** Null outside of loops. */
  readonly turn: number | null;
  /** Handed on, so that what runs members need not know what a step is made of. */
  readonly takeStep: TakeStep;
}

/** What a message about a running step is about. */
export function subjectOf({ step, frame }: RunningStep): Subject {
  return { planned: step.planned, plan: frame.job.plan };
}

/** What events of a step say of it. */
export function eventOf(step: ConduitStep, { within }: Frame) {
  const { id, position, kind, action } = step;
  return { id, position, kind, action, within };
}

/** The steps around the members of a step. */
export function withinMembers({ step, frame, turn }: RunningStep): readonly Enclosing[] {
  return [...frame.within, { id: step.id, turn }];
}
