import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  utimesSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { Arena, Ended, Started } from './arena.ts';
import { complete, expect, killAtCall, sees, type Fault } from './fault.ts';

const leaseOf = (arena: Arena): string =>
  join(arena.orchestration, 'run.lease.json');
const stateLeaseOf = (arena: Arena): string =>
  join(dirname(arena.state), '.orchestration/.state.lease.json');
const lockOf = (arena: Arena): string => join(arena.orchestration, 'run.lock');

/** Starts a run whose agents take their time, and returns when the first one works. */
async function whileWorking(arena: Arena, pause: string): Promise<Started> {
  const start = arena.go({ env: { FAULTS_PAUSE: pause } });
  await sees(arena, '1/implement-1 start');
  return start;
}

/** It stopped, said why, in words and not with a stack, and what it wrote before stays. */
const stopped = (
  arena: Arena,
  ended: Ended,
  before: string,
): readonly string[] => [
  ...expect(ended.exitCode === 1, `exit ${ended.exitCode}`),
  ...expect(ended.output.includes('lock on the run was lost'), 'not said'),
  ...expect(!/^ +at .*:\d+:\d+\)?$/m.test(ended.output), 'a stack is shown'),
  ...expect(
    readFileSync(arena.journal, 'utf8').startsWith(before),
    'the journal was changed',
  ),
];

/** Does something to the lock of a run at work; it must stop, and the next start go on. */
const compromised = async (
  arena: Arena,
  harm: () => void,
): Promise<readonly string[]> => {
  const start = await whileWorking(arena, '7');
  const before = readFileSync(arena.journal, 'utf8');
  harm();
  const wrong = stopped(arena, await start.ended, before);
  // What a person does who was told that nobody has it any more.
  rmSync(leaseOf(arena), { force: true });
  rmSync(lockOf(arena), { recursive: true, force: true });
  return [...wrong, ...(await complete(arena, await arena.go().ended))];
};

/** Resolves when the run has tried a git command so often: a held lock is tried again and again. */
async function tries(arena: Arena, verb: string, times: number): Promise<void> {
  const abort = new AbortController();
  await new Promise<void>((resolve) => {
    const look = (): void => {
      const lines = existsSync(arena.trace)
        ? readFileSync(arena.trace, 'utf8').split('\n')
        : [];
      const tried = lines.filter((line) => line === `child git ${verb}`);
      if (tried.length >= times) resolve();
    };
    watch(arena.dir, { signal: abort.signal }, look);
    look();
  });
  abort.abort();
}

/** Holds a lock of git's at a moment of a run, until the run has waited for it. */
async function holdFor(
  arena: Arena,
  held: {
    readonly at: string;
    readonly path: () => string;
    readonly verb: string;
  },
): Promise<readonly string[]> {
  const start = arena.go({
    env: { FAULTS_PAUSE: '0.3', FAULTS_TRACE: arena.trace },
  });
  await sees(arena, held.at);
  const lock = held.path();
  writeFileSync(lock, '');
  await tries(arena, held.verb, 4);
  const wrong = expect(existsSync(lock), 'it was removed');
  rmSync(lock, { force: true });
  return [...wrong, ...(await complete(arena, await start.ended))];
}

/** Locks of git's and of the run's own, held, left over, lost and stolen. */
export const LOCKS: readonly Fault[] = [
  {
    name: "git's index.lock is held in the main checkout at landing",
    promise: 'It is waited for and never removed; the run completes.',
    play: (arena) =>
      holdFor(arena, {
        at: '7/implement-1 start',
        path: () => join(arena.repo, '.git/index.lock'),
        verb: 'merge',
      }),
  },
  {
    name: "git's index.lock stays in the main checkout",
    promise:
      'After 10 s it is named and still there; once it is gone, the next start lands.',
    play: async (arena) => {
      const lock = join(arena.repo, '.git/index.lock');
      const start = arena.go({ env: { FAULTS_PAUSE: '0.2' } });
      await sees(arena, '7/implement-1 start');
      writeFileSync(lock, '');
      const ended = await start.ended;
      const wrong = [
        ...expect(ended.exitCode === 1, `exit ${ended.exitCode}`),
        ...expect(ended.output.includes('index.lock'), 'it is not named'),
        ...expect(existsSync(lock), 'it was removed'),
      ];
      rmSync(lock, { force: true });
      return [...wrong, ...(await complete(arena, await arena.go().ended))];
    },
  },
  {
    name: "git's index.lock stays in a worktree",
    promise:
      'It is never removed; the run takes another one, or names it and goes on at the next start.',
    play: async (arena) => {
      const start = arena.go({ env: { FAULTS_PAUSE: '0.3' } });
      await sees(arena, '1/review-1 start');
      const folder = join(arena.repo, '.git/worktrees');
      const locks = readdirSync(folder).map((name) =>
        join(folder, name, 'index.lock'),
      );
      for (const lock of locks) writeFileSync(lock, '');
      const ended = await start.ended;
      const left = locks.filter((lock) => existsSync(lock));
      const wrong = expect(left.length === locks.length, 'one was removed');
      for (const lock of locks) rmSync(lock, { force: true });
      const isNamed = ended.exitCode === 0 || /index\.lock/.test(ended.output);
      const last = ended.exitCode === 0 ? ended : await arena.go().ended;
      return [
        ...wrong,
        ...expect(isNamed, 'it is not named'),
        ...(await complete(arena, last)),
      ];
    },
  },
  {
    name: 'lock files of git are left over',
    promise:
      'The lock is named and never removed; once it is gone, the run completes.',
    play: async (arena) => {
      await killAtCall(arena, '4/implement-1');
      const lock = join(arena.repo, '.git/refs/heads/orchestration/thing.lock');
      mkdirSync(dirname(lock), { recursive: true });
      writeFileSync(lock, '');
      const stopped = await arena.go().ended;
      const wrong = [
        ...expect(stopped.exitCode !== 0, 'it went on'),
        ...expect(stopped.output.includes('thing.lock'), 'it is not named'),
        ...expect(existsSync(lock), 'it was removed'),
      ];
      rmSync(lock, { force: true });
      return [...wrong, ...(await complete(arena, await arena.go().ended))];
    },
  },
  {
    name: 'the lock is stolen while agents work',
    promise: 'The run stops before its next write; the next start goes on.',
    play: async (arena) => {
      const start = arena.go({ env: { FAULTS_PAUSE: '0.4' } });
      await sees(arena, '1/implement-1 start');
      const lease = join(arena.orchestration, 'run.lease.json');
      const before = readFileSync(arena.journal, 'utf8');
      writeFileSync(
        lease,
        readFileSync(lease, 'utf8').replace(/"nonce": "[^"]+"/, '"nonce": "x"'),
      );
      const ended = await start.ended;
      const wrong = [
        ...expect(ended.exitCode === 1, `exit ${ended.exitCode}`),
        ...expect(
          ended.output.includes('lock on the run was lost'),
          'not said',
        ),
        ...expect(
          readFileSync(arena.journal, 'utf8').startsWith(before),
          'the journal was changed',
        ),
      ];
      rmSync(lease, { force: true });
      rmSync(join(arena.orchestration, 'run.lock'), {
        recursive: true,
        force: true,
      });
      return [...wrong, ...(await complete(arena, await arena.go().ended))];
    },
  },
  {
    name: 'the time stamp of the lock is moved',
    promise: 'The run stops before its next write; the next start goes on.',
    play: (arena) =>
      compromised(arena, () => {
        utimesSync(lockOf(arena), 1, 1);
      }),
  },
  {
    name: 'the folder of the lock is removed',
    promise: 'The run stops before its next write; the next start goes on.',
    play: (arena) =>
      compromised(arena, () => {
        rmdirSync(lockOf(arena));
      }),
  },
  {
    name: 'the holder sleeps, and a second runner comes',
    promise: 'It is refused, however long the holder sleeps; that one goes on.',
    play: async (arena) => {
      const start = await whileWorking(arena, '1');
      start.child.kill('SIGSTOP');
      await sleepLong();
      const second = await arena.go().ended;
      start.child.kill('SIGCONT');
      return [
        ...expect(second.exitCode === 1, `exit ${second.exitCode}`),
        ...expect(/is in use by process/.test(second.output), 'it took over'),
        ...(await complete(arena, await start.ended)),
      ];
    },
  },
  {
    name: 'the holder sleeps, its lease is removed by hand, a second runner takes over',
    promise:
      'Awake again, the first stops before its next write; the second completes.',
    play: async (arena) => {
      const start = await whileWorking(arena, '1');
      start.child.kill('SIGSTOP');
      const before = readFileSync(arena.journal, 'utf8');
      await sleepLong();
      rmSync(leaseOf(arena));
      rmSync(stateLeaseOf(arena), { force: true });
      const second = arena.go();
      await sees(arena, '1/review-1 start');
      start.child.kill('SIGCONT');
      const first = await start.ended;
      return [
        ...stopped(arena, first, before),
        ...(await complete(arena, await second.ended)),
      ];
    },
  },
];

/** Longer than the 15 s for which a lock without a lease counts. */
const sleepLong = (): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, 17_000);
  });
