// Blocks that do as a test tells them. They are data of the tests, so they import nothing of the project.

import { existsSync, watch, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import path from "node:path";

const block = (name, run) => ({
  category: "PUPPET",
  name,
  parameters: { type: "object", additionalProperties: true },
  run,
});

const results = {
  bigint: () => 10n,
  function: () => () => 1,
  map: () => new Map([[1, 2]]),
  symbol: () => Symbol("sign"),
  nan: () => Number.NaN,
  infinity: () => ({ deep: [Number.POSITIVE_INFINITY] }),
  cycle: () => {
    const circle = {};
    circle.self = circle;
    return circle;
  },
  undefined: () => undefined,
  prototype: () => JSON.parse('{"__proto__": {"x": 1}, "constructor": 2}'),
};

const throwing = {
  text: () => {
    throw "just a text";
  },
  null: () => {
    throw null;
  },
  rejection: async () => {
    throw new TypeError("rejected");
  },
  escapes: () => {
    throw new Error("\u001b[31mred\u001b[0m \u0007 \u009b2J");
  },
  trap: () => {
    const get = () => {
      throw new Error("trapped");
    };
    throw new Proxy({}, { get });
  },
};

async function fileToCome(file) {
  await new Promise((resolve) => {
    const watcher = watch(path.dirname(file), look);
    function look() {
      if (!existsSync(file)) return;
      watcher.close();
      resolve();
    }
    look();
  });
}

export default [
  block("ECHO", (parameters) => parameters),
  block("RETURN", ({ what }) => results[what]()),
  block("THROW", ({ what }) => throwing[what]()),
  // Never settles, and does not listen to its signal.
  block("HANG", (_, context) => {
    context.log("hanging");
    return new Promise(() => {});
  }),
  // Ends when a file is there.
  block("AWAIT_FILE", async ({ file }, context) => {
    context.log("waiting");
    await fileToCome(path.resolve(context.projectFolder, file));
    return "it is there";
  }),
  // Keeps the thread busy until a file is there and for a while more, so that nothing else is heard.
  block("BUSY", ({ file }, context) => {
    context.log("busy");
    while (!existsSync(path.resolve(context.projectFolder, file)));
    const end = performance.now() + 50;
    while (performance.now() < end);
    return "it is there";
  }),
  block("TOUCH", ({ file }, context) => {
    writeFileSync(path.resolve(context.projectFolder, file), "touched");
    return file;
  }),
  block("THROW_FROM_TIMER", () => {
    setTimeout(() => {
      throw new Error("from a timer");
    });
    return new Promise(() => {});
  }),
  // Succeeds, and leaves behind what fails while megabytes of outputs are on their way.
  block("THROW_LATE", () => {
    setTimeout(() => {
      throw new Error("late \u001b[31m");
    });
    return "x".repeat(3_000_000);
  }),
  block("LEAVE_OPEN", async () => {
    setInterval(() => undefined, 1000);
    const server = createServer();
    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
    return "left open";
  }),
  // At once, or when a file is there.
  block("END_PROCESS", async ({ file }, context) => {
    if (file !== undefined) await fileToCome(path.resolve(context.projectFolder, file));
    process.exit(0);
  }),
];
