// An expression's tag -> its value, by reading the job it runs in. Only what the expression names is read.

import { jobFields, stepFields } from "../context-table.ts";
import type { Json } from "../json.ts";
import { ConduitStatus } from "../status.ts";
import { type ExpressionTag, type Template, tagsOf } from "../template.ts";
import { areExpressionsLoaded, compile, ExpressionFault, loadExpressions } from "./cel-engine.ts";
import { type Box, boxed, lazyMap } from "./cel-value.ts";
import { type FailurePlace, StepError, UnresolvedReferenceError } from "./failure.ts";
import type { Scope } from "./scope.ts";

/**
 * Loads what computes expressions when one of the templates has any. To be awaited before they are resolved; null when there is
 * nothing to wait for.
 */
export function prepareExpressions(templates: Iterable<Template>): Promise<void> | null {
  if (areExpressionsLoaded()) return null;
  for (const template of templates) {
    for (const { tag } of tagsOf(template)) if (tag.kind === "expression") return loadExpressions();
  }
  return null;
}

/**
 * The value of an expression.
 * @throws {UnresolvedReferenceError} when it reads what is not there.
 * @throws {StepError} for everything else that goes wrong.
 */
export function evaluateExpression(tag: ExpressionTag, scope: Scope, place: FailurePlace): Json {
  const compute = compile(tag.expression);
  const each = scope.each();
  try {
    return compute({ job: jobOf(scope), steps: stepsOf(scope), each: each === null ? null : boxed(each) });
  } catch (error) {
    throw asStepError(error, tag, place);
  }
}

function asStepError(error: unknown, tag: ExpressionTag, place: FailurePlace): unknown {
  if (!(error instanceof ExpressionFault)) return error;
  const { message, reason, help } = error.fault;
  const within = { ...place, within: error.span, help: help?.() };
  if (reason === "nothing") return new UnresolvedReferenceError(`\`${tag.text}\` finds nothing: ${message}`, within);
  const [status, code] =
    reason === "not finite"
      ? [ConduitStatus.INVALID_ARGUMENT, "not_finite"]
      : [ConduitStatus.UNHANDLED_EXCEPTION, "expression_error"];
  return new StepError(`\`${tag.text}\` cannot be computed: ${message}`, status, code, within);
}

function jobOf(scope: Scope): Box {
  const variables = lazyMap(
    (name) => scope.variable(name),
    () => Object.keys(scope.variables()),
  );
  const field = (name: string) => (name === "variables" ? variables : scope.job(name));
  return lazyMap(field, () => Object.keys(jobFields));
}

function stepsOf(scope: Scope): Box {
  const entry = (id: string) => {
    // A step without a status is none.
    if (scope.step(id, "position") === undefined) return undefined;
    return lazyMap(
      (field) => scope.step(id, field),
      () => Object.keys(stepFields),
    );
  };
  return lazyMap(entry, () => [...scope.stepIds()]);
}
