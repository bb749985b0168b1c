// A job's steps from outside: found by id, counted through, added, deleted, and what the context shows of them.

import { describe, expect, test } from "vitest";
import { Conduit, ConduitStatus, PipelineError } from "../../src/index.ts";

const yes = (id?: string) => (id === undefined ? { action: "LOGIC.TRUE" } : { id, action: "LOGIC.TRUE" });

describe("steps", () => {
  test("are counted through, and found by id, the first of several", () => {
    const job = Conduit.fromObject({ steps: [yes("a"), yes(), yes("a")] });
    expect([...job].map(({ id }) => id)).toEqual(["a", "2", "a"]);
    expect(job.getStep("a")).toBe(job.steps[0]);
    expect(job.getStep("nope")).toBeUndefined();
  });

  test("are added behind the last one, held to the same limits", async () => {
    const job = Conduit.fromObject({ step_limit: 2, steps: [yes("a")] });
    const second = job.createStep({ action: "TEXT.CREATE", parameters: { value: "{: a :}" } });
    expect([second.id, second.position, ConduitStatus[second.status]]).toEqual(["2", 2, "NONE"]);
    expect(ConduitStatus[job.createStep(yes("a")).status]).toBe("DUPLICATE_STEP_IDS");
    expect(ConduitStatus[job.createStep(yes("c")).status]).toBe("STEP_LIMIT_EXCEED");
    await job.run();
    expect(second.returnValue).toBe("true");
    expect(() => job.createStep(yes())).toThrow("the job has ended");
  });

  test("that are none throw one error with every problem", () => {
    const job = Conduit.fromObject({});
    expect(() => job.createStep({ acton: "LOGIC.TRUE" })).toThrow(PipelineError);
    expect(() => job.createStep(null)).toThrow("step 1 must be a map, found null");
    expect(job.steps).toEqual([]);
  });

  test("can be added while the job runs", async () => {
    const job = Conduit.fromObject(
      { steps: [yes("a")] },
      { onStepUpdate: (running, step) => (step.id === "a" ? running.createStep(yes("b")) : undefined) },
    );
    await job.run();
    expect(job.steps.map(({ id, status }) => `${id} ${status}`)).toEqual(["a 0", "b 0"]);
  });

  test("are deleted while they have not run, and give back what they took", async () => {
    const limits = { step_limit: 2, block_limit_overrides: { "LOGIC.*": 2 } };
    const job = Conduit.fromObject({ ...limits, steps: [yes("a"), yes("b")] });
    job.deleteStep("a");
    expect(job.getStep("a")).toBeUndefined();
    const again = job.createStep(yes("a"));
    expect([again.position, ConduitStatus[again.status]]).toEqual([2, "NONE"]);
    expect(() => job.deleteStep("nope")).toThrow("there is no step `nope`");
    await job.run();
    expect(job.steps.map(({ id, status }) => `${id} ${status}`)).toEqual(["b 0", "a 0"]);
    expect(() => job.deleteStep("b")).toThrow("has run and cannot be deleted");
  });

  test("leave their id to the next step that has it", () => {
    const job = Conduit.fromObject({ steps: [yes("a"), { id: "a", action: "LOGIC.FALSE" }] });
    job.deleteStep("a");
    expect(job.getStep("a")?.action).toBe("LOGIC.FALSE");
  });
});

test("the context is what tags read, as it is when it is asked for", async () => {
  const job = Conduit.fromObject(
    { name: "N", local_values: { p: 1 }, variables: { v: 2 }, steps: [yes("a")] },
    {
      runId: "r",
      onStepUpdate: (running) => expect(running.contexts).toMatchObject({ steps: { a: { status: { name: "DONE" } } } }),
    },
  );
  expect(job.contexts).toEqual({
    job: { id: null, name: "N", run_id: "r", success: null, failed: false, parameters: { p: 1 }, variables: { v: 2 } },
    steps: {
      a: {
        result: null,
        error: null,
        status: { name: "NONE", value: -1 },
        position: 1,
        id: "a",
        action: "LOGIC.TRUE",
        block: { category: "LOGIC", name: "TRUE" },
        parameters: {},
      },
    },
  });
  await job.run();
});
