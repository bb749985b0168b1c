// What a step does is said by exactly one of four keys, and some keys belong to one of them. The pipeline's schema lists the keys; that
// they exclude each other is known here alone.

import type { Diagnostic, RelatedPlace } from "../diagnostic.ts";
import type { Document, Path } from "../document.ts";
import { isJsonMap, type Json, type JsonMap, ownValue } from "../json.ts";
import type { WorkKind } from "../pipeline.ts";
import type { SchemaFault } from "../schema-fault.ts";
import { nearest } from "../suggest.ts";
import { stepPlaceOf } from "./step-path.ts";

const workKeys: readonly WorkKind[] = ["action", "steps", "parallel", "pipeline"];

/** The kinds of steps beside which a key means something. */
const homes: Readonly<Record<string, readonly WorkKind[]>> = {
  parameters: ["action", "pipeline"],
  concurrency: ["parallel"],
};

/** The schema's faults, and those of the steps that do not say what they do: a key that is missing, or that is just misspelt. */
export function withMissingKinds(value: Json, faults: readonly SchemaFault[]): SchemaFault[] {
  const meant = new Map<SchemaFault, string>();
  const missing: SchemaFault[] = [];
  for (const { step, path } of writtenSteps(value)) {
    if (workKeys.some((key) => Object.hasOwn(step, key))) continue;
    const here = path.join("\0");
    const misspelt = faults.flatMap((fault) => {
      if (fault.kind !== "unknown-key" || fault.path.join("\0") !== here) return [];
      const key = nearest(fault.key, workKeys);
      return key === undefined ? [] : [{ fault, key }];
    });
    const [first] = misspelt;
    if (first === undefined) missing.push({ kind: "missing-key", path: path.map(String), key: "action" });
    else meant.set(first.fault, first.key);
  }
  const explained = faults.map((fault) => {
    const key = meant.get(fault);
    return key === undefined || fault.kind !== "unknown-key" ? fault : { ...fault, meant: key };
  });
  return [...explained, ...missing];
}

/** All keys of a step that say what it does, in the order in which they are written. */
export function kindsOf(step: JsonMap): WorkKind[] {
  return Object.keys(step).filter((key): key is WorkKind => (workKeys as readonly string[]).includes(key));
}

/** The mistakes of steps that say more than once what they do, or have keys that mean nothing beside it. */
export function* checkKinds(document: Document): Generator<Diagnostic> {
  for (const { step, path } of writtenSteps(document.value)) {
    const [first, second, ...more] = kindsOf(step);
    if (first === undefined) continue;
    if (second === undefined) yield* misplacedKeys(step, path, first, document);
    else yield ambiguousStep([first, second, ...more], path, document);
  }
}

function ambiguousStep(keys: readonly [string, string, ...string[]], path: Path, document: Document): Diagnostic {
  const [first, second] = keys;
  const written = keys.map((key) => `\`${key}\``);
  const found =
    written.length === 2 ? `both ${written.join(" and ")}` : `${written.slice(0, -1).join(", ")} and ${written.at(-1)}`;
  return {
    code: "ambiguous-step",
    severity: "error",
    message: `step ${stepPlaceOf(path)?.number} has ${found}: only one of them can say what it does`,
    help: keys.includes("action")
      ? "write a step for each; a group holds the others as its members"
      : "write a step for each",
    source: document.source,
    span: document.locate([...path, second], "key"),
    related: relatedKey("the first one", [...path, first], document),
  };
}

function* misplacedKeys(step: JsonMap, path: Path, kind: WorkKind, document: Document): Generator<Diagnostic> {
  for (const [key, kinds] of Object.entries(homes)) {
    if (kinds.includes(kind) || (ownValue(step, key) ?? null) === null) continue;
    yield {
      code: "misplaced-key",
      severity: "error",
      message: `\`${key}\` of step ${stepPlaceOf(path)?.number} means nothing beside \`${kind}\``,
      help: helpFor(key, step, kind),
      source: document.source,
      span: document.locate([...path, key], "key"),
      related: relatedKey("this says what the step does", [...path, kind], document),
    };
  }
}

function helpFor(key: string, step: JsonMap, kind: WorkKind): string {
  if (key === "parameters") return "give them to the members of the group";
  if (isJsonMap(ownValue(step, "for_each")))
    return "the loop's own stands inside `for_each`: `for_each: { in: …, concurrency: … }`";
  return kind === "steps"
    ? "it belongs to `parallel`: members of `steps` run one after another"
    : "it belongs to `parallel`, or inside `for_each`";
}

function relatedKey(message: string, path: Path, document: Document): RelatedPlace[] {
  const span = document.locate(path, "key");
  return document.source === undefined || span === undefined ? [] : [{ message, source: document.source, span }];
}

/** Every step of a document of any shape that is a map, a group before its members. */
export function* writtenSteps(value: Json): Generator<{ readonly step: JsonMap; readonly path: Path }> {
  if (isJsonMap(value)) yield* stepsIn(ownValue(value, "steps"), ["steps"]);
}

function* stepsIn(list: Json | undefined, path: Path): Generator<{ readonly step: JsonMap; readonly path: Path }> {
  if (!Array.isArray(list)) return;
  for (const [index, step] of list.entries()) {
    if (!isJsonMap(step)) continue;
    const own = [...path, index];
    yield { step, path: own };
    for (const key of ["steps", "parallel"]) yield* stepsIn(ownValue(step, key), [...own, key]);
  }
}
