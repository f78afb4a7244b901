import { closeSync, openSync, readSync, statSync } from 'node:fs';
import type { Event } from '../../model/event.ts';
import { UserError } from '../../model/user-error.ts';
import { parseEvent } from '../../schema/parse-event.ts';
import { readJournal } from './read-journal.ts';

/** Reads a journal that somebody else writes, each event once. */
export type JournalFollower = {
  /** Events that were added since the last call; of a batch all or none. */
  readonly next: () => readonly Event[];
};

/**
 * Follows a journal without reading what it has read again: a long run has
 * megabytes of it, and several may follow at once.
 */
export function followJournal(path: string): JournalFollower {
  let length = 0;
  let seq = 0;

  const readAll = (): readonly Event[] => {
    const content = readJournal(path);
    ({ length } = content);
    seq = content.events.length;
    return content.events;
  };

  const readOn = (size: number): readonly Event[] => {
    const added: Event[] = [];
    let batch: Event[] = [];
    let end = length;
    for (const line of wholeLines(path, { from: length, to: size })) {
      end += line.length + 1;
      // A last line without a break is ended by the next that is written.
      if (line.length === 0 && added.length + batch.length === 0) continue;
      const event = parseEvent(line.toString());
      if (!event.ok || event.value.seq !== seq + batch.length + 1) {
        // Says what is wrong with it, line and all; a line half written is not.
        readJournal(path);
        return added;
      }
      const { more, ...fact } = event.value as Event & { readonly more?: true };
      batch.push(fact);
      if (more === true) continue;
      added.push(...batch);
      seq += batch.length;
      length = end;
      batch = [];
    }
    return added;
  };

  return {
    next: () => {
      const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
      if (size < length) throw replaced(path);
      if (length === 0) return readAll();
      return size === length ? [] : readOn(size);
    },
  };
}

const LINE_BREAK = 0x0a;

/** The lines between two places that have their break, without it. */
function wholeLines(
  path: string,
  { from, to }: { readonly from: number; readonly to: number },
): readonly Buffer[] {
  const bytes = readBytes(path, { from, to });
  const lines: Buffer[] = [];
  let start = 0;
  for (
    let end = bytes.indexOf(LINE_BREAK);
    end !== -1;
    end = bytes.indexOf(LINE_BREAK, start)
  ) {
    lines.push(bytes.subarray(start, end));
    start = end + 1;
  }
  return lines;
}

function readBytes(
  path: string,
  { from, to }: { readonly from: number; readonly to: number },
): Buffer {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(to - from);
    return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, from));
  } finally {
    closeSync(file);
  }
}

const replaced = (path: string): UserError =>
  new UserError(`The journal was replaced or cut while it was read: ${path}`, {
    hint: 'Start again to read it from its beginning.',
  });
