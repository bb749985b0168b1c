// Rule: what keeps a step from running before it starts. Of a limit only the first step beyond it is shown.

import { type Refusal, refusalMessage } from "../admission.ts";
import type { Diagnostic, DiagnosticCode, Edit, RelatedPlace } from "../diagnostic.ts";
import { valueAt } from "../document.ts";
import { canonicalName } from "../name-pattern.ts";
import type { Registry } from "../registry.ts";
import { ConduitStatus } from "../status.ts";
import { nearest, onlyNearest, suggestion } from "../suggest.ts";
import { keepsFrom } from "./block-problems.ts";
import { type AdmittedStep, namePathOf, placeOf, type RuleInput, workPathOf } from "./rule.ts";

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
  const names = input.registry.all().map(({ action }) => action);
  const areTagsReadable = Array.isArray(valueAt(input.pipeline.document, ["tags"]) ?? []);
  for (const admitted of input.steps) {
    const isExplained = input.blockProblems.some((problem) => keepsFrom(problem, admitted, names));
    for (const refusal of admitted.refusals) {
      if (isExplained && refusal.status === ConduitStatus.BLOCK_NOT_FOUND) continue;
      if (!areTagsReadable && refusal.status === ConduitStatus.FORBIDDEN_BLOCK) continue;
      const limit = limitOf(refusal);
      if (limit !== null && shownLimits.has(limit)) continue;
      if (limit !== null) shownLimits.add(limit);
      yield {
        code: codes[refusal.status],
        severity: "error",
        message: messageFor(refusal),
        help: helpFor(refusal, input),
        status: refusal.status,
        step: admitted.step.order,
        related: relatedPlaces(refusal, input),
        fix: fixFor(refusal, admitted, input),
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
  return isOwnId ? namePathOf(step) : workPathOf(step);
}

function messageFor(refusal: Refusal): string {
  const isEmpty = refusal.status === ConduitStatus.BLOCK_NOT_FOUND && refusal.action.trim() === "";
  return isEmpty ? "the action is empty" : refusalMessage(refusal);
}

function helpForAction(action: string, registry: Registry): string {
  if (action.trim() === "") return "name a block, such as `TEXT.JOIN`";
  if (action.includes("{"))
    return "an action is a plain name; tags stand in `parameters`, `if`, `for_each.in` and `outputs`";
  const blocks = registry.all();
  const [category = "", name = category] = action.toUpperCase().split(".");
  const inCategory = blocks.filter((block) => block.category === category).map((block) => block.name);
  if (inCategory.length > 0) {
    const near = nearest(name, inCategory);
    if (near !== undefined) return `did you mean \`${category}.${near}\`?`;
    return `\`${category}\` has ${inCategory.map((known) => `\`${known}\``).join(", ")}`;
  }
  const names = blocks.map((block) => block.action);
  const alike = blocks.filter((block) => block.name === name).map((block) => block.action);
  const near = alike.length === 1 ? alike[0] : nearest(action, names);
  if (near !== undefined) return `did you mean \`${near}\`?`;
  return (
    suggestion(action, alike, "blocks of this name are") ??
    "put the module that has it into the folder `blocks` beside the pipeline, or name its folder with --blocks"
  );
}

/** Another name for an action that is surely misspelt, as long as no module could have had it. */
function fixFor(refusal: Refusal, { step }: AdmittedStep, input: RuleInput): readonly Edit[] | undefined {
  if (refusal.status !== ConduitStatus.BLOCK_NOT_FOUND || input.blockProblems.length > 0) return undefined;
  const meant = meantAction(refusal.action, input.registry);
  if (meant === undefined) return undefined;
  const isLower = refusal.action === refusal.action.toLowerCase();
  const value = isLower ? meant.toLowerCase() : meant;
  const edit = input.pipeline.document.rewrite([...step.path, "action"], { kind: "whole", value });
  return edit === undefined ? undefined : [edit];
}

function meantAction(action: string, registry: Registry): string | undefined {
  const names = registry.all().map((block) => block.action);
  const [name] = canonicalName(action).split(".").reverse();
  const isElsewhere = names.some((known) => known.split(".").at(-1) === name);
  const near = onlyNearest(action, names);
  // With the right name and a wrong category, or none, it may be another block of that name.
  return isElsewhere && near?.split(".").at(-1) !== name ? undefined : near;
}

function helpFor(refusal: Refusal, { registry, pipeline }: RuleInput): string | undefined {
  switch (refusal.status) {
    case ConduitStatus.BLOCK_NOT_FOUND:
      return helpForAction(refusal.action, registry);
    case ConduitStatus.DUPLICATE_STEP_IDS:
      return "give one of them another id";
    case ConduitStatus.FORBIDDEN_BLOCK: {
      const unasked = refusal.missingTags.filter((tag) => !pipeline.tags.includes(tag));
      if (unasked.length === 0)
        return "this file asks for it, and so must each that runs it: add it to the `tags` there";
      return `ask for it: \`tags: [${[...pipeline.tags, ...unasked].join(", ")}]\` at the top of the file`;
    }
    case ConduitStatus.BLOCK_LIMIT_EXCEED:
      return refusal.pattern === null
        ? `the block sets this limit; use it less often, or set \`block_limit_overrides: { "${refusal.action}": … }\``
        : `use it less often, or raise the limit of \`${refusal.pattern}\``;
    case ConduitStatus.STEP_LIMIT_EXCEED:
      return "take out steps, or raise the limit";
  }
}

function relatedPlaces(refusal: Refusal, input: RuleInput): RelatedPlace[] {
  const { document } = input.pipeline;
  const { source } = document;
  const found = relatedPath(refusal, input);
  const span = found === undefined ? undefined : document.locate(found.path, found.part);
  return source === undefined || span === undefined || found === undefined
    ? []
    : [{ message: found.message, source, span }];
}

function relatedPath(refusal: Refusal, { pipeline, steps }: RuleInput) {
  if (refusal.status === ConduitStatus.DUPLICATE_STEP_IDS) {
    const first = steps.find(({ step }) => step.number === refusal.takenBy)?.step;
    if (first === undefined) return undefined;
    const path = namePathOf(first);
    const message = first.hasOwnId ? "first used here" : `the step that has this id by its position`;
    return { path, part: "value" as const, message };
  }
  if (refusal.status === ConduitStatus.BLOCK_LIMIT_EXCEED && refusal.pattern !== null) {
    return { path: ["block_limit_overrides", refusal.pattern], part: "key" as const, message: "the limit is set here" };
  }
  if (refusal.status === ConduitStatus.FORBIDDEN_BLOCK && pipeline.tags.length > 0) {
    return { path: ["tags"], part: "key" as const, message: "the pipeline asks for these" };
  }
  if (refusal.status === ConduitStatus.STEP_LIMIT_EXCEED && refusal.limit === pipeline.stepLimit) {
    return { path: ["step_limit"], part: "key" as const, message: "the limit is set here" };
  }
  return undefined;
}
