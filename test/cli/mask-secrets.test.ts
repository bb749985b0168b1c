// Secrets in events: those that are known from the start, and those that come while the run goes on.

import { expect, test } from "vitest";
import { SecretMask } from "../../src/cli/mask-secrets.ts";
import type { RunEvent } from "../../src/event.ts";
import type { JsonMap } from "../../src/json.ts";
import { ConduitStatus } from "../../src/status.ts";
import { runFlow } from "../run/flow.ts";

const plan = (values: JsonMap) => ({ secretParameters: new Set(Object.keys(values)), parameters: values });

const error = { name: "Error", message: "no hush and no hush hush", code: null };
const step = { id: "s", position: 1, kind: "action", action: "X", within: [] } as const;
const logged: RunEvent = { type: "step_logged", ...step, turn: null, message: "hush hush" };

test("a value that comes later is masked from then on", () => {
  const mask = new SecretMask(plan({ token: "first-secret" }));
  expect(mask.mask(logged)).toEqual(logged);
  mask.add({ deep: ["hush hush", 12345], none: null });
  expect(mask.mask(logged)).toMatchObject({ message: "[secret]" });
  const number: RunEvent = { ...logged, message: "12345 and first-secret" };
  expect(mask.mask(number)).toMatchObject({ message: "[secret] and [secret]" });
});

test("the longer of two secrets is masked whole, whichever came first", () => {
  for (const secrets of [
    ["hush", "hush hush"],
    ["hush hush", "hush"],
  ]) {
    const mask = new SecretMask(plan({}));
    for (const secret of secrets) mask.add(secret);
    expect(mask.mask({ ...logged, message: "x hush hush x hush x" })).toMatchObject({
      message: "x [secret] x [secret] x",
    });
  }
});

test("every event that can hold a value is shown without it", () => {
  const mask = new SecretMask(plan({ token: "hush" }));
  const status = ConduitStatus.UNHANDLED_EXCEPTION;
  const shown = { error: { ...error, message: "no [secret] and no [secret] [secret]" } };
  const times = { status, error, duration_ms: 1 };
  expect(mask.mask({ type: "turn_finished", ...step, turn: 0, ...times })).toMatchObject(shown);
  const attempt = { turn: null, attempt: 1, attempts: 2, status, error, delay_ms: 0 };
  expect(mask.mask({ type: "attempt_failed", ...step, ...attempt })).toMatchObject(shown);
});

test("a secret that a step gives to a called pipeline is in no event after it was given", async () => {
  const sub = {
    parameters: { token: { type: "string", secret: true } },
    steps: [
      { id: "log", action: "LOG.PRINT", parameters: { message: "token {< token >}" } },
      {
        id: "fails",
        retry: { attempts: 2, on: ["INVALID_TYPE"] },
        action: "TEXT.UPPERCASE",
        parameters: { "text-{< token >}": 1 },
      },
    ],
  };
  const events: RunEvent[] = [];
  const mask = new SecretMask(plan({}));
  const call = {
    id: "c",
    for_each: { in: ["s3cr3t-one", "s3cr3t-two"] },
    pipeline: "sub.yaml",
    parameters: { token: "{% each.item %}" },
  };
  await runFlow(
    { steps: [call] },
    {
      files: { "sub.yaml": sub },
      onSecret: (value) => mask.add(value),
      onEvent: (event) => events.push(mask.mask(event)),
    },
  );
  const text = JSON.stringify(events);
  expect(text).toContain("token [secret]");
  expect(text).toContain("attempt_failed");
  expect(text).not.toContain("s3cr3t");
});
