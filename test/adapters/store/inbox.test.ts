import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../../src/adapters/clock/system-clock.ts';
import { parseRequest } from '../../../src/adapters/store/inbox-request.ts';
import { dropRequest, watchInbox } from '../../../src/adapters/store/inbox.ts';
import type { InboxAnswer, InboxRequest } from '../../../src/ports/inbox.ts';
import { ManualClock } from '../../helpers/manual-clock.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';

const decide: InboxRequest = {
  type: 'decide',
  decision_id: 'D1',
  option: 2,
  note: 'go on',
  by: 'me',
};
const stop: InboxRequest = { type: 'stop', kill: false };
const reopen: InboxRequest = {
  type: 'reopen',
  task_id: '2',
  revert: false,
  by: 'me',
};
const never = new AbortController().signal;

/** A runner that answers with the given answers, in turn, and remembers. */
function runner(inbox: string, ...answers: InboxAnswer[]) {
  const requests: InboxRequest[] = [];
  const end = new AbortController();
  const ended = watchInbox(inbox, {
    clock: systemClock,
    signal: end.signal,
    onRequest: (request) => {
      requests.push(request);
      return answers.shift() ?? { status: 'accepted' };
    },
  });
  const finish = async (): Promise<void> => {
    end.abort();
    await ended;
  };
  onTestFinished(finish);
  return { requests, finish };
}

const drop = (inbox: string, request: InboxRequest) =>
  dropRequest(inbox, request, { clock: systemClock, signal: never });

describe('a request', () => {
  test('reaches the runner and its answer comes back', async () => {
    const inbox = join(tempFolder(), 'inbox');
    const refused: InboxAnswer = {
      status: 'refused',
      reason: 'no such decision',
    };
    const { requests } = runner(inbox, { status: 'accepted' }, refused);
    expect(await drop(inbox, decide)).toEqual({ status: 'accepted' });
    expect(await drop(inbox, stop)).toEqual(refused);
    expect(await drop(inbox, reopen)).toEqual({ status: 'accepted' });
    expect(requests).toEqual([decide, stop, reopen]);
    expect(readdirSync(inbox)).toEqual([]);
  });

  test('is queued after 5 s without an answer, and answered by the next runner', async () => {
    const inbox = join(tempFolder(), 'inbox');
    const clock = new ManualClock();
    const dropped = dropRequest(inbox, decide, { clock, signal: never });
    for (let waited = 0; waited < 5000; waited += 100) {
      await clock.whenWaiting();
      clock.advance(100);
    }
    expect(await dropped).toEqual({ status: 'queued' });
    expect(clock.now()).toBe('2025-01-01T00:00:05.000Z');
    const { requests } = runner(inbox);
    await drop(inbox, stop);
    expect(requests).toEqual([decide, stop]);
  });

  test('is taken back where the runner ended without having read it', async () => {
    const inbox = join(tempFolder(), 'inbox');
    const clock = new ManualClock();
    const dropped = dropRequest(inbox, decide, {
      ...{ clock, signal: never },
      isWorthWaiting: () => false,
    });
    for (let waited = 0; waited < 5000; waited += 100) {
      await clock.whenWaiting();
      clock.advance(100);
    }
    expect(await dropped).toEqual({ status: 'unheard' });
    expect(readdirSync(inbox)).toEqual([]);
  });

  test('that is none is refused and does not reach the runner', async () => {
    const inbox = join(tempFolder(), 'inbox');
    mkdirSync(inbox);
    const id = '20250101T000000000Z-00000000-0000-0000-0000-000000000000';
    writeFileSync(join(inbox, `${id}.json`), '{"type":"rm"}');
    writeFileSync(join(inbox, '..json'), JSON.stringify(stop));
    writeFileSync(join(inbox, 'note.json'), JSON.stringify(stop));
    const { requests } = runner(inbox);
    await drop(inbox, decide);
    expect(requests).toEqual([decide]);
    expect(readdirSync(inbox).toSorted()).toEqual([
      '..json',
      `${id}.ack`,
      'note.json',
    ]);
  });

  test('that is a folder or a pipe is refused and cleared away, and others are answered', async () => {
    const inbox = join(tempFolder(), 'inbox');
    const name = (n: number): string =>
      join(
        inbox,
        `2025010${n}T000000000Z-00000000-0000-0000-0000-000000000000.json`,
      );
    mkdirSync(name(1), { recursive: true });
    execFileSync('mkfifo', [name(2)]);
    const { requests } = runner(inbox);
    expect(await drop(inbox, decide)).toEqual({ status: 'accepted' });
    expect(requests).toEqual([decide]);
    expect(readdirSync(inbox).filter((each) => /json$/.test(each))).toEqual([]);
  });

  test('of any form is read or refused, never a crash', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        const read = parseRequest(text);
        expect(typeof (read.ok ? read.value.type : read.error)).toBe('string');
      }),
    );
  });
});

test('answers nobody came back for are removed after an hour', async () => {
  const inbox = join(tempFolder(), 'inbox');
  mkdirSync(inbox);
  for (const name of ['old.ack', 'new.ack'])
    writeFileSync(join(inbox, name), '{}');
  utimesSync(join(inbox, 'old.ack'), 1, 1);
  const { finish } = runner(inbox);
  await finish();
  expect(readdirSync(inbox)).toEqual(['new.ack']);
});

test('a watch ends with its signal and leaves no timer', async () => {
  const inbox = join(tempFolder(), 'inbox');
  const clock = new ManualClock();
  const end = new AbortController();
  const ended = watchInbox(inbox, {
    clock,
    signal: end.signal,
    onRequest: () => ({ status: 'accepted' }),
  });
  await clock.whenWaiting();
  end.abort();
  await ended;
  expect(clock.waiting).toBe(0);
});
