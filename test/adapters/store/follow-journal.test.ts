import {
  appendFileSync,
  readFileSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { followJournal } from '../../../src/adapters/store/follow-journal.ts';
import { openJournal } from '../../../src/adapters/store/journal.ts';
import { ManualClock } from '../../helpers/manual-clock.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';

/** The bytes of a journal of batches, and how many events each byte completes. */
function writtenJournal(): Buffer {
  const path = join(tempFolder(), 'written.ndjson');
  const { journal } = openJournal({
    path,
    clock: new ManualClock(),
    guard: () => undefined,
  });
  const started = { type: 'planning_started' } as const;
  journal.append([started]);
  journal.append([started, started, started]);
  journal.append([started, started]);
  journal[Symbol.dispose]();
  return readFileSync(path);
}

test('byte by byte, each event comes once, a batch as a whole', () => {
  const bytes = writtenJournal();
  const path = join(tempFolder(), 'journal.ndjson');
  const follower = followJournal(path);
  expect(follower.next()).toEqual([]);
  const batches: number[][] = [];
  writeFileSync(path, '');
  for (const byte of bytes) {
    appendFileSync(path, Buffer.from([byte]));
    const added = follower.next();
    if (added.length > 0) batches.push(added.map(({ seq }) => seq));
  }
  expect(batches.flat()).toEqual([1, 2, 3, 4, 5, 6]);
  expect(batches.map((batch) => batch.length)).toEqual([1, 3, 2]);
  expect(follower.next()).toEqual([]);
});

test('what is torn is left to whoever cuts it off, and what comes after is read', () => {
  const bytes = writtenJournal();
  const path = join(tempFolder(), 'journal.ndjson');
  const lines = bytes.toString().split('\n');
  writeFileSync(path, `${lines.slice(0, 2).join('\n')}\n`);
  const follower = followJournal(path);
  expect(follower.next()).toHaveLength(1);
  const { length } = readFileSync(path);
  appendFileSync(path, '{"seq":2,"at":"20');
  expect(follower.next()).toEqual([]);
  truncateSync(path, length);
  appendFileSync(path, lines.slice(2).join('\n'));
  expect(follower.next()).toHaveLength(5);
});

test('damage is an error that names the line, a journal that was replaced is one too', () => {
  const path = join(tempFolder(), 'journal.ndjson');
  writeFileSync(path, writtenJournal());
  const follower = followJournal(path);
  expect(follower.next()).toHaveLength(6);
  appendFileSync(path, '{"seq":9}\n{"seq":10}\n');
  expect(() => follower.next()).toThrow(/line 8/);
  truncateSync(path, 40);
  expect(() => follower.next()).toThrow('replaced or cut');
});
