// What the check's mistakes say of the runs of a case: how steps would end, and why for some of them no run shows it.

import type { Diagnostic } from "../../src/diagnostic.ts";
import { type Path, valueAt } from "../../src/document.ts";
import { isJsonMap } from "../../src/json.ts";
import type { Step } from "../../src/pipeline.ts";
import type { Registry } from "../../src/registry.ts";
import { ConduitStatus } from "../../src/status.ts";
import { writes } from "./block-choice.ts";
import { type CaseFile, type CaseFiles, mainFile } from "./case-files.ts";
import { type Cause, Causes, isEnd, limits } from "./causes.ts";
import type { RunEnd } from "./run-case.ts";
import { endsOf, isReached, type RunRecord, type StepEnd, type StepPlace } from "./run-record.ts";

/** A mistake with the end of a step that it foretells. */
export interface Claim extends StepPlace {
  readonly diagnostic: Diagnostic;
  readonly status: ConduitStatus;
}

/**
 * Why a mistake has no witness and needs none: other mistakes end every run that comes to the step, or to an earlier one; or,
 * as hundreds of runs show, a block fails by itself, something unproved is never right, a loop around never has a turn, or a condition
 * is never true, without which the step does end as foretold.
 */
export type Excuse =
  | "masked by a mistake"
  | "behind a mistake"
  | "behind a condition never true"
  | "behind a failing block"
  | "behind what is unproved"
  | "in a loop without turns";

/** Whether a run ended as a mistake says. */
export function isWitness({ record, outputsCode }: RunEnd, claim: Claim): boolean {
  const { status } = claim;
  if (claim.step > 0 && record.of(claim).some((one) => endsOf(one).some((end) => isEnd(end, status)))) return true;
  // Which of many turns, attempts and steps inside is the first beyond a limit, runs decide.
  if (limits.includes(status) && record.hasTurns(claim)) return record.ends.some((end) => isEnd(end, status));
  if (claim.step > 0) return false;
  const ends = record.outputsOf(claim.file);
  if (claim.file === record.top.file && outputsCode !== null)
    ends.push({ status: ConduitStatus.UNHANDLED_EXCEPTION, code: outputsCode });
  // Outputs end in 101 whatever is wrong with them.
  return ends.some(({ code }) =>
    status === ConduitStatus.INVALID_TYPE
      ? code === "invalid_type"
      : isEnd({ status: ConduitStatus.UNHANDLED_EXCEPTION, code }, ConduitStatus.UNHANDLED_EXCEPTION),
  );
}

export class Claims {
  /** Those that need a witness: mistakes of shape need none. */
  readonly needed: readonly Claim[];
  readonly #files: CaseFiles;
  readonly #causes: Causes;
  readonly #registry: Registry;

  constructor(diagnostics: readonly Diagnostic[], files: CaseFiles, registry: Registry) {
    this.#files = files;
    this.#registry = registry;
    const all = diagnostics
      .filter(({ severity }) => severity === "error")
      .map(
        (diagnostic): Claim => ({
          diagnostic,
          ...placeOf(diagnostic, files),
          status: diagnostic.status ?? ConduitStatus.UNHANDLED_EXCEPTION,
        }),
      );
    const unproved = diagnostics
      .filter(({ severity }) => severity === "unproved")
      .map((diagnostic) => ({ diagnostic, ...placeOf(diagnostic, files) }));
    this.#causes = new Causes(all, unproved);
    this.needed = all.filter(({ diagnostic }) => diagnostic.status !== undefined);
  }

  /**
   * Why none of the runs ended as a claim says, where that can be shown.
   * @param areMany whether there have been enough runs for what only they can show.
   */
  excuseOf(claim: Claim, ends: readonly RunEnd[], areMany: boolean): Excuse | undefined {
    return this.#excuseByPlace(claim, ends, areMany) ?? (areMany ? this.#excuseOfLimit(claim, ends) : undefined);
  }

  /** Turns and attempts that would be beyond a limit never begin where something fails before them. */
  #excuseOfLimit(claim: Claim, ends: readonly RunEnd[]): Excuse | undefined {
    if (!limits.includes(claim.status) || !ends.every(({ record }) => record.hasTurns(claim))) return undefined;
    const causes = new Set(ends.map(({ record }) => this.#causes.ofFirstFailure(record)));
    if (causes.has("unknown")) return undefined;
    if (causes.has("unproved")) return "behind what is unproved";
    return causes.has("block") ? "behind a failing block" : "behind a mistake";
  }

  #excuseByPlace(claim: Claim, ends: readonly RunEnd[], areMany: boolean): Excuse | undefined {
    const reached = claim.step === 0 ? [] : ends.flatMap(({ record }) => record.of(claim).filter(isReached));
    if (reached.length > 0) {
      const each = reached.flatMap(endsOf);
      return this.#excuseAtStep(claim, each, ends, areMany) ?? this.#excuseByWhatIsRead(claim, ends, areMany);
    }
    const causes = this.#causesBefore(claim, ends);
    if (causes.has("unknown")) {
      const owners = new Set(ends.flatMap(({ record }) => ownersAround(claim, record)));
      return [...owners].map((owner) => this.#excuseByWhatIsRead(owner, ends, areMany)).find(Boolean);
    }
    if (causes.has("condition")) return undefined;
    if (!causes.has("block") && !causes.has("unproved") && !causes.has("no turn")) return "behind a mistake";
    if (!areMany) return undefined;
    if (causes.has("no turn")) return "in a loop without turns";
    return causes.has("unproved") ? "behind what is unproved" : "behind a failing block";
  }

  /** Whether a step had its turn in some of the runs, and its condition, or that of a group around it, was false in all of those. */
  isNeverTrue(claim: Claim, ends: readonly RunEnd[]): boolean {
    const reached = ends.flatMap(({ record }) => record.of(claim).filter(isReached));
    if (reached.length > 0) return reached.every(({ end }) => end?.status === ConduitStatus.IF_CONDITION_FAILED);
    const causes = this.#causesBefore(claim, ends);
    return causes.has("condition") && !causes.has("unknown");
  }

  #causesBefore(claim: Claim, ends: readonly RunEnd[]): ReadonlySet<Cause> {
    return new Set(ends.flatMap(({ record }) => [...this.#causes.before(claim, record)]));
  }

  #excuseAtStep(
    claim: Claim,
    reached: readonly StepEnd[],
    ends: readonly RunEnd[],
    areMany: boolean,
  ): Excuse | undefined {
    const met = reached.filter((end) => end.status !== ConduitStatus.IF_CONDITION_FAILED);
    if (met.length === 0) {
      if (this.#failsEarlierWhereTrue(claim, ends, "mistake")) return "behind a mistake";
      return areMany && this.#failsEarlierWhereTrue(claim, ends, "block") ? "behind a failing block" : undefined;
    }
    // The result of a loop is looked at behind all of its turns.
    const isWhole = claim.status === ConduitStatus.INVALID_RETURN;
    const causes = new Set(
      ends.flatMap(({ record }) => record.of(claim).flatMap((one) => [...this.#causes.at(one, isWhole)])),
    );
    causes.delete("condition");
    if (causes.has("unknown")) return undefined;
    // A block that has been called shows that nothing before was wrong, but for what comes behind it.
    if (causes.has("block")) {
      return claim.status === ConduitStatus.INVALID_RETURN && areMany ? "behind a failing block" : undefined;
    }
    if (causes.has("no turn")) return areMany ? "in a loop without turns" : undefined;
    if (!causes.has("unproved")) return "masked by a mistake";
    return areMany ? "behind what is unproved" : undefined;
  }

  /** Where a step reads one that never is done, or what that would write: by a mistake, or by a condition never true. */
  #excuseByWhatIsRead(reader: StepPlace, ends: readonly RunEnd[], areMany: boolean): Excuse | undefined {
    const file = this.#files.get(reader.file);
    if (!areMany || file === undefined) return undefined;
    const text = ownText(file, reader.step);
    const areRead = readsVariables(text);
    for (const { step } of file.steps.slice(0, reader.step - 1)) {
      if (!(areRead && this.#mayWrite(step)) && (step.id === null || !readsStep(text, step.id))) continue;
      const place = { file: reader.file, step: step.order };
      // What is never done and has a mistake may end before that shows, where it reads what it was to write itself.
      if (this.#isMistakenAndNeverDone(place, ends)) return "behind a mistake";
      const causes = new Set(ends.flatMap(({ record }) => [...this.#causes.ofMissing(place, record)]));
      // Where it only ever failed by itself, or had no turn, luck has kept it from what the step reads.
      if (causes.has("unknown")) continue;
      if (causes.has("condition")) return "behind a condition never true";
      if (causes.has("mistake")) return "behind a mistake";
    }
    return undefined;
  }

  #isMistakenAndNeverDone(place: StepPlace, ends: readonly RunEnd[]): boolean {
    if (!this.needed.some(({ file, step }) => file === place.file && step === place.step)) return false;
    const all = ends.flatMap(({ record }) => record.of(place)).flatMap(endsOf);
    return all.every(({ status }) => status !== ConduitStatus.DONE);
  }

  /** Whether a step may write variables; a pipeline has those of its own. */
  #mayWrite({ work }: Step): boolean {
    if (work.kind !== "action") return false;
    const block = this.#registry.get(work.action ?? "");
    return block !== undefined && writes(block);
  }

  /** Whether an earlier step with the same condition fails where that is true. */
  #failsEarlierWhereTrue(claim: Claim, ends: readonly RunEnd[], cause: Cause): boolean {
    const condition = this.#writtenCondition(claim);
    return ends.some(({ record }) => {
      if (record.of(claim).some(isReached)) return false;
      if (!this.#causes.before(claim, record).has(cause)) return false;
      return record.of(claim).some(({ list }) => {
        const failed = list.firstFailure;
        return failed !== null && this.#writtenCondition({ file: list.file, step: failed.step.order }) === condition;
      });
    });
  }

  #writtenCondition({ file, step: order }: StepPlace): string | undefined {
    const step = this.#files.get(file)?.steps[order - 1]?.step;
    return step?.conditions === null ? undefined : JSON.stringify(step?.conditions?.map(({ template }) => template));
  }
}

/** The groups that a step is in and the calls of its file, and those around them. */
function ownersAround(place: StepPlace, record: RunRecord): StepPlace[] {
  return record.ownersOf(place).flatMap((owner) => [owner, ...ownersAround(owner, record)]);
}

/** The step that a diagnostic is about, by where it stands. */
function placeOf({ step, span, source }: Diagnostic, files: CaseFiles): StepPlace {
  const file = files.get(source?.name ?? mainFile);
  if (file === undefined) throw new Error("a diagnostic is about no file of the case");
  const path = file.placed.pathOf(span) ?? [];
  if (path[0] === "outputs") return { file: file.name, step: 0 };
  return { file: file.name, step: step ?? orderAt(file, path) };
}

/** The order of the innermost step that a path leads into; 0 for none. */
function orderAt({ steps }: CaseFile, path: Path): number {
  const around = steps.filter(({ step }) => step.path.every((part, index) => path[index] === part));
  return around.at(-1)?.step.order ?? 0;
}

/** What stands at a step itself, as JSON. */
function ownText({ steps, pipeline }: CaseFile, order: number): string {
  const nested = steps[order - 1];
  const written = nested === undefined ? null : valueAt(pipeline.document, nested.step.path);
  if (!isJsonMap(written)) return "";
  return JSON.stringify(
    Object.fromEntries(Object.entries(written).filter(([key]) => key !== "steps" && key !== "parallel")),
  );
}

/** Whether a step's text reads another step. */
function readsStep(text: string, id: string): boolean {
  return ["{: ", "steps.", '["', '[\\"'].some((before) => {
    const at = text.indexOf(before + id);
    return at >= 0 && !/\w/.test(text.charAt(at + before.length + id.length));
  });
}

/** Whether a step's text reads a variable. */
function readsVariables(text: string): boolean {
  return ["{# ", "job.variables"].some((before) => text.includes(before));
}
