/** Adds all of a list to another; unlike `push(...list)` it has no limit on the length. */
export function append<T>(to: T[], from: Iterable<T>): void {
  for (const one of from) to.push(one);
}
