// What the check says of a slice holds for what a run takes, and says as much as can be said.

import { expect, test } from "vitest";
import { fits } from "../../src/check/types/fits.ts";
import { typeOfSchema } from "../../src/check/types/read-schema.ts";
import type { Slice } from "../../src/check/types/slice-counts.ts";
import { constType, type ListKind, type TextKind } from "../../src/check/types/type.ts";
import { member } from "../../src/check/types/walk.ts";
import { Conduit } from "../../src/index.ts";
import type { Json } from "../../src/json.ts";

const bounds = [undefined, 0, 1, 2, 4, 9, -1, -2, -4, -9];
const steps = [undefined, 1, 2, 3, -1, -2];
const slices = bounds.flatMap((start) =>
  bounds.flatMap((stop) => steps.map((step) => ({ start, stop, step }) as Slice)),
);
const nameOf = ({ start, stop, step }: Slice) => [start, stop, step].map((bound) => bound ?? "").join(":");

/** What a run takes of a list and a text of so many items, slice by slice. */
async function takenOf(length: number): Promise<{ readonly list: Json[]; readonly text: string }[]> {
  const variables = { list: Array.from({ length }, (_, index) => index), text: "😀".repeat(length) };
  const read = (noun: string) => slices.map((slice) => `{# ${noun}.${nameOf(slice)} #}`);
  const job = Conduit.fromObject({ variables, steps: [], outputs: { lists: read("list"), texts: read("text") } });
  const { outputs } = await job.run();
  const { lists, texts } = outputs as { lists: Json[][]; texts: string[] };
  return lists.map((list, index) => ({ list, text: texts[index] ?? "" }));
}

const longest = 6;

test("how much a slice takes of a list or text whose length has bounds", async () => {
  const taken = await Promise.all(Array.from({ length: longest + 1 }, (_, length) => takenOf(length)));
  let exact = 0;
  for (const [least, most] of [
    [0, 2],
    [1, 4],
    [3, 3],
    [2, longest],
    [3, undefined],
  ] as const) {
    const limits = most === undefined ? {} : { maxItems: most, maxLength: most };
    const schema = { minItems: least, minLength: least, ...limits };
    const list = typeOfSchema({ ...schema, type: "array", items: { type: "integer" } });
    const text = typeOfSchema({ ...schema, type: "string" });
    for (const [index, slice] of slices.entries()) {
      const key = { kind: "slice", name: "", ...slice } as const;
      const types = { list: member(list, key).type, text: member(text, key).type };
      const found = taken.slice(least, (most ?? longest) + 1).map((all) => all[index] ?? { list: [], text: "" });
      const words = `${nameOf(slice)} of ${least} to ${most}`;
      for (const value of found) {
        expect(fits(constType(value.list), types.list), words).not.toBe("no");
        expect(fits(constType(value.text), types.text), words).not.toBe("no");
      }
      const counts = found.map((value) => value.list.length);
      const [ofList, ofText] = [types.list[0] as ListKind, types.text[0] as TextKind];
      if (ofList.minItems === Math.min(...counts) && (most === undefined || ofList.maxItems === Math.max(...counts)))
        exact++;
      expect(ofText.maxLength, words).toBe(ofList.maxItems);
    }
  }
  expect(exact).toBeGreaterThan(0.9 * 5 * slices.length);
});

test("bounds that nobody can count to", () => {
  const list = typeOfSchema({ type: "array", items: { type: "integer" }, minItems: 1 });
  const far = Number("9".repeat(400));
  const kinds = [{ start: far }, { start: -far, stop: far }, { step: far }, { stop: -far, step: -far }].map(
    (slice) => member(list, { kind: "slice", name: "", ...slice }).type[0] as ListKind,
  );
  expect(kinds.map(({ minItems, maxItems = null }) => [minItems, maxItems])).toEqual([
    [0, null],
    [0, 2 ** 40],
    [1, null],
    [1, 1],
  ]);
});
