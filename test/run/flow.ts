// Runs pipelines for tests of groups, loops, retries, timeouts and calls, and shows what came of them in few words.

import type { Block } from "../../src/block.ts";
import { checkShape } from "../../src/check/check-shape.ts";
import type { Document } from "../../src/document.ts";
import type { RunEvent } from "../../src/event.ts";
import { builtInRegistry } from "../../src/library/built-in-blocks.ts";
import { parseYaml } from "../../src/parse/parse-yaml.ts";
import { readPipeline } from "../../src/parse/read-pipeline.ts";
import { documentFromValue } from "../../src/parse/value-document.ts";
import type { Pipeline } from "../../src/pipeline.ts";
import { bindInputs } from "../../src/plan/bind-inputs.ts";
import { buildPlan, type PlanSettings } from "../../src/plan/build-plan.ts";
import type { Plan } from "../../src/plan.ts";
import { Registry } from "../../src/registry.ts";
import { Conduit, type RunOptions } from "../../src/run/conduit.ts";
import type { ConduitStep } from "../../src/run/step.ts";
import { Source } from "../../src/source.ts";
import { ConduitStatus } from "../../src/status.ts";

/** What a pipeline is run with. */
export interface FlowOptions extends RunOptions, Partial<Omit<PlanSettings, "registry" | "inputs">> {
  readonly blocks?: readonly Block[];
  /** Pipelines that steps can call: by the name of their file, as an object or as YAML. */
  readonly files?: { readonly [file: string]: object | string };
}

/** A job with the events that it has told so far. */
export interface Flow {
  readonly job: Conduit;
  readonly events: RunEvent[];
}

/** The plan of a pipeline, as `conduit run --no-check` would make it. */
export function planOf(payload: object | string, options: FlowOptions = {}): Plan {
  const { blocks, files = {}, tags, stepLimit, loopLimit, environment, variables } = options;
  const read = new Map<string, Pipeline>();
  const open = (file: string) => {
    const pipeline = read.get(file) ?? readPipeline(documentOf(file, files[file] ?? {}), open);
    read.set(file, pipeline);
    return { kind: "pipeline", pipeline } as const;
  };
  const document = documentOf("main.yaml", payload);
  const { checked, diagnostics } = checkShape(readPipeline(document, open));
  if (checked === undefined) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  const { inputs } = bindInputs(checked.parameters, {}, document);
  const registry = new Registry(blocks ?? [], builtInRegistry);
  return buildPlan(checked, { registry, inputs, tags, stepLimit, loopLimit, environment, variables });
}

/** The job of a pipeline, and what it tells. */
export function flowOf(payload: object | string, options: FlowOptions = {}): Flow {
  const events: RunEvent[] = [];
  const onEvent = (event: RunEvent) => {
    events.push(event);
    return options.onEvent?.(event);
  };
  return { job: new Conduit(planOf(payload, options), { runId: "run", ...options, onEvent }), events };
}

function documentOf(name: string, content: object | string): Document {
  if (typeof content !== "string") return documentFromValue(content);
  const { document } = parseYaml(new Source(name, content));
  if (document === undefined) throw new Error(`${name} is no YAML`);
  return document;
}

/** A flow that has ended. */
export async function runFlow(payload: object | string, options: FlowOptions = {}) {
  const flow = flowOf(payload, options);
  return { ...flow, outcome: await flow.job.run() };
}

/** The same for a pipeline of some steps. */
export function runSteps(steps: readonly object[], options: FlowOptions = {}) {
  return runFlow({ steps }, options);
}

/** Steps and their members: `a DONE`, `g DONE [x DONE, y SKIPPED]`. */
export function statusesOf(steps: Iterable<ConduitStep>): string {
  const texts = [...steps].map((step) => {
    const members = step.kind === "action" ? "" : ` [${statusesOf(step.steps)}]`;
    return `${step.id} ${ConduitStatus[step.status]}${members}`;
  });
  return texts.join(", ");
}

/** An event in few words: its type, its step with those around it, and how it ended. */
export function briefly(event: RunEvent): string {
  if (event.type === "run_started") return "run_started";
  const status = "status" in event ? ` ${ConduitStatus[event.status]}` : "";
  if (event.type === "run_finished") return `run_finished${status}`;
  const around = event.within.map(({ id, turn }) => (turn === null ? `${id}/` : `${id}[${turn}]/`)).join("");
  const turn = "turn" in event && event.turn !== null ? `[${event.turn}]` : "";
  return `${event.type} ${around}${event.id}${turn}${status}`;
}

/** A block that does what a test wants. */
export function block(name: string, run: Block["run"], more: Partial<Block> = {}): Block {
  return { name, parameters: { type: "object", additionalProperties: true }, run, ...more };
}

/** Gives back its parameter `value`. */
export const give = (value: unknown) => ({ action: "TEXT.CREATE", parameters: { value } });
export const yes = { action: "LOGIC.TRUE" };
export const fails = { action: "LOGIC.ASSERT", parameters: { value: false } };
