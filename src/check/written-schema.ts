// A JSON Schema that stands in a pipeline: the mistake it is when it is none. Which schemas there are is not known here.

import type { Diagnostic, DiagnosticCode, Edit } from "../diagnostic.ts";
import { type Document, type Path, pathIn, valueAt } from "../document.ts";
import type { JsonSchema } from "../infer.ts";
import { isJsonMap, type JsonMap } from "../json.ts";
import { findSchemaFault, type WrittenSchemaFault } from "../schema.ts";
import { onlyNearest } from "../suggest.ts";
import { withValueAt } from "./fault-fix.ts";

/** A schema with where it stands and what it is called. */
export interface WrittenSchema {
  readonly schema: JsonSchema;
  readonly path: Path;
  readonly code: DiagnosticCode;
  /** What has no valid schema, such as "parameter `x`". */
  readonly subject: string;
  /** Help that goes before the common one. */
  helpFor?(fault: WrittenSchemaFault): string | undefined;
}

/** What is wrong with a schema; undefined when it is one. */
export function schemaMistake(written: WrittenSchema, document: Document): Diagnostic | undefined {
  const { schema, path, code, subject } = written;
  const fault = findSchemaFault(schema);
  if (fault === undefined) return undefined;
  const inside = pathIn(document, [...path.map(String), ...fault.path]);
  const isKey = fault.isKey === true || fault.path.length === 0;
  return {
    code,
    severity: "error",
    message: `${subject} has no valid JSON Schema: ${fault.message}`,
    help: written.helpFor?.(fault) ?? fault.help ?? "write it in JSON Schema draft-07, such as `{ type: string }`",
    source: document.source,
    span: document.locate(inside, isKey ? "key" : "value"),
    fix: keywordFix(written, fault, document),
  };
}

/** Another name for a keyword that is surely misspelt: one whose value is then right. */
function keywordFix(
  { schema, path }: WrittenSchema,
  { path: keywordPath, allowedKeys = [] }: WrittenSchemaFault,
  document: Document,
): readonly Edit[] | undefined {
  const [keyword = "", ...outer] = keywordPath.toReversed();
  const inside = pathIn(document, [...path.map(String), ...keywordPath]);
  const map = valueAt(document, inside.slice(0, -1));
  const meant = onlyNearest(keyword, allowedKeys);
  if (meant === undefined || !isJsonMap(map) || Object.hasOwn(map, meant)) return undefined;
  const renamed = Object.entries(map).map(([key, value]) => [key === keyword ? meant : key, value] as const);
  const mended = withValueAt(schema as JsonMap, outer.toReversed(), Object.fromEntries(renamed));
  const left = findSchemaFault(mended as JsonSchema);
  if (
    left !== undefined &&
    [...outer.toReversed(), meant].every((part, index) => (left.path[index] ?? part) === part)
  ) {
    return undefined;
  }
  const edit = document.rewrite(inside, { kind: "whole", value: meant }, "key");
  return edit === undefined ? undefined : [edit];
}
