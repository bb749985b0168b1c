// The declared parameters: each must be a JSON Schema that its own default meets, and no name may be a local value as well.

import type { Diagnostic } from "../diagnostic.ts";
import { pathIn } from "../document.ts";
import type { ParameterDeclaration, Pipeline } from "../pipeline.ts";
import { compileSchema, type WrittenSchemaFault } from "../schema.ts";
import { describeFault } from "../schema-fault.ts";
import { quotesHelp } from "./written-scalar.ts";
import { schemaMistake } from "./written-schema.ts";

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
    const { schema } = declaration;
    const helpFor = (fault: WrittenSchemaFault) => helpWithRequired(fault, declaration);
    const written = { schema, path, code: "parameter-schema", subject: `parameter \`${name}\``, helpFor } as const;
    const mistake = schemaMistake(written, document);
    if (mistake === undefined) yield* checkDefault(declaration, pipeline);
    else yield mistake;
  }
}

/** A parameter is required anyway; `required` of JSON Schema lists the keys of a map. */
function helpWithRequired({ path }: WrittenSchemaFault, { schema }: ParameterDeclaration): string | undefined {
  const isSwitch = path.length === 1 && path[0] === "required" && typeof schema.required === "boolean";
  return isSwitch ? "leave it out: a parameter without `default` and `optional: true` needs a value" : undefined;
}

function* checkDefault(declaration: ParameterDeclaration, { document }: Pipeline): Generator<Diagnostic> {
  if (declaration.default === undefined) return;
  const path = [...declaration.path, "default"];
  for (const fault of compileSchema(declaration.schema)(declaration.default)) {
    const within = { ...fault, path: ["default", ...fault.path] };
    const words = describeFault(within, `parameter \`${declaration.name}\``);
    const inside = pathIn(document, [...path.map(String), ...fault.path]);
    const help =
      declaration.default === null
        ? "leave the default out, and write `optional: true`"
        : (quotesHelp(fault, document, inside) ?? words.help ?? "change the default, or what its schema allows");
    const { message } = words;
    const span =
      fault.kind === "unknown-key" ? document.locate([...inside, fault.key], "key") : document.locate(inside);
    yield { code: "parameter-default", severity: "error", message, help, source: document.source, span };
  }
}
