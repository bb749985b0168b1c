// What there is to say about a block, as data that the command shows as text or JSON and the documentation as a page.

import { stringify } from "yaml";
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
  /** Parameters that are changed in place when they are a whole variable. */
  readonly changes: readonly string[];
  /** The file it comes from; null when nobody knows. */
  readonly file: string | null;
  /** A pipeline that uses it and works when pasted; null without an example. */
  readonly example: string | null;
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
    changes: block.changes ?? [],
    file,
    example: examplePipeline({ action, block }),
    schemas: { parameters: schema, returns: block.returns ?? null },
  };
}

function examplePipeline({ action, block }: Pick<RegisteredBlock, "action" | "block">): string | null {
  const { example, tags = [] } = block;
  if (example === undefined) return null;
  const { before = [], variables, parameters } = example;
  const step = { id: "example", action, ...(Object.keys(parameters).length > 0 ? { parameters } : {}) };
  const pipeline = {
    ...(tags.length > 0 ? { tags } : {}),
    ...(variables === undefined ? {} : { variables }),
    steps: [...before, step],
    outputs: { result: "{: example :}" },
  };
  return stringify(pipeline, { lineWidth: 0, singleQuote: true, collectionStyle: "any" });
}
