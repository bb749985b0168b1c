// The bytes of a file -> its text, or where they stop being one.

import { isUtf8 } from "node:buffer";
import type { ReadSource } from "../disk.ts";
import { Source } from "../source.ts";

/** Reads bytes as UTF-8; a byte order mark stays in the text. */
export function decodeSource(name: string, bytes: Buffer): ReadSource {
  if (isUtf8(bytes))
    return { source: new Source(name, new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes)), diagnostics: [] };
  const source = new Source(name, bytes.toString("utf8"));
  const start = source.text.indexOf("\ufffd");
  const help = /^(\xff\xfe|\xfe\xff)/.test(bytes.toString("latin1", 0, 2))
    ? "it looks like UTF-16; save it as UTF-8"
    : "save the file as UTF-8";
  const span = { start, end: start + 1 };
  const message = "the file is not UTF-8: this byte is no part of a character";
  return { source, diagnostics: [{ code: "not-utf8", severity: "error", message, help, source, span }] };
}
