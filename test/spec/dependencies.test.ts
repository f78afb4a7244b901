import { describe, expect, test } from 'vitest';

import type { Spec } from '../../src/model/spec.ts';
import { readSpec } from '../../src/spec/read-spec.ts';
import { specOf } from './load-spec.ts';

const read = (...lines: string[]): Spec => readSpec(specOf(lines.join('\n')));
const needs = (spec: Spec): Record<string, string[]> =>
  Object.fromEntries(
    spec.tasks
      .filter((task) => task.dependencies.length > 0)
      .map((task) => [task.task_id, [...task.dependencies]]),
  );
const codes = (spec: Spec): string[] =>
  spec.diagnostics
    .filter(({ code }) => !code.startsWith('missing-'))
    .map(({ code, line, column }) => `${code}@${line ?? 0}:${column ?? 0}`);
const PLAN = ['- [ ] 1. A', '- [ ] 2. B', '- [ ] 3. C', '- [ ] 4. D'];

describe('notations at a task', () => {
  test.each([
    ['_Depends: 1, 2_', ['1', '2']],
    ['_Depends:_ 1, 2', ['1', '2']],
    ['_Depends on: 1, 2_', ['1', '2']],
    ['_Dependencies: [1]_', ['1']],
    ['_Dependencies: [1, 2]_', ['1', '2']],
    ['**Dependencies**: 1', ['1']],
    ['**Dependencies:** Task 1, Task 2', ['1', '2']],
    ['Depends on: 1, 2', ['1', '2']],
    ['Depends on 1 and 2', ['1', '2']],
    [
      'Depends on Task 1 (types first) and Task 2 (b). Both must complete',
      ['1', '2'],
    ],
    ['Build it (depends on 1, 2)', ['1', '2']],
    ['Build it [依存: 1]', ['1']],
    ['_依存: 1、2_', ['1', '2']],
    ['依赖：任务1，任务2', ['1', '2']],
    ['_Depends: 1-3_', ['1', '2', '3']],
    ['_Depends: none_', []],
    ['_Dependencies: None (can start at once)_', []],
    ['**Dependencies**: なし', []],
    ['Depends on the 2 services of team 1', []],
    ['Install 2 dependencies and 1 tool', []],
    ['Verify it has 3 dependencies', []],
    ['This comes after step 2 of the guide', []],
    ['Code: `depends on 1`', []],
  ])('%s', (line, ids) => {
    expect(needs(read(...PLAN, `  - ${line}`))['4'] ?? []).toEqual(ids);
  });

  test('may stand in the title', () => {
    expect(
      needs(read('- [ ] T001 A', '- [ ] T002 B (depends on T001)')),
    ).toEqual({ T002: ['T001'] });
  });

  test('may stand below a heading or label of their own', () => {
    const spec = read(
      '# Tasks',
      '## Task 1: A',
      'x',
      '## Task 2: B',
      '### Dependencies',
      '- Depends on Task 1 (first).',
      '## Task 3: C',
      '- **Dependencies**:',
      '  - Task 1',
      '  - Task 2',
    );
    expect(needs(spec)).toEqual({ '2': ['1'], '3': ['1', '2'] });
  });

  test('of a sub-task stay its own', () => {
    expect(
      needs(
        read(
          '- [ ] 1. A',
          '  - [ ] 1.1 B',
          '- [ ] 2. C',
          '  - [ ] 2.1 D',
          '    - _Depends: 1.1_',
        ),
      ),
    ).toEqual({ '2.1': ['1.1'] });
  });

  test('that name no task, or the task itself, are reported where they stand', () => {
    const spec = read(...PLAN, '  - _Depends: 1, 17_', '  - _Depends: 4_');
    expect(needs(spec)).toEqual({ '4': ['1'] });
    expect(codes(spec)).toEqual([
      'unknown-dependency@5:18',
      'self-dependency@6:15',
    ]);
  });

  test('sentences that only look like dependencies are hints', () => {
    const spec = read(
      ...PLAN,
      '  - This depends on what 2 does',
      '  - 3 完了後に開始する',
    );
    expect(needs(spec)).toEqual({});
    expect(codes(spec)).toEqual([
      'dependency-in-prose@5:0',
      'dependency-in-prose@6:0',
    ]);
  });
});

describe('graphs', () => {
  const graph = (...lines: string[]): Record<string, string[]> =>
    needs(
      read('# Plan', ...PLAN, '', '## Task Dependency Graph', '', ...lines),
    );

  test('forward arrows mean before, lists and chains included', () => {
    expect(graph('- **1 → 2**: types first', '2, 1 → 3 → 4')).toEqual({
      '2': ['1'],
      '3': ['2', '1'],
      '4': ['3'],
    });
  });

  test('arrows that all point back mean depends on', () => {
    expect(graph('2 -> 1', '3 -> 1')).toEqual({ '2': ['1'], '3': ['1'] });
  });

  test('a verb or a legend settles the direction', () => {
    expect(graph('4 (Title) → depends on 1')).toEqual({ '4': ['1'] });
    expect(graph('The arrow means "depends on".', '1 -> 2', '3 -> 4')).toEqual({
      '1': ['2'],
      '3': ['4'],
    });
  });

  test('arrows that point both ways are reported and give no edge', () => {
    const spec = read('# Plan', ...PLAN, '## Dependencies', '1 → 2', '4 → 3');
    expect(needs(spec)).toEqual({});
    expect(codes(spec)).toEqual(['unclear-arrow@7:0', 'unclear-arrow@8:0']);
  });

  test('drawn lines go on from the task they hang on', () => {
    expect(
      graph(
        '```',
        '1 (types) ──┬──▶ 2 (store)',
        '            │',
        '            └──▶ 3 (view)',
        '',
        '2 ──▶ 4',
        '```',
      ),
    ).toEqual({ '2': ['1'], '3': ['1'], '4': ['2'] });
  });

  test('braces group, labels in front are no tasks', () => {
    expect(graph('- **Sequence**: 1 → {2, 3} → 4')).toEqual({
      '2': ['1'],
      '3': ['1'],
      '4': ['2', '3'],
    });
  });

  test('words after a list end it', () => {
    expect(graph('1 -> 2 -> 3,  4 verifies them')).toEqual({
      '2': ['1'],
      '3': ['2'],
    });
  });

  test('sentences of ids are edges there', () => {
    expect(
      graph(
        '- Task 4 depends on Tasks 1, 2',
        '- Task 3 (the view) depends on Task 2 (the store)',
        'タスク2はタスク1に依存',
      ),
    ).toEqual({ '2': ['1'], '3': ['2'], '4': ['1', '2'] });
  });

  test('Mermaid names are ids by label, by name or with the dots put back', () => {
    const spec = read(
      '# Plan',
      '- [ ] 1. A',
      '- [ ] 2. B',
      '- [ ] 3. C',
      '  - [ ] 3.1 D',
      '  - [ ] 3.2 E',
      '## Task Dependency Graph',
      '```mermaid',
      'graph TD',
      '  X["1. A<br/>x"] --> T2[B]',
      '  T2 -->|then| T31',
      '  subgraph Fix["Task 3"]',
      '    T3_1 & X -.-> T32',
      '  end',
      '```',
    );
    expect(needs(spec)).toEqual({
      '2': ['1'],
      '3.1': ['2'],
      '3.2': ['3.1', '1'],
    });
  });

  test('arrows elsewhere are prose', () => {
    expect(
      needs(
        read(
          '# Plan',
          ...PLAN,
          '## Notes',
          '1 → 2',
          '',
          '## Upgrade path',
          '0.6.4 → 0.10.12',
        ),
      ),
    ).toEqual({});
  });

  test('other things with arrows are not missed as tasks', () => {
    expect(
      codes(
        read(
          '# Plan',
          ...PLAN,
          '## Dependencies',
          '- P1 → P2',
          '- User Story 1 → tests',
          '- Upload → Search',
        ),
      ),
    ).toEqual([]);
  });
});

describe('waves', () => {
  const waves = (...json: string[]): Spec =>
    read(
      '# Plan',
      ...PLAN,
      '',
      '## Task Dependency Graph',
      '',
      '```json',
      ...json,
      '```',
    );
  const WANTED = [['1', '2'], ['3']];

  test.each([
    ['{"waves":[{"id":0,"tasks":["1","2"]},{"id":1,"tasks":["3"]}]}'],
    [
      '{"waves":[{"wave":1,"description":"x","tasks":["1","2"]},{"wave":2,"tasks":["3"]}]}',
    ],
    ['{"waves":[{"tasks":[1,2]},{"tasks":[3]}]}'],
    ['{"waves":[["1","2"],["3"]]}'],
    ['[["1","2"],["3"]]'],
    ['[[1,2],[3]]'],
    ['{"waves":[{"id":1,"tasks":["3"]},{"id":0,"tasks":["1","2"]}]}'],
    [
      '{"waves":[{"id":0,"name":"a","parallel":true,"dependsOn":{"3":["1"]},"tasks":["1","2"]},{"id":1,"tasks":["3"],"depends_on":[0]}]}',
    ],
    [
      '{"waves":[{"id":0,"tasks":["1","2",]},{"id":1,"tasks":["3"]},] // end\n}',
    ],
    ['{"waves":{"0":["1","2"],"1":["3"]}}'],
  ])('%s', (json) => {
    const spec = waves(json);
    expect(spec.waves).toEqual(WANTED);
    expect(needs(spec)).toEqual({});
  });

  test('of two graphs follow each other', () => {
    const spec = read(
      '```json',
      '{"waves":[["1"]]}',
      '```',
      ...PLAN,
      '```json',
      '{"waves":[["2"],["3"]]}',
      '```',
    );
    expect(spec.waves).toEqual([['1'], ['2'], ['3']]);
  });

  test('that cannot be read are an error, other JSON is none', () => {
    expect(codes(waves('{"waves": [{"tasks": ["1"}'))).toEqual([
      'waves-unreadable@9:0',
    ]);
    expect(waves('{"a": 1}').waves).toBeNull();
    expect(codes(waves('{"a": 1}'))).toEqual([]);
  });

  test('that name no task or forget one say so', () => {
    const spec = waves('[["1","9"],["2","3"]]');
    expect(codes(spec)).toEqual([
      'unknown-wave-task@0:0',
      'task-not-in-waves@5:0',
    ]);
  });
});
