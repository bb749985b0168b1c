// What is published: packed, installed somewhere else, and used from there as a command, a library and types.

import { type ExecFileSyncOptionsWithStringEncoding, execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { cleanEnvironment, makeFolder, repository } from "./run-conduit.ts";

interface Packed {
  readonly filename: string;
  readonly size: number;
  readonly files: readonly { readonly path: string }[];
}

const folder = makeFolder();
let packed: Packed;
/** The folder of the installed package. */
let installed = "";
/** How to start the installed command. */
let conduit: readonly [string, ...string[]] = [""];

function call(
  [program, ...before]: readonly [string, ...string[]],
  args: readonly string[],
  options: Partial<ExecFileSyncOptionsWithStringEncoding> = {},
): string {
  return execFileSync(program, [...before, ...args], {
    cwd: folder,
    env: cleanEnvironment({ npm_config_update_notifier: "false", npm_config_fund: "false", npm_config_audit: "false" }),
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    ...options,
  });
}

beforeAll(() => {
  const pack = ["pack", "--json", "--ignore-scripts", "--pack-destination", folder];
  [packed] = JSON.parse(call(["npm"], pack, { cwd: repository })) as [Packed];
  const tarball = path.join(folder, packed.filename);
  try {
    const prefix = path.join(folder, "prefix");
    call(["npm"], ["install", "--global", "--prefix", prefix, "--offline", "--ignore-scripts", tarball]);
    installed = path.join(prefix, "lib", "node_modules", manifest.name);
    conduit = [path.join(prefix, "bin", "conduit")];
  } catch {
    // Without the dependencies in npm's cache the repository's own stand in for them.
    const modules = path.join(folder, "node_modules");
    installed = path.join(modules, manifest.name);
    mkdirSync(installed, { recursive: true });
    call(["tar"], ["-xzf", tarball, "--strip-components=1", "-C", installed]);
    const repositoryModules = path.join(repository, "node_modules");
    for (const name of readdirSync(repositoryModules)) {
      if (!name.startsWith(".")) symlinkSync(path.join(repositoryModules, name), path.join(modules, name));
    }
    conduit = [process.execPath, path.join(installed, manifest.bin.conduit)];
  }
}, 60_000);

/** A folder of a user who has the package installed. */
function makeUser(files: Readonly<Record<string, string>>): string {
  const user = makeFolder(files);
  mkdirSync(path.join(user, "node_modules"));
  symlinkSync(installed, path.join(user, "node_modules", manifest.name), "dir");
  return user;
}

describe("the package", () => {
  test("has what is used, and neither sources nor tests", () => {
    const files = packed.files.map((file) => file.path);
    const atTop = files.filter((file) => !/^(dist|schemas)\//.test(file)).toSorted();
    expect(atTop).toEqual(["CHANGELOG.md", "LICENSE", "README.md", "package.json"]);
    expect(files).toEqual(
      expect.arrayContaining([
        "dist/block-worker.js",
        "dist/conduit.cjs",
        "dist/index.js",
        "dist/types/src/index.d.ts",
        "dist/blocks/text.js",
        "schemas/pipeline.schema.json",
      ]),
    );
    expect(files.filter((file) => /test|fixture|(?<!\.d)\.ts$|\.map$/.test(file))).toEqual([]);
    expect(packed.size).toBeLessThan(1_000_000);
  });

  test("gives a command that runs pipelines anywhere, with the built-in blocks", () => {
    expect(call(conduit, ["--version"])).toBe(`${manifest.version}\n`);
    const user = makeFolder({
      "deep/a.yaml":
        "steps: [{ id: a, action: TEXT.UPPERCASE, parameters: { text: hi } }]\noutputs: { a: '{: a :}' }\n",
    });
    expect(call(conduit, ["run", path.join("deep", "a.yaml")], { cwd: user })).toBe('{\n  "a": "HI"\n}\n');
    expect(call(conduit, ["validate", "deep/a.yaml"], { cwd: user })).toBe(
      "✓ deep/a.yaml is valid: its value is proved\n",
    );
  });

  test("gives a library and its schema", () => {
    const user = makeUser({
      "use.mjs": `
import { Conduit, ConduitStatus, defineBlock, InvalidArgumentError } from "conduit-cli";
import schema from "conduit-cli/schemas/pipeline.schema.json" with { type: "json" };
const shout = defineBlock({
  category: "OWN",
  name: "SHOUT",
  parameters: { type: "object", properties: { text: { type: "string" } }, required: ["text"] },
  run: ({ text }) => {
    if (text === "") throw new InvalidArgumentError("nothing to shout");
    return text.toUpperCase() + "!";
  },
});
const job = Conduit.fromObject(
  {
    steps: [
      { id: "a", action: "OWN.SHOUT", parameters: { text: "hi" } },
      { id: "b", action: "TEXT.LOWERCASE", parameters: { text: "{: a :}" } },
      { id: "c", action: "OWN.SHOUT", parameters: { text: "" } },
    ],
  },
  { blocks: [shout] },
);
await job.run();
const steps = job.steps.map(({ id, status, result }) => [id, ConduitStatus[status], result]);
console.log(JSON.stringify({ steps, schema: schema.type }));
`,
    });
    expect(JSON.parse(call([process.execPath, "--no-warnings"], ["use.mjs"], { cwd: user }))).toEqual({
      steps: [
        ["a", "DONE", "HI!"],
        ["b", "DONE", "hi!"],
        ["c", "INVALID_ARGUMENT", null],
      ],
      schema: "object",
    });
  });

  test("gives types that a strict compiler takes and that find mistakes", () => {
    const user = makeUser({
      "package.json": '{ "type": "module" }',
      "tsconfig.json": JSON.stringify({
        compilerOptions: {
          module: "nodenext",
          target: "es2022",
          lib: ["es2023", "dom"],
          types: [],
          strict: true,
          noEmit: true,
        },
        files: ["use.ts"],
      }),
      "use.ts": "",
    });
    const compile = (source: string): string => {
      writeFileSync(path.join(user, "use.ts"), source);
      const tsc = path.join(repository, "node_modules", "typescript", "bin", "tsc");
      try {
        return call([process.execPath, tsc], ["-p", user, "--pretty", "false"], { cwd: user });
      } catch (error) {
        return (error as { readonly stdout: string }).stdout;
      }
    };
    const block = (run: string) => `
import { Conduit, type ConduitOptions, ConduitStatus, defineBlock, type RunEvent } from "conduit-cli";
const block = defineBlock({
  name: "JOIN",
  parameters: { type: "object", properties: { texts: { type: "array", items: { type: "string" } }, with: { type: "string" } }, required: ["texts"] },
  returns: { type: "string" },
  run: ({ texts, with: between }) => ${run},
});
const events: RunEvent[] = [];
const options: ConduitOptions = { blocks: [block], onEvent: (event) => void events.push(event) };
const job = Conduit.fromObject({ steps: [] }, options);
const { status } = await job.run();
const isDone: boolean = status === ConduitStatus.DONE;
export { isDone };
`;
    expect(compile(block('texts.join(between ?? "")'))).toBe("");
    expect(compile(block("texts.join(between.length)"))).toMatch(/^use\.ts\(7,\d+\): error TS18048: /m);
    expect(compile(block("texts.length"))).toMatch(/^use\.ts\(7,\d+\): error TS2322: /m);
  });
});
