import type { Evidence } from '../../src/model/attempt.ts';
import type { Event } from '../../src/model/event.ts';
import { runId } from '../../src/model/ids.ts';
import type { SpecFiles } from '../../src/model/spec.ts';
import type { State } from '../../src/model/state.ts';
import { INITIAL_STATE } from '../../src/engine/reduce/initial-state.ts';
import { reduce } from '../../src/engine/reduce.ts';
import type { LoopInput } from '../../src/loop/run-loop.ts';
import type { AgentRequest, AgentResult } from '../../src/ports/agents.ts';
import type { Journal } from '../../src/ports/journal.ts';
import type { Workspace } from '../../src/ports/workspace.ts';
import { tick } from '../../src/spec/tick.ts';
import { limits } from './world.ts';

/** A journal in memory that counts its appends. */
export class MemoryJournal implements Journal {
  readonly events: Event[] = [];
  appends = 0;

  append(bodies: Parameters<Journal['append']>[0]): readonly Event[] {
    this.appends += 1;
    const events = bodies.map((body, place): Event => ({
      seq: this.events.length + 1 + place,
      at: new Date().toISOString(),
      ...body,
    }));
    this.events.push(...events);
    return events;
  }

  state(): State {
    return this.events.reduce(reduce, INITIAL_STATE);
  }
}

/** Says what an agent answers, and may change the files as it does. */
export type FakeAgent = (
  request: AgentRequest,
  signal: AbortSignal,
) => Promise<Partial<AgentResult> & { readonly text?: string }>;

/** A workspace that is a counter: every writing attempt leaves a new tree. */
export function fakeWorkspace(): Workspace {
  let trees = 0;
  let tip = 'tip';
  const folders = new Set<string>();
  const evidenceOf = (id: string, role: string, n: number): Evidence => {
    trees += 1;
    return {
      ref: `refs/orchestration/${id}/${role}-${n}`,
      commit: `commit-${trees}`,
      base: 'base',
      tree: `tree-${trees}`,
      files_changed: [`src/${id}.ts`],
      notes: [],
    };
  };
  return {
    isolation: 'worktree',
    target_branch: 'main',
    integration_branch: 'orchestration/x',
    base_commit: 'base',
    notes: [],
    root: '/nowhere',
    prepare: ({ task_id }) => {
      folders.add(task_id);
      return Promise.resolve({
        ok: true,
        value: { cwd: `/nowhere/${task_id}`, base: 'base', conflicts: [] },
      });
    },
    capture: ({ task_id, role, n }) =>
      Promise.resolve(evidenceOf(task_id, role, n)),
    diff: () => Promise.resolve('diff --git a/x b/x\n+one line\n'),
    diffBetween: () => Promise.resolve(''),
    fileText: () => Promise.resolve(null),
    wholeDiff: () => Promise.resolve('diff --git a/x b/x\n+all lines\n'),
    keepLearnings: () =>
      Promise.resolve({ commit: 'learned', files: ['AGENTS.md'], notes: [] }),
    currentTree: () => Promise.resolve('same'),
    folder: (id) => (folders.has(id) ? `/nowhere/${id}` : null),
    integrate: ({ evidence }) =>
      Promise.resolve({
        type: 'candidate',
        commit: evidence.commit,
        tree: evidence.tree,
        cwd: '/nowhere',
        accept: () => {
          tip = evidence.tree;
          return Promise.resolve();
        },
      }),
    tip: () => Promise.resolve({ cwd: '/nowhere', tree: tip }),
    base: () =>
      Promise.resolve({
        ok: true,
        value: {
          cwd: '/nowhere/base',
          tree: 'base',
          release: () => Promise.resolve(),
        },
      }),
    release: () => Promise.resolve(),
    revert: (units) =>
      Promise.resolve({
        ok: true,
        value: units.map((unit) => ({ ...unit, revert: 'revert' })),
      }),
    land: () =>
      Promise.resolve({ type: 'landed', commit: 'tip', branch: 'main' }),
    commitTicks: () => Promise.resolve(null),
  };
}

/** A spec in memory whose marks can be read back. */
export class MemorySpec {
  text: string;
  isGone = false;

  constructor(text: string) {
    this.text = text;
  }

  read(): Promise<SpecFiles> {
    if (this.isGone) return Promise.reject(new Error('tasks.md is gone'));
    return Promise.resolve({
      path: 'spec',
      name: 'spec',
      tasksFile: 'tasks.md',
      tasks: this.text,
      requirements: null,
      bugfix: null,
      design: null,
      config: null,
      extra: {},
    });
  }

  tick(marks: Parameters<typeof tick>[1]): Promise<void> {
    this.text = tick(this.text, marks);
    return Promise.resolve();
  }
}

/** A good answer for every role. */
export const goodAgent: FakeAgent = (request) =>
  Promise.resolve({
    text: JSON.stringify(
      request.answer === 'verdict'
        ? { task_id: request.task_id, severity: 'none', summary: 'good' }
        : { status: 'completed', summary: 'done' },
    ),
  });

/** Everything a loop needs, with the given agent and spec. */
export function loopInput(options: {
  readonly spec: MemorySpec;
  readonly agent?: FakeAgent;
  readonly journal?: MemoryJournal;
  readonly workspace?: Workspace;
  readonly drain?: AbortSignal;
  readonly kill?: AbortSignal;
}): { input: LoopInput; journal: MemoryJournal; reaped: string[] } {
  const journal = options.journal ?? new MemoryJournal();
  const agent = options.agent ?? goodAgent;
  const reaped: string[] = [];
  const { run } = journal.state();
  journal.append([
    {
      type: 'run_started',
      resumed: run !== null,
      run_id: runId('run'),
      spec_path: 'spec',
      session_name: 'roundtable',
      isolation: 'worktree',
      target_branch: 'main',
      integration_branch: 'orchestration/x',
      base_commit: 'base',
      ...run,
    },
  ]);
  const input: LoopInput = {
    state: journal.state(),
    ports: {
      journal,
      agents: {
        run: async (request, { signal }) => {
          const { text = '', ...rest } = await agent(request, signal);
          return {
            outcome: { type: 'answered', text },
            session_id: null,
            usage: null,
            exit_code: 0,
            output: text,
            ...rest,
          };
        },
        reap: (marks) => {
          reaped.push(...marks);
          return Promise.resolve(marks.length);
        },
      },
      checks: {
        run: () => Promise.reject(new Error('there are no checks here')),
      },
      workspace: options.workspace ?? fakeWorkspace(),
      prompts: {
        render: (name, values) => `${name} ${JSON.stringify(values)}`,
      },
      clock: {
        now: () => new Date().toISOString(),
        until: (time, { signal }) =>
          new Promise((resolve) => {
            const wait = Math.max(0, Date.parse(time) - Date.now());
            const timer = setTimeout(resolve, wait);
            signal.addEventListener('abort', () => {
              clearTimeout(timer);
              resolve();
            });
          }),
      },
      specFolder: options.spec,
    },
    settings: {
      limits: limits(),
      checks: [],
      timeoutMs: 1000,
      includeOptional: false,
      maxFixAttempts: 3,
      commitTicks: true,
      tasksFile: 'tasks.md',
    },
    listener: {
      onEvents: () => undefined,
      onActivity: () => undefined,
      onSpec: () => undefined,
      onWarning: (text) => {
        throw new Error(text);
      },
    },
    drain: options.drain ?? new AbortController().signal,
    kill: options.kill ?? new AbortController().signal,
    stoppedWith: () => 130,
  };
  return { input, journal, reaped };
}
