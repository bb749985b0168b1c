// What a module of blocks exports -> its blocks, as they stand there. Nothing of them is read yet.

/** The default export as a list; undefined when there is none. */
export function exportedBlocks(module: unknown): readonly unknown[] | undefined {
  const exported = unwrap((module as { readonly default?: unknown }).default);
  if (exported === undefined) return undefined;
  return Array.isArray(exported) ? exported : [exported];
}

/** A module that was compiled to CommonJS keeps its default export one level deeper. */
function unwrap(exported: unknown): unknown {
  const isNested =
    typeof exported === "object" && exported !== null && "__esModule" in exported && "default" in exported;
  return isNested ? exported.default : exported;
}
