import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type ColorLevel, createColors } from "../../src/report/colors.ts";
import { createLiveReporter } from "../../src/report/live-reporter.ts";
import { liveText } from "../../src/report/live-text.ts";
import { createPlainReporter } from "../../src/report/plain-reporter.ts";
import { ConduitStatus } from "../../src/status.ts";
import { createFakeTerminal, type FakeTerminal } from "./fake-terminal.ts";
import { doubleLoop, fanOut, step } from "./nested-run.ts";
import { failingRun, finished, logged, started } from "./recorded-run.ts";

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

const fetching = {
  name: "fetch",
  depth: 0,
  action: "HTTP.GET",
  description: "Fetch the orders",
  progress: "",
  startedAt: 0,
};

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
  reporter.onEvent(logged("fetch", "200 OK\n17 orders"));
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

test.each([
  ["a flat run", failingRun],
  ["a fan-out", fanOut()],
  ["a loop in a loop", doubleLoop()],
])("leaves the same lines as the plain reporter when it is done, and the cursor visible: %s", async (_, events) => {
  for (const isVerbose of [false, true]) {
    vi.useFakeTimers();
    let plain = "";
    const write = (text: string) => {
      plain += text;
    };
    const plainReporter = createPlainReporter({ write, colors: createColors(0), isVerbose });
    const { terminal, reporter } = watch(140, isVerbose);
    for (const event of events) {
      plainReporter.onEvent(event);
      reporter.onEvent(event);
      await pass(200);
    }
    reporter.close();
    expect(terminal.written().split(hidden).length).toBeGreaterThan(1);
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

test.each([
  [24, 12],
  [50, 25],
  [10, 6],
  [6, 4],
  [2, 1],
])("leaves room on a screen of %i lines for what lasts", (rows, most) => {
  const running = Array.from({ length: 40 }, (_, step) => ({ ...fetching, name: `s${step}` }));
  const text = (steps: typeof running) => liveText(steps, { colors: createColors(0), columns: 80, rows, now: 0 });
  expect(text(running).split("\n").length).toBe(most);
  expect(text(running).split("\n").at(-1)?.trim()).toBe(`… ${40 - most + 1} more`);
  expect(text(running.slice(0, most))).not.toContain("more");
});

test("shows the members of groups below them, with their turns", async () => {
  const { terminal, reporter } = watch();
  const [regions, prepare] = [step("regions", "steps"), step("prepare", "steps")];
  const shops = regions.member("shops", "steps", 0);
  const buy = (turn: number) => shops.member("buy", "SHOP.BUY", turn);
  for (const event of [
    ...[prepare.started("Get ready"), prepare.member("login", "HTTP.GET").started()],
    ...[regions.started(), regions.loop(2), regions.turn(0), shops.started(), shops.loop(12, 2)],
    ...[shops.turn(0), buy(0).started("Buy all"), shops.turn(1), buy(1).started()],
    ...[buy(0).finished(), shops.turnEnded(0), shops.turn(2), buy(2).started()],
    buy(1).attemptFailed({ delay_ms: 0 }),
  ]) {
    reporter.onEvent(event);
  }
  await pass(1_200);
  expect(await screenOf(terminal)).toEqual([
    "▸ regions       steps             2 turns",
    "  ✓ regions[0] › shops[0] › buy  SHOP.BUY          DONE (0)       12 ms",
    "  ↻ regions[0] › shops[1] › buy  SHOP.BUY          attempt 1 of 3 failed: connec",
    "tion refused [ECONNREFUSED]; again at once",
    "* prepare      steps     Get ready  1.1 s",
    "    login      HTTP.GET  1.1 s",
    "  regions      steps     0 of 2  1.1 s",
    "    [0] shops  steps     1 of 12  1.1 s",
    "      [1] buy  SHOP.BUY  attempt 2 of 3  1.1 s",
    "      [2] buy  SHOP.BUY  1.1 s",
  ]);
  reporter.close();
});

test("shows how far a loop is, and forgets an attempt with its turn", async () => {
  const { terminal, reporter } = watch(40);
  const fetch = step("fetch", "HTTP.GET");
  for (const event of [
    ...[fetch.started("Fetch every page there is"), fetch.loop(40), fetch.turn(0)],
    ...[fetch.attemptFailed({ turn: 0 }), fetch.turnEnded(0), fetch.turn(1), fetch.turnEnded(1), fetch.turn(2)],
  ]) {
    reporter.onEvent(event);
  }
  await pass(1_200);
  const lines = await screenOf(terminal);
  expect(lines.at(-1)).toBe("* fetch  HTTP.GET  Fet…  2 of 40  1.1 s");
  reporter.close();
});

test("keeps turning while members end, and draws no more often than can be seen", async () => {
  const { terminal, reporter } = watch();
  const group = step("group", "steps");
  reporter.onEvent(group.started());
  await pass(200);
  const drawn = () => terminal.written().split("\u001b[?2026h").length;
  const before = drawn();
  for (let member = 1; member <= 1_000; member++) {
    for (const event of group.member(`m${member}`).ran()) reporter.onEvent(event);
  }
  await pass(40);
  expect(drawn() - before).toBeLessThanOrEqual(2);
  reporter.onEvent(group.member("last").finished());
  reporter.close();
  expect(terminal.written().split(hidden).length).toBe(2);
  const lines = await screenOf(terminal);
  expect(lines.at(-1)).toBe("  ✓ last        TEXT.JOIN         DONE (0)       12 ms");
});

test("does not forget a step when another one is refused its id", async () => {
  const { terminal, reporter } = watch();
  const both = step("both", "parallel");
  const twin = both.member("twin", "TIME.WAIT");
  reporter.onEvent(both.started());
  reporter.onEvent(twin.started());
  reporter.onEvent(twin.finished({ position: 2, status: ConduitStatus.DUPLICATE_STEP_IDS }));
  await pass(200);
  const lines = await screenOf(terminal);
  expect(lines.slice(-2)).toEqual(["* both    parallel", "    twin  TIME.WAIT"]);
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
  const at = (columns: number) => liveText([fetching], { colors: createColors(0), columns, rows: 24, now: 1_250 });
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
