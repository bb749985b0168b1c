// The declared parameters: each must be a JSON Schema that its own default meets, and no name may be a local value as well.

import type { Diagnostic } from "../diagnostic.ts";
import type { ParameterDeclaration, Pipeline } from "../pipeline.ts";
import { compileSchema, findSchemaFault } from "../schema.ts";
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
      const help = "write it in JSON Schema draft-07, such as `{ type: string }`";
      const span = fault.path.length === 0 ? document.locate(path, "key") : document.locate([...path, ...fault.path]);
      yield { code: "parameter-schema", severity: "error", message, help, source, span };
    }
  }
}

function* checkDefault(declaration: ParameterDeclaration, { document }: Pipeline): Generator<Diagnostic> {
  if (declaration.default === undefined) return;
  const path = [...declaration.path, "default"];
  for (const fault of compileSchema(declaration.schema)(declaration.default)) {
    const { message, help } = describeFault(fault, `the default of parameter \`${declaration.name}\``);
    const span = document.locate([...path, ...fault.path]);
    yield { code: "parameter-default", severity: "error", message, help, source: document.source, span };
  }
}
