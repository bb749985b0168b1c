// Everything that is wrong with a pipeline, by the stages that the commands use, without a process around them.

import path from "node:path";
import { checkAll } from "../../src/check/check-all.ts";
import { checkShape } from "../../src/check/check-shape.ts";
import { type Diagnostic, sortDiagnostics } from "../../src/diagnostic.ts";
import type { Disk } from "../../src/disk.ts";
import { builtInRegistry } from "../../src/library/built-in-blocks.ts";
import { parseYaml } from "../../src/parse/parse-yaml.ts";
import { PipelineFiles } from "../../src/parse/pipeline-files.ts";
import { bindInputs } from "../../src/plan/bind-inputs.ts";
import { type BlockProblem, Registry } from "../../src/registry.ts";
import { createColors } from "../../src/report/colors.ts";
import { renderDiagnostics } from "../../src/report/render-diagnostic.ts";
import type { Source } from "../../src/source.ts";
import { memoryDisk } from "./memory-disk.ts";

/** What a pipeline is checked with. */
export interface CheckInput {
  /** Values of parameters as on a command line; without them no value is asked for. */
  readonly parameters?: { readonly [name: string]: string } | undefined;
  /** Blocks beside the built-in ones. */
  readonly blocks?: { readonly registry: Registry; readonly problems: readonly BlockProblem[] } | undefined;
  /** Where the files are that it runs; without a disk there are none. */
  readonly disk?: Disk | undefined;
  /** The absolute path of its own file, in the project's folder. */
  readonly file?: string | undefined;
}

/** The mistakes of a source, in the order in which they are shown. */
export function checkText(
  source: Source,
  { parameters, blocks, disk = memoryDisk({}), file = `/${source.name}` }: CheckInput = {},
): Diagnostic[] {
  const { document, diagnostics } = parseYaml(source);
  if (document === undefined) return sortDiagnostics(diagnostics);
  const project = { path: path.dirname(file), shownAs: path.dirname(source.name) };
  const pipeline = new PipelineFiles(disk, project).read(document, file);
  const shape = checkShape(pipeline);
  const registry =
    blocks === undefined
      ? builtInRegistry
      : new Registry(
          blocks.registry.all().map(({ block }) => block),
          builtInRegistry,
        );
  const found = [
    ...shape.diagnostics,
    ...checkAll(pipeline, { registry, blockProblems: blocks?.problems }).diagnostics,
    ...(shape.checked === undefined || parameters === undefined
      ? []
      : bindInputs(shape.checked.parameters, { texts: parameters, environment: {} }, document).diagnostics),
  ];
  return sortDiagnostics(found, shape.sources);
}

/** Mistakes as the command prints them, without colours. */
export function render(diagnostics: readonly Diagnostic[]): string {
  return diagnostics.length === 0 ? "" : `${renderDiagnostics(diagnostics, { colors: createColors(0) })}\n`;
}
