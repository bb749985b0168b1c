// Runs kept on file: each pipeline's events, and what the reporters make of those events without any engine.
// UPDATE_GOLDENS=1 writes them anew.

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import type { RunEvent } from "../../src/event.ts";
import { parseYaml } from "../../src/parse/parse-yaml.ts";
import { readPipeline } from "../../src/parse/read-pipeline.ts";
import type { PipelineFile } from "../../src/pipeline.ts";
import { createColors } from "../../src/report/colors.ts";
import { createPlainReporter } from "../../src/report/plain-reporter.ts";
import { Source } from "../../src/source.ts";
import { runDocument } from "../run/run-document.ts";

const runs = path.resolve(import.meta.dirname, "..", "fixtures", "runs");

describe.each(readdirSync(runs))("%s", (name) => {
  const file = (part: string) => path.join(runs, name, part);

  test("its events are the recorded ones", async () => {
    const events = await record(file);
    compare(file("events.jsonl"), events.map((event) => `${JSON.stringify(event)}\n`).join(""));
  });

  test.each([
    ["plain.txt", false],
    ["verbose.txt", true],
  ])("the recorded events are shown as in %s", (golden, isVerbose) => {
    const shown = show(recorded(file("events.jsonl")), isVerbose);
    expect(shown).not.toMatch(/[ \t]$/m);
    expect(shown).not.toContain("\u001b");
    compare(file(golden), `${shown}\n`);
  });

  test("a reporter that missed an event still tells how every other step ended", () => {
    const events = recorded(file("events.jsonl"));
    const ends = (of: readonly RunEvent[]) =>
      of.filter(({ type }) => type === "step_finished" || type === "run_finished");
    for (const index of events.keys()) {
      const left = events.filter((_, other) => other !== index);
      expect(show(left, false).split("\n").length).toBeGreaterThanOrEqual(ends(left).length);
    }
  });
});

function recorded(file: string): RunEvent[] {
  const lines = readFileSync(file, "utf8").trimEnd().split("\n");
  return lines.map((line) => JSON.parse(line) as RunEvent);
}

/** What the plain reporter writes, without the last line break. */
function show(events: readonly RunEvent[], isVerbose: boolean): string {
  let shown = "";
  const write = (text: string) => {
    shown += text;
  };
  const reporter = createPlainReporter({ write, colors: createColors(0), isVerbose });
  for (const event of events) reporter.onEvent(event);
  reporter.close();
  return shown.slice(0, -1);
}

/** Runs a pipeline as `conduit run --no-check` does, on a clock that goes one millisecond a look and never waits. */
async function record(file: (part: string) => string): Promise<RunEvent[]> {
  const parse = (part: string) => {
    const { document } = parseYaml(new Source(part, readFileSync(file(part), "utf8")));
    if (document === undefined) throw new Error(`${part} is no YAML`);
    return document;
  };
  const open = (part: string): PipelineFile => ({ kind: "pipeline", pipeline: readPipeline(parse(part), open) });
  const events: RunEvent[] = [];
  let time = 0;
  await runDocument(
    parse("pipeline.yaml"),
    {
      runId: "run-1",
      now: () => time++,
      sleep: async () => {},
      onEvent: (event) => events.push(withoutFrames(event)),
    },
    open,
  );
  return events;
}

/** Where in our own code a built-in block threw is nobody's concern. */
function withoutFrames(event: RunEvent): RunEvent {
  if (event.type !== "step_finished" || event.stack === null) return event;
  return { ...event, stack: `${event.stack.split("\n")[0]}\n    at run (blocks/some.ts:1:1)` };
}

function compare(file: string, found: string): void {
  if (process.env.UPDATE_GOLDENS === "1") writeFileSync(file, found);
  expect(found).toBe(readFileSync(file, "utf8"));
}
