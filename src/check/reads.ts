// What reads what: the ids, variables and parameters that tags and blocks of a pipeline read. Where that cannot be known, or where
// a mistake hides what was meant, everything counts as read, so that a rule about what is unused has nothing to say.

import { jobFields } from "../context-table.ts";
import { valueAt } from "../document.ts";
import { isJsonMap, type Json } from "../json.ts";
import { membersOf, type NestedStep, type Pipeline } from "../pipeline.ts";
import { nearest } from "../suggest.ts";
import { pathOf, type Reference, type Template, tagsOf } from "../template.ts";
import { pathsRead, type ReadPath } from "./expression-reads.ts";
import { foreignTagsIn } from "./foreign-tags.ts";
import type { AdmittedStep, RuleInput } from "./rule.ts";
import { misspeltBlocks, variablesReadBy, variablesWrittenBy, wholeVariableOf } from "./variables-of-step.ts";

type Noun = Exclude<Reference["to"], "context">;
const nouns: readonly Noun[] = ["step", "variable", "parameter"];

/** So many names that are not there are looked for among those that are; with more, everything counts as read. */
const mostUnknownNames = 20;

/** What the tags and blocks of a pipeline read. */
export class Reads {
  readonly #names = { step: new Set<string>(), variable: new Set<string>(), parameter: new Set<string>() };
  readonly #all = new Set<Noun>();
  /** In something that looks like a tag, whatever it would have read. */
  readonly #mentioned = new Set<string>();

  constructor(input: RuleInput) {
    const misspelt = misspeltBlocks(input.registry);
    for (const admitted of input.steps) this.#addStep(admitted, misspelt);
    if (input.pipeline.outputs !== null) this.#addTemplate(input.pipeline.outputs);
    this.#addMentions(input);
    this.#addMeant(input);
  }

  /** Says whether something reads, or may read, what has this name. */
  has(noun: Noun, name: string): boolean {
    return this.#all.has(noun) || this.#names[noun].has(name) || this.#mentioned.has(name);
  }

  /** Says whether something reads, or may read, a step's result: by its id, or as a part of what its group gives. */
  hasResult({ step, parents }: NestedStep): boolean {
    if (step.id === null || this.has("step", step.id)) return true;
    const group = parents.at(-1);
    if (group === undefined) return false;
    const isPart = group.work.kind === "parallel" || membersOf(group).at(-1) === step;
    return isPart && (group.returns !== null || this.hasResult({ step: group, parents: parents.slice(0, -1) }));
  }

  #addStep(admitted: AdmittedStep, misspelt: ReturnType<typeof misspeltBlocks>): void {
    const { step, block } = admitted;
    for (const { template } of step.conditions ?? []) this.#addTemplate(template);
    if (step.loop !== null) this.#addTemplate(step.loop.list);
    const { parameters } = step;
    if (parameters.kind !== "map") this.#addTemplate(parameters);
    else {
      for (const { key, value } of parameters.entries) {
        this.#addTemplate(key);
        const isOnlyChanged =
          key.kind === "literal" &&
          block !== null &&
          changesOnly(block.block, key.value) &&
          wholeVariableOf(value) !== undefined;
        if (!isOnlyChanged) this.#addTemplate(value);
      }
    }
    const read = variablesReadBy(admitted, misspelt);
    if (read === "any") this.#all.add("variable");
    else for (const name of read) this.#names.variable.add(name);
  }

  #addTemplate(template: Template): void {
    for (const { tag } of tagsOf(template)) {
      if (tag.kind === "reference") this.#addPath(namesOf(tag.reference));
      else for (const path of pathsRead(tag.expression)) this.#addPath(path);
    }
  }

  #addPath([root, field, name]: ReadPath): void {
    if (root === "steps") this.#add("step", field);
    else if (root === "job" && field === "variables") this.#add("variable", name);
    else if (root === "job" && field === "parameters") this.#add("parameter", name);
    else if (root === undefined || root === null) for (const noun of nouns) this.#all.add(noun);
    else if (root === "job" && (field === undefined || field === null)) {
      this.#all.add("variable").add("parameter");
    } else if (root === "each") return;
    else if (root !== "job" || !Object.hasOwn(jobFields, field ?? "")) {
      for (const part of [root, field, name]) if (typeof part === "string") this.#mentioned.add(part);
    }
  }

  #add(noun: Noun, name: string | null | undefined): void {
    if (typeof name === "string") this.#names[noun].add(name);
    else this.#all.add(noun);
  }

  /** Names in what would be a tag if it were written right, or stood where tags are read. */
  #addMentions({ pipeline, variables }: RuleInput): void {
    const { document, malformedTags } = pipeline;
    const add = (text: string) => {
      for (const [word] of text.matchAll(/[\p{L}\p{N}_-]+/gu)) this.#mentioned.add(word);
    };
    const addTags = (text: string) => {
      for (const [tag] of text.matchAll(/\{[%:#<=][^}]*/g)) add(tag);
    };
    const seen = new Set<string>();
    for (const { path, part, span } of malformedTags) {
      const text = part === "key" ? path.at(-1) : valueAt(document, path);
      if (typeof text !== "string") continue;
      add(text.slice(span.start, span.end));
      if (!seen.has(text)) addTags(text);
      seen.add(text);
    }
    for (const text of textsElsewhere(pipeline)) addTags(text);
    for (const { inside } of foreignTagsIn({ pipeline, variables })) add(inside);
  }

  /** A name that is not there stands for one that is: the nearest, one of another noun, else any. */
  #addMeant(input: RuleInput): void {
    const { pipeline, steps, variables } = input;
    const known = {
      step: new Set(steps.flatMap(({ step }) => step.id ?? [])),
      variable: new Set([...Object.keys(variables), ...steps.flatMap(writtenNames)]),
      parameter: new Set([...pipeline.parameters.map(({ name }) => name), ...Object.keys(pipeline.localValues)]),
    };
    let unknown = 0;
    for (const noun of nouns) {
      for (const name of [...this.#names[noun]]) {
        if (known[noun].has(name)) continue;
        const others = nouns.filter((other) => known[other].has(name));
        const meant =
          others.length > 0 || ++unknown > mostUnknownNames
            ? undefined
            : (nearest(name, known[noun]) ?? [...known[noun]].find((one) => one.startsWith(`${name}.`)));
        if (meant !== undefined) this.#names[noun].add(meant);
        else if (others.length === 0) this.#all.add(noun);
        for (const other of others) this.#names[other].add(name);
      }
    }
  }
}

/** A reference as a path from the root of the context. */
function namesOf(reference: Reference): ReadPath {
  const path = pathOf(reference).map((part) => ("name" in part ? part.name : null));
  switch (reference.to) {
    case "context":
      return path;
    case "step":
      return ["steps", ...path];
    case "variable":
      return ["job", "variables", ...path];
    case "parameter":
      return ["job", "parameters", ...path];
  }
}

const found = new WeakMap<RuleInput, Reads>();

/** What a pipeline's tags and blocks read; found once for all rules. */
export function readsOf(input: RuleInput): Reads {
  const reads = found.get(input) ?? new Reads(input);
  found.set(input, reads);
  return reads;
}

/** Says whether a block changes a parameter in place and gives nothing that depends on it. */
function changesOnly({ changes, returns }: NonNullable<AdmittedStep["block"]>["block"], parameter: string): boolean {
  return changes?.includes(parameter) === true && returns?.type === "null";
}

function writtenNames(step: AdmittedStep): readonly string[] {
  const written = variablesWrittenBy(step);
  return written === "any" ? [] : written;
}

/** The texts of a document in which tags are not read. */
function* textsElsewhere({ document }: Pipeline): Generator<string> {
  const root = document.value;
  if (!isJsonMap(root)) return;
  for (const [key, value] of Object.entries(root)) {
    if (key === "outputs" && isJsonMap(value)) continue;
    if (key === "steps" && Array.isArray(value)) for (const step of value) yield* textsBeside(step);
    else yield* textsIn(value);
  }
}

/** The texts of a step but those in its parameters, its conditions and the list of its loop. */
function* textsBeside(step: Json): Generator<string> {
  if (!isJsonMap(step)) {
    yield* textsIn(step);
    return;
  }
  for (const [key, value] of Object.entries(step)) {
    const isRead = key === "if" || (key === "parameters" && isJsonMap(value));
    if (isRead) continue;
    if ((key === "steps" || key === "parallel") && Array.isArray(value))
      for (const inner of value) yield* textsBeside(inner);
    else if (key === "for_each" && isJsonMap(value)) {
      for (const [name, inner] of Object.entries(value)) if (name !== "in") yield* textsIn(inner);
    } else yield* textsIn(value);
  }
}

function* textsIn(value: Json): Generator<string> {
  if (typeof value === "string") yield value;
  else if (Array.isArray(value)) for (const item of value) yield* textsIn(item);
  else if (isJsonMap(value)) {
    for (const [key, child] of Object.entries(value)) {
      yield key;
      yield* textsIn(child);
    }
  }
}
