import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readJournal } from '../../src/adapters/store/read-journal.ts';
import type { Event } from '../../src/model/event.ts';
import { WRITE_HOWS, type Arena, type Kill } from './arena.ts';
import {
  complete,
  expect,
  harm,
  killAtCall,
  sees,
  type Fault,
} from './fault.ts';
import { wrongSnapshot } from './snapshot.ts';

const SPEC = ['--spec', '.kiro/specs/thing'] as const;

/** The agent of unit 2 changes nothing and says nothing, however often: a person is asked. */
const STUCK = harm('2/*', ':');

/** Kills a command at one kind of event, before, within and after its write, and repeats it until it gets through. */
async function killAtEach(
  type: Event['type'],
  start: (kill: Kill) => ReturnType<Arena['go']>,
  arena: Arena,
): Promise<string[]> {
  const wrong: string[] = [];
  for (const how of WRITE_HOWS) {
    await start({ at: 'event', type, n: 1, how }).ended;
    const at = arena.killedAt();
    wrong.push(
      ...expect(at?.includes(type) === true, `no kill ${how} ${type}`),
      // An edited file stands for nothing until it is written anew.
      ...(type === 'state_edited' ? [] : wrongSnapshot(arena)),
    );
    // What is on disk is done: it is not written a second time.
    if (how === 'after') break;
  }
  return wrong;
}

const countOf = (arena: Arena, type: Event['type']): number =>
  readJournal(arena.journal).events.filter((event) => event.type === type)
    .length;

/** Everything that a start could change: facts, refs, the branch, what is checked out. */
function everythingIn(arena: Arena): readonly string[] {
  const facts = readFileSync(arena.journal, 'utf8')
    .split('\n')
    .filter((line) => !/"type":"run_(?:started|finished)"/.test(line))
    .map((line) => line.replace(/^\{"seq":\d+,/, '{'));
  return [
    ...facts,
    arena.git('for-each-ref'),
    arena.git('status', '--porcelain'),
    readFileSync(join(arena.repo, '.kiro/specs/thing/tasks.md'), 'utf8'),
  ];
}

/** What people do around a run: they stop it, answer it, change their mind. */
export const PEOPLE: readonly Fault[] = [
  {
    name: 'Ctrl-C twice while agents work',
    promise: 'Nothing of them is left alive; the next start completes.',
    play: async (arena) => {
      const start = arena.go({ env: { FAULTS_PAUSE: '20' } });
      await sees(arena, '1/implement-1 start');
      start.child.kill('SIGINT');
      start.child.kill('SIGINT');
      const second = setInterval(() => start.child.kill('SIGINT'), 200);
      const ended = await start.ended;
      clearInterval(second);
      return [
        ...expect(ended.exitCode === 130, `exit ${ended.exitCode}`),
        ...(await complete(arena, await arena.go().ended)),
      ];
    },
  },
  {
    name: 'stop from another terminal',
    promise: 'Agents may end, nothing new starts; the next start completes.',
    play: async (arena) => {
      const start = arena.go({ env: { FAULTS_PAUSE: '0.5' } });
      await sees(arena, '1/implement-1 start');
      await arena.start(['stop', '--spec', '.kiro/specs/thing']).ended;
      const ended = await start.ended;
      const calls = arena.calls();
      return [
        ...expect(ended.exitCode === 130, `exit ${ended.exitCode}`),
        ...expect(calls.includes('1/implement-1 end'), 'it was not let end'),
        ...expect(
          !calls.some((call) => call.startsWith('1/review')),
          'something new was started',
        ),
        ...(await complete(arena, await arena.go().ended)),
      ];
    },
  },
  {
    name: 'stop --kill from another terminal',
    promise: 'Nothing of the agents is left alive; the next start completes.',
    play: async (arena) => {
      const start = arena.go({ env: { FAULTS_PAUSE: '600' } });
      await sees(arena, '1/implement-1 start');
      await arena.start(['stop', '--kill', ...SPEC]).ended;
      const ended = await start.ended;
      return [
        ...expect(ended.exitCode === 130, `exit ${ended.exitCode}`),
        ...(await complete(arena, await arena.go().ended)),
      ];
    },
  },
  {
    name: 'it is killed while AGENT_STATE.json is written',
    promise: 'The file is the old one or the new one; the run completes.',
    play: async (arena) => {
      const wrong: string[] = [];
      for (const how of ['torn', 'unsynced', 'renamed'] as const) {
        const kill = {
          at: 'file',
          name: 'AGENT_STATE.json',
          n: 2,
          how,
        } as const;
        await arena.go({ kill }).ended;
        wrong.push(
          ...expect(arena.killedAt() !== null, `no kill: ${how}`),
          ...wrongSnapshot(arena),
        );
      }
      return [...wrong, ...(await complete(arena, await arena.go().ended))];
    },
  },
  {
    name: 'a run that waits for an answer is resumed twice',
    promise: 'But for the two starts themselves nothing changes.',
    play: async (arena) => {
      const first = await arena.go({ env: STUCK }).ended;
      const before = everythingIn(arena);
      const calls = arena.calls().length;
      const wrong = [...expect(first.exitCode === 2, `exit ${first.exitCode}`)];
      for (const time of ['once', 'twice']) {
        const { exitCode } = await arena.go({ env: STUCK }).ended;
        const after = everythingIn(arena);
        const changed = after.filter((each, place) => each !== before[place]);
        wrong.push(
          ...expect(exitCode === 2, `resumed ${time}: exit ${exitCode}`),
          ...changed.map((each) => `resumed ${time}: ${each.slice(0, 200)}`),
        );
      }
      return [
        ...wrong,
        ...expect(arena.calls().length === calls, 'an agent was called'),
      ];
    },
  },
  {
    name: 'it is killed while a question is asked, and while it is answered',
    promise: 'It is asked once and answered once; the run completes.',
    play: async (arena) => {
      const asked = await killAtEach(
        'decision_opened',
        (kill) => arena.go({ kill, env: STUCK }),
        arena,
      );
      const waiting = await arena.go({ env: STUCK }).ended;
      const answer = ['decide', 'D1', '--option', '1', ...SPEC];
      const answered = await killAtEach(
        'decision_answered',
        (kill) => arena.start(answer, { kill }),
        arena,
      );
      const again = await arena.start(answer).ended;
      return [
        ...asked,
        ...expect(waiting.exitCode === 2, `exit ${waiting.exitCode}`),
        ...answered,
        ...expect(again.exitCode === 64, `answered again: ${again.exitCode}`),
        ...(await complete(arena, await arena.go().ended)),
        ...expect(countOf(arena, 'decision_opened') === 1, 'asked twice'),
        ...expect(countOf(arena, 'decision_answered') === 1, 'answered twice'),
      ];
    },
  },
  {
    name: 'it is killed while an edit of the state is taken over',
    promise: 'The edit counts once, and the run completes.',
    play: async (arena) => {
      await killAtCall(arena, '4/implement-1');
      const edited = readFileSync(arena.state, 'utf8').replace(
        /("task_id": "7",[^}]*?"target_window": )(?:null|"[^"]*")/,
        '$1"mine"',
      );
      writeFileSync(arena.state, edited);
      const wrong = await killAtEach(
        'state_edited',
        (kill) => arena.go({ kill }),
        arena,
      );
      return [
        ...wrong,
        ...(await complete(arena, await arena.go().ended)),
        ...expect(countOf(arena, 'state_edited') === 1, 'not taken over once'),
      ];
    },
  },
  {
    name: 'it is killed while a new task of tasks.md is taken in',
    promise: 'The task joins the run once, and is done.',
    play: async (arena) => {
      await killAtCall(arena, '4/implement-1');
      const path = join(arena.repo, '.kiro/specs/thing/tasks.md');
      const more = '- [ ] 8. More\n  - _writes: out/8.txt_\n';
      writeFileSync(path, `${readFileSync(path, 'utf8')}${more}`);
      const wrong = await killAtEach(
        'plan_changed',
        (kill) => arena.go({ kill }),
        arena,
      );
      return [
        ...wrong,
        ...(await complete(arena, await arena.go().ended)),
        ...expect(countOf(arena, 'plan_changed') === 1, 'not taken in once'),
        ...expect(existsSync(join(arena.repo, 'out/8.txt')), 'it is not done'),
      ];
    },
  },
  {
    name: 'it is killed while a unit is taken back with its commit',
    promise: 'The commit is taken back once, and the unit is done again.',
    play: async (arena) => {
      await arena.go().ended;
      const command = ['reopen', '7', '--revert', '--yes', ...SPEC];
      const wrong: string[] = [];
      // At first the next start ends it, then the same command once more.
      for (const type of ['revert_started', 'revert_ended'] as const) {
        const killed = await killAtEach(
          type,
          (kill) => arena.start(command, { kill }),
          arena,
        );
        const ended = await arena.go().ended;
        wrong.push(
          ...killed,
          ...expect(ended.exitCode === 0, ended.output.slice(-600)),
        );
      }
      const reverts = arena
        .git(
          'log',
          '--format=%(trailers:key=Orchestration-Reverts,valueonly,separator=%x2C)',
          'main',
        )
        .split('\n')
        .filter((line) => line !== '');
      const done = readJournal(arena.journal).events.filter(
        (event) => event.type === 'integrated' && event.task_id === '7',
      );
      return [
        ...wrong,
        ...wrongSnapshot(arena),
        ...expect(
          reverts.length === 2 && new Set(reverts).size === 2,
          `taken back: ${String(reverts)}`,
        ),
        ...expect(done.length === 3, `integrated ${done.length} times`),
        ...expect(existsSync(join(arena.repo, 'out/7.txt')), 'it is not done'),
      ];
    },
  },
  {
    name: 'it is killed while it cannot land',
    promise: 'The obstacle is named and left alone; once it is gone, it lands.',
    play: async (arena) => {
      const obstacle = join(arena.repo, 'out/1.txt');
      arena.write('out/1.txt', 'somebody else’s\n');
      const wrong = await killAtEach(
        'landing_failed',
        (kill) => arena.go({ kill }),
        arena,
      );
      const ended = await arena.go().ended;
      const found = readFileSync(obstacle, 'utf8');
      arena.remove('out/1.txt');
      return [
        ...wrong,
        ...expect(ended.exitCode === 1, `exit ${ended.exitCode}`),
        ...expect(ended.output.includes('out/1.txt'), 'it is not named'),
        ...expect(found === 'somebody else’s\n', 'it was changed'),
        ...(await complete(arena, await arena.go().ended)),
      ];
    },
  },
];
