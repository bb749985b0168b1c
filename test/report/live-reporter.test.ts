import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type ColorLevel, createColors } from "../../src/report/colors.ts";
import { createLiveReporter } from "../../src/report/live-reporter.ts";
import { liveText } from "../../src/report/live-text.ts";
import { createPlainReporter } from "../../src/report/plain-reporter.ts";
import { createFakeTerminal, type FakeTerminal } from "./fake-terminal.ts";
import { failingRun, finished, started } from "./recorded-run.ts";

const hidden = "\u001b[?25l";
const shown = "\u001b[?25h";

// Timers are the test's; the screen of @xterm/headless needs real ones, so that they are given back before looking.
beforeEach(() => {
  vi.useFakeTimers();
  // On the bare Linux console ora's signs are ASCII.
  vi.stubEnv("TERM", "xterm");
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

function watch(columns = 80, isVerbose = false, level: ColorLevel = 0) {
  const terminal = createFakeTerminal(columns);
  return {
    terminal,
    reporter: createLiveReporter({ stream: terminal.stream, colors: createColors(level), isVerbose }),
  };
}

/** Lets so much time pass, and what is loaded when it is needed come in. */
async function pass(milliseconds: number): Promise<void> {
  const loading = Math.min(milliseconds, 50);
  await vi.advanceTimersByTimeAsync(loading);
  await vi.dynamicImportSettled();
  await vi.advanceTimersByTimeAsync(milliseconds - loading);
}

/** What the screen shows, the spinner's sign as `*`. */
async function screenOf(terminal: FakeTerminal): Promise<string[]> {
  vi.useRealTimers();
  const lines = await terminal.screen();
  return lines.map((line) => line.replace(/^[\u2800-\u28ff] /, "* "));
}

function isCursorShown(terminal: FakeTerminal): boolean {
  return terminal.written().lastIndexOf(shown) >= terminal.written().lastIndexOf(hidden);
}

test("shows the running step live, below the lines that last", async () => {
  const { terminal, reporter } = watch();
  reporter.onEvent(finished("first", "LOG.PRINT"));
  reporter.onEvent(started("fetch", "HTTP.GET", "Fetch the orders"));
  await pass(900);
  reporter.onEvent({ type: "step_logged", id: "fetch", message: "200 OK\n17 orders" });
  await pass(400);
  expect(isCursorShown(terminal)).toBe(false);
  expect(await screenOf(terminal)).toEqual([
    "✓ first         LOG.PRINT         DONE (0)       12 ms",
    "  fetch | 200 OK",
    "  fetch | 17 orders",
    "* fetch  HTTP.GET  Fetch the orders  1.2 s",
  ]);
  reporter.close();
});

test("leaves the same lines as the plain reporter when it is done, and the cursor visible", async () => {
  for (const isVerbose of [false, true]) {
    vi.useFakeTimers();
    let plain = "";
    const write = (text: string) => {
      plain += text;
    };
    const plainReporter = createPlainReporter({ write, colors: createColors(0), isVerbose });
    const { terminal, reporter } = watch(120, isVerbose);
    for (const event of failingRun) {
      plainReporter.onEvent(event);
      reporter.onEvent(event);
      await pass(200);
    }
    reporter.close();
    expect(terminal.written().split(hidden).length).toBeGreaterThan(2);
    expect(isCursorShown(terminal)).toBe(true);
    expect(`${(await screenOf(terminal)).join("\n")}\n`).toBe(plain);
  }
});

test("shows steps that run at the same time below each other", async () => {
  const { terminal, reporter } = watch();
  reporter.onEvent(started("left", "TIME.WAIT", "The slow one"));
  reporter.onEvent(started("in_the_middle", "LOG.PRINT"));
  reporter.onEvent(started("right", "TEXT.UPPERCASE", "Loud"));
  await pass(1_040);
  reporter.onEvent(finished("in_the_middle", "LOG.PRINT"));
  await pass(160);
  expect(await screenOf(terminal)).toEqual([
    "✓ in_the_middle  LOG.PRINT         DONE (0)       12 ms",
    "* left   TIME.WAIT       The slow one  1.1 s",
    "  right  TEXT.UPPERCASE  Loud  1.1 s",
  ]);
  reporter.close();
});

test("takes no more than six lines for many steps at once", async () => {
  const { terminal, reporter } = watch();
  for (let step = 1; step <= 8; step++) reporter.onEvent(started(`s${step}`, "TIME.WAIT"));
  await pass(200);
  expect(await screenOf(terminal)).toEqual([
    "* s1  TIME.WAIT",
    "  s2  TIME.WAIT",
    "  s3  TIME.WAIT",
    "  s4  TIME.WAIT",
    "  s5  TIME.WAIT",
    "  … 3 more",
  ]);
  reporter.close();
});

test("starts no spinner for steps that end at once", async () => {
  const { terminal, reporter } = watch();
  for (let step = 1; step <= 20; step++) {
    reporter.onEvent(started("fast", "LOG.PRINT"));
    await pass(20);
    reporter.onEvent(finished("fast", "LOG.PRINT"));
  }
  reporter.close();
  expect(terminal.written()).toBe("✓ fast          LOG.PRINT         DONE (0)       12 ms\n".repeat(20));
});

test("leaves nothing of the live line and the cursor visible when closed in the middle", async () => {
  const { terminal, reporter } = watch();
  reporter.onEvent(started("fetch", "HTTP.GET"));
  await pass(500);
  expect(isCursorShown(terminal)).toBe(false);
  reporter.close();
  reporter.close();
  const { length } = terminal.written();
  reporter.onEvent(started("late", "HTTP.GET"));
  await pass(500);
  expect(terminal.written().length).toBe(length);
  expect(vi.getTimerCount()).toBe(0);
  expect(terminal.stream.listenerCount("resize")).toBe(0);
  expect(isCursorShown(terminal)).toBe(true);
  expect(await screenOf(terminal)).toEqual([]);
});

test("does not start a spinner that was still loading when it was closed", async () => {
  const { terminal, reporter } = watch();
  reporter.onEvent(started("fetch", "HTTP.GET"));
  vi.advanceTimersByTime(60);
  reporter.close();
  await pass(500);
  expect(terminal.written()).toBe("");
});

test("survives a terminal without columns, from the start or by a resize", async () => {
  const without = watch(0);
  without.reporter.onEvent(started("fetch", "HTTP.GET"));
  await pass(500);
  without.reporter.onEvent(finished("fetch", "HTTP.GET"));
  without.reporter.close();
  expect(without.terminal.written()).toBe("✓ fetch         HTTP.GET          DONE (0)       12 ms\n");

  const { terminal, reporter } = watch(80);
  reporter.onEvent(started("fetch", "HTTP.GET"));
  await pass(500);
  terminal.resize(0);
  await pass(500);
  expect(isCursorShown(terminal)).toBe(true);
  reporter.onEvent(finished("fetch", "HTTP.GET"));
  reporter.close();
  expect(await screenOf(terminal)).toEqual(["✓ fetch         HTTP.GET          DONE (0)       12 ms"]);
});

test("never wraps the live line", async () => {
  const { terminal, reporter } = watch(40);
  reporter.onEvent(started("fetch", "HTTP.GET", "日本".repeat(30)));
  await pass(1_200);
  expect(await screenOf(terminal)).toEqual(["* fetch  HTTP.GET  日本日本日本…  1.1 s"]);
  reporter.close();
});

test("lets nothing from outside steer the terminal", async () => {
  const { terminal, reporter } = watch();
  reporter.onEvent(started("a\u001b[2J", "A\nB", "x\u0007\u202e"));
  await pass(200);
  expect(await screenOf(terminal)).toEqual(["* a\\u001b[2J  A\\nB  x\\u0007\\u202e"]);
  reporter.close();
});

test("colours the spinner by the level it was given", async () => {
  const { terminal, reporter } = watch(80, false, 1);
  reporter.onEvent(started("a", "A.B", "c"));
  await pass(200);
  reporter.close();
  const drawn = terminal.written().replaceAll(/[\u2800-\u28ff]/g, "*");
  expect(drawn).toContain("\u001b[36m*\u001b[39m \u001b[1ma\u001b[22m  A.B  \u001b[2mc\u001b[22m\u001b[?2026l");
});

test("cuts live lines for terminals of any size", () => {
  const running = [{ id: "fetch", action: "HTTP.GET", description: "Fetch the orders", startedAt: 0 }];
  const at = (columns: number) => liveText(running, { colors: createColors(0), columns, rows: 24, now: 1_250 });
  expect([1, 3, 5, 12, 20, 30, 80].map(at)).toEqual([
    "",
    "",
    "1…",
    "f…  1.2 s",
    "fetch  HT…  1.2 s",
    "fetch  HTTP.GET  Fe…  1.2 s",
    "fetch  HTTP.GET  Fetch the orders  1.2 s",
  ]);
});
