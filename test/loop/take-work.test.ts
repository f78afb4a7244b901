import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runLoop } from '../../src/loop/run-loop.ts';
import type { Decision, DecisionAction } from '../../src/model/decision.ts';
import type { State } from '../../src/model/state.ts';
import type { Isolation } from '../../src/model/event.ts';
import { factsOf, scratch } from '../adapters/workspace/repository.ts';
import type { Scratch } from '../adapters/workspace/repository.ts';
import {
  goodAgent,
  loopInput,
  MemoryJournal,
  MemorySpec,
} from '../helpers/fake-ports.ts';
import type { FakeAgent } from '../helpers/fake-ports.ts';
import { Folder } from './real-ground.ts';

const NO_VERDICT = { text: 'I cannot say.' };
const BAD = {
  text: JSON.stringify({
    task_id: '1',
    severity: 'major',
    summary: 'wrong',
    issues: [
      {
        severity: 'major',
        description: 'wrong word',
        file: 'src/a.ts',
        line: 1,
      },
    ],
  }),
};

/** The loop over a real repository; a person answers each question at once. */
async function play(
  repo: Scratch,
  options: {
    readonly spec: string;
    readonly agent: FakeAgent;
    readonly answer: (decision: Decision) => DecisionAction;
    readonly isolation?: Isolation;
  },
): Promise<{ state: State; calls: string[] }> {
  const { isolation = 'worktree' } = options;
  const workspace = await repo.open({ isolation });
  const journal = new MemoryJournal();
  journal.append([
    { type: 'run_started', resumed: false, ...factsOf(workspace) },
  ]);
  const calls: string[] = [];
  const { input } = loopInput({
    spec: new MemorySpec(options.spec),
    journal,
    workspace,
    agent: (request, signal) => {
      calls.push(`${request.task_id}/${request.role}`);
      return options.agent(request, signal);
    },
  });
  let append: (decision: Decision) => void = () => undefined;
  let ahead = 0;
  const now = (): number => Date.now() + ahead;
  const state = await runLoop({
    ...input,
    ports: {
      ...input.ports,
      clock: {
        now: () => new Date(now()).toISOString(),
        until: (time) => {
          ahead += Math.max(0, Date.parse(time) - now());
          return Promise.resolve();
        },
      },
    },
    settings: {
      ...input.settings,
      limits: { ...input.settings.limits, waitsForAnswers: true },
    },
    listener: {
      ...input.listener,
      onWarning: () => undefined,
      onEvents: (events) => {
        for (const event of events) {
          if (event.type === 'decision_opened') {
            queueMicrotask(() => append(event.decision));
          }
        }
      },
    },
    onReady: (ledger) => {
      append = (decision) => {
        const action = options.answer(decision);
        const option = decision.options.find((each) => each.action === action);
        ledger.append({
          type: 'decision_answered',
          task_id: decision.task_id,
          decision_id: decision.id,
          answer: {
            option: option?.n ?? expect.fail(`nobody offers ${action}`),
            action,
            note: null,
            by: 'me',
            at: new Date(now()).toISOString(),
          },
        });
      };
    },
  });
  return { state, calls };
}

const folderIn = ({ context }: Decision): string =>
  /^Folder: (.+)$/m.exec(context)?.[1] ?? expect.fail(`no folder: ${context}`);

test.each(['worktree', 'shared'] as const)(
  'what a person fixed by hand in the folder that the question names is reviewed and integrated (%s)',
  async (isolation) => {
    const repo = scratch();
    const seen: string[] = [];
    const { state, calls } = await play(repo, {
      isolation,
      spec: '- [ ] 1. First\n  - _writes: src/a.ts, src/new.ts_\n',
      agent: (request, signal) => {
        const folder = new Folder(request.cwd);
        if (request.role !== 'review') {
          folder.write('src/a.ts', `${request.role} ${request.n}\n`);
          return goodAgent(request, signal);
        }
        seen.push(folder.read('src/a.ts').trim());
        return folder.read('src/a.ts') === 'by hand\n'
          ? goodAgent(request, signal)
          : Promise.resolve(BAD);
      },
      answer: (decision) => {
        const folder = folderIn(decision);
        writeFileSync(join(folder, 'src/a.ts'), 'by hand\n');
        writeFileSync(join(folder, 'src/new.ts'), 'new\n');
        return 'fixed_by_hand';
      },
    });
    expect(state.finished).toMatchObject({ exit_code: 0, completed: 1 });
    expect(seen).toEqual(['implement 1', 'fix 1', 'fix 2', 'fix 3', 'by hand']);
    expect(calls.at(-1)).toBe('1/review');
    expect(state.units[0]?.taken?.evidence.files_changed).toEqual([
      'src/a.ts',
      'src/new.ts',
    ]);
    const landed =
      isolation === 'worktree'
        ? repo.show('main:src/a.ts')
        : readFileSync(join(repo.top, 'src/a.ts'), 'utf8').trim();
    expect(landed).toBe('by hand');
  },
  60_000,
);

test('work whose reviewers failed meets what was integrated since, and nobody does it again', async () => {
  const repo = scratch();
  const seen: string[] = [];
  const { state, calls } = await play(repo, {
    spec: '- [ ] 1. First\n  - _writes: src/a.ts_\n- [ ] 2. Second\n  - _writes: src/b.ts_\n',
    agent: (request, signal) => {
      const folder = new Folder(request.cwd);
      if (request.role === 'implement') {
        folder.write(`src/${request.task_id === '1' ? 'a' : 'b'}.ts`, 'made\n');
      }
      if (request.role !== 'review' || request.task_id !== '1') {
        return goodAgent(request, signal);
      }
      seen.push(folder.read('src/b.ts').trim());
      return request.n <= 3
        ? Promise.resolve(NO_VERDICT)
        : goodAgent(request, signal);
    },
    answer: () => 'retry',
  });
  expect(state.finished).toMatchObject({ exit_code: 0, landed: true });
  expect(calls.filter((call) => call === '1/implement')).toHaveLength(1);
  // A broken verdict is asked for twice.
  expect(seen.slice(0, 6)).toEqual(Array(6).fill('b'));
  expect(seen.at(-1)).toBe('made');
  expect(repo.show('main:src/a.ts')).toBe('made');
}, 60_000);
