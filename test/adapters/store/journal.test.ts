import {
  appendFileSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openJournal } from '../../../src/adapters/store/journal.ts';
import { readJournal } from '../../../src/adapters/store/read-journal.ts';
import { INITIAL_STATE } from '../../../src/engine/reduce/initial-state.ts';
import { reduce } from '../../../src/engine/reduce.ts';
import { taskId } from '../../../src/model/ids.ts';
import type { EventBody } from '../../../src/model/event.ts';
import { UserError } from '../../../src/model/user-error.ts';
import { bundleScript } from '../../helpers/bundle-script.ts';
import { ManualClock } from '../../helpers/manual-clock.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';

const started = (id: string): EventBody => ({
  type: 'checks_started',
  task_id: taskId(id),
});

const held = (): void => undefined;

function open(path: string, guard: () => void = held) {
  const opened = openJournal({ path, clock: new ManualClock(), guard });
  return { ...opened, append: opened.journal.append.bind(opened.journal) };
}

/** A journal with events 1, 2, 3 and nobody holding it open. */
function writtenJournal(): string {
  const path = join(tempFolder(), 'journal.ndjson');
  const { journal } = open(path);
  for (const id of ['1', '2', '3']) journal.append([started(id)]);
  journal[Symbol.dispose]();
  return path;
}

const lines = (path: string): string[] =>
  readFileSync(path, 'utf8').split('\n').slice(0, -1);

describe('appending', () => {
  test('numbers and dates events, and they are on disk on return', () => {
    const path = join(tempFolder(), 'deep', 'journal.ndjson');
    const { append } = open(path);
    expect(append([started('1'), started('2')])).toEqual([
      { seq: 1, at: '2025-01-01T00:00:00.000Z', ...started('1') },
      { seq: 2, at: '2025-01-01T00:00:00.000Z', ...started('2') },
    ]);
    append([started('3')]);
    expect(readJournal(path).events.map(({ seq }) => seq)).toEqual([1, 2, 3]);
  });

  test('goes on with the next number after a new start', () => {
    const path = writtenJournal();
    const { append, events } = open(path);
    expect(events).toHaveLength(3);
    expect(append([started('4')])[0]?.seq).toBe(4);
    expect(readJournal(path).events).toHaveLength(4);
  });

  test('is refused without a trace once the lock is lost', () => {
    const path = join(tempFolder(), 'journal.ndjson');
    let isHeld = true;
    const { append } = open(path, () => {
      if (!isHeld) throw new UserError('lost');
    });
    append([started('1')]);
    isHeld = false;
    const before = readFileSync(path);
    expect(() => append([started('2')])).toThrow('lost');
    expect(readFileSync(path)).toEqual(before);
    isHeld = true;
    expect(append([started('2')])[0]?.seq).toBe(2);
  });

  test('does not write into a file that was removed', () => {
    const path = join(tempFolder(), 'journal.ndjson');
    const { append } = open(path);
    rmSync(path);
    expect(() => append([started('1')])).toThrow(/removed or replaced/);
  });

  test('does not write after somebody else wrote', () => {
    const path = join(tempFolder(), 'journal.ndjson');
    const { append } = open(path);
    appendFileSync(path, 'x\n');
    expect(() => append([started('1')])).toThrow(/written to by another/);
  });

  test('is only for the eyes of the user', () => {
    const path = join(tempFolder(), 'deep', 'journal.ndjson');
    open(path);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(join(path, '..')).mode & 0o777).toBe(0o700);
  });
});

describe('a torn end', () => {
  test('is cut off, noted and kept aside', () => {
    const path = writtenJournal();
    appendFileSync(path, '{"seq":4,"at":"2025-');
    const { events, diagnostics, append } = open(path);
    expect(events).toHaveLength(3);
    expect(diagnostics).toMatchObject([{ code: 'journal-torn', line: 5 }]);
    append([started('4')]);
    expect(readJournal(path).events).toHaveLength(4);
    const folder = join(path, '..');
    const kept = readdirSync(folder).find((name) => name.includes('.torn-'));
    expect(readFileSync(join(folder, kept!), 'utf8')).toBe(
      '{"seq":4,"at":"2025-',
    );
  });

  test('is cut at every byte to whole appends and to nothing else', () => {
    const path = join(tempFolder(), 'journal.ndjson');
    const { journal } = open(path);
    journal.append([started('1')]);
    const batchStart = statSync(path).size;
    journal.append([started('2'), started('3')]);
    const bytes = readFileSync(path);
    for (let size = 0; size <= bytes.length; size += 1) {
      writeFileSync(path, bytes.subarray(0, size));
      const { events } = readJournal(path);
      // The last line break alone may be missing.
      if (size >= bytes.length - 1) expect(events).toHaveLength(3);
      else if (size >= batchStart - 1) expect(events).toHaveLength(1);
      else expect(events).toHaveLength(0);
    }
  });

  test('that only lacks its line break is completed', () => {
    const path = writtenJournal();
    writeFileSync(path, readFileSync(path).subarray(0, -1));
    const { append } = open(path);
    append([started('4')]);
    expect(readJournal(path).events.map(({ seq }) => seq)).toEqual([
      1, 2, 3, 4,
    ]);
  });

  test('of zeros, as a power cut leaves it, is torn too', () => {
    const path = writtenJournal();
    appendFileSync(path, Buffer.concat([Buffer.alloc(40), Buffer.from('}\n')]));
    expect(readJournal(path).events).toHaveLength(3);
  });

  test('is left alone by reading', () => {
    const path = writtenJournal();
    appendFileSync(path, '{"seq":4');
    const before = readFileSync(path);
    readJournal(path);
    expect(readFileSync(path)).toEqual(before);
  });
});

describe('damage', () => {
  test.each([
    [
      'a line that is no JSON',
      (all: string[]) => void (all[2] = '{"seq":2,'),
      3,
    ],
    ['a gap in the numbers', (all: string[]) => void all.splice(2, 1), 3],
    ['a number twice', (all: string[]) => void all.splice(2, 0, all[1]!), 3],
    ['a missing header', (all: string[]) => void all.splice(0, 1), 1],
    [
      'a finished last line that is broken',
      (all: string[]) => void (all[3] = '{}'),
      4,
    ],
    [
      'an event of an unknown type',
      (all: string[]) =>
        void (all[1] = all[1]!.replace('checks_started', 'who_knows')),
      2,
    ],
    [
      'an event without a field',
      (all: string[]) => void (all[1] = all[1]!.replace('"task_id"', '"id"')),
      2,
    ],
  ])('%s is refused by line, and nothing is changed', (_, damage, line) => {
    const path = writtenJournal();
    const all = lines(path);
    damage(all);
    writeFileSync(path, `${all.join('\n')}\n`);
    const before = readFileSync(path);
    expect(() => open(path)).toThrow(UserError);
    expect(() => open(path)).toThrow(`${path}, line ${line}:`);
    expect(readFileSync(path)).toEqual(before);
    expect(readdirSync(join(path, '..'))).toEqual(['journal.ndjson']);
  });

  test('of a later format is named as such', () => {
    const path = writtenJournal();
    const text = readFileSync(path, 'utf8').replace(
      '"version":1',
      '"version":7',
    );
    writeFileSync(path, text);
    expect(() => open(path)).toThrow(/version 7, this program reads version 1/);
  });

  test('of any kind is a UserError and never a crash', () => {
    const path = join(tempFolder(), 'journal.ndjson');
    const whole = readFileSync(writtenJournal());
    const damaged = fc
      .record({
        at: fc.nat(whole.length),
        drop: fc.nat(40),
        put: fc.uint8Array({ maxLength: 20 }),
      })
      .map(({ at, drop, put }) =>
        Buffer.concat([whole.subarray(0, at), put, whole.subarray(at + drop)]),
      );
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array(), damaged), (bytes) => {
        writeFileSync(path, bytes);
        try {
          readJournal(path).events.forEach((event, place) =>
            expect(event.seq).toBe(place + 1),
          );
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
        }
      }),
      { numRuns: 300 },
    );
  });
});

test('reads what version 1 wrote', () => {
  const path = new URL('../../fixtures/journal/v1.ndjson', import.meta.url);
  const { events, diagnostics } = readJournal(path.pathname);
  expect(diagnostics).toEqual([]);
  expect(new Set(events.map(({ type }) => type)).size).toBe(21);
  expect(events.at(-1)).toMatchObject({ type: 'run_finished', exit_code: 0 });
});

test('reads a whole run that version 1 wrote, and adds it up to its end', () => {
  const path = new URL('../../fixtures/journal/v1-run.ndjson', import.meta.url);
  const { events, diagnostics } = readJournal(path.pathname);
  expect(diagnostics).toEqual([]);
  const state = events.reduce(reduce, INITIAL_STATE);
  expect(state.units.map(({ status }) => status)).toEqual(
    Array.from({ length: 7 }, () => 'completed'),
  );
  expect(state.finished).toMatchObject({ exit_code: 0, landed: true });
});

test('a journal of a later version is refused and left alone', () => {
  const path = writtenJournal();
  const later = readFileSync(path, 'utf8').replace(
    '"version":1',
    '"version":2',
  );
  writeFileSync(path, later);
  expect(() => open(path)).toThrow(/line 1: its format is version 2/);
  expect(readFileSync(path, 'utf8')).toBe(later);
});

test('a full disk ends the run in words and leaves whole entries', async () => {
  const script = await bundleScript(
    'test/adapters/store/processes/fill-disk.ts',
  );
  const path = join(tempFolder(), 'journal.ndjson');
  // A limit on the file's size takes a part of a write, as a full disk does.
  const limited = `trap '' XFSZ; ulimit -f 2; exec "$0" "$@"`;
  const { stdout } = await promisify(execFile)('bash', [
    '-c',
    limited,
    process.execPath,
    script,
    path,
  ]);
  const said = JSON.parse(stdout) as { appended: number; isExpected: boolean };
  expect(said).toMatchObject({ isExpected: true });
  expect(said.appended).toBeGreaterThan(5);
  const { events, diagnostics } = readJournal(path);
  expect(diagnostics).toEqual([]);
  expect(events).toHaveLength(said.appended);
});

test('a moved journal is not followed', () => {
  const path = join(tempFolder(), 'journal.ndjson');
  const { append } = open(path);
  renameSync(path, `${path}.old`);
  writeFileSync(path, '');
  expect(() => append([started('1')])).toThrow(/removed or replaced/);
  expect(readFileSync(path, 'utf8')).toBe('');
});
