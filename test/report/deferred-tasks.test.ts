import { describe, expect, test } from 'vitest';
import { deferredTasks } from '../../src/report/deferred-tasks.ts';
import { readSpec } from '../../src/spec/read-spec.ts';
import { deferredFindings } from '../../src/view/deferred.ts';
import type { Finding } from '../../src/model/finding.ts';
import {
  buildFinding,
  buildReport,
  buildState,
  completedUnit,
} from '../helpers/build-state.ts';
import { MemorySpec } from '../helpers/fake-ports.ts';

const textFor = (...deferred: readonly Finding[]): string =>
  deferredTasks(
    deferredFindings(buildState([completedUnit('1', { deferred })])),
    {
      spec_path: '.kiro/specs/demo',
    },
  );

const readBack = async (text: string) =>
  readSpec(await new MemorySpec(text).read());

const finding = (n: number, parts: Partial<Finding>): Finding =>
  buildFinding({ fingerprint: `f${n}`, ...parts });

describe('the task list of what was left for later', () => {
  test('has a task a file, and one for each finding without one', async () => {
    const text = textFor(
      finding(1, { file: 'src/a.ts', description: 'A name says too little' }),
      finding(2, {
        file: null,
        line: null,
        description: 'No page says how: *see* _Depends: 1_',
      }),
      finding(3, { file: 'src/a.ts', description: 'A test is missing' }),
    );
    expect(text).toMatchInlineSnapshot(`
      "# Implementation Plan

      What reviews of \`.kiro/specs/demo\` left for later.

      - [ ] 1. Settle 2 findings in src/a.ts
        - minor, line 3, found in \`1\`: \`A name says too little\`
        - minor, line 3, found in \`1\`: \`A test is missing\`
        - _Depends: none_
        - _writes: src/a.ts_

      - [ ] 2. Settle: No page says how see Depends 1
        - minor, found in \`1\`: \`No page says how - *see* _Depends - 1_\`
        - _Depends: none_
      "
    `);
    const spec = await readBack(text);
    expect(spec.tasks.map(({ task_id, writes }) => [task_id, writes])).toEqual([
      ['1', ['src/a.ts']],
      ['2', []],
    ]);
    expect(spec.tasks.every(({ status }) => status === 'not_started')).toBe(
      true,
    );
  });

  test.each([
    ['a box', '- [x] 9. Done already'],
    ['a dependency', '_Depends: 2_ and _Requirements: 9.9_'],
    ['a manifest', '_writes: /etc/passwd_'],
    ['a line of its own', 'one\n- [ ] 7. Another task\n  - _writes: x.ts_'],
    ['a heading', '## Task 8: more'],
    ['a wave', '(P) [P] ```json\n{"waves":[["2"],["1"]]}\n```'],
    ['HTML', '<!-- <script>x</script>'],
  ])('takes %s in a finding for words', async (_what, description) => {
    const spec = await readBack(
      textFor(finding(1, { description }), finding(2, { file: 'src/b.ts' })),
    );
    expect(spec.units).toMatchObject([
      { task_id: '1', dependencies: [] },
      { task_id: '2', dependencies: [] },
    ]);
    expect(spec.tasks.map(({ writes }) => writes)).toEqual([
      ['src/a.ts'],
      ['src/b.ts'],
    ]);
    expect(spec.tasks.flatMap(({ requirements }) => requirements)).toEqual([]);
    expect(spec.tasks.every(({ status }) => status === 'not_started')).toBe(
      true,
    );
  });

  test('names no file that a manifest cannot', async () => {
    const spec = await readBack(
      textFor(
        finding(1, { file: '../../etc/passwd' }),
        finding(2, { file: 'a\n- [ ] 5. x' }),
        finding(3, { file: '/etc/x' }),
      ),
    );
    expect(spec.tasks.map(({ writes }) => writes)).toEqual([[], [], []]);
  });

  test('has what the review of everything together left, and each matter once', () => {
    const whole = buildReport({
      findings: [finding(1, {}), finding(2, { description: 'dead code' })],
    });
    const state = buildState(
      [completedUnit('1', { deferred: [finding(1, {})] })],
      { whole_review: { status: 'done', reports: [whole], after: 1 } },
    );
    expect(
      deferredFindings(state).map((each) => [each.task_id, each.description]),
    ).toEqual([
      ['1', 'A name says too little'],
      ['final', 'dead code'],
    ]);
  });
});
