/** Runs one task after the other, whatever becomes of each. */
export type Queue = <T>(task: () => Promise<T>) => Promise<T>;

/**
 * Git's admin operations (worktree add, ref updates) lock files that all
 * worktrees share: at once they fail, in a row they do not.
 */
export const createQueue = (): Queue => {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const next = last.then(task, task);
    last = next.catch(() => undefined);
    return next;
  };
};
