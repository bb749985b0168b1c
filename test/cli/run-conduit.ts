// Drives the built command as a user does: its own process, a fresh folder with the test's files, a clean environment.

import { type ChildProcessByStdio, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
import { afterAll } from "vitest";

export const repository = fileURLToPath(new URL("../..", import.meta.url));
export const command = path.join(repository, "dist", "conduit.cjs");
/** The folder of the blocks that do as a test tells them; for --blocks. */
export const puppets = fileURLToPath(new URL("./puppets", import.meta.url));

/** File names, folders included, with what the files hold. */
export type Files = Readonly<Record<string, string | Uint8Array>>;

export interface RunSettings {
  readonly files?: Files;
  /** A folder that is there already, instead of a fresh one with `files`. */
  readonly folder?: string;
  /** Added to an environment that has a PATH and little else: no CI, no colours asked for or forbidden. */
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string | Uint8Array;
}

export interface Finished {
  /** Null when a signal ended the process. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningCommand {
  readonly folder: string;
  readonly child: ChildProcessByStdio<Writable, Readable, Readable>;
  /** Fulfilled once standard error holds the text; rejected when the process ends without it. */
  says(text: string): Promise<void>;
  readonly ended: Promise<Finished>;
}

const root = mkdtempSync(path.join(tmpdir(), "conduit-cli-"));
const children = new Set<ReturnType<typeof spawn>>();
let folders = 0;

afterAll(() => {
  for (const child of children) child.kill("SIGKILL");
  rmSync(root, { recursive: true, force: true });
});

/** A new folder that is gone after the tests of the file. */
export function makeFolder(files: Files = {}): string {
  const folder = path.join(root, String(++folders));
  mkdirSync(folder);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), content);
  }
  return folder;
}

/** What a command of a test sees of the environment. */
export function cleanEnvironment(added: Readonly<Record<string, string>> = {}): Record<string, string> {
  const kept = ["PATH", "HOME", "TMPDIR", "SystemRoot"].flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(kept), ...added };
}

/** Starts `conduit` and does not wait for its end. */
export function startConduit(
  args: readonly string[],
  { files, folder = makeFolder(files), env, stdin = "" }: RunSettings = {},
): RunningCommand {
  const child = spawn(process.execPath, [command, ...args], {
    cwd: folder,
    env: cleanEnvironment(env),
    stdio: ["pipe", "pipe", "pipe"],
  });
  children.add(child);
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
  // A command that ends without reading its input is none of the test's business.
  child.stdin.on("error", () => undefined);
  child.stdin.end(stdin);
  const textOf = (chunks: readonly Buffer[]) => Buffer.concat(chunks).toString("utf8");
  const ended = new Promise<Finished>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => {
      children.delete(child);
      resolve({ code, signal, stdout: textOf(stdout), stderr: textOf(stderr) });
    });
  });
  const says = (text: string) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        if (textOf(stderr).includes(text)) resolve();
      };
      child.stderr.on("data", look);
      child.once("close", () => reject(new Error(`the command ended without saying ${text}:\n${textOf(stderr)}`)));
      look();
    });
  return { folder, child, says, ended };
}

/** Runs `conduit` to its end. */
export async function runConduit(args: readonly string[], settings?: RunSettings): Promise<Finished> {
  return await startConduit(args, settings).ended;
}

/** Text with every duration as `N ms`; durations end their column, so nothing behind them moves. */
export function withoutDurations(text: string): string {
  return text.replace(/\b(?:\d+h )?(?:\d+m )?\d+(?:\.\d+)? ?(?:ms|s)\b/g, "N ms");
}

/** What a golden holds of a finished command: the exit code, then each stream that got something. */
export function transcript({ code, signal, stdout, stderr }: Finished): string {
  const out = stdout === "" ? [] : ["--- stdout", stdout.trimEnd()];
  const error = stderr === "" ? [] : ["--- stderr", withoutDurations(stderr).trimEnd()];
  return [`exit ${code ?? signal}`, ...error, ...out].join("\n");
}

/** Says whether a text could steer a terminal. */
export function hasEscapes(text: string): boolean {
  return stripVTControlCharacters(text) !== text || text.includes("\u001b");
}
