import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { Ground, SPEC, unitsOn } from './ground.ts';
import type { Ended } from './ground.ts';

const ROOT = join(import.meta.dirname, '../..');
const STATE = '.kiro/specs/AGENT_STATE.json';
const JOURNAL = '.orchestration/thing/journal.ndjson';
const ROUND = ['dispatch', 'review', 'consolidate'] as const;

const step = (
  ground: Ground,
  name: string,
  ...flags: readonly string[]
): Promise<Ended> => ground.run(name, '--spec', ground.spec, ...flags);

const starts = (ground: Ground): readonly string[] =>
  ground.calls().flatMap((call) => /^(.*) start$/.exec(call)?.[1] ?? []);

type State = {
  readonly tasks: readonly {
    readonly task_id: string;
    readonly status: string;
    readonly commit: string | null;
  }[];
};

const statuses = (ground: Ground): Readonly<Record<string, string>> =>
  Object.fromEntries(
    (JSON.parse(ground.read(STATE)) as State).tasks
      .filter(({ task_id }) => !task_id.includes('.'))
      .map(({ task_id, status }) => [task_id, status]),
  );

/** Every file of the repository with its content, and every ref. */
function fingerprint(ground: Ground): string {
  const hash = createHash('sha256');
  for (const path of ground.files()) {
    const full = join(ground.repo, path);
    hash.update(path);
    if (statSync(full).isFile()) hash.update(readFileSync(full));
  }
  return hash.update(ground.git('for-each-ref')).digest('hex');
}

/** Two units at once: the least that is reviewed together in the end. */
const TWO = SPEC.slice(0, SPEC.indexOf('- [ ] 3.'));

/** What a script of scripts/ comes to. */
const script = (
  ground: Ground,
  name: string,
  ...args: readonly string[]
): Promise<{ stdout: string; stderr: string }> =>
  promisify(execFile)(join(ROOT, 'scripts', name), args, {
    cwd: ground.repo,
    env: ground.env,
  });

describe('steps', () => {
  test('alone bring a spec to the same tree as a run, each with nothing but its own', async () => {
    using whole = new Ground({ spec: TWO });
    expect((await whole.run('--spec', whole.spec)).exitCode).toBe(0);

    using ground = new Ground({ spec: TWO });
    expect((await step(ground, 'init')).exitCode).toBe(0);
    expect(starts(ground)).toEqual([]);
    expect(Object.keys(statuses(ground))).toEqual(['1', '2']);
    expect((await step(ground, 'assign')).exitCode).toBe(0);
    expect(starts(ground)).toEqual(['run/assign-1']);

    expect((await step(ground, 'dispatch')).exitCode).toBe(0);
    expect(starts(ground).slice(1).toSorted()).toEqual([
      ...['1/implement-1', '2/implement-1'],
    ]);
    expect((await step(ground, 'review')).exitCode).toBe(0);
    expect(starts(ground).slice(3).toSorted()).toEqual([
      ...['1/review-1', '2/review-1'],
    ]);
    expect(statuses(ground)).toMatchObject({ 1: 'under_review' });
    expect((await step(ground, 'consolidate')).exitCode).toBe(0);
    expect(starts(ground)).toHaveLength(5);
    expect(statuses(ground)).toMatchObject({
      1: 'completed',
      2: 'completed',
    });
    // What remains is everything together.
    expect((await step(ground, 'review')).exitCode).toBe(0);
    expect(starts(ground)[5]).toBe('final/review-1');
    expect((await step(ground, 'consolidate')).exitCode).toBe(0);
    expect(unitsOn(ground, 'main')).toHaveLength(2);
    expect(ground.git('rev-parse', 'main^{tree}')).toBe(
      whole.git('rev-parse', 'main^{tree}'),
    );
    const calls = ground.calls();
    const again = await ground.run('--spec', ground.spec);
    expect(again.exitCode).toBe(0);
    expect(again.stderr).toContain('complete already');
    expect(ground.calls()).toEqual(calls);
  });

  test('a step that is killed in the middle is gone on with, and a run goes on from any of them', async () => {
    using ground = new Ground({ spec: TWO });
    ground.script({ '2/implement-1': { hang: true } });
    const { child, ended } = ground.start(
      ...['dispatch', '--spec', ground.spec, '--assign-backend', 'none'],
    );
    await ground.sees('1/implement-1 end');
    await ground.sees('2/implement-1 start');
    child.kill('SIGKILL');
    await ended;
    ground.script({});
    const second = await step(ground, 'dispatch', '--json');
    expect(second.exitCode).toBe(0);
    const last = second.stdout.trimEnd().split('\n').at(-1) ?? '';
    expect(JSON.parse(last)).toMatchObject({
      ...{ type: 'run_finished', exit_code: 0, step: 'dispatch' },
    });
    expect(starts(ground)).toContain('2/implement-2');
    expect(statuses(ground)).toMatchObject({
      ...{ 1: 'pending_review', 2: 'pending_review' },
    });
    expect((await ground.run('--spec', ground.spec)).exitCode).toBe(0);
    expect(unitsOn(ground, 'main').toSorted()).toEqual(['1', '2']);
    const implemented = starts(ground).filter((id) => id.includes('implement'));
    expect(new Set(implemented).size).toBe(implemented.length);
    expect(ground.read(JOURNAL)).not.toContain('tick_ended');
  });

  test('--dry-run says what would start and why the others would not, and writes nothing', async () => {
    using ground = new Ground();
    const fresh = fingerprint(ground);
    const none = ['--assign-backend', 'none', '--dry-run'];
    const first = await step(ground, 'dispatch', ...none);
    expect(first.stdout).toBe(
      [
        'dispatch would start:',
        '  plan',
        '  1: implement by codex',
        '  2: implement by codex',
        '',
        'Not now',
        '  3 (not started): after 1, 2',
        '  4 (not started): after 3',
        '',
      ].join('\n'),
    );
    const asked = await step(ground, 'assign', '--dry-run', '--json');
    expect(JSON.parse(asked.stdout)).toMatchObject({
      step: 'assign',
      starts: [{ task_id: 'run', what: 'assign', backend: 'codex' }],
      end: null,
    });
    const sync = await step(ground, 'sync', '--dry-run');
    expect([sync.exitCode, sync.stderr]).toEqual([
      1,
      expect.stringContaining('was never started'),
    ]);
    expect(fingerprint(ground)).toBe(fresh);

    await step(ground, 'dispatch', '--assign-backend', 'none');
    const begun = fingerprint(ground);
    const said = async (name: string): Promise<string> =>
      (await step(ground, name, '--dry-run')).stdout;
    const dispatch = await said('dispatch');
    expect(dispatch).toContain(
      'dispatch would start nothing (exit 1): no unit can start now',
    );
    expect(dispatch).toContain('1 (pending review): left to review');
    expect(await said('review')).toContain('  2: review by codex\n');
    expect(await said('sync')).toContain(`${STATE}: was right`);
    // An edit by hand counts before it is written down.
    const state = ground.read(STATE);
    ground.write(
      STATE,
      state.replace('"status": "pending_review"', '"status": "canceled"'),
    );
    expect(await said('review')).not.toContain('  1: review');
    ground.write(STATE, state);
    expect(fingerprint(ground)).toBe(begun);
  });

  test('sync writes the documents and boxes anew, and no event', async () => {
    using ground = new Ground({ spec: TWO });
    await ground.go('--no-land');
    const [state, tasks, journal] = [STATE, `${ground.spec}/tasks.md`, JOURNAL];
    const before = [ground.read(state), ground.read(tasks)];
    const events = ground.read(journal);
    rmSync(join(ground.repo, state));
    rmSync(join(ground.repo, '.kiro/specs/PROJECT_PULSE.md'));
    ground.write(tasks, ground.read(tasks).replace('[x] 2.', '[ ] 2.'));
    const { exitCode, stdout } = await step(ground, 'sync');
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`${STATE}: written`);
    expect(stdout).toContain('not ticked, but 2 belongs to unit 2');
    expect([ground.read(state), ground.read(tasks)]).toEqual(before);
    expect(ground.read('.kiro/specs/PROJECT_PULSE.md')).not.toBe('');
    expect(ground.read(journal)).toBe(events);
  });

  test('each go on from a state of the original program', async () => {
    const original = readFileSync(
      join(ROOT, 'test/fixtures/states/original.json'),
      'utf8',
    );
    for (const name of ['init', 'assign', ...ROUND, 'sync']) {
      using ground = new Ground();
      ground.write(STATE, original);
      const { stderr } = await ground.run(name, '--state', STATE);
      expect(stderr, name).toContain(
        'AGENT_STATE.json of the original program, 1 of 4 units completed',
      );
      const work = starts(ground);
      expect(work.length > 0, name).toBe(name === 'dispatch');
      expect(work.some((id) => id.startsWith('1/'))).toBe(false);
      expect(statuses(ground), name).toMatchObject({ 1: 'completed' });
      expect(ground.read(JOURNAL), name).toContain('unit_restored');
    }
  });
});

describe('the scripts with the original names', () => {
  test('are the steps, and take the state file or the spec as their first argument', async () => {
    using ground = new Ground();
    const parsed = await script(ground, 'spec-parser', ground.spec, '--json');
    expect(JSON.parse(parsed.stdout)).toHaveProperty('tasks');
    await script(
      ...([ground, 'init-orchestration', ground.spec] as const),
      ...['--assign-backend', 'none'],
    );
    await script(ground, 'dispatch-batch', STATE);
    await script(ground, 'dispatch-reviews', STATE);
    await script(ground, 'consolidate-reviews', STATE);
    expect(statuses(ground)).toMatchObject({ 1: 'completed', 2: 'completed' });
    const synced = await script(ground, 'sync-pulse', STATE);
    expect(synced.stdout).toContain(`${STATE}: was right`);
    const help = await script(ground, 'dispatch-batch', '--help');
    expect(help.stdout).toContain('Usage: orchestration-loop dispatch');
  });

  test('fix-loop goes on until no unit needs a fix', async () => {
    using ground = new Ground({ spec: TWO.slice(0, TWO.indexOf('- [ ] 2.')) });
    const major = {
      answer: JSON.stringify({
        task_id: '1',
        severity: 'major',
        summary: 'No.',
        issues: [{ severity: 'major', description: 'It is wrong.' }],
      }),
    };
    ground.script({
      '1/review-1': major,
      '1/fix-1': { files: { 'out/1.txt': 'right\n' } },
    });
    await script(ground, 'fix-loop', ground.spec, '--assign-backend', 'none');
    expect(starts(ground)).toEqual([
      ...['1/implement-1', '1/review-1', '1/fix-1', '1/review-2'],
    ]);
    expect(statuses(ground)).toMatchObject({ 1: 'completed' });
    const help = await script(ground, 'fix-loop', '--help');
    expect(help.stdout).toContain('until no unit needs a fix');
  });
});
