import { expect, test } from "vitest";
import type { RunEvent } from "../../src/event.ts";
import { type ColorLevel, createColors } from "../../src/report/colors.ts";
import { createPlainReporter } from "../../src/report/plain-reporter.ts";
import { ConduitStatus } from "../../src/status.ts";
import { broken, doubleLoop, fanOut, here, step } from "./nested-run.ts";
import { ended, failingRun, finished, logged } from "./recorded-run.ts";

function report(events: readonly RunEvent[], isVerbose = false, level: ColorLevel = 0): string {
  let text = "";
  const write = (more: string) => {
    text += more;
  };
  const reporter = createPlainReporter({ write, colors: createColors(level), isVerbose });
  for (const event of events) reporter.onEvent(event);
  reporter.close();
  return text;
}

test("writes a line per step, what was logged, and a summary", () => {
  expect(report(failingRun)).toBe(`\
  fetch | 200 OK
  fetch |
  fetch | 17 orders
✓ fetch         HTTP.GET          DONE (0)       1.2 s
○ only_on_monday  LOG.PRINT         IF_CONDITION_FAILED (110)  0 ms
✗ gate            ASSERT.EQUAL      ASSERTION_ERROR (106)  12 ms
    error: AssertionError: expected 3 orders
      + 17
      - 3
    at demo.yaml:12:15
- publish         HTTP.POST         SKIPPED (100)  0 ms
✓ clean_up        FILE.DELETE       DONE (0)       2 m 05 s
✗ failed in step gate: ASSERTION_ERROR (106) — 2 done, 1 failed, 1 condition false, 1 skipped in 2 m 06 s
`);
});

test("adds resolved parameters and stacks when verbose", () => {
  expect(report(failingRun, true)).toBe(`\
  fetch | 200 OK
  fetch |
  fetch | 17 orders
✓ fetch         HTTP.GET          DONE (0)       1.2 s
    parameters: {"url":"https://shop.example/orders","tries":2}
○ only_on_monday  LOG.PRINT         IF_CONDITION_FAILED (110)  0 ms
✗ gate            ASSERT.EQUAL      ASSERTION_ERROR (106)  12 ms
    error: AssertionError: expected 3 orders
      + 17
      - 3
    at demo.yaml:12:15
    parameters: {"actual":17,"expected":3}
    stack:
      at equal (blocks/assert.ts:4:9)
      at run (a.ts:1:1)
- publish         HTTP.POST         SKIPPED (100)  0 ms
✓ clean_up        FILE.DELETE       DONE (0)       2 m 05 s
✗ failed in step gate: ASSERTION_ERROR (106) — 2 done, 1 failed, 1 condition false, 1 skipped in 2 m 06 s
`);
});

test("shows every status with its name and number", () => {
  const statuses = Object.values(ConduitStatus).filter((value) => typeof value === "number");
  expect(report(statuses.map((status) => finished("a", "A.B", { status })))).toBe(`\
- a             A.B               NONE (-1)      12 ms
✓ a             A.B               DONE (0)       12 ms
- a             A.B               SKIPPED (100)  12 ms
✗ a             A.B               UNHANDLED_EXCEPTION (101)  12 ms
✗ a             A.B               BLOCK_NOT_FOUND (102)  12 ms
✗ a             A.B               INVALID_ARGUMENT (103)  12 ms
✗ a             A.B               DUPLICATE_STEP_IDS (104)  12 ms
✗ a             A.B               FORBIDDEN_BLOCK (105)  12 ms
✗ a             A.B               ASSERTION_ERROR (106)  12 ms
✗ a             A.B               INVALID_TYPE (107)  12 ms
✗ a             A.B               STEP_LIMIT_EXCEED (108)  12 ms
✗ a             A.B               BLOCK_LIMIT_EXCEED (109)  12 ms
○ a             A.B               IF_CONDITION_FAILED (110)  12 ms
✗ a             A.B               TIMEOUT (111)  12 ms
✗ a             A.B               CANCELLED (112)  12 ms
✗ a             A.B               INVALID_RETURN (113)  12 ms
`);
});

test.each<[string, RunEvent, string]>([
  ["all done", ended(), "✓ succeeded: 4 steps in 23 ms"],
  ["one step", ended({ counts: { DONE: 1 } }), "✓ succeeded: 1 step in 23 ms"],
  ["no step", ended({ counts: {} }), "✓ succeeded: 0 steps in 23 ms"],
  [
    "conditions",
    ended({ counts: { DONE: 3, IF_CONDITION_FAILED: 1 } }),
    "✓ succeeded: 4 steps in 23 ms (3 done, 1 condition false)",
  ],
  [
    "only conditions",
    ended({ counts: { IF_CONDITION_FAILED: 2 } }),
    "✓ succeeded: 2 steps in 23 ms (2 condition false)",
  ],
  [
    "an allowed failure",
    ended({ counts: { DONE: 3, TIMEOUT: 1 }, allowed_failures: 1 }),
    "✓ succeeded: 4 steps in 23 ms (3 done, 1 failed as allowed)",
  ],
  [
    "a failure beside an allowed one",
    ended({
      success: false,
      status: ConduitStatus.TIMEOUT,
      failed_step: "b",
      counts: { DONE: 3, TIMEOUT: 3 },
      allowed_failures: 2,
    }),
    "✗ failed in step b: TIMEOUT (111) — 3 done, 1 failed, 2 failed as allowed in 23 ms",
  ],
  [
    "outputs",
    ended({
      success: false,
      status: ConduitStatus.UNHANDLED_EXCEPTION,
      error: { name: "ReferenceError", message: "nothing at `a.b`", code: "unresolved_reference" },
      place: { file: "demo.yaml", line: 20, column: 5 },
    }),
    [
      "    error: ReferenceError: nothing at `a.b` [unresolved_reference]",
      "    at demo.yaml:20:5",
      "✗ failed in the outputs: UNHANDLED_EXCEPTION (101) — 4 done in 23 ms",
    ].join("\n"),
  ],
  [
    "an interrupted run",
    ended({ success: false, status: ConduitStatus.CANCELLED, counts: { NONE: 3 } }),
    "✗ failed: CANCELLED (112) — 3 not run in 23 ms",
  ],
  [
    "a failure without steps",
    ended({ success: false, status: ConduitStatus.CANCELLED, counts: {} }),
    "✗ failed: CANCELLED (112) — no steps in 23 ms",
  ],
])("sums up a run: %s", (_, event, text) => {
  expect(report([event])).toBe(`${text}\n`);
});

test("lets nothing from outside steer the terminal", () => {
  const events: RunEvent[] = [
    logged("a\u001b[2J", "\u001b]0;title\u0007\tx\r\ny"),
    finished("a\nb", "A\u202eB", {
      status: ConduitStatus.UNHANDLED_EXCEPTION,
      error: { name: "Bad\u0007", message: "no\u001b[1A", code: "\u009b" },
      place: { file: "a\u001b.yaml", line: 1, column: 2 },
      stack: "no stack\u001b[1A",
      parameters: { "\u202e": "\u0085" },
    }),
    ended({ success: false, status: ConduitStatus.UNHANDLED_EXCEPTION, failed_step: "a\nb", counts: { INVALID: 1 } }),
  ];
  expect(report(events, true)).toBe(`\
  a\\u001b[2J | \\u001b]0;title\\u0007    x
  a\\u001b[2J | y
✗ a\\nb          A\\u202eB          UNHANDLED_EXCEPTION (101)  12 ms
    error: Bad\\u0007: no\\u001b[1A [\\u009b]
    at a\\u001b.yaml:1:2
    parameters: {"\\u202e":"\\u0085"}
    stack:
      no stack\\u001b[1A
✗ failed in step a\\nb: UNHANDLED_EXCEPTION (101) — 1 failed in 23 ms
`);
});

test("names an error only where the name tells something, and its code only once", () => {
  const failure = (name: string, message: string, code: string | null) =>
    report([finished("a", "A.B", { status: ConduitStatus.UNHANDLED_EXCEPTION, error: { name, message, code } })])
      .split("\n")
      .slice(1, -1);
  expect(failure("Error", "boom", null)).toEqual(["    error: boom"]);
  expect(failure("Error", "ENOENT: no such file", "ENOENT")).toEqual(["    error: ENOENT: no such file"]);
  expect(failure("TypeError", "boom", null)).toEqual(["    error: TypeError: boom"]);
  expect(failure("Error", "", null)).toEqual(["    error: (no message)"]);
  expect(failure("Error", "first\n\nthird", null)).toEqual(["    error: first", "", "      third"]);
});

test("shortens endless messages and parameters, and says so", () => {
  const long = "😀".repeat(5_000);
  const text = report(
    [
      finished("a", "A.B", {
        status: ConduitStatus.UNHANDLED_EXCEPTION,
        error: { name: "Error", message: long, code: null },
        parameters: { long },
      }),
    ],
    true,
  );
  expect(text).toBe(`\
✗ a             A.B               UNHANDLED_EXCEPTION (101)  12 ms
    error: ${"😀".repeat(2_000)}… (10000 characters in all)
    parameters: {"long":"${"😀".repeat(1_995)}… (10011 characters in all)
`);
});

test("aligns ids of wide characters", () => {
  expect(report([finished("日本", "A.B"), finished("e\u0301", "A.B"), finished("x".repeat(40), "A.B")])).toBe(`\
✓ 日本          A.B               DONE (0)       12 ms
✓ e\u0301             A.B               DONE (0)       12 ms
✓ ${"x".repeat(40)}  A.B               DONE (0)       12 ms
`);
});

test("colours the symbol and the status, and dims the duration", () => {
  expect(
    report(
      [finished("a", "A.B"), finished("b", "A.B", { status: ConduitStatus.TIMEOUT }), ended({ counts: { DONE: 1 } })],
      false,
      1,
    ),
  ).toBe(
    [
      "\u001b[32m✓\u001b[39m a             A.B               \u001b[32mDONE (0)     \u001b[39m  \u001b[2m12 ms\u001b[22m\n",
      "\u001b[31m✗\u001b[39m b             A.B               \u001b[31mTIMEOUT (111)\u001b[39m  \u001b[2m12 ms\u001b[22m\n",
      "\u001b[32m✓ succeeded:\u001b[39m 1 step in 23 ms\n",
    ].join(""),
  );
});

test("names what happens in turns or at the same time by its path, below one line for all of it", () => {
  expect(report(fanOut())).toBe(`\
▸ orders        steps             3 turns, 2 at once
    orders[1] › fetch | 17 orders
  ✓ orders[1] › fetch  HTTP.GET          DONE (0)       12 ms
  ✓ orders[0] › fetch  HTTP.GET          DONE (0)       12 ms
  ✓ orders[0] › store  FILE.WRITE        DONE (0)       12 ms
  ✓ orders[1] › store  FILE.WRITE        DONE (0)       12 ms
  ↻ orders[2] › fetch  HTTP.GET          attempt 1 of 2 failed: connection refused [ECONNREFUSED]; again in 2.0 s
  ✗ orders[2] › fetch  HTTP.GET          UNHANDLED_EXCEPTION (101)  12 ms
      error: connection refused [ECONNREFUSED]
      at demo.yaml:7:15
  - orders[2] › store  FILE.WRITE        SKIPPED (100)  0 ms
✗ orders               steps             UNHANDLED_EXCEPTION (101)  2.1 s  in orders[2] › fetch, 3 of 3 turns
✗ failed in step orders[2] › fetch: UNHANDLED_EXCEPTION (101) — 2 failed, 1 skipped in 23 ms
`);
});

test("adds loops and their turns when verbose", () => {
  const firstRegion = report(doubleLoop(), true).split("\n").slice(0, 9).join("\n");
  expect(firstRegion).toBe(`\
▸ regions       steps             2 turns
  ✓ regions[0] › list  FILE.READ         DONE (0)       12 ms
  ▸ regions[0] › shops  steps             2 turns
  ✓ regions[0] › shops[0] › buy  SHOP.BUY          DONE (0)       12 ms
  ✓ regions[0] › shops[0]        steps             DONE (0)       5 ms
  ✓ regions[0] › shops[1] › buy  SHOP.BUY          DONE (0)       12 ms
  ✓ regions[0] › shops[1]        steps             DONE (0)       5 ms
  ✓ regions[0] › shops           steps             DONE (0)       12 ms  2 turns
  ✓ regions[0]                   steps             DONE (0)       5 ms`);
});

test("gives a loop on an action one line, and each turn that failed one", () => {
  const build = step("build", "HTTP.GET");
  const timeout = { name: "TimeoutError", message: "it took longer than 2 s", code: "timeout" };
  const begun = [build.started(), build.loop(40, 4), build.turn(0), build.turnEnded(0)];
  expect(report([...begun, build.finished()])).toBe(
    "✓ build         HTTP.GET          DONE (0)       12 ms  40 turns\n",
  );
  const failed = [
    build.turnEnded(2, broken),
    build.turnEnded(1, { status: ConduitStatus.TIMEOUT, error: timeout }),
    build.finished({
      ...broken,
      place: here,
      stack: "Error: connection refused\n    at run (a.ts:1:1)",
      allowed: true,
    }),
  ];
  expect(report([...begun, ...failed])).toBe(`\
▸ build         HTTP.GET          40 turns, 4 at once
  ✗ build[2]    HTTP.GET          UNHANDLED_EXCEPTION (101)  5 ms
      error: connection refused [ECONNREFUSED]
  ✗ build[1]    HTTP.GET          TIMEOUT (111)  5 ms
      error: TimeoutError: it took longer than 2 s
! build         HTTP.GET          UNHANDLED_EXCEPTION (101), allowed  12 ms  in build[2], 3 of 40 turns
    at demo.yaml:7:15
`);
  expect(report([...begun, ...failed], true)).toContain("    at demo.yaml:7:15\n    stack:\n      at run (a.ts:1:1)\n");
  const wrong = { name: "Error", message: "the list is too short", code: null };
  expect(report([...begun, build.finished({ status: ConduitStatus.INVALID_RETURN, error: wrong })])).toBe(`\
✗ build         HTTP.GET          INVALID_RETURN (113)  12 ms  1 of 40 turns
    error: the list is too short
`);
});

test("tells an error of a group apart from those of its members", () => {
  const group = step("group", "steps");
  const member = group.member("member");
  const timeout = { name: "TimeoutError", message: "it took longer than 2 s", code: "timeout" };
  expect(
    report([
      group.started(),
      ...member.ran({ status: ConduitStatus.CANCELLED }),
      group.attemptFailed({ status: ConduitStatus.TIMEOUT, error: timeout, delay_ms: 0 }),
      ...member.ran({ ...broken, allowed: true }),
      group.finished({ ...broken, place: here }),
    ]),
  ).toBe(`\
▸ group         steps
  ✗ member      TEXT.JOIN         CANCELLED (112)  12 ms
↻ group         steps             attempt 1 of 3 failed: TimeoutError: it took longer than 2 s; again at once
  ! member      TEXT.JOIN         UNHANDLED_EXCEPTION (101), allowed  12 ms
      error: connection refused [ECONNREFUSED]
✗ group         steps             UNHANDLED_EXCEPTION (101)  12 ms
    error: connection refused [ECONNREFUSED]
    at demo.yaml:7:15
`);
});

test("says of an attempt what fits on its line", () => {
  const fetch = step("fetch", "HTTP.GET");
  const reasonOf = (message: string) =>
    report([fetch.attemptFailed({ error: { name: "Error", message, code: null } })])
      .split(" failed: ")[1]
      ?.split("; again")[0];
  expect(reasonOf("no")).toBe("no");
  expect(reasonOf("no\nmore")).toBe("no …");
  expect(reasonOf("x".repeat(300))).toBe(`${"x".repeat(200)}… (300 characters in all)`);
  expect(report([fetch.attemptFailed({ error: null })])).toBe(
    "↻ fetch         HTTP.GET          attempt 1 of 3 failed: UNHANDLED_EXCEPTION (101); again in 2.0 s\n",
  );
});
