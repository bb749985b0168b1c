// What mends a text that looks like a tag and is none: the blanks that it lacks, where what it would then read is there. Knows only
// tags without `??` and other tags inside; of the rest nobody can say what was meant.

import { jobFields } from "../context-table.ts";
import type { Edit } from "../diagnostic.ts";
import { type Path, valueAt } from "../document.ts";
import type { MalformedTag } from "../pipeline.ts";
import { isPrivateKey } from "../template.ts";
import type { AdmittedStep, RuleInput } from "./rule.ts";
import { stepPlaceOf } from "./step-path.ts";
import { standingOf } from "./visibility.ts";

const pathOfNames = /^[\p{L}\p{N}_-]+(?:\.[\p{L}\p{N}_-]+)*$/u;
const closers: Readonly<Record<string, string>> = { "%": "%", ":": ":", "#": "#", "<": ">" };

/** The change that makes a tag of it; undefined where it may be meant otherwise. */
export function tagFix({ path, part, span }: MalformedTag, input: RuleInput): readonly Edit[] | undefined {
  const { document } = input.pipeline;
  const text = part === "key" ? path.at(-1) : valueAt(document, path);
  const written = typeof text === "string" ? text.slice(span.start, span.end) : "";
  const mark = written.charAt(1);
  const closer = closers[mark];
  const inside = written.slice(2, -2).trim();
  const names = inside.split(".");
  if (closer === undefined || !written.endsWith(`${closer}}`) || !pathOfNames.test(inside)) return undefined;
  if (names.some(isPrivateKey) || !isThere(mark, names, path, input)) return undefined;
  const { start, end } = span;
  const edit = document.rewrite(path, { kind: "part", start, end, text: `{${mark} ${inside} ${closer}}` }, part);
  return edit === undefined ? undefined : [edit];
}

/** The step that a path leads into; null for outputs. */
function readerOf(path: Path, { steps }: RuleInput): AdmittedStep | null {
  const place = stepPlaceOf(path)?.path.join("\0");
  return steps.find(({ step }) => step.path.join("\0") === place) ?? null;
}

function isThere(mark: string, names: readonly string[], path: Path, input: RuleInput): boolean {
  const { pipeline, variables, steps } = input;
  const [root = "", field = ""] = names;
  const isStep = (name: string) => {
    const target = steps.find(({ step }) => step.id === name);
    return target !== undefined && standingOf(target, readerOf(path, input)) === "before";
  };
  switch (mark) {
    case ":":
      return isStep(root);
    case "#":
      return Object.hasOwn(variables, root);
    case "<":
      return Object.hasOwn(pipeline.localValues, root) || pipeline.parameters.some(({ name }) => name === root);
    default:
      return root === "steps" ? isStep(field) : root === "job" && names.length === 2 && Object.hasOwn(jobFields, field);
  }
}
