import type { Event } from '../../model/event.ts';
import type { AttemptId, TaskId } from '../../model/ids.ts';
import { plainLine } from '../../report/lines/plain.ts';
import { oneLine } from '../../view/terminal-text.ts';

/** What was heard of each unit in this sitting: the last of it, for people. */
export type UnitLogs = {
  /** Something happened. */
  readonly note: (event: Event) => void;
  /** A running attempt says what it does; a line that grows stays one line. */
  readonly hear: (attempt_id: string, text: string) => void;
  /** Of a unit, or of one attempt of it alone; oldest first. */
  readonly of: (id: TaskId | AttemptId) => readonly string[];
  /** Nobody asks for the lines of this attempt any more. */
  readonly forget: (attempt_id: AttemptId) => void;
};

/** Three screens of a tall terminal. */
const LINES = 200;

/** Longest line that is kept, in UTF-16 units: a reviewer's summary may be a megabyte, and is drawn ten times a second. */
const LONGEST = 2000;

/** Keeps the last lines of every unit, and of every attempt that runs. */
export function createUnitLogs(): UnitLogs {
  const lines = new Map<string, string[]>();
  const units = new Map<string, TaskId>();
  const names = new Map<string, string>();

  const push = (id: string, text: string): void => {
    const line = text.slice(0, LONGEST);
    const known = lines.get(id) ?? [];
    lines.set(id, known);
    const last = known.at(-1);
    if (last === line) return;
    if (last !== undefined && line.startsWith(last)) known.pop();
    known.push(line);
    if (known.length > LINES) known.shift();
  };

  return {
    note: (event) => {
      if (!('task_id' in event)) return;
      if (event.type === 'attempt_started') {
        units.set(event.attempt_id, event.task_id);
        names.set(event.attempt_id, `${event.role} ${event.n}`);
      }
      const line = plainLine(event);
      const subject = `[${oneLine(event.task_id)}] `;
      if (line !== null) {
        push(event.task_id, `– ${line.replace(subject, '')}`);
      }
    },
    hear: (attempt_id, text) => {
      const unit = units.get(attempt_id);
      const line = oneLine(text);
      push(attempt_id, line);
      if (unit !== undefined) {
        push(unit, `${names.get(attempt_id) ?? ''}: ${line}`);
      }
    },
    of: (id) => lines.get(id) ?? [],
    forget: (attempt_id) => {
      lines.delete(attempt_id);
      units.delete(attempt_id);
      names.delete(attempt_id);
    },
  };
}
