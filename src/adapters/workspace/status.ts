import { splitNul } from './git.ts';

/** One path that differs, as `git status` names it. */
export type StatusEntry = {
  readonly path: string;
  /** Two letters, index and worktree; `??` where untracked. */
  readonly code: string;
  /** Letters C, M and U where a submodule has another commit, changes, new files. */
  readonly submodule: string;
};

export type StatusReport = {
  /** Null before the first commit. */
  readonly head: string | null;
  /** Null when detached. */
  readonly branch: string | null;
  readonly entries: readonly StatusEntry[];
};

/** Fields before the path, by kind of line. */
const FIELDS: Readonly<Record<string, number>> = { '1': 8, '2': 9, u: 10 };

const parseEntry = (line: string): StatusEntry | null => {
  const kind = line[0] ?? '';
  if (kind === '?' || kind === '!')
    return { path: line.slice(2), code: kind + kind, submodule: '' };
  const count = FIELDS[kind];
  if (count === undefined) return null;
  const fields = line.split(' ');
  return {
    path: fields.slice(count).join(' '),
    code: fields[1] ?? '',
    submodule: /^S/.test(fields[2] ?? '')
      ? (fields[2] ?? '').slice(1).replaceAll('.', '')
      : '',
  };
};

/** Reads `git status --porcelain=v2 --branch -z`, the only form that keeps every file name. */
export const parseStatus = (text: string): StatusReport => {
  const entries: StatusEntry[] = [];
  let head: string | null = null;
  let branch: string | null = null;
  const lines = splitNul(text);
  for (let i = 0; i < lines.length; i += 1) {
    const line = lines[i] ?? '';
    const header = /^# branch\.(oid|head) (.*)$/s.exec(line);
    if (header !== null) {
      const value = header[2] ?? '';
      if (header[1] === 'oid') head = value === '(initial)' ? null : value;
      else branch = value === '(detached)' ? null : value;
      continue;
    }
    const entry = parseEntry(line);
    if (entry === null) continue;
    entries.push(entry);
    // A rename is followed by the name it had.
    if (line.startsWith('2')) {
      i += 1;
      entries.push({ ...entry, path: lines[i] ?? '' });
    }
  }
  return { head, branch, entries };
};
