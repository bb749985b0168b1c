// Many things done in order, so many of them at once.

/**
 * Does things by their index, each started as soon as it may be. Ends when all that were started have ended.
 * @param act may say false: then no more are started.
 */
export async function runPool(
  count: number,
  concurrency: number,
  act: (index: number) => Promise<boolean>,
): Promise<void> {
  let next = 0;
  const work = async () => {
    while (next < count) if (!(await act(next++))) next = count;
  };
  await Promise.all(Array.from({ length: Math.min(count, concurrency) }, work));
}
