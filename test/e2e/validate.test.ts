import { describe, expect, test } from 'vitest';
import { Ground } from './ground.ts';

type Found = {
  readonly ok: boolean;
  readonly checked: readonly string[];
  readonly problems: readonly {
    readonly code: string;
    readonly file: string | null;
    readonly line: number | null;
    readonly message: string;
  }[];
};

const STATE = '.kiro/specs/AGENT_STATE.json';
const JOURNAL = '.orchestration/thing/journal.ndjson';
const SPEC =
  '- [ ] 1. One\n  - [ ] 1.1 Half\n  - _writes: out/1.txt_\n- [ ] 2. Two\n  - _writes: out/2.txt_\n';

async function validate(
  ground: Ground,
  ...flags: readonly string[]
): Promise<{ exitCode: number | null; found: Found }> {
  const where = flags.length > 0 ? flags : ['--spec', ground.spec];
  const { exitCode, stdout } = await ground.run('validate', ...where, '--json');
  return { exitCode, found: JSON.parse(stdout) as Found };
}

const codesOf = ({ problems }: Found): readonly string[] =>
  problems.map(({ code }) => code);

/** Replaces a part of a file for as long as something is looked at. */
async function broken<T>(
  ground: Ground,
  [path, from, to]: readonly [string, string | RegExp, string],
  look: () => Promise<T>,
): Promise<T> {
  const whole = ground.read(path);
  const next = whole.replace(from, to);
  expect(next).not.toBe(whole);
  ground.write(path, next);
  const seen = await look();
  ground.write(path, whole);
  return seen;
}

describe('validate', () => {
  test('finds nothing in a finished run, and each thing that was broken since, with its line', async () => {
    using ground = new Ground({ spec: SPEC });
    expect((await ground.go()).exitCode).toBe(0);
    const clean = await validate(ground);
    expect(clean.found.problems).toEqual([]);
    expect(clean.exitCode).toBe(0);
    expect(clean.found.checked).toEqual([
      'schema',
      'journal',
      'snapshot',
      'tasks',
      'refs',
    ]);
    expect((await validate(ground, '--state', STATE)).exitCode).toBe(0);

    const look = (): Promise<{ exitCode: number | null; found: Found }> =>
      validate(ground);
    const edited = await broken(
      ground,
      [STATE, '"status": "completed"', '"status": "not_started"'],
      look,
    );
    expect(edited.exitCode).toBe(1);
    expect(edited.found.problems).toMatchObject([
      {
        code: 'state-differs',
        file: STATE,
        message: expect.stringContaining('/tasks/0/status') as string,
      },
    ]);
    expect(edited.found.problems[0]?.line).toBeGreaterThan(1);

    const invalid = await broken(
      ground,
      [STATE, '"status": "completed"', '"status": "finished"'],
      look,
    );
    expect(codesOf(invalid.found)).not.toContain('state-differs');
    expect(invalid.found.problems[0]?.message).toContain('finished');

    const edge = await broken(
      ground,
      [JOURNAL, '"to":"pending_review"', '"to":"completed"'],
      look,
    );
    expect(edge.found.problems).toMatchObject([{ code: 'illegal-transition' }]);
    const at = edge.found.problems[0]?.line ?? 0;
    expect(ground.read(JOURNAL).split('\n')[at - 1]).toContain(
      '"to":"pending_review"',
    );

    const damaged = await broken(
      ground,
      [JOURNAL, /(\{"seq":3,)([^]*)"seq":6,/, '{"se$2"seq":7,'],
      look,
    );
    expect(damaged.found.problems).toMatchObject([
      { code: 'journal-damaged', line: 4 },
      { code: 'journal-damaged', line: 7 },
    ]);
  });

  test('says everything at once: tasks.md, refs, branch and state', async () => {
    using ground = new Ground({ spec: SPEC });
    expect((await ground.go()).exitCode).toBe(0);
    const tasks = `${ground.spec}/tasks.md`;
    ground.git('update-ref', '-d', 'refs/orchestration/thing/1/implement-1');
    ground.git(
      'update-ref',
      'refs/orchestration/thing/2/implement-1',
      'main~2',
    );
    ground.git('reset', '--quiet', '--soft', 'main~2');
    ground.write(tasks, SPEC.replace('[ ] 1.1', '[x] 1.1'));
    const text = ground.read(STATE);
    ground.write(STATE, text.replace('"roundtable"', '"another"'));
    const { exitCode, found } = await validate(ground);
    expect(exitCode).toBe(1);
    expect(found.ok).toBe(false);
    expect(codesOf(found).toSorted()).toEqual([
      'not-landed',
      'not-ticked',
      'not-ticked',
      'ref-missing',
      'ref-moved',
      'state-differs',
    ]);
    const shown = await ground.run('validate', '--spec', ground.spec);
    expect(shown.stdout).toContain(`${tasks}:1: error: not ticked`);
    expect(shown.stdout).toContain('6 problems');
  });

  test('a tick without its work is found, in a run that is not over', async () => {
    using ground = new Ground({ spec: SPEC });
    ground.script({ '2/review': { answer: 'no verdict' } });
    expect((await ground.go()).exitCode).toBe(2);
    expect((await validate(ground)).found.problems).toEqual([]);
    const tasks = `${ground.spec}/tasks.md`;
    ground.write(tasks, ground.read(tasks).replace('[-] 2.', '[x] 2.'));
    expect((await validate(ground)).found.problems).toMatchObject([
      { code: 'ticked-too-soon', line: 4 },
    ]);
  });

  test('a commit that claims to be a unit is found on the branch', async () => {
    using ground = new Ground({ spec: SPEC });
    ground.script({ '2/review': { answer: 'no verdict' } });
    expect((await ground.go()).exitCode).toBe(2);
    ground.git('checkout', '--quiet', '--detach', 'orchestration/thing');
    ground.git(
      ...['commit', '--quiet', '--allow-empty', '--message'],
      `Fake\n\nOrchestration-Spec: ${ground.spec}\nOrchestration-Unit: 2`,
    );
    ground.git('update-ref', 'refs/heads/orchestration/thing', 'HEAD');
    expect(codesOf((await validate(ground)).found)).toEqual([
      'unit-on-branch-twice',
    ]);
    ground.git('update-ref', 'refs/heads/orchestration/thing', 'main');
    expect(codesOf((await validate(ground)).found)).toEqual([
      'unit-not-on-branch',
    ]);
  });

  test('nothing that was never started', async () => {
    using ground = new Ground();
    const { exitCode, stderr } = await ground.run(
      ...['validate', '--spec', ground.spec],
    );
    expect(exitCode).toBe(1);
    expect(stderr).toContain('was never started');
  });
});
