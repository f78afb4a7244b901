import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { Arena } from './arena.ts';
import {
  complete,
  expect,
  harm,
  killAtCall,
  sees,
  type Fault,
} from './fault.ts';
import { wrongSnapshot } from './snapshot.ts';
import { wrongCommits } from './verify.ts';

const worktreesOf = (arena: Arena): readonly string[] =>
  arena
    .git('worktree', 'list', '--porcelain')
    .split('\n')
    .filter((line) => line.startsWith('worktree '))
    .map((line) => line.slice('worktree '.length))
    .filter((path) => path !== arena.repo);

const lastLine = (text: string): string =>
  text.trimEnd().split('\n').at(-1) ?? '';

const canMount = (): string | null => {
  if (process.platform !== 'linux' || process.getuid?.() !== 0)
    return 'needs root on Linux for a small tmpfs';
  try {
    execFileSync('unshare', ['--mount', 'true'], { stdio: 'ignore' });
    return null;
  } catch {
    return 'this system lets nobody mount a tmpfs';
  }
};

const isRoot = (): string | null =>
  process.getuid?.() === 0 && process.platform !== 'linux'
    ? 'root writes everywhere'
    : null;

/** What happens to the files of a run, by people, agents and disks. */
export const DAMAGE: readonly Fault[] = [
  {
    name: 'the last line of the journal is torn',
    promise: 'It is cut off, kept beside, said, and the run completes.',
    play: async (arena) => {
      await killAtCall(arena, '4/implement-1');
      writeFileSync(arena.journal, '{"seq":99,"at":"2025', { flag: 'a' });
      const ended = await arena.go().ended;
      return [
        ...(await complete(arena, ended)),
        ...expect(ended.output.includes('never finished'), 'it is not said'),
        ...expect(
          readdirSync(arena.orchestration).some((name) =>
            name.includes('.torn-'),
          ),
          'it is not kept',
        ),
      ];
    },
  },
  {
    name: 'a line in the middle of the journal is damaged',
    promise:
      'Refused with the line, nothing is changed; put right, it completes.',
    play: async (arena) => {
      await killAtCall(arena, '4/implement-1');
      const whole = readFileSync(arena.journal, 'utf8');
      const lines = whole.split('\n');
      lines[4] = (lines[4] ?? '').slice(0, -10);
      const damaged = lines.join('\n');
      writeFileSync(arena.journal, damaged);
      const calls = arena.calls().length;
      const refused = await arena.go().ended;
      const wrong = [
        ...expect(refused.exitCode === 1, `exit ${refused.exitCode}`),
        ...expect(refused.output.includes('line 5'), lastLine(refused.output)),
        ...expect(
          readFileSync(arena.journal, 'utf8') === damaged,
          'the journal was changed',
        ),
        ...expect(arena.calls().length === calls, 'an agent ran'),
      ];
      writeFileSync(arena.journal, whole);
      return [...wrong, ...(await complete(arena, await arena.go().ended))];
    },
  },
  {
    name: 'the state files are deleted',
    promise: 'They are made again from the journal, and the run completes.',
    play: async (arena) => {
      await killAtCall(arena, '4/implement-1');
      for (const name of [
        'AGENT_STATE.json',
        'TASKS_PARSED.json',
        'PROJECT_PULSE.md',
      ])
        rmSync(join(dirname(arena.state), name), { force: true });
      return complete(arena, await arena.go().ended);
    },
  },
  {
    name: 'the journal is deleted',
    promise:
      'The state is the base: what it calls completed is not done again.',
    play: async (arena) => {
      await killAtCall(arena, '4/implement-1');
      rmSync(arena.journal);
      const ended = await arena.go().ended;
      const done = arena
        .calls()
        .filter((call) => /^[12]\/implement-\d+ start$/.test(call));
      return [
        ...expect(
          ended.exitCode === 0,
          `exit ${ended.exitCode}: ${ended.output.slice(-400)}`,
        ),
        ...expect(done.length === 2, `done again: ${done.join(', ')}`),
        ...wrongCommits(arena),
      ];
    },
  },
  {
    name: 'a unit is canceled by hand in the state',
    promise: 'The edit is taken over: nobody works on that unit.',
    play: async (arena) => {
      await killAtCall(arena, '4/implement-1');
      const state = JSON.parse(readFileSync(arena.state, 'utf8')) as {
        tasks: { task_id: string; status: string }[];
      };
      for (const task of state.tasks)
        if (task.task_id === '7') task.status = 'canceled';
      writeFileSync(arena.state, JSON.stringify(state, null, 2));
      const ended = await arena.go().ended;
      return [
        ...expect(
          ended.exitCode === 0,
          `exit ${ended.exitCode}: ${ended.output.slice(-400)}`,
        ),
        ...expect(
          !arena.calls().some((call) => call.startsWith('7/')),
          'somebody worked on it',
        ),
      ];
    },
  },
  {
    name: 'the state is edited into nonsense',
    promise:
      'Refused with its line, nothing is overwritten; removed, it completes.',
    play: async (arena) => {
      await killAtCall(arena, '4/implement-1');
      const text = readFileSync(arena.state, 'utf8');
      const broken = text.replace('"status": "', '"status": "most_');
      writeFileSync(arena.state, broken);
      const refused = await arena.go().ended;
      const wrong = [
        ...expect(refused.exitCode === 1, `exit ${refused.exitCode}`),
        ...expect(
          /AGENT_STATE\.json:\d+:\d+/.test(refused.output),
          'no line is named',
        ),
        ...expect(
          readFileSync(arena.state, 'utf8') === broken,
          'it was overwritten',
        ),
      ];
      rmSync(arena.state);
      return [...wrong, ...(await complete(arena, await arena.go().ended))];
    },
  },
  {
    name: 'the state is edited while the run goes on',
    promise: 'It is kept beside and said; the run completes.',
    play: async (arena) => {
      const start = arena.go({ env: { FAULTS_PAUSE: '0.2' } });
      await sees(arena, '1/review-1 start');
      writeFileSync(
        arena.state,
        readFileSync(arena.state, 'utf8').replace('roundtable', 'mine'),
      );
      const ended = await start.ended;
      const kept = readdirSync(dirname(arena.state)).some((name) =>
        name.startsWith('AGENT_STATE.json.edited-'),
      );
      return [
        ...(await complete(arena, ended)),
        ...expect(kept, 'it is not kept'),
      ];
    },
  },
  {
    name: 'worktrees are deleted between two starts',
    promise: 'They are made again, and the run completes.',
    play: async (arena) => {
      await killAtCall(arena, '4/implement-1');
      for (const path of worktreesOf(arena))
        rmSync(path, { recursive: true, force: true });
      return complete(arena, await arena.go().ended);
    },
  },
  {
    name: 'an agent deletes its worktree',
    promise: 'Only its own attempt is lost; the run completes.',
    play: async (arena) =>
      complete(
        arena,
        await arena.go({ env: harm('1/implement-1', 'rm -rf "$PWD"') }).ended,
      ),
  },
  {
    name: 'an agent deletes its .git',
    promise: 'Its work is taken nevertheless, or the attempt is done again.',
    play: async (arena) =>
      complete(
        arena,
        await arena.go({
          env: harm(
            '1/implement-1',
            'rm -rf .git; mkdir -p out; echo "unit 1" >out/1.txt',
          ),
        }).ended,
      ),
  },
  {
    name: 'an agent deletes the state files',
    promise: 'They are made again; the run completes.',
    play: async (arena) =>
      complete(
        arena,
        await arena.go({
          env: harm(
            '1/implement-1',
            'rm -f "$FAULTS_REPO"/.kiro/specs/AGENT_STATE.json; mkdir -p out; echo "unit 1" >out/1.txt',
          ),
        }).ended,
      ),
  },
  {
    name: 'the disk fails at a write of the journal',
    promise:
      'The run stops and says so; its files are written before the lock is given back.',
    play: async (arena) => {
      const kill = {
        at: 'event',
        type: 'plan_ready',
        n: 1,
        how: 'fail',
      } as const;
      const ended = await arena.go({ kill }).ended;
      return [
        ...expect(ended.exitCode === 1, `exit ${ended.exitCode}`),
        ...expect(/journal cannot be written/.test(ended.output), 'not said'),
        // A write that comes late finds the lock gone, and complains.
        ...expect(
          !/state file could not be written/.test(ended.output),
          'a state file was written too late',
        ),
        ...wrongSnapshot(arena),
        ...(await complete(arena, await arena.go().ended)),
      ];
    },
  },
  {
    name: 'an agent deletes the journal and the locks',
    promise: 'The run stops before its next write and says so.',
    play: async (arena) => {
      const ended = await arena.go({
        env: harm(
          '1/implement-1',
          'rm -rf "$FAULTS_REPO"/.orchestration/thing',
        ),
      }).ended;
      return [
        ...expect(ended.exitCode === 1, `exit ${ended.exitCode}`),
        ...expect(
          /lock on the run was lost|removed or replaced/.test(ended.output),
          ended.output.slice(-300),
        ),
        ...expect(
          !existsSync(arena.journal),
          'a journal was begun in the middle',
        ),
      ];
    },
  },
  {
    name: 'the state folder cannot be written',
    promise: 'Refused with the way out; nothing is started.',
    impossible: isRoot,
    play: async (arena) => {
      const folder = dirname(arena.state);
      // Root writes where nobody may: there the folder is made unchangeable.
      const isSuper = process.getuid?.() === 0;
      if (isSuper) writeFileSync(join(folder, '.orchestration'), 'in the way');
      else chmodSync(folder, 0o500);
      const ended = await arena.go().ended;
      const wrong = [
        ...expect(ended.exitCode === 1, `exit ${ended.exitCode}`),
        ...expect(/cannot be written/.test(ended.output), ended.output),
        ...expect(arena.calls().length === 0, 'an agent ran'),
      ];
      if (isSuper) rmSync(join(folder, '.orchestration'));
      else chmodSync(folder, 0o700);
      return [...wrong, ...(await complete(arena, await arena.go().ended))];
    },
  },
  {
    name: 'the disk is full',
    promise: 'The run stops and says why; with room again it completes.',
    impossible: canMount,
    play: async (arena) => fullDisk(arena),
  },
  {
    name: 'the clock is set back a day between two starts',
    promise: 'Nothing waits for yesterday; the run completes.',
    play: async (arena) => {
      await killAtCall(arena, '4/implement-1');
      const day = 86_400_000;
      const moved = readFileSync(arena.journal, 'utf8').replaceAll(
        /"(\d{4}-\d\d-\d\dT[\d:.]+Z)"/g,
        (_, at: string) =>
          JSON.stringify(new Date(Date.parse(at) + day).toISOString()),
      );
      writeFileSync(arena.journal, moved);
      const future = new Date(Date.now() + day);
      utimesSync(arena.journal, future, future);
      return complete(arena, await arena.go().ended);
    },
  },
];

/** A run in a mount namespace of its own whose folder for runs is a small tmpfs. */
async function fullDisk(arena: Arena): Promise<readonly string[]> {
  const folder = join(arena.repo, '.orchestration');
  mkdirSync(folder, { recursive: true });
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=96k', 'tmpfs', folder]);
  try {
    const stopped = await arena.go().ended;
    const wrong = [
      ...expect(stopped.exitCode === 1, `exit ${stopped.exitCode}`),
      ...expect(
        /ENOSPC|no space|disk space/i.test(stopped.output),
        stopped.output.slice(-400),
      ),
    ];
    execFileSync('mount', ['-o', 'remount,size=64m', folder]);
    return [...wrong, ...(await complete(arena, await arena.go().ended))];
  } finally {
    execFileSync('umount', ['-l', folder]);
  }
}
