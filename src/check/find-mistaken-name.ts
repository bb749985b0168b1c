// Whether the names of one reference can be there for who reads it: the mistake in words, if they cannot. Where the tag stands in the
// text is not known here.

import { type ContextFields, jobFields, stepFields } from "../context-table.ts";
import type { DiagnosticCode } from "../diagnostic.ts";
import type { Path } from "../document.ts";
import { contextNames } from "../expression-functions.ts";
import { ownValue } from "../json.ts";
import type { Step } from "../pipeline.ts";
import { listOf, nearest, suggestion } from "../suggest.ts";
import { isPrivateKey, type PathPart, pathOf, type Reference } from "../template.ts";
import type { KnownNames, NameReader } from "./known-names.ts";
import { namePathOf } from "./rule.ts";
import { whyUnreadable } from "./unreadable-ids.ts";
import { standingOf } from "./visibility.ts";

/** A mistake before it has its place. */
export interface MistakenName {
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly help?: string | undefined;
  /** The part of the tag that is wrong. */
  readonly part: PathPart;
  /** Names of which one may be meant by this part. */
  readonly names?: Iterable<string>;
  readonly related?: { readonly message: string; readonly path: Path } | undefined;
}

/** The mistake of a reference, the first of its names that has one; null without. */
export function findMistakenName(
  reference: Reference,
  known: KnownNames,
  reader: NameReader | null,
): MistakenName | null {
  for (const part of pathOf(reference)) {
    if ("name" in part && isPrivateKey(part.name)) {
      const message = `\`${part.name}\` is private: keys that begin or end with \`_\` cannot be read`;
      const isName = reference.to !== "context" && part === reference.name;
      const help = isName ? "rename it" : "rename it, or read the map that holds it";
      return { code: "private-key", message, help, part };
    }
  }
  if (reference.to === "context") return checkContext(reference.path, reader, known);
  const { name, tail } = reference;
  if (!("name" in name)) return null;
  if (reference.to === "step") return checkStep(name, reader, known) ?? checkStepField(tail);
  return reference.to === "variable" ? checkVariable(name, reader, known) : checkParameter(name, known);
}

/** A name as it is written; one that looks like a slice is a name all the same. */
type Key = PathPart & { kind: "key" | "slice" };

function checkStep(part: Key, reader: NameReader | null, known: KnownNames): MistakenName | null {
  const target = known.byId.get(part.name);
  if (target === undefined) return known.hasUnknownIds ? null : unknownStep(part, reader, known);
  const standing = standingOf(target, reader?.nested ?? null);
  const name = `step \`${part.name}\``;
  const related = { message: "it stands here", path: namePathOf(target.step) };
  switch (standing) {
    case "before":
      return null;
    case "itself": {
      const help = "a step has no result before it has run; read an earlier step";
      return { code: "own-step", message: `${name} reads itself`, help, part };
    }
    case "around": {
      const help = "a group has no result before its members have run; read a step that runs before this one";
      return { code: "own-step", message: `${name} is the group that this step is in`, help, part, related };
    }
    case "later": {
      const near = nearest(part.name, known.readableIds(reader));
      const help = near === undefined ? "move that step before this one" : `did you mean \`${near}\`?`;
      return { code: "later-step", message: `${name} runs after this one`, help, part, related };
    }
    case "beside": {
      const help = "read it behind the group, or let the members run one after another: `steps` in place of `parallel`";
      return { code: "parallel-step", message: `${name} runs at the same time as this one`, help, part, related };
    }
    case "inside": {
      const loop = target.parents.find(
        (parent) => parent.loop !== null && reader?.nested.parents.includes(parent) !== true,
      );
      const message = `${name} is inside the loop of step \`${loop?.id}\`, and is there in the same turn only`;
      return { code: "loop-step", message, help: loopResultHelp(loop), part, related };
    }
  }
}

function loopResultHelp(loop: Step | undefined): string {
  const id = loop?.id ?? "";
  if (id === "" || whyUnreadable(id) !== undefined)
    return "give the loop an id, and read its result: the list of what each turn gave";
  return `read the loop's result, the list of what each turn gave: \`{: ${id} :}\``;
}

function unknownStep(part: Key, reader: NameReader | null, known: KnownNames): MistakenName {
  const { byId } = known;
  const near = nearest(part.name, byId.keys());
  const other = otherKind(part.name, "step", known);
  const message = `there is no step \`${part.name}\``;
  if (near !== undefined) {
    const names = known.canRead(near, reader) && other === undefined ? byId.keys() : [];
    return { code: "unknown-step", message, help: `did you mean \`${near}\`?`, part, names };
  }
  const listed = reader === null ? "the steps are" : "the steps before this one are";
  const [first] = known.readableIds(reader);
  const help =
    withDot(part.name, ownIds(known)) ??
    other ??
    (first === undefined ? "no step runs before this one" : listOf(known.readableIds(reader), listed));
  return { code: "unknown-step", message, help, part, names: [] };
}

function* ownIds({ byId }: KnownNames): Generator<string> {
  for (const [id, { step }] of byId) if (step.hasOwnId) yield id;
}

function checkStepField(tail: readonly PathPart[]): MistakenName | null {
  return checkFields(tail, stepFields, "a step");
}

function checkContext(path: readonly PathPart[], reader: NameReader | null, known: KnownNames): MistakenName | null {
  const [root, ...rest] = path;
  if (root?.kind !== "key") return null;
  if (root.name === "job") return checkFields(rest, jobFields, "`job`");
  if (root.name === "steps") return null;
  if (root.name === "each") return checkEach(root, rest, reader, known);
  const names = known.loopsAround(reader).length === 0 ? ["job", "steps"] : contextNames;
  const help = suggestion(root.name, names, "it has");
  const message = `the context has no \`${root.name}\``;
  return { code: "unknown-context", message, help, part: root, names };
}

/** Whether a reference is to a loop that could not be read, so that nobody knows what it finds. */
export function isOfUnreadLoop(reference: Reference, known: KnownNames, reader: NameReader | null): boolean {
  const [root] = pathOf(reference);
  if (reference.to !== "context" || root?.kind !== "key" || root.name !== "each") return false;
  return known.loopsAround(reader).some(({ as }) => as === undefined);
}

/** What can follow `each`, and the name of a loop. */
const turnFields: ContextFields = { item: null, index: [] };

function checkEach(
  root: Key,
  path: readonly PathPart[],
  reader: NameReader | null,
  known: KnownNames,
): MistakenName | null {
  const loops = known.loopsAround(reader);
  const [field, ...rest] = path;
  if (loops.length === 0) return noLoop(root, "`each` is read outside of any loop", reader, known);
  if (field?.kind !== "key" || loops.some(({ as }) => as === undefined)) return null;
  const names = loops.flatMap(({ as }) => as ?? []);
  if (names.includes(field.name)) return checkFields(rest, turnFields, `\`each.${field.name}\``);
  if (known.loopNames.has(field.name)) {
    return noLoop(field, `the loop \`${field.name}\` is not around this`, reader, known);
  }
  return checkFields(path, { ...Object.fromEntries(names.map((name) => [name, null])), ...turnFields }, "`each`");
}

function noLoop(part: Key, message: string, reader: NameReader | null, known: KnownNames): MistakenName {
  const step = reader?.isInTurn === false ? reader.nested.step : undefined;
  const isOwn = step !== undefined && (step.loop !== null || known.hasUnreadLoop(step));
  const isMeant = isOwn && (part.name === "each" || step.loop?.as === part.name);
  const help = isMeant
    ? "the condition and the list of a loop are read once, before it begins; a condition for each turn stands at a member: `for_each` with `steps`"
    : part.name === "each"
      ? "it is there where `for_each` stands at the step, or at a group around it"
      : "read it in the steps inside that loop";
  const tooEarly = `${part.name === "each" ? "`each`" : `the loop \`${part.name}\``} is read before the loop begins`;
  return { code: "no-loop", message: isMeant ? tooEarly : message, help, part };
}

function checkFields([field, inner]: readonly PathPart[], fields: ContextFields, owner: string): MistakenName | null {
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

function checkVariable(part: Key, reader: NameReader | null, known: KnownNames): MistakenName | null {
  const { name } = part;
  if (known.maySee(name, reader)) return null;
  const [setter] = known.setters(name);
  if (setter === undefined) {
    const help =
      withDot(name, known.variableNames()) ??
      suggestOr(otherKind(name, "variable", known), name, known.variableNames(), "the variables are") ??
      "declare it under `variables`, or set it before";
    const near = nearest(name, known.variableNames());
    const isNearSet = near !== undefined && known.maySee(near, reader);
    const names = isNearSet && otherKind(name, "variable", known) === undefined ? known.variableNames() : [];
    return { code: "unknown-variable", message: `there is no variable \`${name}\``, help, part, names };
  }
  const related = { message: "it is set here", path: [...setter.step.path, "action"] };
  const message = `variable \`${name}\` is not set before this step`;
  return { code: "later-variable", message, help: "declare it under `variables`, or set it before", part, related };
}

function checkParameter(part: Key, known: KnownNames): MistakenName | null {
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
  if (wanted !== "step" && known.byId.get(name)?.step.hasOwnId === true) return `a step has this id: \`{: ${name} :}\``;
  if (wanted !== "variable" && known.hasVariable(name)) {
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
