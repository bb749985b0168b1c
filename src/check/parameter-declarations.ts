// The declared parameters: each must be a JSON Schema that its own default meets, and no name may be a local value as well.

import type { Diagnostic } from "../diagnostic.ts";
import { pathIn } from "../document.ts";
import type { ParameterDeclaration, Pipeline } from "../pipeline.ts";
import { compileSchema, findSchemaFault, type WrittenSchemaFault } from "../schema.ts";
import { describeFault } from "../schema-fault.ts";

/** The mistakes in `parameters` that the shape's own schema cannot find. */
export function* checkDeclarations(pipeline: Pipeline): Generator<Diagnostic> {
  const { document, localValues } = pipeline;
  const { source } = document;
  for (const declaration of pipeline.parameters) {
    const { name, path } = declaration;
    if (Object.hasOwn(localValues, name)) {
      const span = document.locate(["local_values", name], "key");
      const first = document.locate(path, "key");
      const message = `\`${name}\` is a parameter and a local value`;
      const related = source && first ? [{ message: "declared as a parameter here", source, span: first }] : [];
      const help = "rename one of them: both are read as `{< name >}`";
      yield { code: "name-declared-twice", severity: "error", message, help, source, span, related };
    }
    const fault = findSchemaFault(declaration.schema);
    if (fault === undefined) yield* checkDefault(declaration, pipeline);
    else {
      const message = `parameter \`${name}\` has no valid JSON Schema: ${fault.message}`;
      const help =
        helpFor(fault, declaration) ?? fault.help ?? "write it in JSON Schema draft-07, such as `{ type: string }`";
      const inside = pathIn(document, [...path.map(String), ...fault.path]);
      const isKey = fault.isKey === true || fault.path.length === 0;
      const span = document.locate(inside, isKey ? "key" : "value");
      yield { code: "parameter-schema", severity: "error", message, help, source, span };
    }
  }
}

/** A parameter is required anyway; `required` of JSON Schema lists the keys of a map. */
function helpFor({ path }: WrittenSchemaFault, { schema }: ParameterDeclaration): string | undefined {
  const isSwitch = path.length === 1 && path[0] === "required" && typeof schema.required === "boolean";
  return isSwitch ? "leave it out: a parameter without `default` and `optional: true` needs a value" : undefined;
}

function* checkDefault(declaration: ParameterDeclaration, { document }: Pipeline): Generator<Diagnostic> {
  if (declaration.default === undefined) return;
  const path = [...declaration.path, "default"];
  for (const fault of compileSchema(declaration.schema)(declaration.default)) {
    const within = { ...fault, path: ["default", ...fault.path] };
    const words = describeFault(within, `parameter \`${declaration.name}\``);
    const help =
      declaration.default === null
        ? "leave the default out, and write `optional: true`"
        : (words.help ?? "change the default, or what its schema allows");
    const { message } = words;
    const inside = pathIn(document, [...path.map(String), ...fault.path]);
    const span =
      fault.kind === "unknown-key" ? document.locate([...inside, fault.key], "key") : document.locate(inside);
    yield { code: "parameter-default", severity: "error", message, help, source: document.source, span };
  }
}
