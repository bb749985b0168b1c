// Rule: what of a step's parameters is known before the run meets its block's schema. Where a tag stands, only the run can say.

import pipelineSchema from "../../schemas/pipeline.schema.json" with { type: "json" };
import type { Diagnostic, DiagnosticCode } from "../diagnostic.ts";
import { type Path, pathIn, valueAt } from "../document.ts";
import { isJsonMap, type Json, setOwn } from "../json.ts";
import type { Pipeline, Step } from "../pipeline.ts";
import type { RegisteredBlock } from "../registry.ts";
import { describeFault, type SchemaFault } from "../schema-fault.ts";
import { ConduitStatus } from "../status.ts";
import type { Template } from "../template.ts";
import { type Faulty, faultFix, withValueAt } from "./fault-fix.ts";
import { foreignTagHelp, foreignTagsAlone } from "./foreign-tags.ts";
import { malformedTexts } from "./malformed-tags.ts";
import { placeOf, type RuleInput, workPathOf } from "./rule.ts";
import { quotesHelp } from "./written-scalar.ts";

/**
 * Yields what the known parts of the parameters do wrong. Parameters that are no map at all, or stand among the step's own
 * keys, are mistakes of shape and no further ones here.
 */
export function* blockParameters({ pipeline, steps }: RuleInput): Generator<Diagnostic> {
  const malformed = malformedTexts(pipeline);
  for (const { step, block } of steps) {
    if (block === null || !isJsonMap(valueAt(pipeline.document, [...step.path, "parameters"]) ?? {})) continue;
    const known = new KnownValue(step.parameters, malformed);
    const value = isJsonMap(known.value) ? { ...block.defaults, ...known.value } : known.value;
    const faults = block.checkParameters(value);
    for (const fault of faults) {
      if (!known.isCertain(fault) || isBeside(fault, step, pipeline)) continue;
      const fits: Faulty["fits"] = (put, path, from) => {
        const inside = block
          .checkParameters(withValueAt(value, path, put))
          .filter((other) => path.every((part, index) => other.path[index] === part));
        // What is not known of it is known by the place where it stands.
        return !inside.some((other) =>
          known.isCertain({ ...other, path: [...from, ...other.path.slice(path.length)] }),
        );
      };
      const faulty = {
        document: pipeline.document,
        base: [...step.path, "parameters"],
        faults,
        check: block.checkParameters,
        fits,
      };
      yield { ...mistake(fault, step, block, pipeline), fix: faultFix(fault, faulty) };
    }
  }
}

/** The names of the parameters of which something is surely wrong, whatever the tags bring. */
export function faultyParameters(
  { parameters }: Step,
  block: RegisteredBlock,
  malformed: ReadonlySet<string>,
): ReadonlySet<string> {
  const known = new KnownValue(parameters, malformed);
  const value = isJsonMap(known.value) ? { ...block.defaults, ...known.value } : known.value;
  const faults = block.checkParameters(value).filter((fault) => known.isCertain(fault));
  return new Set(faults.map((fault) => fault.path[0] ?? ("key" in fault ? fault.key : "")));
}

/** Says whether a missing parameter stands beside `parameters` instead of below it. */
function isBeside(fault: SchemaFault, step: Step, { document }: Pipeline): boolean {
  return (
    fault.kind === "missing-key" &&
    fault.path.length === 0 &&
    !stepKeys.has(fault.key) &&
    valueAt(document, [...step.path, fault.key]) !== undefined
  );
}

const stepKeys: ReadonlySet<string> = new Set(Object.keys(pipelineSchema.definitions.step.properties));

const codes: Readonly<Record<SchemaFault["kind"], DiagnosticCode>> = {
  "unknown-key": "block-parameter-unknown",
  "missing-key": "block-parameter-missing",
  type: "block-parameter-invalid",
  value: "block-parameter-invalid",
};

function mistake(fault: SchemaFault, step: Step, block: RegisteredBlock, pipeline: Pipeline): Diagnostic {
  const isTop = fault.path.length === 0;
  const code = isTop ? codes[fault.kind] : "block-parameter-invalid";
  const subject = block.title;
  const words = describeFault(fault, subject, isTop ? "parameter" : "key");
  const { message } = words;
  const base: Path = [...step.path, "parameters"];
  const inside = pathIn(pipeline.document, [...base.map(String), ...fault.path]);
  const help = quotesHelp(fault, pipeline.document, inside) ?? words.help ?? textHelp(fault, pipeline, inside);
  const isMissingAtTop = fault.kind === "missing-key" && isTop;
  const place =
    fault.kind === "unknown-key"
      ? placeOf(pipeline, [...inside, fault.key], "key")
      : placeOf(pipeline, isMissingAtTop ? workPathOf(step) : inside);
  return { code, severity: "error", message, help, status: ConduitStatus.INVALID_TYPE, step: step.order, ...place };
}

/** Help for a tag that is only a part of a text, or another tool's, where something else than text is wanted. */
function textHelp(fault: SchemaFault, pipeline: Pipeline, path: Path): string | undefined {
  const written = valueAt(pipeline.document, path);
  if (fault.kind !== "type" || fault.found !== "text" || typeof written !== "string") return undefined;
  if (/\{[%:#<=]/.test(written)) {
    return "text around a tag makes text of it: write the tag alone, or compute the value in an expression";
  }
  const names = { pipeline, variables: pipeline.variables };
  const [foreign] = foreignTagsAlone(written, names);
  return foreign === undefined ? undefined : foreignTagHelp(foreign.inside, names);
}

/** A template's value with a stand-in wherever a tag stands, or was to stand, and the knowledge of where that is. */
class KnownValue {
  readonly value: Json;
  readonly #malformed: ReadonlySet<string>;
  /** By path: what is not known about the value there. */
  readonly #unknown = new Map<string, "value" | "text" | "keys">();

  /** @param malformed the texts of which nothing is known but that they are wrong. */
  constructor(template: Template, malformed: ReadonlySet<string>) {
    this.#malformed = malformed;
    this.value = this.#read(template, []);
  }

  /** Says whether a fault holds whatever the tags bring. */
  isCertain(fault: SchemaFault): boolean {
    const at = fault.path.join("\0");
    const here = this.#unknown.get(at);
    if (here === "value") return false;
    if (fault.kind === "unknown-key" && this.#malformed.has(fault.key)) return false;
    if (fault.kind === "type" || fault.kind === "unknown-key") return true;
    if (fault.kind === "missing-key") return here !== "keys";
    if (here !== undefined) return false;
    return ![...this.#unknown.keys()].some((path) => at === "" || path.startsWith(`${at}\0`));
  }

  #read(template: Template, path: readonly string[]): Json {
    switch (template.kind) {
      case "literal":
        if (this.#malformed.size > 0) this.#markMalformed(template.value, path);
        return template.value;
      case "tag":
        this.#unknown.set(path.join("\0"), "value");
        return null;
      case "text":
        this.#unknown.set(path.join("\0"), "text");
        return "";
      case "list":
        return template.items.map((item, index) => this.#read(item, [...path, String(index)]));
      case "map":
        return this.#readMap(template, path);
    }
  }

  #markMalformed(value: Json, path: readonly string[]): void {
    if (typeof value === "string" && this.#malformed.has(value)) this.#unknown.set(path.join("\0"), "value");
    if (typeof value !== "object" || value === null) return;
    for (const [key, inner] of Object.entries(value)) this.#markMalformed(inner as Json, [...path, key]);
  }

  #readMap({ entries }: Template & { kind: "map" }, path: readonly string[]): Json {
    const map = {};
    for (const { key, value } of entries) {
      if (key.kind === "literal") {
        setOwn(map, key.value, this.#read(value, [...path, key.value]));
      } else this.#unknown.set(path.join("\0"), "keys");
    }
    return map;
  }
}
