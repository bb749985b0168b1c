// The lists that loops go through: written out, of parameters with and without a bound, results of steps, variables, what
// expressions make.

import type { JsonSchema } from "../../src/infer.ts";
import { isJsonMap, type Json } from "../../src/json.ts";
import type { Random } from "./random.ts";
import type { Reader } from "./reading.ts";
import type { Filled, SlotFiller } from "./slot-filler.ts";
import { isRootless, type TypePool } from "./type-pool.ts";
import { type Count, unbounded } from "./use-count.ts";

/** A list with what is known of it. */
export interface LoopList {
  readonly value: Json;
  /** Null where nothing is known of its items. */
  readonly item: JsonSchema | null;
  readonly turns: Count;
}

const listNames = ["row", "cell", "part"] as const;

/** A name for a loop that none around it has. */
export function loopName(random: Random, taken: readonly (string | null)[]): string | null {
  const free = listNames.filter((name) => !taken.includes(name));
  return random.chance(0.4) && free.length > 0 ? random.pick(free) : null;
}

/** A list for a loop. */
export function randomLoopList(random: Random, filler: SlotFiller, types: TypePool, reader: Reader): LoopList {
  const item = random.pick(types.inner);
  const literal = (): LoopList => {
    const values = Array.from({ length: random.weighted(lengths) }, () => random.pick(types.values(item)));
    filler.note("loops over literals");
    return { value: values, item, turns: exactly(values.length) };
  };
  const found = random.weighted<LoopList | undefined>([
    [3, literal],
    [
      2,
      () => {
        const length = random.between(1, 3);
        filler.note("loops over lists with tags");
        const value = Array.from({ length }, () => filler.fill(item, reader, 1).value);
        return { value, item, turns: exactly(length) };
      },
    ],
    [4, () => ofParameter(random, filler, types, item)],
    [
      4,
      () => {
        const filled = filler.read(aList, reader);
        if (filled !== undefined) filler.note("loops over what is read");
        return filled === undefined ? undefined : known(filled, types);
      },
    ],
    [1.5, () => expressionList(random, filler, reader)],
    [0.4, () => known(filler.fill(aList, reader, 1), types)],
  ]);
  return found ?? literal();
}

function ofParameter(random: Random, filler: SlotFiller, types: TypePool, item: JsonSchema): LoopList | undefined {
  if (!isRootless(item)) return undefined;
  const least = random.chance(0.4) ? random.between(1, 2) : 0;
  const most = random.chance(0.5) ? least + random.between(least === 0 ? 1 : 0, 2) : undefined;
  const schema = types.intern({
    type: "array",
    items: item,
    ...(least > 0 ? { minItems: least } : {}),
    ...(most === undefined ? {} : { maxItems: most }),
  });
  const filled = filler.declared(schema, schema);
  if (filled === undefined) return undefined;
  filler.note(most === undefined ? "loops over parameters" : "loops over bounded parameters");
  return { value: filled.value, item, turns: { least, most: most ?? unbounded } };
}

function expressionList(random: Random, filler: SlotFiller, reader: Reader): LoopList | undefined {
  const written = random.pick<{ text: string; item: JsonSchema; turns: Count }>([
    { text: "[1, 2, 3]", item: { type: "integer" }, turns: exactly(3) },
    { text: '["a", "b"].filter(x, x != "a")', item: { type: "string" }, turns: { least: 0, most: 2 } },
    { text: "[1, 2].map(x, x * 2)", item: { type: "number" }, turns: exactly(2) },
    { text: "job.failed ? [1] : []", item: { type: "integer" }, turns: { least: 0, most: 1 } },
  ]);
  if (!filler.hasExpressions) return undefined;
  if (random.chance(0.3)) {
    const filled = filler.expression(aList, reader);
    return filled === undefined ? undefined : { value: filled.value, item: null, turns: { least: 0, most: unbounded } };
  }
  filler.note("loops over expressions");
  return { value: `{= ${written.text} =}`, item: written.item, turns: written.turns };
}

/** What a schema says of a list's items. */
function known({ value, schema }: Filled, types: TypePool): LoopList {
  const { items, minItems, maxItems, const: only } = schema ?? {};
  if (Array.isArray(only)) {
    const item = only.length === 0 ? null : types.intern({ enum: only as Json[] });
    return { value, item, turns: exactly(only.length) };
  }
  const least = Number(minItems ?? 0);
  const most = typeof maxItems === "number" ? maxItems : unbounded;
  return { value, item: isJsonMap(items) ? (items as JsonSchema) : null, turns: { least, most } };
}

const lengths: readonly (readonly [number, () => number])[] = [
  [0.5, () => 0],
  [2, () => 1],
  [3, () => 2],
  [1, () => 3],
];
const exactly = (count: number): Count => ({ least: count, most: count });
const aList: JsonSchema = { type: "array" };
