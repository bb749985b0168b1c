// Pipelines given as objects whose steps run files.

import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { Conduit, ConduitStatus, PipelineError, type PipelineProblem } from "../../src/index.ts";

const root = mkdtempSync(path.join(tmpdir(), "conduit-library-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const projectFolder = path.join(root, "project");
mkdirSync(path.join(projectFolder, "lib"), { recursive: true });
const texts: Readonly<Record<string, string>> = {
  "project/lib/shout.yaml": `parameters: { text: { type: string } }
steps:
  - { id: loud, action: TEXT.UPPERCASE, parameters: { text: '{< text >}' } }
outputs: { text: '{: loud :}!' }
`,
  "project/lib/wrong.yaml": "nam: x\nsteps:\n  - pipeline: ../lib/worse.yaml\n",
  "project/lib/worse.yaml": "steps: [\n",
  "project/lib/ring.yaml": "steps: [{ pipeline: ring.yaml }]\n",
  "secret.yaml": "steps: []\n",
};
for (const [name, text] of Object.entries(texts)) writeFileSync(path.join(root, name), text);
symlinkSync("../secret.yaml", path.join(projectFolder, "leak.yaml"));

function problemsOf(make: () => unknown): readonly PipelineProblem[] {
  try {
    make();
  } catch (error) {
    if (error instanceof PipelineError) return error.problems;
    throw error;
  }
  return [];
}

const running = (pipeline: string) => ({ steps: [{ pipeline, parameters: { text: "hi" } }] });

test("paths start at the project's folder", async () => {
  const payload = { ...running("lib/shout.yaml"), outputs: { said: "{: 1.text :}" } };
  const job = Conduit.fromObject(payload, { projectFolder });
  expect(await job.run()).toMatchObject({ success: true, outputs: { said: "HI!" } });
});

test("the project's folder may be relative, and is the current one when there is none given", () => {
  const relative = path.relative(process.cwd(), projectFolder);
  expect(problemsOf(() => Conduit.fromObject(running("lib/shout.yaml"), { projectFolder: relative }))).toEqual([]);
  const here = path.relative(process.cwd(), path.join(import.meta.dirname, "../fixtures/valid/nulls.yaml"));
  expect(problemsOf(() => Conduit.fromObject({ steps: [{ pipeline: here }] }))).toEqual([]);
  const codes = problemsOf(() => Conduit.fromObject(running(`${relative}/lib/shout.yaml`))).map(({ code }) => code);
  expect(codes).toEqual(["pipeline-file"]);
});

test("every mistake in every file is told, with its place", () => {
  const payload = { ...running("lib/wrong.yaml"), nmae: "x" };
  payload.steps.push(
    ...running("leak.yaml").steps,
    ...running("lib/shoot.yaml").steps,
    ...running("lib/ring.yaml").steps,
  );
  const problems = problemsOf(() => Conduit.fromObject(payload, { projectFolder }));
  expect(problems).toEqual([
    {
      code: "unknown-key",
      message: "the pipeline has no key `nmae`",
      help: "did you mean `name`?",
      place: null,
    },
    {
      code: "pipeline-file",
      message: "`leak.yaml` is outside of the project's folder",
      help: "the project begins at the folder of the pipeline that is run; put the file there or below",
      place: null,
    },
    {
      code: "pipeline-file",
      message: "cannot read `lib/shoot.yaml`: there is no such file",
      help: "did you mean `lib/shout.yaml`?",
      place: null,
    },
    {
      code: "unknown-key",
      message: "the pipeline has no key `nam`",
      help: "did you mean `name`?",
      place: { file: "lib/wrong.yaml", line: 1, column: 1 },
    },
    {
      code: "yaml-syntax",
      message: expect.any(String),
      help: expect.any(String),
      place: { file: "lib/worse.yaml", line: 1, column: 8 },
    },
    {
      code: "pipeline-cycle",
      message: "`lib/ring.yaml` runs itself",
      help: "take this step out; what is to be done again and again is a step with `for_each` or `retry`",
      place: { file: "lib/ring.yaml", line: 1, column: 21 },
    },
  ]);
  expect(() => Conduit.fromObject(payload, { projectFolder })).toThrow(
    /^the pipeline has no key `nmae` \[unknown-key\]\n[\s\S]*\nlib\/wrong\.yaml:1:1: the pipeline has no key `nam` \[unknown-key\]\n/,
  );
});

test("a step that is added later runs a file as well, or says why not", async () => {
  const job = Conduit.fromObject({}, { projectFolder });
  expect(problemsOf(() => job.createStep({ pipeline: "lib/worse.yaml" })).map(({ code }) => code)).toEqual([
    "yaml-syntax",
  ]);
  const step = job.createStep({ pipeline: "lib/shout.yaml", parameters: { text: "ho" } });
  await job.run();
  expect([step.status, step.returnValue]).toEqual([ConduitStatus.DONE, { text: "HO!" }]);
});
