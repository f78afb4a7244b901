import {
  closeSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import type { Diagnostic } from '../../model/diagnostic.ts';
import type { Event, EventBody } from '../../model/event.ts';
import { UserError } from '../../model/user-error.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Journal } from '../../ports/journal.ts';
import { hasCode, makePrivateFolder, syncFolder } from './file-system.ts';
import type { MaskEvent } from './mask-event.ts';
import {
  JOURNAL_HEADER,
  readJournal,
  type JournalContent,
} from './read-journal.ts';

export type JournalOptions = {
  readonly path: string;
  readonly clock: Pick<Clock, 'now'>;
  /** Called before each write; throws where the lock is no longer held. */
  readonly guard: () => void;
  /** Takes secrets out of what is appended; without it everything is kept as it is. */
  readonly mask?: MaskEvent;
};

export type OpenedJournal = {
  readonly journal: FileJournal;
  readonly events: readonly Event[];
  readonly diagnostics: readonly Diagnostic[];
};

/**
 * Reads the journal and makes it ready for appending. A torn end is kept in a
 * file beside it and cut off.
 */
export function openJournal(options: JournalOptions): OpenedJournal {
  const { path, clock, guard } = options;
  const content = readJournal(path);
  guard();
  makePrivateFolder(dirname(path));
  if (content.torn.length > 0) {
    const time = clock.now().replaceAll(':', '-');
    writeFileSync(`${path}.torn-${time}`, content.torn, { mode: 0o600 });
  }
  const journal = new FileJournal(options, content);
  const { events, diagnostics } = content;
  return { journal, events, diagnostics };
}

/**
 * The journal's file. All calls are synchronous: an event is on disk before the
 * next line of the program runs, so nothing can be done between deciding and
 * recording, and no second append can overtake a first.
 */
export class FileJournal implements Journal, Disposable {
  readonly #options: JournalOptions;
  readonly #file: number;
  #seq: number;
  #length: number;
  /** Set when the disk's answer leaves open what is on it. */
  #failure: unknown = null;

  constructor(options: JournalOptions, content: JournalContent) {
    this.#options = options;
    this.#file = openForAppending(options.path);
    this.#seq = content.events.at(-1)?.seq ?? 0;
    this.#length = content.length;
    if (content.torn.length > 0) ftruncateSync(this.#file, content.length);
    if (content.length === 0) this.#write(JOURNAL_HEADER);
    else if (content.isOpenEnded) this.#write('\n');
    syncFolder(dirname(options.path));
  }

  append(bodies: readonly EventBody[]): readonly Event[] {
    if (bodies.length === 0) return [];
    const { guard, clock } = this.#options;
    const mask: MaskEvent = this.#options.mask ?? ((body) => body);
    guard();
    this.#checkFile();
    const at = clock.now();
    const events = bodies.map((body, place): Event => ({
      seq: this.#seq + 1 + place,
      at,
      ...mask(body),
    }));
    this.#write(events.map(lineOf).join(''));
    this.#seq += events.length;
    return events;
  }

  [Symbol.dispose](): void {
    closeSync(this.#file);
  }

  /** A file that was moved away or written by another would swallow facts. */
  #checkFile(): void {
    const { path } = this.#options;
    if (this.#failure !== null) throw unwritable(path, this.#failure);
    const ours = fstatSync(this.#file);
    const there = statSync(path, { throwIfNoEntry: false });
    const isSame = there?.ino === ours.ino && there.dev === ours.dev;
    if (isSame && ours.size === this.#length) return;
    throw new UserError(
      `The journal was ${isSame ? 'written to' : 'removed or replaced'} by another program: ${path}`,
      { hint: 'Start again: the run goes on from what is on disk.' },
    );
  }

  #write(text: string): void {
    const bytes = Buffer.from(text);
    try {
      for (let done = 0; done < bytes.length;)
        done += writeSync(this.#file, bytes, done);
    } catch (error) {
      this.#undo(error);
    }
    try {
      fsyncSync(this.#file);
    } catch (error) {
      // After a failed fsync nobody knows what is on the disk.
      this.#failure = error;
      throw unwritable(this.#options.path, error);
    }
    this.#length += bytes.length;
  }

  /** A full disk takes a part: cut it off, so that the next append can follow. */
  #undo(cause: unknown): never {
    try {
      ftruncateSync(this.#file, this.#length);
    } catch (error) {
      this.#failure = error;
    }
    throw unwritable(this.#options.path, cause);
  }
}

function openForAppending(path: string): number {
  try {
    return openSync(path, 'a+', 0o600);
  } catch (error) {
    throw unwritable(path, error);
  }
}

/** Events of one append carry `more` but for the last: all of them hold, or none. */
function lineOf(event: Event, place: number, all: readonly Event[]): string {
  const isLast = place === all.length - 1;
  return `${JSON.stringify(isLast ? event : { ...event, more: true })}\n`;
}

const unwritable = (path: string, cause: unknown): UserError =>
  new UserError(
    `The journal cannot be written: ${path}: ${cause instanceof Error ? cause.message : String(cause)}`,
    {
      hint: hasCode(cause, 'ENOSPC', 'EDQUOT')
        ? 'Free some disk space and start again: nothing recorded is lost.'
        : 'Put that right and start again: nothing recorded is lost.',
      cause,
    },
  );
