import type { Diagnostic } from '../model/diagnostic.ts';
import { isBrokenBox, readBox } from './box.ts';
import { statusOfMark } from './marks.ts';
import type { TasksRead } from './read-tasks.ts';

const BOX_LINE = /^([ \t>]*(?:(?:[-*+]|\d{1,9}[.)]|#{1,6})[ \t]+)+)(.*)$/;

/** Accounts for every line that looks like a box and is no task: nobody finds out at the end of a run. */
export function lintBoxes(read: TasksRead, file: string): Diagnostic[] {
  const found: Diagnostic[] = [];
  const seen = new Set<number>();
  for (const { item, stateLine } of read.readings) {
    seen.add(item.draft.line);
    if (stateLine !== null) seen.add(stateLine);
    found.push(...unknownMark(read, item.draft, file));
  }
  for (const { draft, reason } of read.items.dropped) {
    seen.add(draft.line);
    found.push({
      code: 'not-a-task',
      severity: 'info',
      message: `This box ${reason}: it is not dispatched.`,
      file,
      line: draft.line,
      column: draft.column,
    });
  }
  read.lines.at.forEach((text, index) => {
    if (!seen.has(index + 1)) found.push(...unreadBox(text, index + 1, file));
  });
  return found;
}

function unknownMark(
  read: TasksRead,
  draft: { line: number; column: number; box: { mark: string } | null },
  file: string,
): Diagnostic[] {
  const mark = draft.box?.mark ?? null;
  if (statusOfMark(mark, read.legend).known) return [];
  return [
    {
      code: 'unknown-mark',
      severity: 'warning',
      message: `Nothing says what [${mark ?? ''}] means; the task is read as not started.`,
      file,
      line: draft.line,
      column: draft.column,
    },
  ];
}

/** Boxes in code, comments and HTML, and boxes somebody mistyped. */
function unreadBox(text: string, line: number, file: string): Diagnostic[] {
  const match = BOX_LINE.exec(text);
  if (match === null) return [];
  const column = (match[1] ?? '').length + 1;
  const rest = match[2] ?? '';
  if (isBrokenBox(rest))
    return [
      {
        code: 'broken-box',
        severity: 'warning',
        message:
          'This looks like a checkbox but is none: write "[ ]" or "[x]". It is not dispatched.',
        file,
        line,
        column,
      },
    ];
  if (readBox(rest) === null) return [];
  return [
    {
      code: 'not-a-task',
      severity: 'info',
      message:
        'This box stands in code, a comment or HTML: it is not dispatched.',
      file,
      line,
      column,
    },
  ];
}
