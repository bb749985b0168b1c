// The example dependency-report. What is expected is worked out here from the lock files.

import { describe, expect, test } from "vitest";
import { printed, useExample } from "./run-example.ts";

const example = useExample("dependency-report", ["package-lock.json"]);

interface Installed {
  readonly name?: string;
  readonly version?: string;
  readonly license?: string;
  readonly deprecated?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly engines?: { readonly node?: string };
  readonly dependencies?: object;
  readonly devDependencies?: object;
}

interface Lock {
  readonly packages: { readonly [folder: string]: Installed };
}

interface Group {
  readonly key: string;
  readonly members: readonly (readonly [name: string, found: Installed])[];
}

const readLock = async (file: string): Promise<Lock> => JSON.parse(await example.read(file));

/** The largest group first, then by name. */
function groupsOf(members: Group["members"], keyOf: (name: string, found: Installed) => string): Group[] {
  const keys = [...new Set(members.map(([name, found]) => keyOf(name, found)))].sort();
  return keys
    .map((key) => ({ key, members: members.filter(([name, found]) => keyOf(name, found) === key) }))
    .toSorted((left, right) => right.members.length - left.members.length);
}

const firstNumber = (text: string) => Number(text.match(/\d+/)?.[0]);
const nodeOf = ({ engines }: Installed) => Math.min(...(engines?.node ?? "").split("||").map(firstNumber));
const distinct = (texts: readonly string[]) => [...new Set(texts)].sort();

function table(headings: readonly string[], rows: readonly (readonly (string | number)[])[], empty = "None."): string {
  if (rows.length === 0) return empty;
  return [headings, headings.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** What is to be said of a lock file whose packages have neither commas nor quotes in what is known of them. */
async function expected(file: string) {
  const { packages } = await readLock(file);
  const { "": project = {}, ...rest } = packages;
  const folders = Object.keys(rest);
  const members = folders.map((folder) => [folder.replace(/^.*node_modules\//, ""), packages[folder] ?? {}] as const);
  const licence = (_: string, { license = "none named" }: Installed) => license;
  const shipped = members.filter(([, { dev }]) => dev !== true);
  const licences = groupsOf(members, licence);
  const scopes = groupsOf(members, (name) => (name.startsWith("@") ? (name.split("/")[0] ?? "") : "none"))
    .filter(({ key }) => key !== "none")
    .slice(0, 10);
  const duplicates = groupsOf(members, (name) => name).filter(
    (group) => distinct(group.members.map(([, { version = "" }]) => version)).length > 1,
  );
  const nodeRows = (isListed: (node: number) => boolean) =>
    members
      .filter(([, found]) => isListed(nodeOf(found)))
      .map(([name, found]) => [name, found.version ?? "", nodeOf(found)]);
  const deprecated = members.filter(([, found]) => found.deprecated !== undefined);
  const direct = [project.dependencies, project.devDependencies].flatMap((group = {}) => Object.keys(group)).length;
  const optional = members.filter(([, found]) => found.optional === true).length;
  const report = `# Dependencies of ${project.name ?? "a project without a name"}

${members.length} packages are installed, ${direct} of them asked for by the project itself; ${shipped.length} are needed to run it, and
${optional} only on some machines. They have ${licences.length} licences.

## Licences

${table(
  ["licence", "packages"],
  licences.map((group) => [group.key, group.members.length]),
)}

## Licences of what is needed to run it

${table(
  ["licence", "packages"],
  groupsOf(shipped, licence).map((group) => [group.key, distinct(group.members.map(([name]) => name)).join(", ")]),
)}

## Largest scopes

${table(
  ["scope", "packages"],
  scopes.map((group) => [group.key, group.members.length]),
)}

## Several versions of one package

${table(
  ["package", "versions", "copies"],
  duplicates.map((group) => [
    group.key,
    distinct(group.members.map(([, { version = "" }]) => version)).join(", "),
    group.members.length,
  ]),
  "Every package has one version.",
)}

## Deprecated

${table(
  ["package", "version", "reason"],
  deprecated.map(([name, found]) => [name, found.version ?? "", found.deprecated ?? ""]),
)}

## Not for Node 20

${table(
  ["package", "version", "Node"],
  nodeRows((node) => node > 20),
)}

## For a Node before 8

${table(
  ["package", "version", "Node"],
  nodeRows((node) => node < 8),
)}
`;
  const csv = folders.map((folder, index) => {
    const [name = "", found = {}] = members[index] ?? [];
    const { version, license = "none named", dev = false, optional: isOptional = false, deprecated: reason } = found;
    const node = Number.isNaN(nodeOf(found)) ? "" : nodeOf(found);
    const scope = /^@[^/]+/.exec(name)?.[0] ?? "none";
    return [name, version, license, scope, node, dev, isOptional, reason, folder].join(",");
  });
  const outputs = {
    packages: members.length,
    duplicates: duplicates.length,
    licences: licences.length,
    largest_scope: scopes[0]?.key ?? null,
    files: ["out/dependencies.md", "out/packages.csv"],
  };
  const header = "name,version,licence,scope,node,dev,optional,deprecated,folder";
  return { outputs, report, csv: `${[header, ...csv].join("\n")}\n`, deprecated: deprecated.length };
}

const small = {
  lockfileVersion: 3,
  packages: {
    "": { dependencies: { "@a/one": "1" }, devDependencies: { two: "2" } },
    "node_modules/@a/one": { version: "1.0.0", license: "MIT", engines: { node: "^22 || >=24" } },
    "node_modules/two": { version: "2.0.0", dev: true, deprecated: "Use three instead" },
    "node_modules/two/node_modules/@a/one": {
      version: "0.9.0",
      license: "MIT",
      engines: { node: ">=0.10" },
      dev: true,
    },
  },
};

describe("dependency-report", () => {
  test("reports on this repository's lock file", async () => {
    const { outputs, report, csv, deprecated } = await expected("../../package-lock.json");
    const { exitCode, stdout } = await example.run("-p", `deprecated_allowed=${deprecated}`);
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: printed(outputs) });
    expect(await example.read("out/dependencies.md")).toBe(report);
    expect(await example.read("out/packages.csv")).toBe(csv);
  });

  test("refuses a deprecated package, with the report that names it", async () => {
    await example.write("data/small.json", JSON.stringify(small));
    const { report, csv } = await expected("data/small.json");
    const { exitCode, stdout, stderr } = await example.run("-p", "lockfile=data/small.json");
    expect({ exitCode, stdout }).toEqual({ exitCode: 106, stdout: "" });
    expect(await example.read("out/dependencies.md")).toBe(report);
    expect(await example.read("out/packages.csv")).toBe(csv);
    const explanation = "Deprecated packages: 1, for a newer Node: 1. Report: out/dependencies.md";
    expect(stderr).toContain(`  explain | ${explanation}`);
  });

  test("refuses a package for a newer Node, and warns of several versions", async () => {
    await example.write("data/small.json", JSON.stringify(small));
    const allowed = ["-p", "lockfile=data/small.json", "-p", "deprecated_allowed=1", "-p", "duplicates_expected=0"];
    const { exitCode, stdout, stderr } = await example.run(...allowed);
    expect({ exitCode, stdout }).toEqual({ exitCode: 106, stdout: "" });
    expect(stderr).toContain("  warning | 1 packages are installed in several versions: npm dedupe may help.");
    const { outputs } = await expected("data/small.json");
    const newer = await example.run(...allowed, "-p", "node=22");
    expect({ exitCode: newer.exitCode, stdout: newer.stdout }).toEqual({ exitCode: 0, stdout: printed(outputs) });
  });

  test.each([
    ["a lock file of version 1", { lockfileVersion: 1, packages: {} }, 106],
    ["a file of another shape", { packages: [] }, 113],
  ])("refuses %s", async (_, lock, expectedCode) => {
    await example.clear();
    await example.write("data/other.json", JSON.stringify(lock));
    const { exitCode, stderr } = await example.run("-p", "lockfile=data/other.json");
    expect(exitCode).toBe(expectedCode);
    const explanation = "Deprecated packages: unknown, for a newer Node: unknown. Report: none";
    expect(stderr).toContain(`  explain | ${explanation}`);
    expect(await example.list("out")).toEqual([]);
  });
});
