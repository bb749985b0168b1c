// How programs are told which file is meant: relative to a folder where the file is inside it, and as a URI where one is asked
// for. Nothing here looks whether the file exists.

import path from "node:path";
import { pathToFileURL } from "node:url";

/** A path relative to a folder, with `/` between its parts; a path that leads out of the folder stays as it is. */
export function nameFrom(folder: string, file: string): string {
  const relative = path.relative(folder, path.resolve(folder, file));
  const isInside = !path.isAbsolute(relative) && !/^\.\.(?:[/\\]|$)/.test(relative);
  return isInside || !path.isAbsolute(file) ? relative.replaceAll(path.sep, "/") : file;
}

/** The same as a URI reference: relative inside the folder, else absolute. */
export function uriFrom(folder: string, file: string): string {
  const name = nameFrom(folder, file);
  if (path.isAbsolute(name)) return pathToFileURL(name).href;
  return name.split("/").map(encodePart).join("/");
}

/** Half of a surrogate pair has no place in a URI. */
function encodePart(part: string): string {
  return encodeURIComponent(part.replace(/\p{Cs}/gu, "\ufffd"));
}
