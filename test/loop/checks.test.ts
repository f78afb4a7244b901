import { describe, expect, test } from 'vitest';
import { runLoop } from '../../src/loop/run-loop.ts';
import type { LoopInput } from '../../src/loop/run-loop.ts';
import type { Check, CheckResult } from '../../src/model/check.ts';
import type { Event } from '../../src/model/event.ts';
import type { Workspace } from '../../src/ports/workspace.ts';
import {
  fakeWorkspace,
  goodAgent,
  loopInput,
  MemorySpec,
} from '../helpers/fake-ports.ts';
import type { FakeAgent, MemoryJournal } from '../helpers/fake-ports.ts';

const ONE = '- [ ] 1. Only\n  - _writes: src/1.ts_\n';
const TWO = `${ONE}- [ ] 2. Second\n  - _writes: src/2.ts_\n`;

/** Where a check runs: the base, `1` on its own tree, `1+` with all that is integrated, the merge with the target. */
type Place = string;
type Answer = Partial<CheckResult> | boolean;
type Script = (check: string, place: Place, time: number) => Answer;

/** Candidates differ from the unit's own tree, as they do once something else was integrated. */
function apart(changes: Partial<Workspace> = {}): Workspace {
  let tip = 'tip';
  return {
    ...fakeWorkspace(),
    tip: () => Promise.resolve({ cwd: '/nowhere', tree: tip }),
    integrate: ({ task_id, evidence }) =>
      Promise.resolve({
        type: 'candidate',
        commit: evidence.commit,
        tree: `${evidence.tree}+`,
        cwd: `/nowhere/${task_id}+`,
        accept: () => {
          tip = `${evidence.tree}+`;
          return Promise.resolve();
        },
      }),
    ...changes,
  };
}

const checkOf = (name: string): Check => ({
  name,
  run: `run ${name}`,
  timeoutMs: 1000,
  resources: [],
  junit: null,
});

/** A loop with checks that answer as scripted; tells what ran where. */
function checked(options: {
  readonly spec?: string;
  readonly script: Script;
  readonly names?: readonly string[];
  readonly workspace?: Workspace;
  readonly agent?: FakeAgent;
  readonly journal?: MemoryJournal;
}): { input: LoopInput; journal: MemoryJournal; ran: string[] } {
  const { script, names = ['test'], ...rest } = options;
  const ran: string[] = [];
  const { input, journal } = loopInput({
    workspace: apart(),
    ...rest,
    spec: new MemorySpec(options.spec ?? ONE),
  });
  const run = (name: string, cwd: string): CheckResult => {
    const place = cwd.replace('/nowhere/', '');
    ran.push(`${name} ${place}`);
    const time = ran.filter((line) => line === `${name} ${place}`).length;
    const said = script(name, place, time);
    const facts = typeof said === 'boolean' ? { passed: said } : said;
    const passed = facts.passed ?? false;
    return {
      name,
      run: `run ${name}`,
      passed,
      exit_code: passed ? 0 : 1,
      output: `${name} in ${place}`,
      duration_ms: 1,
      ...facts,
    };
  };
  const checks = {
    run: ({ name }: Check, { cwd }: { readonly cwd: string }) =>
      Promise.resolve(run(name, cwd)),
  };
  return {
    ran,
    journal,
    input: {
      ...input,
      ports: { ...input.ports, checks },
      settings: {
        ...input.settings,
        checks: names.map(checkOf),
        limits: { ...input.settings.limits, hasChecks: true },
      },
    },
  };
}

const ofType = <Type extends Event['type']>(
  { events }: MemoryJournal,
  type: Type,
): Extract<Event, { type: Type }>[] =>
  events.filter(
    (event): event is Extract<Event, { type: Type }> => event.type === type,
  );

const fails = (...tests: readonly string[]): Answer => ({
  passed: false,
  tests: {
    passed: 3,
    failed: tests.map((file) => ({ name: 'a test', file })),
  },
});

describe('the baseline', () => {
  test('runs in a folder of its own that is given back, once for all starts', async () => {
    let released = 0;
    const workspace = apart({
      base: () =>
        Promise.resolve({
          ok: true,
          value: {
            cwd: '/nowhere/base',
            tree: 'base',
            release: () => {
              released += 1;
              return Promise.resolve();
            },
          },
        }),
    });
    const first = checked({ script: () => true, workspace });
    await runLoop(first.input);
    expect(released).toBe(1);
    expect(first.ran.filter((line) => line.endsWith('base'))).toHaveLength(1);
    const { journal } = first;
    const again = checked({ script: () => true, journal, spec: TWO });
    const state = await runLoop(again.input);
    expect(state.units).toHaveLength(2);
    expect(state.finished).toMatchObject({ exit_code: 0, completed: 2 });
    expect(again.ran).not.toContain('test base');
  });

  test('that cannot be taken is said, and every red check counts', async () => {
    const workspace = apart({
      base: () =>
        Promise.resolve({
          ok: false,
          error: { type: 'crash', message: 'npm ci ended with exit 1' },
        }),
    });
    const warnings: string[] = [];
    const { input, journal } = checked({
      script: (_name, place, time) => place !== '1' || time > 1,
      workspace,
    });
    const onWarning = (text: string): number => warnings.push(text);
    const state = await runLoop({
      ...input,
      listener: { ...input.listener, onWarning },
    });
    expect(warnings.join()).toContain('npm ci ended with exit 1');
    expect(state.units[0]?.fix_attempts).toBe(1);
    expect(ofType(journal, 'baseline_ended')).toMatchObject([{ results: [] }]);
  });

  test('tells reviewers which failures are older than the work', async () => {
    const prompts: string[] = [];
    const { input, journal } = checked({
      script: () => false,
      agent: (request, signal) => {
        if (request.role === 'review') prompts.push(request.prompt);
        return goodAgent(request, signal);
      },
    });
    const state = await runLoop(input);
    expect(state.finished?.exit_code).toBe(0);
    expect(prompts.join()).toContain(
      'failed, but no finding: test was red before the run',
    );
    expect(ofType(journal, 'checks_ended').at(-1)?.results).toMatchObject([
      { passed: false, excused: { type: 'advisory' } },
    ]);
  });
});

describe('on the candidate of an integration', () => {
  test('a red check runs once more, alone; passed then it has passed, and that is recorded', async () => {
    const { input, journal, ran } = checked({
      names: ['lint', 'test'],
      script: (name, place, time) =>
        name === 'lint' || place !== '1+' || time > 1,
    });
    const state = await runLoop(input);
    expect(ran.filter((line) => line.endsWith('1+'))).toEqual([
      'lint 1+',
      'test 1+',
      'test 1+',
    ]);
    expect(ofType(journal, 'checks_ended').at(-1)).toMatchObject({
      passed: true,
      results: [
        { name: 'lint', passed: true },
        { name: 'test', passed: true, runs: 2, duration_ms: 2 },
      ],
    });
    expect(state.units[0]).toMatchObject({
      status: 'completed',
      fix_attempts: 0,
    });
  });

  test('red twice sends that unit to a fix, and the others go on', async () => {
    const { input, journal, ran } = checked({
      spec: TWO,
      script: (_name, place, time) => place !== '1+' || time > 2,
    });
    const state = await runLoop(input);
    expect(state.finished).toMatchObject({ exit_code: 0, completed: 2 });
    expect(state.units.map(({ fix_attempts }) => fix_attempts)).toEqual([1, 0]);
    const [failed] = ofType(journal, 'integration_failed');
    expect(failed?.findings[0]?.description).toMatch(
      /`run test` failed with exit code 1, 2 times\.\ntest in 1\+/,
    );
    expect(ran.filter((line) => line === 'test 1+')).toHaveLength(3);
  });

  test('a check that the work of another unit made green counts from then on', async () => {
    // 2 starts where it is red: its own tree is excused, the candidate is not.
    const { input, ran } = checked({
      spec: TWO,
      script: (_name, place, time) =>
        place === '1' || place === '1+' || (place === '2+' && time > 2),
    });
    const state = await runLoop(input);
    expect(state.finished).toMatchObject({ exit_code: 0, completed: 2 });
    expect(state.units.map(({ fix_attempts }) => fix_attempts)).toEqual([0, 1]);
    expect(ran.filter((line) => line === 'test 2+')).toHaveLength(3);
  });

  test('a tree that the checks have seen is not checked again', async () => {
    const { input, ran } = checked({
      script: () => true,
      workspace: fakeWorkspace(),
    });
    await runLoop(input);
    expect(ran.toSorted()).toEqual(['test 1', 'test base']);
  });

  test('a check that was advisory alone is not run twice for it', async () => {
    const { input, ran } = checked({ script: () => false });
    const state = await runLoop(input);
    expect(ran.filter((line) => line === 'test 1+')).toHaveLength(1);
    expect(state.finished?.exit_code).toBe(0);
  });
});

describe('a conflict with integrated work', () => {
  const conflicting = (times: number): Workspace => {
    let left = times;
    const workspace = apart();
    return {
      ...workspace,
      integrate: (request) => {
        left -= 1;
        return left < 0
          ? workspace.integrate(request)
          : Promise.resolve({ type: 'conflict', files: ['src/both.ts'] });
      },
    };
  };

  test('goes to its own agent, whose result is checked and reviewed again', async () => {
    const { input } = checked({
      script: () => true,
      workspace: conflicting(1),
    });
    const state = await runLoop(input);
    expect(state.units[0]?.attempts.map(({ role }) => role)).toEqual([
      'implement',
      'review',
      'integrate',
      'review',
    ]);
    expect(state.units[0]?.status).toBe('completed');
  });

  test.each([
    [
      'that its agent cannot settle',
      { status: 'failed', summary: 'Both rename it.' },
      {},
    ],
    [
      'with markers left',
      { status: 'completed', summary: 'done' },
      { unresolved: ['src/both.ts'] },
    ],
  ])('%s is a decision that names the files', async (_, report, left) => {
    const agent: FakeAgent = (request, signal) =>
      request.role === 'integrate'
        ? Promise.resolve({ text: JSON.stringify(report) })
        : goodAgent(request, signal);
    const workspace = conflicting(1);
    const { input } = checked({
      script: () => true,
      agent,
      workspace: {
        ...workspace,
        capture: async (request) => ({
          ...(await workspace.capture(request)),
          ...(request.role === 'integrate' ? left : {}),
        }),
      },
    });
    const state = await runLoop(input);
    expect(state.finished?.exit_code).toBe(2);
    expect(state.decisions[0]?.context).toContain('src/both.ts');
  });

  test('whose settling the checks refuse is fixed, and asked about with the files in the end', async () => {
    const { input } = checked({
      script: (_name, place, time) => place !== '1' || time === 1,
      workspace: conflicting(1),
    });
    const state = await runLoop(input);
    expect(state.finished?.exit_code).toBe(2);
    expect(state.units[0]?.attempts.map(({ role }) => role)).toContain('fix');
    expect(state.decisions[0]?.context).toContain('src/both.ts');
  });
});

describe('landing on a branch that has moved', () => {
  const moved = apart({
    land: async ({ check }) =>
      (await check('/nowhere/merge'))
        ? { type: 'landed', commit: 'merge', branch: 'main' }
        : { type: 'failed', reason: 'red', command: 'git merge x' },
  });

  test('runs a red check once more and records what was seen', async () => {
    const { input, journal } = checked({
      script: (_name, place, time) => place !== 'merge' || time > 1,
      workspace: moved,
    });
    const state = await runLoop(input);
    expect(state.finished?.exit_code).toBe(0);
    expect(ofType(journal, 'landed')[0]?.checks?.results).toMatchObject([
      { passed: true, runs: 2 },
    ]);
  });

  test('fails where the merge is red, not where a check was red all along', async () => {
    const broken = checked({
      script: (_name, place) => place !== 'merge',
      workspace: moved,
    });
    expect((await runLoop(broken.input)).finished?.exit_code).toBe(1);
    expect(ofType(broken.journal, 'landing_failed')[0]?.checks).toMatchObject({
      passed: false,
    });
    const always = checked({ script: () => false, workspace: moved });
    expect((await runLoop(always.input)).finished?.exit_code).toBe(0);
  });
});

describe('a bugfix spec', () => {
  const SPEC = `- [ ] 1. Write bug condition exploration test
  - **CRITICAL**: This test MUST FAIL on unfixed code
  - _writes: src/1.ts_
- [ ] 2. Fix the bug
  - _writes: src/2.ts_
  - _Depends: 1_
`;
  const config = '{"specType":"bugfix"}';

  /** The fake workspace says that unit 1 changed src/1.ts: its test stands there. */
  const run = async (script: Script) => {
    const made = checked({ spec: SPEC, script });
    const { specFolder } = made.input.ports;
    const read = async () => ({ ...(await specFolder.read()), config });
    const ports = {
      ...made.input.ports,
      specFolder: { tick: specFolder.tick.bind(specFolder), read },
    };
    const state = await runLoop({ ...made.input, ports });
    return { ...made, state };
  };

  test('integrates a test that shows the bug, and has the fix make it pass', async () => {
    const { state, journal } = await run((_name, place, time) => {
      if (place === 'base') return true;
      if (place.startsWith('1')) return fails('src/1.ts');
      return place === '2' && time === 1 ? fails('src/1.ts') : true;
    });
    expect(state.finished).toMatchObject({ exit_code: 0, completed: 2 });
    expect(state.units.map(({ fix_attempts }) => fix_attempts)).toEqual([0, 1]);
    const [first] = ofType(journal, 'checks_ended');
    expect(first).toMatchObject({
      task_id: '1',
      passed: false,
      results: [
        {
          excused: {
            type: 'expected',
            text: 'fails as it should until 2 is completed: the tests show the bug',
          },
        },
      ],
    });
  });

  test('sends an exploration back that breaks another test, by its name', async () => {
    const { state, journal } = await run((_name, place, time) => {
      if (place === 'base' || !place.startsWith('1')) return true;
      return place === '1' && time === 1
        ? fails('src/1.ts', 'test/old.ts')
        : fails('src/1.ts');
    });
    expect(state.units[0]?.fix_attempts).toBe(1);
    const [opened] = ofType(journal, 'findings_opened');
    expect(opened?.findings[0]).toMatchObject({ file: 'test/old.ts' });
    expect(state.finished?.exit_code).toBe(0);
  });
});
