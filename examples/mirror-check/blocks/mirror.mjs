// The MIRROR blocks: lists of checksums, and the files of a mirror, which is a folder or a web address.

import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";

const sha256 = { type: "string", pattern: "^[0-9a-f]{64}$" };

/** A file of a mirror by its name, from the network. */
async function download(mirror, file, signal) {
  const address = `${mirror.replace(/\/*$/, "")}/${file.split("/").map(encodeURIComponent).join("/")}`;
  // The signal ends the request when the attempt's time is over or the run is cancelled.
  const response = await fetch(address, { signal });
  // Asking again does not bring back what is not there; only other errors are worth another attempt.
  if (response.status === 404 || response.status === 410) throw new RangeError(`there is no ${address}`);
  if (!response.ok) throw new Error(`${address} answered ${response.status}`);
  return Buffer.from(await response.arrayBuffer());
}

/** A file of a mirror by its name, from the disk. */
async function open(folder, file, signal) {
  try {
    return await readFile(path.join(folder, file), { signal });
  } catch (error) {
    if (error.code === "ENOENT") throw new RangeError(`there is no ${file}`);
    throw error;
  }
}

export default [
  {
    category: "MIRROR",
    name: "ENTRIES",
    description: "Reads a list of checksums as `sha256sum` writes it.",
    parameters: {
      type: "object",
      properties: { text: { type: "string", description: "A checksum and the name of its file a line." } },
      required: ["text"],
    },
    returns: {
      type: "array",
      items: {
        type: "object",
        properties: { sha256, file: { type: "string", minLength: 1 } },
        required: ["sha256", "file"],
        additionalProperties: false,
      },
    },
    effect: "pure",
    example: {
      parameters: { text: `${"0".repeat(64)}  data/rain.csv\n` },
      result: [{ sha256: "0".repeat(64), file: "data/rain.csv" }],
    },
    run: ({ text }) =>
      text.split("\n").flatMap((line, index) => {
        if (line === "") return [];
        const [, sum, file] = /^([0-9a-f]{64}) [ *](.+)$/.exec(line) ?? [];
        if (file === undefined) throw new RangeError(`line ${index + 1} is no checksum and name`);
        // A list from elsewhere must not lead out of the mirror.
        if (file.startsWith("/") || file.split("/").includes("..")) throw new RangeError(`line ${index + 1} leads out`);
        return [{ sha256: sum, file }];
      }),
  },
  {
    category: "MIRROR",
    name: "HASH",
    description: "Reads a file of a mirror and tells its size and checksum.",
    parameters: {
      type: "object",
      properties: {
        mirror: { type: "string", minLength: 1, description: "A folder, or an address that begins with http." },
        file: { type: "string", minLength: 1, description: "The name of the file there." },
      },
      required: ["mirror", "file"],
    },
    returns: {
      type: "object",
      properties: { bytes: { type: "integer", minimum: 0 }, sha256 },
      required: ["bytes", "sha256"],
      additionalProperties: false,
    },
    tags: ["filesystem", "network"],
    effect: "read",
    readsVariables: [],
    run: async ({ mirror, file }, { projectFolder, signal }) => {
      const bytes = /^https?:\/\//.test(mirror)
        ? await download(mirror, file, signal)
        : await open(path.resolve(projectFolder, mirror), file, signal);
      return { bytes: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") };
    },
  },
];
