// What the events of a run look like as lasting text, for the live and the plain reporter alike: a line for whatever ends, and
// members below their groups. It writes nothing itself and knows neither streams nor clocks.

import type { AttemptFailed, RunEvent, StepFinished, StepLogged, TurnFinished } from "../event.ts";
import { ConduitStatus, isFailure, statusText } from "../status.ts";
import type { Colors } from "./colors.ts";
import { createColumn } from "./column.ts";
import { failureLines, shortReason } from "./failure-lines.ts";
import { type OpenStep, OpenSteps, type ShownFailure, type Stand } from "./open-steps.ts";
import { renderDuration } from "./render-duration.ts";
import { summaryLine } from "./summary-line.ts";
import { shortened, visibleLines, visibleText } from "./visible-text.ts";

export interface StepLinesOptions {
  readonly colors: Colors;
  /** Adds stack traces, resolved parameters and every turn of loops. */
  readonly isVerbose: boolean;
}

/** The lasting text of an event, lines joined and without the last line break; undefined when it leaves none. */
export type RenderEvent = (event: RunEvent) => string | undefined;

/** A renderer for one run: its columns widen with the ids and actions that it has seen. */
export function createStepLines({ colors, isVerbose }: StepLinesOptions): RenderEvent {
  const padId = createColumn(12, 28);
  const padAction = createColumn(16, 36);
  const steps = new OpenSteps();
  return (event) => {
    const lines = linesOf(event);
    return lines.length === 0 ? undefined : lines.join("\n");
  };

  function linesOf(event: RunEvent): string[] {
    switch (event.type) {
      case "run_started":
      case "turn_started":
        return [];
      case "step_started":
        if (event.kind !== "action") steps.open(event);
        return [];
      case "loop_started":
        steps.open(event, event);
        return isVerbose ? steps.takeHeaders(event, "loop").map(headerLine) : [];
      case "step_logged":
        return [...headersOf(event), ...loggedLines(event)];
      case "attempt_failed":
        return [...headersOf(event), attemptLine(event)];
      case "turn_finished":
        return turnLines(event);
      case "step_finished":
        return stepLines(event);
      case "run_finished": {
        const failedStep = event.failed_step === null ? null : steps.pathOfFailure(event.failed_step);
        // That the run was cancelled is what the last line says.
        const lines = event.status === ConduitStatus.CANCELLED ? [] : failureLines(event, colors);
        return [...lines, summaryLine(event, failedStep, colors)];
      }
    }
  }

  function stepLines(event: StepFinished): string[] {
    const headers = headersOf({ ...event, turn: null });
    const { open, cause } = steps.end(event);
    const stand = steps.stand(event);
    const missing = withoutSaid(event, cause);
    const color = event.allowed ? "yellow" : "red";
    return [
      ...headers,
      endLine(
        event,
        stand,
        [...(cause === undefined ? [] : [`in ${cause.label}`]), ...turnsOf(open, event)].join(", "),
      ),
      ...indented([...failureLines(missing, colors, color), ...detailLines(missing)], stand),
    ];
  }

  /** A turn that went well is told only where everything is, and so is one whose failure stands above. */
  function turnLines(event: TurnFinished): string[] {
    const cause = steps.endTurn(event);
    const isNew = isFailure(event.status) && cause === undefined;
    if (!isNew && !isVerbose) return [];
    const stand = steps.stand(event, event.turn);
    return [
      ...headersOf(event),
      endLine({ ...event, allowed: false }, stand, cause === undefined ? "" : `in ${cause.label}`),
      ...indented(isNew ? failureLines({ ...event, place: null }, colors) : [], stand),
    ];
  }

  function headersOf(event: StepEvent & { readonly turn: number | null }): string[] {
    return steps.takeHeaders(event, event.turn === null ? "step" : "turn").map(headerLine);
  }

  /** What stands above the members or the turns of a step. */
  function headerLine(step: OpenStep): string {
    const start = startOf(colors.cyan("▸"), step, steps.stand(step));
    return step.loop === null ? start.trimEnd() : `${start}  ${colors.dim(loopText(step.loop))}`;
  }

  /** What ended: how, how long it took, and more where there is more to say. */
  function endLine(event: Ended, stand: Stand, more: string): string {
    const look = lookOf(event);
    const status = `${statusText(event.status)}${event.allowed ? ", allowed" : ""}`.padEnd(widestQuietStatus);
    const duration = colors.dim(renderDuration(event.duration_ms));
    const start = startOf(colors[look.color](look.symbol), event, stand);
    return `${start}  ${colors[look.color](status)}  ${duration}${more === "" ? "" : `  ${more}`}`;
  }

  function attemptLine(event: AttemptFailed): string {
    const cause = steps.endAttempt(event);
    const reason = cause === undefined ? `: ${shortReason(event)}` : ` in ${cause.label}`;
    const next = event.delay_ms === 0 ? "at once" : `in ${renderDuration(event.delay_ms)}`;
    const start = startOf(colors.yellow("↻"), event, steps.stand(event, event.turn));
    return `${start}  ${colors.yellow(`attempt ${event.attempt} of ${event.attempts} failed`)}${reason}; again ${next}`;
  }

  /** A symbol, the id and what the step does, each in its column. */
  function startOf(symbol: string, { action, kind }: StepEvent, { depth, label }: Stand): string {
    const indent = margin(depth);
    return `${indent}${symbol} ${padId(label, indent.length)}  ${padAction(visibleText(action ?? kind))}`;
  }

  function loggedLines(event: StepLogged): string[] {
    const { depth, label } = steps.stand(event, event.turn);
    const start = `${margin(depth)}${colors.dim(`  ${label} |`)}`;
    return visibleLines(event.message).map((line) => (line === "" ? start : `${start} ${line}`));
  }

  function detailLines(step: StepFinished): string[] {
    return isVerbose
      ? [...parameterLines(step.parameters), ...stackLines(step.stack)].map((line) => colors.dim(line))
      : [];
  }
}

/** What the lines of the failure inside a step leave to say. */
function withoutSaid(event: StepFinished, cause: ShownFailure | undefined): StepFinished {
  if (cause === undefined) return event;
  return cause.isPlaced ? { ...event, error: null, place: null, stack: null } : { ...event, error: null };
}

type StepEvent = Pick<StepFinished, "id" | "action" | "kind" | "within">;
type Ended = StepEvent & Pick<StepFinished, "status" | "allowed" | "duration_ms">;

function margin(depth: number): string {
  return "  ".repeat(depth);
}

/** Lines of an error may be empty, and stay so. */
function indented(lines: readonly string[], { depth }: Stand): string[] {
  return lines.map((line) => (line === "" ? "" : margin(depth) + line));
}

function loopText(loop: NonNullable<OpenStep["loop"]>): string {
  const atOnce = Math.min(loop.concurrency, loop.turns);
  return `${countOfTurns(loop.turns)}${atOnce > 1 ? `, ${atOnce} at once` : ""}`;
}

/** How many turns of how many there were; nothing for a step without a loop. */
function turnsOf(open: OpenStep | undefined, { status }: StepFinished): string[] {
  const loop = open?.loop ?? null;
  if (open === undefined || loop === null) return [];
  return [
    status === ConduitStatus.DONE ? countOfTurns(loop.turns) : `${open.turnsEnded} of ${countOfTurns(loop.turns)}`,
  ];
}

function countOfTurns(turns: number): string {
  return `${turns} ${turns === 1 ? "turn" : "turns"}`;
}

/** `SKIPPED (100)` is as wide as a status gets without being an event of its own; longer ones stick out on purpose. */
const widestQuietStatus = "SKIPPED (100)".length;

interface Look {
  readonly symbol: string;
  readonly color: "green" | "red" | "yellow" | "gray";
}

function lookOf({ status, allowed }: Ended): Look {
  if (allowed) return { symbol: "!", color: "yellow" };
  if (status === ConduitStatus.DONE) return { symbol: "✓", color: "green" };
  if (status === ConduitStatus.IF_CONDITION_FAILED) return { symbol: "○", color: "yellow" };
  return isFailure(status) ? { symbol: "✗", color: "red" } : { symbol: "-", color: "gray" };
}

function parameterLines(parameters: unknown): string[] {
  if (parameters === null || parameters === undefined) return [];
  return [`    parameters: ${visibleText(shortened(JSON.stringify(parameters)))}`];
}

/** The calls of a stack; its head repeats the message, which stands above already. */
function stackLines(stack: string | null): string[] {
  if (stack === null) return [];
  const calls = stack.indexOf("\n    at ");
  const shown = visibleLines(shortened(calls < 0 ? stack : stack.slice(calls + 1)));
  return ["    stack:", ...shown.map((line) => `      ${line.trim()}`)];
}
