import { expect, test } from 'vitest';
import type { CheckResult } from '../../../src/model/check.ts';
import type { EventBody } from '../../../src/model/event.ts';
import { taskId } from '../../../src/model/ids.ts';
import { plainLine } from '../../../src/report/lines/plain.ts';
import { summaryText } from '../../../src/report/summary/summary-text.ts';
import { toSummary } from '../../../src/view/summary/summary.ts';
import { at, buildState, completedUnit } from '../../helpers/build-state.ts';

const result = (parts: Partial<CheckResult>): CheckResult => ({
  name: 'test',
  run: 'npm test',
  passed: true,
  exit_code: 0,
  output: '',
  duration_ms: 1000,
  ...parts,
});

const line = (body: EventBody): string | null =>
  plainLine({ ...body, seq: 9, at: at(1) });

const ended = (...results: readonly CheckResult[]): string | null =>
  line({
    type: 'checks_ended',
    task_id: taskId('2'),
    tree: 't',
    passed: results.every(({ passed }) => passed),
    results,
  });

const RED = { passed: false, exit_code: 1 } as const;
const TESTS = { passed: 118, failed: [{ name: 'a', file: null }] };
const EXCUSED = {
  type: 'advisory',
  text: 'lint was red before the run: advisory until it is green once',
} as const;

test('the baseline speaks only of what was red, and says what that means', () => {
  const baseline = (...results: readonly CheckResult[]): string | null =>
    line({
      type: 'baseline_ended',
      tree: 't',
      passed: results.length > 0 && results.every(({ passed }) => passed),
      results,
    });
  expect(baseline(result({}))).toBeNull();
  expect(baseline(result({}), result({ ...RED, tests: TESTS }))).toBe(
    'test: 1 of 119 tests was red before the run: advisory until green once',
  );
  expect(baseline()).toBe('no baseline: every red check counts');
});

test('a check that failed is named with its tests and how often it ran', () => {
  expect(ended(result({ ...RED, runs: 2, tests: TESTS }))).toBe(
    '[2] check failed: test: 1 of 119 tests (exit 1, 2 times)',
  );
});

test('what does not count is no failure, and is said beside what passed', () => {
  const lint = result({ name: 'lint', ...RED, excused: EXCUSED });
  expect(ended(lint)).toBe(`[2] ${EXCUSED.text}`);
  expect(ended(result({}), lint)).toBe(
    `[2] 1 check passed in 2s; ${EXCUSED.text}`,
  );
  expect(ended(result({ runs: 2 }))).toBe(
    '[2] 1 check passed in 1s; test failed first and passed when it ran again',
  );
});

test('the summary says what was red before, what flaked and what is expected to fail', () => {
  const run = (...results: readonly CheckResult[]) => ({
    tree: 't',
    passed: false,
    results,
  });
  const expected = {
    type: 'expected',
    text: 'fails as it should until 2 is completed: the tests show the bug',
  } as const;
  const state = buildState(
    [
      completedUnit('1', {
        checks: [run(result({ ...RED, excused: expected }))],
      }),
      completedUnit('2', { checks: [run(result({ runs: 2 }))] }),
    ],
    {
      baseline: run(
        result({ name: 'lint', ...RED }),
        result({ name: 'types', ...RED }),
      ),
      green_checks: new Set(['types']),
    },
  );
  const summary = toSummary(state, {
    now: at(900),
    logs: 'logs',
    pulse: 'PROJECT_PULSE.md',
    flags: [],
  });
  expect(summary.check_notes).toEqual([
    'lint was red before the run: advisory until it is green once.',
    'types was red before the run and has been green since.',
    '1: test fails as it should until 2 is completed: the tests show the bug.',
    '2: test failed first and passed when it ran again.',
  ]);
  expect(summaryText(summary)).toContain(
    'Checks\n  lint was red before the run',
  );
});
