import { expect, test } from "vitest";
import { renderDuration } from "../../src/report/render-duration.ts";

test.each([
  [-1, "0 ms"],
  [0, "0 ms"],
  [0.4, "0 ms"],
  [12.3, "12 ms"],
  [999.4, "999 ms"],
  [999.6, "1.0 s"],
  [1_234, "1.2 s"],
  [59_949, "59.9 s"],
  [59_950, "1 m 00 s"],
  [125_000, "2 m 05 s"],
  [3_599_600, "1 h 00 m"],
  [3_720_000, "1 h 02 m"],
  [90_000_000, "25 h 00 m"],
])("%d ms is %s", (milliseconds, text) => {
  expect(renderDuration(milliseconds)).toBe(text);
});
