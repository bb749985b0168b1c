// Documents without a text whose places are numbers all the same: they lead from a diagnostic back to the file and the path that it
// is about, which the experiment needs and a user reads from the file.

import type { Document, Path } from "../../src/document.ts";
import { documentFromValue } from "../../src/parse/value-document.ts";
import { Source, type Span } from "../../src/source.ts";

export interface PlacedDocument {
  readonly document: Document;
  /** The path that a span stands for; undefined for one that this document did not give. */
  readonly pathOf: (span: Span | undefined) => Path | undefined;
}

/**
 * Makes a document of plain data.
 * @param name of its file.
 */
export function placedDocument(value: unknown, name: string): PlacedDocument {
  const paths: Path[] = [];
  const place = (path: Path): Span => {
    const start = paths.push(path) - 1;
    return { start, end: start };
  };
  const document: Document = {
    ...documentFromValue(value),
    source: new Source(name, ""),
    locate: place,
    locateText: place,
  };
  return { document, pathOf: (span) => (span === undefined ? undefined : paths[span.start]) };
}
