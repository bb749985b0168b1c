// What a finished step, a line logged and a finished run look like as lasting text, for the live and the plain reporter
// alike. It writes nothing itself and knows neither streams nor clocks.

import type { ErrorDescription, Place, RunEvent, RunFinished, StepFinished, StepLogged } from "../event.ts";
import { ConduitStatus, isFailure, statusText } from "../status.ts";
import type { Colors } from "./colors.ts";
import { renderDuration } from "./render-duration.ts";
import { visibleLines, visibleText } from "./visible-text.ts";

export interface StepLinesOptions {
  readonly colors: Colors;
  /** Adds stack traces and resolved parameters. */
  readonly isVerbose: boolean;
}

/** The lasting text of an event, lines joined and without the last line break; undefined when it leaves none. */
export type RenderEvent = (event: RunEvent) => string | undefined;

/** How much of one parameter map, message or stack is shown, in UTF-16 units. */
const longestText = 4_000;

/** A renderer for one run: its columns widen with the ids and actions that it has seen. */
export function createStepLines({ colors, isVerbose }: StepLinesOptions): RenderEvent {
  const padId = createColumn(12, 28);
  const padAction = createColumn(16, 36);
  return (event) => {
    switch (event.type) {
      case "run_started":
      case "step_started":
        return undefined;
      case "step_logged":
        return loggedLines(event, colors).join("\n");
      case "step_finished":
        return [
          stepLine(event),
          ...failureLines(event, colors, event.allowed ? "yellow" : "red"),
          ...detailLines(event),
        ].join("\n");
      case "run_finished":
        return [...failureLines(event, colors), summaryLine(event, colors)].join("\n");
    }
  };

  function detailLines(step: StepFinished): string[] {
    return isVerbose
      ? [...parameterLines(step.parameters), ...stackLines(step.stack)].map((line) => colors.dim(line))
      : [];
  }

  function stepLine(step: StepFinished): string {
    const look = lookOf(step);
    const status = `${statusText(step.status)}${step.allowed ? ", allowed" : ""}`.padEnd(widestQuietStatus);
    const id = padId(visibleText(step.id));
    const action = padAction(visibleText(step.action));
    const duration = colors.dim(renderDuration(step.duration_ms));
    return `${colors[look.color](look.symbol)} ${id}  ${action}  ${colors[look.color](status)}  ${duration}`;
  }
}

/** What a finished step and a finished run have in common. */
interface Failure {
  readonly error: ErrorDescription | null;
  readonly place: Place | null;
  readonly status: ConduitStatus;
}

/** Our own codes repeat the status's name; every assertion of Node has the same code. */
function isSaidByStatus(code: string, status: ConduitStatus): boolean {
  return code.toUpperCase() === ConduitStatus[status] || code === "ERR_ASSERTION";
}

const doneName = "DONE" satisfies keyof typeof ConduitStatus;

/** `SKIPPED (100)` is as wide as a status gets without being an event of its own; longer ones stick out on purpose. */
const widestQuietStatus = "SKIPPED (100)".length;

interface Look {
  readonly symbol: string;
  readonly color: "green" | "red" | "yellow" | "gray";
}

function lookOf({ status, allowed }: StepFinished): Look {
  if (allowed) return { symbol: "!", color: "yellow" };
  if (status === ConduitStatus.DONE) return { symbol: "✓", color: "green" };
  if (status === ConduitStatus.IF_CONDITION_FAILED) return { symbol: "○", color: "yellow" };
  return isFailure(status) ? { symbol: "✗", color: "red" } : { symbol: "-", color: "gray" };
}

function loggedLines(event: StepLogged, colors: Colors): string[] {
  const margin = colors.dim(`  ${visibleText(event.id)} |`);
  return visibleLines(event.message).map((line) => (line === "" ? margin : `${margin} ${line}`));
}

function failureLines({ error, place, status }: Failure, colors: Colors, color: "red" | "yellow" = "red"): string[] {
  const lines: string[] = [];
  if (error !== null) {
    const name = error.name === "Error" || error.name === "" ? "" : `${visibleText(error.name)}: `;
    const isSaid = error.code === null || error.message.includes(error.code) || isSaidByStatus(error.code, status);
    const code = isSaid ? "" : ` [${visibleText(error.code)}]`;
    const [first = "", ...more] = visibleLines(shortened(error.message));
    const words = `${name}${first || "(no message)"}`.trimEnd();
    lines.push(`    ${colors[color]("error:")} ${words}${colors.dim(code)}`);
    lines.push(...more.map((line) => `      ${line}`.trimEnd()));
  }
  if (place !== null) {
    lines.push(`    ${colors.dim("at")} ${visibleText(place.file)}:${place.line}:${place.column}`);
  }
  return lines;
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

function summaryLine(run: RunFinished, colors: Colors): string {
  const duration = renderDuration(run.duration_ms);
  const { total, words } = counted(run);
  if (run.success) {
    const isPlain = words.length === 0 || run.counts[doneName] === total;
    const parts = isPlain ? "" : ` (${words.join(", ")})`;
    return `${colors.green("✓ succeeded:")} ${total} ${total === 1 ? "step" : "steps"} in ${duration}${colors.dim(parts)}`;
  }
  const where = run.failed_step !== null ? ` in step ${visibleText(run.failed_step)}` : outputsOrNothing(run);
  const status = colors.red(statusText(run.status));
  return `${colors.red(`✗ failed${where}:`)} ${status} — ${words.join(", ") || "no steps"} in ${duration}`;
}

function outputsOrNothing(run: RunFinished): string {
  return run.error === null ? "" : " in the outputs";
}

/** How many steps ended how, in words, in the order done, failed, failed as allowed, condition false, skipped, not run. */
function counted(run: RunFinished): { total: number; words: string[] } {
  const rest = new Map(Object.entries(run.counts));
  const total = [...rest.values()].reduce((sum, count) => sum + count, 0);
  const take = (status: ConduitStatus): number => {
    const count = rest.get(ConduitStatus[status] ?? "") ?? 0;
    rest.delete(ConduitStatus[status] ?? "");
    return count;
  };
  const done = take(ConduitStatus.DONE);
  const conditionFalse = take(ConduitStatus.IF_CONDITION_FAILED);
  const skipped = take(ConduitStatus.SKIPPED);
  const notRun = take(ConduitStatus.NONE);
  const failed = [...rest.values()].reduce((sum, count) => sum + count, 0) - run.allowed_failures;
  const groups: [number, string][] = [
    [done, "done"],
    [failed, "failed"],
    [run.allowed_failures, "failed as allowed"],
    [conditionFalse, "condition false"],
    [skipped, "skipped"],
    [notRun, "not run"],
  ];
  return { total, words: groups.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`) };
}

/** A column that grows to its widest text so far, up to a limit. */
function createColumn(narrowest: number, widest: number): (text: string) => string {
  let width = narrowest;
  return (text) => {
    const own = roughWidth(text);
    if (own <= widest) width = Math.max(width, own);
    return text + " ".repeat(Math.max(0, width - own));
  };
}

/** Terminal columns of an id or action. string-width knows better, but loading it costs a run 35 ms for mere padding. */
function roughWidth(text: string): number {
  const wide = text.match(
    /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}]/gu,
  );
  const marks = text.match(/\p{Mark}/gu);
  return [...text].length + (wide?.length ?? 0) - (marks?.length ?? 0);
}

function shortened(text: string): string {
  if (text.length <= longestText) return text;
  return `${text.slice(0, longestText).replace(/[\ud800-\udbff]$/, "")}… (${text.length} characters in all)`;
}
