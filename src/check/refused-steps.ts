// Rule: what keeps a step from running before it starts. Of a limit only the first step beyond it is shown.

import { type Refusal, refusalMessage } from "../admission.ts";
import type { Diagnostic, DiagnosticCode, RelatedPlace } from "../diagnostic.ts";
import { ConduitStatus } from "../status.ts";
import { suggestion } from "../suggest.ts";
import { type AdmittedStep, placeOf, type RuleInput } from "./rule.ts";

type RefusalStatus = Refusal["status"];

const codes: Readonly<Record<RefusalStatus, DiagnosticCode>> = {
  [ConduitStatus.BLOCK_NOT_FOUND]: "block-not-found",
  [ConduitStatus.DUPLICATE_STEP_IDS]: "duplicate-step-id",
  [ConduitStatus.FORBIDDEN_BLOCK]: "forbidden-block",
  [ConduitStatus.BLOCK_LIMIT_EXCEED]: "block-limit",
  [ConduitStatus.STEP_LIMIT_EXCEED]: "step-limit",
};

/** Yields every refusal of every step. */
export function* refusedSteps(input: RuleInput): Generator<Diagnostic> {
  const shownLimits = new Set<string>();
  for (const admitted of input.steps) {
    for (const refusal of admitted.refusals) {
      const limit = limitOf(refusal);
      if (limit !== null && shownLimits.has(limit)) continue;
      if (limit !== null) shownLimits.add(limit);
      yield {
        code: codes[refusal.status],
        severity: "error",
        message: refusalMessage(refusal),
        help: helpFor(refusal, input),
        status: refusal.status,
        step: admitted.step.position,
        related: relatedPlaces(refusal, input),
        ...placeOf(input.pipeline, placePath(refusal, admitted)),
      };
    }
  }
}

function limitOf(refusal: Refusal): string | null {
  if (refusal.status === ConduitStatus.STEP_LIMIT_EXCEED) return "";
  return refusal.status === ConduitStatus.BLOCK_LIMIT_EXCEED ? refusal.action : null;
}

function placePath(refusal: Refusal, { step }: AdmittedStep) {
  const isOwnId = refusal.status === ConduitStatus.DUPLICATE_STEP_IDS && step.hasOwnId;
  return [...step.path, isOwnId ? "id" : "action"];
}

function helpFor(refusal: Refusal, { registry, pipeline }: RuleInput): string | undefined {
  switch (refusal.status) {
    case ConduitStatus.BLOCK_NOT_FOUND: {
      const names = registry.all().map(({ action }) => action);
      const category = names.filter((name) => name.startsWith(`${refusal.action.toUpperCase().split(".")[0]}.`));
      return (
        suggestion(refusal.action, names, "the blocks are") ??
        suggestion(refusal.action, category, "its category has") ??
        "put the module that has it into the folder `blocks` beside the pipeline, or name its folder with --blocks"
      );
    }
    case ConduitStatus.DUPLICATE_STEP_IDS:
      return "give one of them another id";
    case ConduitStatus.FORBIDDEN_BLOCK: {
      const tags = [...pipeline.tags, ...refusal.missingTags].join(", ");
      return `ask for it: \`tags: [${tags}]\` at the top of the file`;
    }
    case ConduitStatus.BLOCK_LIMIT_EXCEED:
      return refusal.pattern === null
        ? `the block sets this limit; \`block_limit_overrides: { "${refusal.action}": … }\` sets another`
        : `\`block_limit_overrides\` sets this limit for \`${refusal.pattern}\``;
    case ConduitStatus.STEP_LIMIT_EXCEED:
      return "take out steps, or raise the limit";
  }
}

function relatedPlaces(refusal: Refusal, { pipeline, steps }: RuleInput): RelatedPlace[] {
  const { source } = pipeline.document;
  const found = relatedPath(refusal, steps);
  const span = found === undefined ? undefined : pipeline.document.locate(found.path, found.part);
  return source === undefined || span === undefined || found === undefined
    ? []
    : [{ message: found.message, source, span }];
}

function relatedPath(refusal: Refusal, steps: readonly AdmittedStep[]) {
  if (refusal.status === ConduitStatus.DUPLICATE_STEP_IDS) {
    const first = steps[refusal.firstPosition - 1]?.step;
    if (first === undefined) return undefined;
    const path = [...first.path, first.hasOwnId ? "id" : "action"];
    const message = first.hasOwnId ? "first used here" : `the step that has this id by its position`;
    return { path, part: "value" as const, message };
  }
  if (refusal.status === ConduitStatus.BLOCK_LIMIT_EXCEED && refusal.pattern !== null) {
    return { path: ["block_limit_overrides", refusal.pattern], part: "key" as const, message: "the limit is set here" };
  }
  return undefined;
}
