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

function* smallerCases(one: SoundnessCase): Generator<SoundnessCase> {
  const { pipeline, files, settings } = one;
  const text = JSON.stringify([pipeline, files]);
  for (const key of Object.keys(settings)) yield { ...one, settings: without(settings, key) };
  for (const name of Object.keys(files)) {
    if (!text.includes(`"pipeline":${JSON.stringify(name)}`)) yield { ...one, files: without(files, name) };
  }
  for (const smaller of smallerPipelines(pipeline)) yield { ...one, pipeline: smaller };
  for (const [name, file] of Object.entries(files)) {
    for (const smaller of smallerPipelines(file)) yield { ...one, files: { ...files, [name]: smaller } };
  }
}

const without = <T extends object>(map: T, key: string): T =>
  Object.fromEntries(Object.entries(map).filter(([name]) => name !== key)) as T;

function* smallerPipelines(pipeline: JsonMap): Generator<JsonMap> {
  const { steps } = pipeline;
  // A step gone moves the positions of those behind it, so the last ones are tried first.
  if (Array.isArray(steps)) {
    for (const fewer of fewerSteps(steps as readonly Json[])) yield { ...pipeline, steps: fewer };
  }
  for (const smaller of smallerValues(pipeline, 0)) yield smaller as JsonMap;
}

/** A list of steps without one of them, with the members of a group in its place, or with a smaller group. */
function* fewerSteps(steps: readonly Json[]): Generator<readonly Json[]> {
  for (let index = steps.length - 1; index >= 0; index--) yield steps.toSpliced(index, 1);
  for (const [index, step] of steps.entries()) {
    if (!isJsonMap(step)) continue;
    for (const key of ["steps", "parallel"]) {
      const members = step[key];
      if (!Array.isArray(members)) continue;
      yield steps.toSpliced(index, 1, ...(members as Json[]));
      for (const fewer of fewerSteps(members as Json[])) yield steps.with(index, { ...step, [key]: fewer });
    }
  }
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
