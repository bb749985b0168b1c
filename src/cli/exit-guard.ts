// A block or its module that ends the process, and a module whose `await` never ends, leave a command half done. Without
// this the process would end as if all had gone well.

/**
 * Watches for the end of the process until it is released.
 * @param exitCode what the process ends with when it ends before.
 * @param tell shows a line.
 * @returns releases it.
 */
export function guardExit(exitCode: number, tell: (message: string) => void): () => void {
  let isIdle = false;
  const onIdle = () => {
    isIdle = true;
  };
  const onExit = () => {
    tell(
      isIdle
        ? "error: a module of blocks waits for what never comes, so nothing ran"
        : "error: a block or its module ended the process",
    );
    process.exitCode = exitCode;
  };
  process.on("beforeExit", onIdle);
  process.on("exit", onExit);
  return () => {
    process.off("beforeExit", onIdle);
    process.off("exit", onExit);
  };
}
