// The one error that making a job throws for its pipeline.

import type { Diagnostic, DiagnosticCode } from "../diagnostic.ts";

/** One problem with a pipeline. */
export interface PipelineProblem {
  readonly code: DiagnosticCode;
  readonly message: string;
  /** What to do; undefined when the message says it all. */
  readonly help: string | undefined;
}

/** Thrown for what is no pipeline at all, with everything that is wrong with it. */
export class PipelineError extends Error {
  override readonly name = "PipelineError";
  readonly problems: readonly PipelineProblem[];

  constructor(diagnostics: readonly Diagnostic[]) {
    super(diagnostics.map(({ message, code }) => `${message} [${code}]`).join("\n"));
    this.problems = diagnostics.map(({ code, message, help }) => ({ code, message, help }));
  }
}
