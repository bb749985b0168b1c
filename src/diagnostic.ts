// A mistake as a value, and THE table of its codes. Codes are stable and never reused; words come with each mistake.

import type { Source, Span } from "./source.ts";
import type { ConduitStatus } from "./status.ts";

/** Every code with what it stands for. docs/errors.md has a section for each. */
export const diagnosticCodes = {
  "not-utf8": "the file is not UTF-8",
  "control-character": "a character that YAML does not allow",
  "file-too-large": "the file is larger than a pipeline can be",
  "yaml-syntax": "the text is not YAML",
  "yaml-unquoted-tag": "a tag that is not in quotes, which YAML reads as something else",
  "yaml-duplicate-key": "a key stands twice in one map",
  "yaml-complex-key": "a key that is a list or a map",
  "yaml-reserved-key": "the key `__proto__`",
  "yaml-unknown-alias": "an alias without its anchor",
  "yaml-alias-cycle": "an alias inside its own anchor",
  "yaml-alias-expansion": "aliases that expand to too much",
  "yaml-merge-key": "a merge key whose value is no map",
  "yaml-custom-tag": "a YAML tag such as `!env`",
  "yaml-several-documents": "more than one document in the file",
  "yaml-number-precision": "an integer that would lose digits",
  "yaml-number-not-finite": "a number that is not finite",
  "yaml-too-deep": "values nested too deeply",
  "unknown-key": "a key that the language does not have",
  "missing-key": "a key that must be there",
  "wrong-type": "a value of another type than its key takes",
  "wrong-value": "a value of the right type that is not allowed",
  "ambiguous-step": "a step that says more than once what it does",
  "misplaced-key": "a key of a step that means nothing beside what the step does",
  "loop-name-taken": "a loop whose name one around it has",
  "parameter-schema": "a declared parameter whose JSON Schema is not one",
  "parameter-default": "a default that does not meet its own schema",
  "returns-schema": "a step's `returns` that is no JSON Schema",
  "pipeline-file": "a file that a step is to run, and cannot",
  "pipeline-cycle": "a pipeline that runs itself",
  "pipeline-size": "pipelines that run each other too deeply or too often",
  "name-declared-twice": "a name that is both a parameter and a local value",
  "input-missing": "a parameter of the pipeline that was given no value",
  "input-invalid": "a value for a parameter of the pipeline that does not meet its schema",
  "input-unknown": "a value for a parameter that the pipeline does not declare",
  "block-module": "a module of blocks that cannot be loaded or used",
  "block-name-taken": "a block whose name another one bears",
  "block-not-found": "an action that no block bears",
  "duplicate-step-id": "an id that an earlier step has",
  "forbidden-block": "a block whose tags the pipeline does not have",
  "block-limit": "a block used more often than its limit",
  "step-limit": "more steps than the limit",
  "condition-not-boolean": "a condition that is no boolean",
  "loop-not-list": "a loop through what is no list",
  "block-parameter-missing": "a parameter that the block needs",
  "block-parameter-unknown": "a parameter that the block does not have",
  "block-parameter-invalid": "a parameter that does not meet the block's schema",
  "malformed-tag": "a tag that is not written as one",
  "expression-syntax": "an expression that is not written as one",
  "expression-size": "an expression that is too large",
  "unknown-name": "a name that expressions do not have",
  "unknown-function": "a function that expressions do not have",
  "function-parameters": "a function with too few or too many parameters",
  "unknown-step": "a reference to a step that does not exist",
  "later-step": "a reference to a step that has not run yet",
  "own-step": "a reference of a step to itself, or to the group it is in",
  "parallel-step": "a reference to a step that runs at the same time",
  "loop-step": "a reference to a step inside a loop from outside of it",
  "no-loop": "a reference to a loop that is not around the step",
  "unknown-variable": "a reference to a variable that nothing sets",
  "later-variable": "a reference to a variable that only a later step sets",
  "unknown-parameter": "a reference to a parameter that is not declared",
  "unknown-context": "a reference to a part of the context that does not exist",
  "private-key": "a reference to a key that begins or ends with `_`",
  "shared-variable": "a variable that steps at the same time share and write",
  "returns-conflict": "a result that can never meet what the step's `returns` says",
  "no-such-key": "a path that leads to nothing, whatever happens",
  "type-mismatch": "a tag that brings what can never be taken where it stands",
  "expression-type": "an operator or function that can never take what it is given",
  "keys-collide": "two keys of a map that become the same",
  "constant-comparison": "a comparison that always gives the same",
  "constant-condition": "a condition that is always true or always false",
  "unreachable-step": "a step that never runs",
  "unproved-result": "the result of a step that may not have run",
  "unproved-variable": "a variable that may not be there",
  "unproved-reference": "a path that may lead to nothing",
  "unproved-condition": "a condition that may be no boolean",
  "unproved-loop": "a loop through what may be no list",
  "unproved-limit": "a limit that loops and retries may exceed",
  "unproved-sharing": "a variable that steps at the same time may share and write",
  "unproved-environment": "an input of a pipeline that may not be set in the environment",
  "unproved-expression": "an operator or function that may be given what it cannot take",
  "unproved-type": "a tag that may bring a value of another type",
  "unproved-key": "a tag that may bring a map without a key that must be there",
  "unproved-range": "a tag that may bring too little or too much",
  "unproved-pattern": "a tag that may bring text that does not match a pattern",
  "unproved-format": "a tag that may bring text in another format",
  "unproved-enum": "a tag that may bring a value that is not among the allowed ones",
  "unproved-rule": "a tag that may bring what a schema does not allow",
  "unproved-keys": "keys of a map that may become the same",
  "no-steps": "a file or a group that does nothing",
  "unused-parameter": "a parameter that nothing reads",
  "unused-local-value": "a local value that nothing reads",
  "unused-variable": "a variable that nothing reads",
  "unused-result": "the result of a step that does nothing else, and that nothing reads",
  "unused-limit": "a limit for blocks that do not exist",
  "unreadable-id": "an id that no tag can read",
  "tag-not-read": "a tag where none is read",
  "foreign-tag": "a text that another tool would replace",
  "text-from-number": "a number that is not shown as it is written",
  "mutated-copy": "a change that is lost because it is made to a copy",
  "retried-write": "a step that changes something and is tried again",
} as const;

export type DiagnosticCode = keyof typeof diagnosticCodes;

/** A second place that helps to understand a mistake, such as the first use of an id. */
export interface RelatedPlace {
  readonly message: string;
  readonly source: Source;
  readonly span: Span;
}

/** One change of a source's text that mends a mistake and changes nothing else. */
export interface Edit {
  readonly span: Span;
  /** What is to stand there instead. */
  readonly text: string;
}

/** Wrong; not known to be right before it runs; or legal, but surely not meant. */
export type Severity = "error" | "unproved" | "warning";

/** What the check says of a whole pipeline. */
export type Verdict = "wrong" | "unproved" | "proved";

/** One mistake: what was found, where, and what to do. */
export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly severity: Severity;
  /** What was found; names in backquotes, no full stop. */
  readonly message: string;
  /** The text it stands in; undefined for a mistake in an object handed to the library or on the command line. */
  readonly source?: Source | undefined;
  readonly span?: Span | undefined;
  /** What to do. */
  readonly help?: string | undefined;
  /** Changes of the source that surely do it; none where there is a choice. */
  readonly fix?: readonly Edit[] | undefined;
  readonly related?: readonly RelatedPlace[];
  /** The status a run without check would have ended in; none for a mistake of shape. */
  readonly status?: ConduitStatus;
  /** The position of the step that would have ended so. */
  readonly step?: number;
}

/** How many diagnostics are told of: more would only hide the first ones. */
export const mostDiagnostics = 200;

/** As many diagnostics as are told of, the gravest of them, in the order given: however many others there are, no error is left out for one. */
export function gravest(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  if (diagnostics.length <= mostDiagnostics) return diagnostics;
  const of = (severity: Severity) => diagnostics.filter((diagnostic) => diagnostic.severity === severity);
  const kept = new Set([...of("error"), ...of("unproved"), ...of("warning")].slice(0, mostDiagnostics));
  return diagnostics.filter((diagnostic) => kept.has(diagnostic));
}

/** Says whether one of them is an error. */
export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.severity === "error");
}

/** What a pipeline with these diagnostics is. */
export function verdictOf(diagnostics: readonly Diagnostic[]): Verdict {
  if (hasErrors(diagnostics)) return "wrong";
  return diagnostics.some((diagnostic) => diagnostic.severity === "unproved") ? "unproved" : "proved";
}

/** The same diagnostics where nothing unproved is allowed. */
export function strictly(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return diagnostics.map((one) => (one.severity === "unproved" ? { ...one, severity: "error" } : one));
}

/**
 * By source, then by place; the same input gives the same order.
 * @param last sources that come behind all others, in this order; the others come in order of appearance.
 */
export function sortDiagnostics(diagnostics: readonly Diagnostic[], last: readonly Source[] = []): Diagnostic[] {
  const others = diagnostics
    .map(({ source }) => source)
    .filter((source) => source === undefined || !last.includes(source));
  const sources = [...new Set([...others, ...last])];
  return diagnostics.toSorted(
    (a, b) =>
      sources.indexOf(a.source) - sources.indexOf(b.source) ||
      (a.span?.start ?? -1) - (b.span?.start ?? -1) ||
      (a.span?.end ?? -1) - (b.span?.end ?? -1),
  );
}
