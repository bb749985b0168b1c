// A pipeline and all that it runs, each file held against the rules once for each set of permissions that it is run with.

import { jobLimits } from "../admission.ts";
import { type Diagnostic, gravest, type RelatedPlace } from "../diagnostic.ts";
import type { Pipeline } from "../pipeline.ts";
import type { ConduitStatus } from "../status.ts";
import { type Checked, type CheckedFile, type CheckSettings, checkPipeline, KnownTypes } from "./check-pipeline.ts";
import { callsOf, deepestFiles, relatedCall } from "./reached-pipelines.ts";

/** What the rules say of several files together. */
export interface CheckedAll extends Checked {
  /** Errors and what is unproved of all files; warnings of the first one alone. */
  readonly diagnostics: readonly Diagnostic[];
  /** The status of the first mistake in the order of steps that has one: those of a file come where a step runs it. */
  readonly status: ConduitStatus | null;
}

/** Checks a pipeline and all that it runs. Values are counted in the pipeline itself. */
export function checkAll(pipeline: Pipeline, settings: CheckSettings): CheckedAll {
  const checks = new Checks();
  const { slots, status } = checks.check(pipeline, settings, []);
  return { diagnostics: gravest(checks.diagnostics), slots, status };
}

/** What came out for one file. */
interface Outcome {
  readonly status: ConduitStatus | null;
  readonly slots: Checked["slots"];
}

/** With more permission sets than these, counted for each file, files run each other in too many ways to check them all. */
const mostChecks = 10_000;
const nothing: Outcome = { status: null, slots: { typed: 0, proved: 0 } };

class Checks {
  readonly diagnostics: Diagnostic[] = [];
  readonly #types = new KnownTypes();
  readonly #places = new Map<string, number>();
  readonly #outcomes = new Map<Pipeline, Map<string, Outcome>>();
  #count = 0;
  #depth = 0;

  check(pipeline: Pipeline, settings: CheckSettings, because: readonly RelatedPlace[]): Outcome {
    const { tags } = jobLimits(pipeline, settings);
    const outcomes = this.#outcomes.get(pipeline) ?? new Map<string, Outcome>();
    this.#outcomes.set(pipeline, outcomes);
    const key = [...new Set(tags)].toSorted().join("\0");
    const known = outcomes.get(key);
    if (known !== undefined || this.#depth >= deepestFiles) return known ?? nothing;
    if (++this.#count > mostChecks) {
      if (this.#count === mostChecks + 1) this.diagnostics.push(tooMany(because));
      return nothing;
    }
    // Until it is known, a file that runs itself adds nothing.
    outcomes.set(key, nothing);
    this.#depth++;
    const { diagnostics, first, slots } = checkPipeline(pipeline, settings, this.#types);
    const isFirst = settings.grantedTags === undefined;
    const isNarrowed = pipeline.tags.some((tag) => !tags.includes(tag));
    for (const found of diagnostics) {
      if (isFirst || found.severity !== "warning") this.#add(isNarrowed ? withCaller(found, because) : found);
    }
    const status = this.#firstStatus(pipeline, first, { ...settingsOfRun(settings), grantedTags: tags }, because);
    this.#depth--;
    outcomes.set(key, { status, slots });
    return { status, slots };
  }

  /** The first status of a pipeline's own mistakes and of those of what it runs. */
  #firstStatus(
    pipeline: Pipeline,
    own: CheckedFile["first"],
    settings: CheckSettings,
    because: readonly RelatedPlace[],
  ): ConduitStatus | null {
    let earliest = own;
    for (const call of callsOf(pipeline)) {
      const target = call.work.target();
      if (target.kind !== "pipeline") continue;
      const { status } = this.check(target.pipeline, settings, [
        ...relatedCall(pipeline, call, "it is run from here"),
        ...because,
      ]);
      const { order } = call.step;
      if (status !== null && (earliest === undefined || order < earliest.step)) earliest = { step: order, status };
    }
    return earliest?.status ?? null;
  }

  /** Of what is said of a file in several runs of it the gravest is kept. */
  #add(found: Diagnostic): void {
    const { code, message, source, span } = found;
    const key = JSON.stringify([source?.name, span?.start, span?.end, code, message]);
    const place = this.#places.get(key);
    if (place === undefined) this.#places.set(key, this.diagnostics.push(found) - 1);
    else if (this.diagnostics[place]?.severity !== "error" && found.severity === "error")
      this.diagnostics[place] = found;
  }
}

/** What holds for a pipeline that another one runs: it has neither its caller's variables nor what is granted to that one alone. */
function settingsOfRun({ registry, blockProblems, loopLimit }: CheckSettings): CheckSettings {
  return { registry, blockProblems, loopLimit };
}

function tooMany([call]: readonly RelatedPlace[]): Diagnostic {
  const message = `more than ${mostChecks.toLocaleString("en")} files are run, each counted for every set of permissions it has`;
  const help = "run fewer files, or let them ask for the same `tags`";
  return { code: "pipeline-size", severity: "error", message, help, source: call?.source, span: call?.span };
}

/** Where a permission is missing although the file asks for it, its caller is to blame. */
function withCaller(found: Diagnostic, because: readonly RelatedPlace[]): Diagnostic {
  return found.code === "forbidden-block" ? { ...found, related: [...(found.related ?? []), ...because] } : found;
}
