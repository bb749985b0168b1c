// What mends a text that looks like a tag and is none: the blanks that it lacks, where what it would then read is there. Knows only
// tags without `??` and other tags inside; of the rest nobody can say what was meant.

import { jobFields } from "../context-table.ts";
import type { Edit } from "../diagnostic.ts";
import { valueAt } from "../document.ts";
import type { MalformedTag } from "../pipeline.ts";
import { isPrivateKey } from "../template.ts";
import type { RuleInput } from "./rule.ts";

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
  if (names.some(isPrivateKey) || !isThere(mark, names, readerOf(path), input)) return undefined;
  const { start, end } = span;
  const edit = document.rewrite(path, { kind: "part", start, end, text: `{${mark} ${inside} ${closer}}` }, part);
  return edit === undefined ? undefined : [edit];
}

/** The position of the step that a path leads into; behind them all for outputs. */
function readerOf([root, index]: MalformedTag["path"]): number {
  return root === "steps" ? Number(index) + 1 : Number.POSITIVE_INFINITY;
}

function isThere(mark: string, names: readonly string[], reader: number, { pipeline, variables }: RuleInput): boolean {
  const [root = "", field = ""] = names;
  const isStep = (name: string) => pipeline.steps.some(({ id, position }) => id === name && position < reader);
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
