// Findings as text for people: each mistake with its source line, a line for each valid file, and how many there are in all.

import type { Diagnostic } from "../diagnostic.ts";
import type { CheckedFile, CheckReporter } from "./check-reporter.ts";
import type { Colors } from "./colors.ts";
import { visibleText } from "./visible-text.ts";

export interface TextCheckReporterOptions {
  readonly write: (text: string) => void;
  readonly colors: Colors;
  /** Only mistakes. */
  readonly isQuiet: boolean;
  /** Whether what can be mended is mended already. */
  readonly isFixed?: boolean;
}

/** Writes each file's mistakes as soon as they are known; files that could not be read are told elsewhere. */
export function createTextCheckReporter({
  write,
  colors,
  isQuiet,
  isFixed = false,
}: TextCheckReporterOptions): CheckReporter {
  const counted: Pick<Diagnostic, "severity">[] = [];
  let files = 0;
  let fixable = 0;
  return {
    async onFile(found): Promise<void> {
      files++;
      if ("problem" in found) return;
      const { diagnostics } = found;
      if (diagnostics.length > 0) {
        // Loaded only when there is something to show: measuring text is slow to load.
        const { renderDiagnostics } = await import("./render-diagnostic.ts");
        if (counted.length > 0) write("\n");
        write(`${renderDiagnostics(diagnostics, { colors })}\n`);
        if (found.file !== "<stdin>") fixable += diagnostics.filter((one) => isFixable(one, found.file)).length;
        counted.push(...diagnostics.map(({ severity }) => ({ severity })));
      }
      if (isQuiet) return;
      if (found.isValid) write(`${validLine(found, colors)}\n`);
      else if (diagnostics.every(({ severity }) => severity !== "error")) write(`${wrongLine(found, colors)}\n`);
    },
    async end(): Promise<void> {
      if (isQuiet || counted.length === 0) return;
      const { summarize } = await import("./render-diagnostic.ts");
      const advice = isFixed || fixable === 0 ? "" : `, ${fixable} can be fixed with --fix`;
      write(`\n${summarize(counted)} in ${files} file${files === 1 ? "" : "s"}${advice}\n`);
    },
  };
}

/** Of the files that a file runs, `--fix` changes none. */
function isFixable({ fix = [], source }: Diagnostic, file: string): boolean {
  return fix.length > 0 && source?.name === file;
}

/** For a file whose mistakes are listed with another one. */
function wrongLine({ file }: CheckedFile, colors: Colors): string {
  return `${colors.red("✗")} ${visibleText(file)} runs a file with mistakes`;
}

/** `✓ demo.yaml is valid`, and how much of it is proved where that is a question. */
function validLine({ file, verdict, slots }: CheckedFile, colors: Colors): string {
  const mark = verdict === "proved" ? colors.green("✓") : colors.yellow("✓");
  return `${mark} ${visibleText(file)} is valid${proofWords(verdict, slots)}`;
}

function proofWords(verdict: CheckedFile["verdict"], { typed, proved }: CheckedFile["slots"]): string {
  const values = typed === 1 ? "value" : "values";
  if (proved < typed) return `, ${typed - proved} of ${typed} ${values} unproved`;
  if (verdict !== "proved") return ", not all of it proved";
  if (typed === 0) return "";
  return typed === 1 ? ": its value is proved" : `: all ${typed} values proved`;
}
