// The groups, sub-pipelines and loops that a run is in the middle of: where a line about one of their members stands, what has
// to stand above it, and which failure was shown already. It makes no text but names and knows no colours.

import type { ErrorDescription, RunEvent, StepFinished } from "../event.ts";
import { type ConduitStatus, isFailure } from "../status.ts";
import { enclosingStep, pathText, type StepAddress, stepKey } from "./step-address.ts";
import { visibleText } from "./visible-text.ts";

type AnyStepEvent = Exclude<RunEvent, { readonly type: "run_started" | "run_finished" }>;
type Opened = Pick<AnyStepEvent, "id" | "position" | "action" | "kind" | "within">;

/** A failure that people have read of. */
export interface ShownFailure {
  readonly status: ConduitStatus;
  readonly error: ErrorDescription | null;
  /** Whether its lines say where it comes from; those of a turn cannot. */
  readonly isPlaced: boolean;
  /** As its line names what failed. */
  readonly label: string;
  /** The same with every step around it. */
  readonly path: string;
  /** The turn of the step around it in which it happened. */
  readonly turn: number | null;
}

/** A step that lines can stand below. */
export interface OpenStep extends Opened {
  readonly loop: { readonly turns: number; readonly concurrency: number } | null;
  readonly turnsEnded: number;
  /** Whether a line of its own stands above what is in it. */
  readonly hasHeader: boolean;
  /** Of its members or turns, of those only that may be its own failure. */
  readonly failures: ShownFailure[];
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

/** Where a line stands and what it calls its step. */
export interface Stand {
  readonly depth: number;
  readonly label: string;
}

export class OpenSteps {
  readonly #open = new Map<string, Writable<OpenStep>>();
  /** The first failure that fails the run. */
  #failure: { readonly step: string; readonly path: string } | undefined;

  /** Takes note of a step that others may run below. */
  open({ id, position, action, kind, within }: Opened, loop: OpenStep["loop"] = null): void {
    const step = { id, position, action, kind, within, loop, turnsEnded: 0, hasHeader: false, failures: [] };
    this.#open.set(stepKey(step), step);
  }

  /** What failed inside the step that failed the run, with every step around it. */
  pathOfFailure(failedStep: string): string {
    return this.#failure?.step === failedStep ? this.#failure.path : visibleText(failedStep);
  }

  /** What happens in turns or at the same time is named with its path, all else stands below the step that it is in. */
  stand(step: StepAddress, turn: number | null = null): Stand {
    const first = this.#outermostMixed(step);
    const { length } = step.within;
    if (first >= 0) return { depth: first + 1, label: pathText(step, turn, first) };
    return { depth: turn === null ? length : length + 1, label: pathText(step, turn, length) };
  }

  /**
   * The steps that have to stand above a line and do not yet; from now on they do.
   * @param line what it is about: a step, one of its turns, or the step with whatever is to come of it.
   */
  takeHeaders(step: StepAddress, line: "step" | "turn" | "loop"): OpenStep[] {
    const first = this.#outermostMixed(step);
    const above = step.within.slice(0, first < 0 ? undefined : first + 1).map((_, index) => enclosingStep(step, index));
    if (line === "loop" || (line === "turn" && first < 0)) above.push(step);
    return above.flatMap((address) => {
      const open = address && this.#open.get(stepKey(address));
      if (open === undefined || open.hasHeader) return [];
      open.hasHeader = true;
      return [open];
    });
  }

  /** Ends a turn; gives the failure inside it that it failed by. */
  endTurn(event: Extract<RunEvent, { readonly type: "turn_finished" }>): ShownFailure | undefined {
    const { turn } = event;
    const loop = this.#open.get(stepKey(event));
    if (loop === undefined) return undefined;
    loop.turnsEnded += 1;
    const cause = causeOf(event, ofTurn(loop, turn));
    const own = isFailure(event.status) ? [cause ?? this.#shown(event, turn, turn)] : [];
    loop.failures = [...loop.failures.filter((failure) => failure.turn !== turn), ...own];
    return cause;
  }

  /** Ends an attempt; gives the failure inside it that it failed by. */
  endAttempt(event: Extract<RunEvent, { readonly type: "attempt_failed" }>): ShownFailure | undefined {
    const open = this.#open.get(stepKey(event));
    if (open === undefined) return undefined;
    const cause = causeOf(event, ofTurn(open, event.turn));
    open.failures = open.failures.filter((failure) => failure.turn !== event.turn);
    return cause;
  }

  /** Ends a step; gives what was open of it, and the failure inside it that it failed by. */
  end(event: StepFinished): { readonly open: OpenStep | undefined; readonly cause: ShownFailure | undefined } {
    const key = stepKey(event);
    const found = this.#open.get(key);
    // A step that is refused because its id is taken was never open.
    const open = found?.position === event.position ? found : undefined;
    if (open !== undefined) this.#open.delete(key);
    const cause = open && causeOf(event, open.failures);
    if (isFailure(event.status) && !event.allowed) this.#tellAround(event, cause);
    return { open, cause };
  }

  /** The step around a failed one may fail by the same failure. */
  #tellAround(event: StepFinished, cause: ShownFailure | undefined): void {
    const around = enclosingStep(event, -1);
    const turn = event.within.at(-1)?.turn ?? null;
    const failure = cause === undefined ? this.#shown(event, null, turn) : { ...cause, turn, isPlaced: true };
    if (around === undefined) this.#failure ??= { step: event.id, path: failure.path };
    const open = around && this.#open.get(stepKey(around));
    open?.failures.push(failure);
  }

  #shown(
    event: StepAddress & Pick<StepFinished, "status" | "error">,
    ownTurn: number | null,
    turn: number | null,
  ): ShownFailure {
    const { status, error } = event;
    const { label } = this.stand(event, ownTurn);
    return { status, error, isPlaced: ownTurn === null, label, path: pathText(event, ownTurn), turn };
  }

  /** The index of the outermost step around a step that has turns or members that run at the same time, or -1. */
  #outermostMixed(step: StepAddress): number {
    return step.within.findIndex(({ turn }, index) => {
      if (turn !== null) return true;
      const address = enclosingStep(step, index);
      return address !== undefined && this.#open.get(stepKey(address))?.kind === "parallel";
    });
  }
}

function ofTurn({ failures }: OpenStep, turn: number | null): ShownFailure[] {
  return failures.filter((failure) => failure.turn === turn);
}

/** A group has the status and the error of the failure it failed by. */
function causeOf(
  { status, error }: { readonly status: ConduitStatus; readonly error: ErrorDescription | null },
  failures: readonly ShownFailure[],
): ShownFailure | undefined {
  return isFailure(status)
    ? failures.find((failure) => failure.status === status && isSameError(failure.error, error))
    : undefined;
}

function isSameError(a: ErrorDescription | null, b: ErrorDescription | null): boolean {
  return a === null || b === null ? a === b : a.name === b.name && a.message === b.message && a.code === b.code;
}
