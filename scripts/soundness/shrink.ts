// A failing case -> a smaller one that fails alike: steps, keys and parts of values are dropped one by one for as long as that
// goes on to fail.

import { isJsonMap, type Json, type JsonMap } from "../../src/json.ts";
import type { SoundnessCase } from "./random-pipeline.ts";

/** How many smaller cases are tried at most. */
const mostTries = 600;

/**
 * Shrinks a pipeline with its caller's settings.
 * @param fails whether a case still fails as the first one did.
 */
export async function shrinkCase(
  failing: SoundnessCase,
  fails: (smaller: SoundnessCase) => Promise<boolean>,
): Promise<SoundnessCase> {
  return await shrink(failing, smallerCases, fails);
}

/**
 * Shrinks the schemas of a block, as plain data.
 * @param fails whether the case still fails with the block so changed; false for what is no schema.
 */
export async function shrinkSchemas(schemas: JsonMap, fails: (smaller: JsonMap) => Promise<boolean>): Promise<JsonMap> {
  return await shrink(schemas, (value) => smallerValues(value, 1) as Generator<JsonMap>, fails);
}

async function shrink<T>(
  failing: T,
  smallerThan: (value: T) => Iterable<T>,
  fails: (smaller: T) => Promise<boolean>,
): Promise<T> {
  let smallest = failing;
  let tries = 0;
  for (let isSmaller = true; isSmaller; ) {
    isSmaller = false;
    for (const candidate of smallerThan(smallest)) {
      if (++tries > mostTries) return smallest;
      if (!(await fails(candidate))) continue;
      smallest = candidate;
      isSmaller = true;
      break;
    }
  }
  return smallest;
}

function* smallerCases({ pipeline, settings }: SoundnessCase): Generator<SoundnessCase> {
  const { steps } = pipeline;
  for (const key of Object.keys(settings)) {
    yield { pipeline, settings: Object.fromEntries(Object.entries(settings).filter(([name]) => name !== key)) };
  }
  // A step gone moves the positions of those behind it, so the last ones are tried first.
  if (Array.isArray(steps)) {
    for (let index = steps.length - 1; index >= 0; index--) {
      yield { pipeline: { ...pipeline, steps: (steps as Json[]).toSpliced(index, 1) }, settings };
    }
  }
  for (const smaller of smallerValues(pipeline, 0)) yield { pipeline: smaller as JsonMap, settings };
}

/** A value with one of its parts gone, or made simpler. */
function* smallerValues(value: Json, depth: number): Generator<Json> {
  if (Array.isArray(value)) {
    const list = value as readonly Json[];
    if (depth !== 1) for (let index = list.length - 1; index >= 0; index--) yield list.toSpliced(index, 1);
    for (const [index, item] of list.entries()) {
      for (const smaller of smallerValues(item, depth + 1)) yield list.with(index, smaller);
    }
  } else if (isJsonMap(value)) {
    const keys = Object.keys(value);
    for (const key of keys.toReversed()) {
      if (key === "steps" && depth === 0) continue;
      yield Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));
    }
    for (const key of keys) {
      for (const smaller of smallerValues(value[key] ?? null, depth + 1)) yield { ...value, [key]: smaller };
    }
  }
}
