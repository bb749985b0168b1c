// Rule: what runs at the same time shares no variable that one of them writes: nobody knows which comes first. These mistakes have
// no status: a run may well end, each time in another way.

import type { Diagnostic } from "../diagnostic.ts";
import type { Path } from "../document.ts";
import { membersOf, type Step } from "../pipeline.ts";
import type { Template } from "../template.ts";
import { tagsOf } from "../template.ts";
import { referencesOf } from "./expressions/references.ts";
import { type AdmittedStep, namePathOf, placeOf, type RuleInput } from "./rule.ts";
import {
  changedVariables,
  misspeltBlocks,
  parameterOf,
  variablesReadBy,
  variablesWrittenBy,
} from "./variables-of-step.ts";

/** Variables by name, and whether there may be any others. */
interface Uses {
  readonly names: ReadonlyMap<string, Step>;
  /** The step that may use any variable; null where none does. */
  readonly any: Step | null;
  /** The step that surely uses all of them; null where none does. */
  readonly all: Step | null;
}

interface StepUses {
  /** Before its first turn: by its condition, and by the list that it goes through. */
  readonly readsBefore: Uses;
  readonly reads: Uses;
  readonly writes: Uses;
}

/** Yields what members of a parallel group, or turns of a loop at once, share. */
export function* sharedVariables(input: RuleInput): Generator<Diagnostic> {
  const uses = new UsesOfSteps(input);
  for (const { step } of input.steps) {
    const { loop, work } = step;
    if (loop !== null && loop.concurrency > 1) {
      const whole = uses.of(step);
      const what = `turns of \`${nameOf(step)}\` at the same time`;
      const help = "let one turn run at a time, or collect what the turns give: it is the loop's result";
      const path = [...step.path, "for_each", "concurrency"];
      const found = clash(whole.writes, whole.writes) ?? clash(whole.writes, whole.reads);
      if (found !== undefined) yield diagnosticOf(found, { what, help, path }, input);
    }
    if (work.kind !== "parallel") continue;
    for (const [index, member] of work.steps.entries()) {
      const found = work.steps
        .slice(0, index)
        .map((other) => {
          const [one, two] = [uses.of(other), uses.of(member)];
          const readBy = ({ reads, readsBefore }: StepUses) => together([readsBefore, reads]);
          const shared =
            clash(one.writes, two.writes) ?? clash(two.writes, readBy(one)) ?? clash(one.writes, readBy(two));
          return shared && { ...shared, other };
        })
        .filter((one) => one !== undefined);
      const [first] = [...found.filter(({ isSure }) => isSure), ...found];
      if (first === undefined) continue;
      const what = `\`${nameOf(member)}\` and \`${nameOf(first.other)}\`, which run at the same time,`;
      const help = "run one after the other in a `steps` group, or give each its own variable";
      yield diagnosticOf(first, { what, help, path: namePathOf(member), other: first.other }, input);
    }
  }
}

interface Clash {
  /** Null where it may be any. */
  readonly name: string | null;
  readonly isSure: boolean;
  /** Who may use any, where that is why. */
  readonly because: Step | null;
}

/** A variable that some write and some use. */
function clash(writes: Uses, others: Uses): Clash | undefined {
  for (const name of writes.names.keys()) {
    if (others.names.has(name) || others.all !== null) return { name, isSure: true, because: null };
  }
  const [name] = writes.names.keys();
  if (name !== undefined && others.any !== null) return { name, isSure: false, because: others.any };
  if (writes.any === null) return undefined;
  const [other] = others.names.keys();
  const isUsed = other !== undefined || others.any !== null || others.all !== null;
  return isUsed ? { name: other ?? null, isSure: false, because: writes.any } : undefined;
}

interface Words {
  readonly what: string;
  readonly help: string;
  readonly path: Path;
  readonly other?: Step;
}

function diagnosticOf({ name, isSure, because }: Clash, words: Words, { pipeline }: RuleInput): Diagnostic {
  const { source, span } = placeOf(pipeline, words.path);
  const variable = name === null ? "a variable" : `variable \`${name}\``;
  const place = words.other === undefined ? undefined : placeOf(pipeline, namePathOf(words.other)).span;
  const related = source && place ? [{ message: "the other one", source, span: place }] : [];
  if (isSure) {
    const message = `${words.what} share ${variable}, and it is written`;
    return { code: "shared-variable", severity: "error", message, help: words.help, related, source, span };
  }
  const message = `${words.what} may share ${variable}: \`${nameOf(because)}\` may use any variable`;
  const help = `${words.help}, or write the name out; a block says by \`readsVariables\` and \`writesVariables\` which it uses`;
  return { code: "unproved-sharing", severity: "unproved", message, help, related, source, span };
}

const nameOf = (step: Step | null): string => step?.id ?? step?.number ?? "";

class UsesOfSteps {
  readonly #admitted: ReadonlyMap<Step, AdmittedStep>;
  readonly #misspelt: ReturnType<typeof misspeltBlocks>;
  readonly #known = new Map<Step, StepUses>();

  constructor({ steps, registry }: RuleInput) {
    this.#admitted = new Map(steps.map((admitted) => [admitted.step, admitted]));
    this.#misspelt = misspeltBlocks(registry);
  }

  /** What a step and its members use. */
  of(step: Step): StepUses {
    let uses = this.#known.get(step);
    if (uses === undefined) {
      const inner = membersOf(step).map((member) => this.of(member));
      const own = this.#own(step);
      uses = {
        readsBefore: own.readsBefore,
        reads: together([own.reads, ...inner.flatMap(({ reads, readsBefore }) => [readsBefore, reads])]),
        writes: together([own.writes, ...inner.map(({ writes }) => writes)]),
      };
      this.#known.set(step, uses);
    }
    return uses;
  }

  #own(step: Step): StepUses {
    const before = [...(step.conditions ?? []).map(({ template }) => template), ...(step.loop ? [step.loop.list] : [])];
    const readsBefore = readByTags(before, step);
    const reads = readByTags([step.parameters], step);
    const admitted = this.#admitted.get(step);
    // A pipeline has variables of its own, and what is not there is told elsewhere.
    if (admitted === undefined || admitted.block === null || step.work.kind !== "action") {
      return { readsBefore, reads, writes: nothing };
    }
    const read = variablesReadBy(admitted, this.#misspelt);
    const byBlock: Uses = read === "any" ? { ...nothing, any: step } : { ...nothing, names: named(read, step) };
    const mayWriteAny = variablesWrittenBy(admitted) === "any" || mayChangeAny(admitted);
    const names = named(changedVariables(admitted), step);
    return {
      readsBefore,
      reads: together([reads, byBlock]),
      writes: { names, any: mayWriteAny ? step : null, all: null },
    };
  }
}

const named = (names: readonly string[], step: Step) => new Map(names.map((name) => [name, step]));

/** What the tags of some values read. */
function readByTags(templates: readonly Template[], step: Step): Uses {
  const names = new Map<string, Step>();
  let [any, all]: [Step | null, Step | null] = [null, null];
  for (const { tag } of templates.flatMap((template) => [...tagsOf(template)])) {
    for (const reference of referencesOf(tag)) {
      if (reference.to === "variable" && "name" in reference.name) names.set(reference.name.name, step);
      else if (reference.to === "variable") any = step;
      else if (reference.to === "context") {
        const [root, field] = reference.path;
        const isJob = root?.kind === "key" && root.name === "job";
        if (root?.kind === "tag" || root?.kind === "text" || (isJob && field !== undefined && field.kind !== "key"))
          any = step;
        else if (isJob && (field === undefined || ("name" in field && field.name === "variables"))) all = step;
      }
    }
  }
  return { names, any, all };
}

/** Whether a block may change a variable in place whose name is not written out. */
function mayChangeAny({ block, step }: AdmittedStep): boolean {
  const changes = block?.block.changes ?? [];
  if (changes.length === 0 || step.parameters.kind !== "map") return false;
  if (step.parameters.entries.some(({ key }) => key.kind !== "literal")) return true;
  return changes.some((parameter) => {
    const given = parameterOf(step.parameters, parameter);
    if (given?.kind !== "tag" || given.tag.kind !== "reference") return false;
    const { reference } = given.tag;
    return reference.to === "variable" && reference.tail.length === 0 && !("name" in reference.name);
  });
}

const nothing: Uses = { names: new Map(), any: null, all: null };

function together(uses: readonly Uses[]): Uses {
  return {
    names: new Map(uses.flatMap(({ names }) => [...names])),
    any: uses.find(({ any }) => any !== null)?.any ?? null,
    all: uses.find(({ all }) => all !== null)?.all ?? null,
  };
}
