import { describe, expect, test } from 'vitest';

import type { Spec } from '../../src/model/spec.ts';
import { keepIds } from '../../src/spec/match-ids.ts';
import { readSpec } from '../../src/spec/read-spec.ts';
import { specOf } from './load-spec.ts';

const read = (...lines: string[]): Spec => readSpec(specOf(lines.join('\n')));
const titles = (spec: Spec): Record<string, string> =>
  Object.fromEntries(
    spec.tasks.map((task) => [task.task_id, task.description]),
  );

describe('reading again', () => {
  test('keeps the ids of tasks that were renumbered', () => {
    const before = read('- [ ] 1. Build', '- [ ] 2. Ship');
    const after = keepIds(
      before,
      read(
        '- [ ] 1. Plan',
        '- [ ] 2. Build',
        '- [ ] 3. Ship',
        '  - _Depends: 2_',
      ),
    );
    expect(titles(after)).toEqual({
      '1@L1': 'Plan',
      '1': 'Build',
      '2': 'Ship',
    });
    expect(after.tasks[2]?.dependencies).toEqual(['1']);
    expect(after.units.map((unit) => unit.task_id)).toEqual(['1@L1', '1', '2']);
    expect(after.units[2]?.dependencies).toEqual(['1']);
  });

  test('keeps the id of a task whose words changed', () => {
    const before = read('- [ ] 1. Build', '- [ ] 2. Ship');
    expect(
      titles(keepIds(before, read('- [ ] 1. Build', '- [ ] 2. Ship it well'))),
    ).toEqual({ '1': 'Build', '2': 'Ship it well' });
  });

  test('keeps the id of an unnumbered task by its place', () => {
    const before = read('- [ ] Build', '- [ ] Test', '- [ ] Ship');
    expect(
      titles(
        keepIds(
          before,
          read('- [ ] Build', '- [ ] Test everything', '- [ ] Ship'),
        ),
      ),
    ).toEqual({ build: 'Build', test: 'Test everything', ship: 'Ship' });
  });

  test('ties duplicates by line again', () => {
    const before = read('- [ ] 8. One', '- [ ] 8. Two');
    expect(
      titles(
        keepIds(before, read('# Added', '', '- [ ] 8. One', '- [ ] 8. Two')),
      ),
    ).toEqual({ '8': 'One', '8@L2': 'Two' });
  });

  test('keeps ids unique and sub-tasks with their parents', () => {
    const before = read('- [ ] 1. A', '  - [ ] 1.1 B', '- [ ] 2. C');
    const after = keepIds(
      before,
      read(
        '- [ ] 1. New',
        '  - [ ] 1.1 Newer',
        '- [ ] 2. A',
        '  - [ ] 2.1 B',
        '- [ ] 3. C',
      ),
    );
    const ids = after.tasks.map((task) => task.task_id);
    expect(new Set(ids).size).toBe(5);
    expect(
      after.tasks.find((task) => task.description === 'B')?.parent_id,
    ).toBe('1');
    expect(
      after.tasks.find((task) => task.description === 'Newer')?.parent_id,
    ).toBe(after.tasks[0]?.task_id);
  });

  test('the same text gives the same spec', () => {
    const spec = read('- [ ] 1. A', '  - [ ] step', '- [ ] 1. B', '- [ ] c');
    expect(keepIds(spec, spec)).toEqual(spec);
  });
});
