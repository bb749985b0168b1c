// The example release-notes, on this repository and on the package that is not ready. What is expected is worked out here
// from the packages' files.

import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { beforeEach, describe, expect, test } from "vitest";
import { printed, useExample } from "./run-example.ts";

const repository = fileURLToPath(new URL("../..", import.meta.url));
const unready = path.join(repository, "examples/release-notes/data/unready-package");

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly engines: { readonly node: string };
  readonly files: readonly string[];
  readonly dependencies: { readonly [name: string]: string };
}

interface Lock extends Pick<Manifest, "name" | "version"> {
  readonly packages: { readonly ""?: Pick<Manifest, "version" | "dependencies"> };
}

/** The sizes of the files that a path leads to. */
async function sizesBelow(file: string): Promise<number[]> {
  const found = await stat(file).catch(() => undefined);
  if (found?.isDirectory() !== true) return found === undefined ? [] : [found.size];
  const names = await readdir(file, { recursive: true });
  const files = await Promise.all(names.map((name) => stat(path.join(file, name))));
  return files.filter((one) => one.isFile()).map(({ size }) => size);
}

/** What the run is to find in a package. */
async function findingsOf(folder: string) {
  const read = (name: string) => readFile(path.join(folder, name), "utf8");
  const manifest = JSON.parse(await read("package.json")) as Manifest;
  const lock = JSON.parse(await read("package-lock.json")) as Lock;
  const readme = await read("README.md");
  const licence = await read("LICENSE").catch(() => "");
  const lines = (await read("CHANGELOG.md")).split("\n");
  const start = lines.indexOf(`## ${manifest.version}`);
  const rest = start === -1 ? [] : lines.slice(start + 1);
  const end = rest.findIndex((line) => line.startsWith("## "));
  const section = rest.slice(0, end === -1 ? rest.length : end);
  const changes = section.filter((line) => line.startsWith("- ")).length;
  const sizes = await Promise.all(manifest.files.map((file) => sizesBelow(path.join(folder, file))));
  const bytes = sizes.flat().reduce((total, size) => total + size, 0);
  const node = /\d[\d.]*/.exec(manifest.engines.node)?.[0] ?? "";
  const names = (map: object) => JSON.stringify(map, Object.keys(map).sort());
  const entry = lock.packages[""];
  const checks = {
    "The lock file has the name of the package": lock.name === manifest.name,
    "The lock file has its version": lock.version === manifest.version && entry?.version === manifest.version,
    "The lock file has its dependencies": names(entry?.dependencies ?? {}) === names(manifest.dependencies),
    "No dependency is open to any version": !Object.values(manifest.dependencies).includes("*"),
    "Its licence is allowed": manifest.license === "MIT",
    "LICENSE has the text of its licence": licence.includes(manifest.license),
    "package.json names the oldest Node": node !== "",
    "The readme names that Node": readme.includes(`Node ${node}`),
    "The readme names the package": readme.includes(manifest.name),
    "The changelog has a section for the version": start !== -1,
    "The section lists changes": changes > 0,
    "The section has no placeholders": !section.some((line) => line.includes("TODO")),
    "All published files are there": sizes.every((one) => one.length > 0),
    "The published files are small enough": bytes <= 10_000 * 1024,
  };
  const failed = Object.entries(checks).filter(([, holds]) => !holds);
  return {
    manifest,
    tag: manifest.version.includes("-") ? "next" : "latest",
    notes: section.join("\n").trim(),
    changes,
    isUnreleasedLeft: lines.includes("## Unreleased"),
    files: {
      count: sizes.flat().length,
      bytes,
      missing: manifest.files.filter((_, index) => sizes[index]?.length === 0),
    },
    checks,
    failed: failed.map(([check]) => check),
    passed: Object.keys(checks).length - failed.length,
  };
}

function factsOf({ manifest: { name, version }, tag, changes, files, checks }: Awaited<ReturnType<typeof findingsOf>>) {
  return { name, version, tag, changes, files, checks };
}

describe("release-notes", () => {
  const published = ["package.json", "package-lock.json", "CHANGELOG.md", "README.md", "LICENSE", "dist", "schemas"];
  const example = useExample("release-notes", published);

  beforeEach(example.clear);

  test("finds this repository's package ready and writes its notes", async () => {
    const found = await findingsOf(repository);
    expect(found.failed).toEqual([]);
    const { manifest, tag, passed, notes } = found;
    const { exitCode, stdout, stderr } = await example.run();
    const outputs = {
      package: `${manifest.name}@${manifest.version}`,
      tag,
      passed,
      failed: [],
      notes: "out/release-notes.md",
      report: "out/release-report.md",
    };
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: printed(outputs) });
    expect(await example.read("out/release-notes.md")).toBe(`# Version ${manifest.version}\n\n${notes}\n`);
    expect(JSON.parse(await example.read("out/release-report.json"))).toEqual(factsOf(found));
    const warnings = stderr.filter((line) => line.startsWith("  warn_of_unreleased |"));
    expect(warnings).toHaveLength(found.isUnreleasedLeft ? 1 : 0);
  });

  test("refuses the package that is not ready and takes its notes back", async () => {
    const found = await findingsOf(unready);
    const { exitCode, stdout, stderr } = await example.run("-p", "folder=data/unready-package");
    expect({ exitCode, stdout }).toEqual({ exitCode: 106, stdout: "" });
    expect(stderr).toContain(`  explain | Not ready: ${JSON.stringify(found.failed)}`);
    expect(await example.list("out")).toEqual(["release-report.json", "release-report.md"]);
    expect(JSON.parse(await example.read("out/release-report.json"))).toEqual(factsOf(found));
    const { manifest, tag, passed, failed, files, checks, notes } = found;
    const lines = Object.entries(checks).map(([check, holds]) => `- [${holds ? "x" : " "}] ${check}`);
    expect(await example.read("out/release-report.md")).toBe(`# ${manifest.name} ${manifest.version}

${passed} checks passed and ${failed.length} failed. The release would get the tag \`${tag}\`,
and publish ${files.count} files of ${files.bytes} bytes.

${lines.join("\n")}

## Changes

${notes}
`);
  });

  test("reports without refusing when nothing must pass", async () => {
    const { failed } = await findingsOf(unready);
    const { exitCode, stdout } = await example.run("-p", "folder=data/unready-package", "-p", "must_pass=false");
    expect({ exitCode, failed: JSON.parse(stdout).failed }).toEqual({ exitCode: 0, failed });
    expect(failed).not.toEqual([]);
    expect(await example.list("out")).toContain("release-notes.md");
  });

  test("ends in INVALID_RETURN for a package.json without a version", async () => {
    for (const file of ["package-lock.json", "CHANGELOG.md", "README.md"])
      await example.write(`data/empty/${file}`, "{}");
    await example.write("data/empty/package.json", '{ "name": "tide-tables" }');
    const { exitCode, stderr } = await example.run("-p", "folder=data/empty");
    expect(exitCode).toBe(113);
    expect(stderr).toContain("  explain | Not ready: the checks could not be made");
  });
});
