// SIGINT and SIGTERM: every step ends in a final status, forced steps clean up, and the exit code tells the signal.

import { existsSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, test } from "vitest";
import { puppets, startConduit, transcript } from "./run-conduit.ts";

const cleaning = `steps:
  - { id: hang, action: PUPPET.HANG }
  - { id: rest, action: PUPPET.TOUCH, parameters: { file: rest } }
  - { id: clean, action: PUPPET.TOUCH, forced: true, parameters: { file: cleaned } }
outputs: { a: 1 }
`;

const hangingTwice = `steps:
  - { id: hang, action: PUPPET.HANG }
  - { id: rest, action: PUPPET.ECHO }
  - { id: clean, action: PUPPET.HANG, forced: true }
  - { id: more, action: PUPPET.TOUCH, forced: true, parameters: { file: more } }
`;

function start(pipeline: string) {
  return startConduit(["run", "a.yaml", "-b", puppets], { files: { "a.yaml": pipeline } });
}

describe.concurrent("an interruption", () => {
  test("cancels a step that never settles, skips the rest and runs forced steps", async ({ expect }) => {
    const running = start(cleaning);
    await running.says("hang | hanging");
    running.child.kill("SIGINT");
    expect(transcript(await running.ended)).toMatchInlineSnapshot(`
      "exit 130
      --- stderr
        hang | hanging
      interrupted: forced steps still run, once more ends them too
      ✗ hang          PUPPET.HANG       CANCELLED (112)  N ms
          error: the run was cancelled
          at a.yaml:2:25
      - rest          PUPPET.TOUCH      SKIPPED (100)  N ms
      ✓ clean         PUPPET.TOUCH      DONE (0)       N ms
      ✗ failed in step hang: CANCELLED (112) — 1 done, 1 failed, 1 skipped in N ms"
    `);
    const made = ["rest", "cleaned"].map((file) => existsSync(path.join(running.folder, file)));
    expect(made).toEqual([false, true]);
  });

  test("that comes while a block keeps the thread busy is heard before the next step", async ({ expect }) => {
    const running = start(`steps:
  - { id: busy, action: PUPPET.BUSY, parameters: { file: stop } }
  - { id: rest, action: PUPPET.TOUCH, parameters: { file: rest } }
outputs: { a: 1 }
`);
    await running.says("busy | busy");
    running.child.kill("SIGINT");
    writeFileSync(path.join(running.folder, "stop"), "");
    expect(transcript(await running.ended)).toMatchInlineSnapshot(`
      "exit 130
      --- stderr
        busy | busy
      ✓ busy          PUPPET.BUSY       DONE (0)       N ms
      interrupted: forced steps still run, once more ends them too
      - rest          PUPPET.TOUCH      SKIPPED (100)  N ms
      ✗ failed: CANCELLED (112) — 1 done, 1 skipped in N ms"
    `);
    expect(existsSync(path.join(running.folder, "rest"))).toBe(false);
  });

  test("by SIGTERM does the same and exits with 143", async ({ expect }) => {
    const running = start(cleaning);
    await running.says("hang | hanging");
    running.child.kill("SIGTERM");
    const { code, signal, stdout, stderr } = await running.ended;
    expect([code, signal, stdout]).toEqual([143, null, ""]);
    expect(stderr).toMatch(/✗ hang .*CANCELLED \(112\)/);
    expect(stderr).toMatch(/- rest .*SKIPPED \(100\)/);
    expect(stderr).toMatch(/✓ clean .*DONE \(0\)/);
    expect(existsSync(path.join(running.folder, "cleaned"))).toBe(true);
  });

  test("that comes twice ends a forced step that hangs", async ({ expect }) => {
    const running = start(hangingTwice);
    await running.says("hang | hanging");
    running.child.kill("SIGINT");
    await running.says("clean | hanging");
    running.child.kill("SIGINT");
    expect(transcript(await running.ended)).toMatchInlineSnapshot(`
      "exit 130
      --- stderr
        hang | hanging
      interrupted: forced steps still run, once more ends them too
      ✗ hang          PUPPET.HANG       CANCELLED (112)  N ms
          error: the run was cancelled
          at a.yaml:2:25
      - rest          PUPPET.ECHO       SKIPPED (100)  N ms
        clean | hanging
      ✗ clean         PUPPET.HANG       CANCELLED (112)  N ms
          error: the run was cancelled
          at a.yaml:4:26
      - more          PUPPET.TOUCH      SKIPPED (100)  N ms
      ✗ failed in step hang: CANCELLED (112) — 2 failed, 2 skipped in N ms"
    `);
    expect(existsSync(path.join(running.folder, "more"))).toBe(false);
  });

  test("has the exit code of its first signal", async ({ expect }) => {
    const running = start(hangingTwice);
    await running.says("hang | hanging");
    running.child.kill("SIGTERM");
    await running.says("clean | hanging");
    running.child.kill("SIGINT");
    expect((await running.ended).code).toBe(143);
  });

  test("after a failure lets the forced step go on that runs, and the next forced one follows", async ({ expect }) => {
    const running = start(`steps:
  - { id: wrong, action: PUPPET.THROW, parameters: { what: text } }
  - { id: clean, action: PUPPET.AWAIT_FILE, forced: true, parameters: { file: go } }
  - { id: more, action: PUPPET.TOUCH, forced: true, parameters: { file: more } }
`);
    await running.says("clean | waiting");
    running.child.kill("SIGINT");
    await running.says("interrupted");
    writeFileSync(path.join(running.folder, "go"), "");
    expect(transcript(await running.ended)).toMatchInlineSnapshot(`
      "exit 130
      --- stderr
      ✗ wrong         PUPPET.THROW      UNHANDLED_EXCEPTION (101)  N ms
          error: just a text
          at a.yaml:2:26
        clean | waiting
      interrupted: forced steps still run, once more ends them too
      ✓ clean         PUPPET.AWAIT_FILE  DONE (0)       N ms
      ✓ more          PUPPET.TOUCH       DONE (0)       N ms
      ✗ failed in step wrong: UNHANDLED_EXCEPTION (101) — 2 done, 1 failed in N ms"
    `);
    expect(existsSync(path.join(running.folder, "more"))).toBe(true);
  });
});
