import { expect, test } from 'vitest';
import { runLoop } from '../../src/loop/run-loop.ts';
import type { State } from '../../src/model/state.ts';
import type { AgentRequest } from '../../src/ports/agents.ts';
import type { Workspace } from '../../src/ports/workspace.ts';
import { factsOf, scratch } from '../adapters/workspace/repository.ts';
import {
  goodAgent,
  loopInput,
  MemoryJournal,
  MemorySpec,
} from '../helpers/fake-ports.ts';
import { Folder } from './real-ground.ts';

const SPEC = `- [ ] 1. First
  - _writes: src/a.ts_
  - _Requirements: 1.1_
- [ ] 2. Second
  - _writes: src/b.ts_
`;

const LEARNED = 'Names in src/a.ts and src/b.ts have to be the same.';

/** Both units disagree about a name; the whole review says so, its fix unit settles it. */
async function agent(request: AgentRequest, signal: AbortSignal) {
  const { task_id, role, cwd } = request;
  if (task_id === 'final') {
    return {
      text: JSON.stringify({
        task_id,
        severity: 'major',
        summary: 'two names',
        issues: [
          { severity: 'major', description: 'another name', file: 'src/b.ts' },
          { severity: 'minor', description: 'too short', file: 'src/a.ts' },
        ],
      }),
    };
  }
  if (role === 'review') return goodAgent(request, signal);
  const folder = new Folder(cwd);
  if (task_id === '1') folder.write('src/a.ts', 'name\n');
  else folder.write('src/b.ts', task_id === '2' ? 'title\n' : 'name\n');
  return {
    text: JSON.stringify({
      status: 'completed',
      summary: 'done',
      learnings: [LEARNED],
    }),
  };
}

/** One start of the run; `break` makes the workspace fail, as a death would. */
async function start(
  workspace: Workspace,
  world: { readonly journal: MemoryJournal; readonly spec: MemorySpec },
  prompts: AgentRequest[] = [],
): Promise<State> {
  const { journal, spec } = world;
  if (journal.events.length === 0) {
    journal.append([
      { type: 'run_started', resumed: false, ...factsOf(workspace) },
    ]);
  }
  const { input } = loopInput({
    spec,
    journal,
    workspace,
    agent: (request, signal) => {
      prompts.push(request);
      return agent(request, signal);
    },
  });
  const { limits } = input.settings;
  return runLoop({
    ...input,
    settings: {
      ...input.settings,
      limits: { ...limits, hasFinalReview: true, keepsLearnings: true },
    },
    listener: { ...input.listener, onWarning: () => undefined },
  });
}

test('a run is reviewed as a whole, fixed, noted down and landed, each once', async () => {
  const repo = scratch();
  const world = { journal: new MemoryJournal(), spec: new MemorySpec(SPEC) };
  const asked: AgentRequest[] = [];
  const state = await start(await repo.open(), world, asked);
  expect(state.finished).toMatchObject({ exit_code: 0, landed: true });
  const whole = asked.filter(({ task_id }) => task_id === 'final');
  expect(whole).toMatchObject([
    { role: 'review', log_name: 'final-review-1', answer: 'verdict' },
  ]);
  // It sees both sides of the whole change, and what was asked for.
  expect(whole[0]?.prompt).toContain('+name');
  expect(whole[0]?.prompt).toContain('+title');
  expect(whole[0]?.prompt).toContain('1.1: 1');
  expect(repo.show('main:src/b.ts')).toBe('name');
  expect(repo.show('main:AGENTS.md')).toContain(`- ${LEARNED}`);
  expect(
    repo
      .git(
        'log',
        '--reverse',
        '--format=%(trailers:key=Orchestration-Unit,valueonly,separator=%x2C)',
        `${state.run?.base_commit ?? ''}..main`,
      )
      .split('\n')
      .slice(2),
  ).toEqual(['F1', 'run']);
  // Its fix unit is in the state only.
  expect(world.spec.text).toBe(SPEC.replaceAll('[ ]', '[x]'));
}, 60_000);

test('a death between the commit of what was learned and landing makes no second commit', async () => {
  const repo = scratch();
  const world = { journal: new MemoryJournal(), spec: new MemorySpec(SPEC) };
  const workspace = await repo.open();
  const dying: Workspace = {
    ...workspace,
    keepLearnings: async (request) => {
      await workspace.keepLearnings(request);
      throw new Error('the program died here');
    },
  };
  await expect(start(dying, world)).rejects.toThrow('died here');
  const before = repo.git('rev-parse', 'orchestration/demo');
  expect(repo.show('orchestration/demo:AGENTS.md')).toContain(LEARNED);
  const state = await start(await repo.reopen(workspace), world);
  expect(state.finished).toMatchObject({ exit_code: 0, landed: true });
  expect(repo.git('rev-parse', 'main')).toBe(before);
  expect(state.learning.kept).toMatchObject([{ commit: before }]);
  expect(state.run_attempts).toHaveLength(1);
}, 60_000);
