// The blocks of the examples: each does what its own example says, and infers nothing that is not so.

import { readdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { AnyBlock } from "../src/block.ts";
import { Conduit } from "../src/index.ts";
import type { JsonSchema } from "../src/infer.ts";
import { isJsonMap } from "../src/json.ts";
import { compileSchema } from "../src/schema.ts";

const examples = fileURLToPath(new URL("../examples", import.meta.url));

async function blocksOf(example: string): Promise<(readonly [action: string, block: AnyBlock])[]> {
  const folder = path.join(examples, example, "blocks");
  const files = readdirSync(folder).filter((file) => file.endsWith(".mjs"));
  const modules = files.map((file) => import(path.join(folder, file)) as Promise<{ default: AnyBlock | AnyBlock[] }>);
  const blocks = (await Promise.all(modules)).flatMap((module) => module.default);
  return blocks.map((block) => [`${block.category}.${block.name}`, block]);
}

/** The narrowest schema in the words that the check uses for types, with all keys of all items required that each one has. */
function schemaOf(value: unknown): JsonSchema {
  if (Array.isArray(value)) {
    const items = [...new Set(value.map((item) => JSON.stringify(schemaOf(item))))].map((text) => JSON.parse(text));
    return { type: "array", items: items.length === 1 ? items[0] : { anyOf: items.length === 0 ? [{}] : items } };
  }
  if (isJsonMap(value)) {
    const properties = Object.fromEntries(Object.entries(value).map(([key, member]) => [key, schemaOf(member)]));
    return { type: "object", properties, required: Object.keys(value), additionalProperties: false };
  }
  if (value === null) return { type: "null" };
  return { type: Number.isInteger(value) ? "integer" : (typeof value as "string" | "number" | "boolean") };
}

const folders = readdirSync(examples, { withFileTypes: true }).filter((entry) => entry.isDirectory());
const withBlocks = folders
  .map(({ name }) => name)
  .filter((name) => readdirSync(path.join(examples, name)).includes("blocks"));
const found = await Promise.all(withBlocks.map(async (name) => [name, await blocksOf(name)] as const));
const shown = found.map(([name, blocks]) => [name, blocks.filter(([, { example }]) => example !== undefined)] as const);

describe.each(shown.filter(([, blocks]) => blocks.length > 0))("%s", (_, blocks) => {
  test.each(blocks)("%s does what its example says", async (_action, block) => {
    const { parameters = {}, result } = block.example ?? {};
    expect(block.example).toHaveProperty("result");
    const steps = [{ id: "example", action: `${block.category}.${block.name}`, parameters }];
    const job = Conduit.fromObject({ tags: [...(block.tags ?? [])], steps }, { blocks: [block] });
    await job.run();
    expect(job.steps[0]?.returnValue).toEqual(result);
  });

  test.each(blocks.filter(([, { infer }]) => infer !== undefined))("%s infers what is so", (_action, block) => {
    const { parameters = {}, result } = block.example ?? {};
    // Texts and numbers that stand in a pipeline are known; what tags bring is known by its type.
    const given = Object.entries(parameters).map(([name, value]) => [
      name,
      isJsonMap(value) || Array.isArray(value) ? schemaOf(value) : { const: value },
    ]);
    const inferred = block.infer?.(Object.fromEntries(given)) ?? {};
    expect(compileSchema(inferred)(result)).toEqual([]);
  });
});
