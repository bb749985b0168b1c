// What tags bring, held against what is wanted where they stand: which part of a value does not fit, and the words for it.

import type { DiagnosticCode } from "../diagnostic.ts";
import type { Path } from "../document.ts";
import type { Span } from "../source.ts";
import { ConduitStatus } from "../status.ts";
import { pathOf, type Tag, type Template } from "../template.ts";
import { constantCondition } from "./constant-conditions.ts";
import { textOfPart } from "./tag-types.ts";
import { describeType, isAnything } from "./types/describe-type.ts";
import { type Doubt, explainDoubt } from "./types/explain-fit.ts";
import { fits } from "./types/fits.ts";
import { itemAt } from "./types/meet.ts";
import type { TypeProblem } from "./types/scope.ts";
import { booleanType, type ListKind, type MapKind, onlyValue, type Type } from "./types/type.ts";

/** A value with what it is held against. */
export interface Slot {
  readonly template: Template;
  readonly type: Type;
  readonly target: Type;
  /** What it is called in messages. */
  readonly subject: string;
  /** The parameters of the job that are local values. */
  readonly localNames: ReadonlySet<string>;
  /** The type of a part of it. */
  readonly typeOf: (template: Template) => Type;
}

/** What is wrong or not known, and with which part. */
export interface Judged {
  readonly problem: Omit<TypeProblem, "span">;
  /** Below the slot. */
  readonly path: Path;
  /** The tag, where it is one; the whole value otherwise. */
  readonly within: Span | undefined;
}

/** Judges a value; null when it surely fits. */
export function judgeFit(slot: Slot, path: Path = []): Judged | null {
  const { template, type, target, subject } = slot;
  const fit = fits(type, target);
  if (fit === "yes") return null;
  if (template.kind === "list") {
    const kind = onlyOfKind<ListKind>(target, "list");
    for (const [index, item] of kind === undefined ? [] : template.items.entries()) {
      if (kind === undefined || item.kind === "literal") continue;
      const inner = { ...slot, template: item, type: slot.typeOf(item), target: itemAt(kind, index)() };
      const judged = judgeFit({ ...inner, subject: `item ${index} of ${subject}` }, [...path, index]);
      if (judged !== null) return judged;
    }
  }
  if (template.kind === "map") {
    const kind = onlyOfKind<MapKind>(target, "map");
    for (const { writtenKey, key, value } of kind === undefined ? [] : template.entries) {
      if (kind === undefined || value.kind === "literal" || key.kind !== "literal") continue;
      const wanted = kind.properties.get(key.value)?.type() ?? kind.rest();
      const inner = { ...slot, template: value, type: slot.typeOf(value), target: wanted };
      const judged = judgeFit({ ...inner, subject: `\`${key.value}\` in ${subject}` }, [...path, writtenKey]);
      if (judged !== null) return judged;
    }
  }
  const tag = template.kind === "tag" ? template.tag : undefined;
  const shown = tag === undefined ? "what stands here" : `\`${tag.text}\``;
  const problem = fit === "no" ? mismatch(slot, shown) : doubt(slot, shown, tag);
  return { problem, path, within: tag?.span };
}

function onlyOfKind<K extends ListKind | MapKind>(target: Type, name: K["kind"]): K | undefined {
  const kinds = target.filter((kind) => kind.kind === name);
  return kinds.length === 1 ? (kinds[0] as K) : undefined;
}

function mismatch({ type, target, subject }: Slot, shown: string): Omit<TypeProblem, "span"> {
  return {
    code: "type-mismatch",
    severity: "error",
    message: `${subject} must be ${describeType(target)}, and ${shown} is ${describeType(type)}`,
    help: "read another value, or change this one by a step before",
    status: ConduitStatus.INVALID_TYPE,
  };
}

function doubt(
  { type, target, subject, localNames }: Slot,
  shown: string,
  tag: Tag | undefined,
): Omit<TypeProblem, "span"> {
  const found = explainDoubt(type, target);
  return {
    code: found.code,
    severity: "unproved",
    message: `${subject} must ${isAnything(target) ? "keep the rules of its schema" : `be ${describeType(target)}`}, and ${shown} ${found.words}`,
    help: proof(found, tag, localNames),
  };
}

/** What to write so that a doubt is gone. */
function proof({ promise, inside, isNull }: Doubt, tag: Tag | undefined, localNames: ReadonlySet<string>): string {
  if (isNull) return "say what to take instead of null: `?? …`";
  if (tag?.kind !== "reference") return "limit what the tags can bring, in the schemas they come from";
  const { reference } = tag;
  if (reference.to === "context") return "read it from a step or a parameter whose schema says what it is";
  const name = textOfPart(reference.name);
  const tail = reference.to === "step" ? reference.tail.slice(1) : reference.tail;
  // No schema has a place for what only the path of a tag makes.
  const isWritten = tail.every(({ kind }) => kind === "key");
  const path = [...(isWritten ? tail.map(textOfPart) : []), ...inside].join(".");
  const what = path === "" ? "" : ` of \`${path}\``;
  const words = promise === undefined ? "" : `: \`${promise}\``;
  const hasNoSchema = reference.to === "parameter" && localNames.has(name);
  if (!isWritten || hasNoSchema) return `put it through a step with \`returns\` that says so${what}${words}`;
  if (reference.to === "parameter") return `say so${what} in the schema of parameter \`${name}\`${words}`;
  if (reference.to === "step") return `say so${what} under \`returns\` of step \`${name}\`${words}`;
  return `put it through a step with \`returns\` that says so${what}${words}`;
}

/** What is wrong with a condition that is a tag; null when nothing is. */
export function conditionProblem(
  type: Type,
  tag: Tag,
  isForced: boolean,
  localNames: ReadonlySet<string>,
): TypeProblem | null {
  const fit = fits(type, booleanType);
  if (fit === "yes") return constantProblem(type, tag, isForced);
  const shown = `\`${tag.text}\``;
  if (fit === "no") {
    const message = `a condition must be true or false, and ${shown} is ${describeType(type)}`;
    const help =
      tag.kind === "expression"
        ? "compare it with something: `… == …`, `… != null`"
        : "compare it by an expression, or let a step such as `LOGIC.IF` find out";
    const status = ConduitStatus.INVALID_TYPE;
    return { code: "condition-not-boolean", severity: "error", message, help, status, span: tag.span };
  }
  const found = explainDoubt(type, booleanType);
  const code: DiagnosticCode = "unproved-condition";
  const message = `a condition must be true or false, and ${shown} ${found.words}`;
  return { code, severity: "unproved", message, help: proof(found, tag, localNames), span: tag.span };
}

function constantProblem(type: Type, tag: Tag, isForced: boolean): TypeProblem | null {
  const only = onlyValue(type)?.value;
  // The command line can begin a run with other variables.
  if (typeof only !== "boolean" || readsVariables(tag)) return null;
  const found = { ...constantCondition(only), span: tag.span };
  if (isForced || !/job\.(?:failed|success)/.test(tag.text)) return found;
  return { ...found, help: "add `forced: true`: without it the step runs only where nothing has failed" };
}

function readsVariables(tag: Tag): boolean {
  if (tag.kind === "expression") return /\bjob\b(?!\.(?!variables))/.test(tag.text);
  return (
    tag.reference.to === "variable" ||
    pathOf(tag.reference).some((part) => part.kind === "tag" && readsVariables(part.tag))
  );
}
