/** Ends a `switch` over a union: a new member fails to compile, a value from outside throws. */
export function unreachable(value: never): never {
  throw new Error(`Internal error: unexpected ${JSON.stringify(value)}`);
}
