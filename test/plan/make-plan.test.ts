import { describe, expect, test } from 'vitest';
import type { AssignmentAnswer } from '../../src/model/assignment.ts';
import type { Task } from '../../src/model/spec.ts';
import { makePlan, type PlanOptions } from '../../src/plan/make-plan.ts';
import { specOf, task } from './build-spec.ts';

const OPTIONS: PlanOptions = { assignment: null, code: 'codex', ui: 'gemini' };

type Answered = AssignmentAnswer['dispatch_units'][number];

const answer = (task_id: string, facts: Partial<Answered> = {}): Answered => ({
  task_id,
  type: 'code',
  owner_agent: 'codex',
  criticality: 'standard',
  writes: [],
  reads: [],
  ...facts,
});

const assigned = (...dispatch_units: Answered[]): PlanOptions => ({
  ...OPTIONS,
  assignment: { dispatch_units },
});

/** The plan of one unit that is one task. */
function planOne(facts: Partial<Task>, options = OPTIONS) {
  const { units, notes } = makePlan(
    specOf({ tasks: [task('1', facts)] }),
    options,
  );
  const [unit] = units;
  if (unit === undefined) throw new Error('no unit');
  return {
    ...unit,
    notes,
    paths: [unit.assignment.writes, unit.assignment.reads],
  };
}

describe('a manifest', () => {
  test('of tasks.md wins over the assignment, and binds', () => {
    const unit = planOne(
      { writes: ['src/a.ts'], reads: ['src/t.ts'], files: ['src/z.ts'] },
      assigned(answer('1', { writes: ['src/b.ts'], reads: ['src/c.ts'] })),
    );
    expect(unit.paths).toEqual([['src/a.ts'], ['src/t.ts']]);
    expect(unit.manifest).toBe('declared');
  });

  test('takes from the assignment what tasks.md leaves open', () => {
    const unit = planOne(
      { writes: ['src/a.ts'] },
      assigned(answer('1', { writes: ['src/b.ts'], reads: ['src/c.ts'] })),
    );
    expect(unit.paths).toEqual([['src/a.ts'], ['src/c.ts']]);
  });

  test('of the assignment binds where tasks.md says nothing', () => {
    const unit = planOne(
      { files: ['src/z.ts'] },
      assigned(answer('1', { writes: ['src/b.ts'] })),
    );
    expect(unit.paths).toEqual([['src/b.ts'], []]);
    expect(unit.manifest).toBe('declared');
  });

  test('is inferred from files the text mentions, and only advises', () => {
    const unit = planOne({ files: ['src/z.ts', './src/y.ts'] });
    expect(unit.paths).toEqual([['src/z.ts', 'src/y.ts'], []]);
    expect(unit.manifest).toBe('inferred');
    expect(unit.files).toEqual(['src/z.ts', 'src/y.ts']);
  });

  test('is inferred where the assignment names no file for work', () => {
    const unit = planOne({ files: ['src/z.ts'] }, assigned(answer('1')));
    expect(unit.manifest).toBe('inferred');
    expect(unit.paths[0]).toEqual(['src/z.ts']);
  });

  test('may be empty for a unit that only reviews', () => {
    const unit = planOne(
      { files: ['src/z.ts'] },
      assigned(answer('1', { type: 'review', reads: ['src/**'] })),
    );
    expect(unit.manifest).toBe('declared');
    expect(unit.paths).toEqual([[], ['src/**']]);
  });

  test('is none where nothing is known, even when something is read', () => {
    expect(planOne({}).manifest).toBe('none');
    const unit = planOne({ reads: ['src/a.ts'], files: ['src/a.ts'] });
    expect(unit.manifest).toBe('none');
    expect(unit.paths).toEqual([[], ['src/a.ts']]);
  });

  test('gathers what the subtasks declare, each path once', () => {
    const { units } = makePlan(
      specOf({
        tasks: [
          task('1', { writes: ['a', 'b'] }),
          task('1.1', { writes: ['b', 'c'], reads: ['a', 'd'] }),
        ],
      }),
      OPTIONS,
    );
    expect(units[0]?.assignment).toMatchObject({
      writes: ['a', 'b', 'c'],
      reads: ['d'],
    });
  });

  test.each([
    ['../other/x.ts', 'leaves the folder'],
    ['src/../../x.ts', 'leaves the folder'],
    ['{..,a}/x.ts', 'leaves the folder'],
    ['/etc/passwd', 'absolute'],
    ['\\\\host\\share', 'absolute'],
    ['C:\\x.ts', 'drive letter'],
    ['~/x.ts', 'home folder'],
    ['https://example.org/x.ts', 'address'],
    ['!src/x.ts', 'exclusion'],
    ['src/\u0000x.ts', 'control characters'],
    ['.git/hooks/pre-commit', 'repository itself'],
    ['sub/.GIT/config', 'repository itself'],
    ['   ', 'empty'],
    ['a'.repeat(1_001), 'longer than'],
  ])('drops %j with a note', (path, reason) => {
    const unit = planOne(
      {},
      assigned(answer('1', { writes: [path, 'src/a.ts'], reads: [path] })),
    );
    expect(unit.paths).toEqual([['src/a.ts'], []]);
    expect(unit.notes.filter((note) => note.includes(reason))).toHaveLength(2);
    expect(unit.notes[0]).toMatch(/^1: /);
  });

  test.each([
    '...',
    'a..b/c',
    '..a',
    '.github/x.yml',
    '.gitignore',
    'a/[...x].ts',
  ])('keeps %j, which only looks like leaving', (path) => {
    expect(planOne({ writes: [path] }).paths[0]).toEqual([path]);
  });

  test('drops what prose mentions and cannot be a path in silence', () => {
    const unit = planOne({ files: ['/usr/bin/x.sh', 'src/a.ts'] });
    expect(unit.paths[0]).toEqual(['src/a.ts']);
    expect(unit.notes).toEqual([]);
  });

  test.each([
    'package.json',
    'apps/web/package-lock.json',
    'Cargo.toml',
    'src/index.ts',
    'pkg/__init__.py',
  ])('counts %s as written where the text names it', (file) => {
    const unit = planOne({ writes: ['src/a.ts'], files: ['src/z.ts', file] });
    expect(unit.paths[0]).toEqual(['src/a.ts', file]);
    expect(unit.notes.join()).toContain(file);
  });

  test('says nothing of a package file it covers or reads already', () => {
    const written = planOne({ writes: ['src/**'], files: ['src/index.ts'] });
    expect(written.paths[0]).toEqual(['src/**']);
    const read = planOne({
      writes: ['src/a.ts'],
      reads: ['package.json'],
      files: ['package.json'],
    });
    expect(read.paths).toEqual([['src/a.ts'], ['package.json']]);
  });

  test('marks files that are not there yet, and finds bare names', () => {
    const options = { ...OPTIONS, repositoryFiles: ['src/a.ts', 'src/b.ts'] };
    const declared = planOne({ writes: ['src/a.ts', 'src/new.ts'] }, options);
    expect(declared.notes).toEqual(['1: new: src/new.ts']);
    const inferred = planOne({ files: ['b.ts', 'gone.ts'] }, options);
    expect(inferred.paths[0]).toEqual(['src/b.ts', 'gone.ts']);
  });
});

describe('an assignment', () => {
  test('gives type, owner, criticality and window as answered', () => {
    const unit = planOne(
      { description: 'Log in form', writes: ['src/login.tsx'] },
      assigned(
        answer('1', {
          type: 'review',
          owner_agent: 'codex-review',
          criticality: 'complex',
          target_window: 'w2',
        }),
      ),
    );
    expect(unit.assignment).toMatchObject({
      type: 'review',
      owner_agent: 'codex-review',
      criticality: 'complex',
      target_window: 'w2',
    });
    expect(unit.notes).toEqual([]);
  });

  test('for a unit that does not exist is noted and ignored', () => {
    const { units, notes } = makePlan(
      specOf({ tasks: [task('1'), task('1.1')] }),
      assigned(
        answer('1'),
        answer('1.1'),
        answer('9'),
        answer('1', { type: 'ui' }),
      ),
    );
    expect(units.map(({ task_id }) => task_id)).toEqual(['1']);
    expect(units[0]?.assignment.type).toBe('code');
    expect(notes).toEqual([
      'the assignment names "1.1", which is no unit: ignored',
      'the assignment names "9", which is no unit: ignored',
      'the assignment names "1" twice: the first counts',
    ]);
  });

  test('that forgets a unit leaves it to guessing, and says so', () => {
    const { units, notes } = makePlan(
      specOf(
        { tasks: [task('1')] },
        { tasks: [task('2', { writes: ['web/x.css'] })] },
      ),
      assigned(answer('1')),
    );
    expect(units[1]?.assignment.owner_agent).toBe('gemini');
    expect(notes).toContain('the assignment forgets 2: guessed');
  });

  test('cannot name an agent that nobody has', () => {
    const options = assigned(answer('1', { type: 'ui', owner_agent: 'gpt' }));
    const unit = planOne({}, options);
    expect(unit.assignment.owner_agent).toBe('gemini');
    expect(unit.notes.join()).toContain('"gpt"');
    const known = planOne({}, { ...options, agents: ['gpt'] });
    expect(known.assignment.owner_agent).toBe('gpt');
  });

  test('passes its window mapping on', () => {
    const { window_mapping } = makePlan(specOf(), {
      ...OPTIONS,
      assignment: { dispatch_units: [], window_mapping: { w1: 'code' } },
    });
    expect(window_mapping).toEqual({ w1: 'code' });
    expect(makePlan(specOf(), OPTIONS).window_mapping).toEqual({});
  });
});

describe('without an assignment', () => {
  test.each([
    ['ui', { writes: ['web/page.html', 'web/style.css'] }],
    ['ui', { writes: ['src/App.tsx', 'src/App.test.tsx', 'src/store.ts'] }],
    ['ui', { files: ['src/components/menu'] }],
    ['ui', { description: 'Build the settings screen' }],
    ['code', { writes: ['src/a.ts', 'src/b.ts', 'src/c.css'] }],
    ['code', { description: 'Parse the button labels', writes: ['src/p.ts'] }],
    ['code', { description: 'Guide the parser' }],
  ] as const)('a unit is %s work by its files or words: %j', (type, facts) => {
    const unit = planOne(facts);
    expect(unit.assignment.type).toBe(type);
    expect(unit.assignment.owner_agent).toBe(
      type === 'ui' ? 'gemini' : 'codex',
    );
  });

  test.each([
    ['security-sensitive', { description: 'Check the password at login' }],
    ['security-sensitive', { writes: ['src/auth/session.ts'] }],
    ['security-sensitive', { description: 'Migrate the payments' }],
    ['complex', { description: 'Migrate the tables in one transaction' }],
    ['standard', { description: 'Show the author of a post' }],
    ['standard', { writes: ['src/authors.ts'] }],
  ] as const)('a unit is %s by its words: %j', (criticality, facts) => {
    expect(planOne(facts).assignment.criticality).toBe(criticality);
  });

  test('a guess says what led to it', () => {
    expect(planOne({ description: 'Encrypt it' }).notes).toEqual([
      '1: security-sensitive, because of "Encrypt"',
    ]);
  });
});

describe('units', () => {
  test('carry what their tasks say, finished subtasks as done', () => {
    const { units } = makePlan(
      specOf({
        tasks: [
          task('1', { line: 3, details: ['- a'], requirements: ['1.1'] }),
          task('1.1', { line: 4, mark: 'x', status: 'completed' }),
          task('1.2', {
            line: 5,
            requirements: ['1.1', '1.2'],
            is_optional: true,
          }),
        ],
      }),
      OPTIONS,
    );
    expect(units).toHaveLength(1);
    expect(units[0]).toMatchObject({
      task_id: '1',
      line: 3,
      details: ['- a'],
      requirements: ['1.1', '1.2'],
      subtasks: [
        { task_id: '1.1', line: 4, is_done: true, is_optional: false },
        { task_id: '1.2', line: 5, is_done: false, is_optional: true },
      ],
    });
  });

  // 1 [x] ─▶ 2 (box open, all below done) ─▶ 3 [ ] ─▶ 4 [x] with an open child
  test('that are finished are left out, and nobody waits for them', () => {
    const done = { mark: 'x', status: 'completed' } as const;
    const { units, notes } = makePlan(
      specOf(
        { tasks: [task('1', done)] },
        { tasks: [task('2'), task('2.1', done)], after: ['1'] },
        { tasks: [task('3')], after: ['1', '2'] },
        { tasks: [task('4', done), task('4.1')], after: ['3', '2'] },
      ),
      OPTIONS,
    );
    expect(
      units.map(({ task_id, dependencies }) => [task_id, dependencies]),
    ).toEqual([
      ['3', []],
      ['4', ['3']],
    ]);
    expect(notes).toEqual(['finished before and left as it is: 1, 2']);
  });

  test('keep the marks of tasks that are not plain work', () => {
    const unit = planOne({ checkpoint: true, manual: true, is_optional: true });
    expect(unit).toMatchObject({
      checkpoint: true,
      manual: true,
      is_optional: true,
    });
  });
});
