/** The word that a person most likely meant; null where none is near. Case counts for nothing, a swap of two letters for one mistake. */
export function closest(
  meant: string,
  words: readonly string[],
): string | null {
  const most = Math.max(1, Math.floor(meant.length / 3));
  const near = words
    .map((word) => ({
      word,
      mistakes: mistakesIn(meant.toLowerCase(), word.toLowerCase()),
    }))
    .filter(({ mistakes }) => mistakes <= most)
    .toSorted((a, b) => a.mistakes - b.mistakes);
  return near[0]?.word ?? null;
}

/** Letters to insert, to drop, to replace or to swap with their neighbour (optimal string alignment). */
function mistakesIn(from: string, to: string): number {
  let before: readonly number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, i) => i);
  for (let i = 1; i <= from.length; i++) {
    const row = [i];
    for (let j = 1; j <= to.length; j++) {
      const isSame = from[i - 1] === to[j - 1];
      const isSwap = from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      row.push(
        Math.min(
          (last[j] ?? 0) + 1,
          (row[j - 1] ?? 0) + 1,
          (last[j - 1] ?? 0) + (isSame ? 0 : 1),
          isSwap ? (before[j - 2] ?? 0) + 1 : Infinity,
        ),
      );
    }
    before = last;
    last = row;
  }
  return last[to.length] ?? 0;
}
