// What a command may write to: standard output and error with their colours, and the choice between a live and a plain report.

import type { Diagnostic } from "../diagnostic.ts";
import { type Colors, colorLevel, createColors, isCi } from "../report/colors.ts";
import { createLiveReporter } from "../report/live-reporter.ts";
import { createPlainReporter } from "../report/plain-reporter.ts";
import type { Reporter } from "../report/reporter.ts";
import { visibleText } from "../report/visible-text.ts";
import type { UsageError } from "./usage-error.ts";

/** The options that every command has. */
export interface ScreenOptions {
  /** False with --no-color. */
  readonly color?: boolean;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
}

/** Where a process writes. */
export interface Streams {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly env: { readonly [name: string]: string | undefined };
}

/** Shows text, mistakes and runs on the streams of a process. */
export class Screen {
  readonly #streams: Streams;
  readonly #options: ScreenOptions;

  constructor(streams: Streams, options: ScreenOptions) {
    this.#streams = streams;
    this.#options = options;
  }

  out(text: string): void {
    this.#streams.stdout.write(text);
  }

  error(text: string): void {
    this.#streams.stderr.write(text);
  }

  /** Mistakes with their source lines, and how many there are. */
  async showDiagnostics(
    diagnostics: readonly Diagnostic[],
    { to, showStatus }: { readonly to: "stdout" | "stderr"; readonly showStatus: boolean },
  ): Promise<void> {
    if (diagnostics.length === 0) return;
    // Loaded only when there is something to show: measuring text is slow to load.
    const { renderDiagnostics } = await import("../report/render-diagnostic.ts");
    const colors = this.colors(this.#streams[to]);
    this.#streams[to].write(`${renderDiagnostics(diagnostics, { colors, showStatus })}\n`);
  }

  showUsageError({ message, help }: UsageError): void {
    const { red, bold, cyan } = this.colors(this.#streams.stderr);
    const advice = help === undefined ? "" : `  ${cyan("=")} help: ${visibleText(help)}\n`;
    this.error(`${red.bold("error")}${bold(":")} ${visibleText(message)}\n${advice}`);
  }

  /** A live report on a terminal, else plain lines. */
  reporter(): Reporter {
    const { stderr, env } = this.#streams;
    const colors = this.colors(stderr);
    const isVerbose = this.#options.verbose === true;
    const isLive = stderr.isTTY && colors.level > 0 && this.#options.quiet !== true && !isCi(env.CI);
    if (isLive) return createLiveReporter({ stream: stderr, colors, isVerbose });
    return createPlainReporter({ write: (text) => this.error(text), colors, isVerbose });
  }

  colors(stream: NodeJS.WriteStream): Colors {
    const { color, quiet } = this.#options;
    const isColorless = color === false || quiet === true;
    const situation = { env: this.#streams.env, isTerminal: stream.isTTY };
    return createColors(colorLevel(isColorless ? { ...situation, colorFlag: false } : situation));
  }
}
