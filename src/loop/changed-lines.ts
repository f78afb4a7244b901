import type { VerdictIssue } from '../model/finding.ts';

/** Lines beside a hunk (which has three of context itself) that still belong to it. */
const NEAR_LINES = 2;

/** Ranges of lines that a diff touches, in the later text, by file. */
export type ChangedLines = ReadonlyMap<
  string,
  readonly (readonly [first: number, last: number])[]
>;

/** Reads a unified diff; null where a name in it cannot be read to the letter. */
export function changedLines(diff: string): ChangedLines | null {
  const files = new Map<string, (readonly [number, number])[]>();
  let hunks: (readonly [number, number])[] = [];
  // Lines of a hunk begin with a sign as well: only those that are due count.
  let left = 0;
  for (const line of diff.split('\n')) {
    if (left > 0) {
      if (line.startsWith('+') || line.startsWith(' ')) left -= 1;
      continue;
    }
    const name = /^(?:\+\+\+|---) (?:(")|[ab]\/(.*))/u.exec(line);
    if (name?.[1] !== undefined) return null;
    if (name?.[2] !== undefined) {
      const file = name[2].replace(/\t$/u, '');
      hunks = files.get(file) ?? [];
      files.set(file, hunks);
    }
    const hunk = /^@@ -\S+ \+(\d+)(?:,(\d+))? @@/u.exec(line);
    if (hunk === null) continue;
    const first = Number(hunk[1]);
    left = Number(hunk[2] ?? 1);
    hunks.push([first, first + left]);
  }
  return files;
}

/** Places in a list of issues that are about lines which did not change. */
export const unchangedIssues = (
  issues: readonly VerdictIssue[],
  changed: ChangedLines,
): readonly number[] =>
  issues.flatMap((issue, place) =>
    isUnchanged(issue, changed) ? [place] : [],
  );

/** An issue that names no place, or a file that changed and no line, may be about what changed. */
function isUnchanged(
  { file, line }: VerdictIssue,
  changed: ChangedLines,
): boolean {
  if (file == null || file.trim() === '') return false;
  const path = file.trim().replace(/^(?:\.\/)+/u, '');
  const hunks = [...changed].flatMap(([name, ranges]) =>
    isOneFile(name, path) ? [ranges] : [],
  );
  if (hunks.length === 0) return true;
  if (line == null) return false;
  return !hunks
    .flat()
    .some(
      ([first, last]) =>
        line >= first - NEAR_LINES && line <= last + NEAR_LINES,
    );
}

/** Agents name files from the workdir, diffs from the repository's top. */
const isOneFile = (name: string, path: string): boolean =>
  name === path || name.endsWith(`/${path}`) || path.endsWith(`/${name}`);
