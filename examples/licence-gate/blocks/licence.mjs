// The LICENCE blocks: the `packages` of an npm lock file, which maps each package's folder to what is known of it.

import { AssertionError } from "node:assert";

const packages = {
  type: "object",
  additionalProperties: { type: "object", properties: { license: { type: "string" } } },
  description: "The `packages` of a package-lock.json.",
};

/** Folders and licences of the packages installed; the project itself and links to its own folders are none. */
function installed(map) {
  return Object.entries(map)
    .filter(([folder, { link }]) => folder !== "" && !link)
    .map(([folder, { license }]) => ({ folder, licence: license ?? "none named" }));
}

/** Whether one of the choices of `MIT OR Apache-2.0` is allowed; other SPDX expressions count as one name. */
function isAllowed(licence, allowed) {
  const choices = licence.replace(/^\((.*)\)$/, "$1").split(" OR ");
  return choices.some((choice) => allowed.includes(choice));
}

export default [
  {
    category: "LICENCE",
    name: "COUNT",
    description: "Counts the installed packages by licence, the most frequent one first.",
    parameters: { type: "object", properties: { packages }, required: ["packages"] },
    returns: { type: "object", additionalProperties: { type: "integer" } },
    effect: "pure",
    run: ({ packages: map }) => {
      const counts = new Map();
      for (const { licence } of installed(map)) counts.set(licence, (counts.get(licence) ?? 0) + 1);
      return Object.fromEntries([...counts].toSorted(([, left], [, right]) => right - left));
    },
  },
  {
    category: "LICENCE",
    name: "ASSERT_ALLOWED",
    description: "Fails when an installed package has a licence that is not allowed, and names all that do.",
    parameters: {
      type: "object",
      properties: {
        packages,
        allowed: { type: "array", items: { type: "string" }, description: "SPDX names such as `MIT`." },
      },
      required: ["packages", "allowed"],
    },
    returns: { type: "null" },
    effect: "pure",
    run: ({ packages: map, allowed }) => {
      const refused = installed(map).filter(({ licence }) => !isAllowed(licence, allowed));
      if (refused.length === 0) return null;
      const lines = refused.map(({ folder, licence }) => `${folder}: ${licence}`);
      throw new AssertionError({ message: ["these licences are not allowed:", ...lines].join("\n") });
    },
  },
];
