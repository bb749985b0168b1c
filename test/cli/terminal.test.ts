// conduit run in a real terminal, drawn on a screen in memory.

import { writeFileSync } from "node:fs";
import path from "node:path";
import xterm from "@xterm/headless";
import { afterAll, describe, test } from "vitest";
import { cleanEnvironment, command, makeFolder, puppets, withoutDurations } from "./run-conduit.ts";

const pty = await import("@lydell/node-pty").catch(() => undefined);
const describeOnTerminal = describe.skipIf(pty === undefined);

const pipeline = `steps:
  - { id: quick, action: TEXT.UPPERCASE, parameters: { text: hi } }
  - { id: slow, action: PUPPET.AWAIT_FILE, description: Waits for it, parameters: { file: go } }
  - { id: rest, action: LOG.PRINT, if: "{< all >}", parameters: { message: "{: quick :}" } }
  - { id: clean, action: LOG.PRINT, forced: true, parameters: { message: cleaned } }
outputs: { slow: "{: slow :}" }
parameters: { all: { type: boolean, default: false } }
`;

interface TerminalSettings {
  readonly columns?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly pipeline?: string;
}

const running = new Set<{ kill(): void }>();
afterAll(() => {
  for (const process of running) process.kill();
});

function runOnTerminal(args: readonly string[], settings: TerminalSettings = {}) {
  if (pty === undefined) throw new Error("there is no pseudo terminal here");
  const { columns = 80 } = settings;
  const folder = makeFolder({ "a.yaml": settings.pipeline ?? pipeline });
  const child = pty.spawn(process.execPath, [command, "run", "a.yaml", "--blocks", puppets, ...args], {
    cols: columns,
    rows: 24,
    cwd: folder,
    env: cleanEnvironment({ TERM: "xterm-256color", ...settings.env }),
  });
  running.add(child);
  const screen = new xterm.Terminal({ cols: columns, rows: 24, scrollback: 100, allowProposedApi: true });
  let written = "";
  let look = () => {};
  child.onData((text) => {
    written += text;
    screen.write(text, () => look());
  });
  const exited = new Promise<number>((resolve) => child.onExit(({ exitCode }) => resolve(exitCode)));

  /** The lines on the screen, those joined that only the terminal's edge broke. */
  const lines = (): string[] => {
    const { active } = screen.buffer;
    const joined: string[] = [];
    for (let row = 0; row < active.length; row++) {
      const line = active.getLine(row);
      const isContinued = active.getLine(row + 1)?.isWrapped === true;
      const text = line?.translateToString(!isContinued) ?? "";
      if (line?.isWrapped === true) joined.push((joined.pop() ?? "") + text);
      else joined.push(text);
    }
    while (joined.at(-1) === "") joined.pop();
    return joined;
  };

  return {
    child,
    lines,
    go: () => writeFileSync(path.join(folder, "go"), ""),
    written: () => written,
    isCursorVisible: () => written.lastIndexOf("\u001b[?25h") >= written.lastIndexOf("\u001b[?25l"),
    /** Waits until the screen shows a line that matches. */
    shows: (pattern: RegExp) =>
      new Promise<void>((resolve, reject) => {
        look = () => {
          if (lines().some((line) => pattern.test(line))) resolve();
        };
        void exited.then(() => reject(new Error(`ended without showing ${pattern}:\n${lines().join("\n")}`)));
        look();
      }),
    /** Waits for the end and for the screen to be drawn. */
    async end(): Promise<{ code: number; screen: string }> {
      const code = await exited;
      running.delete(child);
      await new Promise<void>((drawn) => screen.write("", drawn));
      return { code, screen: withoutDurations(lines().join("\n")) };
    },
  };
}

const liveLine = /^[\u2800-\u28ff] slow {2}PUPPET\.AWAIT_FILE {2}Waits for it/;

describeOnTerminal.concurrent("on a terminal", () => {
  test("a slow step has a live line, which its lasting line replaces", async ({ expect }) => {
    const terminal = runOnTerminal([]);
    await terminal.shows(liveLine);
    expect(terminal.isCursorVisible()).toBe(false);
    terminal.go();
    const { code, screen } = await terminal.end();
    expect(code).toBe(0);
    expect(screen).toMatchInlineSnapshot(`
      "✓ quick         TEXT.UPPERCASE    DONE (0)       N ms
        slow | waiting
      ✓ slow          PUPPET.AWAIT_FILE  DONE (0)       N ms
      ○ rest          LOG.PRINT          IF_CONDITION_FAILED (110)  N ms
        clean | cleaned
      ✓ clean         LOG.PRINT          DONE (0)       N ms
      ✓ succeeded: 4 steps in N ms (3 done, 1 condition false)
      {
        "slow": "it is there"
      }"
    `);
    expect(terminal.written()).toContain("\u001b[32mDONE (0)     \u001b[39m");
    expect(terminal.written()).toContain("\u001b[33mIF_CONDITION_FAILED (110)\u001b[39m");
    expect(terminal.isCursorVisible()).toBe(true);
  });

  test("Ctrl-C leaves every step in a final status and the cursor visible", async ({ expect }) => {
    const terminal = runOnTerminal([], { pipeline: pipeline.replace("default: false", "default: true") });
    await terminal.shows(liveLine);
    terminal.child.write("\u0003");
    const { code, screen } = await terminal.end();
    expect(code).toBe(130);
    expect(screen).toMatchInlineSnapshot(`
      "✓ quick         TEXT.UPPERCASE    DONE (0)       N ms
        slow | waiting
      interrupted: forced steps still run, once more ends them too
      ✗ slow          PUPPET.AWAIT_FILE  CANCELLED (112)  N ms
          error: the run was cancelled
          at a.yaml:3:25
      - rest          LOG.PRINT          SKIPPED (100)  N ms
        clean | cleaned
      ✓ clean         LOG.PRINT          DONE (0)       N ms
      ✗ failed in step slow: CANCELLED (112) — 2 done, 1 failed, 1 skipped in N ms"
    `);
    expect(terminal.isCursorVisible()).toBe(true);
  });

  test("Ctrl-C twice ends a forced step that hangs", async ({ expect }) => {
    const hanging = pipeline.replace("LOG.PRINT, forced: true,", "PUPPET.HANG, forced: true,");
    const terminal = runOnTerminal([], { pipeline: hanging });
    await terminal.shows(liveLine);
    terminal.child.write("\u0003");
    await terminal.shows(/^[\u2800-\u28ff] clean {2}PUPPET\.HANG/);
    terminal.child.write("\u0003");
    const { code, screen } = await terminal.end();
    expect(code).toBe(130);
    expect(screen).toMatch(
      /✗ clean .*CANCELLED \(112\) {2}N ms\n.*\n.*\n✗ failed in step slow: CANCELLED \(112\)[^\n]*$/,
    );
    expect(terminal.isCursorVisible()).toBe(true);
  });

  test("a block that ends the process leaves the cursor visible", async ({ expect }) => {
    const ending = pipeline.replace("PUPPET.AWAIT_FILE", "PUPPET.END_PROCESS");
    const terminal = runOnTerminal([], { pipeline: ending });
    await terminal.shows(/^[\u2800-\u28ff] slow {2}PUPPET\.END_PROCESS/);
    terminal.go();
    const { code, screen } = await terminal.end();
    expect(code).toBe(101);
    expect(screen).toContain("error: a block ended the process");
    expect(terminal.isCursorVisible()).toBe(true);
  });

  test("what ended before a block ends the process is told", async ({ expect }) => {
    const group = `steps:
  - id: all
    steps:
      - { id: slow, action: PUPPET.AWAIT_FILE, parameters: { file: go } }
      - { id: quick, action: TEXT.UPPERCASE, parameters: { text: hi } }
      - { id: last, action: PUPPET.END_PROCESS }
`;
    const terminal = runOnTerminal([], { pipeline: group });
    await terminal.shows(/^ {4}slow {2}PUPPET\.AWAIT_FILE/);
    expect(terminal.lines().at(-2)).toMatch(/^[\u2800-\u28ff] all {5}steps$/);
    terminal.go();
    const { code, screen } = await terminal.end();
    expect(code).toBe(101);
    expect(screen).toMatchInlineSnapshot(`
      "▸ all           steps
          slow | waiting
        ✓ slow        PUPPET.AWAIT_FILE  DONE (0)       N ms
        ✓ quick       TEXT.UPPERCASE     DONE (0)       N ms
      error: a block ended the process"
    `);
    expect(terminal.isCursorVisible()).toBe(true);
  });

  test("a failure tells its error and where in the file it comes from", async ({ expect }) => {
    const failing = "steps:\n  - id: a\n    action: PUPPET.THROW\n    parameters: { what: escapes }\n";
    const terminal = runOnTerminal([], { pipeline: failing });
    const { code, screen } = await terminal.end();
    expect(code).toBe(101);
    expect(screen).toMatchInlineSnapshot(`
      "✗ a             PUPPET.THROW      UNHANDLED_EXCEPTION (101)  N ms
          error: \\u001b[31mred\\u001b[0m \\u0007 \\u009b2J
          at a.yaml:3:13
      ✗ failed in step a: UNHANDLED_EXCEPTION (101) — 1 failed in N ms"
    `);
    expect(terminal.written()).toContain("\u001b[31mUNHANDLED_EXCEPTION (101)\u001b[39m");
    expect(terminal.written()).not.toContain("\u001b[31mred");
  });

  test("a mistake is shown in colours", async ({ expect }) => {
    const terminal = runOnTerminal([], { pipeline: "steps: [{ action: PUPPET.EHCO }]" });
    const { code, screen } = await terminal.end();
    expect(code).toBe(102);
    expect(screen).toMatchInlineSnapshot(`
      "a.yaml:1:19: error: block \`PUPPET.EHCO\` does not exist [block-not-found]
        |
      1 | steps: [{ action: PUPPET.EHCO }]
        |                   ^^^^^^^^^^^
        = help: did you mean \`PUPPET.ECHO\`?
        = ends as: BLOCK_NOT_FOUND (102)
      nothing ran"
    `);
    expect(terminal.written()).toContain("\u001b[31merror:\u001b[39m");
  });

  const plain: [string, string[], Record<string, string>][] = [
    ["NO_COLOR", [], { NO_COLOR: "1" }],
    ["--no-color", ["--no-color"], {}],
    ["--quiet", ["--quiet"], {}],
    ["a dumb terminal", [], { TERM: "dumb" }],
    ["CI", [], { CI: "true" }],
  ];
  test.for(plain)("%s means plain lines without escape codes", async ([, args, env], { expect }) => {
    const terminal = runOnTerminal(args, { env });
    await terminal.shows(/^ {2}slow \| waiting/);
    terminal.go();
    const { code, screen } = await terminal.end();
    expect(code).toBe(0);
    expect(terminal.written()).not.toContain("\u001b");
    expect(screen).toContain("✓ slow          PUPPET.AWAIT_FILE  DONE (0)       N ms\n");
    expect(screen).toContain("\n✓ succeeded: 4 steps in N ms (3 done, 1 condition false)\n");
  });

  test("of 20 columns the live line is cut, and the lasting lines are the same", async ({ expect }) => {
    const narrow = runOnTerminal([], { columns: 20 });
    await narrow.shows(/^[\u2800-\u28ff] slow {2}PUPPET.AWA…$/);
    narrow.go();
    const wide = runOnTerminal(["--quiet"], { columns: 200 });
    wide.go();
    const { code, screen } = await narrow.end();
    expect(code).toBe(0);
    expect(screen).toBe((await wide.end()).screen);
    expect(narrow.isCursorVisible()).toBe(true);
  });
});
