// A terminal stream without a terminal: what is written to it is kept and drawn on a screen in memory.

import { clearLine, cursorTo, moveCursor } from "node:readline";
import { Writable } from "node:stream";
import xterm from "@xterm/headless";

export interface FakeTerminal {
  readonly stream: NodeJS.WriteStream;
  /** Everything written so far. */
  written(): string;
  /** The lines that the screen shows, without trailing space and empty lines at the end. */
  screen(): Promise<string[]>;
  resize(columns: number): void;
}

export function createFakeTerminal(columns: number, rows = 24): FakeTerminal {
  let written = "";
  const writable = new Writable({
    decodeStrings: false,
    write(chunk: string, _encoding, done) {
      written += chunk;
      done();
    },
  });
  const stream = Object.assign(writable, {
    isTTY: true,
    columns,
    rows,
    cursorTo: (x: number) => cursorTo(writable, x),
    moveCursor: (dx: number, dy: number) => moveCursor(writable, dx, dy),
    clearLine: (direction: -1 | 0 | 1) => clearLine(writable, direction),
  }) as unknown as NodeJS.WriteStream;
  return {
    stream,
    written: () => written,
    async screen(): Promise<string[]> {
      const terminal = new xterm.Terminal({ cols: columns || 80, rows, allowProposedApi: true, convertEol: true });
      await new Promise<void>((resolve) => terminal.write(written, resolve));
      const { active } = terminal.buffer;
      const lines = Array.from(
        { length: active.length },
        (_, row) => active.getLine(row)?.translateToString(true) ?? "",
      );
      while (lines.at(-1) === "") lines.pop();
      return lines;
    },
    resize(newColumns: number): void {
      stream.columns = newColumns;
      stream.emit("resize");
    },
  };
}
