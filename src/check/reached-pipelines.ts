// The pipelines that a pipeline runs, and those that they run: which files they are, and why one of them cannot be run. It knows
// steps and files, and nothing of what else may be wrong in them.

import type { Diagnostic, DiagnosticCode, RelatedPlace } from "../diagnostic.ts";
import { nestedSteps, type Pipeline, type PipelineFile, type PipelineWork, type Step } from "../pipeline.ts";
import { placeOf } from "./rule.ts";

/** Files that run each other more deeply are refused, in files. */
export const deepestFiles = 50;
/** More steps than these, those of the files that steps run counted with each of these steps, are refused. */
const mostSteps = 100_000;

/** One file, with the mistakes in what its steps run. */
export interface ReachedFile {
  /** Undefined for a file that is no YAML. */
  readonly pipeline: Pipeline | undefined;
  readonly mistakes: readonly Diagnostic[];
}

/** A step that runs a file. */
export interface Call {
  readonly step: Step;
  readonly work: PipelineWork;
}

/** The steps of a pipeline that run files, in their order. */
export function* callsOf(pipeline: Pipeline): Generator<Call> {
  for (const { step } of nestedSteps(pipeline.steps)) {
    if (step.work.kind === "pipeline" && step.work.file !== null) yield { step, work: step.work };
  }
}

/** The place at which a step names the file that it runs. */
function placeOfCall(pipeline: Pipeline, { step }: Call) {
  return placeOf(pipeline, [...step.path, "pipeline"]);
}

/** The same as a place that helps to understand a mistake elsewhere; none without a text. */
export function relatedCall(pipeline: Pipeline, call: Call, message: string): RelatedPlace[] {
  const { source, span } = placeOfCall(pipeline, call);
  return source === undefined || span === undefined ? [] : [{ message, source, span }];
}

/** All files that a pipeline reaches, each once: first its own, then in the order in which steps name them. */
export function reachedFiles(pipeline: Pipeline): ReachedFile[] {
  const walk = new Walk();
  walk.enter(pipeline);
  return walk.files;
}

/** What is known of a pipeline all of whose steps have been looked at. */
interface Measured {
  /** How many files deep it is, itself included. */
  readonly depth: number;
  readonly steps: number;
}

/** A pipeline that is being looked at, with the step of it that runs the next one. */
interface Frame {
  readonly pipeline: Pipeline;
  call: Call | undefined;
}

class Walk {
  readonly files: ReachedFile[] = [];
  readonly #measured = new Map<Pipeline, Measured>();
  readonly #mistaken = new Set<PipelineFile>();
  /** From the first pipeline to the one that is looked at now. */
  readonly #open: Frame[] = [];

  enter(pipeline: Pipeline): void {
    const mistakes: Diagnostic[] = [];
    this.files.push({ pipeline, mistakes });
    const frame: Frame = { pipeline, call: undefined };
    this.#open.push(frame);
    let depth = 1;
    let steps = [...nestedSteps(pipeline.steps)].length;
    let isTooLarge = false;
    for (const call of callsOf(pipeline)) {
      frame.call = call;
      const report = (code: DiagnosticCode, message: string, help: string, related: RelatedPlace[] = []) =>
        mistakes.push({ code, severity: "error", message, help, related, ...placeOfCall(pipeline, call) });
      const reached = this.#follow(call, report);
      if (reached === undefined) continue;
      depth = Math.max(depth, reached.depth + 1);
      steps += reached.steps;
      if (steps <= mostSteps || isTooLarge) continue;
      isTooLarge = true;
      const help = "run files for each item of a list with `for_each`, or leave some out";
      report(
        "pipeline-size",
        `with this file the pipeline has more than ${mostSteps.toLocaleString("en")} steps`,
        help,
      );
    }
    this.#open.pop();
    // Of what is too large already its callers say nothing more.
    this.#measured.set(pipeline, isTooLarge ? { depth, steps: 0 } : { depth, steps });
  }

  /** Looks at the file that a step runs; undefined where it cannot be run. */
  #follow({ work }: Call, report: Report): Measured | undefined {
    const target = work.target();
    if (target.kind === "unreadable") {
      report("pipeline-file", target.message, target.help);
      return undefined;
    }
    if (target.kind === "mistaken") {
      if (!this.#mistaken.has(target)) this.files.push({ pipeline: undefined, mistakes: target.diagnostics });
      this.#mistaken.add(target);
      return undefined;
    }
    const { pipeline } = target;
    const start = this.#open.findIndex((frame) => frame.pipeline === pipeline);
    if (start >= 0) {
      this.#reportCycle(start, report);
      return undefined;
    }
    if (this.#open.length + (this.#measured.get(pipeline)?.depth ?? 1) > deepestFiles) {
      report("pipeline-size", `files run each other more than ${deepestFiles} deep`, "let fewer files run others");
      return undefined;
    }
    if (!this.#measured.has(pipeline)) this.enter(pipeline);
    return this.#measured.get(pipeline);
  }

  #reportCycle(start: number, report: Report): void {
    const frames = this.#open.slice(start);
    const names = frames.map(({ pipeline }) => pipeline.document.source?.name ?? "the pipeline");
    const quoted = names.map((name) => `\`${name}\``);
    const [first, ...others] = quoted;
    const through = others.length === 0 ? "" : ` through ${others.join(" and ")}`;
    const related = frames.slice(0, -1).flatMap(({ pipeline, call }, index) => {
      const message = `this runs ${quoted[index + 1]}`;
      return call === undefined ? [] : relatedCall(pipeline, call, message);
    });
    const help = "take this step out; what is to be done again and again is a step with `for_each` or `retry`";
    report("pipeline-cycle", `${first} runs itself${through}`, help, related);
  }
}

type Report = (code: DiagnosticCode, message: string, help: string, related?: RelatedPlace[]) => unknown;
