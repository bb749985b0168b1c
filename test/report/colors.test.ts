import { expect, test } from "vitest";
import { type ColorSituation, colorLevel, createColors } from "../../src/report/colors.ts";

const terminal = { TERM: "xterm-256color" };

test.each<[string, ColorSituation, number]>([
  ["a terminal", { env: { TERM: "xterm" }, isTerminal: true }, 1],
  ["a terminal without a name", { env: {}, isTerminal: true }, 1],
  ["a terminal of 256 colours", { env: terminal, isTerminal: true }, 2],
  ["a terminal of all colours", { env: { ...terminal, COLORTERM: "truecolor" }, isTerminal: true }, 3],
  ["another word for all colours", { env: { COLORTERM: "24bit" }, isTerminal: true }, 3],
  ["a dumb terminal", { env: { TERM: "dumb", COLORTERM: "truecolor" }, isTerminal: true }, 0],
  ["a pipe", { env: terminal, isTerminal: false }, 0],
  ["CI", { env: { ...terminal, CI: "true" }, isTerminal: true }, 0],
  ["CI said not to be", { env: { ...terminal, CI: "false" }, isTerminal: true }, 2],
  ["CI set to nothing", { env: { ...terminal, CI: "" }, isTerminal: true }, 2],
  ["NO_COLOR", { env: { ...terminal, NO_COLOR: "1" }, isTerminal: true }, 0],
  ["NO_COLOR set to 0, which is not empty", { env: { ...terminal, NO_COLOR: "0" }, isTerminal: true }, 0],
  ["NO_COLOR set to nothing", { env: { ...terminal, NO_COLOR: "" }, isTerminal: true }, 2],
  ["FORCE_COLOR=0", { env: { ...terminal, FORCE_COLOR: "0" }, isTerminal: true }, 0],
  ["FORCE_COLOR=false", { env: { ...terminal, FORCE_COLOR: "false" }, isTerminal: true }, 0],
  ["FORCE_COLOR=true in a pipe", { env: { FORCE_COLOR: "true" }, isTerminal: false }, 1],
  ["FORCE_COLOR set to nothing in a pipe", { env: { FORCE_COLOR: "" }, isTerminal: false }, 1],
  ["FORCE_COLOR=1 where more is possible", { env: { ...terminal, FORCE_COLOR: "1" }, isTerminal: true }, 1],
  ["FORCE_COLOR=2 in a pipe", { env: { FORCE_COLOR: "2" }, isTerminal: false }, 2],
  ["FORCE_COLOR=3 in CI on a dumb terminal", { env: { FORCE_COLOR: "3", CI: "1", TERM: "dumb" }, isTerminal: true }, 3],
  ["FORCE_COLOR that means nothing", { env: { ...terminal, FORCE_COLOR: "much" }, isTerminal: false }, 0],
  ["NO_COLOR against FORCE_COLOR", { env: { NO_COLOR: "1", FORCE_COLOR: "3" }, isTerminal: true }, 0],
  ["--no-color against FORCE_COLOR", { env: { FORCE_COLOR: "3" }, isTerminal: true, colorFlag: false }, 0],
  ["--color against NO_COLOR in a pipe", { env: { NO_COLOR: "1" }, isTerminal: false, colorFlag: true }, 1],
  ["--color on a terminal of 256 colours", { env: terminal, isTerminal: false, colorFlag: true }, 2],
  ["--color with FORCE_COLOR=3", { env: { ...terminal, FORCE_COLOR: "3" }, isTerminal: false, colorFlag: true }, 3],
])("%s", (_, situation, level) => {
  expect(colorLevel(situation)).toBe(level);
});

test("writes escape codes by the level alone", () => {
  expect(createColors(0).red("x")).toBe("x");
  expect(createColors(1).red("x")).toBe("\u001b[31mx\u001b[39m");
});
