// The FILE blocks, in a folder of their own for each test.

import { chmod, lstat, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import file from "../../blocks/file.ts";
import { callBlock, failureOf } from "./call-block.ts";

let projectFolder: string;
const at = (...path: string[]) => join(projectFolder, ...path);
const call = async (name: string, parameters: { [name: string]: unknown }) =>
  (await callBlock(file, name, parameters, { projectFolder })).result;
const failure = (name: string, parameters: { [name: string]: unknown }) =>
  failureOf(file, name, parameters, { projectFolder });

beforeEach(async () => {
  projectFolder = await mkdtemp(join(tmpdir(), "conduit-file-"));
});
afterEach(() => rm(projectFolder, { recursive: true }));

it("reads a text without its byte order mark, by a relative or absolute path", async () => {
  await writeFile(at("a.txt"), "\ufeffgrüß 😀\r\n");
  expect(await call("READ", { path: "a.txt" })).toBe("grüß 😀\r\n");
  expect(await call("READ", { path: at("a.txt") })).toBe("grüß 😀\r\n");
});

it("says why a file cannot be read", async () => {
  await mkdir(at("folder"));
  await writeFile(at("latin1"), Buffer.from([0x67, 0x72, 0xfc]));
  expect(await failure("READ", { path: "nope" })).toBe('Error: cannot read "nope": there is no such file');
  expect(await failure("READ", { path: "folder" })).toBe('Error: cannot read "folder": it is a folder, not a file');
  expect(await failure("READ", { path: "latin1/x" })).toBe(
    'Error: cannot read "latin1/x": a part of the path is a file, not a folder',
  );
  expect(await failure("READ", { path: "latin1" })).toBe('InvalidArgumentError: "latin1" is no text in UTF-8');
  expect(await failure("READ", { path: "a\0b" })).toBe("InvalidArgumentError: `path` contains a NUL character");
  expect(await failure("READ", { path: "" })).toBe("refused");
});

it("writes a new file and the folders it needs, and leaves no temporary one", async () => {
  expect(await call("WRITE", { path: "x/y/a.txt", content: "é" })).toEqual({ path: "x/y/a.txt", bytes: 2 });
  expect(await readFile(at("x/y/a.txt"), "utf8")).toBe("é");
  expect(await readdir(at("x/y"))).toEqual(["a.txt"]);
});

it("replaces a file as a whole, keeping its permissions and the links to it", async () => {
  await writeFile(at("real.txt"), "old, and longer");
  await chmod(at("real.txt"), 0o640);
  await symlink("real.txt", at("link.txt"));
  await call("WRITE", { path: "link.txt", content: "new" });
  expect(await readFile(at("real.txt"), "utf8")).toBe("new");
  expect((await stat(at("real.txt"))).mode & 0o777).toBe(0o640);
  expect((await lstat(at("link.txt"))).isSymbolicLink()).toBe(true);
});

it("says why a file cannot be written, and leaves nothing behind", async () => {
  await mkdir(at("folder"));
  await writeFile(at("plain"), "kept");
  expect(await failure("WRITE", { path: "folder", content: "" })).toBe(
    'Error: cannot write "folder": it is a folder, not a file',
  );
  expect(await failure("WRITE", { path: "plain/x", content: "" })).toBe(
    'Error: cannot write "plain/x": a part of the path is a file, not a folder',
  );
  expect(await failure("WRITE", { path: "plain", content: "\ud800" })).toBe(
    "InvalidArgumentError: `content` has half of a surrogate pair, which UTF-8 cannot hold",
  );
  expect(await readdir(projectFolder)).toEqual(["folder", "plain"]);
  expect(await readFile(at("plain"), "utf8")).toBe("kept");
});

it("writes nothing once the step is to stop", async () => {
  await writeFile(at("plain"), "kept");
  const around = { projectFolder, signal: AbortSignal.abort() };
  expect(await failureOf(file, "WRITE", { path: "plain", content: "new" }, around)).toBe(
    "AbortError: The operation was aborted",
  );
  expect(await readdir(projectFolder)).toEqual(["plain"]);
  expect(await readFile(at("plain"), "utf8")).toBe("kept");
});

it.skipIf(process.platform === "win32")("touches neither devices nor pipes", async () => {
  const reason = "only regular files can be read and written, not devices, pipes or sockets";
  expect(await failure("READ", { path: "/dev/null" })).toBe(`Error: cannot read "/dev/null": ${reason}`);
  expect(await failure("WRITE", { path: "/dev/null", content: "" })).toBe(`Error: cannot write "/dev/null": ${reason}`);
});

it("deletes a file or a link, and tells whether it was there", async () => {
  await writeFile(at("real.txt"), "kept");
  await symlink("real.txt", at("link.txt"));
  expect(await call("DELETE", { path: "link.txt" })).toBe(true);
  expect(await call("DELETE", { path: "link.txt" })).toBe(false);
  expect(await readdir(projectFolder)).toEqual(["real.txt"]);
});

it("says why a file cannot be deleted", async () => {
  await mkdir(at("folder"));
  expect(await failure("DELETE", { path: "nope", missing_ok: false })).toBe(
    'Error: cannot delete "nope": there is no such file',
  );
  expect(await failure("DELETE", { path: "folder" })).toBe('Error: cannot delete "folder": it is a folder, not a file');
});
