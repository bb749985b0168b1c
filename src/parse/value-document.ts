// An object handed to the library -> document: a frozen copy of its data. There is no text, so nothing has a place.

import type { Document } from "../document.ts";
import { copyJson } from "../json.ts";

/**
 * Makes a document of plain data.
 * @throws {NotJsonError} when it holds what JSON cannot.
 */
export function documentFromValue(value: unknown): Document {
  const nowhere = () => undefined;
  return { source: undefined, value: copyJson(value), locate: nowhere, locateText: nowhere, rewrite: nowhere };
}
