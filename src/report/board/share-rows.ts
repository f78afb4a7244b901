/**
 * Shares a number of rows among parts that want some each: one to each in
 * turn, those named first before the others, until nothing is left or wanted.
 */
export function share<Name>(
  parts: readonly (readonly [name: Name, wanted: number])[],
  rows: number,
): ReadonlyMap<Name, number> {
  const given = new Map(parts.map(([name]) => [name, 0]));
  let left = rows;
  for (let round = 1; left > 0; round += 1) {
    const hungry = parts.filter(([, wanted]) => wanted >= round);
    if (hungry.length === 0) break;
    for (const [name] of hungry.slice(0, left)) given.set(name, round);
    left -= hungry.length;
  }
  return given;
}
