import { expect, test } from "vitest";
import type { RunEvent } from "../../src/event.ts";
import { type ColorLevel, createColors } from "../../src/report/colors.ts";
import { createPlainReporter } from "../../src/report/plain-reporter.ts";
import { ConduitStatus } from "../../src/status.ts";
import { ended, failingRun, finished } from "./recorded-run.ts";

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
    { type: "step_logged", id: "a\u001b[2J", message: "\u001b]0;title\u0007\tx\r\ny" },
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
