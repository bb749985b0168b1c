// Events of made-up runs with groups, loops and sub-pipelines: the steps inside a step are made by it.

import type {
  AttemptFailed,
  Enclosing,
  ErrorDescription,
  LoopStarted,
  RunEvent,
  StepFinished,
  StepLogged,
  StepStarted,
  TurnFinished,
  TurnStarted,
} from "../../src/event.ts";
import { ConduitStatus } from "../../src/status.ts";
import { ended, finished } from "./recorded-run.ts";

/** Tells what happens to one step. */
export interface Teller {
  started(description?: string): StepStarted;
  loop(turns: number, concurrency?: number): LoopStarted;
  turn(turn: number): TurnStarted;
  turnEnded(turn: number, rest?: Partial<TurnFinished>): TurnFinished;
  attemptFailed(rest?: Partial<AttemptFailed>): AttemptFailed;
  logged(message: string, turn?: number): StepLogged;
  finished(rest?: Partial<StepFinished>): StepFinished;
  /** Started and finished. */
  ran(rest?: Partial<StepFinished>): RunEvent[];
  /** A step that it is around; `turn` is its own. */
  member(id: string, work?: string, turn?: number): Teller;
}

/** @param work an action in upper case, or the kind of group. */
export function step(id: string, work: string = "TEXT.JOIN", within: readonly Enclosing[] = []): Teller {
  const isGroup = work === "steps" || work === "parallel" || work === "pipeline";
  const told = { id, position: 1, kind: isGroup ? work : "action", action: isGroup ? null : work, within } as const;
  const teller: Teller = {
    started: (description) => ({ type: "step_started", ...told, description: description ?? null }),
    loop: (turns, concurrency = 1) => ({ type: "loop_started", ...told, turns, concurrency }),
    turn: (turn) => ({ type: "turn_started", ...told, turn }),
    turnEnded: (turn, rest) => ({
      type: "turn_finished",
      ...told,
      turn,
      status: ConduitStatus.DONE,
      duration_ms: 5,
      error: null,
      ...rest,
    }),
    attemptFailed: (rest) => ({
      type: "attempt_failed",
      ...told,
      turn: null,
      attempt: 1,
      attempts: 3,
      status: ConduitStatus.UNHANDLED_EXCEPTION,
      error: refused,
      delay_ms: 2000,
      ...rest,
    }),
    logged: (message, turn) => ({ type: "step_logged", ...told, turn: turn ?? null, message }),
    finished: (rest) => ({ ...finished(id, ""), ...told, ...rest }),
    ran: (rest) => [teller.started(), teller.finished(rest)],
    member: (inner, innerWork, turn) => step(inner, innerWork, [...within, { id, turn: turn ?? null }]),
  };
  return teller;
}

const refused: ErrorDescription = { name: "Error", message: "connection refused", code: "ECONNREFUSED" };

/** How something ends that the connection was refused to. */
export const broken = { status: ConduitStatus.UNHANDLED_EXCEPTION, error: refused } as const;

export const here = { file: "demo.yaml", line: 7, column: 15 } as const;

/** A fan-out over a group, two turns at once, of which the last fails. */
export function fanOut(): RunEvent[] {
  const fan = step("orders", "steps");
  const fetch = (turn: number) => fan.member("fetch", "HTTP.GET", turn);
  const store = (turn: number) => fan.member("store", "FILE.WRITE", turn);
  return [
    fan.started("Copy the orders"),
    fan.loop(3, 2),
    fan.turn(0),
    fetch(0).started(),
    fan.turn(1),
    fetch(1).started(),
    fetch(1).logged("17 orders"),
    fetch(1).finished(),
    store(1).started(),
    fetch(0).finished(),
    ...store(0).ran(),
    fan.turnEnded(0),
    fan.turn(2),
    fetch(2).started(),
    store(1).finished(),
    fan.turnEnded(1),
    fetch(2).attemptFailed({ attempts: 2 }),
    fetch(2).finished({ ...broken, place: here }),
    store(2).finished({ status: ConduitStatus.SKIPPED, duration_ms: 0 }),
    fan.turnEnded(2, broken),
    fan.finished({ ...broken, place: here, duration_ms: 2100 }),
    ended({
      success: false,
      ...broken,
      error: null,
      failed_step: "orders",
      counts: { UNHANDLED_EXCEPTION: 2, SKIPPED: 1 },
    }),
  ];
}

/** A loop in a loop, one turn at a time. */
export function doubleLoop(): RunEvent[] {
  const regions = step("regions", "steps");
  const turnOf = (region: number): RunEvent[] => {
    const shops = regions.member("shops", "steps", region);
    return [
      regions.turn(region),
      ...regions.member("list", "FILE.READ", region).ran(),
      shops.started(),
      shops.loop(2),
      ...[0, 1].flatMap((shop) => [
        shops.turn(shop),
        ...shops.member("buy", "SHOP.BUY", shop).ran(),
        shops.turnEnded(shop),
      ]),
      shops.finished(),
      regions.turnEnded(region),
    ];
  };
  return [
    regions.started(),
    regions.loop(2),
    ...turnOf(0),
    ...turnOf(1),
    regions.finished(),
    ended({ counts: { DONE: 4 } }),
  ];
}
