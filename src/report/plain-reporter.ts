// The run as lasting lines only, for pipes, CI and logs: one per finished step, one per line logged, one summary. It
// moves no cursor, so that with colours of level 0 not one escape code is written.

import type { RunEvent } from "../event.ts";
import type { Colors } from "./colors.ts";
import type { Reporter } from "./reporter.ts";
import { createStepLines } from "./step-lines.ts";

export interface PlainReporterOptions {
  readonly write: (text: string) => void;
  readonly colors: Colors;
  /** Adds stack traces and resolved parameters. */
  readonly isVerbose: boolean;
}

/** Writes each event's lines as soon as it comes, every text ending with a line break. */
export function createPlainReporter({ write, colors, isVerbose }: PlainReporterOptions): Reporter {
  const renderEvent = createStepLines({ colors, isVerbose });
  return {
    onEvent(event: RunEvent): void {
      const text = renderEvent(event);
      if (text !== undefined) write(`${text}\n`);
    },
    close(): void {},
  };
}
