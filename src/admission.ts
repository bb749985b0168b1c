// What can be said of a step before it runs, in the order in which it counts: does its block exist, is its id free, may the
// job use the block, are the limits kept. The check shows all of it; a run takes the first.

import { matchesPattern } from "./name-pattern.ts";
import { actionOf, type LimitOverride, type Step } from "./pipeline.ts";
import type { RegisteredBlock, Registry } from "./registry.ts";
import { ConduitStatus } from "./status.ts";

/** Why a step is refused, with what a message needs. */
export type Refusal =
  | { readonly status: ConduitStatus.BLOCK_NOT_FOUND; readonly action: string }
  | {
      readonly status: ConduitStatus.DUPLICATE_STEP_IDS;
      readonly id: string /** The number of the step that has it. */;
      readonly takenBy: string;
    }
  | { readonly status: ConduitStatus.FORBIDDEN_BLOCK; readonly action: string; readonly missingTags: readonly string[] }
  | {
      readonly status: ConduitStatus.BLOCK_LIMIT_EXCEED;
      readonly action: string;
      readonly limit: number;
      /** The override that sets the limit; null for the block's own. */
      readonly pattern: string | null;
      readonly uses: number;
    }
  | { readonly status: ConduitStatus.STEP_LIMIT_EXCEED; readonly limit: number; readonly steps: number };

/** What was found out about one step. */
export interface Admitted {
  readonly block: RegisteredBlock | null;
  /** In the order in which they count; none when the step may run. */
  readonly refusals: readonly Refusal[];
}

/** What a job is held to. */
export interface JobLimits {
  /** The job's permissions. */
  readonly tags: readonly string[];
  readonly stepLimit: number | null;
  readonly blockLimitOverrides: readonly LimitOverride[];
}

/** What a caller adds to a pipeline's own limits. */
export interface LimitSettings {
  /** Permissions beside the ones the pipeline asks for. */
  readonly tags?: readonly string[] | undefined;
  /** The permissions of the job that runs this one: there are no others. Undefined where no job does. */
  readonly grantedTags?: readonly string[] | undefined;
  /** A limit of steps that can only tighten the pipeline's own. */
  readonly stepLimit?: number | null | undefined;
  /** How many turns a loop may have; null for any number. */
  readonly loopLimit?: number | null | undefined;
}

/** The limits that a pipeline is held to by itself and by its caller together. */
export function jobLimits(pipeline: JobLimits, settings: LimitSettings): JobLimits {
  const limits = [pipeline.stepLimit, settings.stepLimit ?? null].filter((limit) => limit !== null);
  const tags = [...pipeline.tags, ...(settings.tags ?? [])];
  return {
    tags: settings.grantedTags === undefined ? tags : tags.filter((tag) => settings.grantedTags?.includes(tag)),
    stepLimit: limits.length === 0 ? null : Math.min(...limits),
    blockLimitOverrides: pipeline.blockLimitOverrides,
  };
}

const noRefusals: readonly Refusal[] = [];

interface BlockLimit {
  readonly limit: number | null;
  /** The override that sets it; null for the block's own. */
  readonly pattern: string | null;
}

/**
 * What a job has taken of its limits: one of its step limit for every step, turn and attempt, and where that calls a block, one use of
 * the block. What a job takes, its caller takes too.
 */
export class Uses {
  readonly #limits: Omit<JobLimits, "tags">;
  readonly #caller: Uses | null;
  #uses = new Map<string, number>();
  /** The limit of each block that was used. */
  #blockLimits = new Map<string, BlockLimit>();
  #steps = 0;

  constructor(limits: Omit<JobLimits, "tags">, caller: Uses | null = null) {
    this.#limits = limits;
    this.#caller = caller;
  }

  /** As much taken of the same limits, for a job of its own. */
  copy(caller: Uses | null): Uses {
    const copy = new Uses(this.#limits, caller);
    copy.#uses = new Map(this.#uses);
    copy.#blockLimits = this.#blockLimits;
    copy.#steps = this.#steps;
    return copy;
  }

  /** Takes one, and says which limits that breaks: of blocks before those of steps, and the job's own before its caller's. */
  take(block: RegisteredBlock | null): readonly Refusal[] {
    const ofBlock = block === null ? noRefusals : this.#takeBlock(block);
    const ofSteps = this.#takeStep();
    return ofBlock.length === 0 ? ofSteps : [...ofBlock, ...ofSteps];
  }

  /** Gives one back. */
  giveBack(block: RegisteredBlock | null): void {
    if (block !== null) this.#uses.set(block.action, (this.#uses.get(block.action) ?? 1) - 1);
    this.#steps--;
    this.#caller?.giveBack(block);
  }

  #takeBlock(block: RegisteredBlock): readonly Refusal[] {
    const { action } = block;
    const uses = (this.#uses.get(action) ?? 0) + 1;
    this.#uses.set(action, uses);
    const callers = this.#caller === null ? noRefusals : this.#caller.#takeBlock(block);
    const { limit, pattern } = this.#blockLimit(block);
    if (limit === null || uses <= limit) return callers;
    return [{ status: ConduitStatus.BLOCK_LIMIT_EXCEED, action, limit, pattern, uses }, ...callers];
  }

  #takeStep(): readonly Refusal[] {
    const limit = this.#limits.stepLimit;
    const steps = ++this.#steps;
    const callers = this.#caller === null ? noRefusals : this.#caller.#takeStep();
    if (limit === null || steps <= limit) return callers;
    return [{ status: ConduitStatus.STEP_LIMIT_EXCEED, limit, steps }, ...callers];
  }

  #blockLimit({ action, block }: RegisteredBlock): BlockLimit {
    let known = this.#blockLimits.get(action);
    if (known === undefined) {
      const override = this.#limits.blockLimitOverrides.find(({ pattern }) => matchesPattern(pattern, action));
      known = override ?? { limit: block.maxUses ?? null, pattern: null };
      this.#blockLimits.set(action, known);
    }
    return known;
  }
}

/** How often a job may use a block, and the override that says so; null for without limit, and for the block's own. */
export function blockLimit(
  { blockLimitOverrides }: Pick<JobLimits, "blockLimitOverrides">,
  { action, block }: RegisteredBlock,
): { readonly limit: number | null; readonly pattern: string | null } {
  const override = blockLimitOverrides.find(({ pattern }) => matchesPattern(pattern, action));
  return override ?? { limit: block.maxUses ?? null, pattern: null };
}

/** Admits the steps of one job, in their order. Every step counts towards the limits, refused or not. */
export class Admission {
  /** What the steps have taken. */
  uses: Uses;
  readonly #registry: Registry;
  readonly #tags: ReadonlySet<string>;
  /** The number of the first step that has each id. */
  readonly #owners = new Map<string, string>();

  /** @param caller what the job that runs this one has taken. */
  constructor(registry: Registry, limits: JobLimits, caller: Uses | null = null) {
    this.uses = new Uses(limits, caller);
    this.#registry = registry;
    this.#tags = new Set(limits.tags);
  }

  /** Judges the next step, a group before its members. An id or action that could not be read is not judged. */
  admit(step: Step): Admitted {
    const action = actionOf(step);
    const block = action === null ? null : (this.#registry.get(action) ?? null);
    const refusals = [
      action !== null && block === null ? ({ status: ConduitStatus.BLOCK_NOT_FOUND, action } as const) : null,
      this.#judgeId(step),
      block === null ? null : this.#judgeTags(block),
      ...this.uses.take(block),
    ].filter((refusal) => refusal !== null);
    return { block, refusals: refusals.length === 0 ? noRefusals : refusals };
  }

  /** Makes the id free again of a step that was admitted and will not run. */
  freeId({ id, number }: { readonly id: string; readonly number: string }): void {
    if (this.#owners.get(id) === number) this.#owners.delete(id);
  }

  #judgeId({ id, number }: Step): Refusal | null {
    if (id === null) return null;
    const takenBy = this.#owners.get(id);
    if (takenBy !== undefined) return { status: ConduitStatus.DUPLICATE_STEP_IDS, id, takenBy };
    this.#owners.set(id, number);
    return null;
  }

  #judgeTags({ action, block }: RegisteredBlock): Refusal | null {
    const missingTags = block.tags?.filter((tag) => !this.#tags.has(tag)) ?? [];
    return missingTags.length === 0 ? null : { status: ConduitStatus.FORBIDDEN_BLOCK, action, missingTags };
  }
}

/** What is said of a refused step. */
export function refusalMessage(refusal: Refusal): string {
  switch (refusal.status) {
    case ConduitStatus.BLOCK_NOT_FOUND:
      return `block \`${refusal.action}\` does not exist`;
    case ConduitStatus.DUPLICATE_STEP_IDS:
      return `id \`${refusal.id}\` is taken by step ${refusal.takenBy}`;
    case ConduitStatus.FORBIDDEN_BLOCK: {
      const tags = refusal.missingTags.map((tag) => `\`${tag}\``).join(", ");
      return `block \`${refusal.action}\` needs the tag${refusal.missingTags.length === 1 ? "" : "s"} ${tags}`;
    }
    case ConduitStatus.BLOCK_LIMIT_EXCEED:
      return `block \`${refusal.action}\` may be used ${times(refusal.limit)}, this is use ${refusal.uses}`;
    case ConduitStatus.STEP_LIMIT_EXCEED:
      return `the pipeline may have ${refusal.limit} step${refusal.limit === 1 ? "" : "s"}, this is step ${refusal.steps}`;
  }
}

/** A count as words: "once", "3 times". */
export const times = (count: number): string => (count === 1 ? "once" : `${count} times`);
