// The last line of a run: how it ended, how many steps ended how, and how long it took.

import type { RunFinished } from "../event.ts";
import { ConduitStatus, statusText } from "../status.ts";
import type { Colors } from "./colors.ts";
import { renderDuration } from "./render-duration.ts";

const doneName = "DONE" satisfies keyof typeof ConduitStatus;

/** @param failedStep what the step that failed is called, safe to print; null when none did. */
export function summaryLine(run: RunFinished, failedStep: string | null, colors: Colors): string {
  const duration = renderDuration(run.duration_ms);
  const { total, words } = counted(run);
  if (run.success) {
    const isPlain = words.length === 0 || run.counts[doneName] === total;
    const parts = isPlain ? "" : ` (${words.join(", ")})`;
    return `${colors.green("✓ succeeded:")} ${total} ${total === 1 ? "step" : "steps"} in ${duration}${colors.dim(parts)}`;
  }
  const where = failedStep !== null ? ` in step ${failedStep}` : outputsOrNothing(run);
  const status = colors.red(statusText(run.status));
  return `${colors.red(`✗ failed${where}:`)} ${status} — ${words.join(", ") || "no steps"} in ${duration}`;
}

function outputsOrNothing(run: RunFinished): string {
  return run.error === null || run.status === ConduitStatus.CANCELLED ? "" : " in the outputs";
}

/** How many steps ended how, in words, in the order done, failed, failed as allowed, condition false, skipped, not run. */
function counted(run: RunFinished): { total: number; words: string[] } {
  const rest = new Map(Object.entries(run.counts));
  const total = [...rest.values()].reduce((sum, count) => sum + count, 0);
  const take = (status: ConduitStatus): number => {
    const count = rest.get(ConduitStatus[status] ?? "") ?? 0;
    rest.delete(ConduitStatus[status] ?? "");
    return count;
  };
  const done = take(ConduitStatus.DONE);
  const conditionFalse = take(ConduitStatus.IF_CONDITION_FAILED);
  const skipped = take(ConduitStatus.SKIPPED);
  const notRun = take(ConduitStatus.NONE);
  const failed = [...rest.values()].reduce((sum, count) => sum + count, 0) - run.allowed_failures;
  const groups: [number, string][] = [
    [done, "done"],
    [failed, "failed"],
    [run.allowed_failures, "failed as allowed"],
    [conditionFalse, "condition false"],
    [skipped, "skipped"],
    [notRun, "not run"],
  ];
  return { total, words: groups.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`) };
}
