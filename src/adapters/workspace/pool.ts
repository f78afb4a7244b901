/** Runs a task as soon as a place is free. */
export type Pool = <T>(task: () => Promise<T>) => Promise<T>;

/** Keeps work on many files from opening all of them at once. */
export const createPool = (size: number): Pool => {
  let free = size;
  const waiting: (() => void)[] = [];
  return async (task) => {
    if (free > 0) free -= 1;
    else
      await new Promise<void>((resolve) => {
        waiting.push(resolve);
      });
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
};
