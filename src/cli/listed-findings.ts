// What is found in files that run each other, listed once: a mistake with the file that it stands in where that one is looked at and
// has it by itself, else with the first file that runs it so.

import path from "node:path";
import type { Diagnostic } from "../diagnostic.ts";
import type { CheckedFile } from "../report/check-reporter.ts";
import type { Source } from "../source.ts";
import type { Target } from "./find-pipelines.ts";
import { UsageError } from "./usage-error.ts";

/** All that was found in a file and in what it runs. */
export interface Findings extends Pick<CheckedFile, "slots"> {
  readonly diagnostics: readonly Diagnostic[];
  /** The texts of these files, its own first. */
  readonly sources: readonly Source[];
}

/** What was found in a file, and what of it is to be listed with that file. */
export interface ListedFindings extends Findings {
  readonly listed: readonly Diagnostic[];
}

/** Looks at each file once, in their order; earlier where it must be known what is in one that is still to come. */
export class FindingsList {
  readonly #cwd: string;
  readonly #look: (target: Target) => Promise<Findings | UsageError>;
  /** The files that are still to come, by path. */
  readonly #coming: Map<string, Target>;
  readonly #found = new Map<Target, Promise<Findings | UsageError>>();
  readonly #listed = new Set<string>();

  /** @param look says what is in a file, or why it cannot be read. */
  constructor(targets: readonly Target[], cwd: string, look: (target: Target) => Promise<Findings | UsageError>) {
    this.#cwd = cwd;
    this.#look = look;
    this.#coming = new Map(targets.map((target) => [path.resolve(cwd, target.file), target]));
  }

  /** The next file's; why it cannot be read where it cannot. */
  async next(target: Target): Promise<ListedFindings | UsageError> {
    const found = await this.#findIn(target);
    const own = path.resolve(this.#cwd, target.file);
    this.#coming.delete(own);
    this.#found.delete(target);
    if (found instanceof UsageError) return found;
    const listed: Diagnostic[] = [];
    for (const one of found.diagnostics) if (await this.#isListedHere(one, own, found)) listed.push(one);
    return { ...found, listed };
  }

  async #isListedHere(one: Diagnostic, own: string, { sources }: Findings): Promise<boolean> {
    const { source } = one;
    if (source === undefined || !sources.includes(source)) return true;
    const at = source === sources[0] ? own : path.resolve(this.#cwd, source.name);
    const coming = this.#coming.get(at);
    const there = coming === undefined ? undefined : await this.#findIn(coming);
    const hasIt = (other: Diagnostic) => other.source?.name === coming?.file && keyOf(other, at) === keyOf(one, at);
    if (there !== undefined && !(there instanceof UsageError) && there.diagnostics.some(hasIt)) return false;
    const isNew = !this.#listed.has(keyOf(one, at));
    this.#listed.add(keyOf(one, at));
    return isNew;
  }

  #findIn(target: Target): Promise<Findings | UsageError> {
    const found = this.#found.get(target) ?? this.#look(target);
    this.#found.set(target, found);
    return found;
  }
}

const keyOf = ({ code, message, span }: Diagnostic, at: string): string =>
  JSON.stringify([at, span?.start, span?.end, code, message]);
