// The experiment: many random cases, each judged, counted, and where it fails made small. It prints nothing.

import type { AnyBlock } from "../../src/block.ts";
import { checkShape } from "../../src/check/check-shape.ts";
import type { JsonSchema } from "../../src/infer.ts";
import { copyJson, isJsonMap, type JsonMap } from "../../src/json.ts";
import { builtInRegistry } from "../../src/library/built-in-blocks.ts";
import { actionOf } from "../../src/pipeline.ts";
import { Registry } from "../../src/registry.ts";
import { findSchemaFault } from "../../src/schema.ts";
import { ConduitStatus } from "../../src/status.ts";
import { mainFile, readCase } from "./case-files.ts";
import type { Excuse } from "./claims.ts";
import { type Check, type Finding, type Judgement, judge } from "./judge.ts";
import { Random } from "./random.ts";
import { randomBlocks } from "./random-blocks.ts";
import { type CasePool, type GeneratedCase, randomCase, type SoundnessCase } from "./random-pipeline.ts";
import { runCase } from "./run-case.ts";
import { shrinkCase, shrinkSchemas } from "./shrink.ts";
import { TypePool } from "./type-pool.ts";

export interface ExperimentSettings {
  readonly cases: number;
  readonly seed: number;
  /** The first of the cases, counted from 0, where those before it are left out. */
  readonly first?: number | undefined;
  /** Only this one of the cases. */
  readonly only?: number | undefined;
  /** How often a proved case runs. */
  readonly runs?: number | undefined;
  /** The check that is put to the test; that of the project when left out. */
  readonly check?: Check | undefined;
  /** Whether pipelines have expressions in them; where the engine evaluates them when left out. */
  readonly expressions?: boolean | undefined;
  /** The share of cases without groups, loops, attempts and other pipelines. */
  readonly flat?: number | undefined;
  /** How many failures are made small; the others are only counted. */
  readonly shown?: number | undefined;
  /** Looks only for failures of this kind, and ends at the first one. */
  readonly until?: Finding["kind"] | undefined;
  /** Does only every so manieth batch, beginning with one of them: for several workers. */
  readonly share?: { readonly index: number; readonly of: number } | undefined;
}

/** A failing case, made small. */
export interface Reproduction {
  /** Which case it was, from 0. */
  readonly index: number;
  readonly finding: Finding;
  readonly found: SoundnessCase;
  /** The random blocks it uses, as far as they can be written down. */
  readonly blocks: readonly object[];
}

export interface Results {
  cases: number;
  accepted: number;
  unproved: number;
  wrong: number;
  /** What has the wrong shape, or parameters that no value meets. */
  shapeless: number;
  violations: number;
  unreproduced: number;
  /** Mistakes with a status that have been seen to happen. */
  witnessed: number;
  readonly excused: Map<Excuse, number>;
  runs: number;
  /** Accepted cases by what they have in them. */
  readonly features: Map<string, number>;
  /** Accepted cases with two typed slots or more that tags fill. */
  severalSlots: number;
  readonly slots: { typed: number; proved: number };
  readonly reproductions: Reproduction[];
}

const counterOf = { violation: "violations", unreproduced: "unreproduced" } as const;

/** How many cases share their blocks and types. */
const batchSize = 1_000;
const defaultRuns = 8;
const search = 1_500;
const defaultShown = 5;
const defaultFlat = 0.3;

/** Runs the experiment. The same settings give the same results. */
export async function runExperiment(settings: ExperimentSettings): Promise<Results> {
  const { cases, seed, only, share = { index: 0, of: 1 }, until, flat = defaultFlat } = settings;
  const first = only ?? settings.first ?? 0;
  const results = noResults();
  let pool = makePool(seed, Math.floor(first / batchSize));
  const hasExpressions = settings.expressions ?? (await knowsExpressions(pool));
  for (let index = first; index < (only === undefined ? cases : only + 1); index++) {
    const batch = Math.floor(index / batchSize);
    if (only === undefined && batch % share.of !== share.index) continue;
    if (only === undefined && index % batchSize === 0) pool = makePool(seed, batch);
    const generated = randomCase(new Random(seed, index), pool, { hasExpressions, flat });
    await judgeOne(generated, index, pool, settings, results);
    if (until !== undefined && results[counterOf[until]] > 0) break;
  }
  return results;
}

/** Whether the experiment is passed: nothing that must not be, and enough of the cases accepted. */
export function isPassed({ cases, accepted, violations, unreproduced }: Results): boolean {
  return violations === 0 && unreproduced === 0 && (cases === 1 || accepted * 4 >= cases);
}

/** The results of several workers as one. */
export function joinResults(all: readonly Results[]): Results {
  const joined = noResults();
  for (const one of all) {
    for (const key of counters) joined[key] += one[key];
    for (const [excuse, count] of one.excused) joined.excused.set(excuse, (joined.excused.get(excuse) ?? 0) + count);
    for (const [feature, count] of one.features)
      joined.features.set(feature, (joined.features.get(feature) ?? 0) + count);
    joined.slots.typed += one.slots.typed;
    joined.slots.proved += one.slots.proved;
    joined.reproductions.push(...one.reproductions);
  }
  return joined;
}

const counters = [
  "cases",
  "accepted",
  "unproved",
  "wrong",
  "shapeless",
  "violations",
  "unreproduced",
  "witnessed",
  "runs",
  "severalSlots",
] as const;

/** The blocks and types of one batch. */
export function makePool(seed: number, batch: number): CasePool {
  const random = new Random(seed, batch, 77);
  const types = new TypePool(random);
  const ownBlocks = randomBlocks(random, types);
  return { types, ownBlocks, registry: new Registry(ownBlocks, builtInRegistry) };
}

async function judgeOne(
  generated: GeneratedCase,
  index: number,
  pool: CasePool,
  settings: ExperimentSettings,
  results: Results,
): Promise<void> {
  const { check, runs = defaultRuns, shown = defaultShown, until } = settings;
  const judging = {
    check,
    runs: until === "unreproduced" ? 0 : runs,
    search: until === "violation" ? 0 : search,
    seed: index * 10_007 + settings.seed,
  };
  const judgement = await judge(generated, pool, judging);
  count(judgement, generated, results);
  const finding = judgement.findings.find(({ kind }) => until === undefined || kind === until);
  if (finding === undefined || results.reproductions.length >= shown) return;
  const fails = async (smaller: SoundnessCase, its: CasePool) => {
    const again = await judge(smaller, its, { ...judging, runs: runs * 8, search: 300 });
    return again.findings.some(({ kind, code }) => kind === finding.kind && code === finding.code);
  };
  const found = await shrinkCase(generated, async (smaller) => await fails(smaller, pool));
  const smallPool = await shrinkPool(found, pool, async (smaller) => await fails(found, smaller));
  results.reproductions.push({ index, finding, found, blocks: describedBlocks(found, smallPool) });
}

/** The same pool with simpler schemas of the blocks that a case uses. */
async function shrinkPool(
  found: SoundnessCase,
  pool: CasePool,
  fails: (smaller: CasePool) => Promise<boolean>,
): Promise<CasePool> {
  let smallest = pool;
  for (const { name, infer } of usedBlocks(found, pool)) {
    if (infer !== undefined) continue;
    const withSchemas = (schemas: JsonMap) => {
      const ownBlocks = smallest.ownBlocks.map((block) => {
        if (block.name !== name) return block;
        const { parameters: _, returns: __, ...rest } = block;
        return { ...rest, ...(schemas as Pick<AnyBlock, "parameters" | "returns">) };
      });
      return { ...smallest, ownBlocks, registry: new Registry(ownBlocks, builtInRegistry) };
    };
    const { parameters = {}, returns } = smallest.ownBlocks.find((block) => block.name === name) ?? {};
    const schemas = copyJson({ parameters, returns }) as JsonMap;
    const shrunk = await shrinkSchemas(schemas, async (smaller) => {
      const areSchemas = Object.values(smaller).every(
        (schema) => isJsonMap(schema) && findSchemaFault(schema as JsonSchema) === undefined,
      );
      return areSchemas && isJsonMap(smaller.parameters) && (await fails(withSchemas(smaller)));
    });
    smallest = withSchemas(shrunk);
  }
  return smallest;
}

function count(judgement: Judgement, { features }: GeneratedCase, results: Results): void {
  const { verdict, findings, witnessed, excused, runs, slots } = judgement;
  results.cases++;
  results.runs += runs;
  results.witnessed += witnessed;
  for (const { kind } of findings) results[counterOf[kind]]++;
  for (const [excuse, times] of Object.entries(excused)) {
    results.excused.set(excuse as Excuse, (results.excused.get(excuse as Excuse) ?? 0) + times);
  }
  if (verdict === null) results.shapeless++;
  else if (verdict === "wrong") results.wrong++;
  else if (verdict === "unproved") results.unproved++;
  if (verdict !== "proved") return;
  results.accepted++;
  results.slots.typed += slots.typed;
  results.slots.proved += slots.proved;
  for (const feature of features.keys()) results.features.set(feature, (results.features.get(feature) ?? 0) + 1);
  if ((features.get("typed slots") ?? 0) >= 2) results.severalSlots++;
}

function noResults(): Results {
  const counts = Object.fromEntries(counters.map((counter) => [counter, 0])) as Record<
    (typeof counters)[number],
    number
  >;
  return { ...counts, excused: new Map(), features: new Map(), slots: { typed: 0, proved: 0 }, reproductions: [] };
}

/** Whether expressions can be written and are evaluated. */
async function knowsExpressions(pool: CasePool): Promise<boolean> {
  const pipeline = { steps: [{ action: "TEXT.CREATE", parameters: { value: "{= 1 + 1 =}" } }] };
  const files = readCase({ pipeline, files: {} });
  const main = files.get(mainFile);
  const checked = main === undefined ? undefined : checkShape(main.pipeline).checked;
  if (checked === undefined) return false;
  const { record } = await runCase({ checked, files, pool, settings: {} }, 1);
  const [step] = record.top.records;
  return step?.end?.status === ConduitStatus.DONE && checked.malformedTags.length === 0;
}

function usedBlocks(found: SoundnessCase, pool: CasePool): AnyBlock[] {
  const steps = [...readCase(found).values()].flatMap((file) => file.steps.map(({ step }) => step));
  const used = steps.map((step) => pool.registry.get(actionOf(step) ?? "")?.action);
  return pool.ownBlocks.filter(({ name }) => used.includes(`GEN.${name}`));
}

function describedBlocks(found: SoundnessCase, pool: CasePool): object[] {
  return usedBlocks(found, pool).map((block) => {
    const parts = Object.entries(block).map(([key, part]) => [key, typeof part === "function" ? String(part) : part]);
    return Object.fromEntries(parts.filter(([key]) => key !== "run")) as object;
  });
}
