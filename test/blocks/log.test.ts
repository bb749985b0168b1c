// The LOG blocks.

import { expect, it } from "vitest";
import log from "../../blocks/log.ts";
import { callBlock } from "./call-block.ts";

it.each([
  ["two\nlines", "two\nlines"],
  [null, "null"],
  [{ a: [1, "b"] }, '{"a":[1,"b"]}'],
])("LOG.PRINT shows %j as %j", async (message, shown) => {
  const called = await callBlock(log, "PRINT", { message });
  expect(called).toMatchObject({ result: null, logged: [shown] });
});
