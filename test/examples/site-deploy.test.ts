// The example site-deploy. What is expected to be live is read here from the releases themselves.

import { describe, expect, test } from "vitest";
import { printed, useExample } from "./run-example.ts";

const example = useExample("site-deploy");

/** The files of a folder and their texts. */
async function filesOf(folder: string): Promise<{ readonly [name: string]: string }> {
  const names = await example.list(folder);
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await example.read(`${folder}/${name}`)])),
  );
}

const releaseOf = (version: string) => filesOf(`data/releases/${version}`);
const deploy = (version: string) => example.run("-p", `release=${version}`);

describe("site-deploy", () => {
  test("puts one release after another in the place of what is live", async () => {
    await example.clear();
    for (const [version, pages] of [
      ["1.0.0", 2],
      ["1.1.0", 3],
      ["1.0.0", 2],
    ] as const) {
      const { exitCode, stdout } = await deploy(version);
      expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: printed({ live: version, pages }) });
      expect(await filesOf("out/live")).toEqual(await releaseOf(version));
      expect(await example.list("out")).toEqual(["live"]);
    }
  });

  test.each([
    ["1.2.0", 101, "page", "a page is not there"],
    ["1.3.0", 106, "is_whole", "a page is not whole"],
  ])("rolls %s back with %i in step %s: %s", async (version, code, step) => {
    await example.clear();
    expect((await deploy("1.1.0")).exitCode).toBe(0);
    const { exitCode, stdout, stderr } = await deploy(version);
    expect({ exitCode, stdout }).toEqual({ exitCode: code, stdout: "" });
    expect(stderr.at(-2)).toContain("✗ failed in step ");
    expect(stderr.filter((line) => line.includes("✗")).join("\n")).toContain(` › ${step} `);
    expect(stderr.filter((line) => line.trim().startsWith("✓ roll_back "))).toHaveLength(1);
    expect(stderr).toContain(`  explain | ${version} is not live. What was there before is back.`);
    expect(await filesOf("out/live")).toEqual(await releaseOf("1.1.0"));
    expect(await example.list("out")).toEqual(["live"]);
  });

  test("leaves nothing live where nothing was", async () => {
    await example.clear();
    expect((await deploy("1.2.0")).exitCode).toBe(101);
    expect(await filesOf("out/live")).toEqual({});
    expect(await example.list("out")).toEqual(["live"]);
  });

  test("does not go back to a copy that it could not make", async () => {
    await example.clear();
    await example.write("out/live", "not a folder");
    await example.write("out/kept/index.html", "of another day");
    const { exitCode, stderr } = await deploy("1.1.0");
    expect(exitCode).toBe(101);
    expect(stderr).toContain("  explain | 1.1.0 is not live. Nothing was rolled back.");
    expect(await example.read("out/live")).toBe("not a folder");
    expect(await filesOf("out/kept")).toEqual({ "index.html": "of another day" });
  });

  test.each([
    ["9.9.9", "{}", 113],
    ["9.9.8", '{ "version": "1.0.0", "pages": ["index.html"] }', 106],
  ])("touches nothing for a release %s that says %s", async (version, text, code) => {
    await example.clear();
    expect((await deploy("1.0.0")).exitCode).toBe(0);
    await example.write(`data/releases/${version}/release.json`, text);
    const { exitCode, stderr } = await deploy(version);
    expect(exitCode).toBe(code);
    expect(stderr).toContain(`  explain | ${version} is not live. Nothing was rolled back.`);
    expect(await filesOf("out/live")).toEqual(await releaseOf("1.0.0"));
  });

  test("takes no folder's name for a release", async () => {
    expect((await deploy("../releases/1.0.0")).exitCode).toBe(2);
  });
});
