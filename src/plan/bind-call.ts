// The parameters of a pipeline that a step calls + what the step gives -> their values, or the first thing that is wrong with them.

import { freezeJson, type JsonMap, setOwn } from "../json.ts";
import type { ParameterDeclaration, Pipeline } from "../pipeline.ts";
import type { BoundCall, CallFault } from "../plan.ts";
import { compileSchema } from "../schema.ts";
import { describeFault } from "../schema-fault.ts";
import { suggestion } from "../suggest.ts";
import { findValue, type GivenInputs } from "./bind-inputs.ts";

/** Gives every parameter its value, and tells what is wrong in the order of the declarations, unknown names first. */
export function bindCall(
  { parameters: declarations, localValues }: Pipeline,
  values: JsonMap,
  environment: GivenInputs["environment"],
): BoundCall {
  const bound = { ...localValues };
  let fault = unknownName(declarations, values);
  for (const declaration of declarations) {
    const found = findValue(declaration, { values, environment });
    if (found === undefined) {
      fault ??= { message: `parameter \`${declaration.name}\` is missing`, help: undefined, path: [], isKey: false };
      continue;
    }
    setOwn(bound, declaration.name, found.value);
    if (found.from !== "file") fault ??= faultOf(declaration, found.value);
  }
  return { parameters: freezeJson(bound), fault };
}

function unknownName(declarations: readonly ParameterDeclaration[], values: JsonMap): CallFault | null {
  const known = declarations.map(({ name }) => name);
  const unknown = Object.keys(values).find((name) => !known.includes(name));
  if (unknown === undefined) return null;
  const help =
    suggestion(unknown, known, "its parameters are") ?? (known.length === 0 ? "it declares none" : undefined);
  return { message: `the pipeline has no parameter \`${unknown}\``, help, path: [unknown], isKey: true };
}

function faultOf({ name, schema, isSecret }: ParameterDeclaration, value: unknown): CallFault | null {
  const [fault] = compileSchema(schema)(value);
  if (fault === undefined) return null;
  const subject = `parameter \`${name}\``;
  const message = isSecret ? `${subject} does not meet its schema` : describeFault(fault, subject).message;
  return { message, help: undefined, path: [name, ...fault.path], isKey: false };
}
