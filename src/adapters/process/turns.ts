/** Does a piece of work when it is its turn, and gives the turn on. */
export type InTurn = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * Lets a few at once go on, in the order in which they came. Many agents that
 * print at once then have their output waiting in the pipes, as bytes, and not
 * in memory as text that the disk has not taken yet.
 */
export const createTurns = (width: number): InTurn => {
  const waiting: (() => void)[] = [];
  let free = width;
  const take = async (): Promise<void> => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
  };
  const give = (): void => {
    const next = waiting.shift();
    if (next === undefined) free += 1;
    else next();
  };
  return async (work) => {
    await take();
    try {
      return await work();
    } finally {
      give();
    }
  };
};
