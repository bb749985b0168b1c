// What a run did, made of the events that it told: every step as often as it had its turn, with each of its turns and attempts, inside
// of the list of steps that it was in.

import type { Enclosing, RunEvent } from "../../src/event.ts";
import { membersOf, type Step } from "../../src/pipeline.ts";
import { ConduitStatus, isFailure } from "../../src/status.ts";
import { type CaseFiles, mainFile } from "./case-files.ts";

/** How a step, or one turn or attempt of it, ended. */
export interface StepEnd {
  readonly status: ConduitStatus;
  /** The error's code; null without an error. */
  readonly code: string | null;
}

/** A step of one of the pipelines. */
export interface StepPlace {
  readonly file: string;
  /** From 1; 0 for the outputs. */
  readonly step: number;
}

/** One time that a list of steps was gone through. */
export interface ListRecord {
  /** The file that its steps are in. */
  readonly file: string;
  /** What it is the list of; null for the job's own. */
  readonly owner: StepRecord | null;
  readonly steps: readonly Step[];
  readonly records: StepRecord[];
  /** The first step that failed and may not. */
  firstFailure: StepRecord | null;
  /** How what it is the list of has failed. */
  outputs: StepEnd | null;
}

/** One time that a step had its turn, or would have had it. */
export interface StepRecord {
  readonly step: Step;
  readonly list: ListRecord;
  /** How it ended in the end; undefined as long as it has not. */
  end: StepEnd | undefined;
  /** Turns and attempts that ended, but for the last attempt, which ends with the step or turn. */
  readonly parts: StepEnd[];
  /** Each time that its members, or the steps of its pipeline, were gone through. */
  readonly lists: ListRecord[];
  /** Those of the turns and attempts that go on, by turn. */
  readonly open: Map<number | null, ListRecord>;
}

/** Everything that one run did. */
export class RunRecord {
  readonly #files: CaseFiles;
  readonly #top: ListRecord;
  readonly #byPlace = new Map<string, StepRecord[]>();
  /** All that ended, in the order of time. */
  readonly ends: (StepEnd & StepPlace)[] = [];

  constructor(files: CaseFiles) {
    this.#files = files;
    const pipeline = files.get(mainFile)?.pipeline;
    this.#top = {
      file: mainFile,
      owner: null,
      steps: pipeline?.steps ?? [],
      records: [],
      firstFailure: null,
      outputs: null,
    };
  }

  /** The job's own list. */
  get top(): ListRecord {
    return this.#top;
  }

  /** Each time that a step had its turn, or was skipped with others of its list. */
  of({ file, step }: StepPlace): readonly StepRecord[] {
    return this.#byPlace.get(`${file} ${step}`) ?? [];
  }

  /** Each time that the list of a step was gone through. */
  listsOf({ file, step }: StepPlace): readonly ListRecord[] {
    const owner = this.#files.get(file)?.steps[step - 1]?.parents.at(-1);
    if (owner !== undefined) return this.of({ file, step: owner.order }).flatMap(({ lists }) => lists);
    return file === mainFile
      ? [this.#top]
      : this.#callsOf(file)
          .flatMap((call) => this.of(call))
          .flatMap(({ lists }) => lists);
  }

  /** The group that a step is in, or else the steps that run its file. */
  ownersOf({ file, step }: StepPlace): readonly StepPlace[] {
    const owner = this.#files.get(file)?.steps[step - 1]?.parents.at(-1);
    return owner === undefined ? this.#callsOf(file) : [{ file, step: owner.order }];
  }

  /** How the outputs of a file ended each time that they failed. */
  outputsOf(file: string): StepEnd[] {
    const lists = this.#callsOf(file)
      .flatMap((call) => this.of(call))
      .flatMap(({ lists: each }) => each);
    return lists.flatMap(({ outputs, firstFailure }) => (firstFailure === null && outputs !== null ? [outputs] : []));
  }

  /** Whether something in the file of a step is done more than once, or runs other files. */
  hasTurns({ file }: StepPlace): boolean {
    const steps = this.#files.get(file)?.steps ?? [];
    return steps.some(({ step }) => step.loop !== null || step.retry !== null || step.work.kind === "pipeline");
  }

  #callsOf(file: string): StepPlace[] {
    return [...this.#files.values()].flatMap(({ name, steps }) =>
      steps
        .filter(({ step: { work } }) => work.kind === "pipeline" && work.file === file)
        .map(({ step }) => ({ file: name, step: step.order })),
    );
  }

  /** Takes the next event. */
  add(event: RunEvent): void {
    if (event.type === "run_started" || event.type === "run_finished" || event.type === "step_logged") return;
    const list = this.#listAt(event.within);
    const step = list.steps[event.position - 1];
    if (step === undefined) throw new Error(`an event tells of step ${event.position} of a list that has none`);
    switch (event.type) {
      case "step_started":
        this.#begin(step, list);
        return;
      case "attempt_failed":
      case "turn_finished": {
        const record = openRecord(step, list);
        const end = { status: event.status, code: event.error?.code ?? null };
        record.parts.push(end);
        close(record, event.turn, end);
        this.ends.push({ ...end, file: list.file, step: step.order });
        return;
      }
      case "step_finished": {
        const isSkipped = event.status === ConduitStatus.SKIPPED;
        const record = isSkipped ? this.#begin(step, list) : openRecord(step, list);
        record.end = { status: event.status, code: event.error?.code ?? null };
        for (const turn of [...record.open.keys()]) close(record, turn, record.end);
        if (isFailure(event.status) && !event.allowed) list.firstFailure ??= record;
        this.ends.push({ ...record.end, file: list.file, step: step.order });
        return;
      }
      default:
    }
  }

  #begin(step: Step, list: ListRecord): StepRecord {
    const record: StepRecord = { step, list, end: undefined, parts: [], lists: [], open: new Map() };
    list.records.push(record);
    const key = `${list.file} ${step.order}`;
    this.#byPlace.set(key, [...(this.#byPlace.get(key) ?? []), record]);
    return record;
  }

  #listAt(within: readonly Enclosing[]): ListRecord {
    let list = this.#top;
    for (const { id, turn } of within) {
      // A step whose id is taken has no members that run.
      const step = list.steps.find((one) => one.id === id);
      if (step === undefined) throw new Error(`an event tells of a step inside of \`${id}\`, which is not there`);
      const owner = openRecord(step, list);
      const open = owner.open.get(turn) ?? this.#openList(owner);
      owner.open.set(turn, open);
      list = open;
    }
    return list;
  }

  #openList(owner: StepRecord): ListRecord {
    const { work } = owner.step;
    const file = work.kind === "pipeline" ? (work.file ?? "") : owner.list.file;
    const steps = work.kind === "pipeline" ? this.#files.get(file)?.pipeline.steps : membersOf(owner.step);
    const list: ListRecord = { file, owner, steps: steps ?? [], records: [], firstFailure: null, outputs: null };
    owner.lists.push(list);
    return list;
  }
}

/** The members have been gone through once; a failure of what holds them without one of theirs came behind them. */
function close({ open }: StepRecord, turn: number | null, end: StepEnd): void {
  const list = open.get(turn);
  if (list !== undefined && isFailure(end.status)) list.outputs = end;
  open.delete(turn);
}

function openRecord(step: Step, { records }: ListRecord): StepRecord {
  const record = records.findLast((one) => one.step.position === step.position && one.end === undefined);
  if (record === undefined) throw new Error(`an event tells of step ${step.number}, which does not run`);
  return record;
}

/** Every end of a step in one time that it had its turn. */
export function endsOf({ end, parts }: StepRecord): readonly StepEnd[] {
  return end === undefined ? parts : [...parts, end];
}

/** Whether a step had its turn. */
export function isReached({ end }: StepRecord): boolean {
  return end !== undefined && end.status !== ConduitStatus.SKIPPED;
}
