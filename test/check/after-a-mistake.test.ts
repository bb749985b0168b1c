// What follows from a mistake is not told again: neither as another mistake, nor as something that is not proved.

import { expect, test } from "vitest";
import { Registry } from "../../src/registry.ts";
import { Source } from "../../src/source.ts";
import { checkText } from "./check-text.ts";

const registry = new Registry([
  {
    name: "TAKE",
    parameters: { type: "object", properties: { number: { type: "integer" }, list: { type: "array" } } },
    run: () => null,
  },
]);

/** The codes of what is found. */
function codes(payload: object): string[] {
  const found = checkText(new Source("pipeline.json", JSON.stringify(payload)), {
    blocks: { registry, problems: [] },
  });
  return found.map(({ code }) => code);
}

const take = (number: unknown) => ({ action: "TAKE", parameters: { number } });

test("what a step gives whose `returns` is no schema", () => {
  const parse = { id: "parsed", action: "JSON.PARSE", parameters: { text: "{}" }, returns: { type: "objekt" } };
  expect(codes({ steps: [parse, take("{: parsed.a :}")] })).toEqual(["returns-schema"]);
});
