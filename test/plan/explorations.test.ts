import { expect, test } from 'vitest';
import { makePlan } from '../../src/plan/make-plan.ts';
import { readSpec } from '../../src/spec/read-spec.ts';

const redUntil = (tasks: string, config = '{"specType":"bugfix"}') => {
  const spec = readSpec({
    path: 'spec',
    name: 'spec',
    tasksFile: 'tasks.md',
    tasks,
    requirements: null,
    bugfix: null,
    design: null,
    config,
    extra: {},
  });
  const { units } = makePlan(spec, {
    assignment: null,
    code: 'codex',
    ui: 'gemini',
  });
  return Object.fromEntries(
    units.flatMap(({ task_id, red_until }) =>
      red_until === undefined ? [] : [[task_id, red_until]],
    ),
  );
};

const KIRO = `- [ ] 1. Write bug condition exploration test
  - **CRITICAL**: This test MUST FAIL on unfixed code
  - **EXPECTED OUTCOME**: Test FAILS (this proves the bug exists)
- [ ] 2. Write preservation property tests (BEFORE implementing fix)
  - **EXPECTED OUTCOME**: Tests PASS (this confirms the baseline)
- [ ] 3. Fix for the empty list
  - [ ] 3.1 Implement the fix
    - _Bug_Condition: isBugCondition(input)_
  - [ ] 3.2 Verify bug condition exploration test now passes
    - **EXPECTED OUTCOME**: Test PASSES
- [ ] 4. Checkpoint - Ensure all tests pass
`;

test('the exploration of a bugfix spec may be red until the fix is done', () => {
  expect(redUntil(KIRO)).toEqual({ '1': ['3'] });
});

test('nothing may be red where the fix is done, or in a feature spec', () => {
  expect(redUntil(KIRO.replaceAll(/\[ \] (3[. ])/g, '[x] $1'))).toEqual({});
  expect(redUntil(KIRO, '{"specType":"feature"}')).toEqual({});
});

test('of several bugs each exploration waits for its own fix', () => {
  const tasks = `- [ ] 1. Confirm BUG 1 (drift) with a bug-condition exploration test
  - _Bug_Condition: one_
- [ ] 2. Confirm BUG 2 with a bug-condition exploration test
- [ ] 3. Capture BUG 1 preservation baselines (on UNFIXED tree)
- [ ] 4. Fix BUG 1 - move the files
- [ ] 5. Fix BUG 2 - correct the sum
`;
  expect(redUntil(tasks)).toEqual({ '1': ['4'], '2': ['5'] });
});

test('where no task is called a fix, the work that follows is', () => {
  const tasks = `- [ ] 1. Reproduce
  - Add a test; it must fail for now
- [ ] 2. Handle the empty list
- [ ] 3. Checkpoint - Ensure all tests pass
`;
  expect(redUntil(tasks)).toEqual({ '1': ['2'] });
});
