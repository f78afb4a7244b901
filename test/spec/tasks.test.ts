import { describe, expect, test } from 'vitest';

import type { Spec, Task } from '../../src/model/spec.ts';
import { readSpec } from '../../src/spec/read-spec.ts';
import { specOf } from './load-spec.ts';

const read = (...lines: string[]): Spec => readSpec(specOf(lines.join('\n')));
const only = (...lines: string[]): Task => {
  const { tasks } = read(...lines);
  expect(tasks).toHaveLength(1);
  return tasks[0] as Task;
};
const byId = (spec: Spec, id: string): Task => {
  const task = spec.tasks.find(({ task_id }) => task_id === id);
  if (task === undefined)
    throw new Error(
      `no task ${id} among ${spec.tasks.map((t) => t.task_id).join(' ')}`,
    );
  return task;
};
const ids = (spec: Spec): string[] => spec.tasks.map((task) => task.task_id);
const codes = (spec: Spec): string[] =>
  spec.diagnostics
    .filter(({ code }) => !code.startsWith('missing-'))
    .map(({ code, line }) => `${code}@${line ?? 0}`);

describe('ids and titles', () => {
  test.each([
    ['- [ ] 1. Build it', '1', 'Build it'],
    ['- [ ] 1.1 Build it', '1.1', 'Build it'],
    ['- [ ] 1.1. Build it', '1.1', 'Build it'],
    ['- [ ] 2.1.1 Build it', '2.1.1', 'Build it'],
    ['- [ ] 1.2a Build it', '1.2a', 'Build it'],
    ['- [ ] 3.5. 複合型の処理を実装', '3.5', '複合型の処理を実装'],
    ['- [ ]   1. Build it', '1', 'Build it'],
    ['- [ ] T001 Build it', 'T001', 'Build it'],
    ['- [ ] T010a Build it', 'T010a', 'Build it'],
    ['- [ ] T001: Build it', 'T001', 'Build it'],
    ['- [ ] T-001: Build it', 'T-001', 'Build it'],
    ['- [ ] Task 3: Build it', '3', 'Build it'],
    ['- [ ] **Task 3**: Build it', '3', 'Build it'],
    ['- [ ] **4. Build it**', '4', 'Build it'],
    ['- [ ] **4.** Build it', '4', 'Build it'],
    ['- [ ] **P3.0** — Build it', 'P3.0', 'Build it'],
    ['- [ ] 1.5.1~1.5.5 Build it', '1.5.1~1.5.5', 'Build it'],
    ['- [ ] 2.1.3 ~ 2.1.8 Build it', '2.1.3~2.1.8', 'Build it'],
    ['- [ ] 1.Final Build it', '1.Final', 'Build it'],
    ['- [ ] 38.* Build it', '38.*', 'Build it'],
    ['- [ ] <a id="t-1"></a>1.1 Build it', '1.1', 'Build it'],
    ['- [x] ✅ 2. Build it', '2', 'Build it'],
    ['- `[x]` 1.1.1 Build it', '1.1.1', 'Build it'],
    ['3. [ ] Build it', '3', 'Build it'],
    [
      '- [ ] 1. Set up OAuth 2.1 with 3 retries',
      '1',
      'Set up OAuth 2.1 with 3 retries',
    ],
    ['* [ ] 1. Build it', '1', 'Build it'],
    ['+ [ ] 1) Build it', '1', 'Build it'],
    ['- [ ] タスク1: Build it', '1', 'Build it'],
    ['- [ ] 任务 1：Build it', '1', 'Build it'],
  ])('%s', (line, id, title) => {
    expect(only(line)).toMatchObject({
      task_id: id,
      description: title,
      kind: 'task',
    });
  });

  test.each([
    ['- [ ] 8 dependencies are pinned', '8 dependencies are pinned'],
    ['- [ ] 50KB of dependencies at most', '50KB of dependencies at most'],
    ['- [ ] 2025-01-31 is the deadline', '2025-01-31 is the deadline'],
    ['- [ ] UTF-8 output', 'UTF-8 output'],
    ['- [ ] S3 bucket setup', 'S3 bucket setup'],
    ['- [ ] 3D rendering', '3D rendering'],
    ['- [ ] 404 page', '404 page'],
    ['- [ ] v1.2 release', 'v1.2 release'],
    ['- [ ] Wave 5: rollout', 'Wave 5: rollout'],
  ])('takes no number for an id that is none: %s', (line, title) => {
    const task = only(line);
    expect(task.description).toBe(title);
    expect(task.task_id).not.toMatch(/^\d+(?:\.\d+)*$/);
  });

  test('takes bare numbers for ids where they count up', () => {
    expect(
      ids(read('- [x] 1 First', '- [ ] 2 Second', '- [ ] 3 Third')),
    ).toEqual(['1', '2', '3']);
  });

  test('takes letters with a number for ids where the file has several', () => {
    expect(ids(read('- [ ] US-1 First', '- [ ] US-2 Second'))).toEqual([
      'US-1',
      'US-2',
    ]);
  });

  test('gives unnumbered tasks ids that inserting another does not change', () => {
    const before = ids(read('- [ ] Build it', '- [ ] Ship it'));
    const after = ids(read('- [ ] Plan it', '- [ ] Build it', '- [ ] Ship it'));
    expect(after).toEqual(expect.arrayContaining(before));
  });

  test('tells duplicates apart by their line and says so', () => {
    const spec = read(
      '- [ ] 8. One',
      '- [ ] 8. Two',
      '- [ ] 9. Three',
      '  - _Depends: 8_',
    );
    expect(ids(spec)).toEqual(['8', '8@L2', '9']);
    expect(codes(spec)).toEqual(['duplicate-id@2']);
    expect(byId(spec, '9').dependencies).toEqual(['8@L2']);
  });

  test('takes flags off the title in any order', () => {
    const spec = read(
      '- [ ] T001 [P] [US1] Build it',
      '- [ ] T002 [US1] [P] Build that',
      '- [ ] 1.1 (P) Build',
      '- [ ] (P) 1.2 Build',
    );
    expect(
      spec.tasks.map((task) => [task.task_id, task.description, task.parallel]),
    ).toEqual([
      ['T001', 'Build it', true],
      ['T002', 'Build that', true],
      ['1.1', 'Build', true],
      ['1.2', 'Build', true],
    ]);
  });

  test('joins a title that was wrapped, but not prose below a short one', () => {
    const spec = read(
      '- [ ] 1. Create the shared module with everything that the generators need for',
      '  their work',
      '- [ ] 2. Short title',
      '  Some prose about it',
    );
    expect(spec.tasks.map((task) => task.description)).toEqual([
      'Create the shared module with everything that the generators need for their work',
      'Short title',
    ]);
    expect(byId(spec, '2').details).toEqual(['Some prose about it']);
  });

  test('keeps stars inside code and takes bold marks off', () => {
    expect(only('- [ ] 1. Remove **the** `**bold**` entry').description).toBe(
      'Remove the `**bold**` entry',
    );
  });

  test('keeps a title of a thousand characters whole', () => {
    const words = 'word '.repeat(200).trim();
    expect(only(`- [ ] 1. ${words}`).description).toBe(words);
  });
});

describe('states', () => {
  test.each([
    [' ', 'not_started'],
    ['x', 'completed'],
    ['X', 'completed'],
    ['-', 'in_progress'],
    ['~', 'not_started'],
    ['/', 'in_progress'],
    ['!', 'blocked'],
  ])('[%s] means %s', (mark, status) => {
    expect(only(`- [${mark}] 1. Build it`)).toMatchObject({ mark, status });
  });

  test('a legend in the file wins, except over [x]', () => {
    const spec = read(
      '- [-] 1. Gone',
      '- [~] 2. Later',
      '- [x] 3. Done',
      '',
      '## Legend',
      '- [ ] Not started',
      '- [-] Cancelled',
      '- `[~]` = In progress',
      '- [x] Blocked',
    );
    expect(spec.tasks.map((task) => task.status)).toEqual([
      'canceled',
      'in_progress',
      'completed',
    ]);
  });

  test('says so where nothing explains a mark', () => {
    const spec = read('- [?] 1. Build it');
    expect(codes(spec)).toEqual(['unknown-mark@1']);
    expect(spec.tasks[0]?.status).toBe('not_started');
  });

  test('a heading is done by its sign, its box, its status line or all its boxes', () => {
    const spec = read(
      '### Task 1: Signed ✅',
      'Text.',
      '### Task 2: Boxed',
      '- [x] **Completed**',
      '### Task 3: Stated',
      '**Status**: [x] Complete',
      '### Task 4: By its steps',
      '- [x] a',
      '- [x] b',
      '### Task 5: Open',
      '**Status**: [ ] Pending',
    );
    expect(
      spec.tasks
        .filter((task) => task.kind === 'heading')
        .map((task) => [task.task_id, task.status, task.mark_line]),
    ).toEqual([
      ['1', 'completed', null],
      ['2', 'completed', 4],
      ['3', 'completed', 6],
      ['4', 'completed', null],
      ['5', 'not_started', 11],
    ]);
    expect(spec.tasks.filter((task) => task.kind === 'step')).toHaveLength(2);
  });

  test('a done parent with an open sub-task is dispatched and reported, an open optional one is no contradiction', () => {
    const spec = read(
      '- [x] 1. Parent',
      '  - [ ] 1.1 Open',
      '- [x] 2. Parent',
      '  - [ ]* 2.1 Optional',
    );
    expect(codes(spec)).toEqual(['done-with-open-subtasks@1']);
  });
});

describe('optional, manual and checkpoint tasks', () => {
  test.each([
    ['- [ ]* 1.1 Test it', true],
    ['- [ ]\\* 1.1 Test it', true],
    ['- [~]* 1.1 Test it', true],
    ['- [ ] 1.1* Test it', true],
    ['- [ ] 1.1* (P) Test it', true],
    ['- [ ] 1.1 Test it (optional)', true],
    ['- [ ] 1.1 Test it (optional for the first release)', true],
    ['- [ ] 1.1 テストする（オプション）', true],
    ['- [ ] 1.1 测试（可选）', true],
    ['- [ ] 1.1 Optional: test it', true],
    ['- [ ] 1.1 Add an (optional) note to the form', false],
    ['- [ ] 1.1 Make the field optional', false],
    ['- [ ] 1.1 Handle Optional<T>', false],
  ])('%s', (line, optional) => {
    const task = only(line);
    expect(task.is_optional).toBe(optional);
    expect(task.task_id).toBe('1.1');
    expect(task.description).not.toMatch(/\*|\\/);
  });

  test.each([
    ['- [ ] 1. Rotate the key (MANUAL - needs console access)', true],
    ['- [ ] 1. [MANUAL] Rotate the key', true],
    ['- [ ] 1. Manual testing and verification', false],
    ['- [ ] 1. Manual smoke test: open the page', false],
  ])('%s is for a person: %s', (line, manual) => {
    expect(only(line).manual).toBe(manual);
  });

  test.each([
    ['4. Checkpoint - Ensure all tests pass', true],
    ['4. Checkpoint', true],
    ['4. Checkpoint 2: core works', true],
    ['4. Final checkpoint - Complete validation', true],
    ['4. Final Checkpoint', true],
    ['4. 检查点 - 确保所有测试通过', true],
    ['4. 最终检查点 - 确认', true],
    ['4. 最終チェックポイント', true],
    ['4. Ensure all tests pass', true],
    ['4. Implement checkpoint saving for the trainer', false],
    ['4. Checkpoint manager implementation', false],
    ['4. Save checkpoints to disk', false],
  ])('%s', (title, checkpoint) => {
    expect(only(`- [ ] ${title}`).checkpoint).toBe(checkpoint);
  });
});

describe('parents', () => {
  const parents = (spec: Spec): Record<string, string | null> =>
    Object.fromEntries(
      spec.tasks.map((task) => [task.task_id, task.parent_id]),
    );

  test('by number, nested or flat', () => {
    expect(
      parents(
        read(
          '- [ ] 1. A',
          '  - [ ] 1.1 B',
          '    - [ ] 1.1.1 C',
          '- [ ] 2. D',
          '- [ ] 2.1 E',
        ),
      ),
    ).toEqual({ '1': null, '1.1': '1', '1.1.1': '1.1', '2': null, '2.1': '2' });
  });

  test('by number against the nesting, where a task with that number stands before', () => {
    expect(
      parents(read('- [ ] 7. A', '- [ ] 8. B', '  - [ ] 7.3 C'))['7.3'],
    ).toBe('7');
  });

  test('the nearest one where a number is used twice', () => {
    const spec = read(
      '- [ ] 1. A',
      '## Phase 2',
      '- [ ] 1. B',
      '  - [ ] 1.1 C',
    );
    expect(byId(spec, '1.1')).toMatchObject({
      parent_id: '1@L3',
      parent_line: 3,
    });
  });

  test('by nesting for steps and for numbers without a parent', () => {
    const spec = read('- [ ] 1. A', '  - [ ] write it', '  - [ ] 9.4 odd one');
    expect(spec.tasks.map((task) => [task.kind, task.parent_id])).toEqual([
      ['task', null],
      ['step', '1'],
      ['task', '1'],
    ]);
  });

  test('four blanks, tabs and long runs of blank lines nest as well', () => {
    const spec = read(
      '- [ ] 1. A',
      '',
      '',
      '',
      '    - [ ] 1.1 B',
      '',
      '\t- [ ] C',
      '',
      '',
      '- [ ] 2. D',
    );
    expect(spec.tasks.map((task) => task.parent_id)).toEqual([
      null,
      '1',
      '1',
      null,
    ]);
  });

  test('numbered headings are parents of the boxes that carry their number', () => {
    const spec = read(
      '## 1. Setup',
      '- [ ] 1.1 A',
      '### 1.2 Deeper',
      '- [ ] 1.2.1 B',
      '## 0.5 Odd',
      '- [ ] 0.5.1 C',
      '## 9. Notes',
      'Text.',
    );
    expect(parents(spec)).toEqual({
      '1': null,
      '1.1': '1',
      '1.2': '1',
      '1.2.1': '1.2',
      '0.5': null,
      '0.5.1': '0.5',
    });
    expect(byId(spec, '1').kind).toBe('heading');
  });

  test('phases are no parents, whatever their number', () => {
    const spec = read(
      '# Plan',
      '## Phase 1: Setup',
      '- [ ] 1.1 A',
      '## Phase 2: More',
      '- [ ] 5. B',
    );
    expect(parents(spec)).toEqual({ '1.1': null, '5': null });
  });

  test('a heading spelled as a task owns all boxes below it', () => {
    const spec = read(
      '# Tasks',
      '### WP01: Package',
      '- [ ] T001 A',
      '## Task 2: Other',
      '- [ ] step',
      '## Task 3: Alone',
      '**Files**: `a.ts`',
    );
    expect(parents(spec)).toEqual({
      WP01: null,
      T001: 'WP01',
      '2': null,
      '2.step': '2',
      '3': null,
    });
  });

  test('a heading that repeats a box adds its details to that task', () => {
    const spec = read(
      '# Plan',
      '- [ ] 1. Types',
      '  - [ ] 1.1 Add `a.ts`',
      '## Details',
      '### 1. Types',
      '#### - [ ] 1.1 Add `a.ts`',
      '- Export all',
      '- _Requirements: 3.1_',
    );
    expect(ids(spec)).toEqual(['1', '1.1']);
    expect(byId(spec, '1.1')).toMatchObject({ requirements: ['3.1'] });
    expect(codes(spec)).toContain('not-a-task@6');
  });

  test('a box that tracks a package heading is its mark, not another task', () => {
    const spec = read(
      '# Tasks',
      '### WP01: Package one',
      '- [ ] T001 A',
      '## Tracking',
      '- [x] **WP01**: Package one',
    );
    expect(ids(spec)).toEqual(['WP01', 'T001']);
    expect(byId(spec, 'WP01')).toMatchObject({
      status: 'completed',
      mark_line: 5,
    });
  });
});

describe('boxes that are no work', () => {
  test.each([
    [
      'a section of acceptance criteria',
      ['## Acceptance Criteria', '- [ ] It works'],
    ],
    [
      'a label of acceptance criteria',
      ['**Acceptance Criteria**:', '- [ ] It works'],
    ],
    [
      'a bullet of acceptance criteria',
      ['- **Acceptance Criteria**:', '  - [ ] It works'],
    ],
    [
      'a definition of done with chapters',
      ['## Definition of Done', '### Quality', '- [ ] It works'],
    ],
    [
      'success criteria with a sign',
      ['## 🎯 Success Criteria', '- [ ] It works'],
    ],
    [
      'external dependencies',
      ['## Dependencies', '### External Dependencies', '- [ ] It works'],
    ],
    ['a checklist', ['## PR Checklist', '- [ ] It works']],
    ['a legend', ['## Status Markers', '- [ ] 1. Not started']],
    [
      'legend entries without a heading',
      ['- [ ] Not started', '- [~] Queued', '- [x] Completed'],
    ],
    ['a quote', ['> - [ ] 1. It works']],
    ['code', ['```md', '- [ ] 1. It works', '```']],
    ['indented code', ['Text:', '', '    - [ ] 1. It works']],
    ['a comment', ['<!--', '- [ ] 1. It works', '-->']],
    ['受け入れ基準', ['## 受け入れ基準', '- [ ] It works']],
    ['验收标准', ['**验收标准**：', '- [ ] It works']],
  ])('%s', (_, lines) => {
    const spec = read('# Plan', '- [ ] 1. Work', '', ...lines);
    expect(ids(spec)).toEqual(['1']);
    const boxes = lines.flatMap((line, i) =>
      /\[[ x~]\]/.test(line) ? [`not-a-task@${i + 4}`] : [],
    );
    expect(codes(spec)).toEqual(boxes);
  });

  test('legends with other brackets are no boxes at all', () => {
    expect(
      codes(
        read(
          '- [P] tasks = different files',
          '- **[P]**: can run in parallel',
          '- [US1] story',
          '- [x](link) text',
          '- [ ] 1. Work',
        ),
      ),
    ).toEqual([]);
  });

  test('criteria below a task belong to it and end with it', () => {
    const spec = read(
      '- [ ] 1. A',
      '  - **Acceptance Criteria**:',
      '    - [ ] It works',
      '- [ ] 2. B',
      '  - [ ] real step',
    );
    expect(spec.tasks.map((task) => task.kind)).toEqual([
      'task',
      'task',
      'step',
    ]);
  });

  test('tasks about criteria, and numbered ones in such a chapter, are work', () => {
    expect(
      ids(
        read(
          '# Plan',
          '## Task 1: Write the acceptance criteria',
          '- [ ] draft',
          '## 7. Acceptance Criteria',
          '- [ ] 7.1 Add them',
        ),
      ),
    ).toEqual(['1', '1.draft', '7', '7.1']);
  });

  test('a mistyped box is reported', () => {
    expect(codes(read('- [ ] 1. A', '- [] 2. B', '- [  ] 3. C'))).toEqual([
      'broken-box@2',
      'broken-box@3',
    ]);
  });

  test('a fence that is none does not swallow the rest', () => {
    const spec = read(
      '- [ ] 1. A',
      '  - keep fenced ```` ``` ```` blocks intact across',
      '    lines',
      '- [ ] 2. B',
    );
    expect(ids(spec)).toEqual(['1', '2']);
  });

  test('an empty file says that there is no task', () => {
    expect(codes(read(''))).toEqual(['no-tasks@0']);
  });
});

describe('details', () => {
  test('are the item’s own lines, in order, with their marks', () => {
    const spec = read(
      '- [ ] 1. A',
      '  - one',
      '    - nested',
      '',
      '  prose',
      '  - [ ] 1.1 B',
      '    - two',
      '  - _Requirements: 9.9_',
      '',
      '## Notes',
      '- not a detail',
    );
    expect(byId(spec, '1').details).toEqual([
      '- one',
      '  - nested',
      'prose',
      '- _Requirements: 9.9_',
    ]);
    expect(byId(spec, '1').requirements).toEqual(['9.9']);
    expect(byId(spec, '1.1').details).toEqual(['- two']);
  });

  test('include bullets that lost their indent, and end at headings and tables', () => {
    const spec = read(
      '- [ ] 1. A',
      '- lost detail',
      '_Requirements: 1.1_',
      '',
      '| a | b |',
      '|---|---|',
      '',
      '## Summary',
      '- x',
    );
    expect(byId(spec, '1').details.slice(0, 2)).toEqual([
      '- lost detail',
      '_Requirements: 1.1_',
    ]);
  });

  test('of a heading task are its section, up to the next task', () => {
    const spec = read(
      '# Tasks',
      '## Task 1: A',
      'Prose.',
      '### Files',
      '- `a.ts`',
      '## Task 2: B',
      'Other.',
    );
    expect(byId(spec, '1').details).toEqual([
      'Prose.',
      '### Files',
      '- `a.ts`',
    ]);
  });

  test('survive a carriage return, a byte order mark and front matter', () => {
    const text =
      '\uFEFF---\r\ntitle: x\r\n---\r\n# Plan\r\n- [x] 1. A\r\n  - b\r\n  - _Requirements: 1.1_\r\n';
    const spec = readSpec(specOf(text));
    expect(spec.tasks[0]).toMatchObject({
      task_id: '1',
      line: 5,
      details: ['- b', '- _Requirements: 1.1_'],
      requirements: ['1.1'],
    });
  });
});
