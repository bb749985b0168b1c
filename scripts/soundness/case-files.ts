// The pipelines of a case: the one that is run, called `main` here, and those that its steps run. They are in no files at all.

import { readPipeline } from "../../src/parse/read-pipeline.ts";
import { documentFromValue } from "../../src/parse/value-document.ts";
import {
  type NestedStep,
  nestedSteps,
  type Pipeline,
  type PipelineFile,
  type Step,
  type Work,
} from "../../src/pipeline.ts";
import { type PlacedDocument, placedDocument } from "./placed-document.ts";
import type { SoundnessCase } from "./random-pipeline.ts";

/** The name of the pipeline that is run. */
export const mainFile = "main";

/** One of the pipelines. */
export interface CaseFile {
  readonly name: string;
  readonly pipeline: Pipeline;
  /** By their order, from 1, at the index before that. */
  readonly steps: readonly NestedStep[];
  readonly placed: PlacedDocument;
}

/** All pipelines of a case that something runs, by their names. */
export type CaseFiles = ReadonlyMap<string, CaseFile>;

/** Reads a case. */
export function readCase({ pipeline: payload, files: payloads }: Pick<SoundnessCase, "pipeline" | "files">): CaseFiles {
  const files = new Map<string, CaseFile>();
  const read = (name: string, value: object): Pipeline => {
    const placed = placedDocument(value, name);
    const pipeline = readPipeline(placed.document, open);
    files.set(name, { name, pipeline, steps: [...nestedSteps(pipeline.steps)], placed });
    return pipeline;
  };
  const open = (name: string): PipelineFile => {
    const payload = payloads[name];
    if (payload === undefined) return { kind: "unreadable", message: `there is no \`${name}\``, help: "write it" };
    return { kind: "pipeline", pipeline: files.get(name)?.pipeline ?? read(name, payload) };
  };
  read(mainFile, payload);
  // A file is read when it is asked for.
  for (const { steps } of files.values()) {
    for (const { step } of steps) if (step.work.kind === "pipeline") step.work.target();
  }
  return files;
}

/** The same pipelines, changed. */
export function changedFiles(files: CaseFiles, change: PipelineChange): CaseFiles {
  const changed = changer(change);
  return new Map(
    [...files].map(([name, file]) => {
      const pipeline = changed(file.pipeline);
      return [name, { ...file, pipeline, steps: [...nestedSteps(pipeline.steps)] }];
    }),
  );
}

/** How pipelines are changed. */
export interface PipelineChange {
  readonly pipeline?: (pipeline: Pipeline) => Partial<Pipeline>;
  readonly step?: (step: Step) => Partial<Step>;
}

/** Makes what changes pipelines with all that they run; each of them once. */
export function changer({
  pipeline: changeOf = () => ({}),
  step: changeOfStep = () => ({}),
}: PipelineChange): (pipeline: Pipeline) => Pipeline {
  const known = new Map<Pipeline, Pipeline>();
  const ofWork = (work: Work): Work => {
    if (work.kind === "action") return work;
    if (work.kind !== "pipeline") return { ...work, steps: work.steps.map(ofStep) };
    return {
      ...work,
      target: () => {
        const target = work.target();
        return target.kind === "pipeline" ? { ...target, pipeline: ofPipeline(target.pipeline) } : target;
      },
    };
  };
  const ofStep = (step: Step): Step => ({ ...step, work: ofWork(step.work), ...changeOfStep(step) });
  const ofPipeline = (pipeline: Pipeline): Pipeline => {
    let changed = known.get(pipeline);
    if (changed === undefined) {
      changed = { ...pipeline, steps: pipeline.steps.map(ofStep), ...changeOf(pipeline) };
      known.set(pipeline, changed);
    }
    return changed;
  };
  return ofPipeline;
}

/** A run finds no places: those of the experiment are no offsets. */
export const withoutPlaces: PipelineChange = {
  pipeline: ({ document }) => ({ document: documentFromValue(document.value) }),
};
