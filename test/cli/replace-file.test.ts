// A file gets another text whole or not at all, and stays the file that it was: its mode, its owner, the links to it.

import {
  chmodSync,
  chownSync,
  lstatSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
} from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { replaceFile } from "../../src/cli/replace-file.ts";
import { makeFolder } from "./run-conduit.ts";

const isRoot = process.getuid?.() === 0;

/** A fresh file with the text `before`. */
function makeFile(): string {
  return path.join(makeFolder({ "a.yaml": "before" }), "a.yaml");
}

test.each([0o600, 0o644, 0o660, 0o755, 0o666])("mode %o is kept", async (mode) => {
  const file = makeFile();
  chmodSync(file, mode);
  await replaceFile(file, "before", "after");
  expect(readFileSync(file, "utf8")).toBe("after");
  expect((statSync(file).mode & 0o7777).toString(8)).toBe(mode.toString(8));
  expect(readdirSync(path.dirname(file))).toEqual(["a.yaml"]);
});

test.runIf(isRoot)("the owner is kept", async () => {
  const file = makeFile();
  chownSync(file, 12_345, 54_321);
  await replaceFile(file, "before", "after");
  expect(statSync(file)).toMatchObject({ uid: 12_345, gid: 54_321 });
});

test("a symbolic link stays one, and the file that it leads to is written", async () => {
  const folder = makeFolder({ "real/a.yaml": "before" });
  symlinkSync("real/a.yaml", path.join(folder, "one.yaml"));
  symlinkSync("one.yaml", path.join(folder, "two.yaml"));
  await replaceFile(path.join(folder, "two.yaml"), "before", "after");
  expect(readFileSync(path.join(folder, "real/a.yaml"), "utf8")).toBe("after");
  expect(lstatSync(path.join(folder, "one.yaml")).isSymbolicLink()).toBe(true);
  expect(readlinkSync(path.join(folder, "two.yaml"))).toBe("one.yaml");
  expect([readdirSync(folder), readdirSync(path.join(folder, "real"))]).toEqual([
    ["one.yaml", "real", "two.yaml"],
    ["a.yaml"],
  ]);
});

test("a file that holds something else by now is left alone", async () => {
  const file = makeFile();
  await expect(replaceFile(file, "earlier", "after")).rejects.toMatchObject({
    name: "UsageError",
    message: `\`${file}\` changed while it was being fixed, so it was not written`,
  });
  expect(readFileSync(file, "utf8")).toBe("before");
  expect(readdirSync(path.dirname(file))).toEqual(["a.yaml"]);
});

test("a read-only file is left alone", async () => {
  const file = makeFile();
  chmodSync(file, 0o444);
  await expect(replaceFile(file, "before", "after")).rejects.toMatchObject({
    message: `cannot write \`${file}\`: it is read-only`,
  });
  expect(readFileSync(file, "utf8")).toBe("before");
});

test.skipIf(isRoot)("a file in a folder that cannot be written is left alone", async () => {
  const file = makeFile();
  chmodSync(path.dirname(file), 0o555);
  try {
    await expect(replaceFile(file, "before", "after")).rejects.toMatchObject({
      message: `cannot write \`${file}\`: permission denied`,
    });
  } finally {
    chmodSync(path.dirname(file), 0o755);
  }
  expect(readFileSync(file, "utf8")).toBe("before");
});

test("a file that is gone stays gone", async () => {
  const file = path.join(makeFolder(), "a.yaml");
  await expect(replaceFile(file, "before", "after")).rejects.toMatchObject({
    message: `cannot write \`${file}\`: there is no such file`,
  });
  expect(readdirSync(path.dirname(file))).toEqual([]);
});
