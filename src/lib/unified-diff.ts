const CONTEXT = 3;
/** Edits after which two texts count as wholly different: memory grows with their square. */
const MOST_EDITS = 500;

type Line = { readonly kind: ' ' | '-' | '+'; readonly text: string };
type Lines = readonly string[];

const toLines = (text: string): Lines => {
  const lines = text.split('\n');
  const last = lines.pop() ?? '';
  return last === ''
    ? lines
    : [...lines, `${last}\n\\ No newline at end of file`];
};

const goesDown = (
  ends: ReadonlyMap<number, number>,
  k: number,
  edits: number,
): boolean =>
  k === -edits ||
  (k !== edits && (ends.get(k - 1) ?? -1) < (ends.get(k + 1) ?? -1));

/** How far each number of edits leads on each diagonal (Myers 1986); null when it takes too many. */
const trace = (a: Lines, b: Lines): ReadonlyMap<number, number>[] | null => {
  const history: ReadonlyMap<number, number>[] = [];
  let ends: ReadonlyMap<number, number> = new Map([[1, 0]]);
  for (let edits = 0; edits <= MOST_EDITS; edits += 1) {
    history.push(ends);
    const next = new Map<number, number>();
    for (let k = -edits; k <= edits; k += 2) {
      let x = goesDown(ends, k, edits)
        ? (ends.get(k + 1) ?? 0)
        : (ends.get(k - 1) ?? 0) + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x += 1;
      if (x >= a.length && x - k >= b.length) return history;
      next.set(k, x);
    }
    ends = next;
  }
  return null;
};

const compare = (a: Lines, b: Lines): Line[] => {
  const history = trace(a, b);
  const lines: Line[] = [];
  let x = a.length;
  let y = b.length;
  const keep = (): void => {
    x -= 1;
    y -= 1;
    lines.push({ kind: ' ', text: a[x] ?? '' });
  };
  for (let edits = (history?.length ?? 0) - 1; edits > 0; edits -= 1) {
    const ends = history?.[edits] ?? new Map<number, number>();
    const k = x - y;
    const isDown = goesDown(ends, k, edits);
    const fromX = ends.get(isDown ? k + 1 : k - 1) ?? 0;
    const fromY = fromX - (isDown ? k + 1 : k - 1);
    while (x > fromX && y > fromY) keep();
    if (isDown) lines.push({ kind: '+', text: b[(y -= 1)] ?? '' });
    else lines.push({ kind: '-', text: a[(x -= 1)] ?? '' });
  }
  if (history !== null) while (x > 0 && y > 0) keep();
  while (y > 0) lines.push({ kind: '+', text: b[(y -= 1)] ?? '' });
  while (x > 0) lines.push({ kind: '-', text: a[(x -= 1)] ?? '' });
  return lines.reverse();
};

/** Ranges of lines that are shown: every change with a few lines around it. */
const hunks = (lines: readonly Line[]): [number, number][] => {
  const found: [number, number][] = [];
  lines.forEach((line, i) => {
    if (line.kind === ' ') return;
    const start = Math.max(0, i - CONTEXT);
    const end = Math.min(lines.length, i + CONTEXT + 1);
    const last = found.at(-1);
    if (last !== undefined && start <= last[1]) last[1] = end;
    else found.push([start, end]);
  });
  return found;
};

const count = (lines: readonly Line[], without: '-' | '+'): number =>
  lines.filter(({ kind }) => kind !== without).length;

const range = (before: number, length: number): string =>
  `${length === 0 ? before : before + 1},${length}`;

/** The difference of two texts as `diff -u` shows it; null stands for no file. */
export const unifiedDiff = (
  path: string,
  before: string | null,
  after: string | null,
): string => {
  const lines = compare(toLines(before ?? ''), toLines(after ?? ''));
  const body = hunks(lines).map(([start, end]) => {
    const above = lines.slice(0, start);
    const shown = lines.slice(start, end);
    const old = range(count(above, '+'), count(shown, '+'));
    const now = range(count(above, '-'), count(shown, '-'));
    const text = shown.map((line) => line.kind + line.text).join('\n');
    return `@@ -${old} +${now} @@\n${text}\n`;
  });
  return [
    `--- ${before === null ? '/dev/null' : `a/${path}`}\n`,
    `+++ ${after === null ? '/dev/null' : `b/${path}`}\n`,
    ...body,
  ].join('');
};
