// Holds what the check says of a case against what runs of it do. Two things must not happen: a case called proved that ends
// as it must not, and a mistake for which there is no run that ends in it.

import { type Checked, checkPipeline } from "../../src/check/check-pipeline.ts";
import { checkShape } from "../../src/check/check-shape.ts";
import { type Diagnostic, type Verdict, verdictOf } from "../../src/diagnostic.ts";
import { readPipeline } from "../../src/parse/read-pipeline.ts";
import { documentFromValue } from "../../src/parse/value-document.ts";
import type { Pipeline } from "../../src/pipeline.ts";
import { ConduitStatus } from "../../src/status.ts";
import { type Claim, Claims, type Excuse, isForbidden, isNeverTrue, isWitness, unresolved } from "./claims.ts";
import { type PlacedDocument, placedDocument } from "./placed-document.ts";
import type { CasePool, SoundnessCase } from "./random-pipeline.ts";
import { hasInputs, type RunEnd, type RunnableCase, runCase } from "./run-case.ts";

/** The check that is put to the test. */
export type Check = typeof checkPipeline;

/** Something that must not be. */
export interface Finding {
  readonly kind: "violation" | "unreproduced";
  /** The code of the diagnostic, the name of the status that a run ended in, or `defect`. */
  readonly code: string;
  /** From 1; 0 for the outputs. */
  readonly step: number;
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

/** Judges one case. */
export async function judge(
  { pipeline: payload, settings }: SoundnessCase,
  pool: CasePool,
  judging: JudgeSettings,
): Promise<Judgement> {
  const placed = placedDocument(payload);
  const pipeline = interned(readPipeline(placed.document), pool);
  const shape = checkShape(pipeline);
  const found = checkOrThrown(judging, pipeline, { registry: pool.registry, ...settings });
  if ("thrown" in found) return judgementOfDefect(found.thrown);
  const diagnostics = [...shape.diagnostics, ...found.diagnostics];
  const base = { diagnostics, slots: found.slots, findings: [], witnessed: 0, excused: {}, runs: 0 };
  if (shape.checked === undefined || !hasInputs(pipeline.parameters, pool)) return { ...base, verdict: null };
  const verdict = verdictOf(diagnostics);
  const runnable = withoutPlaces({ checked: shape.checked, pool, settings });
  if (verdict === "proved") {
    for (let run = 1; run <= judging.runs; run++) {
      const end = await runCase(runnable, judging.seed + run);
      const violation = violationOf(end, payload);
      if (violation !== undefined) return { ...base, verdict, findings: [violation], runs: run };
    }
    return { ...base, verdict, runs: judging.runs };
  }
  const claims = new Claims(diagnostics, shape.checked, placed);
  if (claims.needed.length === 0 || judging.search === 0) return { ...base, verdict };
  return { ...base, verdict, ...(await findWitnesses(claims, claims.needed, { runnable, judging, placed, pipeline })) };
}

const checkWith = ({ check = checkPipeline }: JudgeSettings, ...given: Parameters<Check>) => check(...given);

function checkOrThrown(judging: JudgeSettings, ...given: Parameters<Check>): Checked | { readonly thrown: unknown } {
  try {
    return checkWith(judging, ...given);
  } catch (thrown) {
    return { thrown };
  }
}

/** A check that throws says nothing, which it never may. */
function judgementOfDefect(thrown: unknown): Judgement {
  const words = thrown instanceof Error ? String(thrown.stack) : String(thrown);
  const finding: Finding = { kind: "violation", code: "defect", step: 0, words: `the check threw: ${words}` };
  const none = { typed: 0, proved: 0 };
  return { verdict: null, diagnostics: [], slots: none, findings: [finding], witnessed: 0, excused: {}, runs: 0 };
}

/** A run finds no places: those of the experiment are no offsets. */
function withoutPlaces(runnable: RunnableCase): RunnableCase {
  const { checked } = runnable;
  return { ...runnable, checked: { ...checked, document: documentFromValue(checked.document.value) } };
}

/** The same pipeline with one object for all equal schemas. */
function interned(pipeline: Pipeline, { types }: CasePool): Pipeline {
  const parameters = pipeline.parameters.map((one) => ({ ...one, schema: types.intern(one.schema) }));
  const steps = pipeline.steps.map((step) =>
    step.returns === null ? step : { ...step, returns: types.intern(step.returns) },
  );
  return { ...pipeline, parameters, steps };
}

function violationOf(end: RunEnd, payload: object): Finding | undefined {
  const inputs = JSON.stringify(end.inputs);
  for (const [index, { status, code }] of end.steps.entries()) {
    if (!isForbidden({ status, code })) continue;
    const name = code === unresolved ? unresolved : (ConduitStatus[status] ?? "");
    const words = `step ${index + 1} ended in ${name} with the parameters ${inputs}`;
    return { kind: "violation", code: name, step: index + 1, words };
  }
  if ("outputs" in payload && (end.outputsCode === unresolved || end.outputsCode === "invalid_type")) {
    const words = `the outputs ended in ${end.outputsCode} with the parameters ${inputs}`;
    return { kind: "violation", code: end.outputsCode, step: 0, words };
  }
  return undefined;
}

/** After how many runs a mistake without a witness is asked for its excuse, and how many those need that only runs show. */
const patience = [12, 40, 120];
const longPatience = 120;

interface Searched {
  readonly runnable: RunnableCase;
  readonly judging: JudgeSettings;
  readonly placed: PlacedDocument;
  /** What was checked. */
  readonly pipeline: Pipeline;
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
  while (open.length > 0 && ends.length < search) {
    const end = await runCase(searched.runnable, seed + ends.length + 1);
    ends.push(end);
    open = open.filter((claim) => !isWitness(end, claim));
    if (!patience.includes(ends.length) && ends.length !== search) continue;
    const areMany = ends.length >= longPatience || ends.length === search;
    const stillOpen: Claim[] = [];
    for (const claim of open) {
      const isUnmet = areMany && canDropConditions && isNeverTrue(claim.step, ends);
      const excuse =
        claims.excuseOf(claim, ends, areMany) ??
        (isUnmet && (await isRightWhereMet(claim, claims, searched)) ? "behind a condition never true" : undefined);
      if (excuse === undefined) stillOpen.push(claim);
      else excused[excuse] = (excused[excuse] ?? 0) + 1;
    }
    open = stillOpen;
  }
  const excuses = Object.values(excused).reduce((sum, count) => sum + count, 0);
  const findings = open.map(({ diagnostic: { code, message }, step, status }): Finding => {
    const place = step === 0 ? "the outputs" : `step ${step}`;
    const words = `no run of ${ends.length} ended ${place} in ${ConduitStatus[status]}: ${message}`;
    return { kind: "unreproduced", code, step, words };
  });
  return { findings, witnessed: needed.length - open.length - excuses, excused, runs: ends.length };
}

/** Whether a mistake behind a condition that was never true is right where the condition is met. */
async function isRightWhereMet(claim: Claim, claims: Claims, searched: Searched): Promise<boolean> {
  const stormy = { ...searched, runnable: { ...searched.runnable, isStormy: true } };
  const { witnessed } = await findWitnesses(claims, [claim], stormy, false);
  return witnessed > 0 || (await isRightWithoutCondition(claim, searched));
}

/** Whether the same mistake is found, and is right, once the step's condition is taken out. */
async function isRightWithoutCondition({ step, diagnostic }: Claim, searched: Searched): Promise<boolean> {
  const { pipeline, judging, placed, runnable } = searched;
  const unconditional = <T extends Pipeline>(conditional: T): T => ({
    ...conditional,
    steps: conditional.steps.map((one) => (one.position === step ? { ...one, conditions: null } : one)),
  });
  const { pool, settings } = runnable;
  const { diagnostics } = checkWith(judging, unconditional(pipeline), { registry: pool.registry, ...settings });
  const checked = unconditional(runnable.checked);
  const claims = new Claims(diagnostics, checked, placed);
  const same = claims.needed.filter((claim) => claim.step === step && claim.diagnostic.code === diagnostic.code);
  if (same.length === 0) return false;
  const { findings } = await findWitnesses(claims, same, { ...searched, runnable: { ...runnable, checked } }, false);
  return findings.length === 0;
}
