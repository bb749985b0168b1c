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
import { placeOf, type RuleInput } from "./rule.ts";

/**
 * Yields what the known parts of the parameters do wrong. Parameters that are no map at all, or stand among the step's own
 * keys, are mistakes of shape and no further ones here.
 */
export function* blockParameters({ pipeline, steps }: RuleInput): Generator<Diagnostic> {
  for (const { step, block } of steps) {
    if (block === null || !isJsonMap(valueAt(pipeline.document, [...step.path, "parameters"]) ?? {})) continue;
    const known = new KnownValue(step.parameters);
    const value = isJsonMap(known.value) ? { ...block.defaults, ...known.value } : known.value;
    for (const fault of block.checkParameters(value)) {
      if (known.isCertain(fault) && !isBeside(fault, step, pipeline)) yield mistake(fault, step, block, pipeline);
    }
  }
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
  const subject = `block \`${block.action}\``;
  const { message, help } = describeFault(fault, subject, isTop ? "parameter" : "key");
  const base: Path = [...step.path, "parameters"];
  const inside = pathIn(pipeline.document, [...base.map(String), ...fault.path]);
  const isMissingAtTop = fault.kind === "missing-key" && isTop;
  const place =
    fault.kind === "unknown-key"
      ? placeOf(pipeline, [...inside, fault.key], "key")
      : placeOf(pipeline, isMissingAtTop ? [...step.path, "action"] : inside);
  return { code, severity: "error", message, help, status: ConduitStatus.INVALID_TYPE, step: step.position, ...place };
}

/** A template's value with a stand-in wherever a tag stands, and the knowledge of where that is. */
class KnownValue {
  readonly value: Json;
  /** By path: what is not known about the value there. */
  readonly #unknown = new Map<string, "value" | "text" | "keys">();

  constructor(template: Template) {
    this.value = this.#read(template, []);
  }

  /** Says whether a fault holds whatever the tags bring. */
  isCertain(fault: SchemaFault): boolean {
    const at = fault.path.join("\0");
    const here = this.#unknown.get(at);
    if (here === "value") return false;
    if (fault.kind === "type" || fault.kind === "unknown-key") return true;
    if (fault.kind === "missing-key") return here !== "keys";
    if (here !== undefined) return false;
    return ![...this.#unknown.keys()].some((path) => at === "" || path.startsWith(`${at}\0`));
  }

  #read(template: Template, path: readonly string[]): Json {
    switch (template.kind) {
      case "literal":
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
