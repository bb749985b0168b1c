// Rule: a block that changes a parameter in place is handed a whole variable, for nothing else can be changed.

import type { Diagnostic } from "../diagnostic.ts";
import type { Template } from "../template.ts";
import { readsOf } from "./reads.ts";
import { type AdmittedStep, placeOf, type RuleInput } from "./rule.ts";
import { parameterOf } from "./variables-of-step.ts";

/** Yields every change that is made to a copy, and so is lost. */
export function* mutatedCopies(input: RuleInput): Generator<Diagnostic> {
  for (const admitted of input.steps) {
    const { step, block } = admitted;
    if (block === null || isForItsResult(admitted, input)) continue;
    for (const name of block.block.changes ?? []) {
      const given = parameterOf(step.parameters, name);
      const found = given === undefined ? undefined : copied(given);
      if (found === undefined) continue;
      yield {
        code: "mutated-copy",
        severity: "warning",
        message: `\`${block.action}\` changes \`${name}\`, but ${found.what} cannot be changed: nothing comes of it`,
        help: found.help,
        ...placeOf(input.pipeline, [...step.path, "parameters", name]),
      };
    }
  }
}

/** Says whether the block gives something beside the change, and something reads it. */
function isForItsResult(admitted: AdmittedStep, input: RuleInput): boolean {
  const { returns } = admitted.block?.block ?? {};
  return returns?.type !== "null" && admitted.step.id !== null && readsOf(input).hasResult(admitted);
}

function copied(template: Template): { readonly what: string; readonly help: string } | undefined {
  const help = "keep the value in a variable, and give the whole variable: `'{# name #}'`";
  if (template.kind !== "tag") return { what: template.kind === "text" ? "text" : "a value written here", help };
  const { tag } = template;
  if (tag.kind === "expression") return { what: "the value of an expression", help };
  const { reference } = tag;
  switch (reference.to) {
    case "step":
      return { what: "the result of a step", help };
    case "parameter":
      return { what: "a parameter", help };
    case "context":
      return { what: "a part of the context", help };
    case "variable": {
      if (reference.tail.length === 0) return undefined;
      const name = "name" in reference.name ? reference.name.name : "name";
      return {
        what: `a part of \`${name}\``,
        help: "keep that part in a variable of its own, and give the whole variable",
      };
    }
  }
}
