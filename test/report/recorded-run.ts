// Events of made-up runs, for the tests of reporters: no engine, no clock.

import type { RunEvent, RunFinished, StepFinished, StepLogged, StepStarted } from "../../src/event.ts";
import { ConduitStatus } from "../../src/status.ts";

export function started(id: string, action: string, description: string | null = null): StepStarted {
  return { type: "step_started", id, position: 1, kind: "action", action, within: [], description };
}

export function logged(id: string, message: string): StepLogged {
  return { type: "step_logged", id, position: 1, kind: "action", action: "A.B", within: [], turn: null, message };
}

export function finished(id: string, action: string, rest: Partial<StepFinished> = {}): StepFinished {
  return {
    type: "step_finished",
    id,
    position: 1,
    kind: "action",
    action,
    within: [],
    status: ConduitStatus.DONE,
    allowed: false,
    duration_ms: 12,
    error: null,
    stack: null,
    place: null,
    parameters: null,
    ...rest,
  };
}

export function ended(rest: Partial<RunFinished> = {}): RunFinished {
  return {
    type: "run_finished",
    success: true,
    status: ConduitStatus.DONE,
    failed_step: null,
    error: null,
    place: null,
    duration_ms: 23,
    counts: { DONE: 4 },
    allowed_failures: 0,
    ...rest,
  };
}

/** A run in which one step fails, with everything a reporter can meet. */
export const failingRun: readonly RunEvent[] = [
  { type: "run_started", job: { id: null, name: "Orders", run_id: "r1" }, steps: 5 },
  started("fetch", "HTTP.GET", "Fetch the orders"),
  logged("fetch", "200 OK\n\n17 orders\n"),
  finished("fetch", "HTTP.GET", { duration_ms: 1234, parameters: { url: "https://shop.example/orders", tries: 2 } }),
  finished("only_on_monday", "LOG.PRINT", { status: ConduitStatus.IF_CONDITION_FAILED, duration_ms: 0 }),
  started("gate", "ASSERT.EQUAL"),
  finished("gate", "ASSERT.EQUAL", {
    status: ConduitStatus.ASSERTION_ERROR,
    error: { name: "AssertionError", message: "expected 3 orders\n+ 17\n- 3", code: "ERR_ASSERTION" },
    stack: "AssertionError: expected 3 orders\n+ 17\n- 3\n    at equal (blocks/assert.ts:4:9)\n    at run (a.ts:1:1)",
    place: { file: "demo.yaml", line: 12, column: 15 },
    parameters: { actual: 17, expected: 3 },
  }),
  finished("publish", "HTTP.POST", { status: ConduitStatus.SKIPPED, duration_ms: 0 }),
  finished("clean_up", "FILE.DELETE", { duration_ms: 125_000 }),
  ended({
    success: false,
    status: ConduitStatus.ASSERTION_ERROR,
    failed_step: "gate",
    duration_ms: 126_250,
    counts: { DONE: 2, IF_CONDITION_FAILED: 1, ASSERTION_ERROR: 1, SKIPPED: 1 },
  }),
];
