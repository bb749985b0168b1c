// What explains how a step ended in a run, or that it never had its turn: a mistake that the check has told, something that it could not
// prove, a block that failed by itself, a condition, a loop without turns.

import type { Diagnostic } from "../../src/diagnostic.ts";
import { ConduitStatus, isFailure } from "../../src/status.ts";
import type { Claim } from "./claims.ts";
import {
  isReached,
  type ListRecord,
  type RunRecord,
  type StepEnd,
  type StepPlace,
  type StepRecord,
} from "./run-record.ts";

export type Cause = "mistake" | "unproved" | "block" | "condition" | "no turn" | "unknown";

/** The code of an error about a tag that finds nothing. */
export const unresolved = "unresolved_reference";
/** The code of an error of an expression that was given what it cannot take. */
const expressionError = "expression_error";

const forbidden: ReadonlySet<ConduitStatus> = new Set([
  ConduitStatus.BLOCK_NOT_FOUND,
  ConduitStatus.DUPLICATE_STEP_IDS,
  ConduitStatus.FORBIDDEN_BLOCK,
  ConduitStatus.INVALID_TYPE,
  ConduitStatus.STEP_LIMIT_EXCEED,
  ConduitStatus.BLOCK_LIMIT_EXCEED,
]);

/** Whether nothing that is proved may end so. */
export function isForbidden({ status, code }: StepEnd): boolean {
  return forbidden.has(status) || code === unresolved;
}

/** Whether a step ended so: for 101 that means by a tag that found nothing, or an expression that could not go on. */
export function isEnd(end: StepEnd, status: ConduitStatus): boolean {
  if (end.status !== status) return false;
  return status !== ConduitStatus.UNHANDLED_EXCEPTION || end.code === unresolved || end.code === expressionError;
}

/** Of a limit only the first step beyond it is reported; others end alike, in whatever file they are. */
export const limits: readonly ConduitStatus[] = [ConduitStatus.STEP_LIMIT_EXCEED, ConduitStatus.BLOCK_LIMIT_EXCEED];

/** Something that is said of a step and promises nothing. */
interface Doubt extends StepPlace {
  readonly diagnostic: Diagnostic;
}

export class Causes {
  readonly #claims: readonly Claim[];
  readonly #unproved: readonly Doubt[];

  constructor(claims: readonly Claim[], unproved: readonly Doubt[]) {
    this.#claims = claims;
    this.#unproved = unproved;
  }

  /**
   * Why a step that had its turn ended as it did, in each of its turns and attempts.
   * @param isWhole whether only the end of all of them counts.
   */
  at(record: StepRecord, isWhole = false): ReadonlySet<Cause> {
    const { end, parts, step, list } = record;
    if (end === undefined || end.status === ConduitStatus.SKIPPED) return new Set();
    const place = { file: list.file, step: step.order };
    if (isWhole) return new Set([this.#ofEnd(place, end, record)]);
    const causes = new Set(parts.map((part) => this.#ofEnd(place, part, record)));
    causes.add(
      end.status === ConduitStatus.DONE && step.loop !== null && parts.length === 0
        ? "no turn"
        : this.#ofEnd(place, end, record),
    );
    return causes;
  }

  /** What kept a run from coming to a step, or to the outputs. */
  before(place: StepPlace, record: RunRecord): ReadonlySet<Cause> {
    const lists = record.listsOf(place);
    if (lists.length > 0) return new Set(lists.map((list) => this.#inList(list)));
    const owners = record.ownersOf(place);
    const causes = new Set<Cause>();
    for (const owner of owners) {
      const records = record.of(owner);
      if (records.length === 0) for (const cause of this.before(owner, record)) causes.add(cause);
      for (const one of records) {
        // Where it had its turn its own members had none.
        for (const cause of isReached(one) ? this.at(one) : [this.#inList(one.list)]) causes.add(cause);
      }
    }
    if (causes.size === 0) causes.add("unknown");
    return causes;
  }

  /** Why a step was not done in a run; "unknown" where it was. */
  ofMissing(place: StepPlace, record: RunRecord): ReadonlySet<Cause> {
    const records = record.of(place).filter(isReached);
    return records.length > 0 ? new Set(records.flatMap((one) => [...this.at(one)])) : this.before(place, record);
  }

  /** Why a run went wrong at first; "unknown" where nothing did. */
  ofFirstFailure({ ends }: RunRecord): Cause {
    const first = ends.find(({ status }) => isFailure(status));
    return first === undefined ? "unknown" : this.#ofOwnEnd(first, first);
  }

  /** Why a list of steps was not gone through to its end. */
  #inList({ firstFailure }: ListRecord): Cause {
    if (firstFailure?.end === undefined) return "unknown";
    const { step, list, end } = firstFailure;
    return this.#ofEnd({ file: list.file, step: step.order }, end, firstFailure);
  }

  #ofEnd(place: StepPlace, end: StepEnd, { lists }: Pick<StepRecord, "lists">): Cause {
    if (end.status === ConduitStatus.IF_CONDITION_FAILED) return "condition";
    if (end.status === ConduitStatus.DONE) return "unknown";
    // What a group ends in is what its member has ended in.
    const member = lists
      .map((list) => list.firstFailure)
      .find((failed) => failed?.end?.status === end.status && failed.end.code === end.code);
    if (member?.end !== undefined && member !== null) {
      return this.#ofEnd({ file: member.list.file, step: member.step.order }, member.end, member);
    }
    const outputs = lists.find(
      ({ outputs: its, firstFailure }) => firstFailure === null && its?.status === end.status && its.code === end.code,
    );
    return this.#ofOwnEnd(
      outputs !== undefined && outputs.file !== place.file ? { file: outputs.file, step: 0 } : place,
      end,
    );
  }

  #ofOwnEnd({ file, step }: StepPlace, end: StepEnd): Cause {
    const isHere = (one: StepPlace) => one.file === file && one.step === step;
    const isClaimed = this.#claims.some(
      (claim) => isEnd(end, claim.status) && (isHere(claim) || limits.includes(end.status)),
    );
    if (isClaimed) return "mistake";
    // An expression that fails by itself promises nothing, as one of which something is unproved.
    if (end.code === expressionError) return "unproved";
    if (!isForbidden(end)) return "block";
    // Where a name is wrong nothing is said of what follows from it, nor where nobody knows which write comes last.
    const isVague = ({ diagnostic, ...one }: Claim) =>
      diagnostic.status === undefined && (isHere(one) || diagnostic.code === "shared-variable");
    if (this.#claims.some(isVague)) return "mistake";
    // What an unknown block would have written is unknown, too.
    if (this.#claims.some((claim) => claim.file === file && claim.status === ConduitStatus.BLOCK_NOT_FOUND))
      return "mistake";
    const isDoubted = ({ diagnostic, ...one }: Doubt) =>
      isHere(one) ||
      diagnostic.code === "unproved-sharing" ||
      (diagnostic.code === "unproved-limit" && limits.includes(end.status));
    return this.#unproved.some(isDoubted) ? "unproved" : "unknown";
  }
}
