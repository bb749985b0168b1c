// Rule: every tag reads something that is there when its step runs: a step before it, a variable that is set by then, a declared
// parameter, a part of the context. These mistakes have no status: they are mistakes of shape.

import { type ContextFields, jobFields, stepFields } from "../context-table.ts";
import type { Diagnostic, DiagnosticCode, Edit } from "../diagnostic.ts";
import type { Path } from "../document.ts";
import { ownValue } from "../json.ts";
import type { Step } from "../pipeline.ts";
import type { Span } from "../source.ts";
import { nearest, onlyNearest, suggestion } from "../suggest.ts";
import {
  isPrivateKey,
  type PathPart,
  type PlacedTag,
  pathOf,
  type Reference,
  type Tag,
  type Template,
  tagsOf,
} from "../template.ts";
import { referencesOf } from "./expressions/references.ts";
import { type AdmittedStep, placeOf, type RuleInput } from "./rule.ts";

/** Yields every tag that cannot find what it reads. */
export function* references(input: RuleInput): Generator<Diagnostic> {
  const known = new KnownNames(input);
  const { outputs, steps } = input.pipeline;
  for (const step of steps) {
    for (const { template, path } of step.conditions ?? []) yield* checkTemplate(template, path, known, step);
    yield* checkTemplate(step.parameters, [...step.path, "parameters"], known, step);
  }
  if (outputs !== null) yield* checkTemplate(outputs, ["outputs"], known, null);
}

function* checkTemplate(template: Template, base: Path, known: KnownNames, reader: Step | null): Generator<Diagnostic> {
  for (const placed of tagsOf(template)) {
    for (const reference of referencesOf(placed.tag)) {
      const found = findMistake(reference, known, reader);
      if (found !== null) yield mistakeAt(found, placed, base, known);
    }
  }
}

/** A mistake before it has its place. */
interface Found {
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly help?: string | undefined;
  /** The part of the tag that is wrong. */
  readonly part: PathPart;
  /** Names of which one may be meant by this part. */
  readonly names?: Iterable<string>;
  readonly related?: { readonly message: string; readonly path: Path } | undefined;
}

function mistakeAt(found: Found, { tag, path, part }: PlacedTag, base: Path, { input }: KnownNames): Diagnostic {
  const { document } = input.pipeline;
  const { start, end }: Span = found.part.span;
  const related = found.related === undefined ? undefined : placeOf(input.pipeline, found.related.path);
  const { source } = document;
  return {
    code: found.code,
    severity: "error",
    message: found.message,
    help: found.help,
    source,
    span: document.locateText([...base, ...path], start, end, part),
    fix: renaming(found, tag, (text) => document.rewrite([...base, ...path], { kind: "part", start, end, text }, part)),
    related:
      found.related && source && related?.span ? [{ message: found.related.message, source, span: related.span }] : [],
  };
}

/** Another name for a part that is surely misspelt, if a tag can hold it. */
function renaming(
  { part, names }: Found,
  tag: Tag,
  rewrite: (name: string) => Edit | undefined,
): readonly Edit[] | undefined {
  const meant = "name" in part && names !== undefined ? onlyNearest(part.name, names) : undefined;
  if (meant === undefined || isPrivateKey(meant) || !("name" in part)) return undefined;
  const isName = tag.kind === "reference" ? /^[\p{L}\p{N}_-]+$/u.test(meant) : /^[A-Za-z]\w*$/.test(meant);
  const written = tag.text.slice(part.span.start - tag.span.start, part.span.end - tag.span.start);
  // An expression may have the name in quotes.
  const isReadable = isName && written === part.name;
  const edit = isReadable ? rewrite(meant) : undefined;
  return edit === undefined ? undefined : [edit];
}

/** Says whether a reference is wrong by its names alone. */
export function isMistakenName(reference: Reference, known: KnownNames, reader: Step | null): boolean {
  return findMistake(reference, known, reader) !== null;
}

function findMistake(reference: Reference, known: KnownNames, reader: Step | null): Found | null {
  for (const part of pathOf(reference)) {
    if ("name" in part && isPrivateKey(part.name)) {
      const message = `\`${part.name}\` is private: keys that begin or end with \`_\` cannot be read`;
      const isName = reference.to !== "context" && part === reference.name;
      const help = isName ? "rename it" : "rename it, or read the map that holds it";
      return { code: "private-key", message, help, part };
    }
  }
  if (reference.to === "context") return checkContext(reference.path);
  const { name, tail } = reference;
  if (!("name" in name)) return null;
  if (reference.to === "step") return checkStep(name, reader, known) ?? checkStepField(tail);
  return reference.to === "variable" ? checkVariable(name, reader, known) : checkParameter(name, known);
}

/** A name as it is written; one that looks like a slice is a name all the same. */
type Key = PathPart & { kind: "key" | "slice" };

function checkStep(part: Key, reader: Step | null, known: KnownNames): Found | null {
  const { byId, input, hasUnknownIds } = known;
  const target = byId.get(part.name);
  if (target === undefined) {
    if (hasUnknownIds) return null;
    const earlier = [...byId.values()].filter(({ position }) => reader === null || position < reader.position);
    const ids = earlier.map(({ id }) => id ?? "");
    const listed = reader === null ? "the steps are" : "the steps before this one are";
    const near = nearest(part.name, byId.keys());
    const help =
      near !== undefined
        ? `did you mean \`${near}\`?`
        : (withDot(part.name, byId.keys()) ??
          otherKind(part.name, "step", known) ??
          suggestion(part.name, ids, listed) ??
          (ids.length === 0 ? "no step runs before this one" : undefined));
    const isNearEarlier = near !== undefined && ids.includes(near) && otherKind(part.name, "step", known) === undefined;
    const names = isNearEarlier ? byId.keys() : [];
    return { code: "unknown-step", message: `there is no step \`${part.name}\``, help, part, names };
  }
  if (reader === null || target.position < reader.position) return null;
  if (target.position === reader.position) {
    const help = "a step has no result before it has run; read an earlier step";
    return { code: "own-step", message: `step \`${part.name}\` reads itself`, help, part };
  }
  const earlier = input.pipeline.steps.filter(({ position }) => position < reader.position).map(({ id }) => id ?? "");
  const near = nearest(part.name, earlier);
  const help = near === undefined ? "move that step before this one" : `did you mean \`${near}\`?`;
  const related = { message: "it stands here", path: [...target.path, target.hasOwnId ? "id" : "action"] };
  return { code: "later-step", message: `step \`${part.name}\` runs after this one`, help, part, related };
}

function checkStepField(tail: readonly PathPart[]): Found | null {
  return checkFields(tail, stepFields, "a step");
}

function checkContext(path: readonly PathPart[]): Found | null {
  const [root, ...rest] = path;
  if (root?.kind !== "key") return null;
  if (root.name === "job") return checkFields(rest, jobFields, "`job`");
  if (root.name === "steps") return null;
  const help = suggestion(root.name, ["job", "steps"], "it has");
  const message = `the context has no \`${root.name}\``;
  return { code: "unknown-context", message, help, part: root, names: ["job", "steps"] };
}

function checkFields([field, inner]: readonly PathPart[], fields: ContextFields, owner: string): Found | null {
  if (field?.kind !== "key") return null;
  const allowed = ownValue(fields, field.name);
  if (allowed === undefined) {
    const help = suggestion(field.name, Object.keys(fields), "it has");
    const message = `${owner} has no \`${field.name}\``;
    return { code: "unknown-context", message, help, part: field, names: Object.keys(fields) };
  }
  if (allowed === null || inner?.kind !== "key" || allowed.includes(inner.name)) return null;
  if (allowed.length === 0 && /^\d+$/.test(inner.name)) return null;
  const help =
    allowed.length === 0 ? `end the tag's path with \`${field.name}\`` : suggestion(inner.name, allowed, "it has");
  return {
    code: "unknown-context",
    message: `\`${field.name}\` of ${owner} has no \`${inner.name}\``,
    help,
    part: inner,
    names: allowed,
  };
}

function checkVariable(part: Key, reader: Step | null, known: KnownNames): Found | null {
  const { name } = part;
  const setAt = known.variableSetAt(name);
  const before = reader?.position ?? Number.POSITIVE_INFINITY;
  if (setAt < before || known.anyVariableFrom < before) return null;
  if (setAt === Number.POSITIVE_INFINITY) {
    const help =
      withDot(name, known.variableNames()) ??
      suggestOr(otherKind(name, "variable", known), name, known.variableNames(), "the variables are") ??
      "declare it under `variables`, or set it before";
    const near = nearest(name, known.variableNames());
    const isNearSet = near !== undefined && known.variableSetAt(near) < before;
    const names = isNearSet && otherKind(name, "variable", known) === undefined ? known.variableNames() : [];
    return { code: "unknown-variable", message: `there is no variable \`${name}\``, help, part, names };
  }
  const setter = known.input.pipeline.steps[setAt - 1];
  const related = setter === undefined ? undefined : { message: "it is set here", path: [...setter.path, "action"] };
  const message = `variable \`${name}\` is not set before this step`;
  return { code: "later-variable", message, help: "declare it under `variables`, or set it before", part, related };
}

function checkParameter(part: Key, known: KnownNames): Found | null {
  const { parameterNames } = known;
  if (parameterNames.includes(part.name)) return null;
  const help =
    withDot(part.name, parameterNames) ??
    suggestOr(otherKind(part.name, "parameter", known), part.name, parameterNames, "the parameters are") ??
    "declare it under `parameters`";
  const names = otherKind(part.name, "parameter", known) === undefined ? parameterNames : [];
  return { code: "unknown-parameter", message: `there is no parameter \`${part.name}\``, help, part, names };
}

/** Help for a name of which only the part before a dot was read. */
function withDot(start: string, names: Iterable<string>): string | undefined {
  const name = [...names].find((one) => one.startsWith(`${start}.`));
  return name === undefined ? undefined : `rename \`${name}\`: a tag's path is split at its dots`;
}

/** Help for a name that something else bears, which another tag reads. */
function otherKind(name: string, wanted: Reference["to"], known: KnownNames): string | undefined {
  if (wanted !== "step" && known.byId.get(name)?.hasOwnId === true) return `a step has this id: \`{: ${name} :}\``;
  if (wanted !== "variable" && known.variableSetAt(name) !== Number.POSITIVE_INFINITY) {
    return `a variable has this name: \`{# ${name} #}\``;
  }
  if (wanted !== "parameter" && known.parameterNames.includes(name)) {
    return `a parameter has this name: \`{< ${name} >}\``;
  }
  return undefined;
}

/** The nearest name, else the other help, else all names when they are few. */
function suggestOr(other: string | undefined, name: string, names: Iterable<string>, listed: string) {
  const known = [...names];
  const isNear = nearest(name, known) !== undefined;
  return isNear ? suggestion(name, known, listed) : (other ?? suggestion(name, known, listed));
}

/** Every name that a tag can read, and from which step on. */
export class KnownNames {
  readonly input: RuleInput;
  /** The first step that has each id. */
  readonly byId = new Map<string, Step>();
  readonly parameterNames: readonly string[];
  /** Whether some id could not be read, so that no reference can be called wrong. */
  readonly hasUnknownIds: boolean;
  /** The position of the first step after which any variable may be there. */
  readonly anyVariableFrom: number = Number.POSITIVE_INFINITY;
  readonly #setAt = new Map<string, number>();

  constructor(input: RuleInput) {
    this.input = input;
    const { pipeline, variables, steps } = input;
    for (const step of pipeline.steps) if (step.id !== null && !this.byId.has(step.id)) this.byId.set(step.id, step);
    this.hasUnknownIds = pipeline.steps.some(({ id }) => id === null);
    this.parameterNames = [...pipeline.parameters.map(({ name }) => name), ...Object.keys(pipeline.localValues)];
    for (const name of Object.keys(variables)) this.#setAt.set(name, 0);
    for (const admitted of steps) {
      const written = writtenVariables(admitted);
      if (written === "any") this.anyVariableFrom = Math.min(this.anyVariableFrom, admitted.step.position);
      else for (const name of written) if (!this.#setAt.has(name)) this.#setAt.set(name, admitted.step.position);
    }
  }

  /** The position of the first step that sets a variable, 0 when it is there from the start, else infinite. */
  variableSetAt(name: string): number {
    return this.#setAt.get(name) ?? Number.POSITIVE_INFINITY;
  }

  variableNames(): Iterable<string> {
    return this.#setAt.keys();
  }
}

/** The variables a step may set. An unknown block may set any. */
function writtenVariables({ block, step }: AdmittedStep): readonly string[] | "any" {
  if (block === null) return "any";
  const written = block.block.writesVariables;
  if (written === undefined) return [];
  if (written === true) return "any";
  if (!("parameter" in written)) return written;
  const name = parameterTemplate(step.parameters, written.parameter);
  return name?.kind === "literal" && typeof name.value === "string" ? [name.value] : "any";
}

function parameterTemplate(parameters: Template, name: string): Template | undefined {
  if (parameters.kind === "map") {
    return parameters.entries.find(({ key }) => key.kind === "literal" && key.value === name)?.value;
  }
  if (parameters.kind !== "literal" || typeof parameters.value !== "object" || parameters.value === null)
    return undefined;
  const value = ownValue(parameters.value as Readonly<Record<string, never>>, name);
  return value === undefined ? undefined : { kind: "literal", value };
}
