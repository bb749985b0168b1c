// The example mirror-check. The mirror is a server of this test, which fails as it is told; what is expected is hashed here.

import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { printed, useExample } from "./run-example.ts";

const example = useExample("mirror-check");

/** Answers a request for a file that has come for the nth time, from 1. */
type Answer = (response: ServerResponse, content: string, count: number) => void;

const whole: Answer = (response, content) => response.end(content);
const status = (code: number): Answer => {
  return (response) => response.writeHead(code).end();
};
const onlyOnce = (fault: Answer): Answer => {
  return (response, content, count) => (count === 1 ? fault : whole)(response, content, count);
};
const noAnswer: Answer = () => undefined;
const hangUp: Answer = (response) => response.destroy();
const other: Answer = (response) => response.end("[]\n");

interface Mirror {
  readonly address: string;
  /** How often each file was asked for. */
  readonly counts: ReadonlyMap<string, number>;
  /** The most requests that waited for an answer at once. */
  mostOpen(): number;
}

const closings: (() => void)[] = [];
afterEach(() => {
  for (const close of closings.splice(0)) close();
});

/**
 * Serves the example's files.
 * @param together so many requests must wait before the first of them is answered.
 */
async function serve(answers: { readonly [file: string]: Answer } = {}, together = 1): Promise<Mirror> {
  const counts = new Map<string, number>();
  const held: (() => void)[] = [];
  let [open, most, isReleased] = [0, 0, false];
  const receive = async (request: IncomingMessage, response: ServerResponse) => {
    most = Math.max(most, ++open);
    const file = request.url?.slice("/data/".length) ?? "";
    const count = (counts.get(file) ?? 0) + 1;
    counts.set(file, count);
    const content = await example.read(`data/mirror/${file}`);
    held.push(() => {
      open--;
      (answers[file] ?? whole)(response, content, count);
    });
    isReleased ||= held.length >= together;
    if (isReleased) for (const answer of held.splice(0)) answer();
  };
  const server = createServer((request, response) => void receive(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closings.push(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  return { address: `http://127.0.0.1:${port}/data/`, counts, mostOpen: () => most };
}

/** The names in the list of checksums. */
async function listed(): Promise<string[]> {
  const lines = (await example.read("data/SHA256SUMS")).trim().split("\n");
  return lines.map((line) => line.slice(66));
}

/** The report on a mirror whose files are the same as ours but for those with a verdict here. */
async function reportOn(mirror: string, verdicts: { readonly [file: string]: string } = {}): Promise<string> {
  const rows = (await listed()).map(async (file) => {
    const verdict = verdicts[file] ?? "same";
    const content = verdict === "not read" ? "" : await example.read(`data/mirror/${file}`);
    return `| ${file} | ${verdict === "not read" ? "–" : Buffer.byteLength(content)} | ${verdict} |`;
  });
  return `# ${mirror}\n\n| file | bytes | verdict |\n| --- | --- | --- |\n${(await Promise.all(rows)).join("\n")}\n`;
}

const success = async () => ({
  exitCode: 0,
  stdout: printed({ report: "out/mirror.md", files: (await listed()).length }),
});

describe("mirror-check", () => {
  test("finds the folder beside it the same, and its checksums right", async () => {
    const { exitCode, stdout } = await example.run();
    expect({ exitCode, stdout }).toEqual(await success());
    expect(await example.read("out/mirror.md")).toBe(await reportOn("data/mirror"));
    const files = await listed();
    expect(files).toEqual(await example.list("data/mirror"));
    const sums = await Promise.all(
      files.map(async (file) => {
        const hash = createHash("sha256").update(await example.read(`data/mirror/${file}`));
        return `${hash.digest("hex")}  ${file}\n`;
      }),
    );
    expect(await example.read("data/SHA256SUMS")).toBe(sums.join(""));
  });

  test("asks a server for four files at once, and never for more", async () => {
    const mirror = await serve({}, 4);
    const { exitCode, stdout } = await example.run("-p", `mirror=${mirror.address}`);
    expect({ exitCode, stdout }).toEqual(await success());
    expect(mirror.mostOpen()).toBe(4);
    expect(Object.fromEntries(mirror.counts)).toEqual(Object.fromEntries((await listed()).map((file) => [file, 1])));
    expect(await example.read("out/mirror.md")).toBe(await reportOn(mirror.address));
  });

  test("tries again where the network fails for once, or does not answer", async () => {
    const answers = {
      "wheat.json": onlyOnce(status(503)),
      "obesity.json": onlyOnce(hangUp),
      "us-employment.csv": onlyOnce(noAnswer),
    };
    const mirror = await serve(answers);
    const { exitCode, stdout, stderr } = await example.run("-p", `mirror=${mirror.address}`);
    expect({ exitCode, stdout }).toEqual(await success());
    expect(await example.read("out/mirror.md")).toBe(await reportOn(mirror.address));
    for (const file of Object.keys(answers)) expect(mirror.counts.get(file), file).toBeGreaterThan(1);
    const failed = stderr.filter((line) => line.includes("↻")).join("\n");
    expect(failed).toContain(`attempt 1 of 4 failed: ${mirror.address}wheat.json answered 503; again in `);
    expect(failed).toContain("attempt 1 of 4 failed: the attempt took longer than its timeout of 5 s; again in ");
  });

  test("names what differs and what cannot be read, and does not ask again for what is not there", async () => {
    const answers = {
      "wheat.json": status(404),
      "monarchs.json": status(500),
      "obesity.json": other,
    };
    const mirror = await serve(answers);
    const { exitCode, stdout, stderr } = await example.run("-p", `mirror=${mirror.address}`);
    expect({ exitCode, stdout }).toEqual({ exitCode: 106, stdout: "" });
    const verdicts = { "wheat.json": "not read", "monarchs.json": "not read", "obesity.json": "different" };
    const report = (await reportOn(mirror.address, verdicts)).replace(/(?<=obesity.json \| )\d+/, "3");
    expect(await example.read("out/mirror.md")).toBe(report);
    expect(mirror.counts.get("wheat.json")).toBe(1);
    expect(mirror.counts.get("monarchs.json")).toBe(4);
    const names = JSON.stringify(["monarchs.json", "obesity.json", "wheat.json"]);
    expect(stderr).toContain(`    error: AssertionError: \`${names} = []\` does not hold`);
  });

  test("refuses a list that leads out of the mirror", async () => {
    await example.write("data/outside", `${"0".repeat(64)}  ../SHA256SUMS\n`);
    const { exitCode, stdout } = await example.run("-p", "sums=data/outside");
    expect({ exitCode, stdout }).toEqual({ exitCode: 103, stdout: "" });
  });
});
