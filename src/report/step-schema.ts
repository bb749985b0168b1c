// What an editor is told of steps beside their blocks: which of their keys belong together, and what a loop goes through. The check
// says the same, in words of its own.

import type { Json, JsonMap } from "../json.ts";
import type { WorkKind } from "../pipeline.ts";
import { type Written, when } from "./schema-parts.ts";

const kinds: readonly WorkKind[] = ["action", "steps", "parallel", "pipeline"];
const has = (...keys: readonly string[]): JsonMap => ({ anyOf: keys.map((key) => ({ required: [key] })) });
/** Nothing but null, which the key's own schema refuses where it must. */
const nothing = (errorMessage: string): JsonMap => ({ type: ["null"], errorMessage, doNotSuggest: true });

/**
 * What holds for the keys that say what a step does, and for those that belong to one of them.
 * @param ownKeys the schema of steps without unknown keys. An unknown one is most likely a needed one misspelt: then nothing is
 * called missing.
 */
export function kindRules(ownKeys: JsonMap): Written[] {
  const [action = "", ...others] = kinds;
  const isUnclear = { allOf: [ownKeys, { not: has(...others) }] };
  const pairs = kinds.flatMap((kind, index) => {
    const later = kinds
      .slice(index + 1)
      .map((other) => [other, nothing(`Not beside \`${kind}\`: a step does one thing.`)]);
    return later.length === 0 ? [] : [when(has(kind), { properties: Object.fromEntries(later) as JsonMap })];
  });
  return [
    when(isUnclear, { required: [action] }),
    ...pairs,
    when(has("steps", "parallel"), { properties: { parameters: nothing("Only beside `action` and `pipeline`.") } }),
    when(has("pipeline"), { properties: { parameters: { type: ["object", "null"], doNotSuggest: true } } }),
    when(has("action", "steps", "pipeline"), {
      properties: { concurrency: nothing("Only beside `parallel`; that of a loop stands in `for_each`.") },
    }),
  ];
}

/** The schema of a loop, of which an editor knows that it goes through a list, which a tag may bring. */
export function loopSchema(loop: JsonMap): JsonMap {
  const { properties } = loop as { readonly properties?: { readonly in?: JsonMap } };
  const list: Json = { ...properties?.in, anyOf: [{ type: "array" }, { $ref: "#/definitions/tag" }] };
  return withKeysOffered({ ...loop, properties: { ...properties, in: list } });
}

/** The same schema, in which editors offer each key, and not all needed ones as one more besides. */
export function withKeysOffered({ required = [], ...schema }: JsonMap): JsonMap {
  return { ...schema, allOf: [{ required }] };
}

/** The definitions, with words for what is no length of time. */
export function withWordsForTimes(definitions: Written): Written {
  const patternErrorMessage = "Write it as `500ms`, `30s`, `5m` or `1h30m`.";
  return Object.fromEntries(
    Object.entries(definitions).map(([name, schema]) => {
      const isTime = name === "delay" || name === "timeout";
      return [name, isTime ? { ...(schema as JsonMap), patternErrorMessage } : schema];
    }),
  );
}
