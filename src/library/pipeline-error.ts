// The one error that making a job throws for its pipeline.

import type { Diagnostic, DiagnosticCode } from "../diagnostic.ts";
import type { Place } from "../event.ts";

/** One problem with a pipeline. */
export interface PipelineProblem {
  readonly code: DiagnosticCode;
  readonly message: string;
  /** What to do; undefined when the message says it all. */
  readonly help: string | undefined;
  /** Where it is in a file that a step runs; null for what is in the object itself. */
  readonly place: Place | null;
}

/** Thrown for what is no pipeline at all, with everything that is wrong with it. */
export class PipelineError extends Error {
  override readonly name = "PipelineError";
  readonly problems: readonly PipelineProblem[];

  constructor(diagnostics: readonly Diagnostic[]) {
    const problems = diagnostics.map(problemOf);
    super(problems.map(({ place, message, code }) => `${prefixOf(place)}${message} [${code}]`).join("\n"));
    this.problems = problems;
  }
}

function problemOf({ code, message, help, source, span }: Diagnostic): PipelineProblem {
  const place = source === undefined ? null : { file: source.name, ...source.positionOf(span?.start ?? 0) };
  return { code, message, help, place };
}

const prefixOf = (place: Place | null): string =>
  place === null ? "" : `${place.file}:${place.line}:${place.column}: `;
