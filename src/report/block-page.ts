// What there is to say about a block, as data that the command shows as text or JSON and the documentation as a page.

import { stringify } from "yaml";
import type { AnyBlock, WritesVariables } from "../block.ts";
import type { JsonSchema } from "../infer.ts";
import type { RegisteredBlock } from "../registry.ts";
import { schemaText } from "./schema-text.ts";

/** A parameter of a block. */
export interface ParameterRow {
  readonly name: string;
  /** What it takes, in words. */
  readonly type: string;
  readonly is_required: boolean;
  /** Undefined when there is none. */
  readonly default?: unknown;
  readonly description: string;
}

/** A block as people look it up. */
export interface BlockPage {
  readonly action: string;
  readonly category: string | null;
  readonly name: string;
  readonly description: string;
  readonly parameters: readonly ParameterRow[];
  /** Whether it takes further parameters of any name. */
  readonly is_open: boolean;
  /** What it gives, in words. */
  readonly result: string;
  readonly tags: readonly string[];
  readonly effect: "pure" | "read" | "write";
  /** How often one job may use it; null without a limit. */
  readonly max_uses: number | null;
  /** The variables it writes, in words; null when none. */
  readonly writes: string | null;
  /** Parameters that are changed in place when they are a whole variable. */
  readonly changes: readonly string[];
  /** Whether each call has a worker thread of its own. */
  readonly isolation: "worker" | null;
  /** The file it comes from; null when nobody knows. */
  readonly file: string | null;
  /** A pipeline that uses it, to paste. */
  readonly example: string;
  readonly schemas: { readonly parameters: JsonSchema; readonly returns: JsonSchema | null };
}

/** Collects what there is to say about a block. */
export function blockPage({ action, category, name, block, file, schema }: RegisteredBlock): BlockPage {
  const required = new Set(schema.required ?? []);
  return {
    action,
    category,
    name,
    description: block.description ?? "",
    parameters: Object.entries(schema.properties ?? {}).map(([parameter, property]) => ({
      name: parameter,
      type: schemaText(property),
      is_required: required.has(parameter),
      ...(typeof property === "object" && property.default !== undefined ? { default: property.default } : {}),
      description: typeof property === "object" ? (property.description ?? "") : "",
    })),
    is_open: schema.additionalProperties !== false,
    result: schemaText(block.returns),
    tags: block.tags ?? [],
    effect: block.effect ?? "write",
    max_uses: block.maxUses ?? null,
    writes: writesText(block.writesVariables),
    changes: block.changes ?? [],
    isolation: block.isolation ?? null,
    file,
    example: examplePipeline({ action, block, schema }),
    schemas: { parameters: schema, returns: block.returns ?? null },
  };
}

function writesText(writes: WritesVariables | undefined): string | null {
  if (writes === undefined) return null;
  if (writes === true) return "any variable";
  return "parameter" in writes
    ? `the variable that \`${writes.parameter}\` names`
    : writes.map((name) => `\`${name}\``).join(", ");
}

/** A pipeline that calls the block; without an example of its own with a value of the right kind for each parameter needed. */
function examplePipeline({ action, block, schema }: Pick<RegisteredBlock, "action" | "block" | "schema">): string {
  const { tags = [] } = block;
  const { before = [], variables, parameters } = block.example ?? { parameters: sampleParameters(schema) };
  const step = { id: "example", action, ...(Object.keys(parameters).length > 0 ? { parameters } : {}) };
  const pipeline = {
    ...(tags.length > 0 ? { tags } : {}),
    ...(variables === undefined ? {} : { variables }),
    steps: [...before, step],
    outputs: { result: "{: example :}", ...changedVariables(block) },
  };
  return stringify(pipeline, { lineWidth: 0, singleQuote: true, collectionStyle: "any" });
}

/** What became of the variables that a block has changed. */
function changedVariables({ changes, writesVariables, example }: AnyBlock): { readonly [name: string]: string } {
  const names = changes === undefined && writesVariables === undefined ? [] : Object.keys(example?.variables ?? {});
  const tag = (name: string) => (writesVariables === undefined ? `{# ${name} #}` : `{# ${name} ?? "none" #}`);
  return Object.fromEntries(names.map((name) => [name, tag(name)]));
}

function sampleParameters({ properties = {}, required = [] }: JsonSchema): { readonly [name: string]: unknown } {
  const needed = required.filter(
    (name) => typeof properties[name] !== "object" || properties[name].default === undefined,
  );
  return Object.fromEntries(needed.map((name) => [name, sampleOf(properties[name])]));
}

const samples: Readonly<Record<string, unknown>> = {
  string: "text",
  integer: 1,
  number: 1,
  boolean: true,
  null: null,
  array: [],
  object: {},
};

function sampleOf(schema: JsonSchema | boolean | undefined): unknown {
  if (typeof schema !== "object") return "text";
  const [first] = schema.enum ?? [];
  const type = [schema.type ?? "string"].flat()[0] ?? "string";
  return schema.const ?? first ?? schema.minimum ?? samples[type];
}
