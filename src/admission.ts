// What can be said of a step before it runs, in the order in which it counts: does its block exist, is its id free, may the
// job use the block, are the limits kept. The check shows all of it; a run takes the first.

import { matchesPattern } from "./name-pattern.ts";
import type { LimitOverride } from "./pipeline.ts";
import type { RegisteredBlock, Registry } from "./registry.ts";
import { ConduitStatus } from "./status.ts";

/** Why a step is refused, with what a message needs. */
export type Refusal =
  | { readonly status: ConduitStatus.BLOCK_NOT_FOUND; readonly action: string }
  | { readonly status: ConduitStatus.DUPLICATE_STEP_IDS; readonly id: string; readonly firstPosition: number }
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
  /** A limit of steps that can only tighten the pipeline's own. */
  readonly stepLimit?: number | null | undefined;
}

/** The limits that a pipeline is held to by itself and by its caller together. */
export function jobLimits(pipeline: JobLimits, settings: LimitSettings): JobLimits {
  const limits = [pipeline.stepLimit, settings.stepLimit ?? null].filter((limit) => limit !== null);
  return {
    tags: [...pipeline.tags, ...(settings.tags ?? [])],
    stepLimit: limits.length === 0 ? null : Math.min(...limits),
    blockLimitOverrides: pipeline.blockLimitOverrides,
  };
}

const noRefusals: readonly Refusal[] = [];

/** Admits the steps of one job, in their order. Every step counts towards the limits, refused or not. */
export class Admission {
  readonly #registry: Registry;
  readonly #limits: JobLimits;
  readonly #tags: ReadonlySet<string>;
  readonly #positions = new Map<string, number>();
  readonly #uses = new Map<string, number>();
  readonly #blockLimits = new Map<string, { limit: number | null; pattern: string | null }>();
  #steps = 0;

  constructor(registry: Registry, limits: JobLimits) {
    this.#registry = registry;
    this.#limits = limits;
    this.#tags = new Set(limits.tags);
  }

  /** Judges the next step. An id or action of null stands for one that could not be read and is not judged. */
  admit(step: { readonly id: string | null; readonly action: string | null; readonly position: number }): Admitted {
    const block = step.action === null ? null : (this.#registry.get(step.action) ?? null);
    const refusals = [
      step.action !== null && block === null
        ? ({ status: ConduitStatus.BLOCK_NOT_FOUND, action: step.action } as const)
        : null,
      this.#judgeId(step.id, step.position),
      block === null ? null : this.#judgeTags(block),
      block === null ? null : this.#judgeUses(block),
      this.#judgeCount(),
    ].filter((refusal) => refusal !== null);
    return { block, refusals: refusals.length === 0 ? noRefusals : refusals };
  }

  /** Forgets a step that was admitted and will not run: its id is free again, and the limits have one more to give. */
  withdraw(step: { readonly id: string; readonly position: number; readonly block: RegisteredBlock | null }): void {
    if (this.#positions.get(step.id) === step.position) this.#positions.delete(step.id);
    if (step.block !== null) this.#uses.set(step.block.action, (this.#uses.get(step.block.action) ?? 1) - 1);
    this.#steps--;
  }

  #judgeId(id: string | null, position: number): Refusal | null {
    if (id === null) return null;
    const firstPosition = this.#positions.get(id);
    if (firstPosition !== undefined) return { status: ConduitStatus.DUPLICATE_STEP_IDS, id, firstPosition };
    this.#positions.set(id, position);
    return null;
  }

  #judgeTags({ action, block }: RegisteredBlock): Refusal | null {
    const missingTags = block.tags?.filter((tag) => !this.#tags.has(tag)) ?? [];
    return missingTags.length === 0 ? null : { status: ConduitStatus.FORBIDDEN_BLOCK, action, missingTags };
  }

  #judgeUses(block: RegisteredBlock): Refusal | null {
    const { action } = block;
    const uses = (this.#uses.get(action) ?? 0) + 1;
    this.#uses.set(action, uses);
    const { limit, pattern } = this.#blockLimit(block);
    if (limit === null || uses <= limit) return null;
    return { status: ConduitStatus.BLOCK_LIMIT_EXCEED, action, limit, pattern, uses };
  }

  #judgeCount(): Refusal | null {
    const limit = this.#limits.stepLimit;
    const steps = ++this.#steps;
    return limit === null || steps <= limit ? null : { status: ConduitStatus.STEP_LIMIT_EXCEED, limit, steps };
  }

  #blockLimit({ action, block }: RegisteredBlock): { limit: number | null; pattern: string | null } {
    let known = this.#blockLimits.get(action);
    if (known === undefined) {
      const override = this.#limits.blockLimitOverrides.find(({ pattern }) => matchesPattern(pattern, action));
      known = override ?? { limit: block.maxUses ?? null, pattern: null };
      this.#blockLimits.set(action, known);
    }
    return known;
  }
}

/** What is said of a refused step. */
export function refusalMessage(refusal: Refusal): string {
  switch (refusal.status) {
    case ConduitStatus.BLOCK_NOT_FOUND:
      return `block \`${refusal.action}\` does not exist`;
    case ConduitStatus.DUPLICATE_STEP_IDS:
      return `id \`${refusal.id}\` is taken by step ${refusal.firstPosition}`;
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

const times = (count: number): string => (count === 1 ? "once" : `${count} times`);
