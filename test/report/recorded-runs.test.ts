// Runs kept on file: each pipeline's events, and what the reporters make of those events without any engine.
// UPDATE_GOLDENS=1 writes them anew.

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import type { RunEvent } from "../../src/event.ts";
import { parseYaml } from "../../src/parse/parse-yaml.ts";
import { createColors } from "../../src/report/colors.ts";
import { createPlainReporter } from "../../src/report/plain-reporter.ts";
import { Source } from "../../src/source.ts";
import { runDocument } from "../run/run-document.ts";

const runs = path.resolve(import.meta.dirname, "..", "fixtures", "runs");

describe.each(readdirSync(runs))("%s", (name) => {
  const file = (part: string) => path.join(runs, name, part);

  test("its events are the recorded ones", async () => {
    const events = await record(readFileSync(file("pipeline.yaml"), "utf8"));
    compare(file("events.jsonl"), events.map((event) => `${JSON.stringify(event)}\n`).join(""));
  });

  test.each([
    ["plain.txt", false],
    ["verbose.txt", true],
  ])("the recorded events are shown as in %s", (golden, isVerbose) => {
    const lines: string[] = [];
    const write = (text: string) => void lines.push(text);
    const reporter = createPlainReporter({ write, colors: createColors(0), isVerbose });
    for (const line of readFileSync(file("events.jsonl"), "utf8").trimEnd().split("\n")) {
      reporter.onEvent(JSON.parse(line) as RunEvent);
    }
    reporter.close();
    compare(file(golden), lines.join(""));
  });
});

/** Runs a pipeline as `conduit run --no-check` does, on a clock that goes one millisecond a look. */
async function record(text: string): Promise<RunEvent[]> {
  const { document } = parseYaml(new Source("pipeline.yaml", text));
  if (document === undefined) throw new Error("the fixture is no YAML");
  const events: RunEvent[] = [];
  let time = 0;
  const onEvent = (event: RunEvent) => events.push(withoutFrames(event));
  await runDocument(document, { runId: "run-1", now: () => time++, onEvent });
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
