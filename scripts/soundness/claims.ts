// What the check's mistakes say of the runs of a case: how steps would end, and why for some of them no run shows it.

import type { Diagnostic } from "../../src/diagnostic.ts";
import { valueAt } from "../../src/document.ts";
import type { CheckedPipeline } from "../../src/pipeline.ts";
import { ConduitStatus } from "../../src/status.ts";
import type { PlacedDocument } from "./placed-document.ts";
import { isReached, type RunEnd, type StepEnd } from "./run-case.ts";

/** A mistake with the end of a step that it foretells. */
export interface Claim {
  readonly diagnostic: Diagnostic;
  /** From 1; 0 for the outputs. */
  readonly step: number;
  readonly status: ConduitStatus;
}

/**
 * Why a mistake has no witness and needs none: other mistakes end every run that comes to the step, or to an earlier one; or,
 * as hundreds of runs show, a block fails by itself, something unproved is never right, or a condition is never true, without
 * which the step does end as foretold.
 */
export type Excuse =
  | "masked by a mistake"
  | "behind a mistake"
  | "behind a condition never true"
  | "behind a failing block"
  | "behind what is unproved";

/** The code of an error about a tag that finds nothing. */
export const unresolved = "unresolved_reference";

const forbidden: ReadonlySet<ConduitStatus> = new Set([
  ConduitStatus.BLOCK_NOT_FOUND,
  ConduitStatus.DUPLICATE_STEP_IDS,
  ConduitStatus.FORBIDDEN_BLOCK,
  ConduitStatus.INVALID_TYPE,
  ConduitStatus.STEP_LIMIT_EXCEED,
  ConduitStatus.BLOCK_LIMIT_EXCEED,
]);

/** Whether nothing that is proved may end so. */
export function isForbidden({ status, code }: Pick<StepEnd, "status" | "code">): boolean {
  return forbidden.has(status) || code === unresolved;
}

/** Whether a run ended as a mistake says. */
export function isWitness(end: RunEnd, { step, status }: Claim): boolean {
  if (step > 0) return isEnd(end.steps[step - 1], status);
  if (status === ConduitStatus.INVALID_TYPE) return end.outputsCode === "invalid_type";
  return end.outputsCode === unresolved || end.outputsCode === expressionError;
}

/** The code of an error of an expression that was given what it cannot take. */
const expressionError = "expression_error";

/** Whether a step ended so: for 101 that means by a tag that found nothing, or an expression that could not go on. */
function isEnd(end: StepEnd | undefined, status: ConduitStatus): boolean {
  if (end?.status !== status) return false;
  return status !== ConduitStatus.UNHANDLED_EXCEPTION || end.code === unresolved || end.code === expressionError;
}

/** Of a limit only the first step beyond it is reported; the later ones end alike. */
const limits: readonly ConduitStatus[] = [ConduitStatus.STEP_LIMIT_EXCEED, ConduitStatus.BLOCK_LIMIT_EXCEED];

/** What explains how a step ended. */
type Cause = "mistake" | "unproved" | "block" | "unknown";

export class Claims {
  /** Those that need a witness: mistakes of shape need none. */
  readonly needed: readonly Claim[];
  readonly #all: readonly Claim[];
  readonly #checked: CheckedPipeline;
  /** The steps of which something is unproved. */
  readonly #unproved: ReadonlySet<number>;

  constructor(diagnostics: readonly Diagnostic[], checked: CheckedPipeline, { pathOf }: PlacedDocument) {
    const stepOf = ({ step, span }: Diagnostic): number => {
      const [root, index] = pathOf(span) ?? [];
      const position = step ?? (root === "steps" ? Number(index) + 1 : 0);
      return position > checked.steps.length ? 0 : position;
    };
    this.#checked = checked;
    this.#unproved = new Set(diagnostics.filter(({ severity }) => severity === "unproved").map(stepOf));
    this.#all = diagnostics
      .filter(({ severity }) => severity === "error")
      .map((diagnostic) => ({
        diagnostic,
        step: stepOf(diagnostic),
        status: diagnostic.status ?? ConduitStatus.UNHANDLED_EXCEPTION,
      }));
    this.needed = this.#all.filter(({ diagnostic }) => diagnostic.status !== undefined);
  }

  /**
   * Why none of the runs ended as a claim says, where that can be shown.
   * @param areMany whether there have been enough runs for what only they can show.
   */
  excuseOf(claim: Claim, ends: readonly RunEnd[], areMany: boolean): Excuse | undefined {
    const { step } = claim;
    const reached = step === 0 ? [] : ends.map(({ steps }) => steps[step - 1]).filter(isReached);
    if (reached.length > 0) {
      return this.#excuseAtStep(claim, reached, ends, areMany) ?? this.#excuseByWhatIsRead(step, ends, areMany);
    }
    const causes = new Set(ends.map((end) => this.#causeBefore(step, end)));
    if (causes.has("unknown")) return undefined;
    if (!causes.has("block") && !causes.has("unproved")) return "behind a mistake";
    if (!areMany) return undefined;
    return causes.has("unproved") ? "behind what is unproved" : "behind a failing block";
  }

  #excuseAtStep(
    { step, status }: Claim,
    reached: readonly StepEnd[],
    ends: readonly RunEnd[],
    areMany: boolean,
  ): Excuse | undefined {
    const met = reached.filter((end) => end.status !== ConduitStatus.IF_CONDITION_FAILED);
    if (met.length === 0) {
      if (this.#failsEarlierWhereTrue(step, ends, "mistake")) return "behind a mistake";
      return areMany && this.#failsEarlierWhereTrue(step, ends, "block") ? "behind a failing block" : undefined;
    }
    const causes = new Set(
      met.map((end) => (end.status === ConduitStatus.DONE ? "unknown" : this.#causeOf(step, end))),
    );
    if (causes.has("unknown")) return undefined;
    // A block that has been called shows that nothing before was wrong, but for what comes behind it.
    if (causes.has("block")) {
      return status === ConduitStatus.INVALID_RETURN && areMany ? "behind a failing block" : undefined;
    }
    if (!causes.has("unproved")) return "masked by a mistake";
    return areMany ? "behind what is unproved" : undefined;
  }

  /** Where a step reads one that never is done: by a mistake, or by a condition never true. */
  #excuseByWhatIsRead(position: number, ends: readonly RunEnd[], areMany: boolean): Excuse | undefined {
    const { steps, document } = this.#checked;
    const text = JSON.stringify(valueAt(document, ["steps", position - 1]) ?? null);
    for (const { id, position: at } of steps.slice(0, position - 1)) {
      if (!areMany || id === null || !readsStep(text, id)) continue;
      const causes = new Set(ends.map((end) => this.#causeOfMissing(at, end)));
      if (causes.has("unknown")) continue;
      return causes.has("mistake") ? "behind a mistake" : "behind a condition never true";
    }
    return undefined;
  }

  /** Why a step was not done in a run. */
  #causeOfMissing(position: number, end: RunEnd): "mistake" | "condition" | "unknown" {
    const its = end.steps[position - 1];
    if (its?.status === ConduitStatus.IF_CONDITION_FAILED) return "condition";
    const isMistaken = isReached(its)
      ? its.status !== ConduitStatus.DONE && this.#causeOf(position, its) === "mistake"
      : this.#causeBefore(position, end) === "mistake";
    return isMistaken ? "mistake" : "unknown";
  }

  /** What kept a run from coming to a step, or to the outputs. */
  #causeBefore(step: number, { steps }: RunEnd): Cause {
    const at = steps.findIndex(({ failedJob }) => failedJob);
    const end = steps[at];
    return end === undefined || (step !== 0 && at + 1 >= step) ? "unknown" : this.#causeOf(at + 1, end);
  }

  /** Whether an earlier step with the same condition fails where that is true. */
  #failsEarlierWhereTrue(position: number, ends: readonly RunEnd[], cause: Cause): boolean {
    const condition = this.#writtenCondition(position);
    return ends.some((end) => {
      if (isReached(end.steps[position - 1])) return false;
      const at = end.steps.findIndex(({ failedJob }) => failedJob) + 1;
      return this.#causeBefore(position, end) === cause && this.#writtenCondition(at) === condition;
    });
  }

  #writtenCondition(position: number): string | undefined {
    const step = this.#checked.steps[position - 1];
    return step?.conditions === null ? undefined : JSON.stringify(step?.conditions?.map(({ template }) => template));
  }

  #causeOf(step: number, end: StepEnd): Cause {
    const isClaimed = this.#all.some(
      (claim) =>
        isEnd(end, claim.status) && (claim.step === step || (limits.includes(end.status) && claim.step < step)),
    );
    if (isClaimed) return "mistake";
    // An expression that fails by itself promises nothing, as one of which something is unproved.
    if (end.code === "expression_error") return "unproved";
    if (!isForbidden(end)) return "block";
    // Where a name is wrong nothing is said of what follows from it.
    if (this.#all.some((claim) => claim.step === step && claim.diagnostic.status === undefined)) return "mistake";
    // What an unknown block would have written is unknown, too.
    if (this.#all.some((claim) => claim.step < step && claim.status === ConduitStatus.BLOCK_NOT_FOUND))
      return "mistake";
    // And so is what a step would have left in variables that is given something wrong.
    if (this.#readsVariables(step) && this.#all.some((claim) => claim.step > 0 && claim.step < step)) return "mistake";
    return this.#unproved.has(step) ? "unproved" : "unknown";
  }

  #readsVariables(step: number): boolean {
    const text = JSON.stringify(valueAt(this.#checked.document, ["steps", step - 1]) ?? null);
    return text.includes("{# ") || text.includes("variables");
  }
}

/** Whether a step's text reads another step. */
function readsStep(text: string, id: string): boolean {
  return ["{: ", "steps.", '["', '[\\"'].some((before) => {
    const at = text.indexOf(before + id);
    return at >= 0 && !/\w/.test(text.charAt(at + before.length + id.length));
  });
}

/** Whether a step had its turn in some of the runs, and its condition was false in all of those. */
export function isNeverTrue(step: number, ends: readonly RunEnd[]): boolean {
  const reached = ends.map(({ steps }) => steps[step - 1]).filter(isReached);
  return reached.length > 0 && reached.every(({ status }) => status === ConduitStatus.IF_CONDITION_FAILED);
}
