import { describe, expect, test } from 'vitest';

import type { Spec, SpecFiles } from '../../src/model/spec.ts';
import { withoutOptional } from '../../src/spec/optional.ts';
import { readSpec } from '../../src/spec/read-spec.ts';
import { specOf } from './load-spec.ts';

const read = (lines: readonly string[], more: Partial<SpecFiles> = {}): Spec =>
  readSpec(specOf(lines.join('\n'), more));
const edges = (spec: Spec): Record<string, string[]> =>
  Object.fromEntries(
    spec.units.map((unit) => [unit.task_id, [...unit.dependencies].sort()]),
  );
const parts = (spec: Spec): Record<string, string[]> =>
  Object.fromEntries(spec.units.map((unit) => [unit.task_id, [...unit.tasks]]));
const cycles = (spec: Spec): string[] =>
  spec.diagnostics
    .filter(({ code }) => code === 'dependency-cycle')
    .map(
      ({ message, severity }) =>
        `${severity}: ${/: (.*) \(/.exec(message)?.[1] ?? ''}`,
    );

describe('what one agent gets', () => {
  test('is a top-level task with its sub-tasks, done ones included, or a standalone one', () => {
    const spec = read([
      '- [ ] 1. A',
      '  - [x] 1.1 B',
      '  - [ ] 1.2 C',
      '    - [ ] 1.2.1 D',
      '    - [ ] step',
      '- [ ] 2. E',
    ]);
    expect(parts(spec)).toEqual({
      '1': ['1', '1.1', '1.2', '1.2.1', '1.2.step'],
      '2': ['2'],
    });
  });

  test('is nothing where all is done, by the mark or by the sub-tasks', () => {
    const spec = read([
      '- [x] 1. A',
      '- [ ] 2. B',
      '  - [x] 2.1 C',
      '- [x] 3. D',
      '  - [ ] a step left unticked',
      '- [x] 4. E',
      '  - [ ] 4.1 open',
    ]);
    expect(Object.keys(parts(spec))).toEqual(['4']);
  });

  test('is an orphan sub-task, and each child of a chapter heading', () => {
    const spec = read([
      '# Tasks',
      '## 1. Setup',
      '- [ ] 1.1 A',
      '- [ ] 1.2 B',
      '## Phase 2',
      '- [ ] 7.4 C',
    ]);
    expect(Object.keys(parts(spec))).toEqual(['1.1', '1.2', '7.4']);
  });

  test('is a heading spelled as a task with all its boxes', () => {
    const spec = read([
      '# Tasks',
      '## Task 1: A',
      '- [ ] 1.1 B',
      '- [ ] 1.2 C',
      '## 2. Steps only',
      '- [ ] d',
      '### T-003: E',
      'Text.',
    ]);
    expect(parts(spec)).toEqual({
      '1': ['1', '1.1', '1.2'],
      '2': ['2', '2.d'],
      'T-003': ['T-003'],
    });
  });
});

describe('edges from what is stated', () => {
  test('are lifted to units, and vanish inside one and to finished ones', () => {
    const spec = read([
      '- [x] 1. A',
      '- [ ] 2. B',
      '  - [ ] 2.1 C',
      '  - [ ] 2.2 D',
      '    - _Depends: 2.1, 1_',
      '- [ ] 3. E',
      '  - [ ] 3.1 F',
      '    - _Depends: 2.2_',
    ]);
    expect(edges(spec)).toEqual({ '2': [], '3': ['2'] });
    expect(spec.units[1]?.why).toEqual(['2: - _Depends: 2.2_ (tasks.md:8)']);
  });

  test('to a chapter heading mean all its units', () => {
    const spec = read([
      '# T',
      '## 1. A',
      '- [ ] 1.1 B',
      '- [ ] 1.2 C',
      '## 2. D',
      '- [ ] 2.1 E',
      '  - _Depends: 1_',
    ]);
    expect(edges(spec)['2.1']).toEqual(['1.1', '1.2']);
  });

  test('that go round are errors, shown whole, shortest first, and the units still come', () => {
    const spec = read([
      '- [ ] 1. A',
      '  - _Depends: 2_',
      '- [ ] 2. B',
      '  - _Depends: 3_',
      '- [ ] 3. C',
      '  - _Depends: 1_',
      '- [ ] 4. D',
      '  - _Depends: 5_',
      '- [ ] 5. E',
      '  - _Depends: 4_',
    ]);
    // The shortest is said first, whatever stands first in the file.
    expect(cycles(spec)).toEqual(['error: 4 → 5 → 4', 'error: 1 → 2 → 3 → 1']);
    expect(Object.keys(edges(spec))).toEqual(['1', '2', '3', '4', '5']);
  });

  test('that go round inside one unit are errors too', () => {
    expect(
      cycles(
        read([
          '- [ ] 1. A',
          '  - [ ] 1.1 B',
          '    - _Depends: 1.2_',
          '  - [ ] 1.2 C',
          '    - _Depends: 1.1_',
        ]),
      ),
    ).toEqual(['error: 1.1 → 1.2 → 1.1']);
  });
});

describe('order', () => {
  test('of plain Kiro tasks is no dependency', () => {
    expect(edges(read(['- [ ] 1. A', '- [ ] 2. B', '- [ ] 3. C']))).toEqual({
      '1': [],
      '2': [],
      '3': [],
    });
  });

  // 1, 2 <- 3 (checkpoint) <- 4, 5
  test('has checkpoints as barriers', () => {
    const spec = read([
      '- [ ] 1. A',
      '- [ ] 2. B',
      '- [ ] 3. Checkpoint - Ensure all tests pass',
      '- [ ] 4. C',
      '- [ ] 5. D',
    ]);
    expect(edges(spec)).toEqual({
      '1': [],
      '2': [],
      '3': ['1', '2'],
      '4': ['3'],
      '5': ['3'],
    });
  });

  test('has no barrier where the checkpoint is done', () => {
    expect(
      edges(read(['- [ ] 1. A', '- [x] 2. Checkpoint', '- [ ] 3. C'])),
    ).toEqual({ '1': [], '3': [] });
  });

  test('of waves is kept, and a checkpoint they forgot stays at its place', () => {
    const spec = read([
      '# Plan',
      '- [ ] 1. A',
      '  - [ ] 1.1 a',
      '  - [ ] 1.2 b',
      '- [ ] 2. Checkpoint',
      '- [ ] 3. C',
      '  - [ ] 3.1 c',
      '- [ ] 4. D',
      '  - [ ] 4.1 d',
      '- [ ] 5. E',
      '  - [ ] 5.1 e',
      '```json',
      '{"waves":[["1.1"],["1.2"],["3.1","4.1"],["5.1"]]}',
      '```',
    ]);
    expect(edges(spec)).toEqual({
      '1': [],
      '2': ['1'],
      '3': ['2'],
      '4': ['2'],
      '5': ['3', '4'],
    });
    expect(spec.units[4]?.why[0]).toContain('wave 4');
  });

  test('of waves that interleave is the file’s, where a unit has later tasks', () => {
    // 1 starts in wave 1, 2 too but goes on in wave 2
    const spec = read(
      [
        '# Plan',
        '- [ ] 1. A',
        '- [ ] 2. B',
        '  - [ ] 2.1 a',
        '  - [ ] 2.2 b',
        '- [ ] 3. C',
        '```json',
        '[["1","2.1","3"],["2.2"]]',
        '```',
      ].map((line) => (line === '# Plan' ? '# Plan: dependency waves' : line)),
    );
    expect(edges(spec)).toEqual({ '1': [], '2': ['1'], '3': [] });
  });

  test('of waves may put a later task of the file first', () => {
    const spec = read([
      '- [ ] 1. A',
      '- [ ] 2. B',
      '```json',
      '{"waves":[["2"],["1"]]}',
      '```',
    ]);
    expect(edges(spec)).toEqual({ '1': ['2'], '2': [] });
  });

  // 1 <- 2 (P), 3 (P) <- 4 <- 5 (P)
  test('of cc-sdd is a dependency unless (P)', () => {
    const spec = read([
      '- [ ] 1. A',
      '- [ ] 2. (P) B',
      '- [ ] 3. (P) C',
      '- [ ] 4. D',
      '- [ ] 5. (P) E',
    ]);
    expect(spec.dialect).toBe('cc-sdd');
    expect(edges(spec)).toEqual({
      '1': [],
      '2': ['1'],
      '3': ['1'],
      '4': ['1', '2', '3'],
      '5': ['4'],
    });
  });

  test('of cc-sdd is refined by what a parallel task names and by shared boundaries', () => {
    const spec = read([
      '- [ ] 1. A',
      '- [ ] 2. B',
      '- [ ] 3. (P) C',
      '  - _Depends: 1_',
      '  - _Boundary: Store_',
      '- [ ] 4. (P) D',
      '  - _Boundary: Store, View_',
      '- [ ] 5. (P) E',
      '  - _Depends: none_',
    ]);
    expect(edges(spec)).toEqual({
      '1': [],
      '2': ['1'],
      '3': ['1'],
      '4': ['2', '3'],
      '5': [],
    });
  });

  test('of cc-sdd takes a unit for parallel when all its open sub-tasks are', () => {
    const spec = read([
      '- [ ] 1. A',
      '- [ ] 1.1 a',
      '- [ ] 2. B',
      '- [x] 2.1 b',
      '- [ ] 2.2 (P) c',
      '- [ ] 3. C',
      '- [ ] 3.1 (P) d',
      '- [ ] 3.2 e',
    ]);
    expect(edges(spec)).toEqual({ '1': [], '2': ['1'], '3': ['1', '2'] });
  });

  test('of spec-kit follows phases, [P] inside them', () => {
    const spec = read([
      '# Tasks',
      '## Phase 1: Setup',
      '- [ ] T001 A',
      '- [ ] T002 [P] B',
      '## Phase 2: Foundational',
      '- [ ] T003 C',
      '## Phase 3: User Story 1',
      '- [ ] T004 [US1] D',
      '## Phase 4: User Story 2',
      '- [ ] T005 [US2] E',
      '## Phase 5: Polish',
      '- [ ] T006 F',
    ]);
    expect(spec.dialect).toBe('spec-kit');
    expect(edges(spec)).toEqual({
      T001: [],
      T002: ['T001'],
      T003: ['T002'],
      T004: ['T003'],
      T005: ['T004'],
      T006: ['T005'],
    });
  });

  test('of spec-kit lets user stories start together where the file says so', () => {
    const spec = read([
      '# Tasks',
      '## Phase 2: Foundational',
      '- [ ] T003 C',
      '## Phase 3: User Story 1',
      '- [ ] T004 [US1] D',
      '## Phase 4: User Story 2',
      '- [ ] T005 [US2] E',
      '## Phase 5: Polish',
      '- [ ] T006 F',
      '## Notes',
      '- All user stories depend on Foundational',
    ]);
    expect(edges(spec)).toEqual({
      T003: [],
      T004: ['T003'],
      T005: ['T003'],
      T006: ['T004', 'T005'],
    });
  });

  test('of OpenSpec follows its groups', () => {
    const spec = read(
      [
        '# Tasks',
        '## 1. A',
        '- [ ] 1.1 a',
        '- [ ] 1.2 b',
        '## 2. B',
        '- [ ] 2.1 c',
        '## Docs',
        '- [ ] write',
      ],
      { path: 'openspec/changes/x' },
    );
    expect(spec.dialect).toBe('openspec');
    expect(edges(spec)).toEqual({
      '1.1': [],
      '1.2': [],
      '2.1': ['1.1', '1.2'],
      write: ['2.1'],
    });
  });

  test('gives way where a task states the opposite', () => {
    const spec = read([
      '- [ ] 1. A',
      '  - _Depends: 3_',
      '- [ ] 2. Checkpoint',
      '- [ ] 3. C',
    ]);
    expect(cycles(spec)).toEqual([]);
    expect(edges(spec)['1']).toEqual(['3']);
  });

  test('of two broad stages takes few edges', () => {
    const wave = (from: number): string[] =>
      Array.from({ length: 200 }, (_, i) => String(from + i));
    const tasks = [...wave(1), ...wave(201)].map((id) => `- [ ] ${id}. Task`);
    const spec = read([
      ...tasks,
      '```json',
      JSON.stringify({ waves: [wave(1), wave(201)] }),
      '```',
    ]);
    const all = spec.units.flatMap((unit) => unit.dependencies);
    expect(all.length).toBeLessThan(500);
    expect(reaches(spec, '400', '1')).toBe(true);
    expect(reaches(spec, '201', '200')).toBe(true);
  });
});

function reaches(spec: Spec, from: string, to: string): boolean {
  const needs = edges(spec);
  const seen = new Set<string>();
  const todo = [from];
  for (let id = todo.pop(); id !== undefined; id = todo.pop()) {
    if (id === to) return true;
    if (seen.has(id)) continue;
    seen.add(id);
    todo.push(...(needs[id] ?? []));
  }
  return false;
}

describe('without optional units', () => {
  const spec = read([
    '- [ ] 1. A',
    '- [ ]* 2. B',
    '  - _Depends: 1_',
    '- [ ] 3. C',
    '  - _Depends: 2_',
    '- [x] 4. D',
    '  - [ ]* 4.1 test',
    '- [ ] 5. E',
    '  - [ ]* 5.1 test',
    '  - [ ] 5.2 work',
  ]);

  test('what waited for one waits for what it waited for', () => {
    expect(edges(spec)).toEqual({
      '1': [],
      '2': ['1'],
      '3': ['2'],
      '4': [],
      '5': [],
    });
    const required = withoutOptional(spec);
    expect(edges(required)).toEqual({ '1': [], '3': ['1'], '5': [] });
    expect(required.units[1]?.why[0]).toContain('optional 2');
  });

  test('optional children of a required task stay with it', () => {
    expect(parts(withoutOptional(spec))['5']).toEqual(['5', '5.1', '5.2']);
  });

  test('nothing changes where nothing is optional', () => {
    const plain = read(['- [ ] 1. A']);
    expect(withoutOptional(plain)).toBe(plain);
  });
});
