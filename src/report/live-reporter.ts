// The run on a terminal: lasting lines as they come, and below them a live part, one line per running step. The only
// user of ora: never more than one spinner, and none while steps end at once. Knows no engine and no process.

import type { Ora } from "ora";
import type { RunEvent } from "../event.ts";
import type { Colors } from "./colors.ts";
import type { Reporter } from "./reporter.ts";
import { RunningSteps } from "./running-steps.ts";
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

/** How long lines wait for more to come while the spinner turns, in milliseconds: each time it has to be drawn anew. */
const gathering = 40;

/** A reporter that owns the terminal's last lines until it is closed. It loads ora when the first slow step needs it. */
export function createLiveReporter({ stream, colors, isVerbose }: LiveReporterOptions): Reporter {
  const renderEvent = createStepLines({ colors, isVerbose });
  const running = new RunningSteps();
  let loading: Promise<Ora> | undefined;
  let spinner: Ora | undefined;
  let timer: NodeJS.Timeout | undefined;
  let gathered = "";
  let gatherer: NodeJS.Timeout | undefined;
  let isClosed = false;

  stream.on("resize", stopWithoutColumns);
  return {
    onEvent(event: RunEvent): void {
      running.take(event, performance.now());
      const text = renderEvent(event);
      if (running.count === 0) stop();
      if (text !== undefined) write(`${text}\n`);
      wait(patience);
    },
    close(): void {
      isClosed = true;
      clearTimeout(timer);
      stop();
      stream.off("resize", stopWithoutColumns);
    },
  };

  /** While the spinner turns, ora clears its lines before what is written and draws them below it again. */
  function write(text: string): void {
    if (spinner?.isSpinning !== true) {
      stream.write(text);
      return;
    }
    gathered += text;
    if (gatherer === undefined) gatherer = setTimeout(release, gathering).unref();
  }

  function release(): void {
    clearTimeout(gatherer);
    gatherer = undefined;
    if (gathered !== "") stream.write(gathered);
    gathered = "";
  }

  function wait(milliseconds: number): void {
    if (timer !== undefined || isClosed || running.count === 0 || spinner?.isSpinning === true) return;
    timer = setTimeout(look, milliseconds);
    // A reporter that nobody closed must not keep the process alive.
    timer.unref();
  }

  function look(): void {
    timer = undefined;
    if (running.since === undefined) return;
    const missing = patience - (performance.now() - running.since);
    if (missing > 0) wait(Math.ceil(missing));
    else void show();
  }

  async function show(): Promise<void> {
    // Another look may come while the first one still loads.
    loading ??= loadSpinner();
    spinner = await loading;
    if (!isClosed && running.count > 0 && hasColumns()) spinner.start();
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
        created.text = liveText(running.lines(), { colors, columns, rows, now: performance.now() });
        return "";
      },
    });
    const { frames, interval = 80 } = created.spinner;
    created.spinner = { frames: frames.map((frame) => colors.cyan(frame)), interval };
    return created;
  }

  function stop(): void {
    if (spinner?.isSpinning === true) spinner.stop();
    release();
  }

  /** ora divides by the columns, and with none it would clear lines for ever. */
  function hasColumns(): boolean {
    return stream.columns !== 0;
  }

  function stopWithoutColumns(): void {
    if (!hasColumns()) stop();
  }
}
