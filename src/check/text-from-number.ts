// Rule: a number that is meant as text is written in quotes, or digits that somebody wrote are not shown: `3.10` becomes 3.1. Where
// text alone is allowed that is an error anyway; where numbers alone are, it is nothing.

import type { AnyBlock } from "../block.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { type Path, valueAt } from "../document.ts";
import type { JsonSchema } from "../infer.ts";
import { isJsonMap, type Json, ownValue } from "../json.ts";
import { nestedSteps, type Pipeline } from "../pipeline.ts";
import { pathOf, type Reference, type Template } from "../template.ts";
import { placeOf, type RuleInput } from "./rule.ts";
import { mayLoseSpelling, spellingLost } from "./written-scalar.ts";

/** Yields every number whose spelling is lost where it matters. */
export function* textFromNumber(input: RuleInput): Generator<Diagnostic> {
  const { pipeline } = input;
  const { document } = pipeline;
  if (!mayLoseSpelling(document)) return;
  const shown = namesInTexts(pipeline);
  for (const number of numbers(input, shown)) {
    const { value, path } = number;
    const written = spellingLost(document, path);
    if (written === undefined || !isMeantAsText(number, written)) continue;
    yield {
      code: "text-from-number",
      severity: "warning",
      message: `\`${written}\` is the number ${value}, so that is what will be shown`,
      help: `write \`"${written}"\` for text, or \`${value}\` for the number`,
      ...placeOf(pipeline, path),
    };
  }
}

interface NumberPlace {
  readonly value: number;
  readonly path: Path;
  /** Whether it surely becomes a text as it is. */
  readonly isShown: boolean;
  /** Whether a schema asks for a number. */
  readonly isNumber: boolean;
}

/** Nobody begins a number with zeros. `1.0` is the usual way to write a number, but no version. */
function isMeantAsText({ path, isShown, isNumber }: NumberPlace, written: string): boolean {
  if (/^[-+]?0\d/.test(written) || (!isNumber && isVersion(path))) return true;
  return isShown && !/\.0$/.test(written);
}

function* numbers({ pipeline, steps }: RuleInput, shown: NamesInTexts): Generator<NumberPlace> {
  const root = pipeline.document.value;
  if (!isJsonMap(root)) return;
  for (const { name, schema, default: value, path } of pipeline.parameters) {
    const types = typesOf(schema);
    // Where no number is allowed it is an error.
    if (typeof value === "number" && types.length > 0 && !types.some(isNumeric)) continue;
    const known = { isShown: shown.parameters.has(name), isNumber: types.some(isNumeric) };
    yield* numbersIn(value, [...path, "default"], known);
  }
  for (const [name, value] of Object.entries(pipeline.localValues)) {
    yield* numbersIn(value, ["local_values", name], { isShown: shown.parameters.has(name), isNumber: false });
  }
  for (const [name, value] of Object.entries(pipeline.variables)) {
    yield* numbersIn(value, ["variables", name], { isShown: shown.variables.has(name), isNumber: false });
  }
  for (const { step, block } of steps) {
    const list: Path = [...step.path, "for_each", "in"];
    const items = valueAt(pipeline.document, list) ?? null;
    for (const [index, item] of (Array.isArray(items) ? items : []).entries()) {
      yield* numbersIn(item, [...list, index], { isShown: shown.hasItems, isNumber: false });
    }
    if (block === null) continue;
    for (const [name, value] of Object.entries(step.writtenParameters)) {
      const schema = ownValue(block.schema.properties ?? {}, name);
      const types = typesOf(schema);
      const isShown = typeof schema === "object" && types.length === 0 && showsWhatItIsGiven(block.block);
      yield* numbersIn(value, [...step.path, "parameters", name], { isShown, isNumber: types.length > 0 });
    }
  }
  yield* numbersIn(ownValue(root, "outputs"), ["outputs"], { isShown: false, isNumber: false });
}

function typesOf(schema: JsonSchema | boolean | undefined): readonly string[] {
  return typeof schema === "object" ? [schema.type ?? []].flat() : [];
}

const isNumeric = (type: string): boolean => type === "number" || type === "integer";

/** Says whether a block that takes any value makes text of it or shows it, since it neither keeps it nor gives it on. */
function showsWhatItIsGiven({ returns, writesVariables, changes }: AnyBlock): boolean {
  return (
    (returns?.type === "null" || returns?.type === "string") && writesVariables === undefined && changes === undefined
  );
}

/** The numbers of a value; only one that is the whole value can be shown as it is. */
function* numbersIn(
  value: Json | undefined,
  path: Path,
  known: Pick<NumberPlace, "isShown" | "isNumber">,
): Generator<NumberPlace> {
  if (typeof value === "number") yield { value, path, ...known };
  else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* numbersIn(item, [...path, index], { ...known, isShown: false });
  } else if (isJsonMap(value)) {
    for (const [key, child] of Object.entries(value)) {
      yield* numbersIn(child, [...path, key], { ...known, isShown: false });
    }
  }
}

/** Says whether the nearest key on the way is that of a version. */
function isVersion(path: Path): boolean {
  const key = path.findLast((part) => typeof part === "string" && part !== "default");
  return typeof key === "string" && /(?:^|[_.-])(?:version|release|revision)s?$|[a-z](?:Version|Release)s?$/i.test(key);
}

interface NamesInTexts {
  readonly parameters: ReadonlySet<string>;
  readonly variables: ReadonlySet<string>;
  /** Whether the items of some loop are shown. */
  readonly hasItems: boolean;
}

/** The parameters and variables that a tag puts into a text as a whole. */
function namesInTexts({ steps, outputs }: Pipeline): NamesInTexts {
  const names = { parameters: new Set<string>(), variables: new Set<string>(), hasItems: false };
  const visit = (template: Template): void => {
    if (template.kind === "list") template.items.forEach(visit);
    else if (template.kind === "map") for (const { value } of template.entries) visit(value);
    else if (template.kind === "text") {
      for (const part of template.parts) {
        if (typeof part === "string" || part.kind !== "reference") continue;
        const { reference } = part;
        names.hasItems ||= isItem(reference);
        const [name, ...tail] = pathOf(reference);
        if (tail.length > 0 || name === undefined || !("name" in name)) continue;
        if (reference.to === "parameter") names.parameters.add(name.name);
        if (reference.to === "variable") names.variables.add(name.name);
      }
    }
  };
  for (const { step } of nestedSteps(steps)) visit(step.parameters);
  if (outputs !== null) visit(outputs);
  return names;
}

/** Says whether a reference is a whole item of a loop. */
function isItem(reference: Reference): boolean {
  const names = pathOf(reference).map((part) => ("name" in part ? part.name : ""));
  return reference.to === "context" && names[0] === "each" && names.length <= 3 && names.at(-1) === "item";
}
