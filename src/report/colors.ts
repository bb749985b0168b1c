// Colours by a computed level. chalk's own guess is never used: it knows no NO_COLOR and looks at the process, while
// here everything that decides is handed in.

import { Chalk, type ChalkInstance } from "chalk";

/** None, 16, 256 or all colours. */
export type ColorLevel = 0 | 1 | 2 | 3;
export type Colors = ChalkInstance;

/** What decides about colours. */
export interface ColorSituation {
  /** The environment's variables. */
  readonly env: { readonly [name: string]: string | undefined };
  /** Whether the stream that gets the text is a terminal. */
  readonly isTerminal: boolean;
  /** `--color` as true, `--no-color` as false. */
  readonly colorFlag?: boolean | undefined;
}

/** Styles that write escape codes at most of this level; at 0 they return the text as it is. */
export function createColors(level: ColorLevel): Colors {
  return new Chalk({ level });
}

/**
 * The level for a stream. The nearest word wins: the flag, then NO_COLOR (set and not empty), then FORCE_COLOR, and only
 * then what the terminal can do; without a terminal, on a dumb one and in CI there is none.
 */
export function colorLevel({ env, isTerminal, colorFlag }: ColorSituation): ColorLevel {
  if (colorFlag === false) return 0;
  const forced = forcedLevel(env.FORCE_COLOR);
  if (colorFlag === true) return forced || terminalLevel(env) || 1;
  if (env.NO_COLOR) return 0;
  if (forced !== undefined) return forced;
  return isTerminal && !isCi(env.CI) ? terminalLevel(env) : 0;
}

/** The level FORCE_COLOR asks for; undefined when it is not set or means nothing. */
function forcedLevel(value: string | undefined): ColorLevel | undefined {
  switch (value) {
    case "0":
    case "false":
      return 0;
    case "":
    case "1":
    case "true":
      return 1;
    case "2":
      return 2;
    case "3":
      return 3;
    default:
      return undefined;
  }
}

/** Says whether a value of the environment variable CI means that this is one. */
export function isCi(value: string | undefined): boolean {
  return value !== undefined && value !== "" && value !== "0" && value !== "false";
}

function terminalLevel(env: ColorSituation["env"]): ColorLevel {
  const terminal = env.TERM ?? "";
  if (terminal === "dumb") return 0;
  if (/^(truecolor|24bit)$/i.test(env.COLORTERM ?? "")) return 3;
  return /-256(color)?$/i.test(terminal) ? 2 : 1;
}
