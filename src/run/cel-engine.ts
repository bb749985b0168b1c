// The only place that knows the library which evaluates expressions, loaded when the first one is to be computed. It knows no pipeline.

import type * as Library from "@marcbachmann/cel-js";
import type { Expression } from "../expression.ts";
import { contextNames } from "../expression-functions.ts";
import type { Json } from "../json.ts";
import type { Span } from "../source.ts";
import { celFunctions, work } from "./cel-functions.ts";
import { type CelText, writeCel } from "./cel-text.ts";
import { textFunctions } from "./cel-texts.ts";
import { Box, type CelValue, Fault, toJson } from "./cel-value.ts";

/** Computes an expression whose names stand for these values. */
export type Compute = (names: Readonly<Record<(typeof contextNames)[number], CelValue>>) => Json;

/** An expression that could not be computed. */
export class ExpressionFault extends Error {
  readonly fault: Fault;
  readonly span: Span;

  constructor(fault: Fault, span: Span) {
    super(fault.message);
    this.fault = fault;
    this.span = span;
  }
}

interface Engine {
  readonly environment: Library.Environment;
  readonly compiled: WeakMap<Expression, Compute>;
}

let engine: Engine | null = null;

/** Loads the library, once. */
export async function loadExpressions(): Promise<void> {
  if (engine !== null) return;
  const library = await import("@marcbachmann/cel-js");
  engine ??= { environment: makeEnvironment(library), compiled: new WeakMap() };
}

/** Says whether expressions can be computed without loading anything. */
export function areExpressionsLoaded(): boolean {
  return engine !== null;
}

/**
 * What computes an expression; made once for each.
 * @throws {Error} when the library has not been loaded.
 */
export function compile(expression: Expression): Compute {
  if (engine === null) throw new Error("the library for expressions must be loaded before one is computed");
  const known = engine.compiled.get(expression);
  if (known !== undefined) return known;
  const made = make(expression, engine.environment);
  engine.compiled.set(expression, made);
  return made;
}

function makeEnvironment({ Environment, EvaluationError }: typeof Library): Library.Environment {
  const environment = new Environment({
    unlistedVariablesAreDyn: false,
    homogeneousAggregateLiterals: false,
    // Expressions are bounded before they come here; what is written out for them is larger.
    limits: { maxAstNodes: 1e6, maxDepth: 1e4, maxListElements: 1e5, maxMapEntries: 1e5, maxCallArguments: 1e4 },
  });
  environment.registerType("Box", Box);
  for (const name of contextNames) environment.registerVariable(name, "dyn");
  for (const [signature, call] of Object.entries({ ...celFunctions, ...textFunctions })) {
    const told = (...values: never[]) => {
      try {
        return call(...values);
      } catch (cause) {
        // The library adds the place to errors of its own.
        throw cause instanceof Fault ? new EvaluationError({ code: "fault", message: cause.message, cause }) : cause;
      }
    };
    environment.registerFunction(signature, told, { async: false });
  }
  for (const [signature, compute] of mixedOperators()) environment.registerOperator(signature, compute);
  return environment;
}

/** JSON has one type of number, which the library knows as `double`; whole numbers of expressions are its `int`. */
function* mixedOperators(): Generator<[string, (left: number | bigint, right: number | bigint) => number]> {
  const operators = {
    "-": (left: number, right: number) => left - right,
    "*": (left: number, right: number) => left * right,
    "/": (left: number, right: number) => left / right,
    "%": (left: number, right: number) => left % right,
  };
  for (const [operator, compute] of Object.entries(operators)) {
    for (const [left, right] of [
      ["int", "double"],
      ["double", "int"],
    ]) {
      yield [`${left} ${operator} ${right}: double`, (one, other) => compute(Number(one), Number(other))];
    }
  }
  yield ["double % double: double", (one, other) => Number(one) % Number(other)];
}

function make(expression: Expression, environment: Library.Environment): Compute {
  const written = writeCel(expression);
  const evaluate = environment.parse(written.text);
  return (names) => {
    work.begin();
    try {
      const value = toJson(evaluate(names) as CelValue);
      // `exists` and `all` go on after an error, and may find what they look for.
      work.spend(0);
      return value;
    } catch (error) {
      throw explained(error, expression, written);
    }
  };
}

/** What the library says of an error of its own. */
interface LibraryError extends Error {
  readonly code: string;
  readonly range?: { readonly start: number; readonly end: number };
}

function explained(error: unknown, expression: Expression, written: CelText): unknown {
  if (error instanceof Fault) return new ExpressionFault(error, expression.span);
  if (error instanceof RangeError) return new ExpressionFault(new Fault("it takes too much memory"), expression.span);
  if (!isLibraryError(error)) return error;
  const fault = error.cause instanceof Fault ? error.cause : new Fault(messages[error.code] ?? "it cannot be computed");
  return new ExpressionFault(fault, placeOf(error.range, written) ?? expression.span);
}

function isLibraryError(error: unknown): error is LibraryError {
  return error instanceof Error && typeof (error as Partial<LibraryError>).code === "string" && "summary" in error;
}

/** By the library's code: what is wrong with the values. Types were looked at before it saw them. */
const messages: Readonly<Record<string, string>> = {
  division_by_zero: "a division by zero",
  modulo_by_zero: "a division by zero",
  numeric_overflow: "an integer that is too large",
  no_matching_overload: "a value that the function cannot take",
  no_such_overload: "values of two types cannot be ordered",
  index_out_of_range: "an index outside the text",
  bool_conversion_error: "text that is neither `true` nor `false`",
  int_conversion_error: "text that is no integer",
  double_conversion_error: "text that is no number",
};

/** Calls that let a value through or do not: a mistake is then the value's. */
const guard = /^_(?:bool|number|text|texts|whole|any|ordered|range)\(/;

/** Where in the pipeline's text something is that stands in the library's text: the smallest part around it. */
function placeOf(range: LibraryError["range"], { text, places }: CelText): Span | undefined {
  if (range === undefined) return undefined;
  const call = guard.exec(text.slice(range.start, range.start + 20));
  const start = range.start + (call?.[0].length ?? 0);
  const end = range.end - (call === null ? 0 : 1);
  const around = places.filter((place) => place.start <= start && end <= place.end);
  return around.toSorted((one, other) => one.end - one.start - (other.end - other.start))[0]?.span;
}
