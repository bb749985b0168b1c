// The names of loops: one that a loop around it has as well could not be told from it.

import type { Diagnostic } from "../diagnostic.ts";
import { nestedSteps, type Pipeline, type Step } from "../pipeline.ts";

/** Yields every loop whose name a loop around it has. */
export function* checkLoopNames({ steps, document }: Pipeline): Generator<Diagnostic> {
  const place = ({ path }: Step) => document.locate([...path, "for_each", "as"]);
  for (const { step, parents } of nestedSteps(steps)) {
    const name = step.loop?.as ?? null;
    const outer = name === null ? undefined : parents.find(({ loop }) => loop?.as === name);
    if (outer === undefined) continue;
    const { source } = document;
    const span = place(outer);
    yield {
      code: "loop-name-taken",
      severity: "error",
      message: `the loop of step ${step.number} is called \`${name}\`, as the one around it is`,
      help: "give one of them another name",
      source,
      span: place(step),
      related: source === undefined || span === undefined ? [] : [{ message: "the loop around it", source, span }],
    };
  }
}
