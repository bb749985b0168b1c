// The `returns` of steps: each must be a JSON Schema.

import type { Diagnostic } from "../diagnostic.ts";
import { nestedSteps, type Pipeline } from "../pipeline.ts";
import { schemaMistake } from "./written-schema.ts";

/** The mistakes in `returns` that the shape's own schema cannot find. */
export function* checkReturns({ steps, document }: Pipeline): Generator<Diagnostic> {
  for (const { step } of nestedSteps(steps)) {
    const { returns, path, number } = step;
    if (returns === null) continue;
    const mistake = schemaMistake(
      {
        schema: returns,
        path: [...path, "returns"],
        code: "returns-schema",
        subject: `\`returns\` of step ${number}`,
      },
      document,
    );
    if (mistake !== undefined) yield mistake;
  }
}
