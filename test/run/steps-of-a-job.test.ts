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

describe("groups", () => {
  test("are added with members that have ids by their positions, held to the same limits", async () => {
    const job = Conduit.fromObject({ step_limit: 4, steps: [yes("a")] });
    const group = job.createStep({ steps: [yes(), { parallel: [{ ...yes(), if: "{= job.failed =}" }] }] });
    expect([group.id, ...job.stepIds()]).toEqual(["2", "a", "2", "2.1", "2.2", "2.2.1"]);
    expect(job.getStep("2.2.1")?.position).toBe(1);
    expect(ConduitStatus[job.getStep("2.2.1")?.status ?? 0]).toBe("STEP_LIMIT_EXCEED");
    await job.run();
    expect(job.steps.map(({ id, status }) => `${id} ${ConduitStatus[status]}`)).toEqual([
      "a DONE",
      "2 STEP_LIMIT_EXCEED",
    ]);
  });

  test("are deleted with their members, and give back what all of them took", () => {
    const limits = { step_limit: 3, block_limit_overrides: { "LOGIC.*": 2 } };
    const job = Conduit.fromObject({ ...limits, steps: [{ id: "g", steps: [yes("a"), yes("b")] }] });
    expect(() => job.deleteStep("a")).toThrow("step `a` is not one of the job's own steps");
    job.deleteStep("g");
    expect([...job.stepIds()]).toEqual([]);
    const again = job.createStep({ id: "g", parallel: [yes("a"), yes("b")] });
    expect([again, ...again.steps].map(({ status }) => ConduitStatus[status])).toEqual(["NONE", "NONE", "NONE"]);
    expect(ConduitStatus[job.createStep(yes()).status]).toBe("BLOCK_LIMIT_EXCEED");
  });

  test("that are added while the job runs find that turns have taken of the limits", async () => {
    const added: string[] = [];
    const job = Conduit.fromObject(
      { step_limit: 3, steps: [{ id: "l", for_each: { in: [1, 2] }, ...yes() }] },
      {
        onStepUpdate: (running, step) => {
          if (step.id !== "l") return;
          for (let count = 0; count < 2; count++) added.push(ConduitStatus[running.createStep(yes()).status] ?? "");
        },
      },
    );
    await job.run();
    expect(added).toEqual(["NONE", "STEP_LIMIT_EXCEED"]);
  });

  test("are read by their ids, and their members but for those in loops", () => {
    const job = Conduit.fromObject({
      steps: [{ id: "g", steps: [yes("a"), { id: "l", for_each: { in: [] }, steps: [yes("b")] }] }],
    });
    expect(job.steps.map(({ id }) => id)).toEqual(["g"]);
    expect(job.getStep("a")).toBe(job.steps[0]?.steps[0]);
    expect(job.getStep("b")).toBeUndefined();
    expect(job.getStep("l")?.steps[0]?.id).toBe("b");
  });

  test("loops are bounded by `loopLimit`", async () => {
    const payload = { steps: [{ for_each: { in: [1, 2] }, ...yes() }] };
    expect((await Conduit.fromObject(payload, { loopLimit: 1 }).run()).status).toBe(ConduitStatus.STEP_LIMIT_EXCEED);
    expect((await Conduit.fromObject(payload, { loopLimit: 2 }).run()).success).toBe(true);
  });
});
