// What the types of a pipeline find: each problem with its place in the document, and how many values were looked at.

import type { Diagnostic } from "../diagnostic.ts";
import type { Path } from "../document.ts";
import { nestedSteps, type Pipeline, type Step } from "../pipeline.ts";
import { type Template, tagsOf } from "../template.ts";
import type { Judged } from "./fit-problems.ts";
import type { Slots } from "./rule.ts";
import type { TypeProblem } from "./types/scope.ts";

/** A text of the document, or any value of it. */
export interface TypedPlace {
  readonly path: Path;
  readonly part: "key" | "value";
  /** Null for the outputs, which come after the last step. */
  readonly step: Step | null;
}

/** A problem that has no place inside a text. */
export type PlacelessProblem = Omit<TypeProblem, "span">;

const asOne = (path: Path): string => path.join("\0");

/** Gathers them. */
export class TypeReports {
  readonly diagnostics: Diagnostic[] = [];
  readonly #pipeline: Pipeline;
  /** The order of the outputs. */
  readonly #behindAll: number;
  readonly #doubtfulTags = new Set<string>();
  readonly #doubtfulTexts = new Set<string>();
  #typed = 0;
  #isSilent = false;

  constructor(pipeline: Pipeline) {
    this.#pipeline = pipeline;
    this.#behindAll = [...nestedSteps(pipeline.steps)].length + 1;
  }

  get slots(): Slots {
    return { typed: this.#typed, proved: Math.max(0, this.#typed - this.#doubtfulTags.size) };
  }

  /** Whether something is not known of a value. */
  isDoubtful(path: Path): boolean {
    return this.#doubtfulTexts.has(asOne(path));
  }

  /** Does something of which nothing is to be told. */
  silently(work: () => unknown): void {
    const before = this.#isSilent;
    this.#isSilent = true;
    work();
    this.#isSilent = before;
  }

  /** Counts the tags of a value that is looked at. */
  count(template: Template): void {
    if (this.#isSilent) return;
    for (const _ of tagsOf(template)) this.#typed++;
  }

  /** A problem inside a text. */
  inText(problem: TypeProblem, place: TypedPlace): void {
    const { start, end } = problem.span;
    this.#add({ ...problem, span: this.#pipeline.document.locateText(place.path, start, end, place.part) }, place);
  }

  /** A problem with a whole value or key. */
  atPlace(problem: PlacelessProblem, place: TypedPlace): void {
    this.#add({ ...problem, span: this.#pipeline.document.locate(place.path, place.part) }, place);
  }

  /** What does not fit, or may not. A text of which one thing is not known already is not doubted twice. */
  ofFit({ problem, path, within }: Judged, base: Path, step: Step): void {
    const place: TypedPlace = { path: [...base, ...path], part: "value", step };
    if (problem.severity === "unproved" && this.#doubtfulTexts.has(asOne(place.path))) return;
    if (within === undefined) this.atPlace(problem, place);
    else this.inText({ ...problem, span: within }, place);
  }

  #add(problem: PlacelessProblem & Pick<Diagnostic, "span">, { path, step }: TypedPlace): void {
    if (this.#isSilent) return;
    const { document } = this.#pipeline;
    const position = step?.order ?? this.#behindAll;
    if (problem.severity === "unproved") {
      this.#doubtfulTags.add(`${asOne(path)}\0${problem.span?.start}`);
      this.#doubtfulTexts.add(asOne(path));
    }
    const at = problem.status === undefined ? {} : { step: position };
    this.diagnostics.push({ ...problem, ...at, source: document.source });
  }
}
