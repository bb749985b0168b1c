// Which variables a step's block reads and writes by itself, as far as its declaration and the step's literal parameters say.
// What tags bring is not looked at.

import type { WritesVariables } from "../block.ts";
import { isJsonMap, ownValue } from "../json.ts";
import { actionOf } from "../pipeline.ts";
import type { RegisteredBlock, Registry } from "../registry.ts";
import { nearest } from "../suggest.ts";
import type { Template } from "../template.ts";
import type { AdmittedStep } from "./rule.ts";

/** Names of variables, or any of them. */
export type VariableNames = readonly string[] | "any";

/** The variables that a step's block may read through its context. An unknown block may read any, unless it is just misspelt. */
export function variablesReadBy(
  { block, step }: AdmittedStep,
  misspelt: ReturnType<typeof misspeltBlocks>,
): VariableNames {
  if (step.work.kind !== "action") return [];
  const meant = block ?? misspelt(actionOf(step) ?? "");
  if (meant === undefined) return "any";
  const { readsVariables, effect } = meant.block;
  if (readsVariables === undefined) return effect === "pure" ? [] : "any";
  return namesIn(readsVariables, step.parameters);
}

/** Finds the blocks that misspelt actions stand for, each once. */
export function misspeltBlocks(registry: Registry): (action: string) => RegisteredBlock | undefined {
  const found = new Map<string, RegisteredBlock | undefined>();
  return (action) => {
    if (!found.has(action)) {
      const actions = registry.all().map((block) => block.action);
      found.set(action, registry.get(nearest(action, actions) ?? ""));
    }
    return found.get(action);
  };
}

/** The variables that a step's block may set or delete. An unknown block may write any. */
export function variablesWrittenBy({ block, step }: AdmittedStep): VariableNames {
  if (block === null) return step.work.kind === "action" ? "any" : [];
  const { writesVariables } = block.block;
  return writesVariables === undefined ? [] : namesIn(writesVariables, step.parameters);
}

function namesIn(declared: WritesVariables, parameters: Template): VariableNames {
  if (declared === true) return "any";
  if (!("parameter" in declared)) return declared;
  const name = parameterOf(parameters, declared.parameter);
  return name?.kind === "literal" && typeof name.value === "string" ? [name.value] : "any";
}

/** What a step gives for a parameter; undefined when it is left out or its name is itself brought by a tag. */
export function parameterOf(parameters: Template, name: string): Template | undefined {
  if (parameters.kind === "map") {
    return parameters.entries.find(({ key }) => key.kind === "literal" && key.value === name)?.value;
  }
  if (parameters.kind !== "literal" || !isJsonMap(parameters.value)) return undefined;
  const value = ownValue(parameters.value, name);
  return value === undefined ? undefined : { kind: "literal", value };
}

/** The variables that a step surely changes or sets, by the names that stand in it. */
export function changedVariables(admitted: AdmittedStep): readonly string[] {
  const { block, step } = admitted;
  const written = variablesWrittenBy(admitted);
  const inPlace = (block?.block.changes ?? []).flatMap((parameter) => {
    const given = parameterOf(step.parameters, parameter);
    return wholeVariableOf(given) ?? [];
  });
  return written === "any" ? inPlace : [...written, ...inPlace];
}

/** The name of the variable that a template is the whole value of; undefined where it is something else, or its name is computed. */
export function wholeVariableOf(template: Template | undefined): string | undefined {
  if (template?.kind !== "tag" || template.tag.kind !== "reference") return undefined;
  const { reference } = template.tag;
  if (reference.to !== "variable" || reference.tail.length > 0) return undefined;
  return "name" in reference.name ? reference.name.name : undefined;
}
