// What `$ref` leads to inside its own schema, and references that go round in circles without ever entering a value.

import type { JsonSchema } from "./infer.ts";
import { isJsonMap } from "./json.ts";

/** Whether a schema inside a root is asked again of the same value that it is asked of. */
export function leadsToItself(schema: JsonSchema, root: JsonSchema): boolean {
  const reached = new Set<unknown>();
  const left = askedWith(schema, root);
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    if (next === schema) return true;
    if (reached.has(next)) continue;
    reached.add(next);
    left.push(...askedWith(next, root));
  }
  return false;
}

/** The schemas that a schema asks of the same value. */
function askedWith(schema: JsonSchema, root: JsonSchema): JsonSchema[] {
  // References in a schema with an id of its own start from there.
  if (schema !== root && schema.$id !== undefined) return [];
  const { $ref, allOf, anyOf, oneOf, not, if: condition, then, else: otherwise, dependencies } = schema;
  const dependent = isJsonMap(dependencies) ? Object.values(dependencies) : [];
  const parts = [allOf, anyOf, oneOf].flatMap((schemas): readonly unknown[] => (Array.isArray(schemas) ? schemas : []));
  const target = typeof $ref === "string" ? schemaAt($ref, root) : undefined;
  const asked: readonly unknown[] = [...parts, not, condition, then, otherwise, ...dependent, target];
  return asked.filter((one): one is JsonSchema => isJsonMap(one));
}

/** What a reference inside a root leads to; undefined when it cannot be followed from there. */
export function schemaAt($ref: string, root: JsonSchema): JsonSchema | boolean | undefined {
  if (!/^#(?:$|\/)/.test($ref)) return undefined;
  let target: unknown = root;
  for (const part of $ref.split("/").slice(1)) {
    const key = partOf(part);
    if (key === undefined || typeof target !== "object" || target === null || !Object.hasOwn(target, key)) {
      return undefined;
    }
    target = (target as { readonly [key: string]: unknown })[key];
  }
  return typeof target === "boolean" || isJsonMap(target) ? (target as JsonSchema | boolean) : undefined;
}

function partOf(written: string): string | undefined {
  try {
    return decodeURIComponent(written).replaceAll("~1", "/").replaceAll("~0", "~");
  } catch {
    return undefined;
  }
}

/** Whether a schema may mean something else, or nothing, once it is taken out of the one in which it stands. */
export function hasReferences(schema: JsonSchema): boolean {
  let has = referring.get(schema);
  if (has === undefined) {
    has = JSON.stringify(schema).includes('"$ref"');
    referring.set(schema, has);
  }
  return has;
}

const referring = new WeakMap<object, boolean>();

/** Whether everything that a schema refers to is among the definitions which it brings along. */
export function isSelfContained(schema: JsonSchema): boolean {
  const references = JSON.stringify(schema).match(/"\$ref":"(?:[^"\\]|\\.)*"/g) ?? [];
  return references.every((reference) => reference.startsWith('"$ref":"#/definitions/'));
}
