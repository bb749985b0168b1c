// A random case: a pipeline with the pipelines that it runs, mostly of an author who knows the types, sometimes of a careless one.
// What is generated is noted, so that the experiment can tell what the accepted cases have in them.

import type { AnyBlock } from "../../src/block.ts";
import type { Json, JsonMap } from "../../src/json.ts";
import type { Registry } from "../../src/registry.ts";
import { type Author, doubts, type Slip, slips } from "./author.ts";
import { PipelineMaker } from "./pipeline-maker.ts";
import type { Random } from "./random.ts";
import { variableNames } from "./random-blocks.ts";
import { anyValue } from "./random-values.ts";
import type { Care } from "./slot-filler.ts";
import type { TypePool } from "./type-pool.ts";

/** What cases are made of: the blocks and types of one batch. */
export interface CasePool {
  readonly types: TypePool;
  readonly registry: Registry;
  /** The random blocks among the registry's. */
  readonly ownBlocks: readonly AnyBlock[];
}

/** A pipeline with what its caller holds it to. */
export interface SoundnessCase {
  readonly pipeline: JsonMap;
  /** The pipelines that steps run, by the name that these give. */
  readonly files: Readonly<Record<string, JsonMap>>;
  readonly settings: CaseSettings;
}

export interface CaseSettings {
  readonly tags?: readonly string[];
  readonly stepLimit?: number;
  readonly loopLimit?: number;
  readonly variables?: JsonMap;
}

/** A case, and how often it uses each thing worth counting. */
export interface GeneratedCase extends SoundnessCase {
  readonly features: ReadonlyMap<string, number>;
}

/** What is made of a case, beside its chance. */
export interface CaseShape {
  readonly hasExpressions: boolean;
  /** The share of cases without groups, loops, attempts and other pipelines. */
  readonly flat: number;
}

/** Makes one case. */
export function randomCase(random: Random, pool: CasePool, { hasExpressions, flat }: CaseShape): GeneratedCase {
  const care = random.weighted<Care>([
    [4, () => ({ mistakes: 0, missingFallbacks: 0, wideTypes: 0 })],
    [2, () => ({ mistakes: 0, missingFallbacks: 0.4, wideTypes: 0 })],
    [2.5, () => ({ mistakes: 0, missingFallbacks: 0, wideTypes: 0.3 })],
    [2, () => ({ mistakes: 0.06, missingFallbacks: 0.1, wideTypes: 0 })],
    [1.5, () => ({ mistakes: 0.3, missingFallbacks: 0.3, wideTypes: 0 })],
  ]);
  const hasOneDoubt = care.mistakes === 0 && care.missingFallbacks > 0;
  const author: Author = {
    random,
    pool,
    care,
    doubt: hasOneDoubt ? random.pick(doubts) : null,
    slip: random.chance(0.15) ? random.pick(slips) : null,
    hasExpressions,
    isFlat: random.chance(flat),
    features: new Map(),
    files: [],
    longest: { turns: 0 },
  };
  const { pipeline, asked, uses } = new PipelineMaker(author, 0).make();
  const { slip, files, features } = author;
  if (author.isFlat) features.set("no groups, loops or attempts", 1);
  const settings = randomSettings(author, uses.most, slip);
  const [granted, ...own] = asked;
  const isGranted = random.chance(0.25) && granted !== undefined;
  const tags: JsonMap = isGranted
    ? own.length > 0
      ? { tags: own }
      : {}
    : asked.length > 0
      ? { tags: [...asked] }
      : {};
  return {
    pipeline: { ...pipeline, ...tags },
    files: Object.fromEntries(files.map(({ name, pipeline: made }) => [name, made])),
    settings: { ...settings, ...(isGranted ? { tags: [granted] } : {}) },
    features,
  };
}

function randomSettings({ random, longest, features }: Author, most: number, slip: Slip | null): CaseSettings {
  const settings: { stepLimit?: number; loopLimit?: number; variables?: Record<string, Json> } = {};
  const isShort = slip === "limit";
  const mostTurns = longest.turns;
  if (random.chance(isShort ? 0.5 : 0.1) && Number.isFinite(most)) {
    settings.stepLimit = isShort ? random.below(most + 1) : most + random.below(3);
    features.set("step limits", (features.get("step limits") ?? 0) + 1);
  }
  if (mostTurns > 0 && random.chance(isShort ? 0.5 : 0.15)) {
    const bound = Number.isFinite(mostTurns) ? mostTurns : 3;
    settings.loopLimit = isShort ? random.below(bound + 1) : bound + random.below(2);
    features.set("loop limits", 1);
  }
  if (random.chance(0.07)) settings.variables = { [random.pick(variableNames)]: anyValue(random) };
  return settings;
}
