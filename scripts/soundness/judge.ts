// Holds what the check says of a case against what runs of it do. Two things must not happen: a case called proved that ends
// as it must not, and a mistake for which there is no run that ends in it.

import { checkAll } from "../../src/check/check-all.ts";
import type { Checked, CheckSettings } from "../../src/check/check-pipeline.ts";
import { checkShape } from "../../src/check/check-shape.ts";
import { type Diagnostic, type Verdict, verdictOf } from "../../src/diagnostic.ts";
import type { CheckedPipeline, Pipeline, Step } from "../../src/pipeline.ts";
import { ConduitStatus } from "../../src/status.ts";
import { type CaseFiles, changedFiles, mainFile, readCase, withoutPlaces } from "./case-files.ts";
import { isForbidden, limits, unresolved } from "./causes.ts";
import { type Claim, Claims, type Excuse, isWitness } from "./claims.ts";
import type { CasePool, SoundnessCase } from "./random-pipeline.ts";
import { hasInputs, type RunEnd, type RunnableCase, runCase } from "./run-case.ts";
import type { StepPlace } from "./run-record.ts";

/** The check that is put to the test. */
export type Check = (pipeline: Pipeline, settings: CheckSettings) => Checked;

/** Something that must not be. */
export interface Finding extends StepPlace {
  readonly kind: "violation" | "unreproduced";
  /** The code of the diagnostic, the name of the status that a run ended in, or `defect`. */
  readonly code: string;
  /** In words. */
  readonly words: string;
}

export interface Judgement {
  /** Null for what has the wrong shape and cannot run. */
  readonly verdict: Verdict | null;
  readonly diagnostics: readonly Diagnostic[];
  readonly slots: { readonly typed: number; readonly proved: number };
  readonly findings: readonly Finding[];
  /** How many mistakes with a status have been seen to happen. */
  readonly witnessed: number;
  readonly excused: Readonly<Partial<Record<Excuse, number>>>;
  readonly runs: number;
}

export interface JudgeSettings {
  readonly check?: Check | undefined;
  /** How often a proved case runs. */
  readonly runs: number;
  /** How often a case with mistakes runs at most, in search of a witness; 0 for no search. */
  readonly search: number;
  readonly seed: number;
}

/** Judges one case. Nothing that it does may throw. */
export async function judge(one: SoundnessCase, pool: CasePool, judging: JudgeSettings): Promise<Judgement> {
  try {
    return await judgeCase(one, pool, judging);
  } catch (thrown) {
    return judgementOfDefect(thrown);
  }
}

async function judgeCase(one: SoundnessCase, pool: CasePool, judging: JudgeSettings): Promise<Judgement> {
  const { settings } = one;
  const files = interned(readCase(one), pool);
  const pipeline = pipelineOf(files);
  const shape = checkShape(pipeline);
  const found = checkWith(judging, pipeline, { registry: pool.registry, ...settings });
  const diagnostics = [...shape.diagnostics, ...found.diagnostics];
  const base = { diagnostics, slots: found.slots, findings: [], witnessed: 0, excused: {}, runs: 0 };
  if (shape.checked === undefined || !hasInputs(pipeline.parameters, pool)) return { ...base, verdict: null };
  const verdict = verdictOf(diagnostics);
  const runnable = runnableOf(files, pool, settings);
  if (verdict === "proved") {
    for (let run = 1; run <= judging.runs; run++) {
      const end = await runCase(runnable, judging.seed + run);
      const violation = violationOf(end, one);
      if (violation !== undefined) return { ...base, verdict, findings: [violation], runs: run };
    }
    return { ...base, verdict, runs: judging.runs };
  }
  const claims = new Claims(diagnostics, files, pool.registry);
  if (claims.needed.length === 0 || judging.search === 0) return { ...base, verdict };
  return { ...base, verdict, ...(await findWitnesses(claims, claims.needed, { runnable, judging, files })) };
}

const checkWith = ({ check = checkAll }: JudgeSettings, ...given: Parameters<Check>) => check(...given);

/** A check or a run that throws says nothing, which it never may. */
function judgementOfDefect(thrown: unknown): Judgement {
  const words = `something threw: ${thrown instanceof Error ? String(thrown.stack) : String(thrown)}`;
  const finding: Finding = { kind: "violation", code: "defect", file: mainFile, step: 0, words };
  const none = { typed: 0, proved: 0 };
  return { verdict: null, diagnostics: [], slots: none, findings: [finding], witnessed: 0, excused: {}, runs: 0 };
}

function pipelineOf(files: CaseFiles): Pipeline {
  const main = files.get(mainFile);
  if (main === undefined) throw new Error("a case has a pipeline");
  return main.pipeline;
}

/** What runs, without places: those of the experiment are no offsets. */
function runnableOf(files: CaseFiles, pool: CasePool, settings: SoundnessCase["settings"]): RunnableCase {
  const placeless = changedFiles(files, withoutPlaces);
  // The check said that its shape is right, which the documents do not change.
  return { checked: pipelineOf(placeless) as CheckedPipeline, files: placeless, pool, settings };
}

/** The same pipelines with one object for all equal schemas. */
function interned(files: CaseFiles, { types }: CasePool): CaseFiles {
  return changedFiles(files, {
    pipeline: ({ parameters }) => ({
      parameters: parameters.map((one) => ({ ...one, schema: types.intern(one.schema) })),
    }),
    step: ({ returns }) => ({ returns: returns === null ? null : types.intern(returns) }),
  });
}

function violationOf(run: RunEnd, { pipeline }: SoundnessCase): Finding | undefined {
  const { record, outputsCode } = run;
  const inputs = JSON.stringify(run.inputs);
  const first = record.ends.find(isForbidden);
  if (first !== undefined) {
    const { status, code, file, step } = first;
    const name = code === unresolved ? unresolved : (ConduitStatus[status] ?? "");
    const words = `${wordsFor({ file, step })} ended in ${name} with the parameters ${inputs}`;
    return { kind: "violation", code: name, file, step, words };
  }
  if ("outputs" in pipeline && (outputsCode === unresolved || outputsCode === "invalid_type")) {
    const words = `the outputs ended in ${outputsCode} with the parameters ${inputs}`;
    return { kind: "violation", code: outputsCode, file: mainFile, step: 0, words };
  }
  return undefined;
}

function wordsFor({ file, step }: StepPlace): string {
  const place = step === 0 ? "the outputs" : `step ${step} in the order of the file`;
  return file === mainFile ? place : `${place} of ${file}`;
}

/** After how many runs a mistake without a witness is asked for its excuse, and how many those need that only runs show. */
const patience = [12, 40, 120];
const longPatience = 120;
/** So many ends of steps are looked at in search of a witness; long loops have many of them. */
const mostEnds = 150_000;

interface Searched {
  readonly runnable: RunnableCase;
  readonly judging: JudgeSettings;
  /** What was checked. */
  readonly files: CaseFiles;
}

async function findWitnesses(
  claims: Claims,
  needed: readonly Claim[],
  searched: Searched,
  canDropConditions = true,
): Promise<Pick<Judgement, "findings" | "witnessed" | "excused" | "runs">> {
  const { search, seed } = searched.judging;
  let open = needed;
  const ends: RunEnd[] = [];
  const excused: Partial<Record<Excuse, number>> = {};
  let left = mostEnds;
  while (open.length > 0 && ends.length < search) {
    const end = await runCase(searched.runnable, seed + ends.length + 1);
    ends.push(end);
    left -= end.record.ends.length;
    open = open.filter((claim) => !isWitness(end, claim));
    const isLast = ends.length === search || (left < 0 && ends.length >= longPatience);
    if (!patience.includes(ends.length) && !isLast) continue;
    const areMany = ends.length >= longPatience || isLast;
    const stillOpen: Claim[] = [];
    for (const claim of open) {
      const isUnmet =
        areMany && canDropConditions && (claims.isNeverTrue(claim, ends) || limits.includes(claim.status));
      const excuse =
        claims.excuseOf(claim, ends, areMany) ??
        (isUnmet && (await isRightWhereMet(claim, claims, searched)) ? "behind a condition never true" : undefined) ??
        (areMany && canDropConditions && (await isRightWithoutReturns(claim, searched))
          ? "behind what is unproved"
          : undefined);
      if (excuse === undefined) stillOpen.push(claim);
      else excused[excuse] = (excused[excuse] ?? 0) + 1;
    }
    open = stillOpen;
    if (isLast) break;
  }
  const excuses = Object.values(excused).reduce((sum, count) => sum + count, 0);
  const findings = open.map(({ diagnostic: { code, message }, file, step, status }): Finding => {
    const words = `no run of ${ends.length} ended ${wordsFor({ file, step })} in ${ConduitStatus[status]}: ${message}`;
    return { kind: "unreproduced", code, file, step, words };
  });
  return { findings, witnessed: needed.length - open.length - excuses, excused, runs: ends.length };
}

/** Whether a mistake behind a condition that was never true is right where the condition is met. */
async function isRightWhereMet(claim: Claim, claims: Claims, searched: Searched): Promise<boolean> {
  const stormy = { ...searched, runnable: { ...searched.runnable, isStormy: true } };
  const { witnessed } = await findWitnesses(claims, [claim], stormy, false);
  if (witnessed > 0) return true;
  // What is beyond a limit is counted run or not, and may be behind any condition.
  if (limits.includes(claim.status)) {
    const all = [...searched.files.values()].flatMap(({ steps }) => steps.map(({ step }) => step));
    return await isRightWithoutConditions(claim, new Set(all), searched);
  }
  // The mistake may be in the step's own condition.
  const [own, ...around] = stepsAround(claim, searched.files);
  return (
    (around.length > 0 && (await isRightWithoutConditions(claim, new Set(around), searched))) ||
    (await isRightWithoutConditions(claim, new Set([own, ...around]), searched))
  );
}

/** Whether the same mistake is found, and is right, once the conditions of some steps are taken out. */
async function isRightWithoutConditions(claim: Claim, of: ReadonlySet<unknown>, searched: Searched): Promise<boolean> {
  const found = await findWithout(claim, (step) => (of.has(step) ? { conditions: null } : {}), searched);
  // A mistake that is only one where the condition is true cannot be seen without it.
  return found ?? !limits.includes(claim.status);
}

/** Whether the same mistake is found, and is right, once no other step promises what it does not keep. */
async function isRightWithoutReturns(claim: Claim, searched: Searched): Promise<boolean> {
  const all = [...searched.files.values()].flatMap(({ name, steps }) => steps.map(({ step }) => ({ name, step })));
  const others = all.filter(({ name, step }) => name !== claim.file || step.order !== claim.step);
  const promising = new Set(others.map(({ step }) => step).filter(({ returns }) => returns !== null));
  if (promising.size === 0) return false;
  return (await findWithout(claim, (step) => (promising.has(step) ? { returns: null } : {}), searched)) ?? false;
}

/** Whether the same mistake is found to be right once something of steps is taken out; undefined where it is no mistake then. */
async function findWithout(
  claim: Claim,
  change: (step: Step) => Partial<Step>,
  searched: Searched,
): Promise<boolean | undefined> {
  const { judging, runnable } = searched;
  const files = changedFiles(searched.files, { step: change });
  const { pool, settings } = runnable;
  const { diagnostics } = checkWith(judging, pipelineOf(files), { registry: pool.registry, ...settings });
  const claims = new Claims(diagnostics, files, pool.registry);
  const same = claims.needed.filter(
    ({ file, step, diagnostic }) =>
      diagnostic.code === claim.diagnostic.code &&
      (limits.includes(claim.status) || (file === claim.file && step === claim.step)),
  );
  if (same.length === 0) return undefined;
  const again = { ...runnableOf(files, pool, settings), isStormy: runnable.isStormy ?? false };
  const { findings } = await findWitnesses(claims, same, { ...searched, runnable: again, files }, false);
  return findings.length === 0;
}

/** A step with the groups around it, and the steps that run its file with theirs. */
function* stepsAround({ file, step }: StepPlace, files: CaseFiles): Generator<unknown> {
  const nested = files.get(file)?.steps[step - 1];
  if (nested !== undefined) yield* [nested.step, ...nested.parents];
  if (file === mainFile) return;
  for (const { name, steps } of files.values()) {
    for (const { step: caller } of steps) {
      if (caller.work.kind === "pipeline" && caller.work.file === file)
        yield* stepsAround({ file: name, step: caller.order }, files);
    }
  }
}
