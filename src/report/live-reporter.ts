// The run on a terminal: lasting lines as they come, and below them a live part, one line per running step. The only
// user of ora: never more than one spinner, and none while steps end at once. Knows no engine and no process.

import type { Ora } from "ora";
import type { RunEvent, StepFinished } from "../event.ts";
import type { Colors } from "./colors.ts";
import type { RunningStep } from "./live-text.ts";
import type { Reporter } from "./reporter.ts";
import { createStepLines } from "./step-lines.ts";

export interface LiveReporterOptions {
  /** A terminal. What others write to it while the spinner turns, ora keeps apart. */
  readonly stream: NodeJS.WriteStream;
  readonly colors: Colors;
  /** Adds stack traces and resolved parameters. */
  readonly isVerbose: boolean;
}

/** How long the oldest step runs before it is shown live, in milliseconds: starting and stopping a spinner costs far
 * more than a fast step does, and a line that is gone at once only flickers. */
const patience = 50;

/** A reporter that owns the terminal's last lines until it is closed. It loads ora when the first slow step needs it. */
export function createLiveReporter({ stream, colors, isVerbose }: LiveReporterOptions): Reporter {
  const renderEvent = createStepLines({ colors, isVerbose });
  const running: RunningStep[] = [];
  let loading: Promise<Ora> | undefined;
  let spinner: Ora | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;

  stream.on("resize", stopWithoutColumns);
  return {
    onEvent(event: RunEvent): void {
      if (event.type === "step_started") running.push({ ...event, startedAt: performance.now() });
      if (event.type === "step_finished") forget(running, event);
      if (event.type === "run_finished") running.length = 0;
      const text = renderEvent(event);
      if (text !== undefined) {
        stop();
        stream.write(`${text}\n`);
      }
      wait(patience);
    },
    close(): void {
      isClosed = true;
      clearTimeout(timer);
      stop();
      stream.off("resize", stopWithoutColumns);
    },
  };

  function wait(milliseconds: number): void {
    if (timer !== undefined || isClosed || running.length === 0 || spinner?.isSpinning === true) return;
    timer = setTimeout(look, milliseconds);
    // A reporter that nobody closed must not keep the process alive.
    timer.unref();
  }

  function look(): void {
    timer = undefined;
    const oldest = running[0];
    if (oldest === undefined) return;
    const missing = patience - (performance.now() - oldest.startedAt);
    if (missing > 0) wait(Math.ceil(missing));
    else void show();
  }

  async function show(): Promise<void> {
    // Another look may come while the first one still loads.
    loading ??= loadSpinner();
    spinner = await loading;
    if (!isClosed && running.length > 0 && hasColumns()) spinner.start();
  }

  async function loadSpinner(): Promise<Ora> {
    const [{ default: ora }, { liveText }] = await Promise.all([import("ora"), import("./live-text.ts")]);
    const created = ora({
      stream,
      isEnabled: true,
      discardStdin: false,
      // ora would colour with chalk's own guess.
      color: false,
      // ora asks for this first in each frame, which is how its text, a plain string, keeps up with the clock.
      prefixText: () => {
        const { columns, rows } = stream;
        created.text = liveText(running, { colors, columns, rows, now: performance.now() });
        return "";
      },
    });
    const { frames, interval = 80 } = created.spinner;
    created.spinner = { frames: frames.map((frame) => colors.cyan(frame)), interval };
    return created;
  }

  function stop(): void {
    if (spinner?.isSpinning === true) spinner.stop();
  }

  /** ora divides by the columns, and with none it would clear lines for ever. */
  function hasColumns(): boolean {
    return stream.columns !== 0;
  }

  function stopWithoutColumns(): void {
    if (!hasColumns()) stop();
  }
}

/** Removes one step; ids alone would not do, since turns of a loop and mistaken duplicates share them. */
function forget(running: RunningStep[], { id, action }: StepFinished): void {
  const index = running.findIndex((step) => step.id === id && step.action === action);
  if (index >= 0) running.splice(index, 1);
}
