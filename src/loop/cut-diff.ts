import { fenced } from '../lib/fenced.ts';

/** Longest diff of one file and of all, in characters: what a reviewer can hold. */
const MAX_FILE = 40_000;
const MAX_ALL = 300_000;

/** A unified diff for a prompt: cut by file where it is too long, and every cut is said. */
export function cutDiff(
  diff: string,
  limits: { readonly file: number; readonly all: number } = {
    file: MAX_FILE,
    all: MAX_ALL,
  },
): string {
  if (diff.trim() === '') return 'The work changes no file.';
  let left = limits.all;
  const notes: string[] = [];
  const parts = splitFiles(diff).map((part) => {
    const room = Math.min(limits.file, left);
    left -= Math.min(part.length, room);
    if (part.length <= room) return part;
    const name = part.slice(0, part.indexOf('\n'));
    notes.push(
      `Cut: ${JSON.stringify(name)}: ${part.length - room} of ${part.length} characters are left out. Read the file itself.`,
    );
    return part.slice(0, room);
  });
  return [fenced(parts.join(''), 'diff'), ...notes].join('\n');
}

const splitFiles = (diff: string): string[] => diff.split(/(?=^diff --git )/m);
