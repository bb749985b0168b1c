// The steps that have begun and not ended, as the lines of the live part: each below what it is in, by turns, else the oldest
// first. It knows no terminal and makes no text but names.

import type { RunEvent, StepFinished, StepStarted } from "../event.ts";
import type { RunningStep } from "./live-text.ts";
import { enclosingStep, pathText, stepKey } from "./step-address.ts";

interface Running {
  readonly event: StepStarted;
  readonly startedAt: number;
  turns: { readonly all: number; ended: number } | null;
  /** The attempt that goes on, once it is not the first. */
  attempt: { readonly turn: number | null; readonly text: string } | null;
}

export class RunningSteps {
  /** In the order in which they began. */
  readonly #steps = new Map<string, Running>();

  /** @param now in milliseconds. */
  take(event: RunEvent, now: number): void {
    switch (event.type) {
      case "step_started":
        this.#steps.set(stepKey(event), { event, startedAt: now, turns: null, attempt: null });
        return;
      case "loop_started":
        this.#change(event, (step) => {
          step.turns = { all: event.turns, ended: 0 };
        });
        return;
      case "attempt_failed":
        this.#change(event, (step) => {
          step.attempt = { turn: event.turn, text: `attempt ${event.attempt + 1} of ${event.attempts}` };
        });
        return;
      case "turn_finished":
        this.#change(event, (step) => {
          if (step.turns !== null) step.turns.ended += 1;
          if (step.attempt?.turn === event.turn) step.attempt = null;
        });
        return;
      case "step_finished":
        this.#forget(event);
        return;
      case "run_finished":
        this.#steps.clear();
        return;
      case "run_started":
      case "turn_started":
      case "step_logged":
    }
  }

  get count(): number {
    return this.#steps.size;
  }

  /** When the oldest step began; undefined when none is running. */
  get since(): number | undefined {
    const [oldest] = this.#steps.values();
    return oldest?.startedAt;
  }

  /** All of them, each below what it is in. */
  lines(): RunningStep[] {
    const members = new Map<string | undefined, Running[]>();
    for (const step of this.#steps.values()) {
      const around = this.#keyOfAround(step);
      const siblings = members.get(around);
      if (siblings === undefined) members.set(around, [step]);
      else siblings.push(step);
    }
    const lines: RunningStep[] = [];
    const add = (key: string | undefined, depth: number): void => {
      for (const step of members.get(key)?.sort((one, other) => turnOf(one) - turnOf(other)) ?? []) {
        lines.push(lineOf(step, depth));
        add(stepKey(step.event), depth + 1);
      }
    };
    add(undefined, 0);
    return lines;
  }

  #keyOfAround({ event }: Running): string | undefined {
    const around = enclosingStep(event, -1);
    const key = around && stepKey(around);
    return key !== undefined && this.#steps.has(key) ? key : undefined;
  }

  #change(event: Parameters<typeof stepKey>[0], change: (step: Running) => void): void {
    const step = this.#steps.get(stepKey(event));
    if (step !== undefined) change(step);
  }

  /** A step that is refused because its id is taken ends without having begun. */
  #forget(event: StepFinished): void {
    const key = stepKey(event);
    if (this.#steps.get(key)?.event.position === event.position) this.#steps.delete(key);
  }
}

function turnOf({ event }: Running): number {
  return event.within.at(-1)?.turn ?? 0;
}

function lineOf({ event, startedAt, turns, attempt }: Running, depth: number): RunningStep {
  const turn = event.within.at(-1)?.turn ?? null;
  const name = pathText({ id: event.id, within: [] });
  const progress = [
    ...(turns === null ? [] : [`${turns.ended} of ${turns.all}`]),
    ...(attempt === null ? [] : [attempt.text]),
  ];
  return {
    name: turn === null ? name : `[${turn}] ${name}`,
    depth,
    action: event.action ?? event.kind,
    description: event.description,
    progress: progress.join(", "),
    startedAt,
  };
}
