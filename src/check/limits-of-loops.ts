// Rule: the limits hold however often loops, retries and pipelines that steps run use a block. What a pipeline's own steps use when each is
// done once is judged where they are admitted; here every further use is counted, at least and at most.

import { blockLimit, times } from "../admission.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { type NestedStep, nestedSteps, type Pipeline, type Step } from "../pipeline.ts";
import type { RegisteredBlock } from "../registry.ts";
import { ConduitStatus } from "../status.ts";
import { deepestFiles } from "./reached-pipelines.ts";
import { type AdmittedStep, placeOf, type RuleInput, type Turns, workPathOf } from "./rule.ts";

/** How often something is used. */
interface Uses {
  /** As soon as the steps are there, run or not. */
  readonly created: number;
  /** In a run in which nothing fails, and no condition that can be false is true. */
  readonly least: number;
  readonly most: number;
}

/** The uses of steps, and of each block. */
interface AllUses {
  readonly steps: Uses;
  readonly blocks: ReadonlyMap<RegisteredBlock, Uses>;
}

/** Yields what surely exceeds a limit by its turns, and what may. */
export function* limitsOfLoops(input: RuleInput): Generator<Diagnostic> {
  const counting = new Counting(input);
  yield* loopLimits(input);
  const { limits, steps } = input;
  const refused = new Set(steps.flatMap(({ refusals }) => refusals.map(limitOf)));
  if (limits.stepLimit !== null && !refused.has("")) {
    const allowed = `the pipeline may have ${limits.stepLimit} step${limits.stepLimit === 1 ? "" : "s"}`;
    const words = { allowed, code: "step-limit" } as const;
    const status = ConduitStatus.STEP_LIMIT_EXCEED;
    yield* judge(limits.stepLimit, counting, ({ steps: uses }) => uses, { ...words, status }, input);
  }
  for (const block of counting.of(input.pipeline).blocks.keys()) {
    const { limit } = blockLimit(limits, block);
    if (limit === null || refused.has(block.action)) continue;
    const words = { allowed: `${block.title} may be used ${times(limit)}`, code: "block-limit" } as const;
    const status = ConduitStatus.BLOCK_LIMIT_EXCEED;
    yield* judge(limit, counting, ({ blocks }) => blocks.get(block) ?? none, { ...words, status }, input);
  }
}

function limitOf(refusal: AdmittedStep["refusals"][number]): string | null {
  if (refusal.status === ConduitStatus.STEP_LIMIT_EXCEED) return "";
  return refusal.status === ConduitStatus.BLOCK_LIMIT_EXCEED ? refusal.action : null;
}

interface LimitWords {
  readonly allowed: string;
  readonly code: "step-limit" | "block-limit";
  readonly status: ConduitStatus;
}

function* judge(
  limit: number,
  counting: Counting,
  usesIn: (uses: AllUses) => Uses,
  words: LimitWords,
  input: RuleInput,
): Generator<Diagnostic> {
  const total = usesIn(counting.of(input.pipeline));
  if (total.most <= limit) return;
  let [created, further] = [0, total.created];
  for (const { nested, uses, isSure } of counting.eachOf(input.pipeline)) {
    const own = usesIn(uses);
    created += own.created;
    const { step } = nested;
    if (created > limit) {
      const message = `${words.allowed}, and with what this step runs ${created} are needed`;
      yield { ...errorAt(step, message, words), ...placeOf(input.pipeline, workPathOf(step)) };
      return;
    }
    if (total.created > limit) continue;
    if (further + own.least - own.created > limit) {
      const message = `${words.allowed}, and the turns need ${further + own.least - own.created}`;
      yield { ...errorAt(step, message, words), ...placeOfTurns(nested, input) };
      return;
    }
    if (isSure) further += own.least - own.created;
  }
  let most = total.created;
  for (const { nested, uses } of counting.eachOf(input.pipeline)) {
    const own = usesIn(uses);
    most += own.most - own.created;
    if (most <= limit) continue;
    yield {
      code: "unproved-limit",
      severity: "unproved",
      message: `${words.allowed}, and turns and attempts may need ${Number.isFinite(total.most) ? total.most : "any number"}`,
      help: `${boundHelp(nested)}, or raise the limit`,
      ...placeOfTurns(nested, input),
    };
    return;
  }
}

function errorAt(step: Step, message: string, { code, status }: LimitWords): Diagnostic {
  const help = code === "step-limit" ? "take out steps, or raise the limit" : "use it less often, or raise the limit";
  return { code, severity: "error", message, help, status, step: step.order };
}

/** A caller's own bound on the turns of each loop. */
function* loopLimits(input: RuleInput): Generator<Diagnostic> {
  const { steps, pipeline, loopLimit } = input;
  if (loopLimit === null) return;
  const { turns } = input.typesOf(pipeline);
  for (const { step } of steps) {
    const bounds = turns.get(step);
    if (bounds === undefined || (bounds.most ?? Number.POSITIVE_INFINITY) <= loopLimit) continue;
    const place = placeOf(pipeline, [...step.path, "for_each", "in"]);
    const allowed = `a loop may have ${loopLimit} turn${loopLimit === 1 ? "" : "s"}`;
    if (bounds.least > loopLimit) {
      const message = `${allowed}, and this one has at least ${bounds.least}`;
      const help = "loop over fewer items";
      const status = ConduitStatus.STEP_LIMIT_EXCEED;
      yield { code: "step-limit", severity: "error", message, help, status, step: step.order, ...place };
    } else {
      const message = `${allowed}, and this one may have ${bounds.most ?? "any number"}`;
      const help = "bound its list: `maxItems` in the schema it comes from";
      yield { code: "unproved-limit", severity: "unproved", message, help, ...place };
    }
  }
}

/** Where the turns come from: the nearest loop or retry. */
function placeOfTurns(nested: NestedStep, { pipeline }: RuleInput) {
  const [step, key] = nearestTurns(nested) ?? [];
  return step === undefined || key === undefined
    ? placeOf(pipeline, workPathOf(nested.step))
    : placeOf(pipeline, [...step.path, key], "key");
}

function boundHelp(nested: NestedStep): string {
  const [step, key] = nearestTurns(nested) ?? [];
  if (key === "retry") return "allow fewer attempts";
  if (step?.loop?.list.kind === "literal") return "give the loop fewer items";
  return "bound the loop's list by `maxItems` in the schema it comes from";
}

function nearestTurns({ step, parents }: NestedStep): readonly [Step, "for_each" | "retry"] | undefined {
  for (const one of [step, ...parents.toReversed()]) {
    if (one.loop !== null) return [one, "for_each"];
    if ((one.retry?.attempts ?? 1) > 1) return [one, "retry"];
  }
  return undefined;
}

const none: Uses = { created: 0, least: 0, most: 0 };
const noUses: AllUses = { steps: none, blocks: new Map() };

/** One step's uses, with those of the pipeline that it runs. */
interface StepUses {
  readonly nested: NestedStep;
  readonly uses: AllUses;
  /** Whether a run in which nothing fails does it. */
  readonly isSure: boolean;
}

class Counting {
  readonly #input: RuleInput;
  readonly #known = new Map<Pipeline, AllUses>();
  #depth = 0;

  constructor(input: RuleInput) {
    this.#input = input;
  }

  /** All that a pipeline uses. */
  of(pipeline: Pipeline): AllUses {
    let known = this.#known.get(pipeline);
    if (known === undefined) {
      // Pipelines that run themselves, or each other too deeply, are told of elsewhere.
      if (this.#depth > deepestFiles) return noUses;
      this.#known.set(pipeline, noUses);
      this.#depth++;
      known = sum([...this.eachOf(pipeline)].map(({ uses, isSure }) => (isSure ? uses : withoutTurns(uses))));
      this.#depth--;
      this.#known.set(pipeline, known);
    }
    return known;
  }

  /** What each step of a pipeline uses, in their order. */
  *eachOf(pipeline: Pipeline): Generator<StepUses> {
    const { turns } = this.#input.typesOf(pipeline);
    for (const { step, parents } of nestedSteps(pipeline.steps)) {
      const around = [...parents, step];
      const isSure = around.every(({ conditions, allowsFailure }) => conditions === null && !allowsFailure);
      const counts = around.map((one) => timesOf(one, turns.get(one)));
      const least = isSure ? product(counts.map((count) => count.least)) : timesOf(step, turns.get(step)).least;
      yield {
        nested: { step, parents },
        isSure,
        uses: multiplied(this.#once(step), least, product(counts.map(({ most }) => most))),
      };
    }
  }

  /** What one attempt of one turn uses. */
  #once(step: Step): AllUses {
    const one: Uses = { created: 1, least: 1, most: 1 };
    const { work } = step;
    if (work.kind === "action") {
      const block = work.action === null ? undefined : this.#input.registry.get(work.action);
      return { steps: one, blocks: new Map(block === undefined ? [] : [[block, one]]) };
    }
    const target = work.kind === "pipeline" ? work.target() : undefined;
    const inner = target?.kind === "pipeline" ? this.of(target.pipeline) : noUses;
    return sum([{ steps: one, blocks: new Map() }, inner]);
  }
}

/** How often a step is done for each time that its group is. */
function timesOf({ retry, loop }: Step, turns: Turns | undefined): { readonly least: number; readonly most: number } {
  const attempts = retry?.attempts ?? 1;
  if (loop === null) return { least: 1, most: attempts };
  // Once it is there, also where it has no turn.
  const most = turns?.most === undefined ? Number.POSITIVE_INFINITY : Math.max(1, turns.most);
  return { least: Math.max(1, turns?.least ?? 0), most: most * attempts };
}

const product = (factors: readonly number[]): number => factors.reduce((all, factor) => all * factor, 1);

function multiplied({ steps, blocks }: AllUses, least: number, most: number): AllUses {
  const more = (uses: Uses): Uses => ({ ...uses, least: uses.least * least, most: uses.most * most });
  return { steps: more(steps), blocks: new Map([...blocks].map(([block, uses]) => [block, more(uses)])) };
}

/** What is used at least by what may not be done at all: it is there. */
function withoutTurns({ steps, blocks }: AllUses): AllUses {
  const once = (uses: Uses): Uses => ({ ...uses, least: uses.created });
  return { steps: once(steps), blocks: new Map([...blocks].map(([block, uses]) => [block, once(uses)])) };
}

function sum(all: readonly AllUses[]): AllUses {
  const plus = (one: Uses, other: Uses): Uses => ({
    created: one.created + other.created,
    least: one.least + other.least,
    most: one.most + other.most,
  });
  const blocks = new Map<RegisteredBlock, Uses>();
  for (const uses of all)
    for (const [block, one] of uses.blocks) blocks.set(block, plus(blocks.get(block) ?? none, one));
  return { steps: all.reduce((total, { steps }) => plus(total, steps), none), blocks };
}
