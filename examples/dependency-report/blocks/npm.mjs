// The NPM blocks: what a package-lock.json says, from its version 2 on.

/** The name in a folder such as `node_modules/a/node_modules/@b/c`. */
const nameOf = (folder) => folder.slice(folder.lastIndexOf("node_modules/") + "node_modules/".length);

/** The lowest major version that a range such as `^18.1.0 || >=20` names; null when it names none. */
function lowestMajor(range) {
  const majors = range.split("||").map((part) => Number(/\d+/.exec(part)?.[0] ?? Number.NaN));
  const lowest = Math.min(...majors);
  return Number.isNaN(lowest) ? null : lowest;
}

export default {
  category: "NPM",
  name: "PACKAGES",
  description: "Lists the installed packages of a lock file, without the project itself and links to its own folders.",
  parameters: {
    type: "object",
    properties: {
      packages: {
        type: "object",
        additionalProperties: {
          type: "object",
          properties: {
            version: { type: "string" },
            license: { type: "string" },
            deprecated: { type: "string" },
            dev: { type: "boolean" },
            optional: { type: "boolean" },
            engines: { type: ["object", "array"], additionalProperties: { type: "string" } },
          },
        },
        description: "The `packages` of a package-lock.json.",
      },
    },
    required: ["packages"],
  },
  returns: {
    type: "array",
    items: {
      type: "object",
      properties: {
        folder: { type: "string" },
        name: { type: "string" },
        scope: { type: "string", description: "Such as `@types`; `none` when the name has none." },
        version: { type: "string" },
        licence: { type: "string", description: "`none named` when there is none." },
        node: { type: ["integer", "null"], minimum: 0, description: "The lowest major version of Node it claims." },
        deprecated: { type: "string", description: "What its author says; empty when it is not deprecated." },
        dev: { type: "boolean" },
        optional: { type: "boolean" },
      },
      required: ["folder", "name", "scope", "version", "licence", "node", "deprecated", "dev", "optional"],
      additionalProperties: false,
    },
  },
  effect: "pure",
  example: {
    parameters: {
      packages: {
        "": { version: "1.0.0" },
        "node_modules/@types/node": { version: "20.1.0", license: "MIT", dev: true, engines: { node: ">=18" } },
      },
    },
    result: [
      {
        folder: "node_modules/@types/node",
        name: "@types/node",
        scope: "@types",
        version: "20.1.0",
        licence: "MIT",
        node: 18,
        deprecated: "",
        dev: true,
        optional: false,
      },
    ],
  },
  run: ({ packages }) =>
    Object.entries(packages)
      .filter(([folder, { link }]) => folder.includes("node_modules/") && !link)
      .map(([folder, found]) => {
        const name = nameOf(folder);
        return {
          folder,
          name,
          scope: name.startsWith("@") ? name.slice(0, name.indexOf("/")) : "none",
          version: found.version ?? "none",
          licence: found.license ?? "none named",
          node: lowestMajor(found.engines?.node ?? ""),
          deprecated: found.deprecated ?? "",
          dev: found.dev ?? false,
          optional: found.optional ?? false,
        };
      }),
};
